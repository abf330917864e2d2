"""Ranking: who takes part, totals as shown, tie-breaks, places within the nomination, outcomes.

Nothing here looks at a page's key, name or row: pages that are equal after every tie-break share a place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final

import numpy as np

from criteria.evidence import UNKNOWN, Bool, Int8, Int16, Int32, Int64
from criteria.rulebook import RuleBook
from criteria.selection_rule import QuotaRule
from scoring.engine.evidence import Texts
from scoring.engine.measure import Leaf, Passed
from scoring.engine.points import Scored, score_of_shares
from scoring.engine.quotas import POINT, Cut, Outcome, cut_of, floor_of, quota
from scoring.engine.terms import Terms
from scoring.engine.tree import leaves_below

__all__ = ["POINT", "Cut", "Outcome", "Ranked", "Standing", "places", "quota", "rank", "rounded", "standings", "winners"]

_SHIFT: Final = 33
"""Totals stay below 2**33 ten-thousandths, so that nomination and total make one number to sort by."""

_MOST: Final = 2**62
KeysOf = Callable[[Int64], Sequence[Int64]]
"""From rows to their tie-breaks, arrays (rows,) from the most important down, larger is better."""


class Standing(IntEnum):
    """Whether a page takes part: CHECK takes part, but the evidence leaves something for a person to decide."""

    OUT = 0
    IN = 1
    CHECK = 2


_OUT: Final = np.int8(Standing.OUT)


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Arrays (pages,). ``standing`` and ``outcome`` int8 codes of the enums; ``place`` int32 from 1, 0 for none.

    ``shown`` int64: total rounded half-up to the rule book's decimals, in ten-thousandths; UNKNOWN without a total. ``gap``
    int64: ``shown`` minus the line of the page's nomination, 0 or more for who reaches it; 0 for a page without a total or
    a nomination. ``reserve`` int32: number in the list of those who stand by, 0 for none.
    """

    standing: Int8
    shown: Int64
    place: Int32
    outcome: Int8
    gap: Int64
    reserve: Int32
    cuts: tuple[Cut, ...]


def rank(
    book: RuleBook,
    scored: Scored,
    leaves: Sequence[Leaf],
    standing: Int8,
    nomination: Int16,
    names: Sequence[str],
    *,
    terms: Sequence[Terms] = (),
    municipality: Texts | None = None,
) -> Ranked:
    """Places and outcomes of all pages; ``names``: the nominations that ``nomination`` (pages,) points into.

    ``terms`` of each nomination, the rule book's own quota without them; ``municipality`` (pages,) where a quota asks for it.
    """
    shown = rounded(scored.total, book.ranking.decimals)
    place = places(_takes(standing, scored), nomination, shown, tie_breaks(book, scored, leaves))
    inside = standing != _OUT
    outcome = inside.astype(np.int8)
    gap, reserve = np.zeros(len(shown), np.int64), np.zeros(len(shown), np.int32)
    cuts = []
    for i, rows in enumerate(_rows_by(nomination, len(names))):
        rule = terms[i].quota if terms else book.quota
        there = inside[rows]
        where = None if municipality is None or rule.per_municipality is None else municipality[rows].tolist()
        totals = shown[rows]
        cut, awarded, reserve[rows] = cut_of(rule, names[i], totals, place[rows], int(np.count_nonzero(there)), where)
        outcome[rows] = awarded * there
        gap[rows] = np.where(totals == UNKNOWN, 0, totals - cut.line)
        cuts.append(cut)
    for array in (standing, shown, place, outcome, gap, reserve):
        array.flags.writeable = False
    return Ranked(standing, shown, place, outcome, gap, reserve, tuple(cuts))


def winners(
    book: RuleBook,
    total: Int64,
    tied: KeysOf,
    standing: Int8,
    nomination: Int16,
    names: Sequence[str],
    *,
    terms: Sequence[Terms] = (),
    municipality: Texts | None = None,
) -> Bool:
    """(pages,) who wins, as ``rank`` has it, at a fraction of the time: only pages that can reach the quota are sorted.

    ``total`` (pages,) ten-thousandths, UNKNOWN where there is none; ``tied``: ``tie_breaks``, or ``tie_breaks_of_shares``. Where
    a quota counts municipalities everybody is sorted, since one who is passed over lets another one in.
    """
    rules = [terms[i].quota if terms else book.quota for i in range(len(names))]
    shown = rounded(total, book.ranking.decimals)
    shown[standing == _OUT] = UNKNOWN
    rows_by = _rows_by(nomination, len(names))
    eligible = [int(np.count_nonzero(standing[rows])) for rows in rows_by]
    if any(rule.per_municipality is not None for rule in rules):
        place = places(shown != UNKNOWN, nomination, shown, tied)
        return _by_place(rules, names, rows_by, eligible, shown, place, municipality)
    won, edge = np.zeros(len(shown), np.bool_), np.zeros(len(shown), np.bool_)
    left = np.zeros(len(names) + 1, np.int64)
    for i, rows in enumerate(rows_by):
        totals = shown[rows]
        k = quota(rules[i], len(rows) if rules[i].base == "all" else eligible[i])
        line, left[i] = _line(totals, k, floor_of(rules[i].floor))
        won[rows] = totals > line
        if left[i]:
            edge[rows] = totals == line
    if edge.any():
        won |= edge & (places(edge, nomination, shown, tied) <= left[nomination])
    return won


def _line(shown: Int64, k: int, floor: int) -> tuple[int, int]:
    """The total of one nomination above which everybody wins, and how many of those who just reach it may.

    Some win who just reach it only if their number, which tie-breaks have to tell apart, is more than there is room for.
    """
    if k <= 0 or not len(shown):
        return _MOST, 0
    if k >= len(shown):
        return floor - 1, 0
    last = int(np.partition(shown, len(shown) - k)[len(shown) - k])
    if last < floor:
        return floor - 1, 0
    above, level = int(np.count_nonzero(shown > last)), int(np.count_nonzero(shown == last))
    return (last - 1, 0) if above + level <= k else (last, k - above)


def _by_place(
    rules: Sequence[QuotaRule],
    names: Sequence[str],
    rows_by: Sequence[Int64],
    eligible: Sequence[int],
    shown: Int64,
    place: Int32,
    municipality: Texts | None,
) -> Bool:
    """(pages,) the winners where everybody has a place."""
    won = np.zeros(len(shown), np.bool_)
    for rule, name, rows, there in zip(rules, names, rows_by, eligible, strict=True):
        where = None if municipality is None else municipality[rows].tolist()
        won[rows] = cut_of(rule, name, shown[rows], place[rows], there, where)[1] == Outcome.WINNER
    return won


def standings(book: RuleBook, gates: Sequence[Passed], total: Int64, nomination: Int16, out: Bool, unclear: Bool) -> Int8:
    """OUT by a gate failed, by belonging to no nomination, or by ``out``; CHECK by what nobody knows; IN otherwise.

    What nobody knows: a gate, the total, or what ``unclear`` (pages,) names.
    """
    gone, doubtful = admitted(book, gates, nomination)
    check = doubtful | unclear | (total == UNKNOWN)
    return np.where(gone | out, Standing.OUT, np.where(check, Standing.CHECK, Standing.IN)).astype(np.int8)


def admitted(book: RuleBook, gates: Sequence[Passed], nomination: Int16) -> tuple[Bool, Bool]:
    """(pages,) who is out by a gate or for want of a nomination, and whom a gate could not be decided for."""
    out: Bool = nomination == UNKNOWN
    check: Bool = np.zeros(len(nomination), np.bool_)
    for rule, gate in zip(book.gates, gates, strict=True):
        unknown = gate.passes == UNKNOWN
        out = out | (gate.passes == 0) | (unknown if rule.on_unknown == "fail" else False)
        check = check | unknown
    return out, check


def rounded(parts: Int64, decimals: int) -> Int64:
    """Ten-thousandths rounded half-up to ``decimals``, still in ten-thousandths; UNKNOWN stays."""
    unit = POINT // 10**decimals
    shown: Int64 = parts + unit // 2
    shown //= unit
    shown *= unit
    shown[parts == UNKNOWN] = UNKNOWN
    return shown


def tie_breaks(book: RuleBook, scored: Scored, leaves: Sequence[Leaf]) -> KeysOf:
    """The rule book's tie-breaks of whatever rows are asked for; points as shown, facts as they are, «-» turns them round."""
    facts = {leaf.code: leaf.facts for leaf in leaves}
    decimals = book.ranking.decimals
    codes = {name.lstrip("-").partition(".")[0] for name in book.ranking.tie_break}
    below = {code: np.array(leaves_below(book, code), np.int64) for code in codes}

    def key(name: str, rows: Int64) -> Int64:
        if name == "penalties":
            return scored.penalties[rows]
        if name == "bonuses":
            return scored.bonuses[rows]
        code, dot, fact = name.partition(".")
        if dot:
            return facts[code][fact][rows].astype(np.int64)
        return rounded(scored.got[np.ix_(below[code], rows)].sum(axis=0), decimals)

    def keys(rows: Int64) -> list[Int64]:
        return [-key(name[1:], rows) if name.startswith("-") else key(name, rows) for name in book.ranking.tie_break]

    return keys


def tie_breaks_of_shares(book: RuleBook, share: Int32) -> KeysOf:
    """``tie_breaks`` of pages of which nothing but ``share`` (leaves, pages) is known; only tied ones are given points."""

    def keys(rows: Int64) -> Sequence[Int64]:
        if not book.ranking.tie_break:
            return ()
        return tie_breaks(book, score_of_shares(book, share[:, rows]), ())(np.arange(len(rows)))

    return keys


def places(takes: Bool, nomination: Int16, shown: Int64, tied: KeysOf) -> Int32:
    """(pages,) int32 competition places (1, 2, 2, 4) within each nomination among the pages that take part, 0 for others.

    By ``shown`` (pages,), larger is better, and where that is equal by what ``tied`` says of the rows that are. Pages equal
    in all of them share a place. One sort of one number does nearly all of it.
    """
    place = np.zeros(len(takes), np.int32)
    rows = np.flatnonzero(takes)
    if not len(rows):
        return place
    of = nomination[rows].astype(np.int64)
    number = (of << _SHIFT) + ((1 << _SHIFT) - 1 - shown[rows])
    sorted_rows = np.argsort(number)
    number, order = number[sorted_rows], rows[sorted_rows]
    differs = np.ones(len(order), np.bool_)
    differs[1:] = number[1:] != number[:-1]
    if not differs.all():
        differs = _untied(order, differs, tied)
    ranked = np.arange(len(order))
    leader = np.maximum.accumulate(np.where(differs, ranked, 0))
    group = number >> _SHIFT
    start = np.searchsorted(group, np.arange(group[-1] + 1))
    place[order] = leader - start[group] + 1
    return place


def _untied(order: Int64, differs: Bool, tied: KeysOf) -> Bool:
    """Brings equal neighbours of ``order`` into the order of their tie-breaks, in place; where neighbours differ now."""
    equal = ~differs
    equal[:-1] |= ~differs[1:]
    where = np.flatnonzero(equal)
    keys = tied(order[where])
    if not keys:
        return differs
    number: Int64 = np.cumsum(differs[where], dtype=np.int64)
    for key in keys:
        number = _refined(number, key)
    inner = np.argsort(number)
    order[where], number = order[where][inner], number[inner]
    differs[where[1:]] |= number[1:] != number[:-1]
    return differs


def _refined(number: Int64, key: Int64) -> Int64:
    """Numbers that sort by ``number`` and, where it is equal, by ``key`` from the largest down; equal where both are."""
    low, high = int(key.min()), int(key.max())
    room = high - low + 1
    if int(number.max()) >= _MOST // room:
        number = np.unique(number, return_inverse=True)[1].astype(np.int64)
    if int(number.max()) >= _MOST // room:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        low, high = 0, int(key.max())
        room = high + 1
    return number * room + (high - key)


def _takes(standing: Int8, scored: Scored) -> Bool:
    return np.asarray((standing != _OUT) & (scored.total != UNKNOWN))


def _rows_by(nomination: Int16, count: int) -> list[Int64]:
    """The rows of each nomination, rising."""
    order = np.argsort(nomination, kind="stable")
    bounds = np.searchsorted(nomination[order], np.arange(count + 1))
    return [order[first:last] for first, last in pairwise(bounds.tolist())]
