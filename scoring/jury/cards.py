"""The cards of a round: the pages that a jury looks at, by lane.

* safety (проверка): every page that would win is looked at once, by a juror, for a reason not to award it;
* border (граница): the ``band`` places on each side of a nomination's cut line, where verdicts may change the outcome.

A page may have a card in both lanes: the questions differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from criteria.jury_rule import JuryRule


class Lane(StrEnum):
    """What a card asks."""

    SAFETY = "safety"
    BORDER = "border"


@dataclass(frozen=True, slots=True)
class Place:
    """A page as the machine placed it.

    ``place`` from 1; ``total`` and ``line`` in ten-thousandths. ``able``: it reaches the winners' floor and was not passed over.
    ``spread``: standard error of the total, in the same unit, above 0.
    """

    page: str
    nomination: str
    place: int
    total: int
    line: int
    wins: bool
    able: bool
    spread: float


@dataclass(frozen=True, slots=True)
class Card:
    """One question about one page. ``distance``: of the total from the cut line, in standard errors, below 0 under it."""

    page: str
    nomination: str
    lane: Lane
    distance: float


def cards(places: Sequence[Place], rule: JuryRule) -> tuple[Card, ...]:
    """All cards of a round: safety by nomination and place, then border by nomination and place."""
    found: list[Card] = []
    if rule.safety:
        found += [_card(place, Lane.SAFETY) for place in _in_order(place for place in places if place.wins)]
    for nomination in sorted({place.nomination for place in places}):
        inside = [place for place in places if place.nomination == nomination]
        found += [_card(place, Lane.BORDER) for place in band(inside, rule.band)]
    return tuple(found)


def band(places: Sequence[Place], width: int) -> tuple[Place, ...]:
    """The ``width`` last winners of one nomination and the ``width`` next pages that could win, equals at a border with them.

    A nomination in which nobody is cut off, or nobody wins, has no border.
    """
    winners = _in_order(place for place in places if place.wins)
    others = _in_order(place for place in places if place.able and not place.wins)
    if not width or not winners or not others:
        return ()
    upper = winners[max(len(winners) - width, 0)].place
    lower = others[min(width, len(others)) - 1].place
    return (*(place for place in winners if place.place >= upper), *(place for place in others if place.place <= lower))


def _in_order(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (place.nomination, place.place, place.page))


def _card(place: Place, lane: Lane) -> Card:
    return Card(place.page, place.nomination, lane, (place.total - place.line) / place.spread)
