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
_TEXTS: Final = ("text", "title")
_TIMES: Final = frozenset({"time", "asked", "answered", "started", "deleted"})
_YES: Final = ("да", "yes", "y", "true", "истина", "1", "+")
_NO: Final = ("нет", "no", "n", "false", "ложь", "0", "-", "−", "–", "—")
_MARKS: Final = ("chr(10)", "chr(13)", "chr(9)", "chr(12)", "chr(160)")
_OTHER_WORDS: Final = " ".join(f"WHEN '{word}' THEN {value}" for value, words in ((1, _YES), (0, _NO)) for word in words)


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
    """The checked columns of a kind, the page left out. ``cells``: logical name of a column -> its name in ``folding``."""
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
        return "text", (length_of_text if name == "text_length" else key_of_text)("folded_text")
    if name == "title_key":
        return "title", key_of_text("folded_title") if "title" in cells else "0"
    if name == "duration":
        return _duration(cells, headings)
    if name not in cells:
        return name, str(_absent(name))
    empty = "NULL" if name in _FILLED else str(_absent(name))
    return name, _cell(headings[name], cells[name], empty, table)


def _absent(name: str) -> int:
    """What stands for a cell that is empty."""
    if name in _NEVER:
        return NEVER
    return 0 if name in _ZERO else UNKNOWN


def _cell(heading: Heading, cell: str, empty: str, table: tuple[Change, ...]) -> str:
    """SQL of one cell: NULL when it cannot be read, ``empty`` when nothing stands there.

    What most cells hold is asked first, one comparison a branch: of a longer list after IN, DuckDB makes a join that reads
    every row, whatever the branches before it have settled.
    """
    nothing = f"{cell} IS NULL OR {cell} = ''"
    if heading.cell == "time":
        return f"CASE WHEN {nothing} THEN {empty} ELSE {utc_of_text(cell, table)} END"
    if heading.cell == "day":
        return f"CASE WHEN {nothing} THEN {empty} ELSE {day_of_text(cell)} END"
    if heading.cell == "yes_no":
        return (
            f"CASE {cell} WHEN 'нет' THEN 0 WHEN 'да' THEN 1 WHEN '0' THEN 0 WHEN '1' THEN 1 ELSE "
            f"CASE WHEN {nothing} THEN {empty} ELSE CASE lower(trim({cell})) {_OTHER_WORDS} END END END"
        )
    # the pattern keeps out what a cast would quietly round or reinterpret: 1.5, 1e3, 0x10, 1_000; what a number is written as
    # needs none, and most cells are written so
    number = f"try_cast({cell} AS BIGINT)"
    bounded = f"CASE WHEN {number} BETWEEN {heading.low} AND {heading.high} THEN {number} END"
    return (
        f"CASE WHEN CAST({number} AS VARCHAR) = {cell} THEN {bounded} "
        f"WHEN {nothing} THEN {empty} WHEN regexp_full_match({cell}, ' *[0-9]{{1,19}} *') THEN {bounded} END"
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


def folding(table: str, cells: Mapping[str, str]) -> str:
    """SQL of ``table`` with its row numbers and, as ``folded_text`` and ``folded_title``, those of its cells folded.

    Runs of white space become one space, and none is left at the ends. Looking for what needs it costs a small part of the
    folding, and plain replacing a small part of a pattern, which is left for runs; steps of their own keep a CASE from
    computing a text again and again.
    """
    found = [(f"folded_{name}", cells[name]) for name in _TEXTS if name in cells]
    plain = "".join(f", {_spaced(cell)} AS {name}" for name, cell in found)
    firm = "".join(
        f"CASE WHEN contains({name}, '  ') OR starts_with({name}, ' ') OR ends_with({name}, ' ') "
        f"THEN trim(regexp_replace({name}, ' +', ' ', 'g')) ELSE {name} END AS {name}, "
        for name, _ in found
    )
    return f"SELECT {firm}row, {', '.join(sorted(set(cells.values())))} FROM (SELECT rowid AS row, *{plain} FROM {table})"


def _spaced(cell: str) -> str:
    """SQL of a text with plain spaces for all white space; most of it has line ends at most."""
    usual, *others = _MARKS
    every = one = f"replace({cell}, {usual}, ' ')"
    for mark in others:
        every = f"replace({every}, {mark}, ' ')"
    found = " OR ".join(f"contains({cell}, {mark})" for mark in others)
    return f"CASE WHEN {found} THEN {every} WHEN contains({cell}, {usual}) THEN {one} ELSE {cell} END"


def length_of_text(text: str) -> str:
    """SQL of the number of characters of a folded text; 0 without text."""
    return f"coalesce(length({text}), 0)"


def key_of_text(text: str) -> str:
    """SQL of the key of a folded text: 0 without text, else 63 bits of its MD5.

    The bits are the digest's first eight bytes, the lowest first, without the top bit.
    """
    # "&" and not "%": a remainder of a 128-bit number costs three times the MD5 itself
    return f"CASE WHEN {text} <> '' THEN CAST(md5_number({text}) & {2**63 - 1} AS BIGINT) ELSE 0 END"


def faults(kind: ActivityKind, made: tuple[Output, ...], year: int) -> tuple[Fault, ...]:
    """Every rule of a kind over table ``raw``, in the order in which the first broken one is named."""
    span = years_round(year)
    found = [
        Fault("page", "missing", "raw.ref IS NULL OR raw.blank"),
        Fault("page", "not_a_page", "raw.parsed IS NOT TRUE"),
        Fault("page", "unknown_page", "raw.page IS NULL"),
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
