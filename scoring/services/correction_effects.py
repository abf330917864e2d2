"""What corrections would change for one page: points by criterion, total, place, the line. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from criteria.evidence import UNKNOWN
from criteria.measurement import Language
from scoring.engine.detail import detail_of
from scoring.engine.explain import explain
from scoring.engine.ranking import Outcome
from scoring.engine.run import Judged, Result
from scoring.evidence.corrections import Correction
from scoring.home import Home
from scoring.services.owner_figures import seen
from scoring.store.seasons import Page


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a page stands: total and its nomination's line in ten-thousandths, place (0 for none), outcome's word."""

    total: int
    line: int
    place: int
    outcome: str
    nomination: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure that changes: its title, its sentence and points (ten-thousandths) before and after."""

    code: str
    title: str
    before: str
    after: str
    points_before: int
    points_after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """A page with and without the corrections."""

    before: Standing
    after: Standing
    shifts: tuple[Shift, ...]

    @property
    def crosses(self) -> bool:
        """Whether it becomes a winner or is one no more."""
        winner = Outcome.WINNER.word
        return (self.before.outcome == winner) != (self.after.outcome == winner)


def effect_of(session: Session, home: Home, page: Page, tried: Sequence[Correction], language: Language) -> Effect | None:
    """What ``tried`` would change beside the corrections that count; None where the evidence is not on this machine."""
    before, after = seen(session, home, page), seen(session, home, page, tried)
    if before is None or after is None:
        return None
    one, other = before.found, after.found
    told = (_told(one.ground.result, one.page, language), _told(other.ground.result, other.page, language))
    shifts = tuple(
        Shift(code, title, sentence, *_after(told[1][code], points))
        for code, (title, sentence, points) in told[0].items()
        if told[1][code] != (title, sentence, points)
    )
    return Effect(standing_in(one.ground.result, one.page), standing_in(other.ground.result, other.page), shifts)


def _after(told: tuple[str, str, int], before: int) -> tuple[str, int, int]:
    return told[1], before, told[2]


def _told(result: Result, page: int, language: Language) -> dict[str, tuple[str, str, int]]:
    found = explain(result.book, detail_of(result, page), language)
    lines = {line.code: (line.title, line.sentence, line.got) for line in found.walk() if not line.children}
    return lines | {gate.code: (gate.title, gate.sentence, 0) for gate in found.gates}


def standing_in(result: Result, page: int, judged: Judged | None = None) -> Standing:
    """Where the page with this index stands in a result, or in what else was ``judged`` of its nominations."""
    ranked, nomination = (judged or result).ranked, int(result.nomination[page])
    name = "" if nomination == UNKNOWN else result.nominations[nomination]
    cut = next((cut for cut in ranked.cuts if cut.nomination == name), None)
    outcome = Outcome(int(ranked.outcome[page])).word
    return Standing(max(0, int(ranked.shown[page])), cut.line if cut else 0, int(ranked.place[page]), outcome, name)
