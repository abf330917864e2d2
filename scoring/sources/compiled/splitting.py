"""Splits a CSV into records and cells, byte after byte, and counts its lines.

The rules are RFC 4180, read with some lenience: a cell that begins with a quote (spaces before it are passed over) goes on to the
next quote that is not doubled, and what may follow is spaces, a delimiter or a line end; in any other cell a quote is a letter. A
record ends at LF, CR LF or a lone CR outside of quotes. After quotes that do not match, it ends with the line.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

_LF: Final = 10
_CR: Final = 13
_SPACE: Final = 32
_QUOTE: Final = 34
WHOLE: Final = 0
BROKEN_QUOTES: Final = 1
OPEN_QUOTE: Final = 2
REJECT: Final = 6
"""Numbers that are told of a refused record: start, end, line, code, cells, line feeds inside of quotes."""


@compiled("(uint8[::1], int64, int64, boolean, int64, int64, int64, int64[::1], int32[:, ::1], int32[:, :, ::1], int64[:, ::1])")
def split(
    raw: Array,
    at: int,
    goal: int,
    final: bool,
    delimiter: int,
    width: int,
    longest: int,
    used: Array,
    rows: Array,
    cells: Array,
    refused: Array,
) -> tuple[int, int, int, int]:
    """Splits records from byte ``at`` on, up to the first one that begins at ``goal`` or behind it.

    ``final``: the file ends where ``raw`` does; else a record that reaches the end of ``raw`` is left alone. A record is whole
    with ``width`` cells, an empty one more behind the last delimiter allowed, and no more than ``longest`` bytes. Writes start,
    end and line of whole records into ``rows`` (3, n), where the cells of the columns ``used`` begin and end into ``cells``
    (columns, 2, n), and refused records into ``refused`` (n, 6). Records without a byte are passed over. Gives where the next
    record begins, how many records are whole and refused, and how many lines were passed.
    """
    begin = np.empty(width + 1, np.int64)
    end = np.empty(width + 1, np.int64)
    kept = bad = lines = 0
    while at < goal and kept < rows.shape[1] and bad < refused.shape[0]:
        code, count, stop, after, feeds = _record(raw, at, delimiter, begin, end)
        if not final and (stop == len(raw) or (after == len(raw) and _letter(raw, after - 1) == _CR)):
            break
        if stop > at:
            if count == width + 1 and begin[width] == end[width] and _letter(raw, stop - 1) != _QUOTE:
                count = width
            if code == WHOLE and count == width and stop - at <= longest:
                rows[0, kept] = at
                rows[1, kept] = stop
                rows[2, kept] = lines
                for place in range(len(used)):
                    cells[place, 0, kept] = begin[used[place]]
                    cells[place, 1, kept] = end[used[place]]
                kept += 1
            else:
                _refuse(refused, bad, at, stop, lines, code, count, feeds)
                bad += 1
        lines += feeds + 1
        at = after
    return at, kept, bad, lines


@inner
def _refuse(refused: Array, bad: int, start: int, stop: int, line: int, code: int, count: int, feeds: int) -> None:
    refused[bad, 0] = start
    refused[bad, 1] = stop
    refused[bad, 2] = line
    refused[bad, 3] = code
    refused[bad, 4] = count
    refused[bad, 5] = feeds


@inner
def _record(raw: Array, at: int, delimiter: int, begin: Array, end: Array) -> tuple[int, int, int, int, int]:
    """One record: its code, how many cells, the byte behind it, the first of the next one, line feeds inside of quotes."""
    stop = len(raw)
    count = feeds = 0
    while True:
        first = _behind_spaces(raw, at)
        if first < stop and _letter(raw, first) == _QUOTE:
            close, more = _closing(raw, first + 1)
            feeds += more
            if close == stop:
                return OPEN_QUOTE, count, stop, stop, feeds
            at = _behind_spaces(raw, close + 1)
            if at < stop and not _ends_cell(_letter(raw, at), delimiter):
                at = _line_end(raw, at)
                return BROKEN_QUOTES, count, at, _behind_line_end(raw, at), feeds
            first += 1
        else:
            first = at
            while at < stop and not _ends_cell(_letter(raw, at), delimiter):
                at += 1
            close = at
        if count < len(begin):
            begin[count] = first
            end[count] = close
        count += 1
        if at == stop or _letter(raw, at) != delimiter:
            return WHOLE, count, at, _behind_line_end(raw, at), feeds
        at += 1


@inner
def _ends_cell(letter: int, delimiter: int) -> bool:
    return letter == delimiter or letter == _LF or letter == _CR


@inner
def _behind_spaces(raw: Array, at: int) -> int:
    while at < len(raw) and _letter(raw, at) == _SPACE:
        at += 1
    return at


@inner
def _closing(raw: Array, at: int) -> tuple[int, int]:
    """Where the quoted cell ends whose letters begin at ``at``, the end of all bytes if never; line feeds passed."""
    feeds = 0
    while at < len(raw):
        if _letter(raw, at) == _QUOTE:
            if at + 1 == len(raw) or _letter(raw, at + 1) != _QUOTE:
                return at, feeds
            at += 1
        feeds += _letter(raw, at) == _LF
        at += 1
    return len(raw), feeds


@inner
def _line_end(raw: Array, at: int) -> int:
    while at < len(raw) and _letter(raw, at) != _LF and _letter(raw, at) != _CR:
        at += 1
    return at


@inner
def _behind_line_end(raw: Array, at: int) -> int:
    if at + 1 < len(raw) and _letter(raw, at) == _CR and _letter(raw, at + 1) == _LF:
        return at + 2
    return min(at + 1, len(raw))


@inner
def _letter(raw: Array, at: int) -> int:
    # an unsigned place need not be looked at for being negative, which would mean «from the end»
    return raw[np.uintp(at)]  # type: ignore[no-any-return]  # a whole number
