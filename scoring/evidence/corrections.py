"""Corrections on top of frozen evidence: what a figure was, what it is, as exact values that name a run; and their checks.

A correction speaks of one page by its key and of one row by the number that people know: of a post, a message, a stream, or
the day of a check (days since 1970-01-01); the register has no rows below a page. There are three acts:

- ``change``: the cell ``column`` was ``old`` and is ``new``;
- ``add``: a row that the collector lost; ``new`` is a JSON object of all its columns but page and number (``row_text``);
- ``strike``: a row that is not the page's; ``old`` is None and ``new`` empty.

Yes and no are 1 and 0, times UTC epoch seconds, UNKNOWN is -1: the values of ``scoring.evidence.schema``. On a page first rows
are added, then cells changed, then rows struck out. A correction whose ``old`` is not what stands there is idle: it changes
nothing, and whoever shows it says so. A page's key cannot be corrected; ``ogrn_valid`` follows from ``ogrn``; ``duplicate``
is a figure of its own, since evidence does not keep the order of the register.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, Protocol, get_args

from criteria.evidence import NEVER, UNKNOWN
from scoring.errors import InputError
from scoring.evidence.ranges import RANGES
from scoring.evidence.schema import ACTIVITY, CHECKS, PAGES, Kind, Table
from scoring.sources.cells import clean
from scoring.sources.rules import IDENTITY, years_round

Act = Literal["change", "add", "strike"]
Value = int | str

TABLES: Final = MappingProxyType({table.name: table for table in (PAGES, *ACTIVITY)})
"""What may be corrected; the calendar of days off is the country's, not a page's."""
FIXED: Final = frozenset({"page", "key", "ogrn_valid"})
"""Columns that no correction names: they follow from others or name the page."""
LONGEST: Final = 500
"""Characters of a text of the register."""

YES_NO: Final = frozenset(column for bounds in RANGES.values() for column, (_, high) in bounds.items() if high == 1)
"""Columns of 1, 0 and perhaps UNKNOWN, beside those of the kind bool."""
MOMENTS: Final = frozenset({"time", "asked", "started", "answered", "deleted"})
"""Columns of UTC epoch seconds."""

_NEVER: Final = frozenset({"answered", "deleted"})
_NEEDED: Final = frozenset({"time", "asked", "started", "duration"})
_BIG: Final = 2**63 - 1
_MOST: Final = 2**31 - 1
"""The highest count that files may bring, and so a correction."""
_LAST: Final = 2**53 - 1
"""The last number of a post, a message or a stream: networks hand them over as numbers of JSON."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction; see the module. ``row`` is None in the register, ``column`` empty for a whole row."""

    table: str
    page: str
    row: int | None
    column: str
    old: Value | None
    new: Value
    act: Act = "change"

    @property
    def place(self) -> tuple[str, str, int, str]:
        """What it speaks of; at most one correction may count for each place."""
        return self.page, self.table, UNKNOWN if self.row is None else self.row, self.column


@dataclass(frozen=True, slots=True)
class Limit:
    """Which whole numbers a column takes: ``low`` to ``high``, and ``blank``, which stands for nothing known or never."""

    low: int
    high: int
    blank: int | None

    def holds(self, value: int) -> bool:
        """Whether the value is one of them."""
        return self.low <= value <= self.high or value == self.blank


class Frozen(Protocol):
    """What ``faults`` asks of the evidence, frozen or corrected already."""

    @property
    def year(self) -> int:
        """The season's year."""
        ...

    def number_of(self, page: str) -> int | None:
        """The index of a page by its key."""
        ...

    def row_at(self, table: Table, page: int, row: int | None) -> Mapping[str, Value] | None:
        """One row by its number, or the page's own of the register; None where there is none."""
        ...


def added(table: str, page: str, row: int, values: Mapping[str, Value]) -> Correction:
    """A row that was lost; columns without a value say that nothing is known. The moment and a stream's length are needed."""
    known = {name: blank_of(table, name) for name in value_columns(table)} | dict(values)
    return Correction(table, page, row, "", None, row_text(known), "add")


def struck(table: str, page: str, row: int) -> Correction:
    """A row that is not the page's."""
    return Correction(table, page, row, "", None, "", "strike")


def row_text(values: Mapping[str, Value | None]) -> str:
    """A row in one canonical form: keys sorted, no white space."""
    return _json(dict(values))


def row_values(text: str) -> dict[str, Value | None]:
    """What ``row_text`` wrote; ValueError for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict) or row_text(found) != text:
        raise ValueError(text)
    return found


def value_columns(table: str) -> tuple[str, ...]:
    """The columns of a table that a correction may give a value."""
    return tuple(column.name for column in TABLES[table].columns if column.name not in FIXED and column.name != identity(table))


def identity(table: str) -> str:
    """The column that names a row beside its page; empty for the register."""
    return "" if table == PAGES.name else IDENTITY[table]  # type: ignore[index]  # the four kinds of activity


def blank_of(table: str, column: str) -> int | None:
    """What says that nothing is known; None where something must be."""
    found = limit_of(table, column, 2000)
    return found.blank if found is not None else None


def limit_of(table: str, column: str, year: int) -> Limit | None:
    """What whole numbers a column takes in a season's year; None for a text of the register."""
    kind = kind_of(table, column)
    if kind == "text":
        return None
    if kind == "bool":
        return Limit(0, 1, 0)
    if column in MOMENTS:
        span = years_round(year)
        return Limit(span.start, span.end - 1, NEVER if column in _NEVER else None)
    if column not in RANGES[table]:  # a key made of a text
        return Limit(0, _BIG, 0)
    low, high = RANGES[table][column]
    blank = UNKNOWN if low == UNKNOWN else None if column in _NEEDED else 0
    return Limit(0, _LAST if column == "post" else min(high, _MOST), blank)


def ordered(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """In canonical order, whatever the order they came in."""
    return tuple(sorted(corrections, key=lambda one: (*one.place, one.act, _json([one.old, one.new]))))


def rows_of(corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    """As plain values that JSON can hold, in canonical order."""
    return [asdict(one) for one in ordered(corrections)]


def corrections_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Correction, ...]:
    """Out of what ``rows_of`` gave; TypeError or ValueError for anything else."""
    found = tuple(Correction(**row) for row in rows)
    for one in found:
        texts = (one.table, one.page, one.column)
        row_is_number = one.row is None or type(one.row) is int
        if one.act not in get_args(Act) or not row_is_number or not all(isinstance(text, str) for text in texts):
            raise ValueError(one)
        if type(one.new) not in (int, str) or type(one.old) not in (int, str, type(None)):
            raise ValueError(one)
    return ordered(found)


def canonical(corrections: Iterable[Correction]) -> bytes:
    """JSON in one fixed form: canonical order, keys sorted, no white space, UTF-8; no bytes at all without corrections."""
    rows = rows_of(corrections)
    return _json(rows).encode() if rows else b""


def corrections_hash(corrections: Iterable[Correction]) -> str:
    """SHA-256 of the canonical form, in hexadecimal; ``NO_CORRECTIONS`` where there are none."""
    return hashlib.sha256(canonical(corrections)).hexdigest()


NO_CORRECTIONS: Final = hashlib.sha256(b"").hexdigest()
"""The hash of no corrections."""


def faults(correction: Correction, evidence: Frozen) -> dict[str, InputError]:
    """What is wrong with a correction of this evidence, by the field where it is wrong; empty where it would take effect.

    ``evidence``: the frozen one, or with all other corrections that count, so that one about a row that was added finds it.
    """
    table = TABLES.get(correction.table)
    if table is None:
        return {"table": InputError(
            f"Таблицы «{correction.table}» в свидетельствах нет. Есть: {', '.join(TABLES)}.",
            f"Evidence has no table «{correction.table}». There are: {', '.join(TABLES)}.",
        )}  # fmt: skip
    page = evidence.number_of(correction.page)
    if page is None:
        return {"page": InputError(
            f"Страницы «{correction.page}» в снимке нет: исправить можно только страницу реестра.",
            f"The snapshot has no page «{correction.page}»: only a page of the register can be corrected.",
        )}  # fmt: skip
    wrong = _wrong_row(correction, table)
    if wrong is not None:
        return {"row": wrong}
    row = evidence.row_at(table, page, correction.row)
    if correction.act == "add":
        return _faults_of_added(correction, table, row, evidence.year)
    if row is None:
        return {"row": InputError(
            f"Строки {correction.row} в таблице «{table.name}» у страницы {correction.page} нет.",
            f"The page {correction.page} has no row {correction.row} in the table «{table.name}».",
        )}  # fmt: skip
    return {} if correction.act == "strike" else _faults_of_change(correction, table, row, evidence.year)


def sound(correction: Correction, year: int) -> bool:
    """Whether it has the form and the values of a correction, whatever the evidence holds."""
    table = TABLES.get(correction.table)
    if table is None or _wrong_row(correction, table) is not None:
        return False
    if correction.act == "add":
        return not _faults_of_added(correction, table, None, year)
    if correction.act == "change":
        named = correction.column in value_columns(table.name)
        return named and _wrong_value(table, correction.column, correction.new, year) is None
    return True


def _wrong_row(correction: Correction, table: Table) -> InputError | None:
    if (correction.row is None) != (table is PAGES) or (table is PAGES and correction.act != "change"):
        return InputError(
            "У таблицы pages строк нет, её ячейки только меняют; в других таблицах назовите номер строки (в checks — день).",
            "The table pages has no rows, its cells can only be changed; in other tables name the row (in checks the day).",
        )
    if correction.row is not None and not 0 <= correction.row < (2**31 if table is CHECKS else _LAST + 1):
        return InputError(f"Номера строки {correction.row} не бывает.", f"There is no row number {correction.row}.")
    if (correction.column == "") != (correction.act != "change"):
        return InputError(
            "Столбец называют, когда меняют ячейку; строку добавляют и вычёркивают целиком.",
            "Name a column to change a cell; a row is added or struck out as a whole.",
        )
    return None


def _faults_of_change(correction: Correction, table: Table, row: Mapping[str, Value], year: int) -> dict[str, InputError]:
    names = value_columns(table.name)
    if correction.column not in names:
        return {"column": InputError(
            f"Столбец «{correction.column}» таблицы «{table.name}» исправить нельзя. Можно: {', '.join(names)}.",
            f"The column «{correction.column}» of the table «{table.name}» cannot be corrected. These can: {', '.join(names)}.",
        )}  # fmt: skip
    there = row[correction.column]
    if type(correction.old) is not type(there) or correction.old != there:
        return {"old": InputError(
            f"В свидетельствах стоит «{there}», а не «{correction.old}». Откройте страницу заново и повторите.",
            f"The evidence says «{there}», not «{correction.old}». Open the page again and repeat.",
        )}  # fmt: skip
    wrong = _wrong_value(table, correction.column, correction.new, year)
    if wrong is None and correction.new == there:
        wrong = InputError("Новое значение такое же, как старое.", "The new value is the same as the old one.")
    return {"new": wrong} if wrong is not None else _wrong_order({**row, correction.column: correction.new})


def _faults_of_added(correction: Correction, table: Table, row: Mapping[str, Value] | None, year: int) -> dict[str, InputError]:
    if row is not None:
        return {"row": InputError(
            f"Строка {correction.row} в таблице «{table.name}» уже есть: измените её ячейки.",
            f"The row {correction.row} is in the table «{table.name}» already: change its cells.",
        )}  # fmt: skip
    try:
        values = row_values(str(correction.new))
    except ValueError:
        values = {}
    names = value_columns(table.name)
    if correction.old is not None or set(values) != set(names):
        return {"new": InputError(
            f"Новая строка должна называть все столбцы таблицы «{table.name}» и никаких других: {', '.join(names)}.",
            f"An added row has to name all columns of the table «{table.name}» and no others: {', '.join(names)}.",
        )}  # fmt: skip
    wrong = next((found for name in names if (found := _wrong_value(table, name, values[name], year)) is not None), None)
    if wrong is not None:
        return {"new": wrong}
    return _wrong_order({name: value for name, value in values.items() if value is not None})


def _wrong_value(table: Table, column: str, value: Value | None, year: int) -> InputError | None:
    limit = limit_of(table.name, column, year)
    if limit is None:
        return _wrong_text(column, value)
    if type(value) is not int:
        return InputError(f"Столбец «{column}»: нужно целое число.", f"Column «{column}»: a whole number is needed.")
    if limit.holds(value):
        return None
    or_ru = "" if limit.blank is None or limit.low <= limit.blank <= limit.high else f" или {limit.blank}"
    return InputError(
        f"Столбец «{column}»: {value} вне пределов. Допустимо от {limit.low} до {limit.high}{or_ru}.",
        f"Column «{column}»: {value} is out of range. From {limit.low} to {limit.high}{or_ru.replace('или', 'or')}.",
    )


def _wrong_text(column: str, value: Value | None) -> InputError | None:
    if not isinstance(value, str):
        return InputError(f"Столбец «{column}»: нужен текст.", f"Column «{column}»: a text is needed.")
    if len(value) > LONGEST or clean(value) != value:
        return InputError(
            f"Столбец «{column}»: текст до {LONGEST} знаков, без лишних пробелов и невидимых знаков.",
            f"Column «{column}»: a text of up to {LONGEST} characters without needless spaces and invisible characters.",
        )
    if column in {"name", "link"} and not value:
        return InputError(f"Столбец «{column}» не может быть пустым.", f"Column «{column}» must not be empty.")
    return None


def _wrong_order(row: Mapping[str, Value]) -> dict[str, InputError]:
    for later, earlier in (("answered", "asked"), ("deleted", "time")):
        if later in row and row[later] != NEVER and int(row[later]) < int(row[earlier]):
            return {"new": InputError(
                f"Время «{later}» раньше, чем «{earlier}». Проверьте оба времени.",
                f"The time «{later}» is before «{earlier}». Check both times.",
            )}  # fmt: skip
    return {}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kind_of(table: str, column: str) -> Kind:
    """The kind of a column of a table."""
    return next(one.kind for one in TABLES[table].columns if one.name == column)
