"""Looks bytes through, many at a time: which are no UTF-8, and which white space there is."""

from typing import Final

import numpy as np

from criteria.evidence import Int64
from scoring.sources import bits
from scoring.sources.blocks import PIECE, UInt8, UInt64

_MARKS: Final = tuple(b"\r\t\f")
_SPACE: Final = 32
_NO_BREAK: Final = 0xA0C2
_TWO_SPACES: Final = 0x2020
_TWO_QUOTES: Final = 0x2222
_CONTINUING: Final = -64  # bytes 80 to BF are below it as numbers with a sign
_NEVER: Final = (0xC0, 0xC1)


def continuing(raw: bytearray) -> UInt64:
    """The places of bytes that go on with a character."""
    return bits.asked(np.frombuffer(raw, np.uint8), lambda part: part.view(np.int8) < _CONTINUING)[0]


def broken(raw: bytearray, continued: UInt64) -> Int64:
    """Places at which a sequence of bytes is broken, near enough to find its record; ``continued`` is ``continuing(raw)``.

    A byte must be a continuation (80 to BF) if and only if one of the three before it asks for it: C0 and up the next one, E0
    and up the next two, F0 and up the next three. What is written longer than need be, halves of pairs and numbers beyond
    10FFFF begin with few bytes, which are looked at one by one (The Unicode Standard, table 3-7).
    """
    data = np.frombuffer(raw, np.uint8)
    two, three = bits.asked(data, lambda part: part >= 0xC0, lambda part: part >= 0xE0)
    asked = bits.behind(two | bits.behind(three))
    long = bits.places(three)
    if (data[long] >= 0xF0).any():
        (four,) = bits.asked(data, lambda part: part >= 0xF0)
        asked |= bits.behind(bits.behind(bits.behind(four)))
    wrong = asked ^ continued
    found = [bits.places(wrong)] if wrong.any() else []
    found.append(_rare(data, long))
    found += [np.flatnonzero(data == byte) for byte in _NEVER if raw.find(byte) >= 0]
    return np.concatenate(found)


def _rare(data: UInt8, places: Int64) -> Int64:
    """Those of the places of bytes E0 and up at which no byte may be, or that the next byte does not suit."""
    one, two = data[places], data[np.minimum(places + 1, len(data) - 1)]
    wrong = (one == 0xE0) & (two < 0xA0)
    wrong |= ((one == 0xED) & (two > 0x9F)) | (one >= 0xF5)
    wrong |= ((one == 0xF0) & (two < 0x90)) | ((one == 0xF4) & (two > 0x8F))
    found: Int64 = places[wrong]
    return found


def without_marks(raw: bytearray, line_feeds: Int64) -> None:
    """Puts plain spaces in place of line feeds, whose places are known, carriage returns, tabs and form feeds."""
    data = np.frombuffer(raw, np.uint8)
    data[line_feeds] = _SPACE
    for mark in _MARKS:
        if raw.find(mark) >= 0:
            for at in range(0, len(data), PIECE):
                part = data[at : at + PIECE]
                part[part == mark] = _SPACE


def loose(raw: bytearray, *, quotes: bool) -> Int64:
    """Places of spaces behind which there is another, of no-break ones and, if asked, of two quotes, in order."""
    data = np.frombuffer(raw, np.uint8)
    found = []
    for first in (0, 1):
        pairs = data[first : first + (len(data) - first) // 2 * 2].view("<u2")
        for at in range(0, len(pairs), PIECE // 4):
            part = pairs[at : at + PIECE // 4]
            hit = (part == _TWO_SPACES) | (part == _NO_BREAK)
            if quotes:
                hit |= part == _TWO_QUOTES
            found.append(np.flatnonzero(hit) * 2 + (first + 2 * at))
    return np.sort(np.concatenate(found))
