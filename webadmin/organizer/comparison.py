"""Two runs side by side: who moved and why, and what of evidence, rule book and findings is not the same."""

from dataclasses import dataclass
from typing import Final

from flask import Response
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from scoring.engine.difference import Move
from scoring.errors import NotFound
from scoring.evidence.correction_words import told as correction_told
from scoring.evidence.difference import table_title, told
from scoring.services.comparison_tables import difference_table
from scoring.services.differing import Comparison, gained, stored_side
from scoring.store.tables import ScoreRun
from webadmin import words
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db, home
from webadmin.i18n import language, moment, t
from webadmin.organizer import choice
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.export import csv_response

SHEET: Final = 25
LISTED: Final = 20
"""Fields and cells that the screen lists one by one; the CSV has all of them."""
_WHAT: Final = ("joined", "dropped")


@dataclass(frozen=True, slots=True)
class Row:
    """A page that moved, with the reasons in words, and its points won or lost."""

    move: Move
    why: tuple[str, ...]
    gain: str


class ComparisonView(Door):
    """Two runs of any seasons."""

    titles = ("Сравнить расчёты", "Compare runs")
    station = "points"
    address = "comparison"
    readers = STAFF
    shows_places = True

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Choose two runs and see what differs."""
        runs = _runs()
        pair = _chosen(runs)
        if pair is None:
            return self.render("panel/comparison.html", runs=(), found=None)
        found = _compared(*pair)
        nomination, what = asked_text("nomination"), asked_text("what", 10)
        moved = _narrowed(found, nomination, what)
        pages = sheets(len(moved), SHEET)
        page = asked_page(pages)
        part = moved[page * SHEET : (page + 1) * SHEET]
        changes = found.evidence
        return self.render(
            "panel/comparison.html",
            runs=[(str(run.id), _title(run)) for run in runs],
            before=pair[0],
            after=pair[1],
            found=found,
            moved=moved,
            rows=[_row(move, found) for move in part],
            nominations=[("", t("все", "all")), *((name, name) for name in _nominations(found))],
            nomination=nomination,
            what=what,
            page=page,
            pages=pages,
            sheet_url=sheet_url,
            changes=changes,
            cells=[told(change, changes.zone, language()) for change in changes.first[:LISTED]] if changes else [],
            tables=[(table_title(count.table, language()), count) for count in changes.counts] if changes else [],
            corrected=lambda one: correction_told(one, found.after.zone, language()),
            listed=LISTED,
            word=words.word,
            outcomes=words.OUTCOMES,
            tones=words.TONES,
        )

    @expose("/list.csv")
    def table(self) -> Response:
        """Every difference as one table."""
        pair = _chosen(_runs())
        if pair is None:
            raise NotFound("Сравнивать нечего: расчётов меньше двух.", "There is nothing to compare: fewer than two runs.")
        rows = difference_table(_compared(*pair), language())
        name = f"{t('Сравнение', 'Comparison')} {pair[0].name[:8]} {pair[1].name[:8]}.csv"
        return csv_response(name, next(rows), rows)


def _runs() -> list[ScoreRun]:
    """The runs of all seasons, the newest first."""
    order = (ScoreRun.created_at.desc(), ScoreRun.id.desc())
    return list(db.session.scalars(select(ScoreRun).options(joinedload(ScoreRun.season)).order_by(*order)))


def _chosen(runs: list[ScoreRun]) -> tuple[ScoreRun, ScoreRun] | None:
    """The two runs asked for; without a question the official one of the season and the one before it."""
    if len(runs) < 2:
        return None
    by_id = {str(run.id): run for run in runs}
    season = choice.season()
    official = next((run for run in runs if run.official and season is not None and run.season_id == season.id), runs[0])
    after = by_id.get(asked_text("after", 12), official)
    others = [run for run in runs if run.id != after.id]
    older = [run for run in others if (run.season.year, run.created_at) <= (after.season.year, after.created_at)]
    mine = [run for run in older if run.season_id == after.season_id]
    return by_id.get(asked_text("before", 12), next(iter([*mine, *older, *others]))), after


def _compared(before: ScoreRun, after: ScoreRun) -> Comparison:
    return Comparison(*(stored_side(db.session, home(), run) for run in (before, after)))


def _narrowed(found: Comparison, nomination: str, what: str) -> tuple[Move, ...]:
    return tuple(
        move
        for move in found.moves
        if (not nomination or nomination in move.nominations) and (what not in _WHAT or bool(getattr(move, what)))
    )


def _nominations(found: Comparison) -> list[str]:
    return sorted({name for move in found.moves for name in move.nominations if name})


def _row(move: Move, found: Comparison) -> Row:
    ((_, why),) = found.reasons((move,), language())
    return Row(move, found.why(move, why, language()), gained(move.gain, language()) if move.gain else "")


def _title(run: ScoreRun) -> str:
    official = t(" · официальный", " · official") if run.official else ""
    return f"{run.season.year} · {run.name[:8]}{official} · {moment(run.created_at, run.season.zone)}"
