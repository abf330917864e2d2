"""Reads cells of the usual shapes, a column at a time: digits, yes and no, dates and times as most programs write them.

Whatever has another shape is not judged here: each function says which cells it has read, and the others are read with all care,
one by one, by ``rules``. So a shape may be left out here, but none may be read otherwise than there.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

_ZERO: Final = ord("0")
_SPACE: Final = ord(" ")
_DASH: Final = ord("-")
_PLUS: Final = ord("+")
_DOT: Final = ord(".")
_COLON: Final = ord(":")
_T: Final = ord("T")
_Z: Final = ord("Z")
_YES: Final = int.from_bytes("да".encode(), "big")
_NO: Final = int.from_bytes("нет".encode(), "big")
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2099
_DAY: Final = 86_400
_NONE: Final = -(2**62)
_MOST_DIGITS: Final = 19


@compiled("(uint8[::1], int32[::1], int32[::1], int64, boolean, int64, int64, int64[::1], boolean[::1])")
def whole(raw: Array, begin: Array, end: Array, empty: int, blank: bool, low: int, high: int, value: Array, read: Array) -> None:
    """Numbers of 1 to 19 digits from ``low``, which is 0 or more, to ``high``.

    Of all columns: a cell without a byte is ``empty`` where it may be (``blank``); ``read`` says which cells were read.
    """
    for row in range(len(begin)):
        found = _number(raw, begin[row], end[row])
        good = low <= found <= high
        if begin[row] == end[row]:
            found, good = empty, blank
        value[row] = found
        read[row] = good


@inner
def _number(raw: Array, at: int, end: int) -> int:
    """The number that digits make, a negative one for anything else."""
    if end - at > _MOST_DIGITS:
        return -1
    found = np.uint64(0)
    while at < end:
        digit = np.uint64(_letter(raw, at) ^ _ZERO)
        if digit > np.uint64(9):
            return -1
        found = found * np.uint64(10) + digit
        at += 1
    return np.int64(found)  # type: ignore[return-value]  # as machines count: 2**63 and more are below 0


@compiled("(uint8[::1], int32[::1], int32[::1], int64, boolean, int64[::1], boolean[::1])")
def yes_no(raw: Array, begin: Array, end: Array, empty: int, blank: bool, value: Array, read: Array) -> None:
    """«да», «нет», 1, 0."""
    for row in range(len(begin)):
        at, length = begin[row], end[row] - begin[row]
        word = 0
        for place in range(at, at + min(length, 7)):
            word = word << 8 | _letter(raw, place)
        yes, no = word in (_YES, ord("1")), word in (_NO, ord("0"))
        value[row] = yes
        read[row] = yes or no
        if not length:
            value[row] = empty
            read[row] = blank


@compiled("(uint8[::1], int32[::1], int32[::1], int64, boolean, int64[::1], boolean[::1])")
def day(raw: Array, begin: Array, end: Array, empty: int, blank: bool, value: Array, read: Array) -> None:
    """2025-12-31 and 31.12.2025 as days since 1970-01-01."""
    for row in range(len(begin)):
        found = _date(raw, begin[row]) if end[row] - begin[row] == 10 else _NONE
        good = found != _NONE
        if begin[row] == end[row]:
            found, good = empty, blank
        value[row] = found
        read[row] = good


@compiled("(uint8[::1], int32[::1], int32[::1], int64, boolean, int64[::1], int64[::1], int64[::1], boolean[::1])")
def time(
    raw: Array, begin: Array, end: Array, empty: int, blank: bool, since: Array, ahead: Array, value: Array, read: Array
) -> None:
    """2025-12-31T23:59:58 (or with a space), with Z, +07:00 or nothing behind it, and 31.12.2025 23:59[:58], as UTC seconds.

    From each local second of ``since`` on the zone is so many seconds ``ahead`` of UTC.
    """
    for row in range(len(begin)):
        found = _moment(raw, begin[row], end[row], since, ahead)
        good = found != _NONE
        if begin[row] == end[row]:
            found, good = empty, blank
        value[row] = found
        read[row] = good


@inner
def _moment(raw: Array, at: int, end: int, since: Array, ahead: Array) -> int:
    length = end - at
    if length not in (16, 19, 20, 25):
        return _NONE
    dotted, between = _letter(raw, at + 2) == _DOT, _letter(raw, at + 10)
    usual = (between == _SPACE or (between == _T and not dotted)) and (dotted or length > 16)
    day, clock = _date(raw, at), _clock(raw, at + 11, length > 16)
    if not usual or day == _NONE or clock == _NONE:
        return _NONE
    local = day * _DAY + clock
    if length <= 19:
        place = len(since) - 1
        while place > 0 and local < since[place]:
            place -= 1
        return int(local - ahead[place])
    shift = _written_offset(raw, at + 19, end)
    return _NONE if dotted or shift == _NONE else local - shift


@inner
def _written_offset(raw: Array, at: int, end: int) -> int:
    """Seconds of Z, +07:00 or -07:00."""
    if end - at == 1:
        return 0 if _letter(raw, at) == _Z else _NONE
    hours, minutes = _two(raw, at + 1), _two(raw, at + 4)
    if (_letter(raw, at) != _PLUS and _letter(raw, at) != _DASH) or _letter(raw, at + 3) != _COLON or hours < 0 or minutes < 0:
        return _NONE
    shift = hours * 3600 + minutes * 60
    return -shift if _letter(raw, at) == _DASH else shift


@inner
def _clock(raw: Array, at: int, seconds: bool) -> int:
    """Seconds since midnight of 23:59 or 23:59:58."""
    hour, minute = _two(raw, at), _two(raw, at + 3)
    second = _two(raw, at + 6) if seconds else 0
    if _letter(raw, at + 2) != _COLON or (seconds and _letter(raw, at + 5) != _COLON):
        return _NONE
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return _NONE
    return hour * 3600 + minute * 60 + second


@inner
def _date(raw: Array, at: int) -> int:
    """Days since 1970-01-01 of ten letters."""
    if _letter(raw, at + 4) == _DASH and _letter(raw, at + 7) == _DASH:
        return _days(_two(raw, at), _two(raw, at + 2), _two(raw, at + 5), _two(raw, at + 8))
    if _letter(raw, at + 2) == _DOT and _letter(raw, at + 5) == _DOT:
        return _days(_two(raw, at + 6), _two(raw, at + 8), _two(raw, at + 3), _two(raw, at))
    return _NONE


@inner
def _days(century: int, rest: int, month: int, number: int) -> int:
    """Days since 1970-01-01 of a day of the Gregorian calendar; years begin in March, so that leap days end them."""
    year = century * 100 + rest
    if century < 0 or rest < 0 or year < _FIRST_YEAR or year > _LAST_YEAR or month < 1 or month > 12:
        return _NONE
    last = 30 + (month + (month > 7)) % 2
    if month == 2:
        last = 28 + (year % 4 == 0)  # 2000 was a leap year, 1900 and 2100 are not read
    if number < 1 or number > last:
        return _NONE
    since = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + number - 1
    return 365 * since + since // 4 - since // 100 + since // 400 + of_year - 719_468


@inner
def _two(raw: Array, at: int) -> int:
    """The number of two digits; below 0 for other letters."""
    one, two = _letter(raw, at) - _ZERO, _letter(raw, at + 1) - _ZERO
    return one * 10 + two if 0 <= one <= 9 and 0 <= two <= 9 else -1


@inner
def _letter(raw: Array, at: int) -> int:
    # an unsigned place need not be looked at for being negative, which would mean «from the end»
    return raw[np.uintp(at)]  # type: ignore[no-any-return]  # a whole number
