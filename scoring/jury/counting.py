"""Counting of verdicts: which cards are settled, and who then wins.

The rule is fixed in the rule book before anybody votes. A card is settled once ``quorum`` jurors have answered it and yes, or no,
has its majority of yes and no together; «cannot tell» counts to the quorum and not to the share. A winner inside the band that
the jury rejects gives its seat up. Free seats go to pages below the line: those that the jury supports in the machine's
order, then those on which it settled nothing in the machine's order, since there the machine's result stands; a rejected page
never steps up. Where no seat is free, support changes nothing: the quota holds. So a yes never costs a page anything, a no never
helps one, and no page leaves unless the jury rejected it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Place, band


class Answer(StrEnum):
    """What a juror says to a card. In the safety lane NO means: there is a reason not to award this page."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Settled(StrEnum):
    """What the verdicts on a border card come to."""

    SUPPORTED = "supported"
    REJECTED = "rejected"
    OPEN = "open"
    BELOW_QUORUM = "below_quorum"


@dataclass(frozen=True, slots=True)
class Vote:
    """One verdict that counts: of whom, about which page."""

    juror: str
    page: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts on one card."""

    yes: int = 0
    no: int = 0
    unsure: int = 0

    @property
    def all(self) -> int:
        """How many answered."""
        return self.yes + self.no + self.unsure

    def plus(self, answer: Answer) -> "Tally":
        """With one verdict more."""
        return replace(self, **{answer.value: getattr(self, answer.value) + 1})

    def settled(self, rule: JuryRule) -> Settled:
        """What the verdicts come to under a rule."""
        if self.all < rule.quorum:
            return Settled.BELOW_QUORUM
        needed = rule.needed * (self.yes + self.no)
        if self.yes > self.no and self.yes >= needed:
            return Settled.SUPPORTED
        if self.no > self.yes and self.no >= needed:
            return Settled.REJECTED
        return Settled.OPEN


@dataclass(frozen=True, slots=True)
class Seat:
    """What becomes of a page: whether the machine had it win, whether it wins now, and what the jury said."""

    place: Place
    wins: bool
    settled: Settled | None
    tally: Tally

    @property
    def moved(self) -> bool:
        """Whether the jury changed its outcome."""
        return self.wins != self.place.wins


def tallies(votes: Iterable[Vote]) -> dict[str, Tally]:
    """The verdicts by page."""
    found: dict[str, Tally] = {}
    for vote in votes:
        found[vote.page] = found.get(vote.page, Tally()).plus(vote.answer)
    return found


def seats(
    places: Sequence[Place], votes: Iterable[Vote], rule: JuryRule, *, excluded: frozenset[str] = frozenset()
) -> list[Seat]:
    """Every page with what becomes of it, in the order given; ``excluded`` pages do not win, whatever was said.

    Seats are dealt out nomination by nomination. Pages with the same place that stand alike at the last free seat all take it, as
    equals do everywhere.
    """
    counted = tallies(votes)
    wins: set[str] = set()
    settled: dict[str, Settled] = {}
    for nomination in {place.nomination for place in places}:
        inside = [place for place in places if place.nomination == nomination]
        here = {place.page: counted.get(place.page, Tally()).settled(rule) for place in band(inside, rule.band)}
        settled |= here
        wins |= _winners(inside, here, excluded)
    return [_seat(place, place.page in wins, settled.get(place.page), counted) for place in places]


def _seat(place: Place, wins: bool, settled: Settled | None, counted: Mapping[str, Tally]) -> Seat:
    return Seat(place, wins, settled, Tally() if settled is None else counted.get(place.page, Tally()))


def _winners(inside: Sequence[Place], settled: Mapping[str, Settled], excluded: frozenset[str]) -> set[str]:
    """The winners of one nomination."""
    before = [place for place in inside if place.wins]
    kept = [place for place in before if place.page not in excluded and settled.get(place.page) is not Settled.REJECTED]
    wins = {place.page for place in kept}
    free = len(before) - len(kept)
    waiting = [place for place in inside if place.able and not place.wins and place.page not in excluded]
    supported = [place for place in waiting if settled.get(place.page) is Settled.SUPPORTED]
    others = [place for place in waiting if settled.get(place.page) not in {Settled.SUPPORTED, Settled.REJECTED}]
    for group in (supported, others):
        taken = _first(group, free)
        wins |= taken
        free -= len(taken)
    return wins


def _first(group: Sequence[Place], free: int) -> set[str]:
    """The first ``free`` by place, equals at the last seat with them."""
    if free <= 0 or not group:
        return set()
    ordered = sorted(group, key=lambda place: place.place)
    last = ordered[min(free, len(ordered)) - 1].place
    return {place.page for place in ordered if place.place <= last}
