"""How far jurors agree: with one another (Krippendorff's alpha), with themselves, and which two agree too well.

Krippendorff, K. (2011), Computing Krippendorff's alpha-reliability: alpha = 1 - D_o / D_e over all pairs of values of a unit,
with missing values allowed; nominal distance, since «cannot tell» is no middle. The package ``krippendorff`` computes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Final

import krippendorff
import numpy as np

from scoring.jury.counting import Answer, Vote

_CODES: Final = {Answer.YES: 0.0, Answer.NO: 1.0, Answer.UNSURE: 2.0}
_FEWEST: Final = 8
"""Cards that two jurors have in common before their agreement says anything."""
SUSPICIOUS: Final = 0.05
"""Chance, all pairs together (Bonferroni), below which an agreement is told to the auditor."""


def alpha(votes: Sequence[Vote]) -> float | None:
    """Krippendorff's alpha: 1 full agreement, 0 that of chance; None where no card has two verdicts or all verdicts are one."""
    jurors = sorted({vote.juror for vote in votes})
    pages = sorted({vote.page for vote in votes})
    table = np.full((len(jurors), len(pages)), np.nan)
    for vote in votes:
        table[jurors.index(vote.juror), pages.index(vote.page)] = _CODES[vote.answer]
    paired = (~np.isnan(table)).sum(axis=0) >= 2
    values = table[:, paired]
    if not paired.any() or len(np.unique(values[~np.isnan(values)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement="nominal"))


@dataclass(frozen=True, slots=True)
class Mirror:
    """What one juror may learn of himself after closing, all of it counts.

    His yes among his answers, the others' yes among theirs on the same cards; how often the majority of the others, where they
    had one, said otherwise. ``steady`` of ``repeated`` cards were answered alike twice.
    """

    answered: int
    yes: int
    others_yes: int
    others: int
    compared: int
    differ: int
    repeated: int
    steady: int


def mirror(votes: Sequence[Vote], juror: str, again: Iterable[Vote] = ()) -> Mirror:
    """The juror's own mirror; ``again``: his answers to cards that were shown a second time."""
    own = {vote.page: vote.answer for vote in votes if vote.juror == juror}
    others: dict[str, list[Answer]] = {page: [] for page in own}
    for vote in votes:
        if vote.juror != juror and vote.page in own:
            others[vote.page].append(vote.answer)
    spoken = [answer for answers in others.values() for answer in answers]
    views = {page: _leaning(answers) for page, answers in others.items()}
    compared = [page for page, view in views.items() if view is not None and own[page] is not Answer.UNSURE]
    second = [vote for vote in again if vote.juror == juror and vote.page in own]
    return Mirror(
        answered=len(own),
        yes=sum(answer is Answer.YES for answer in own.values()),
        others_yes=sum(answer is Answer.YES for answer in spoken),
        others=len(spoken),
        compared=len(compared),
        differ=sum(views[page] is not own[page] for page in compared),
        repeated=len(second),
        steady=sum(vote.answer is own[vote.page] for vote in second),
    )


def _leaning(answers: Sequence[Answer]) -> Answer | None:
    yes, no = answers.count(Answer.YES), answers.count(Answer.NO)
    return Answer.YES if yes > no else Answer.NO if no > yes else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two jurors, the cards both answered with yes or no, on how many they said the same, and the chance of that many."""

    first: str
    second: str
    cards: int
    same: int
    chance: float


def too_alike(votes: Sequence[Vote]) -> list[Pair]:
    """Pairs who agree more than the cards explain; an alert for the auditor, never a penalty. The least likely first.

    On each card two jurors agree by chance with p*p + (1-p)*(1-p), p being the share of yes among the verdicts of the others on
    it, moved halfway to 1/2 as long as they are few. The chance of so many agreements is a binomial tail at the mean of
    these, multiplied by the number of pairs. Where a card has no other verdicts, p = 1/2.
    """
    by_page: dict[str, dict[str, Answer]] = {}
    for vote in votes:
        if vote.answer is not Answer.UNSURE:
            by_page.setdefault(vote.page, {})[vote.juror] = vote.answer
    jurors = sorted({vote.juror for vote in votes})
    pairs = list(combinations(jurors, 2))
    found = [pair for first, second in pairs if (pair := _pair(by_page, first, second, len(pairs))) is not None]
    return sorted(found, key=lambda pair: (pair.chance, pair.first, pair.second))


def _pair(by_page: Mapping[str, Mapping[str, Answer]], first: str, second: str, pairs: int) -> Pair | None:
    shared = [said for said in by_page.values() if first in said and second in said]
    if len(shared) < _FEWEST:
        return None
    same = sum(said[first] is said[second] for said in shared)
    expected = sum(_by_chance([answer for juror, answer in said.items() if juror not in {first, second}]) for said in shared)
    p = expected / len(shared)
    tail = sum(comb(len(shared), k) * p**k * (1 - p) ** (len(shared) - k) for k in range(same, len(shared) + 1))
    chance = min(tail * pairs, 1.0)
    return Pair(first, second, len(shared), same, chance) if chance < SUSPICIOUS else None


def _by_chance(others: Sequence[Answer]) -> float:
    """Chance that two independent jurors agree on a card of which the others said this."""
    yes = (others.count(Answer.YES) + 1) / (len(others) + 2)
    return yes * yes + (1 - yes) * (1 - yes)
