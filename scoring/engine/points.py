"""Points: exact values through curves and weights to totals, in whole ten-thousandths of a point.

The rule, in order:

1. Small samples. A leaf with ``shrink`` has (numerator + m * mean) / (denominator + m), m = prior * sample. ``mean`` is the
   pooled value of the nomination, sum of numerators / sum of denominators over its pages that are not settled, rounded
   half-up to a grain that is a millionth or finer; this one division is the only place where a page's points depend on
   other pages.
2. The curve gives s in 0..10,000, or unknown.
3. A leaf's weight w is its points. Where leaves are unknown their weight goes to their known brothers: the known children of
   a branch share the branch's points in proportion to their own, and a branch of which nothing is known is itself
   unknown to its parent. So w = points * product over its ancestors a of (points of a / points of a's known children); the
   root counts as an ancestor of 100 points.
4. A leaf contributes half_up(w * s), rounded once. A branch and the total are the sums of their leaves' contributions, so
   every explained part adds up exactly, in any order. Where all is known nothing is rounded here at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from criteria.curves import FULL, curve_points, exact, half_up
from criteria.evidence import UNKNOWN, Bool, Int16, Int32, Int64
from criteria.rulebook import Criterion, RuleBook, Shrink
from criteria.structure import TOP_POINTS
from scoring.engine.measure import Leaf

FINEST: Final = 1_000_000
"""Pooled means are rounded to a millionth or finer."""

_ROOM: Final = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Points of all pages. Leaves in the order of the rule book; ten-thousandths everywhere.

    ``share`` (leaves, pages) int32: s of each leaf, UNKNOWN where nothing is known. ``got``, ``most`` (leaves, pages) int64:
    contribution, and what full points would have contributed; both 0 where unknown. ``total`` (pages,) int64: sum of
    ``got``, UNKNOWN where no leaf is known. ``means`` (leaves, nominations + 1) int64: pooled means of leaves that shrink,
    in grains, UNKNOWN for others; the last column serves pages of no nomination. ``grain`` (leaves,) int64: grains in 1.
    """

    share: Int32
    got: Int64
    most: Int64
    total: Int64
    means: Int64
    grain: Int64


def score(book: RuleBook, leaves: tuple[Leaf, ...], nomination: Int16, nominations: int) -> Scored:
    """The points of all pages from what was measured; ``nomination`` (pages,) as in ``criteria.evidence.Pages``."""
    pages = len(nomination)
    share = np.full((len(leaves), pages), UNKNOWN, np.int32)
    means = np.full((len(leaves), nominations + 1), UNKNOWN, np.int64)
    for i, (criterion, leaf) in enumerate(zip(book.leaves, leaves, strict=True)):
        numerator, denominator = leaf.numerator, leaf.denominator
        if criterion.shrink is not None:
            means[i] = pooled_means(leaf, criterion.shrink, nomination, nominations)
            numerator, denominator = shrunk(leaf, criterion.shrink, means[i][nomination])
        share[i] = curve_points(criterion.curve, numerator, denominator)
    got, most = contributions(book, share)
    total = got.sum(axis=0)
    total[(share == UNKNOWN).all(axis=0)] = UNKNOWN
    grain = np.array([grain_of(leaf)[1] for leaf in leaves], np.int64)
    for array in (share, got, most, total, means, grain):
        array.flags.writeable = False
    return Scored(share, got, most, total, means, grain)


def grain_of(leaf: Leaf) -> tuple[int, int]:
    """(stretch, grain): numbers of the leaf times ``stretch`` count in grains, of which one sample has ``grain`` >= FINEST."""
    stretch = -(-FINEST // leaf.sample)
    return stretch, stretch * leaf.sample


def pooled_means(leaf: Leaf, rule: Shrink, nomination: Int16, nominations: int) -> Int64:
    """(nominations + 1,) pooled means in grains; ``otherwise`` where a nomination has no sample."""
    _, grain = grain_of(leaf)
    pooled = ~leaf.settled & (leaf.denominator > 0)
    pools = np.zeros((2, nominations + 1), np.int64)
    for row, column in zip(pools, (leaf.numerator, leaf.denominator), strict=True):
        np.add.at(row, nomination[pooled].astype(np.int64), column[pooled])
    otherwise = exact(rule.otherwise) * grain
    missing = half_up(otherwise.numerator, otherwise.denominator)
    return np.array([half_up(int(a) * grain, int(b)) if b else missing for a, b in pools.T], np.int64)


def shrunk(leaf: Leaf, rule: Shrink, mean: Int64) -> tuple[Int64, Int64]:
    """Numerators and denominators leaning on ``mean`` (pages,) in grains; settled pages stay as they are."""
    stretch, grain = grain_of(leaf)
    if (max(_largest(leaf.numerator), _largest(leaf.denominator)) + rule.prior * leaf.sample) > _ROOM // stretch:
        msg = f"the metric of {leaf.code} gives numbers too large to be shrunk exactly"
        raise ValueError(msg)
    leaning = ~leaf.settled
    numerator = np.where(leaning, leaf.numerator * stretch + rule.prior * mean, leaf.numerator)
    denominator = np.where(leaning, leaf.denominator * stretch + rule.prior * grain, leaf.denominator)
    return numerator, denominator


def contributions(book: RuleBook, share: Int32) -> tuple[Int64, Int64]:
    """(leaves, pages) what each leaf contributes, and what it would at full points, for each pattern of known leaves."""
    known = share != UNKNOWN
    whole = np.where(known, share, 0).astype(np.int64)
    points = np.array([leaf.points for leaf in book.leaves], np.int64)[:, None]
    got, most = whole * points, np.broadcast_to(points * FULL, share.shape).copy()
    partly = np.flatnonzero(~known.all(axis=0))
    if len(partly):
        patterns, which = _patterns(known[:, partly])
        for i, pattern in enumerate(patterns):
            columns = partly[which == i]
            for row, weight in enumerate(weights(book, pattern)):
                got[row, columns] = _weighed(whole[row, columns], weight)
                most[row, columns] = half_up((weight * FULL).numerator, (weight * FULL).denominator)
    return got, most


def weights(book: RuleBook, known: Bool) -> tuple[Fraction, ...]:
    """The weight of each leaf when only the ``known`` ones (leaves,) are: their brothers' points are shared among them."""
    found = {leaf.code for leaf, is_known in zip(book.leaves, known, strict=True) if is_known}
    children: dict[str | None, list[Criterion]] = {}
    for criterion in book.criteria:
        children.setdefault(criterion.parent, []).append(criterion)
    alive = set(found)
    for leaf in book.leaves:
        if leaf.code in found:
            alive.update(_ancestors(book, leaf))
    weight: dict[str, Fraction] = {}
    waiting: list[tuple[str | None, Fraction]] = [(None, Fraction(TOP_POINTS))]
    while waiting:
        parent, points = waiting.pop()
        below = [child for child in children.get(parent, ()) if child.code in alive]
        known_points = sum(child.points for child in below)
        for child in below:
            weight[child.code] = points * child.points / known_points
            waiting.append((child.code, weight[child.code]))
    return tuple(weight.get(leaf.code, Fraction(0)) for leaf in book.leaves)


def sums(book: RuleBook, by_leaf: Int64) -> Mapping[str, Int64]:
    """By code, the sum of ``by_leaf`` (leaves, pages) over the leaves at or below each criterion."""
    summed = {criterion.code: np.zeros(by_leaf.shape[1:], np.int64) for criterion in book.criteria}
    for row, leaf in zip(by_leaf, book.leaves, strict=True):
        for code in (leaf.code, *_ancestors(book, leaf)):
            summed[code] += row
    return summed


def _ancestors(book: RuleBook, criterion: Criterion) -> list[str]:
    parents = {other.code: other.parent for other in book.criteria}
    above, code = [], criterion.parent
    while code is not None:
        above.append(code)
        code = parents[code]
    return above


def _patterns(known: Bool) -> tuple[Bool, Int64]:
    """The different columns of ``known`` (leaves, pages) as rows, and for each page which of them it has."""
    packed = np.ascontiguousarray(np.packbits(known, axis=0).T)
    keys = packed.view(np.dtype((np.void, packed.shape[1])))[:, 0]
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return known[:, first].T, which.astype(np.int64)


def _weighed(share: Int64, weight: Fraction) -> Int64:
    """half_up(weight * share), in int64 where the products stay inside it, with unbounded whole numbers otherwise."""
    above, below = weight.numerator, weight.denominator
    if max(2 * FULL * above, 2 * below) + below < _ROOM:
        return (2 * share * above + below) // (2 * below)
    return np.array([half_up(int(part) * above, below) for part in share], np.int64)


def _largest(numbers: Int64) -> int:
    return max(int(numbers.max()), -int(numbers.min())) if len(numbers) else 0
