"""Finds cells in a table of known texts: addresses of pages, in the three ways in which most are written, or as they stand.

The table: ``known`` (texts, 3) says where in ``pool`` each text begins and ends, and its number. ``slots``, a power of two in
count and at most half of them taken, hold the row of a text at the place of its mixture or at the next free one behind it, and -1
elsewhere.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

_OFFSET: Final = np.uint64(0xCBF29CE484222325)  # FNV-1a's
_PRIME: Final = np.uint64(0x100000001B3)
_HALF: Final = np.uint64(32)


@compiled("(int32[::1], int64[:, ::1], uint8[::1])")
def fill(slots: Array, known: Array, pool: Array) -> None:
    """Puts every text of the pool into its slot."""
    for text in range(len(known)):
        slot = _slot(slots, pool, known[text, 0], known[text, 1], False)
        while slots[slot] >= 0:
            slot = (slot + 1) & (len(slots) - 1)
        slots[slot] = text


@compiled(
    "(uint8[::1], int32[::1], int32[::1], uint8[::1], int64, boolean, int32[::1], int64[:, ::1], uint8[::1], int64, int64[::1])"
)
def find(
    raw: Array,
    begin: Array,
    end: Array,
    prefix: Array,
    short: int,
    lower: bool,
    slots: Array,
    known: Array,
    pool: Array,
    unseen: int,
    found: Array,
) -> int:
    """Gives cells whose ``found`` is ``unseen`` the number of their text, where the table has it; how many it has not.

    Looked up is what stands behind ``prefix``, or behind what the prefix has from ``short`` on; ``lower``: in small letters.
    """
    missed = 0
    for row in range(len(begin)):
        if found[row] != unseen:
            continue
        at, stop = begin[row], end[row]
        if _begins(raw, at, stop, prefix, 0):
            at += len(prefix)
        elif _begins(raw, at, stop, prefix, short):
            at += len(prefix) - short
        text = _text(raw, at, stop, lower, slots, known, pool)
        if text < 0:
            missed += 1
        else:
            found[row] = known[text, 2]
    return missed


@inner
def _text(raw: Array, at: int, stop: int, lower: bool, slots: Array, known: Array, pool: Array) -> int:
    """The number of the text between two places, -1 if the table has it not."""
    slot = _slot(slots, raw, at, stop, lower)
    while slots[slot] >= 0:
        first = known[slots[slot], 0]
        if known[slots[slot], 1] - first == stop - at and _same(raw, at, pool, first, stop - at, lower):
            return int(slots[slot])
        slot = (slot + 1) & (len(slots) - 1)
    return -1


@inner
def _slot(slots: Array, raw: Array, at: int, stop: int, lower: bool) -> int:
    mixed = _OFFSET
    while at < stop:
        mixed = (mixed ^ np.uint64(_small(raw, at, lower))) * _PRIME
        at += 1
    return np.int64(mixed ^ (mixed >> _HALF)) & (len(slots) - 1)  # type: ignore[return-value]  # a whole number


@inner
def _same(raw: Array, at: int, pool: Array, first: int, length: int, lower: bool) -> bool:
    for place in range(length):
        if _small(raw, at + place, lower) != pool[first + place]:
            return False
    return True


@inner
def _small(raw: Array, at: int, lower: bool) -> int:
    letter = raw[np.uintp(at)]  # an unsigned place need not be looked at for being negative
    return letter | 32 if lower and 65 <= letter <= 90 else letter  # type: ignore[no-any-return]  # a whole number


@inner
def _begins(raw: Array, at: int, stop: int, prefix: Array, place: int) -> bool:
    if stop - at < len(prefix) - place:
        return False
    for letter in range(place, len(prefix)):
        if raw[at + letter - place] != prefix[letter]:
            return False
    return True
