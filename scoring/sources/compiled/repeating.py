"""Finds numbers that occur more than once: spread over ranges of values, and then each range in a table that caches hold."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled

Array = NDArray[Any]

_FREE: Final = np.uint64(0)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)


@compiled("(uint64[::1], uint64, int64[::1], uint64[::1])")
def spread(numbers: Array, shift: np.uint64, heads: Array, into: Array) -> None:
    """Puts each number at the head of its range, which its bits from ``shift`` on say and which moves on."""
    for number in numbers:
        head = number >> shift
        into[heads[head]] = number
        heads[head] += 1


@compiled("(uint64[::1], uint64[::1], uint64[::1])")
def again(numbers: Array, table: Array, found: Array) -> int:
    """Writes numbers that came before, and 0, into ``found``; how many those are.

    ``table``: a power of two in length and longer than ``numbers``; what it holds is lost.
    """
    table[:] = _FREE
    count = 0
    last = np.uint64(len(table) - 1)
    for number in numbers:
        slot = (number * _FACTOR >> _HALF) & last
        while table[slot] != _FREE and table[slot] != number:
            slot = (slot + np.uint64(1)) & last
        if table[slot] == number:
            found[count] = number
            count += 1
        table[slot] = number
    return count
