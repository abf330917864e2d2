"""What each juror's verdicts changed: the count is made anew without them (leave one out)."""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Place
from scoring.jury.counting import Vote, seats


@dataclass(frozen=True, slots=True)
class Influence:
    """Without this juror ``enters`` would win and ``leaves`` would not; pages in alphabetical order."""

    juror: str
    answered: int
    enters: tuple[str, ...]
    leaves: tuple[str, ...]

    @property
    def places(self) -> int:
        """How many outcomes hang on this juror."""
        return len(self.enters) + len(self.leaves)


def influences(
    places: Sequence[Place], votes: Sequence[Vote], rule: JuryRule, *, excluded: frozenset[str] = frozenset()
) -> list[Influence]:
    """Every juror, the most influential first, equals by their number."""
    whole = _winners(places, votes, rule, excluded)
    found = []
    for juror in sorted({vote.juror for vote in votes}):
        others = [vote for vote in votes if vote.juror != juror]
        without = _winners(places, others, rule, excluded)
        answered = len(votes) - len(others)
        found.append(Influence(juror, answered, tuple(sorted(without - whole)), tuple(sorted(whole - without))))
    return sorted(found, key=lambda one: (-one.places, one.juror))


def _winners(places: Sequence[Place], votes: Sequence[Vote], rule: JuryRule, excluded: frozenset[str]) -> set[str]:
    return {seat.place.page for seat in seats(places, votes, rule, excluded=excluded) if seat.wins}
