"""How each kind of activity file becomes checked columns: how every cell is read, and the rules between columns.

What reads a cell here reads whatever people write; ``compiled.cells`` reads the usual shapes, a column at a time.
A cell that is empty and may be becomes the column's «nobody knows».
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import partial
from types import MappingProxyType
from typing import Final

import numpy as np

from criteria.evidence import NEVER, UNKNOWN, Bool, Int64
from scoring.evidence.schema import ACTIVITY as TABLES
from scoring.evidence.schema import Column, Kind, Table
from scoring.sources.clock import Change, day_of_text, utc_of_text
from scoring.sources.columns import ACTIVITY, ActivityKind, Heading

TABLE_OF: Final = MappingProxyType[str, Table]({table.name: table for table in TABLES})
SQL_TYPES: Final = MappingProxyType[Kind, str](
    {"int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT", "bool": "BOOLEAN", "text": "VARCHAR"}
)
IDENTITY: Final = MappingProxyType[ActivityKind, str]({"posts": "id", "messages": "id", "streams": "id", "checks": "day"})
"""The column that, beside the page, names a row."""

_FILLED: Final = frozenset({"id", "time", "asked", "started", "day", "duration"})
_ZERO: Final = frozenset({"repost", "advert", "attachments", "text_length", "text_key", "interim", "widgets_waived", "title_key"})
_NEVER: Final = frozenset({"answered", "deleted"})
TEXT_OF: Final = MappingProxyType[str, str]({"text_length": "text", "text_key": "text", "title_key": "title"})
"""Checked columns that a text gives, and the column it stands in."""
_TIMES: Final = frozenset({"time", "asked", "answered", "started", "deleted"})
_YES: Final = frozenset({"да", "yes", "y", "true", "истина", "1", "+"})
_NO: Final = frozenset({"нет", "no", "n", "false", "ложь", "0", "-", "−", "–", "—"})
_DIGITS: Final = re.compile(" *[0-9]{1,19} *")
_MINUTES: Final = re.compile("[0-9]{1,10}([.][0-9]{1,6})?")


Reader = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class Output:
    """A checked column: its name and kind, and the logical name of the file's column it comes from.

    ``cell``: how the file's cell is read, None where the file has no such column or its text gives the value. ``empty``: what
    stands for a cell that is empty, None where it must not be; without a cell, the value of every row, None when the text
    gives it. ``read`` reads a cell that is not empty, whatever it is written like, and gives None when it cannot.
    """

    name: str
    kind: Kind
    heading: str
    cell: Heading | None = None
    empty: int | None = None
    read: Reader | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a row may break: the column it blames, the code of the reason (empty: the cell tells), and who breaks it."""

    heading: str
    code: str
    broken: Callable[["Columns"], Bool]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Checked columns of a block: the number of each row's page, or one of the codes below 0, and the values by name.

    ``unread``: rows whose cell could not be read, where there are any; their values say nothing.
    """

    page: Int64
    values: dict[str, Int64]
    unread: dict[str, Bool]


MISSING_PAGE: Final = -1
NOT_A_PAGE: Final = -2
UNKNOWN_PAGE: Final = -3
NO_TEXT: Final = -4
"""The cell's bytes are no UTF-8."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years of which rows are taken: the season's, the one before and the one after; UTC seconds [start, end), days."""

    first: int
    last: int
    start: int
    end: int
    first_day: int
    last_day: int


def years_round(year: int) -> Years:
    """The season's year with the one before and the one after; a day's margin covers every time zone."""
    epoch = date(1970, 1, 1)
    first, after = date(year - 1, 1, 1), date(year + 2, 1, 1)
    start, end = (first - timedelta(days=1) - epoch).days, (after + timedelta(days=1) - epoch).days
    return Years(year - 1, year + 1, start * 86_400, end * 86_400, (first - epoch).days, (after - epoch).days - 1)


def outputs(kind: ActivityKind, present: Collection[str], table: tuple[Change, ...]) -> tuple[Output, ...]:
    """The checked columns of a kind but for the page. ``present``: logical names of the file's columns; ``table``: the zone's."""
    headings = {heading.name: heading for heading in ACTIVITY[kind]}
    return tuple(_output(column, present, headings, table) for column in TABLE_OF[kind].columns if column.name != "page")


def _output(column: Column, present: Collection[str], headings: Mapping[str, Heading], table: tuple[Change, ...]) -> Output:
    name, kind = column.name, column.kind
    text = TEXT_OF.get(name)
    if text and text in present:
        return Output(name, kind, text)
    source = ("duration_seconds" if "duration_seconds" in present else "duration_minutes") if name == "duration" else name
    empty = None if name in _FILLED else _absent(name)
    if source not in present:
        return Output(name, kind, source, empty=_absent(name))
    heading = headings[source]
    return Output(name, kind, source, heading, empty, _reader(heading, table))


def _absent(name: str) -> int:
    """What stands for a cell that is empty."""
    if name in _NEVER:
        return NEVER
    return 0 if name in _ZERO else UNKNOWN


def _reader(heading: Heading, table: tuple[Change, ...]) -> Reader:
    """Reads one cell that is not empty, whatever it is written like."""
    if heading.cell == "time":
        return partial(utc_of_text, table=table)
    if heading.cell == "day":
        return day_of_text
    if heading.cell == "yes_no":
        return _yes_no
    if heading.cell == "amount":
        return partial(_seconds_of_minutes, high=heading.high)
    return partial(_whole, low=heading.low, high=heading.high)


def _yes_no(text: str) -> int | None:
    word = text.strip(" ").lower()
    return 1 if word in _YES else 0 if word in _NO else None


def _whole(text: str, low: int, high: int) -> int | None:
    """Digits only, since 1.5, 1e3, 0x10 and 1_000 are something else."""
    if not _DIGITS.fullmatch(text):
        return None
    number = int(text)
    return number if low <= number <= high else None


def _seconds_of_minutes(text: str, high: int) -> int | None:
    """Minutes may have a fraction and are rounded half up to the second."""
    bare = text.strip(" ").replace(",", ".")
    if not _MINUTES.fullmatch(bare):
        return None
    minutes = Decimal(bare)
    return int((minutes * 60 + Decimal("0.5")).to_integral_value(ROUND_FLOOR)) if minutes <= high else None


def faults(made: tuple[Output, ...], year: int) -> tuple[Fault, ...]:
    """Every rule over the checked columns, in the order in which the first broken one is named."""
    span = years_round(year)
    found = [
        Fault("page", code, partial(_page_is, value))
        for code, value in (("missing", MISSING_PAGE), ("not_a_page", NOT_A_PAGE), ("unknown_page", UNKNOWN_PAGE))
    ]
    found += [Fault(output.heading, "", partial(_unread, output.name)) for output in made if output.cell]
    names = {output.name for output in made}
    for name in sorted(names & _TIMES):
        found.append(Fault(name, "outside_years", partial(_outside, name, span.start, span.end - 1)))
    if "day" in names:
        found.append(Fault("day", "outside_years", partial(_outside, "day", span.first_day, span.last_day)))
    if "answered" in names:
        found.append(Fault("answered", "answered_before_asked", partial(_before, "answered", "asked")))
    if "deleted" in names:
        found.append(Fault("deleted", "deleted_before_published", partial(_before, "deleted", "time")))
    return tuple(found)


def _page_is(code: int, columns: Columns) -> Bool:
    found: Bool = columns.page == code
    return found


def _unread(name: str, columns: Columns) -> Bool:
    return columns.unread.get(name, np.zeros(1, np.bool_))


def _outside(name: str, low: int, high: int, columns: Columns) -> Bool:
    values = columns.values[name]
    outside: Bool = (values < low) | (values > high)
    return outside & (values != NEVER) if name in _NEVER else outside


def _before(later: str, earlier: str, columns: Columns) -> Bool:
    """Rows where what comes later has come, and too early."""
    values = columns.values[later]
    found: Bool = (values != NEVER) & (values < columns.values[earlier])
    return found
