"""Reads cells of the usual shapes, a whole column at a time: digits, yes and no, dates and times as most programs write them.

Eight bytes are one number, and arithmetic on all eight at once tells digits from other characters and puts their value
together. Whatever has another shape is not judged here: each function says which cells it has read, and the others are read with
all care, one by one, by ``rules``. So a shape may be left out here, but none may be read otherwise than there.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import UInt64
from scoring.sources.clock import Change

_U = np.uint64
_STRIP: Final = 16_384
_HIGH: Final = _U(0x8080808080808080)
_ZEROS: Final = _U(0x3030303030303030)
_BEYOND_NINE: Final = _U(0x7676767676767676)
_LAST: Final = np.array([0] + [(2**64 - 1) << 8 * (8 - n) & (2**64 - 1) for n in range(1, 9)], _U)
"""Keeps the last n bytes of a word."""
FIRST: Final = np.array([(1 << 8 * n) - 1 for n in range(9)], _U)
"""Keeps the first n bytes of a word."""
_YES: Final = ("да", "1")
_NO: Final = ("нет", "0")
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2099
_MONTHS: Final = np.array(
    [(date(year, month, 1) - date(1970, 1, 1)).days for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for month in range(1, 13)]
    + [(date(_LAST_YEAR + 1, 1, 1) - date(1970, 1, 1)).days],
    np.int64,
)
"""Days since 1970-01-01 of the first of each month."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A column of cells: the words of the bytes they lie in, and where in them each cell begins and ends."""

    words: UInt64
    begin: Int64
    end: Int64

    @property
    def length(self) -> Int64:
        """Bytes of each cell."""
        return self.end - self.begin

    def strips(self) -> Iterator["Cells"]:
        """The same cells, as many at a time as the caches of a processor hold with what is made of them."""
        for at in range(0, max(len(self.begin), 1), _STRIP):
            yield Cells(self.words, self.begin[at : at + _STRIP], self.end[at : at + _STRIP])


def whole(cells: Cells) -> tuple[Int64, Bool]:
    """Numbers of 1 to 18 digits, or of 19 below 2**63."""
    length = cells.length
    usual = (length > 0) & (length <= 19)
    value = np.zeros(len(length), _U)
    longest = int(length.max(initial=0))
    for place in range(0, min(longest, 19), 8):
        count = np.clip(length - place, 0, 8)
        word = (cells.words[cells.end - (place + 8)] ^ _ZEROS) & _LAST[count]
        usual &= _digits(word)
        value += _value(word) * _U(10**place)
    if longest >= 19:
        usual &= value < _U(2**63)
    return value.view(np.int64), usual


def _digits(word: UInt64) -> Bool:
    """Whether each byte is at most 9."""
    small: Bool = (((word & ~_HIGH) + _BEYOND_NINE | word) & _HIGH) == 0
    return small


def _value(word: UInt64) -> UInt64:
    """The number that eight digits make, the first the lowest byte: neighbours are put together three times."""
    word = (word * _U(10) + (word >> _U(8))) & _U(0x00FF00FF00FF00FF)
    word = (word * _U(100) + (word >> _U(16))) & _U(0x0000FFFF0000FFFF)
    return (word * _U(10_000) + (word >> _U(32))) & _U(0xFFFFFFFF)


def yes_no(cells: Cells) -> tuple[Int64, Bool]:
    """«да», «нет», 1, 0."""
    length = np.minimum(cells.length, 7)
    # with its length in the last byte, which these words leave free, a word is no other one filled up with zeros
    word = cells.words[cells.begin] & FIRST[length] | length.view(_U) << _U(56)
    yes, no = (functools.reduce(np.logical_or, (word == _marked(text) for text in texts)) for texts in (_YES, _NO))
    return yes.astype(np.int64), yes | no


def _marked(text: str) -> np.uint64:
    """The word of a text of at most six bytes, with its length in the last one."""
    written = text.encode()
    return _U(int.from_bytes(written.ljust(7, b"\0") + bytes([len(written)]), "little"))


def day(cells: Cells) -> tuple[Int64, Bool]:
    """2025-12-31 and 31.12.2025 as days since 1970-01-01."""
    value, usual = _date(cells.words[cells.begin], cells.words[cells.begin + 8])
    return value, usual & (cells.length == 10)


def time(cells: Cells, table: tuple[Change, ...]) -> tuple[Int64, Bool]:
    """2025-12-31T23:59:58 (or with a space), with Z, +07:00 or nothing behind it, and 31.12.2025 23:59[:58], as UTC seconds."""
    length = cells.length
    first, second, third = (cells.words[cells.begin + place] for place in (0, 8, 16))
    value, usual = _date(first, second)
    dotted = _letter(first, 2) == ord(".")
    usual &= _fits(second, "99 99:99") | (_fits(second, "99T99:99") & ~dotted)
    pairs = _pairs(second)
    hour, minute = _pair(pairs, 3), _pair(pairs, 6)
    usual &= (hour < 24) & (minute < 60)
    value = value * 86_400 + hour * 3600 + minute * 60
    short = length == 16
    spent = _pair(_pairs(third), 1)
    usual &= np.where(short, dotted, _fits(third, ":99") & (spent < 60))
    value += np.where(short, 0, spent)
    bare = short | (length == 19)
    if bare.all():
        return value - _offsets(value, table), usual
    shift, read = _written_offset(cells, third)
    usual &= bare | (read & ~dotted)
    return value - np.where(bare, _offsets(value, table), shift), usual


def _written_offset(cells: Cells, third: UInt64) -> tuple[Int64, Bool]:
    """Z, +07:00 or -07:00 behind the nineteenth letter, in seconds; ``third`` holds the letters from the seventeenth on."""
    sign, last = _letter(third, 3), cells.words[cells.end - 8]
    pairs = _pairs(last)
    offset = _pair(pairs, 3) * 3600 + _pair(pairs, 6) * 60
    written = (cells.length == 25) & (_fits(last, "99+99:99") | _fits(last, "99-99:99"))
    usual = written | ((cells.length == 20) & (sign == ord("Z")))
    return np.where(written, np.where(sign == ord("-"), -offset, offset), 0), usual


def _offsets(local: Int64, table: tuple[Change, ...]) -> Int64 | int:
    """How far the zone is ahead of UTC at each local second."""
    if len(table) == 1:
        return table[0].offset
    since = np.array([change.since for change in table], np.int64)
    return np.array([change.offset for change in table], np.int64)[np.searchsorted(since, local, "right") - 1]


def _date(first: UInt64, second: UInt64) -> tuple[Int64, Bool]:
    """Days since 1970-01-01 of a date in either order, which begins in the first word and takes two letters of the second."""
    pairs, more = _pairs(first), _pair(_pairs(second), 0)
    usual = _fits(first, "9999-99-")
    year, month, number = _pair(pairs, 0) * 100 + _pair(pairs, 2), _pair(pairs, 5), more
    if not usual.all():
        dotted = _fits(first, "99.99.99")
        usual |= dotted
        year = np.where(dotted, _pair(pairs, 6) * 100 + more, year)
        month, number = np.where(dotted, _pair(pairs, 3), month), np.where(dotted, _pair(pairs, 0), number)
    usual &= _fits(second, "99") & (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (month >= 1) & (month <= 12)
    index = np.where(usual, (year - _FIRST_YEAR) * 12 + month - 1, 0)
    begin = _MONTHS[index]
    usual &= (number >= 1) & (number <= _MONTHS[index + 1] - begin)
    return begin + number - 1, usual


def _fits(word: UInt64, pattern: str) -> Bool:
    """Whether the word begins as the pattern says, in which 9 stands for any digit."""
    digits = sum(0xFF << 8 * place for place, letter in enumerate(pattern) if letter == "9")
    others = sum(0xFF << 8 * place for place, letter in enumerate(pattern) if letter != "9")
    wanted = sum(ord(letter) << 8 * place for place, letter in enumerate(pattern) if letter != "9")
    fits: Bool = _digits((word ^ _ZEROS) & _U(digits)) & (word & _U(others) == _U(wanted))
    return fits


def _letter(word: UInt64, place: int) -> UInt64:
    return (word >> _U(8 * place)) & _U(255)


def _pairs(word: UInt64) -> UInt64:
    """Each byte with the next one behind it as a number of two digits; no sum reaches into the next byte."""
    digits = (word ^ _ZEROS) & _U(0x0F0F0F0F0F0F0F0F)
    return digits * _U(10) + (digits >> _U(8))


def _pair(pairs: UInt64, place: int) -> Int64:
    """The number of two digits that begins at a place."""
    return ((pairs >> _U(8 * place)) & _U(255)).view(np.int64)
