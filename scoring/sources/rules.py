"""How each kind of activity file becomes checked columns: the SQL of every cell, and the rules between columns.

A cell that cannot be read becomes NULL, so that a row is whole when none of its columns is NULL; a cell that is empty and may
be becomes the column's «nobody knows».
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from criteria.evidence import NEVER, UNKNOWN
from scoring.evidence.schema import ACTIVITY as TABLES
from scoring.evidence.schema import Kind, Table
from scoring.sources.clock import Change, changes, day_of_text, utc_of_text
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
_TIMES: Final = frozenset({"time", "asked", "answered", "started", "deleted"})
_YES = "('да', 'Да', '1', '+', 'true', 'yes')"
_NO = "('нет', 'Нет', '0', '-', 'false', 'no')"
_YES_FOLDED = "('да', 'yes', 'y', 'true', 'истина', '1', '+')"
_NO_FOLDED = "('нет', 'no', 'n', 'false', 'ложь', '0', '-', '−', '–', '—')"


@dataclass(frozen=True, slots=True)
class Output:
    """A checked column: its name, the logical name of the file's column it comes from, and the SQL that makes it."""

    name: str
    heading: str
    sql: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a row may break: the column it blames, the code of the reason (empty: the cell tells), and the SQL."""

    heading: str
    code: str
    sql: str


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


def outputs(kind: ActivityKind, cells: Mapping[str, str], zone: str, year: int) -> tuple[Output, ...]:
    """The checked columns of a kind, the page left out. ``cells``: logical name of a column of the file -> its name in SQL."""
    headings = {heading.name: heading for heading in ACTIVITY[kind]}
    table = changes(zone, year - 1, year + 1)
    made = []
    for column in TABLE_OF[kind].columns:
        if column.name == "page":
            continue
        heading, sql = _column(column.name, cells, headings, table)
        made.append(Output(column.name, heading, f"CAST({sql} AS {SQL_TYPES[column.kind]})"))
    return tuple(made)


def _column(name: str, cells: Mapping[str, str], headings: Mapping[str, Heading], table: tuple[Change, ...]) -> tuple[str, str]:
    """(column of the file to blame, SQL)."""
    if name in {"text_length", "text_key"} and "text" in cells:
        return "text", (length_of_text if name == "text_length" else key_of_text)(cells["text"])
    if name == "title_key":
        return "title", key_of_text(cells["title"]) if "title" in cells else "0"
    if name == "duration":
        return _duration(cells, headings)
    if name not in cells:
        return name, str(_absent(name))
    heading, cell = headings[name], cells[name]
    empty = "NULL" if name in _FILLED else str(_absent(name))
    return name, f"CASE WHEN {cell} IS NULL OR {cell} = '' THEN {empty} ELSE {_cell(heading, cell, table)} END"


def _absent(name: str) -> int:
    """What stands for a cell that is empty."""
    if name in _NEVER:
        return NEVER
    return 0 if name in _ZERO else UNKNOWN


def _cell(heading: Heading, cell: str, table: tuple[Change, ...]) -> str:
    """SQL of one filled cell; NULL when it cannot be read."""
    if heading.cell == "time":
        return utc_of_text(cell, table)
    if heading.cell == "day":
        return day_of_text(cell)
    if heading.cell == "yes_no":
        return (
            f"CASE WHEN {cell} IN {_YES} THEN 1 WHEN {cell} IN {_NO} THEN 0 "
            f"WHEN lower(trim({cell})) IN {_YES_FOLDED} THEN 1 WHEN lower(trim({cell})) IN {_NO_FOLDED} THEN 0 END"
        )
    # the pattern keeps out what a cast would quietly round or reinterpret: 1.5, 1e3, 0x10, 1_000
    return (
        f"CASE WHEN regexp_full_match({cell}, ' *[0-9]{{1,19}} *') "
        f"AND try_cast({cell} AS BIGINT) BETWEEN {heading.low} AND {heading.high} THEN try_cast({cell} AS BIGINT) END"
    )


def _duration(cells: Mapping[str, str], headings: Mapping[str, Heading]) -> tuple[str, str]:
    """Seconds; minutes may have a fraction and are rounded half up to the second."""
    if "duration_seconds" in cells:
        name, factor = "duration_seconds", 1
    else:
        name, factor = "duration_minutes", 60
    cell, high = cells[name], headings[name].high
    bare = f"replace(trim({cell}), ',', '.')"
    pattern = "[0-9]{1,10}([.][0-9]{1,6})?" if factor == 60 else "[0-9]{1,10}"
    value = f"try_cast({bare} AS DECIMAL(18, 6))"
    return (
        name,
        f"CASE WHEN regexp_full_match({bare}, '{pattern}') AND {value} <= {high} THEN floor({value} * {factor} + 0.5) END",
    )


def folded(cell: str) -> str:
    """SQL of a text with runs of white space folded to one space and none at the ends; the pattern runs only where needed."""
    strange = " OR ".join(f"contains({cell}, {mark})" for mark in ("chr(10)", "'  '", "chr(13)", "chr(9)", "chr(160)"))
    return (
        f"CASE WHEN {strange} OR starts_with({cell}, ' ') OR ends_with({cell}, ' ') "
        f"THEN trim(regexp_replace({cell}, '[\\s\\x{{a0}}]+', ' ', 'g')) ELSE {cell} END"
    )


def length_of_text(cell: str) -> str:
    """SQL of the number of characters of the folded text; 0 without text."""
    return f"coalesce(length({folded(cell)}), 0)"


def key_of_text(cell: str) -> str:
    """SQL of the text key: 0 without text, else 63 bits of the MD5 of the folded text in lower case, and never 0.

    The bits are the digest's first eight bytes, the lowest first, without the top bit.
    """
    text = folded(cell)
    number = f"CAST(md5_number(lower({text})) & {2**63 - 1} AS BIGINT)"  # a remainder would cost three times the MD5 itself
    return f"CASE WHEN coalesce({text}, '') = '' THEN 0 ELSE greatest(1, {number}) END"


def faults(kind: ActivityKind, made: tuple[Output, ...], year: int) -> tuple[Fault, ...]:
    """Every rule of a kind over table ``raw`` joined with ``refs``, in the order in which the first broken one is named."""
    span = years_round(year)
    found = [
        Fault("page", "missing", "raw.ref IS NULL OR refs.blank"),
        Fault("page", "not_a_page", "refs.parsed IS NOT TRUE"),
        Fault("page", "unknown_page", "refs.page IS NULL"),
    ]
    found += [Fault(output.heading, "", f"raw.{output.name} IS NULL") for output in made]
    names = {output.name for output in made}
    for name in sorted(names & _TIMES):
        optional = f"raw.{name} <> {NEVER} AND " if name in _NEVER else ""
        found.append(Fault(name, "outside_years", f"{optional}raw.{name} NOT BETWEEN {span.start} AND {span.end - 1}"))
    if kind == "checks":
        found.append(Fault("day", "outside_years", f"raw.day NOT BETWEEN {span.first_day} AND {span.last_day}"))
    if kind == "messages":
        found.append(Fault("answered", "answered_before_asked", f"raw.answered <> {NEVER} AND raw.answered < raw.asked"))
    if kind == "posts":
        found.append(Fault("deleted", "deleted_before_published", f"raw.deleted <> {NEVER} AND raw.deleted < raw.time"))
    return tuple(found)
