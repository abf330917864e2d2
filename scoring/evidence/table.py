"""A plain table as evidence: the columns a rule book names become exact numbers; there are no posts, messages or streams."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from criteria.evidence import UNKNOWN, Block, Int16, Int32, Int64
from criteria.rulebook import RuleBook
from scoring.engine.evidence import Texts
from scoring.errors import InputError
from scoring.evidence.no_activity import without_activity
from scoring.sources.cells import BadCell
from scoring.sources.columns import REGISTER
from scoring.sources.decimals import exact_decimal
from scoring.sources.headers import matched
from scoring.sources.report import Refusal, shortened
from scoring.sources.table import PlainTable, column_called

YEAR: Final = 2000
"""Stands where a year is asked for: nothing that reads the calendar is let in, see ``require_columns_only``."""
ZONE: Final = "UTC"

_BY_REGISTER: Final = frozenset({"registered", "state_mark", "members", "applied", "not_exempt", "not_last_winner"})
"""Tests that the register alone can answer."""
_THOUSANDS: Final = re.compile(r"[-−]?[1-9]\d{0,2},\d{3}")
_ENOUGH: Final = 2
_UNKNOWN: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a column that a person should look at, in both languages."""

    ru: str
    en: str


class TableEvidence:
    """A plain table as the engine reads evidence: rows sorted by key, numbers read when a rule book asks for them.

    ``refusals``: every cell that was asked for and is no number, by file, line and column; it counts as unknown. ``notes``:
    columns that were read in a way that a person may not have meant. Both grow while columns are asked for.
    """

    def __init__(self, table: PlainTable) -> None:
        self.table = table
        self.pages = TablePages(self)
        self._read: dict[str, tuple[Int64, Int64]] = {}
        self._refusals: dict[str, list[Refusal]] = {}
        self._notes: dict[str, Note] = {}

    @property
    def year(self) -> int:
        """``YEAR``: a table belongs to none."""
        return YEAR

    @property
    def zone(self) -> str:
        """``ZONE``: a table belongs to none."""
        return ZONE

    @property
    def days_off(self) -> tuple[()]:
        """None."""
        return ()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.pages.key)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The headers of the table."""
        return tuple(header for header in self.table.columns if header)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The cells that are no number, in the order of the file."""
        return tuple(sorted((cell for cells in self._refusals.values() for cell in cells), key=lambda cell: cell.line))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should look at."""
        return tuple(self._notes.values())

    def column(self, name: str) -> tuple[Int64, Int64] | None:
        """(numerator, denominator) of every row, both int64, the denominator a power of ten, 0 / 0 where it is unknown.

        None where the table has no such column. InputError where no cell of it is a number though some try to be one.
        """
        header = self.header_of(name)
        if header is None:
            return None
        if header not in self._read:
            self._read[header] = self._numbers(header)
        return self._read[header]

    def text_column(self, name: str) -> Texts | None:
        """A column as text; None where the table has no such column."""
        header = self.header_of(name)
        return None if header is None else self._texts(self.table.columns[header])

    def header_of(self, name: str) -> str | None:
        """The header that ``name`` means: as written, nearly so, or another name of the same column of the register."""
        found = column_called(name, self.column_names)
        if found is not None:
            return found
        wanted = matched([name], REGISTER).positions
        return next((h for h in self.column_names if wanted and matched([h], REGISTER).positions == wanted), None)

    def blocks(self, nomination: Int16) -> Iterator[Block]:
        """One block of all rows, without any activity."""
        yield without_activity(nomination)

    def text_postings(self, _min_pages: int) -> tuple[Int64, Int64, Int64]:
        """None: a table has no posts."""
        none = np.zeros(0, np.int64)
        return none, none, none

    @cached_property
    def order(self) -> Sequence[int]:
        """Row of the file by place in the evidence: sorted by key, so that the order of the file changes nothing."""
        keys = self.table.columns[self.table.key]
        return sorted(range(len(keys)), key=keys.__getitem__)

    def _texts(self, cells: Sequence[str]) -> Texts:
        texts = np.empty(len(cells), object)
        texts[:] = [cells[row] for row in self.order]
        texts.flags.writeable = False
        return texts

    def _numbers(self, header: str) -> tuple[Int64, Int64]:
        cells, lines = self.table.columns[header], self.table.lines
        failed = {row: value for (row, name), value in self.table.errors.items() if name == header}
        read: list[tuple[int, int]] = []
        refused: list[Refusal] = []
        for row, cell in enumerate(cells):
            try:
                if row in failed:
                    raise BadCell("formula_error", (("value", failed[row]),))
                read.append(exact_decimal(cell) or _UNKNOWN)
            except BadCell as bad:
                read.append(_UNKNOWN)
                refused.append(Refusal(self.table.file, lines[row], header, shortened(cell), bad.code, bad.params))
        numbers = np.array(read, np.int64)[self.order]
        if refused and not numbers[:, 1].any():
            raise _no_numbers(self.table.file, header, refused[0])
        self._refusals[header] = refused
        self._look_at_commas(header)
        numerator, denominator = numbers.T.copy()
        numerator.flags.writeable = denominator.flags.writeable = False
        return numerator, denominator

    def _look_at_commas(self, header: str) -> None:
        """Notes a column in which every comma could as well stand between thousands."""
        with_comma = [cell for cell in self.table.columns[header] if "," in cell]
        if len(with_comma) >= _ENOUGH and all(_THOUSANDS.fullmatch(cell) for cell in with_comma):
            shown, read = with_comma[0], with_comma[0].replace(",", ".")
            self._notes[header] = Note(
                f"{self.table.file}, столбец «{header}»: «{shown}» прочитано как дробь {read}. Если запятая отделяет тысячи, "
                "уберите её.",
                f"{self.table.file}, column «{header}»: «{shown}» was read as the fraction {read}. If the comma stands between "
                "thousands, take it out.",
            )


class TablePages:
    """The register's columns of a table: those that it has, and empty ones for those that it has not."""

    def __init__(self, evidence: TableEvidence) -> None:
        self._evidence = evidence

    @cached_property
    def key(self) -> Texts:
        """The column that names the rows."""
        return self._by_header(self._evidence.table.key)

    @cached_property
    def name(self) -> Texts:
        """The column that is shown."""
        return self._by_header(self._evidence.table.name)

    @cached_property
    def sphere(self) -> Texts:
        """Сфера 1."""
        return self._text("sphere1")

    @cached_property
    def level(self) -> Texts:
        """Уровень."""
        return self._text("level")

    @cached_property
    def municipality(self) -> Texts:
        """Муниципалитет."""
        return self._text("municipality")

    @cached_property
    def founder(self) -> Texts:
        """Учредитель."""
        return self._text("founder")

    @cached_property
    def members(self) -> Int32:
        """Количество подписчиков: UNKNOWN where it is no whole number from 0 on."""
        found = self._evidence.column(_ru("members"))
        if found is None:
            return np.full(len(self.key), UNKNOWN, np.int32)
        numerator, denominator = found
        whole = (denominator == 1) & (numerator >= 0) & (numerator <= np.iinfo(np.int32).max)
        return np.where(whole, numerator, UNKNOWN).astype(np.int32)

    def _by_header(self, header: str) -> Texts:
        return self._evidence._texts(self._evidence.table.columns[header])  # noqa: SLF001 -- the two are one thing

    def _text(self, name: str) -> Texts:
        found = self._evidence.text_column(_ru(name))
        return self._evidence._texts([""] * len(self._evidence.table.lines)) if found is None else found  # noqa: SLF001


def require_columns_only(book: RuleBook, *, register: bool) -> None:
    """Refuses a rule book that judges what a table cannot show; ``register``: the table is a register of pages.

    InputError names every leaf, gate, cap, penalty and bonus that reads posts, messages, streams or checks.
    """
    there = _BY_REGISTER if register else frozenset()
    found = [f"{leaf.code} ({leaf.metric})" for leaf in book.leaves if isinstance(leaf.metric, str)]
    tests = [(rule.code, rule.test) for rule in book.gates] + [(rule.code, rule.test) for rule in book.caps]
    found += [f"{code} ({test})" for code, test in tests if test not in there]
    measured = [(rule.code, rule.metric) for rule in book.penalties] + [(rule.code, rule.metric) for rule in book.bonuses]
    found += [f"{code} ({metric})" for code, metric in measured if metric is not None]
    if found:
        listed = ", ".join(found)
        raise InputError(
            f"Данные — одна таблица, а регламент смотрит на то, чего в ней нет: {listed}. Замените эти пункты столбцами "
            'таблицы (metric = { column = "имя" }) или дайте папку с реестром и выгрузками: --evidence ПАПКА --year ГОД.',
            f"The evidence is one table, but the rule book looks at what it does not hold: {listed}. Put columns of the table in "
            'their place (metric = { column = "name" }), or give a folder with a register and exports: --evidence FOLDER '
            "--year YEAR.",
        )


def _ru(name: str) -> str:
    return next(heading.ru for heading in REGISTER if heading.name == name)


def _no_numbers(file: str, header: str, first: Refusal) -> InputError:
    return InputError(
        f"В таблице «{file}» столбец «{header}» должен быть числом, но ни одной ячейки прочитать нельзя: строка {first.line}, "
        f"«{first.value}»: {first.told('ru')}. Назовите в регламенте другой столбец или исправьте этот.",
        f"In the table «{file}» the column «{header}» should hold numbers, but no cell can be read: line {first.line}, "
        f"«{first.value}»: {first.told('en')}. Name another column in the rule book, or mend this one.",
    )
