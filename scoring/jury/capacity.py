"""Whether the jury is large enough, before it opens: cards times verdicts against jurors times minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Card, Lane


@dataclass(frozen=True, slots=True)
class Capacity:
    """``verdicts`` wanted; ``possible`` in the minutes promised; ``jurors`` there are, ``jurors_needed`` at their mean promise.

    ``fewest``: jurors without whom no card could reach its quorum, however long they sit.
    """

    verdicts: int
    possible: int
    jurors: int
    jurors_needed: int
    fewest: int

    @property
    def enough(self) -> bool:
        """Whether the round can be finished."""
        return self.possible >= self.verdicts and self.jurors >= self.fewest


def capacity(cards: Sequence[Card], rule: JuryRule, minutes: Sequence[int]) -> Capacity:
    """``minutes`` promised by each juror. verdicts = safety cards + quorum * border cards, one in ``repeat_every`` more."""
    border = sum(card.lane is Lane.BORDER for card in cards)
    verdicts = len(cards) - border + border * rule.quorum
    if rule.repeat_every:
        verdicts += verdicts // rule.repeat_every
    possible = sum(60 * promised // rule.seconds_a_card for promised in minutes)
    mean = sum(minutes) / len(minutes) if minutes else 10
    each = max(int(60 * mean) // rule.seconds_a_card, 1)
    fewest = rule.quorum if border else 1 if cards else 0
    return Capacity(verdicts, possible, len(minutes), max(-(-verdicts // each), fewest), fewest)
