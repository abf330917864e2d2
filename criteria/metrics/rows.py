"""Sums over the rows of each page: rows of a block lie page by page, ``bounds[i]:bounds[i + 1]`` being those of page i."""

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64


def pages_of(bounds: Int64) -> Int64:
    """(rows,) int64 the page of each row."""
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def totals(bounds: Int64, values: Int64 | Bool) -> Int64:
    """(pages,) int64 sums of a column over each page's rows; of flags, how many are set. 0 for a page without rows."""
    found = np.zeros(len(bounds) - 1, np.int64)
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])  # an empty segment would take the row behind it
    if len(filled):
        kind = np.int32 if values.dtype == np.bool_ else np.int64
        found[filled] = np.add.reduceat(values, bounds[:-1][filled], dtype=kind)
    return found


def greatest(bounds: Int64, values: NDArray[np.int64], empty: int) -> Int64:
    """(pages,) int64 the greatest of a column over each page's rows; ``empty`` for a page without rows."""
    found = np.full(len(bounds) - 1, empty, np.int64)
    filled = np.flatnonzero(bounds[1:] > bounds[:-1])
    if len(filled):
        found[filled] = np.maximum.reduceat(values, bounds[:-1][filled])
    return found
