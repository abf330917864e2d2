"""Brings rows into the order of evidence: first into ranges of pages, small enough for a processor's caches, then within each."""

from typing import Any, Final

from numpy.typing import NDArray

from scoring.sources.compiled.machine import compiled, inner

Array = NDArray[Any]

NOWHERE: Final = 65_535
"""The range of a row that is left out."""
_RUN: Final = 16
"""Rows that are sorted by insertion before they are merged."""


@compiled(*(f"(uint16[::1], int64[::1], {kind}[::1], {kind}[::1])" for kind in ("int8", "int16", "int32", "int64")))
def spread(where: Array, heads: Array, values: Array, into: Array) -> None:
    """Puts each value at the head of its row's range, which moves on."""
    for row in range(len(values)):
        if where[row] != NOWHERE:
            into[heads[where[row]]] = values[row]
            heads[where[row]] += 1


@compiled("(int32[::1], int64[::1], int64[::1], int64[::1], int32[::1])")
def order(page: Array, time: Array, number: Array, heads: Array, into: Array) -> None:
    """The rows of a range by page, time and number.

    ``page`` counts from 0. ``heads`` say where each page's rows begin, and afterwards where they end.
    """
    for row in range(len(page)):
        into[heads[page[row]]] = row
        heads[page[row]] += 1
    spare = into.copy()
    begin = 0
    for end in heads:
        if not _ordered(into, begin, end, time, number):
            _sort(into, spare, begin, end, time, number)
        begin = end


@inner
def _before(one: int, other: int, time: Array, number: Array) -> bool:
    if time[one] != time[other]:
        return time[one] < time[other]  # type: ignore[no-any-return]  # a truth
    return number[one] < number[other]  # type: ignore[no-any-return]  # a truth


@inner
def _ordered(rows: Array, begin: int, end: int, time: Array, number: Array) -> bool:
    for place in range(begin + 1, end):
        if _before(rows[place], rows[place - 1], time, number):
            return False
    return True


@inner
def _sort(rows: Array, spare: Array, begin: int, end: int, time: Array, number: Array) -> None:
    """Short runs by insertion, then merged two by two, each time into the other array."""
    for first in range(begin, end, _RUN):
        for place in range(first + 1, min(first + _RUN, end)):
            row, at = rows[place], place
            while at > first and _before(row, rows[at - 1], time, number):
                rows[at] = rows[at - 1]
                at -= 1
            rows[at] = row
    size = _RUN
    while size < end - begin:
        for first in range(begin, end, 2 * size):
            _merge(rows, spare, first, min(first + size, end), min(first + 2 * size, end), time, number)
        rows[begin:end] = spare[begin:end]
        size *= 2


@inner
def _merge(rows: Array, into: Array, first: int, middle: int, end: int, time: Array, number: Array) -> None:
    """Two sorted runs become one."""
    one, other = first, middle
    for place in range(first, end):
        if one < middle and (other == end or not _before(rows[other], rows[one], time, number)):
            into[place] = rows[one]
            one += 1
        else:
            into[place] = rows[other]
            other += 1
