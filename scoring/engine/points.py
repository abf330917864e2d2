"""Points: exact values through curves and weights to totals, in whole ten-thousandths of a point.

The rule, in order:

1. Values as ``small_samples`` gives them. A waived leaf is unknown, whatever was measured.
2. Outliers of a leaf with ``winsorise`` are moved to the percentiles of their group.
3. The curve, that of the nomination where an override names it, gives s in 0..10,000, or unknown. Groups of relative
   curves and of outliers are made of pages that take part and whose value is known.
4. With ``missing`` = «mean» an unknown leaf has the mean s of its nomination, half-up, over pages that take part and
   whose s is known; with «share», and where nobody's is known, it stays unknown. A waived leaf stays unknown too.
5. A leaf's weight w is its share of the full total, see ``tree.weights``; 6. it contributes half_up(w * s), rounded once.
   Where all is known and points are points nothing is rounded here at all. A branch and the sum are the sums of their
   leaves' contributions, so every explained part adds up exactly, in any order; see ``aggregates`` for other means.
7. Total = clamp(sum - penalties + bonuses, 0, full), at most a cap that applies: see ``adjustments``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from criteria.curve_rule import Curve, Relative
from criteria.curves import FULL, curve_points, half_up, relative_points, winsorised
from criteria.evidence import UNKNOWN, Bool, Int16, Int32, Int64
from criteria.rulebook import Criterion, RuleBook
from scoring.engine.aggregates import aggregated, pruned
from scoring.engine.small_samples import Values
from scoring.engine.terms import Terms
from scoring.engine.tree import is_plain, known_nodes, tree_of, weights

_ROOM: Final = 2**62
_NARROW: Final = 2**31 // FULL - 1
"""Totals of at most so many points fit an int32."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Points of all pages. Leaves in the order of the rule book; ten-thousandths everywhere.

    ``share`` (leaves, pages) int32: s of each leaf, UNKNOWN where nothing is known; ``imputed`` (leaves, pages): where s is
    the mean of the nomination. ``got``, ``most`` (leaves, pages) int64: contribution, and what full points would have
    contributed; both 0 where unknown. ``means``, ``grain``: as in ``Values``.

    ``total`` (pages,) int64 = earned - penalties + bonuses + bounded - capped, UNKNOWN where no leaf is known. ``earned``:
    sum of ``got``. ``bounded``: what keeps the total within 0 and full; ``capped``: what a cap takes off. All (pages,)
    int64, not negative but for ``bounded``, and 0 where the total is unknown.
    """

    share: Int32
    imputed: Bool
    got: Int64
    most: Int64
    means: Int64
    grain: Int64
    total: Int64
    earned: Int64
    penalties: Int64
    bonuses: Int64
    bounded: Int64
    capped: Int64


def score(
    book: RuleBook,
    values: Values,
    nomination: Int16,
    terms: Sequence[Terms],
    *,
    takes: Bool | None = None,
    waived: Bool | None = None,
) -> Scored:
    """The points of all pages before anything is taken off or added: ``adjustments.adjusted`` does that.

    ``nomination`` (pages,) points into ``terms``. ``takes`` (pages,): who takes part, all unless told. ``waived`` (leaves,
    pages): what is not asked of a page; ``values`` know nothing there.
    """
    pages = len(nomination)
    part = np.ones(pages, np.bool_) if takes is None else takes
    share = np.full((len(book.leaves), pages), UNKNOWN, np.int32)
    imputed = np.zeros(share.shape, np.bool_)
    for i, criterion in enumerate(book.leaves):
        share[i] = _shares(criterion, values.numerator[i], values.denominator[i], nomination, terms, part)
        if criterion.missing == "mean":
            asked = share[i] == UNKNOWN if waived is None else (share[i] == UNKNOWN) & ~waived[i]
            share[i], imputed[i] = _stood_in(share[i], asked, nomination, len(terms), part)
    got, most = _by_terms(book, share, nomination, terms)
    return _scored(share, imputed, got, most, values.means, values.grain)


def score_of_shares(book: RuleBook, share: Int32) -> Scored:
    """The points of pages of which nothing but ``share`` (leaves, pages) is known, under the rule book's own points."""
    nothing = np.zeros((len(share), 0), np.int64)
    return _scored(share, np.zeros(share.shape, np.bool_), *contributions(book, share), nothing, nothing)


def totals_of_shares(book: RuleBook, share: Int32) -> Int64:
    """(pages,) the totals of ``score_of_shares``, in a tenth of the time where all is known and everything adds up."""
    if book.total.weights == "points" and book.total.full <= _NARROW and is_plain(book) and share.min(initial=0) >= 0:
        full = np.array([leaf.points for leaf in book.leaves], np.int32)
        total: Int64 = np.einsum("i,ij->j", full, share).astype(np.int64)
        return total
    return score_of_shares(book, share).total


def _scored(share: Int32, imputed: Bool, got: Int64, most: Int64, means: Int64, grain: Int64) -> Scored:
    earned = got.sum(axis=0)
    total = np.where((share == UNKNOWN).all(axis=0), UNKNOWN, earned)
    none = np.zeros(share.shape[1], np.int64)
    for array in (share, imputed, got, most, total, earned, none):
        array.flags.writeable = False
    return Scored(share, imputed, got, most, means, grain, total, earned, none, none, none, none)


def contributions(book: RuleBook, share: Int32, points: Mapping[str, int] | None = None) -> tuple[Int64, Int64]:
    """(leaves, pages) what each leaf contributes, and what it would at full points, for each pattern of known leaves.

    ``points``: by code, those of the pages' nomination where they differ from the rule book's.
    """
    full = np.array([leaf.points for leaf in book.leaves], np.int64)[:, None]
    plain = book.total.weights == "points" and points is None and is_plain(book)
    if plain and not (share == UNKNOWN).any():
        return share * full, np.broadcast_to(full * FULL, share.shape)
    known = share != UNKNOWN
    whole = np.where(known, share, 0).astype(np.int64)
    if plain:
        got, most = whole * full, np.broadcast_to(full * FULL, share.shape).copy()
        odd = np.flatnonzero(~known.all(axis=0))
    else:
        got, most = np.zeros_like(whole), np.zeros_like(whole)
        odd = np.arange(share.shape[1])
    if len(odd):
        patterns, which = _patterns(known[:, odd])
        for i, pattern in enumerate(patterns):
            columns = odd[which == i]
            got[:, columns], most[:, columns] = _of_pattern(book, pattern, whole[:, columns], points)
    return got, most


def _of_pattern(book: RuleBook, known: Bool, share: Int64, points: Mapping[str, int] | None) -> tuple[Int64, Int64]:
    """Contributions of pages of which the same leaves are known; ``share`` is 0 where unknown."""
    got, most = np.zeros_like(share), np.zeros_like(share)
    for row, weight in enumerate(weights(book, known, points)):
        got[row] = _weighed(share[row], weight)
        most[row] = half_up((weight * FULL).numerator, (weight * FULL).denominator)
    root = None if is_plain(book) else pruned(tree_of(book), known_nodes(book, known))
    if root is not None:
        given = points or {criterion.code: criterion.points for criterion in book.criteria}
        got = aggregated(root, given, share, got, most)
    return got, most


def _by_terms(book: RuleBook, share: Int32, nomination: Int16, terms: Sequence[Terms]) -> tuple[Int64, Int64]:
    """Contributions, nominations with the same points together."""
    if not any(override.points for override in book.overrides):
        return contributions(book, share)
    tables = [tuple(term.points.items()) for term in terms]
    got, most = np.zeros(share.shape, np.int64), np.zeros(share.shape, np.int64)
    for table in dict.fromkeys(tables):
        columns = _pages_of([i for i, other in enumerate(tables) if other == table], nomination, len(terms))
        got[:, columns], most[:, columns] = contributions(book, share[:, columns], dict(table))
    return got, most


def _pages_of(indices: Sequence[int], nomination: Int16, terms: int) -> Int64:
    """Rows of the pages whose terms are among ``indices``; the last terms are those of pages of no nomination."""
    mine = np.zeros(terms, np.bool_)
    mine[list(indices)] = True
    return np.flatnonzero(mine[nomination])


def _shares(
    criterion: Criterion, numerator: Int64, denominator: Int64, nomination: Int16, terms: Sequence[Terms], takes: Bool
) -> Int32:
    """The s of one leaf on every page, each by its nomination's curve."""
    curves = [term.curves[criterion.code] for term in terms]
    absolute = criterion.winsorise is None and not any(isinstance(curve, Relative) for curve in curves)
    member = takes if absolute else takes & (denominator > 0)
    if criterion.winsorise is not None:
        group = nomination.astype(np.int64)
        numerator, denominator = winsorised(criterion.winsorise, numerator, denominator, group=group, member=member)
    if all(curve is curves[0] or curve == curves[0] for curve in curves):
        return _laid(curves[0], numerator, denominator, nomination, member)
    share = np.full(len(nomination), UNKNOWN, np.int32)
    left = list(range(len(curves)))
    while left:
        same = [i for i in left if curves[i] == curves[left[0]]]
        rows = _pages_of(same, nomination, len(terms))
        share[rows] = _laid(curves[same[0]], numerator, denominator, nomination, member)[rows]
        left = [i for i in left if i not in same]
    return share


def _laid(curve: Curve, numerator: Int64, denominator: Int64, nomination: Int16, member: Bool) -> Int32:
    if isinstance(curve, Relative):
        return relative_points(curve, numerator, denominator, group=nomination.astype(np.int64), member=member)
    return curve_points(curve, numerator, denominator)


def _stood_in(share: Int32, asked: Bool, nomination: Int16, terms: int, takes: Bool) -> tuple[Int32, Bool]:
    """The shares with the nomination's mean where it is ``asked`` for and known, and where that was."""
    known = takes & (share != UNKNOWN) & (nomination != UNKNOWN)
    count = np.bincount(nomination[known], minlength=terms)
    sums_of = np.bincount(nomination[known], weights=share[known], minlength=terms).astype(np.int64)  # below 2**53: exact
    mean = np.where(count > 0, (2 * sums_of + count) // np.maximum(2 * count, 1), UNKNOWN)
    mean[-1] = UNKNOWN
    stands: Bool = asked & (mean[nomination] != UNKNOWN)
    return np.where(stands, mean[nomination], share).astype(np.int32), stands


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
