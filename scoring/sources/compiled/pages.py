"""Finds cells in a table of known texts: addresses of pages, in the three ways in which most are written, or as they stand.

A text of up to ``LONGEST`` bytes is eight numbers of 64 bits, which is a line of a processor's cache: its own number, its length,
and its letters as little-endian words. ``slots``, a power of two in count and at most half of them taken, hold the place of a
text and a part of its mixture where the mixture says or at the next free one behind it, and -1 elsewhere. Memory answers slowly,
but many questions at once: so each step is taken for many cells before the next one.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

FIELDS: Final = 8
LONGEST: Final = 48
UNSEEN: Final = -9
_NUMBER, _LENGTH, _LETTERS = 0, 1, 2
_STRIP: Final = 256
_INDEX_BITS: Final = 32
_INDEX: Final = 2**31 - 1
_TAG: Final = np.uint64(40)
_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_HALF: Final = np.uint64(32)
_LOW_BITS: Final = np.uint64(0x7F7F7F7F7F7F7F7F)
_BEYOND_Z: Final = np.uint64(0x2525252525252525)
_FROM_A: Final = np.uint64(0x3F3F3F3F3F3F3F3F)
_TOP_BITS: Final = np.uint64(0x8080808080808080)


@compiled("(int64[::1], uint64[:, ::1], uint8[::1], int64[::1])")
def fill(slots: Array, known: Array, pool: Array, ends: Array) -> None:
    """Puts the texts of a pool, which end where ``ends`` say, into the table; their numbers stand in it already."""
    begin = 0
    for text in range(len(ends)):
        end = ends[text]
        known[text, _LENGTH] = end - begin
        for place in range(_LETTERS, FIELDS):
            known[text, place] = _word(pool, begin + 8 * (place - _LETTERS), end, False)
        mixed = _mixed(pool, begin, end, False)
        slot = _slot(slots, mixed)
        while slots[slot] >= 0:
            slot = _next(slots, slot)
        slots[slot] = _tag(mixed) << _INDEX_BITS | text
        begin = end


@compiled("(uint8[::1], int32[::1], int32[::1], uint8[::1], int64, boolean, int64[::1], uint64[:, ::1], int64[::1])")
def find(
    raw: Array,
    begin: Array,
    end: Array,
    prefix: Array,
    short: int,
    lower: bool,
    slots: Array,
    known: Array,
    found: Array,
) -> int:
    """Gives each cell the number of its text, ``UNSEEN`` where the table has it not; how many those are.

    Looked up is what stands behind ``prefix``, or behind what the prefix has from ``short`` on; ``lower``: in small letters.
    """
    missed = 0
    start = np.empty(_STRIP, np.int64)
    mixed = np.empty(_STRIP, np.uint64)
    slot = np.empty(_STRIP, np.int64)
    for first in range(0, len(begin), _STRIP):
        count = min(_STRIP, len(begin) - first)
        for place in range(count):
            start[place] = _behind(raw, begin[first + place], end[first + place], prefix, short)
            mixed[place] = _mixed(raw, start[place], end[first + place], lower)
        for place in range(count):
            slot[place] = _likely(slots, mixed[place], _slot(slots, mixed[place]))
        for place in range(count):  # adds nothing, but brings the text near
            slot[place] += np.int64(known[max(slots[slot[place]], 0) & _INDEX, _LENGTH] >> _HALF)
        for place in range(count):
            text = _searched(raw, start[place], end[first + place], lower, slots, known, mixed[place], slot[place])
            found[first + place] = UNSEEN if text < 0 else np.int64(known[text, _NUMBER])
            missed += text < 0
    return missed


@inner
def _searched(raw: Array, at: int, stop: int, lower: bool, slots: Array, known: Array, mixed: int, slot: int) -> int:
    """The place of the text between two places, -1 if the table has it not."""
    while slots[slot] >= 0:
        text = slots[slot] & _INDEX
        if _same(raw, at, stop, lower, known, text):
            return int(text)
        slot = _likely(slots, mixed, _next(slots, slot))
    return -1


@inner
def _likely(slots: Array, mixed: int, slot: int) -> int:
    """The first slot from one on that is free or has a text with the same end of its mixture."""
    while slots[slot] >= 0 and slots[slot] >> _INDEX_BITS != _tag(mixed):
        slot = _next(slots, slot)
    return slot


@inner
def _slot(slots: Array, mixed: int) -> int:
    return np.int64(mixed & np.uint64(len(slots) - 1))  # type: ignore[return-value]  # a whole number


@inner
def _next(slots: Array, slot: int) -> int:
    return (slot + 1) & (len(slots) - 1)


@inner
def _tag(mixed: int) -> int:
    return np.int64(mixed >> _TAG)  # type: ignore[return-value]  # a whole number


@inner
def _same(raw: Array, at: int, stop: int, lower: bool, known: Array, text: int) -> bool:
    if np.int64(known[text, _LENGTH]) != stop - at:
        return False
    place = _LETTERS
    while at < stop:
        if _word(raw, at, stop, lower) != known[text, place]:
            return False
        at += 8
        place += 1
    return True


@inner
def _mixed(raw: Array, at: int, stop: int, lower: bool) -> Any:
    mixed = np.uint64(stop - at)
    while at < stop:
        mixed = (mixed ^ _word(raw, at, stop, lower)) * _FACTOR
        mixed ^= mixed >> _HALF
        at += 8
    return mixed


@inner
def _word(raw: Array, at: int, stop: int, lower: bool) -> Any:
    """The eight letters from a place on, with zeros for those from ``stop`` on."""
    word = np.uint64(0)
    if at + 8 <= len(raw):
        for place in range(8):
            word |= np.uint64(raw[np.uintp(at + place)]) << np.uint64(8 * place)
        if at + 8 > stop:
            word &= (np.uint64(1) << np.uint64(8 * max(stop - at, 0))) - np.uint64(1)
    else:
        for place in range(stop - at):
            word |= np.uint64(raw[np.uintp(at + place)]) << np.uint64(8 * place)
    if lower:  # of every letter its place in the alphabet is asked at once, without reaching into the next one
        low = word & _LOW_BITS
        word |= (((low + _FROM_A) ^ (low + _BEYOND_Z)) & ~word & _TOP_BITS) >> np.uint64(2)
    return word


@inner
def _behind(raw: Array, at: int, stop: int, prefix: Array, short: int) -> int:
    """Where a cell goes on behind its prefix."""
    if _begins(raw, at, stop, prefix, 0):
        return at + len(prefix)
    return at + len(prefix) - short if _begins(raw, at, stop, prefix, short) else at


@inner
def _begins(raw: Array, at: int, stop: int, prefix: Array, place: int) -> bool:
    if stop - at < len(prefix) - place:
        return False
    for letter in range(place, len(prefix)):
        if raw[np.uintp(at + letter - place)] != prefix[letter]:
            return False
    return True
