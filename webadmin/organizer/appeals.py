"""The desk of appeals: the queue with its clock, one appeal beside its evidence, and what two reviewers do with it."""

from typing import Any, Final

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, case, select
from sqlalchemy.orm import contains_eager, joinedload

from scoring.errors import Conflict, InputError
from scoring.evidence.corrections import corrections_of
from scoring.season import appeal_words
from scoring.season.appealing import UNDECIDED, AppealOutcome, AppealState, Inadmissible
from scoring.season.rights import Right, may
from scoring.season.windows import Window
from scoring.services import appeal_effects, appeal_reviews, appeals, award_changes, owner_figures
from scoring.services.decision_sight import tied_pages
from scoring.services.seasons import settings_of
from scoring.store import showing_appeals, showing_owners
from scoring.store.tables import Appeal, Page
from scoring.store.vocabulary import DecisionOutcome
from webadmin import words
from webadmin.access import current_actor
from webadmin.appeal_telling import at_of, outcome_word
from webadmin.context import db, home, now, writing
from webadmin.i18n import day, language, t
from webadmin.organizer import forms, objection_form
from webadmin.organizer.base import season_id
from webadmin.organizer.cells import Column
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.choices import by_value, by_word
from webadmin.organizer.owner_desk import Desk, changes_of, download, form_words
from webadmin.organizer.stale import Side, beside
from webadmin.owner import evidence

_ACTS: Final = frozenset({"take", "put_back", "ask", "rule_out", "show", "preview", "propose", "send_back"})
_BECOMES: Final = (DecisionOutcome.WINNER, DecisionOutcome.LAUREATE, DecisionOutcome.RESERVE)
_TOLD: Final = {
    "take": ("Апелляция у вас. Спрашивайте владельца и предложите решение.", "The appeal is yours. Ask the owner, and propose."),
    "put_back": ("Апелляция снова в очереди.", "The appeal is back in the queue."),
    "ask": ("Вопрос отправлен владельцу.", "The question is sent to the owner."),
    "rule_out": ("Апелляция не рассматривается, владельцу написано.", "Not looked into; the owner is told."),
    "propose": ("Решение предложено: его примет другой человек.", "Proposed: another person decides."),
    "send_back": ("Предложение возвращено.", "The proposal is sent back."),
}
_PRESSED: Final = {
    "take": ("Взять на рассмотрение", "Take it"),
    "put_back": ("Вернуть в очередь", "Put back"),
    "ask": ("Отправить вопрос", "Send the question"),
    "rule_out": ("Не рассматривать", "Rule it out"),
    "propose": ("Предложить решение", "Propose"),
    "send_back": ("Вернуть первому", "Send it back"),
}
"""The buttons, by what they do."""


def _clock(row: Appeal) -> object:
    """Until when it is to be decided, and whether that day is over."""
    if row.state not in UNDECIDED:
        return "—"
    late = award_changes.local_day(row.season, now()) > row.decide_by
    tone, told = ("bad", t("просрочено", "overdue")) if late else ("plain", t("до", "by"))
    return Markup('<span class="chip chip-{}">{} {}</span>').format(tone, told, day(row.decide_by))


def _end(row: Appeal) -> str:
    """How it ended, or where it stands."""
    return words.word(appeal_words.OUTCOMES, row.outcome) if row.decided_at else words.word(appeal_words.STATES, row.state)


class AppealsView(Desk):
    """Appeals of the season, but for pages with which the person here is in conflict."""

    table = Appeal
    titles = ("Апелляции", "Appeals")
    one = ("Апелляция", "An appeal")
    station = "decision"
    address = "appeals"
    forms = frozenset({"file"})
    fresh = frozenset({"decide"})
    about = (
        "После публикации владелец страницы может оспорить итог. Один человек рассматривает и предлагает, другой решает.",
        "After the publication a page's owner may contest its result. One person looks into it and proposes, another decides.",
    )
    list_template = "panel/appeals.html"
    details_template = "panel/appeal.html"
    empty = ("Апелляций нет", "No appeals")
    empty_next = (
        "Они принимаются несколько рабочих дней после публикации: сколько — сказано в настройках сезона.",
        "They are taken for some working days after the publication; the season's settings say how many.",
    )
    search_in = (Page.search,)
    search_hint = ("Страница: название или ссылка", "Page: name or link")
    choices = (
        by_word("state", ("Состояние", "State"), Appeal.state, appeal_words.STATES),
        by_word("ground", ("Основание", "Ground"), Appeal.ground, appeal_words.GROUNDS),
        by_word("outcome", ("Решение", "Decision"), Appeal.outcome, appeal_words.OUTCOMES),
        by_value("reviewer", ("Рассматривает", "Reviewer"), Appeal.reviewer1_name),
    )
    columns = (
        Column("page", ("Страница", "Page"), lambda row: row.page.name, place="list"),
        Column("number", ("№", "№"), lambda row: row.id, place="details"),
        Column("key", ("Ключ страницы", "Page's key"), lambda row: row.page.key, place="details"),
        Column("name", ("Название", "Name"), lambda row: row.page.name, place="details"),
        Column("ground", ("Основание", "Ground"), lambda row: words.word(appeal_words.GROUNDS, row.ground)),
        Column("figure", ("Показатель", "Figure"), lambda row: row.criterion, place="details"),
        Column("words", ("Что пишет владелец", "What the owner writes"), place="details"),
        Column("made_at", ("Получена", "Received"), place="details"),
        Column("decide_by", ("Срок", "Due"), lambda row: row.decide_by.isoformat(), _clock),
        Column("reviewer1_name", ("Рассматривает", "Reviewer")),
        Column("reviewer2_name", ("Решает", "Decides")),
        Column("end", ("Состояние", "State"), _end),
        Column("run", ("Теневой расчёт", "Shadow run"), lambda row: row.run.name if row.run else "", place="details"),
        Column("ended_at", ("Решена", "Decided"), place="details"),
        Column("answer", ("Ответ", "Answer"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Appeals of the season in question whose pages the person here has no tie to."""
        query = select(Appeal).join(Appeal.page).where(Appeal.season_id == season_id())
        tied = tied_pages(db.session, current_actor(), season_id())
        if tied:
            query = query.where(Appeal.page_id.not_in(tied))
        return query.options(
            contains_eager(Appeal.page), joinedload(Appeal.season), joinedload(Appeal.file), joinedload(Appeal.run)
        )

    def order(self) -> tuple[Any, ...]:
        """What waits comes first, by its day; then the newest."""
        waits = Appeal.state.in_(UNDECIDED)
        return (case((waits, 0), else_=1), case((waits, Appeal.id), else_=-Appeal.id))

    def details_of(self, row: Appeal) -> dict[str, Any]:
        """The appeal beside its evidence, and what the person here may do with it."""
        return super().details_of(row) | _beside(row) | _roles(row)

    @expose("/<int(max=2147483647):number>/act/", methods=("POST",))
    def act(self, number: int) -> ResponseReturnValue:
        """Take, put back, ask, rule out, try corrections, propose, send back."""
        return self.pressed(number, _ACTS)

    @expose("/<int(max=2147483647):number>/decide/", methods=("POST",))
    def decide(self, number: int) -> ResponseReturnValue:
        """Decide as the first reviewer has proposed."""
        row: Appeal = self.get_one(str(number))
        with writing() as session:
            appeal_reviews.decide(session, current_actor(), row.id, home=home(), version=forms.version(), now=now())
        flash(t("Апелляция решена, владельцу написано.", "The appeal is decided, and the owner is told."), "good")
        return redirect(self.get_url(".details_view", id=number), 303)

    @expose("/<int(max=2147483647):number>/file/")
    def file(self, number: int) -> Response:
        """The attached file, as a download that no browser opens."""
        row: Appeal = self.get_one(str(number))
        return download(row.file)

    def window(self) -> Window | None:
        """The days on which appeals are taken."""
        return appeals.window_of(needed_season())

    def write(self, row: Appeal, act: str, version: int) -> str:
        """Do what the button says; what to tell the reviewer."""
        _write(row, act, version)
        return t(*_TOLD[act])

    def overtaken(self, row: Appeal, act: str, error: Conflict) -> ResponseReturnValue:
        """Somebody else was faster: where the appeal stands now, beside what was to be written."""
        db.session.refresh(row)
        stands = ", ".join(part for part in (_end(row), row.reviewer1_name) if part)
        sides = [
            Side(t("Состояние", "State"), t(*_PRESSED[act]), stands),
            Side(t("Ответ владельцу", "Answer to the owner"), forms.typed_lines("answer"), row.answer),
        ]
        back, again = self.get_url(".details_view", id=row.id), row.state == AppealState.IN_REVIEW and act != "take"
        return beside(self, error, sides, version=row.version, back=back, again=again)


def _write(row: Appeal, act: str, version: int) -> None:
    text, who, moment = forms.typed_lines("answer"), current_actor(), now()
    changes = changes_of(row) if act == "propose" else []
    with writing() as session:
        if act == "take":
            appeal_reviews.take(session, who, row.id, version=version, now=moment)
        elif act == "put_back":
            appeal_reviews.put_back(session, who, row.id, version=version, now=moment)
        elif act == "ask":
            appeal_reviews.ask(session, who, row.id, forms.typed_lines("question"), version=version, now=moment)
        elif act == "rule_out":
            appeal_reviews.rule_out(session, who, row.id, _ruled_out(), text, version=version, now=moment)
        elif act == "send_back":
            appeal_reviews.send_back(session, who, row.id, forms.typed_lines("note"), version=version, now=moment)
        else:
            appeal_reviews.propose(
                session, who, row.id, home=home(), version=version, outcome=_outcome(), becomes=_becomes(), changes=changes,
                answer=text, now=moment,
            )  # fmt: skip


def _ruled_out() -> Inadmissible:
    try:
        return Inadmissible(request.form.get("inadmissible", ""))
    except ValueError as error:
        raise InputError("Выберите, почему апелляция не рассматривается.", "Choose why it is not looked into.") from error


def _outcome() -> AppealOutcome | None:
    chosen = request.form.get("outcome", "")
    return AppealOutcome(chosen) if chosen in set(AppealOutcome) else None


def _becomes() -> DecisionOutcome | None:
    chosen = request.form.get("becomes", "")
    return DecisionOutcome(chosen) if chosen in _BECOMES else None


def _roles(row: Appeal) -> dict[str, Any]:
    """What the person here may do."""
    actor, two_keys = current_actor(), settings_of(row.season).two_keys
    bench = appeal_reviews.bench(db.session, actor, row)
    able = may(actor.role, Right.DECIDE_APPEALS, row.season.state)
    reviewing = able and row.state == AppealState.IN_REVIEW
    return {
        "may_take": able and row.state == AppealState.RECEIVED and bench.may_be_first(actor.id),
        "is_first": reviewing and row.reviewer1_id == actor.id,
        "may_decide": reviewing and row.proposed_at is not None and bench.may_be_second(actor.id, two_keys=two_keys),
        "before": actor.id in bench.before,
        "one_key": not two_keys,
    }


def _beside(row: Appeal) -> dict[str, Any]:
    known = owner_figures.seen(db.session, home(), row.page)
    figures = owner_figures.figures(known.found, language()) if known is not None else []
    folder = home().evidence / row.season.evidence if row.season.evidence else None
    form = None
    if row.state == AppealState.IN_REVIEW and folder is not None and known is not None:
        form = objection_form.form_of(row, folder, objection_form.keys_of(row))
    claimed = appeal_effects.claimed(db.session, home(), row.page, row.criterion, row.claim) if row.state in UNDECIDED else None
    return {
        "row": row,
        "aw": appeal_words,
        "title": evidence.titles(row.season).get(row.criterion, row.criterion),
        "sentence": next((one.sentence for one in figures if one.code == row.criterion), ""),
        "register": evidence.register_rows(row.page) if row.ground == "wrong_sphere" or not row.criterion else [],
        "named": evidence.named(known.found, row.page, row.rows) if known is not None else [],
        "form": form,
        "claimed": claimed,
        "proposed": corrections_of(row.changes),
        "steps": showing_owners.steps_of(db.session, row.id, "appeal"),
        "others": [one for one in showing_appeals.appeals_of(db.session, row.page_id) if one.id != row.id],
        "overdue": row.state in UNDECIDED and award_changes.local_day(row.season, now()) > row.decide_by,
        "becomes": [("", "—"), *((str(one), outcome_word(one)) for one in _BECOMES)],
        "outcomes": [
            ("", t("по расчёту с исправлениями", "as the corrected run has it")),
            *((str(one), t(*pair)) for one, pair in appeal_words.OUTCOMES.items()),
        ],
        "ruled_out": [("", "—"), *((str(one), t(*pair)) for one, pair in appeal_words.INADMISSIBLE.items())],
        "kind": {str(one): t(*pair) for one, pair in appeal_words.KIND.items()},
        "typed": {name: forms.typed_lines(name) for name in ("answer", "question", "note", "outcome", "becomes", "inadmissible")}
        if request.method == "POST"
        else {},
        "at_of": at_of,
        "outcome_word": outcome_word,
        **form_words(row),
    }


def appeals_waiting() -> int:
    """How many appeals of the season in question wait for a decision."""
    found = season()
    return showing_appeals.appeals_undecided(db.session, found.id) if found is not None else 0
