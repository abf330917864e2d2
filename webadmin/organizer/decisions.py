"""The decision table of the chair's meeting: rows that stay put, an act's effect before it is done, both sides of a clash."""

from functools import partial
from typing import Any, Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import Conflict, InputError, LavrError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import decision_changes, decision_table
from scoring.services.decision_changes import Act
from scoring.services.decision_table import FILTERS, Filter, Line, Table
from scoring.services.decisions import REASONS
from scoring.store.decisions import Decision
from scoring.store.tables import Season
from scoring.store.vocabulary import Role
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import choice, decisions_words
from webadmin.organizer.door import MEETING, Door

SHEET: Final = 100
CITE: Final = "cite"
LONGEST: Final = 2000


class DecisionsView(Door):
    """One nomination at a time: places, votes, outcomes, reasons, and what the chair may do with each page."""

    titles = ("Таблица решений", "Decision table")
    station = "decision"
    address = "decisions"
    readers = MEETING
    writers = frozenset({Role.CHAIR})
    forms = frozenset({"effect"})

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show one nomination."""
        season = choice.season()
        if season is None or not _may_see(season):
            return self.render("panel/decisions.html", tabs=(), table=None, told=not_yet(season))
        tabs = decision_table.tabs(db.session, current_actor(), season)
        if not tabs:
            return self.render("panel/decisions.html", tabs=(), table=None, told=not_yet(season))
        name = asked_text("sphere")
        name = name if name in {tab.name for tab in tabs} else tabs[0].name
        table = decision_table.table(db.session, current_actor(), season, name)
        lines = table.narrowed(_filter())
        pages = sheets(len(lines), SHEET)
        page = asked_page(pages)
        return self.render(
            "panel/decisions.html",
            tabs=tabs,
            table=table,
            lines=lines[page * SHEET : (page + 1) * SHEET],
            found=len(lines),
            counts={kind: len(table.narrowed(kind)) for kind in FILTERS},
            show=_filter(),
            page=page,
            pages=pages,
            sheet_url=sheet_url,
            words=decisions_words,
            cut_after=_cut(lines),
        )

    @expose("/<int(max=2147483647):number>/", methods=("GET", "POST"))
    def effect(self, number: int) -> ResponseReturnValue:
        """Show what an act on a page does, then do it."""
        if request.method == "GET":
            return self._drawer(number, request.args.get("act", ""), {}, {}, 200)
        form = {name: request.form.get(name, "").replace("\0", "")[:LONGEST] for name in ("code", "reason", "citation", "other")}
        act = request.form.get("act", "")
        try:
            with writing():
                page = _done(number, act, form)
        except InputError as error:
            return self._drawer(number, act, form, {"all": error.told(language())}, 400)
        except (Conflict, NotFound) as error:
            return self._both_sides(number, act, form, error)
        flash(t("Решение записано.", "The decision is written."), "good")
        back = url_for("decisions.index", sphere=request.form.get("sphere", ""), show=_filter(request.form.get("show", "")))
        return redirect(f"{back}#page-{page}", 303)

    def _drawer(self, number: int, act: str, form: dict[str, str], wrong: dict[str, str], status: int) -> ResponseReturnValue:
        actor = current_actor()
        meanwhile = decision_table.latest(db.session, actor, number)
        if meanwhile is not None:
            return self._both_sides(number, act, form, None)
        table, line = _line(number)
        if act not in {*line.acts, CITE, ""}:
            act = ""
        told = decision_changes.effect(db.session, actor, number, Act(act)) if act in {*line.acts} else None
        template = "panel/decision_drawer.html" if request.args.get("part") else "panel/decision_effect.html"
        body = self.render(
            template,
            table=table,
            line=line,
            act=act,
            effect=told,
            form=form,
            wrong=wrong,
            choices_of=partial(_choices, table),
            reasons=[("", t("Выберите", "Choose")), *((code, t(*decisions_words.REASONS[code])) for code in REASONS)],
            show=_filter(request.form.get("show") or request.args.get("show", "")),
            words=decisions_words,
        )
        return body, status

    def _both_sides(self, number: int, act: str, form: dict[str, str], error: LavrError | None) -> ResponseReturnValue:
        """What the chair was looking at, and what stands now, with his words kept."""
        db.session.rollback()
        pair = decision_table.latest(db.session, current_actor(), number)
        if pair is None:
            if isinstance(error, Conflict):
                return self._drawer(number, act, form, {"all": error.told(language())}, 409)
            raise error or NotFound("Такого решения нет.", "There is no such decision.")
        body = self.render(
            "panel/decision_conflict.html", seen=pair[0], stands=pair[1], act=act, form=form, words=decisions_words
        )
        return body, 409


class DeviationsView(Door):
    """The register of deviations."""

    titles = ("Реестр отклонений", "Deviations")
    station = "decision"
    address = "deviations"
    readers = MEETING

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every place where the decided list differs from the automatic one."""
        season = choice.season()
        if season is None or not _may_see(season):
            return self.render("panel/deviations.html", rows=(), hidden=0, told=not_yet(season))
        rows, hidden = decision_table.register(db.session, current_actor(), season)
        decided = bool(decision_table.tabs(db.session, current_actor(), season))
        return self.render(
            "panel/deviations.html",
            rows=rows,
            hidden=hidden,
            told=None if decided else not_yet(season),
            words=decisions_words,
        )


def not_yet(season: Season | None) -> tuple[str, str]:
    """Why there is nothing to see: title and sentence."""
    if season is not None and not _may_see(season):
        return (
            t("Решения пока закрыты", "Decisions are closed yet"),
            t(
                "Рейтинг до публикации видят администратор сезона, аудитор и, с начала встречи, председатель.",
                "Before publication the ranking is seen by the season's admin, the observer and, from the meeting on, the chair.",
            ),
        )
    return (
        t("Проекта решения ещё нет", "No draft decision yet"),
        t(
            "Он появится, когда администратор составит его из баллов и ответов жюри на главной странице сезона.",
            "It appears once the admin drafts it out of points and verdicts on the season's home.",
        ),
    )


def _may_see(season: Season) -> bool:
    return may(current_actor().role, Right.SEE_RANKING, State(season.state))


def _filter(asked: str | None = None) -> Filter:
    name = asked_text("show") if asked is None else asked
    return name if name in FILTERS else "list"


def _done(number: int, act: str, form: dict[str, str]) -> int:
    """The act, or the citation alone; the id of the page."""
    actor = current_actor()
    if act == CITE:
        return decision_changes.cite(db.session, actor, number, form["citation"], now=now()).page_id
    if act not in set(Act):
        raise InputError("Выберите действие.", "Choose an act.")
    other = form["other"]
    return decision_changes.decide(
        db.session,
        actor,
        number,
        Act(act),
        reason_code=form["code"],
        reason=form["reason"],
        citation=form["citation"],
        other=int(other) if other.isascii() and other.isdigit() and len(other) < 10 else None,
        now=now(),
    ).page_id


def _line(number: int) -> tuple[Table, Line]:
    """The row of a decision of this season that stands; what is not there for this person does not exist."""
    season = choice.needed_season()
    actor = current_actor()
    if not may(actor.role, Right.CHANGE_OUTCOME, State(season.state)):
        raise NotAllowed(
            "Итоги меняет председатель на встрече, пока протокол не подписан.",
            "The chair changes outcomes in the meeting, before the protocol is signed.",
        )
    name = decision_table.nomination_of(db.session, season.id, number)
    table = decision_table.table(db.session, actor, season, name) if name is not None else None
    line = next((one for one in table.lines if one.decision.id == number), None) if table is not None else None
    if table is None or line is None:
        raise NotFound("Такого решения нет.", "There is no such decision.")
    return table, line


def _choices(table: Table, candidates: tuple[Decision, ...]) -> list[tuple[int, str]]:
    """Pages to choose from: the place as this person sees it, and the name."""
    places = {line.decision.id: line.place for line in table.lines}
    return [(one.id, f"{places.get(one.id) or '—'}. {one.page.name}") for one in candidates]


def _cut(lines: tuple[Line, ...]) -> int | None:
    """The id of the page behind which nobody wins by points alone."""
    won: list[Any] = [line.decision.page_id for line in lines if line.decision.machine == "winner"]
    return won[-1] if won else None
