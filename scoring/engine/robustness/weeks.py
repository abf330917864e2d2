"""Days resampled: a bootstrap over the weeks of the year.

A resampled year draws as many weeks as the year has, each with equal chance and with replacement (Efron's bootstrap with the
week as its unit). Every leaf that is a sum over weeks is put together anew out of ``weekly.Parts``, in whole numbers; the
others stay as measured and are named. Then the engine's own points and ranking are run over: curves, small samples with
their means, unknown criteria, penalties, gates, quotas and ties are the rule book's, exactly, with nothing approximated. What
it cannot show: weeks are drawn independently, so a bad month does not come as a whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from criteria.evidence import Block, Bool, Float64, Int32, Int64
from criteria.measurement import Metric
from criteria.setting import Scene
from scoring.engine.evidence import Evidence
from scoring.engine.measure import Leaf, variants
from scoring.engine.ranking import Outcome
from scoring.engine.robustness.draws import Told, silent
from scoring.engine.robustness.weekly import Parts, mixed, parts_of
from scoring.engine.run import Result, judge, setting_of
from scoring.engine.unaffected import unaffected

RESAMPLES: Final = 200
_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True, eq=False)
class Weekly:
    """Every leaf cut into weeks, block by block; None where it stays ``as_measured``. ``weeks``: how many there are."""

    leaves: tuple[tuple[Parts, ...] | None, ...]
    weeks: int

    def as_measured(self, result: Result) -> tuple[str, ...]:
        """Codes of the leaves that are no sums over weeks."""
        return tuple(leaf.code for leaf, parts in zip(result.leaves, self.leaves, strict=True) if parts is None)


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """``inside`` (pages,) int64: resampled years in which the page wins. ``place`` (years, pages) int32, 0 for none."""

    years: int
    inside: Int64
    place: Int32


def weekly_of(result: Result, evidence: Evidence, metrics: Mapping[str, Metric]) -> Weekly:
    """Cuts the season's evidence into weeks, leaf by leaf; a nomination's own parameters count for its pages."""
    book, terms = result.book, result.basis.terms
    setting = setting_of(book, evidence, result.nominations, result.incidents)
    evidence = unaffected(evidence, result.incidents)
    blocks: list[list[Parts | None]] = []
    for block in evidence.blocks(result.nomination):
        scene = Scene(block, setting)
        parts: list[Parts | None] = []
        for criterion, leaf in zip(book.leaves, result.leaves, strict=True):
            if not isinstance(criterion.metric, str):
                parts.append(None)
                continue
            metric = metrics[criterion.metric]
            asked = [
                (
                    parts_of(scene, metric, metric.params.model_validate(params), leaf.sample),
                    _pages_of(block, indices, len(terms)),
                )
                for params, indices in variants(criterion, terms)
            ]
            parts.append(mixed(asked))
        blocks.append(parts)
    leaves = []
    for i in range(len(book.leaves)):
        of_leaf = [parts[i] for parts in blocks]
        leaves.append(None if None in of_leaf else tuple(part for part in of_leaf if part is not None))
    return Weekly(tuple(leaves), len(setting.calendar.weeks))


def _pages_of(block: Block, indices: Sequence[int], terms: int) -> Bool:
    """(pages of the block,) whose nomination is among ``indices``; the last of the terms are those of no nomination."""
    mine = np.zeros(terms, np.bool_)
    mine[list(indices)] = True
    return mine[block.pages.nomination]


def weeks_drawn(generator: np.random.Generator, weeks: int, years: int) -> Int64:
    """(years, weeks) how often each week comes in each resampled year; rows sum to ``weeks``."""
    if not weeks:
        return np.zeros((years, 0), np.int64)
    return generator.multinomial(weeks, np.full(weeks, 1 / weeks), size=years)


def resample(result: Result, weekly: Weekly, times: Int64, told: Told = silent) -> Resampled:
    """Points and ranking of every resampled year; ``times`` (years, weeks) as ``weeks_drawn`` gives it."""
    years, pages = len(times), result.pages
    inside, place = np.zeros(pages, np.int64), np.zeros((years, pages), np.int32)
    for begin in range(0, years, _AT_ONCE):
        for i, leaves in enumerate(_years(result.leaves, weekly, times[begin : begin + _AT_ONCE].astype(np.float64)), begin):
            ranked = judge(replace(result.basis, leaves=leaves)).ranked
            inside += ranked.outcome == Outcome.WINNER
            place[i] = ranked.place
        told(min(_AT_ONCE, years - begin))
    return Resampled(years, inside, place)


def _years(leaves: Sequence[Leaf], weekly: Weekly, times: Float64) -> list[tuple[Leaf, ...]]:
    """The leaves of each of a few years."""
    by_leaf = []
    for leaf, parts in zip(leaves, weekly.leaves, strict=True):
        if parts is None:
            by_leaf.append([leaf] * len(times))
            continue
        years = [part.year(times) for part in parts]
        above, below = (np.concatenate(columns, axis=1) for columns in zip(*years, strict=True))
        by_leaf.append([replace(leaf, numerator=above[i], denominator=below[i]) for i in range(len(times))])
    return [tuple(year) for year in zip(*by_leaf, strict=True)]
