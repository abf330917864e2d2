"""Finds the rows that name the same: the same page with the same number, in memory of a few bytes a row."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import UInt64

_PAGE: Final = np.uint64(0x9E3779B97F4A7C15)
_TOP: Final = np.uint64(44)
"""Bits of a mixture below those by which most are told to be no repetition."""
_IDENTITY: Final = np.uint64(0xC2B2AE3D27D4EB4F)


def mixed(page: NDArray[Any], identity: NDArray[Any]) -> UInt64:
    """A mixture of page and number, the same for rows with the same."""
    return page.astype(np.int64).view(np.uint64) * _PAGE + identity.astype(np.int64).view(np.uint64) * _IDENTITY


def several(mixtures: Sequence[UInt64]) -> Int64:
    """The places of mixtures that occur more than once, counted over all arrays, in order."""
    ordered = np.concatenate([np.empty(0, np.uint64), *mixtures])
    ordered.sort()
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    del ordered
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


def runs(page: NDArray[Any], identity: NDArray[Any]) -> tuple[Int64, Bool]:
    """An order in which rows that name the same stand together as they came, and which of them begin such a run."""
    order = np.lexsort((identity, page))
    page, identity = page[order], identity[order]
    begin = np.ones(len(order), np.bool_)
    begin[1:] = (page[1:] != page[:-1]) | (identity[1:] != identity[:-1])
    return order, begin
