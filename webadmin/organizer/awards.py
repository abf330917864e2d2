"""The register of awards: every version with its state and how often it is checked; what may be done, by two persons."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, with_expression

from certificates.errors import NameDoesNotFit
from certificates.fitting import check_fits
from scoring.errors import Conflict, InputError, NotAllowed
from scoring.season import award_words
from scoring.season.awarding import MOVES, AwardAct, AwardStatus, ChangeState, acts_from
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import award_answers, award_changes, award_register, awards, queue
from scoring.services.seasons import settings_of
from scoring.store import showing_awards
from scoring.store.tables import Award, AwardChange, AwardFile, Page
from scoring.store.vocabulary import JobKind
from webadmin.access import current_actor
from webadmin.award_files import title_of
from webadmin.context import db, home, now, writing
from webadmin.i18n import day, language, points, t
from webadmin.organizer import award_forms, forms
from webadmin.organizer.award_forms import Asked
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choice import needed_season
from webadmin.organizer.choices import by_value, by_word
from webadmin.organizer.export import disposition
from webadmin.words import AWARDS

_TONES: dict[str, str] = {
    AwardStatus.CONFIRMED: "info",
    AwardStatus.ACTIVE: "good",
    AwardStatus.SUPERSEDED: "plain",
    AwardStatus.SUSPENDED: "warn",
    AwardStatus.REVOKED: "bad",
    AwardStatus.DECLINED: "bad",
}


def _points(row: Award) -> str:
    return points(row.total) if row.place is not None else "—"


def _serial(row: Award) -> Markup:
    return Markup('<span class="serial">{}</span>').format(row.serial)


class AwardsView(Records):
    """Awards of the season."""

    table = Award
    titles = ("Реестр наград", "Register of awards")
    one = ("Награда", "An award")
    station = "award"
    address = "awards"
    fresh = frozenset({"decide"})
    about = (
        "Все награды и все их версии. Исправить, приостановить или отозвать награду предлагает один, утверждает другой.",
        "All awards in all their versions. One proposes to correct, suspend or revoke an award, another approves.",
    )
    list_template = "panel/awards.html"
    details_template = "panel/award.html"
    empty = ("Наград ещё нет", "No awards yet")
    empty_next = ("Они появятся, когда решение подписано и документы выпущены.", "They appear once the decision is signed.")
    search_in = (Page.search,)
    search_hint = ("Страница-победитель", "The winning page")
    choices = (
        by_word("status", ("Состояние", "Status"), Award.status, award_words.STATUSES),
        by_value("nomination", ("Номинация", "Nomination"), Award.nomination),
        by_word("kind", ("Вид", "Kind"), Award.kind, AWARDS),
    )
    columns = (
        Column("page", ("Название", "Name"), lambda row: row.name),
        worded("status", ("Состояние", "Status"), award_words.STATUSES, tones=_TONES),
        worded("kind", ("Вид", "Kind"), AWARDS),
        Column("nomination", ("Номинация", "Nomination")),
        Column("place", ("Место", "Place"), number=True),
        Column("total", ("Баллы", "Points"), lambda row: row.total / 10_000, _points, _points, number=True, place="details"),
        Column("serial", ("Номер", "Number"), cell=_serial, sort=True),
        Column("version", ("Версия", "Version"), number=True),
        Column("checks", ("Проверок за 30 дней", "Checks in 30 days"), number=True),
        Column("issued_on", ("Дата", "Date"), full=lambda row: day(row.issued_on), place="details"),
        Column(
            "badge_valid_to", ("Знак действует до", "Badge good until"), full=lambda row: day(row.badge_valid_to), place="details"
        ),
        Column("made_at", ("Документы готовы", "Documents made"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Awards of the season in question with their pages."""
        since = award_changes.local_day(needed_season(), now()) - timedelta(days=showing_awards.CHECKED_DAYS)
        counted = with_expression(Award.checks, showing_awards.checks_since(since))
        rows = select(Award).join(Award.page).where(Award.season_id == season_id())
        return rows.options(contains_eager(Award.page), counted)

    def order(self) -> tuple[Any, ...]:
        """By nomination and place."""
        return (Award.nomination, Award.place, Award.page_id, Award.version)

    act_words = award_words.ACTS
    ground_words = award_words.GROUNDS

    def waiting(self) -> Sequence[AwardChange]:
        """What waits for a second person."""
        return showing_awards.waiting_changes(db.session, season_id())

    @expose("/register.<any(csv,xlsx):form>")
    def register(self, form: Literal["csv", "xlsx"]) -> Response:
        """The whole register as a file."""
        season = needed_season()
        today = award_changes.local_day(season, now())
        name, mimetype, body = award_register.register_file(db.session, season, form, language(), today=today)
        return Response(body, mimetype=mimetype, headers={"Content-Disposition": disposition(name)})

    @expose("/<int(max=2147483647):number>/propose/", methods=("POST",))
    def propose(self, number: int) -> ResponseReturnValue:
        """Ask for a change of an award; the form comes back with what was typed where it cannot be."""
        award = self.get_one(str(number))
        form = award_forms.asked()
        try:
            act = award_forms.act_of(form)
            if act is AwardAct.CORRECT:
                _require_fitting(award, form)
            with writing() as session:
                change = award_changes.propose(
                    session,
                    current_actor(),
                    award.id,
                    act,
                    ground=award_forms.ground_of(form),
                    reason=form.reason,
                    name=form.name,
                    person=form.person,
                    now=now(),
                )
        except (InputError, NameDoesNotFit) as fault:
            return self._again(number, award_forms.asked(fault.told(language()))), 400
        except Conflict as fault:
            return self._again(number, award_forms.asked(fault.told(language()))), 409
        flash(_proposed(change), "good")
        return redirect(url_for("awards.details_view", id=number), 303)

    @expose("/change/<int(max=2147483647):number>/", methods=("POST",))
    def decide(self, number: int) -> ResponseReturnValue:
        """Approve or refuse a change, or write down what the owner says to it."""
        award = _award_of(number)
        done, version = award_forms.decision(), forms.version()
        try:
            with writing() as session:
                _DONE[done](session, number, version)
        except InputError as fault:
            return self._again(award, Asked(fault=fault.told(language()))), 400
        except (Conflict, NotAllowed) as fault:
            status = 409 if isinstance(fault, Conflict) else 403
            return self._again(award, Asked(fault=fault.told(language()))), status
        flash(t(*_TOLD[done]), "good")
        return redirect(url_for("awards.details_view", id=award), 303)

    def details_of(self, row: Award) -> dict[str, Any]:
        """The award with its versions, its history, its files, and what may be done with it."""
        versions = showing_awards.versions_of(db.session, row)
        ids = [one.id for one in versions]
        changes = showing_awards.changes(db.session, ids)
        waiting = next((one for one in changes if one.state == ChangeState.ASKED and one.award_id == row.id), None)
        files = db.session.scalars(select(AwardFile).where(AwardFile.award_id == row.id).order_by(AwardFile.id)).all()
        return super().details_of(row) | {
            "files": [(file, title_of(file)) for file in files],
            "winner_link": f"{home().address}{url_for('winner.page', token=row.token)}",
            "versions": versions,
            "events": showing_awards.history(db.session, ids),
            "changes": [one for one in changes if one.state == ChangeState.REFUSED],
            "waiting": waiting,
            "acts": [] if waiting is not None else _acts(row),
            "form": Asked(),
            "words": award_words,
            "may_approve": _may(Right.APPROVE_AWARD_CHANGE),
            "one_key": not settings_of(row.season).two_keys,
            "is_own": waiting is not None and waiting.proposed_by == current_actor().id,
            "today": award_changes.local_day(row.season, now()),
        }

    def _again(self, number: int, form: Asked) -> str:
        """The award's screen with what was typed and what is wrong with it."""
        db.session.expire_all()
        return self.render(self.details_template, **self.details_of(self.get_one(str(number))) | {"form": form})


def _require_fitting(award: Award, form: Asked) -> None:
    """A name that does not fit is refused before anybody else is asked."""
    check_fits(awards.order_of(award, public_url=home().address, name=form.name.strip(), person=form.person.strip()))


def _acts(row: Award) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the person here may ask for now, with the grounds of each."""
    status = AwardStatus(row.status)
    found: tuple[AwardAct, ...] = ()
    if status is AwardStatus.CONFIRMED and needed_season().state == State.SIGNED and _may(Right.ISSUE_AWARDS):
        found = (AwardAct.CORRECT,)
    elif _may(Right.PROPOSE_AWARD_CHANGE):
        found = acts_from(status)
    return [
        (act, t(*award_words.ACTS[act]), [(ground, t(*award_words.GROUNDS[ground])) for ground in MOVES[act].grounds])
        for act in found
    ]


def _may(right: Right) -> bool:
    return may(current_actor().role, right, State(needed_season().state))


def _award_of(change_id: int) -> int:
    """The award of a change of the season in question; of another season's it is not there."""
    award_id = db.session.scalar(
        select(AwardChange.award_id).join(AwardChange.award).where(AwardChange.id == change_id, Award.season_id == season_id())
    )
    if award_id is None:
        raise award_changes.no_award()
    return award_id


def _approve(session: Session, number: int, version: int) -> None:
    """A correction is carried out by the batch, which is ordered in the same breath."""
    change = award_changes.approve(session, current_actor(), number, version=version, now=now())
    if change.act == AwardAct.CORRECT:
        queue.enqueue(session, current_actor(), season_id=season_id(), kind=JobKind.AWARD, now=now())


def _refuse(session: Session, number: int, version: int) -> None:
    award_changes.refuse(session, current_actor(), number, version=version, note=forms.typed_lines("note"), now=now())


def _answer(session: Session, number: int, version: int) -> None:
    award_answers.note(session, current_actor(), number, forms.typed_lines("note"), version=version, now=now())


_DONE = {"approve": _approve, "refuse": _refuse, "answer": _answer}
_TOLD = {
    "approve": ("Утверждено.", "Approved."),
    "refuse": ("Отклонено.", "Refused."),
    "answer": ("Ответ владельца записан.", "The owner's answer is written down."),
}


def _proposed(change: AwardChange) -> str:
    if change.state == ChangeState.APPROVED:
        return t(
            "Исправление записано. Выпустите документы, и новая версия заменит прежнюю.",
            "The correction is written down. Make the documents, and the new version takes the old one's place.",
        )
    if change.notice_until is not None:
        return t(
            f"Предложение записано, владельцу написано. Он может ответить до {day(change.notice_until)}, потом решит другой "
            "человек.",
            f"The proposal is written down, and the owner is told. He may answer until {day(change.notice_until)}; then another "
            "person decides.",
        )
    return t("Предложение записано. Утвердить его должен другой администратор.", "Written down. Another admin has to approve it.")
