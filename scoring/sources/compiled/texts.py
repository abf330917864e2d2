"""Folds the white space of texts, checks their UTF-8, counts their characters and makes their keys, in one pass.

``scoring.sources.text_keys`` says what a folded text and its key are.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

_QUOTE: Final = 34
_SPACE: Final = 32
_PIECE: Final = 64
_HALF: Final = np.uint64(32)
_WITHOUT_TOP: Final = np.uint64(2**63 - 1)
BROKEN: Final = -1


@compiled("(uint8[::1], int32[::1], int32[::1], uint64[::1], uint8[::1], uint64[::1], int64[::1], int64[::1])")
def lengths_and_keys(
    raw: Array, begin: Array, end: Array, odd: Array, letters: Array, words: Array, length: Array, key: Array
) -> None:
    """The number of characters of each folded text, ``BROKEN`` where bytes are no UTF-8, and its key.

    ``letters`` and ``words`` are the same memory, for the longest text with its last piece. A text behind a quote is a quoted
    cell, and two quotes in it are one.
    """
    for row in range(len(begin)):
        quoted = begin[row] > 0 and raw[begin[row] - 1] == _QUOTE
        size, length[row] = _folded(raw, begin[row], end[row], quoted, letters)
        key[row] = _key(letters, words, size, odd)


@inner
def _folded(raw: Array, at: int, end: int, quoted: bool, letters: Array) -> tuple[int, int]:
    """How many bytes and characters the folded text has."""
    size = characters = 0
    space = False
    while at < end:
        first = _letter(raw, at)
        more = _following(raw, at, end)
        if more == BROKEN:
            return 0, BROKEN
        if _is_space(raw, at):
            space = True
            at += 1 + more
            continue
        if space and size:
            letters[np.uintp(size)] = _SPACE
            size += 1
            characters += 1
        space = False
        letters[np.uintp(size)] = first
        for place in range(1, more + 1):
            letters[np.uintp(size + place)] = _letter(raw, at + place)
        size += 1 + more
        characters += 1
        at += 2 if quoted and first == _QUOTE else 1 + more
    return size, characters


@inner
def _is_space(raw: Array, at: int) -> bool:
    """Space, tab, line feed, form feed, carriage return, no-break space."""
    first = _letter(raw, at)
    if first > _SPACE:
        return first == 0xC2 and _letter(raw, at + 1) == 0xA0
    return first == _SPACE or first == 9 or first == 10 or first == 12 or first == 13


@inner
def _following(raw: Array, at: int, end: int) -> int:
    """How many bytes belong to the character besides its first one (The Unicode Standard, table 3-7)."""
    first = _letter(raw, at)
    if first < 0x80:
        return 0
    low, high = 0x80, 0xBF
    if first < 0xE0:
        more = 1 if first >= 0xC2 else 4
    elif first < 0xF0:
        more = 2
        low, high = (0xA0 if first == 0xE0 else 0x80), (0x9F if first == 0xED else 0xBF)
    else:
        more = 3 if first <= 0xF4 else 4
        low, high = (0x90 if first == 0xF0 else 0x80), (0x8F if first == 0xF4 else 0xBF)
    if at + more >= end or more > 3 or _letter(raw, at + 1) < low or _letter(raw, at + 1) > high:
        return BROKEN
    for place in range(2, more + 1):
        if _letter(raw, at + place) & 0xC0 != 0x80:
            return BROKEN
    return more


@inner
def _key(letters: Array, words: Array, size: int, odd: Array) -> int:
    """The key of the first ``size`` letters; what lies behind them is lost."""
    if not size:
        return 0
    pieces = (size + _PIECE - 1) // _PIECE
    letters[size : pieces * _PIECE] = 0
    total = np.uint64(size) * odd[8]
    for piece in range(pieces):
        found = np.uint64(0)
        for place in range(8):
            word = words[8 * piece + place]
            found += (word ^ (word >> _HALF)) * odd[place]
        total += (found ^ (found >> _HALF)) * odd[9 + piece]
    total = (total ^ (total >> _HALF)) * odd[0]
    return max(np.int64((total ^ (total >> _HALF)) & _WITHOUT_TOP), 1)  # type: ignore[return-value]  # a whole number


@inner
def _letter(raw: Array, at: int) -> int:
    # an unsigned place need not be looked at for being negative, which would mean «from the end»
    return raw[np.uintp(at)]  # type: ignore[no-any-return]  # a whole number
