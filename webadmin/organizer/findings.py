"""Penalties, bonuses and waivers of single pages: what is proposed, by whom, and the decision of a second person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from scoring.errors import Conflict, InputError, NotAllowed
from scoring.season.course import WRITABLE, State
from scoring.services import findings, seasons
from scoring.services.acting import Actor
from scoring.store import showing, showing_findings
from scoring.store.tables import Page, PageFinding, Score, ScoreRun
from webadmin.access import current_actor
from webadmin.context import db, now, writing
from webadmin.i18n import language, t, whole
from webadmin.links import outside
from webadmin.organizer import finding_rules, forms
from webadmin.organizer.base import season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.choices import Choice, Options, Rows, by_word
from webadmin.organizer.closed import why_closed
from webadmin.organizer.finding_entry import Entry
from webadmin.words import FINDING_KINDS, FINDING_STATES, Pair

MOST_AT_ONCE: Final = 500
_DONE: Final[dict[str, tuple[Pair, Pair]]] = {
    "confirm": (("Подтверждено", "Confirmed"), ("Не подтверждено", "Not confirmed")),
    "refuse": (("Отклонено", "Refused"), ("Не отклонено", "Not refused")),
    "reopen": (("Возвращено к предложенным", "Taken back to proposed"), ("Не возвращено", "Not taken back")),
}
"""What was done to findings by the button pressed, and what was not."""


def _nominations(_: Rows) -> Options:
    run = showing.official_run(db.session, season_id())
    return [(cut["nomination"], cut["nomination"]) for cut in run.cuts] if run is not None else []


def _in_nomination(rows: Rows, value: str) -> Rows:
    official = select(Score.page_id).join(ScoreRun, Score.run_id == ScoreRun.id)
    mine = official.where(ScoreRun.season_id == season_id(), ScoreRun.official, Score.nomination == value)
    return rows.where(PageFinding.page_id.in_(mine))


def _codes(rows: Rows) -> Options:
    found = db.session.scalars(rows.with_only_columns(PageFinding.code, maintain_column_froms=True).order_by(None).distinct())
    book = finding_rules.book_of(needed_season().rulebook)
    rules = {rule.code: rule.title for group in finding_rules.groups(book) for rule in group.rules}
    return [(code, f"{code} {rules.get(code, '')}".strip()) for code in sorted(found)]


def _by(rows: Rows, value: str) -> Rows:
    ways = {"metric": PageFinding.made_name == "", "person": PageFinding.made_name != ""}
    return rows.where(ways[value]) if value in ways else rows


def _local(row: PageFinding, moment: datetime | None) -> datetime | None:
    return moment.astimezone(ZoneInfo(row.season.zone)) if moment is not None else None


def _maker(row: PageFinding) -> str:
    return row.made_name or t("показатель", "a metric")


def _address(row: PageFinding) -> str:
    return row.page.link or row.page.key


def _linked(text: str) -> object:
    link = outside(text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(link, text) if link else text


def _maker_linked(row: PageFinding) -> object:
    if row.run is None:
        return _maker(row)
    run = t(f"расчёт {row.run.name[:8]}", f"run {row.run.name[:8]}")
    return Markup('{}, <a href="{}">{}</a>').format(_maker(row), url_for("runs.details_view", id=row.run_id), run)


def title_of(row: PageFinding) -> str:
    """The title of the rule that a finding names."""
    return findings.title_of(finding_rules.book_of(row.season.rulebook), row.code, language())


def effect_of(row: PageFinding) -> str:
    """What a confirmed finding changes, in words or points."""
    return finding_rules.effect_of(finding_rules.book_of(row.season.rulebook), row)


class FindingsView(Entry):
    """Findings of the season."""

    table = PageFinding
    titles = ("Штрафы и надбавки", "Penalties and bonuses")
    one = ("Штраф, надбавка или освобождение", "A penalty, bonus or waiver")
    station = "decision"
    address = "findings"
    forms = frozenset({"new", "take_file"})
    about = (
        "Один предлагает, другой подтверждает. Считается только подтверждённое, со следующего расчёта.",
        "One proposes, another confirms. Only what is confirmed counts, from the next computation on.",
    )
    list_template = "panel/findings.html"
    details_template = "panel/finding.html"
    empty = ("Штрафов и надбавок пока нет", "No penalties or bonuses yet")
    empty_next = (
        "Показатели предложат свои штрафы после расчёта баллов. Накрутку, нарушение, освобождение от критерия добавляет человек.",
        "Metrics propose penalties after the computation. A person adds a breach, a waiver, what no metric sees.",
    )
    search_in = (Page.search,)
    search_hint = ("Страница: название или ссылка", "Page: name or link")
    choices = (
        by_word("state", ("Состояние", "State"), PageFinding.state, FINDING_STATES),
        by_word("kind", ("Вид", "Kind"), PageFinding.kind, FINDING_KINDS),
        Choice("code", ("Пункт", "Rule"), _codes, lambda rows, value: rows.where(PageFinding.code == value)),
        Choice("nomination", ("Номинация", "Nomination"), _nominations, _in_nomination),
        Choice(
            "by",
            ("Кто предложил", "Proposed by"),
            lambda _: [("metric", t("показатель", "a metric")), ("person", t("человек", "a person"))],
            _by,
        ),
    )
    columns = (
        Column("page", ("Страница", "Page"), _address, full=lambda row: _linked(_address(row))),
        Column("name", ("Название", "Name"), lambda row: row.page.name, place="details"),
        Column("what", ("За что", "What for"), lambda row: row.code, place="list"),
        worded("kind", ("Вид", "Kind"), FINDING_KINDS, place="details"),
        Column("code", ("Код", "Code"), place="details"),
        Column("title", ("Пункт регламента", "Rule"), title_of, place="details"),
        Column("times", ("Раз", "Times"), number=True, place="details"),
        Column("effect", ("Баллы", "Points"), effect_of, place="details"),
        Column("reason", ("Причина", "Reason"), place="details"),
        Column("evidence", ("Доказательство", "Evidence"), full=lambda row: _linked(row.evidence), place="details"),
        Column("made_at", ("Предложено", "Proposed"), lambda row: _local(row, row.made_at), sort=True),
        Column("made_by", ("Кто предложил", "Proposed by"), _maker, full=_maker_linked, place="details"),
        worded("state", ("Состояние", "State"), FINDING_STATES),
        Column("decided_at", ("Решено", "Decided"), lambda row: _local(row, row.decided_at), place="details"),
        Column("decided_by", ("Кто решил", "Decided by"), lambda row: row.decided_name, place="details"),
        Column("note", ("Пояснение", "Note"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Findings of the season in question with their pages."""
        return (
            select(PageFinding)
            .join(PageFinding.page)
            .where(PageFinding.season_id == season_id())
            .options(contains_eager(PageFinding.page), joinedload(PageFinding.run).load_only(ScoreRun.name))
        )

    @expose("/decide/", methods=("POST",))
    def decide(self) -> ResponseReturnValue:
        """Confirm, refuse or take back what is ticked; the address carries the list to come back to."""
        needed_season()
        act, note = request.form.get("do", ""), forms.typed_lines("note")
        if act not in _DONE:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        fault = _fault(act, ticked(), note)
        if fault is not None:
            flash(fault.told(language()), "bad")
            return self._again(), 400
        with writing() as session:
            done, left = _decide_all(session, self._mine(session), act, note)
        _tell(act, done, left)
        return redirect(self._back(), 303)

    def details_of(self, row: PageFinding) -> dict[str, Any]:
        """The finding with what the journal tells of it."""
        return super().details_of(row) | {"steps": showing_findings.steps_of(db.session, row.id), "row": row}

    # What the templates ask

    def closed(self) -> str:
        """Why nothing can be proposed or decided now; empty where it can."""
        needed_season()
        return why_closed("runs")

    def changed(self) -> bool:
        """Whether decisions were taken since the official run."""
        run = showing.official_run(db.session, season_id())
        return run is not None and needed_season().state == State.SCORED and showing.findings_changed(db.session, run)

    def waiting(self) -> showing_findings.Waiting:
        """What nobody has decided yet."""
        return showing_findings.waiting(db.session, season_id())

    def is_own(self, row: PageFinding) -> bool:
        """Whether the person here proposed it and so may not confirm it."""
        return findings.is_own(current_actor(), row)

    def decide_url(self) -> str:
        """Where the buttons send to: with the list's own address, so that it comes back as it was."""
        asked = self._get_list_extra_args()
        wanted = {"page": asked.page or None, "sort": asked.sort, "desc": 1 if asked.sort_desc else None, **asked.extra_args}
        return self.get_url(".decide", search=asked.search or None, **wanted)

    def _back(self) -> str:
        number = request.args.get("details", "")
        if number.isdigit():
            return self.get_url(".details_view", id=number)
        return self._get_list_url(self._get_list_extra_args())

    def _again(self) -> str:
        """The page that sent the form, with the ticks and the words as they were."""
        number = request.args.get("details", "")
        if number.isdigit():
            return self.render(self.details_template, **self.details_of(self.get_one(number)))
        return cast("str", self.index_view())

    def _mine(self, session: Session) -> list[int]:
        """What is ticked, as far as it belongs to the season."""
        asked = select(PageFinding.id).where(PageFinding.season_id == season_id(), PageFinding.id.in_(ticked()))
        return list(session.scalars(asked.order_by(PageFinding.id)))


def ticked() -> list[int]:
    """The findings that the form names."""
    given = request.form.getlist("finding")[:MOST_AT_ONCE] if request.method == "POST" else []
    return [int(number) for number in given if number.isascii() and number.isdigit() and len(number) < 10]


def _fault(act: str, numbers: Sequence[int], note: str) -> InputError | None:
    if not numbers:
        return InputError("Отметьте в списке хотя бы одну строку.", "Tick at least one row of the list.")
    if act == "refuse" and not note.strip():
        return InputError(
            "Чтобы отклонить, напишите в пояснении почему: его увидят на карточке страницы и в журнале.",
            "To refuse, write in the note why: the page's card and the journal will show it.",
        )
    return None


def _decide_all(session: Session, numbers: Sequence[int], act: str, note: str) -> tuple[int, list[NotAllowed | Conflict]]:
    """Decide each by itself: one that may not be decided leaves the others alone; how many were, and why others were not."""
    actor, moment = current_actor(), now()
    left: list[NotAllowed | Conflict] = []
    seasons.require_writable(seasons.season(session, season_id()), "runs")
    for number in numbers:
        try:
            _decide(session, actor, number, act, note, moment)
        except (NotAllowed, Conflict) as error:
            left.append(error)
    return len(numbers) - len(left), left


def _decide(session: Session, actor: Actor, number: int, act: str, note: str, moment: datetime) -> None:
    if act == "confirm":
        findings.confirm(session, actor, number, now=moment, note=note)
    elif act == "refuse":
        findings.refuse(session, actor, number, now=moment, note=note)
    else:
        findings.reopen(session, actor, number, now=moment, note=note)


def _tell(act: str, done: int, left: Sequence[NotAllowed | Conflict]) -> None:
    good, bad = (t(*pair) for pair in _DONE[act])
    if done:
        flash(f"{good}: {whole(done)}.", "good")
    if left:
        reasons = " ".join(dict.fromkeys(error.told(language()) for error in left))
        flash(f"{bad}: {whole(len(left))}. {reasons}", "warn")


def findings_of(page_id: int) -> Sequence[PageFinding]:
    """The findings of one page, for its card."""
    return showing_findings.findings_of(db.session, page_id)


def findings_waiting() -> showing_findings.Waiting | None:
    """What waits for a decision in the season in question; None where nothing does, or where nothing can be decided."""
    found = season()
    if found is None or found.state not in WRITABLE["runs"]:
        return None
    waits = showing_findings.waiting(db.session, found.id)
    return waits if waits.all else None
