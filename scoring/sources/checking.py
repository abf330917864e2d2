"""Checks the rows of a block: reads their cells, applies every rule, and tells of each refused row why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.evidence.hashing import DTYPES
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.addresses import Addresses
from scoring.sources.blocks import Int32, UInt64
from scoring.sources.clock import changes
from scoring.sources.refused_rows import Told, broken, rejected
from scoring.sources.repetitions import mixed
from scoring.sources.rules import IDENTITY, NO_TEXT, TEXT_OF, Columns, Output, faults, outputs
from scoring.sources.splitting import Reject, Split
from scoring.sources.text_keys import lengths_and_keys

_EXAMPLE: Final = b"#"
"""So begins the row of an empty table that shows how to fill it in; it is no row, and nothing is told of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The good rows of a block and what is to be told of the others.

    ``columns``: the number of the page and every checked column. ``mixed``: a mixture of page and identity, the same for rows
    with the same. ``starts``, ``lines``: where in the block each good row begins, and on which line. ``passed`` and ``size``: how
    many lines and bytes it has.
    """

    columns: Mapping[str, NDArray[Any]]
    mixed: UInt64
    starts: Int32
    lines: Int32
    told: tuple[Told, ...]
    passed: int
    size: int


class Checker:
    """Checks blocks of one file; several threads may do so at once."""

    def __init__(self, header: ActivityHeader, pages: Mapping[str, str], zone: str, year: int) -> None:
        self._header = header
        table = changes(zone, year - 1, year + 1)
        self._since = np.array([change.since for change in table], np.int64)
        self._ahead = np.array([change.offset for change in table], np.int64)
        self._year = year
        self.addresses: Final = Addresses(pages)
        self.outputs: Final = outputs(header.kind, header.positions.keys(), table)
        self._rules = faults(self.outputs, year)
        self._texts: Final = sorted({TEXT_OF[one.name] for one in self.outputs if one.cell is None and one.empty is None})
        read = {"page", *self._texts, *(one.heading for one in self.outputs if one.cell is not None)}
        self._unread: Final = sorted(header.positions.keys() - read)

    def check(self, split: Split) -> Checked:
        """The good rows, and why the others are refused."""
        columns, undecodable = self._columns(split)
        if undecodable.any():
            split = split.without(undecodable, _not_utf8(split, undecodable))
            columns, _ = self._columns(split)
        rule = np.full(len(split.starts), -1, np.int8)
        for index in range(len(self._rules) - 1, -1, -1):
            wrong = self._rules[index].broken(columns)
            if wrong.any():
                rule[wrong] = index
        bad = np.flatnonzero(rule >= 0)
        told = [rejected(reject) for reject in split.rejects]
        told += [
            broken(split, row, self._header, self._rules[rule[row]], self._year)
            for row in bad.tolist()
            if not split.record(row).startswith(_EXAMPLE)
        ]
        return self._good(split, columns, rule < 0 if len(bad) else None, tuple(told))

    def _columns(self, split: Split) -> tuple[Columns, Bool]:
        """The values of all columns, and the rows with a cell that is no UTF-8."""
        page = self.addresses.numbers(split, self._header.positions["page"])
        undecodable = page == NO_TEXT
        values: dict[str, Int64] = {}
        unread: dict[str, Bool] = {}
        for output in self.outputs:
            if output.cell is not None:
                values[output.name], others = self._read(output, split)
                if len(others):
                    unread[output.name] = self._carefully(output, split, others, values[output.name], undecodable)
            elif output.empty is not None:
                values[output.name] = np.full(len(split.starts), output.empty, np.int64)
        for name in (*self._texts, *self._unread):
            cells = split.cells[self._header.positions[name]]
            values[f"{name}_length"], values[f"{name}_key"] = length, _ = lengths_and_keys(split.raw, cells.begin, cells.end)
            undecodable |= length < 0
        return Columns(page, values, unread), undecodable

    def _read(self, output: Output, split: Split) -> tuple[Int64, Int64]:
        """A column's values, and the rows whose cell has no usual shape, or is empty and must not be."""
        from scoring.sources.compiled import cells as usual  # noqa: PLC0415  loads numba, which only importing needs

        heading = output.cell
        cells, empty, blank = split.cells[self._header.positions[output.heading]], output.empty or 0, output.empty is not None
        value, read = np.empty(len(cells.begin), np.int64), np.empty(len(cells.begin), np.bool_)
        where = split.raw, cells.begin, cells.end, empty, blank
        if heading is None or heading.cell == "amount":
            value[:], read[:] = empty, (cells.begin == cells.end) & blank
        elif heading.cell == "time":
            usual.time(*where, self._since, self._ahead, value, read)
        elif heading.cell == "day":
            usual.day(*where, value, read)
        elif heading.cell == "yes_no":
            usual.yes_no(*where, value, read)
        else:
            usual.whole(*where, heading.low, heading.high, value, read)
        return value, np.flatnonzero(~read)

    def _carefully(self, output: Output, split: Split, others: Int64, value: Int64, undecodable: Bool) -> Bool:
        """Reads cells one by one; which rows have one that cannot be read."""
        wrong = np.zeros(len(value), np.bool_)
        column = self._header.positions[output.heading]
        for row in others.tolist():
            try:
                text = split.cell(column, row).decode()
            except UnicodeDecodeError:
                undecodable[row] = True
                continue
            found = output.read(text) if text and output.read else None
            wrong[row] = found is None
            value[row] = found or 0
        return wrong

    def _good(self, split: Split, columns: Columns, good: Bool | None, told: tuple[Told, ...]) -> Checked:
        """The rows that break no rule; None: all of them."""
        which = slice(None) if good is None else good
        page = columns.page[which]
        values = {output.name: columns.values[output.name][which] for output in self.outputs}
        found: dict[str, NDArray[Any]] = {"number": page.astype(np.int32)}
        found |= {output.name: values[output.name].astype(DTYPES[output.kind]) for output in self.outputs}
        together = mixed(page, values[IDENTITY[self._header.kind]])
        return Checked(found, together, split.starts[which], split.lines[which], told, split.passed, split.size)


def _not_utf8(split: Split, bad: Bool) -> tuple[Reject, ...]:
    return tuple(Reject(int(split.lines[row]), split.record(row), "not_utf8") for row in np.flatnonzero(bad).tolist())
