"""The outbox: letters by kind, each one to be read, approval by retyping the count, holding, what failed and why."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup, escape
from sqlalchemy import Select

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right, may
from scoring.services.letters import approving
from scoring.services.letters.approving import Batch
from scoring.services.letters.drafting import message_of
from scoring.services.letters.kinds import KINDS
from scoring.services.letters.sending import doubtful
from scoring.store import showing
from scoring.store.tables import Letter, Season
from scoring.store.vocabulary import JobKind, LetterState
from webadmin.access import current_actor
from webadmin.context import db, home, now, writing
from webadmin.i18n import counted, language, t
from webadmin.organizer import choice, letters_words
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choices import by_word
from webadmin.organizer.door import ORGANIZERS, STAFF
from webadmin.organizer.forms import typed, typed_lines
from webadmin.organizer.home import told_of
from webadmin.organizer.menu import APART

EXAMPLES: Final = 3
_LETTERS: Final = (("письмо", "письма", "писем"), ("letter", "letters"))
_YEARS: Final = range(2000, 2101)


def _to(row: Letter) -> Markup:
    """The name, and below it the address."""
    return Markup("{}<span class='under'>{}</span>").format(row.name, row.recipient) if row.name else escape(row.recipient)


class LettersView(Records):
    """Letters of the season in question that the person here may read."""

    readers = STAFF
    writers = ORGANIZERS
    table = Letter
    titles = ("Письма", "Letters")
    one = ("Письмо", "A letter")
    station = APART
    address = "letters"
    about = (
        "Всё, что уходит по почте. Без одобрения уходят только письма, о которых это сказано; другие экраны писем не шлют.",
        "All that leaves by mail. Without approval only those letters leave of which it is said; no other screen sends any.",
    )
    list_template = "panel/letters.html"
    details_template = "panel/letter.html"
    search_in = (Letter.recipient,)
    search_hint = ("Адрес", "Address")
    empty = ("Писем ещё нет", "No letters yet")
    empty_next = (
        "Их пишут шаги сезона: какие и сколько, видно на главной странице до шага.",
        "The season's steps write them: which and how many is told on its home page before the step.",
    )
    choices = (
        by_word("kind", ("Вид", "Kind"), Letter.kind, letters_words.TITLES),
        by_word("state", ("Состояние", "State"), Letter.state, letters_words.STATES),
    )
    columns = (
        Column("subject", ("Тема", "Subject")),
        Column("recipient", ("Кому", "To"), cell=_to),
        Column("kind", ("Вид", "Kind"), lambda row: t(*KINDS[row.kind].title)),
        worded("state", ("Состояние", "State"), letters_words.STATES, tones=letters_words.TONES),
        Column("sent_at", ("Ушло", "Sent")),
        Column("made_at", ("Составлено", "Drafted"), place="details"),
        Column("approved_at", ("Одобрено", "Approved"), place="details"),
        Column("release_at", ("Не раньше", "Not before"), place="details"),
        Column("attempts", ("Попыток", "Attempts"), place="details"),
        Column("error", ("Почему не ушло", "Why not"), lambda row: t(row.error, row.error_en), place="details"),
        Column("version", ("Которое по счёту", "Version"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Letters that the person here may read."""
        return approving.visible(db.session, current_actor(), choice.needed_season())

    def render(self, template: str, **kwargs: Any) -> str:
        """The list stands below the kinds and the work under way."""
        found = choice.season()
        if template == self.list_template and found is not None:
            kwargs |= self._above(found)
        return super().render(template, **kwargs)

    def _above(self, found: Season) -> dict[str, Any]:
        job = showing.job_to_show(db.session, found.id)
        job = job if job is not None and job.kind == JobKind.LETTERS else None
        return {
            "batches": approving.batches(db.session, current_actor(), found),
            "going": letters_words.going,
            "states": letters_words.STATES,
            "tones": letters_words.TONES,
            "state_of": LetterState,
            "doubtful": self._doubtful(),
            "job": job,
            "told": told_of(job) if job is not None else None,
            "server": home().mail_host if found.kind == "contest" else None,
            "hides": found.state not in PUBLIC and not may(current_actor().role, Right.SEE_RANKING, State(found.state)),
        }

    def details_of(self, row: Letter) -> dict[str, Any]:
        """The letter as it leaves, and what may be done with it."""
        found = choice.needed_season()
        return super().details_of(row) | {
            "message": message_of(home(), row, found, row.sent_at or now()),
            "doubtful": bool(self._doubtful(Letter.id == row.id)),
            "may_settle": may(current_actor().role, Right.APPROVE_LETTERS, State(found.state)),
        }

    def _doubtful(self, *where: Any) -> list[Letter]:
        """Letters of which nobody knows whether they have left."""
        return list(db.session.scalars(self.rows().where(doubtful(now()), *where).order_by(Letter.id)))

    @expose("/kind/<kind>/")
    def kind(self, kind: str) -> ResponseReturnValue:
        """The letters of one kind: examples, what waits, what is held."""
        return self._kind(kind)

    @expose("/kind/<kind>/approve/", methods=("POST",))
    def approve(self, kind: str) -> ResponseReturnValue:
        """Approve what waits by typing how many there are."""
        _batch(kind)
        try:
            with writing() as session:
                count = approving.approve(
                    session,
                    current_actor(),
                    season_id(),
                    kind,
                    typed=typed("count"),
                    seen=typed("seen"),
                    now=now(),
                    release_at=_moment("release_at"),
                )
        except (InputError, Conflict) as error:
            return self._kind(kind, approve=error.told(language())), 409 if isinstance(error, Conflict) else 400
        flash(t(f"Одобрено: {counted(count, *_LETTERS)}.", f"Approved: {counted(count, *_LETTERS)}."), "good")
        return redirect(url_for("letters.index_view"), 303)

    @expose("/kind/<kind>/decline/", methods=("POST",))
    def decline(self, kind: str) -> ResponseReturnValue:
        """Decide that what waits does not go."""
        _batch(kind)
        try:
            with writing() as session:
                count = approving.decline(
                    session, current_actor(), season_id(), kind, reason=typed_lines("reason"), seen=typed("seen"), now=now()
                )
        except (InputError, Conflict) as error:
            return self._kind(kind, decline=error.told(language())), 409 if isinstance(error, Conflict) else 400
        flash(t(f"Не уйдут: {counted(count, *_LETTERS)}.", f"Declined: {counted(count, *_LETTERS)}."), "warn")
        return redirect(url_for("letters.index_view"), 303)

    @expose("/kind/<kind>/hold/", methods=("POST",))
    def hold(self, kind: str) -> ResponseReturnValue:
        """Arm: let approved ones wait for a moment."""
        _batch(kind)
        try:
            moment = _moment("release_at")
            if moment is None:
                raise InputError("Выберите день и час.", "Choose a day and an hour.")
            with writing() as session:
                approving.hold(session, current_actor(), season_id(), kind, release_at=moment, now=now())
        except (InputError, Conflict) as error:
            return self._kind(kind, hold=error.told(language())), 409 if isinstance(error, Conflict) else 400
        flash(t("Письма уйдут не раньше этого момента.", "The letters leave not before that moment."), "good")
        return redirect(url_for("letters.kind", kind=kind), 303)

    @expose("/kind/<kind>/disarm/", methods=("POST",))
    def disarm(self, kind: str) -> ResponseReturnValue:
        """Take the approval back of what has not left."""
        _batch(kind)
        with writing() as session:
            count = approving.disarm(session, current_actor(), season_id(), kind, now=now())
        flash(t(f"Остановлено: {counted(count, *_LETTERS)}.", f"Stopped: {counted(count, *_LETTERS)}."), "warn")
        return redirect(url_for("letters.kind", kind=kind), 303)

    @expose("/<int(max=2147483647):number>/again/", methods=("POST",))
    def again(self, number: int) -> ResponseReturnValue:
        """Try a letter again that was not taken."""
        self.get_one(str(number))
        with writing() as session:
            approving.again(session, current_actor(), number, now=now())
        flash(t("Письмо отправится снова.", "The letter is sent again."), "good")
        return redirect(url_for("letters.details_view", id=number), 303)

    @expose("/<int(max=2147483647):number>/settle/", methods=("POST",))
    def settle(self, number: int) -> ResponseReturnValue:
        """Say whether a letter in doubt has left."""
        self.get_one(str(number))
        left = {"left": True, "not": False}.get(request.form.get("did", ""))
        if left is None:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        with writing() as session:
            approving.settle(session, current_actor(), number, left=left, now=now())
        flash(t("Записано.", "Saved."), "good")
        return redirect(url_for("letters.details_view", id=number), 303)

    def _kind(self, kind: str, **faults: str) -> str:
        """The screen of one kind; ``faults`` by the form that they are about, whose input is kept."""
        batch, found = _batch(kind), choice.needed_season()
        actor = current_actor()
        examples = self.rows().where(Letter.kind == kind, Letter.state != LetterState.CANCELLED).order_by(Letter.id.desc())
        return self.render(
            "panel/letters_kind.html",
            batch=batch,
            going=letters_words.going,
            states=letters_words.STATES,
            tones=letters_words.TONES,
            examples=[message_of(home(), one, found, now()) for one in db.session.scalars(examples.limit(EXAMPLES))],
            may_approve=self.may_write() and may(actor.role, Right.APPROVE_LETTERS, State(found.state)),
            may_decline=self.may_write() and may(actor.role, Right.WRITE_LETTERS, State(found.state)),
            faults=faults,
            form=request.form,
            held_until=_held_until(batch, found),
        )


def _batch(kind: str) -> Batch:
    """The letters of one kind, where the person here sees any."""
    found = next(
        (one for one in approving.batches(db.session, current_actor(), choice.needed_season()) if one.kind.code == kind), None
    )
    if found is None:
        raise NotFound("Таких писем здесь нет. Вернитесь к списку.", "There are no such letters here. Go back to the list.")
    return found


def _held_until(batch: Batch, found: Season) -> str:
    """For which state of the season approved letters wait, in words; empty where they may leave."""
    only_in = batch.kind.only_in
    if only_in is None or State(found.state) in only_in:
        return ""
    if State.PUBLISHED in only_in:
        return t("Одобренные уйдут сразу после публикации итогов.", "Approved ones leave right after the results are published.")
    if State.JURY_OPEN in only_in:
        return t("Одобренные уйдут, когда откроется жюри.", "Approved ones leave when the jury opens.")
    return t("В этом состоянии сезона такие письма не уходят.", "In this state of the season such letters do not leave.")


def _moment(name: str) -> datetime | None:
    """A moment that was typed by the season's clock; None where the field is empty."""
    text = typed(name).strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(choice.needed_season().zone))
    except ValueError as error:
        raise InputError("Напишите день и час: 2026-03-01T18:00.", "Write a day and an hour: 2026-03-01T18:00.") from error
    if found.year not in _YEARS:
        raise InputError("Проверьте год.", "Look at the year.")
    return found
