"""Why a page stands where it does, for its owner once the results are public: its points beside the medians of its nomination.

Everything comes from the sealed run; where an appeal has put the page right, its own points come from the run that it named.
Of other pages nothing is told but medians, and those only over so many pages that none can be read out of them.
"""

import statistics
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.curves import FULL
from criteria.measurement import Language
from criteria.phrases import points_text
from scoring.services import explaining
from scoring.services.appeal_decisions import CODE as APPEALED
from scoring.services.appeal_effects import decision_of
from scoring.services.decisions import SEAT
from scoring.store.decisions import Decision
from scoring.store.results import Score, ScoreRun
from scoring.store.showing import score_of
from scoring.store.vocabulary import DecisionOutcome

FEWEST: Final = 3
"""Over fewer pages no median is told."""
KEPT: Final = 64
"""So many nominations' medians are kept in memory: a run never changes."""
_HUNDREDTH: Final = FULL // 100

Medians = Mapping[str, Fraction]
"""Ten-thousandths of a point by criterion."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The median in words, the page's ``side`` of it (1, 0, -1: above, level, below), its ``mark`` on the bar: 0 to 100."""

    median: str
    side: int
    mark: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What people changed: the outcome before and after. ``code``, ``reason``: of the meeting; empty where verdicts did it."""

    before: DecisionOutcome
    after: DecisionOutcome
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class OwnResult:
    """The page's points in words, by criterion what lies beside them, what the jury changed. ``score``: the one that holds."""

    score: Score
    told: explaining.Explanation
    beside: Mapping[str, Beside]
    moved: tuple[Moved, ...]


def own_result(session: Session, page_id: int, season_id: int, language: Language) -> OwnResult | None:
    """The result of one page; None where it is in no official run. The caller sees to it that the results are public."""
    official = score_of(session, page_id, season_id)
    if official is None:
        return None
    decided = decision_of(session, season_id, page_id)
    score = _holding(session, official, decided)
    told = explaining.explain(score, score.run, language, people=False)
    middle = MEDIANS.of(session, official.run, score.nomination)
    told_of = [line for line in told.lines if line.known and line.most and line.code in middle]  # «0,00 из 0,00» has no middle
    beside = {line.code: _beside(line, middle[line.code], language) for line in told_of}
    return OwnResult(score, told, beside, moves(decided))


def moves(decided: Decision | None) -> tuple[Moved, ...]:
    """Where the verdicts, and then the meeting, changed what points alone gave. No counts, and no word about another page."""
    if decided is None:
        return ()
    by_points, by_verdicts, final = (DecisionOutcome(one) for one in (decided.machine, decided.automatic, decided.final))
    found = [Moved(by_points, by_verdicts, "", "")] if by_points != by_verdicts else []
    if by_verdicts != final and decided.reason_code != APPEALED:
        # A seat's sentence names the page on the other side of it, and why that one was moved.
        found.append(Moved(by_verdicts, final, decided.reason_code, "" if decided.reason_code == SEAT else decided.reason))
    return tuple(found)


def medians(leaves: Iterable[Mapping[str, Mapping[str, Any]]]) -> dict[str, Fraction]:
    """Medians of points over the pages for which a criterion is known; left out where these are fewer than ``FEWEST``."""
    known: dict[str, list[int]] = {}
    for page in leaves:
        for code, leaf in page.items():
            if leaf["most"]:
                known.setdefault(code, []).append(leaf["got"])
    return {
        code: Fraction(statistics.median_low(found) + statistics.median_high(found), 2)
        for code, found in known.items()
        if len(found) >= FEWEST
    }


class KeptMedians:
    """Medians by run and nomination, the last few; may be shared by several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Medians] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, session: Session, run: ScoreRun, nomination: str) -> Medians:
        """Over the pages of the nomination that have a place."""
        name = (run.name, nomination)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        ranked = (Score.run_id == run.id, Score.nomination == nomination, Score.place.is_not(None))
        rows = session.scalars(select(Score.detail).where(*ranked).execution_options(yield_per=500))
        found = medians(detail["leaves"] for detail in rows)
        with self._lock:
            self._kept[name] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


MEDIANS: Final = KeptMedians()


def _holding(session: Session, official: Score, decided: Decision | None) -> Score:
    """The official score, or that of the run by which an appeal has put the page right."""
    right = (decided.corrected if decided is not None else None) or {}
    if right.get("run", official.run.name) == official.run.name:
        return official
    named = (ScoreRun.season_id == official.run.season_id, ScoreRun.name == right["run"])
    return session.scalars(select(Score).join(Score.run).where(Score.page_id == official.page_id, *named)).one()


def _beside(line: explaining.Line, median: Fraction, language: Language) -> Beside:
    middle = int(median / _HUNDREDTH + Fraction(1, 2))
    side = (line.earned > middle) - (line.earned < middle)
    return Beside(points_text(middle * _HUNDREDTH, language), side, min(100, round(100 * middle / line.most)))
