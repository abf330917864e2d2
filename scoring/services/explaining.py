"""A stored score told line by line for a screen, out of the rule book it was computed under."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sqlalchemy.orm import object_session

from criteria import loading
from criteria.curves import FULL
from criteria.measurement import Language
from criteria.phrases import number, points_text
from criteria.rulebook import RuleBook
from scoring.engine import explain as engine
from scoring.engine.hundredths import shown_points
from scoring.engine.incidents import Incidents
from scoring.engine.telling_incidents import incident_notes
from scoring.evidence.correction_words import source_words
from scoring.evidence.correction_words import told as correction_told
from scoring.evidence.corrections import corrections_of, ordered
from scoring.store.results import Score, ScoreRun
from scoring.store.showing_corrections import corrections_of_page, plain


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion in words, the branches before their leaves; ``share`` is got / most in per cent, 0 where unknown.

    Points are told to the hundredth in such a way that parts add up to their whole as it is shown; ``earned`` and ``most`` are
    the same as numbers of hundredths.
    """

    code: str
    depth: int
    title: str
    points_max: str
    got: str
    lost: str
    share: int
    sentence: str
    note: str
    known: bool
    branch: bool
    earned: int
    most: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """All lines of one page, its gates and caps, and why it is out of the contest, if it is.

    ``earned``: what the criteria give; ``adjustments`` lie between it and the total, «P1 Госметка утрачена: −5» each, with
    what people wrote to it; ``proposals`` count nothing yet. ``notes``: how the criteria at the top come together.
    ``incidents``: what was left out for all pages alike. ``corrections``: figures of the page that the run read corrected.
    """

    total: str
    earned: str
    lines: tuple[Line, ...]
    gates: tuple[engine.GateLine, ...]
    caps: tuple[engine.GateLine, ...]
    adjustments: tuple[engine.Adjustment, ...]
    proposals: tuple[engine.Proposal, ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    incidents: tuple[str, ...]
    corrections: tuple[str, ...] = ()


def explain(score: Score, run: ScoreRun, language: Language, *, people: bool = True) -> Explanation:
    """The explanation of one page's score. ``people``: it names who corrected a figure and why, which is for the staff."""
    found = engine.explain(_book(run.rulebook_text), score.detail, language)
    shown = shown_points(found.lines)
    return Explanation(
        total=points_text(found.total, language),
        earned=points_text(found.earned, language),
        lines=tuple(_line(line, shown[line.code], language) for line in found.walk()),
        gates=found.gates,
        caps=found.caps,
        adjustments=found.adjustments,
        proposals=found.proposals,
        reasons=found.reasons,
        notes=found.notes,
        incidents=incident_notes(Incidents.of(run.incidents or []), run.season.year, run.season.zone, language),
        corrections=_corrections(score, run, language, people=people),
    )


def _corrections(score: Score, run: ScoreRun, language: Language, *, people: bool) -> tuple[str, ...]:
    """«исправлено: реестр: Госметка да → нет; организатор Анна: опечатка (письмо № 5)»."""
    said = corrections_of(run.corrections or [])
    mine = {one for one in said if one.page == score.page.key}
    session = object_session(run)
    if not mine or session is None:
        return ()
    word = "исправлено" if language == "ru" else "corrected"
    rows = {plain(row): row for row in corrections_of_page(session, run.season_id, score.page.key)} if people else {}
    told = []
    for one in ordered(mine):
        row = rows.get(one)
        who = f"; {source_words(row.source, language)} {row.made_name}: {row.reason} ({row.basis})" if row is not None else ""
        told.append(f"{word}: {correction_told(one, run.season.zone, language)}{who}")
    return tuple(told)


def _line(line: engine.Line, shown: tuple[int, int], language: Language) -> Line:
    known = line.most > 0
    got, lost = (100 * hundredths for hundredths in shown)
    return Line(
        code=line.code,
        depth=line.level,
        title=line.title,
        points_max=points_text(got + lost, language) if known else number(Fraction(line.whole, FULL), language, 2),
        got=points_text(got, language) if known else "—",
        lost=points_text(-lost, language) if known and lost else "",
        share=round(100 * line.got / line.most) if known else 0,
        sentence=line.sentence,
        note="; ".join(line.notes),
        known=known,
        branch=bool(line.children),
        earned=shown[0],
        most=sum(shown),
    )


@lru_cache(maxsize=8)
def _book(text: str) -> RuleBook:
    return loading.read(text)
