"""Finds the rows that name the same: the same page with the same number, in memory of a few bytes a row."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import UInt64

_PAGE: Final = np.uint64(0x9E3779B97F4A7C15)
_TOP: Final = np.uint64(44)
"""Bits of a mixture below those by which most are told to be no repetition."""
_RANGE: Final = 16_384
"""Mixtures that are looked at together."""
_THREADS: Final = 2
_IDENTITY: Final = np.uint64(0xC2B2AE3D27D4EB4F)


def mixed(page: NDArray[Any], identity: NDArray[Any]) -> UInt64:
    """A mixture of page and number, the same for rows with the same."""
    return page.astype(np.int64).view(np.uint64) * _PAGE + identity.astype(np.int64).view(np.uint64) * _IDENTITY


def several(mixtures: Sequence[UInt64]) -> Int64:
    """The places of mixtures that occur more than once, counted over all arrays, in order."""
    twice = _twice(mixtures)
    if not len(twice):
        return np.empty(0, np.int64)
    likely = np.zeros(1 << 64 - int(_TOP), np.bool_)
    likely[twice >> _TOP] = True
    found, first = [], 0
    for part in mixtures:
        maybe = np.flatnonzero(likely[part >> _TOP])  # to look up each one takes ten times longer
        place = np.minimum(np.searchsorted(twice, part[maybe]), len(twice) - 1)
        found.append(maybe[twice[place] == part[maybe]] + first)
        first += len(part)
    return np.concatenate(found)


def _twice(mixtures: Sequence[UInt64]) -> UInt64:
    """The mixtures that occur more than once, sorted; 0 is among them when it occurs at all."""
    from scoring.sources.compiled import repeating  # noqa: PLC0415  loads numba, which only importing and freezing need

    bits = max(sum(map(len, mixtures)) // _RANGE, 1).bit_length()
    shift = np.uint64(64 - bits)
    heads = np.zeros(2**bits + 1, np.int64)
    for part in mixtures:
        heads[1:] += np.bincount((part >> shift).astype(np.int64), minlength=2**bits)
    bounds = np.cumsum(heads)
    together, heads = np.empty(bounds[-1], np.uint64), bounds[:-1].copy()
    for part in mixtures:
        repeating.spread(part, shift, heads, together)
    size = 2 << int(np.diff(bounds).max()).bit_length()

    def again(number: int) -> UInt64:
        values = together[slice(*bounds[number : number + 2])]
        count = repeating.again(values, np.empty(size, np.uint64), found := np.empty(len(values), np.uint64))
        return found[:count].copy()

    with ThreadPoolExecutor(_THREADS) as pool:
        return np.unique(np.concatenate(list(pool.map(again, range(2**bits)))))


def runs(page: NDArray[Any], identity: NDArray[Any]) -> tuple[Int64, Bool]:
    """An order in which rows that name the same stand together as they came, and which of them begin such a run."""
    order = np.lexsort((identity, page))
    page, identity = page[order], identity[order]
    begin = np.ones(len(order), np.bool_)
    begin[1:] = (page[1:] != page[:-1]) | (identity[1:] != identity[:-1])
    return order, begin
