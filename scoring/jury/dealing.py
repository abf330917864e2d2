"""Dealing: the card whose verdict can change most comes first, and no juror can choose or foresee his cards.

A page's true distance from the line, t, is unknown. With x the machine's distance in standard errors the prior is normal(x, 1); a
juror says yes with the probability Phi(t / LOOK), LOOK being the noise of one look in the same unit. The posterior after the
verdicts is taken on a grid, and a card's value is the smaller of the chances of lying above and below the line: 1/2 where nothing
is known, 0 where all is clear. It orders questions and decides nothing: counting knows no posterior (``counting``).

Before cards of the border come those of the safety lane that nobody has answered. Cards of equal value are in an order of
each juror's own, HMAC-SHA256(season's key, juror, card). Not more than ``MOST_IN_A_ROW`` of one region follow one another where
others are left.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erf, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Float64
from criteria.jury_rule import JuryRule
from scoring.jury.cards import Card, Lane
from scoring.jury.counting import Settled, Tally

LOOK: Final = 2.0
"""Noise of one look of a juror, in standard errors of the machine's total."""
MOST_IN_A_ROW: Final = 4
_GRID: Final = np.linspace(-8.0, 8.0, 161)
_STEPS: Final = 20
"""Distances are rounded to a twentieth of a standard error, so that cards which hardly differ count as equal."""
_SHARP: Final = 10**4


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card with what was said about it so far, and the region of its page.

    ``reserved``: so many other jurors have it before them. ``asked``: so many asked for one more look.
    """

    card: Card
    tally: Tally
    region: str = ""
    reserved: int = 0
    asked: int = 0


def value(distance: float, yes: int, no: int) -> float:
    """How open a card is: min(P(t > 0), P(t < 0)) after ``yes`` and ``no`` verdicts, 0 to 1/2."""
    return _value(round(max(min(distance, 6.0), -6.0) * _STEPS), yes, no)


@lru_cache(maxsize=65_536)
def _value(steps: int, yes: int, no: int) -> float:
    chance = _chance()
    prior = np.exp(-0.5 * (_GRID - steps / _STEPS) ** 2)
    weight = prior * chance**yes * (1 - chance) ** no
    above, below = float(weight[_GRID > 0].sum()), float(weight[_GRID < 0].sum())
    share = above / (above + below)
    return round(min(share, 1 - share) * _SHARP) / _SHARP


@lru_cache(maxsize=1)
def _chance() -> Float64:
    """Phi(t / LOOK) over the grid, kept off 0 and 1 by what a slip of the finger may do."""
    found: NDArray[np.float64] = np.array([0.5 * (1 + erf(t / LOOK / sqrt(2))) for t in _GRID])
    return np.clip(found, 0.01, 0.99)


def order(waiting: Sequence[Waiting], rule: JuryRule, *, juror: str, key: bytes, recent: Sequence[str] = ()) -> list[Card]:
    """The cards that one juror is to get, best first; those that need no more verdicts are left out.

    ``waiting``: cards that this juror has neither answered nor recused himself from. ``recent``: regions of the cards that he got
    last, the newest at the end.
    """
    wanted = [one for one in waiting if wants_more(one.card, one.tally, rule, one.reserved, one.asked)]
    ranks = {one.card: _rank(one, rule, juror, key) for one in wanted}
    return _mixed(sorted(wanted, key=lambda one: ranks[one.card]), recent)


def wants_more(card: Card, tally: Tally, rule: JuryRule, reserved: int = 0, asked: int = 0) -> bool:
    """Whether another verdict on a card is wanted.

    One for safety; the quorum at the border, and up to twice the quorum as long as yes and no leave it open. A card that others
    have before them waits until their verdicts would not do; each look that was asked for is one verdict more.
    """
    given = tally.all + reserved - asked
    if card.lane is Lane.SAFETY:
        return given < 1
    if given < rule.quorum:
        return True
    return tally.all >= rule.quorum and tally.settled(rule) is Settled.OPEN and given < 2 * rule.quorum


def _rank(one: Waiting, rule: JuryRule, juror: str, key: bytes) -> tuple[int, float, bytes]:
    """Safety first; then value, a started card before an equal one; then the juror's own order."""
    lot = _lot(key, juror, one.card)
    if one.card.lane is Lane.SAFETY:
        return 0, 0.0, lot
    missing = 0 < one.tally.all < rule.quorum
    return 1, -(value(one.card.distance, one.tally.yes, one.tally.no) + (0.05 if missing else 0.0)), lot


def _mixed(wanted: Sequence[Waiting], recent: Sequence[str]) -> list[Card]:
    """The same order, but not more than ``MOST_IN_A_ROW`` of one region in a row while others are left."""
    left, found = list(wanted), list[Card]()
    tail = list(recent[-MOST_IN_A_ROW:])
    while left:
        blocked = len(tail) == MOST_IN_A_ROW and len(set(tail)) == 1 and tail[0] != ""
        index = next((at for at, one in enumerate(left) if not blocked or one.region != tail[0]), 0)
        one = left.pop(index)
        found.append(one.card)
        tail = [*tail, one.region][-MOST_IN_A_ROW:]
    return found


def repeats(answered: Sequence[Card], rule: JuryRule, *, juror: str, key: bytes) -> Card | None:
    """The card to show a second time now: after every ``repeat_every`` answers one of the earlier ones, by lot; else None.

    ``answered``: the juror's cards in the order of his answers, none of them repeats yet shown again.
    """
    if not rule.repeat_every or not answered or len(answered) % rule.repeat_every:
        return None
    early = answered[: -max(rule.repeat_every // 2, 1)] or answered[:1]
    return min(early, key=lambda card: _lot(key, f"{juror}\0again", card))


def _lot(key: bytes, whose: str, card: Card) -> bytes:
    return hmac.digest(key, f"{whose}\0{card.lane}\0{card.page}".encode(), "sha256")
