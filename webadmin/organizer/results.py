"""Results by sphere: places, points, the cut line, how the totals lie, and who is out of the contest and why."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_admin import expose

from criteria import loading
from criteria.rulebook import Criterion, RuleBook
from scoring.engine.hundredths import apportioned, nearest
from scoring.engine.terms import terms_for
from scoring.engine.tree import leaves_below
from scoring.services.decision_table import decided_of
from scoring.services.explaining import explain
from scoring.store import showing
from scoring.store.tables import Score, ScoreRun
from webadmin import words
from webadmin.access import current_actor
from webadmin.asked import asked_page, asked_text, sheet_url, sheets
from webadmin.context import db
from webadmin.i18n import Language, decimal, language, points, t, whole
from webadmin.organizer import choice
from webadmin.organizer.decisions_words import other_outcome
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.pictures import Theme, picture
from webadmin.organizer.robustness import badges

SHEET: Final = 50
OUT_AT_ONCE: Final = 100
FULL: Final = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """One top criterion of a page's bar: title, what it got of what, and its segment in per cent of the bar."""

    title: str
    got: int
    most: int
    begin: float
    width: float
    tone: int


@dataclass(frozen=True, slots=True)
class Row:
    """A page in the list; ``cut_before`` draws the line above it."""

    score: Score
    parts: tuple[Part, ...]
    tied: bool
    cut_before: bool


class ResultsView(Door):
    """The ranking of a season, one sphere at a time."""

    titles = ("Результаты", "Results")
    station = "ranking"
    address = "results"
    readers = STAFF
    shows_places = True

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show one sphere."""
        season = choice.season()
        run = showing.official_run(db.session, season.id) if season is not None else None
        if season is None or run is None or not run.cuts:
            return self.render("panel/results.html", run=None)
        book = loading.read(run.rulebook_text)
        cut = _cut(run, asked_text("sphere"))
        sphere = cut["nomination"]
        pages = sheets(_ranked(run, sphere), SHEET)
        page = asked_page(pages)
        sheet = showing.standings(db.session, run.id, sphere, offset=page * SHEET, limit=SHEET)
        out = showing.out_of_contest(db.session, run.id, sphere, limit=OUT_AT_ONCE)
        spread = showing.spread(db.session, run.id, sphere)
        return self.render(
            "panel/results.html",
            run=run,
            outdated=showing.outdated(season, run),
            book=book,
            cut=cut,
            cuts=run.cuts,
            tops=[getattr(criterion.title, language()) for criterion in book.children(None)],
            rows=_rows(book, sheet.rows, page * SHEET, cut["winners"]),
            cut_after=bool(sheet.rows) and cut["winners"] == sheet.total == page * SHEET + len(sheet.rows),
            line=line_text(book, cut),
            out=[(score, explain(score, run, language()).reasons) for score in out.rows],
            out_total=out.total,
            page=page,
            pages=pages,
            sheet_url=sheet_url,
            spread=spread,
            sure=badges(run),
            decided=decided_of(db.session, current_actor(), season, [score.page_id for score in sheet.rows]),
            other_outcome=other_outcome,
            bands=_bands(spread.totals, book.total.full),
            parts_text=parts_text,
            word=words.word,
            outcomes=words.OUTCOMES,
            tones=words.TONES,
        )

    @expose("/<int(max=9999):number>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, number: int, lang: Language, theme: Theme) -> Response:
        """How the totals of one sphere lie."""
        from webadmin.charts import Totals, totals_chart  # noqa: PLC0415  matplotlib takes half a second to import

        season = choice.needed_season()
        run = showing.official_run(db.session, season.id)
        if run is None or number >= len(run.cuts):
            abort(404)
        cut = run.cuts[number]
        spread = showing.spread(db.session, run.id, cut["nomination"])
        full = loading.read(run.rulebook_text).total.full
        return picture(totals_chart(Totals(spread.totals, cut["line"], full), lang, theme), run.name)


def line_text(book: RuleBook, cut: dict[str, Any]) -> str:
    """«черта: 5 % от 210 = 11 мест, минимум 70 баллов», by the quota of the nomination."""
    quota = terms_for(book, cut["nomination"]).quota
    base = cut["pages"] if quota.base == "all" else cut["eligible"]
    share = "" if quota.percent is None else f"{decimal(quota.percent)} % {t('от', 'of')} {whole(base)} = "
    floor, places = decimal(quota.floor), whole(cut["quota"])
    text = t(f"черта: {share}мест: {places}, минимум {floor} баллов", f"cut: {share}{places} places, at least {floor} points")
    if cut["winners"] < cut["quota"]:
        text += t("; мест занято меньше: не хватило баллов", "; fewer places taken: too few points")
    elif cut["winners"] > cut["quota"]:
        text += t("; равные на границе награждены вместе", "; equals at the border are awarded together")
    return text


def parts(book: RuleBook, score: Score) -> tuple[Part, ...]:
    """The bar of a page: one segment a top criterion, laid end to end on a scale of per cent of the full total."""
    told, begin = [], 0.0
    leaves, criteria = score.detail["leaves"], book.children(None)
    exact = [int(score.points.get(criterion.code, 0)) for criterion in criteria]
    shown = apportioned(exact, nearest(sum(exact)))
    for tone, (criterion, got, hundredths) in enumerate(zip(criteria, exact, shown, strict=True)):
        most = sum(int(leaves[book.leaves[i].code]["most"]) for i in leaves_below(book, criterion.code))
        width = 100 * got / (book.total.full * FULL)
        told.append(Part(_title(criterion), 100 * hundredths, most, begin, width, tone % 6))
        begin += width
    return tuple(told)


def parts_text(told: tuple[Part, ...]) -> str:
    """The bar in words."""
    return "; ".join(f"{part.title} {points(part.got)}" for part in told)


def _title(criterion: Criterion) -> str:
    title: str = getattr(criterion.title, language())
    return title


def _cut(run: ScoreRun, sphere: str) -> dict[str, Any]:
    return next((cut for cut in run.cuts if cut["nomination"] == sphere), run.cuts[0])


def _ranked(run: ScoreRun, sphere: str) -> int:
    return showing.standings(db.session, run.id, sphere, offset=0, limit=0).total


def _rows(book: RuleBook, scores: tuple[Score, ...], first: int, winners: int) -> list[Row]:
    shared = [score.place for score in scores]
    return [Row(score, parts(book, score), shared.count(score.place) > 1, first + i == winners) for i, score in enumerate(scores)]


def _bands(totals: tuple[int, ...], full: int) -> list[tuple[str, int]]:
    """Pages by tenths of the full total, «90–100» first, for the table beside the chart."""
    counts = [0] * 10
    for total in totals:
        counts[min(9, 10 * total // (full * FULL))] += 1
    edges = [decimal(full * band / 10) for band in range(11)]
    return [(f"{edges[band]}–{edges[band + 1]}", counts[band]) for band in reversed(range(10))]
