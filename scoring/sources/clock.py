"""Turns written points in time into UTC epoch seconds inside DuckDB, without its time-zone extension.

DuckDB's plain TIMESTAMP drops a written offset instead of applying it, so offsets are applied here by arithmetic. A time
without an offset is local time of the season's zone: a small table of the zone's changes stands in the SQL as a CASE.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Change:
    """From the local second ``since`` on (seconds of the local clock since 1970) the zone is ``offset`` seconds ahead of UTC."""

    since: int
    offset: int


def changes(zone: str, first: int, last: int) -> tuple[Change, ...]:
    """The offsets of a zone from the year ``first`` to the end of the year ``last``; the first one holds from the beginning.

    A local time that comes twice is taken as the first one; one that never comes is read by the clock before the jump
    (what ``datetime`` calls fold 0).
    """
    place = ZoneInfo(zone)
    moment = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(last + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    found = [Change(-(2**62), _offset(moment, place))]
    while moment < end:
        after = moment + timedelta(days=1)
        before_offset, after_offset = found[-1].offset, _offset(after, place)
        if before_offset != after_offset:
            jump = _bisect(moment, after, place)
            found.append(Change(jump + max(before_offset, after_offset), after_offset))
        moment = after
    return tuple(found)


def _offset(moment: datetime, place: ZoneInfo) -> int:
    shift = moment.astimezone(place).utcoffset()
    return int(shift.total_seconds()) if shift is not None else 0


def _bisect(low: datetime, high: datetime, place: ZoneInfo) -> int:
    """The first UTC second at which the offset of ``high`` holds."""
    first, last = int(low.timestamp()), int(high.timestamp())
    new = _offset(high, place)
    while last - first > 1:
        middle = (first + last) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), place) == new:
            last = middle
        else:
            first = middle
    return last


def utc_of_local(local: str, table: tuple[Change, ...]) -> str:
    """SQL that turns local seconds into UTC seconds."""
    if len(table) == 1:
        return f"({local} - {table[0].offset})"
    steps = " ".join(f"WHEN {local} >= {change.since} THEN {change.offset}" for change in reversed(table[1:]))
    return f"({local} - CASE {steps} ELSE {table[0].offset} END)"


def utc_of_text(cell: str, table: tuple[Change, ...]) -> str:
    """SQL that reads a text as UTC seconds, or NULL when it is no date with time.

    Read are 2025-12-31T23:59[:59[.5]] with «T» or a space, without an offset or with Z, +07:00, +0700 or +07, and
    31.12.2025 23:59[:59]. The usual forms go by length and ending, since a pattern costs more; all others by a pattern.
    """
    stamp = _seconds(f"try_cast({cell} AS TIMESTAMP)")
    own = "".join(
        f"WHEN strlen({cell}) = 25 AND ends_with({cell}, '{_written(offset)}') THEN {stamp} - {offset} "
        for offset in sorted({change.offset for change in table})
    )
    digit = f"{cell}[-1] BETWEEN '0' AND '9'"
    return (
        f"CASE {own}WHEN strlen({cell}) = 20 AND ends_with({cell}, 'Z') AND {cell}[17] = ':' THEN {stamp} "
        f"WHEN strlen({cell}) = 19 AND {cell}[5] = '-' AND {cell}[17] = ':' AND {digit} THEN {utc_of_local(stamp, table)} "
        f"WHEN strlen({cell}) IN (16, 19) AND {cell}[3] = '.' AND {digit} THEN {_dotted(cell, table)} "
        f"ELSE {_by_pattern(f'trim({cell})', table)} END"
    )


def _written(offset: int) -> str:
    """+07:00 for 25200."""
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 3600:02d}:{abs(offset) % 3600 // 60:02d}"


def _dotted(cell: str, table: tuple[Change, ...]) -> str:
    """SQL of 31.12.2025 23:59[:59]."""
    return utc_of_local(_seconds(f"try_strptime({cell}, ['%d.%m.%Y %H:%M:%S', '%d.%m.%Y %H:%M'])"), table)


_BODY = "^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?)"
_DOTTED = "[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"


def _by_pattern(cell: str, table: tuple[Change, ...]) -> str:
    """The slow and complete reading."""
    stamp = _seconds(f"try_cast(regexp_extract({cell}, '{_BODY}', 1) AS TIMESTAMP)")
    offset = f"regexp_extract({cell}, '([+-])([0-9]{{2}}):?([0-9]{{2}})?$', ['sign', 'hours', 'minutes'])"
    shift = (
        f"(CASE WHEN ({offset}).sign = '-' THEN -1 ELSE 1 END * (3600 * try_cast(({offset}).hours AS INTEGER) + "
        f"60 * coalesce(try_cast(nullif(({offset}).minutes, '') AS INTEGER), 0)))"
    )
    return (
        f"CASE WHEN regexp_full_match({cell}, '{_BODY}Z') THEN {stamp} "
        f"WHEN regexp_full_match({cell}, '{_BODY}[+-][0-9]{{2}}(:?[0-9]{{2}})?') THEN {stamp} - {shift} "
        f"WHEN regexp_full_match({cell}, '{_BODY}') THEN {utc_of_local(stamp, table)} "
        f"WHEN regexp_full_match({cell}, '{_DOTTED}') THEN {_dotted(cell, table)} END"
    )


def _seconds(stamp: str) -> str:
    """Whole seconds since 1970 of a TIMESTAMP, rounded down."""
    return f"(epoch_ms({stamp}) // 1000)"


def day_of_text(cell: str) -> str:
    """SQL that reads 2025-12-31 or 31.12.2025, with or without a time behind it, as days since 1970-01-01, or NULL."""
    trimmed = f"trim({cell})"
    rest = "([T ][0-9:.]*)?"
    return (
        f"CASE WHEN regexp_full_match({trimmed}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{rest}') "
        f"THEN try_cast({trimmed}[1:10] AS DATE) - DATE '1970-01-01' "
        f"WHEN regexp_full_match({trimmed}, '[0-9]{{2}}[.][0-9]{{2}}[.][0-9]{{4}}{rest}') "
        f"THEN CAST(try_strptime({trimmed}[1:10], '%d.%m.%Y') AS DATE) - DATE '1970-01-01' END"
    )
