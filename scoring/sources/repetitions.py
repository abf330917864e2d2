"""Finds the rows that name the same: the same page with the same number, in memory of a few bytes a row."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import UInt64

_PAGE: Final = np.uint64(0x9E3779B97F4A7C15)
_IDENTITY: Final = np.uint64(0xC2B2AE3D27D4EB4F)


def mixed(page: NDArray[Any], identity: NDArray[Any]) -> UInt64:
    """A mixture of page and number, the same for rows with the same."""
    return page.astype(np.int64).view(np.uint64) * _PAGE + identity.astype(np.int64).view(np.uint64) * _IDENTITY


def several(mixtures: UInt64) -> Int64:
    """The places of mixtures that occur more than once, in order."""
    ordered = np.sort(mixtures)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.empty(0, np.int64)
    place = np.minimum(np.searchsorted(twice, mixtures), len(twice) - 1)
    return np.flatnonzero(twice[place] == mixtures)


def runs(page: NDArray[Any], identity: NDArray[Any]) -> tuple[Int64, Bool]:
    """An order in which rows that name the same stand together as they came, and which of them begin such a run."""
    order = np.lexsort((identity, page))
    page, identity = page[order], identity[order]
    begin = np.ones(len(order), np.bool_)
    begin[1:] = (page[1:] != page[:-1]) | (identity[1:] != identity[:-1])
    return order, begin
