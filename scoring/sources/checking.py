"""Checks the rows of a block: reads their cells, applies every rule, and tells of each refused row why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.evidence.hashing import DTYPES
from scoring.sources import shapes, utf8
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.addresses import Addresses
from scoring.sources.bits import Counted
from scoring.sources.blocks import UInt64
from scoring.sources.clock import changes
from scoring.sources.refused_rows import Told, broken, rejected
from scoring.sources.repetitions import mixed
from scoring.sources.rules import IDENTITY, TEXT_OF, Columns, Output, faults, outputs
from scoring.sources.shapes import Cells
from scoring.sources.splitting import Reject, Split
from scoring.sources.text_keys import lengths_and_keys

_EXAMPLE: Final = b"#"
"""So begins the row of an empty table that shows how to fill it in; it is no row, and nothing is told of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """The good rows of a block and what is to be told of the others.

    ``columns``: the number of the page and every checked column. ``mixed``: a mixture of page and identity, the same for rows
    with the same. ``starts``: where in the block each good row begins. ``lines`` and ``size``: how many lines and bytes it has.
    """

    columns: Mapping[str, NDArray[Any]]
    mixed: UInt64
    starts: NDArray[np.uint32]
    told: tuple[Told, ...]
    lines: int
    size: int


class Checker:
    """Checks blocks of one file; several threads may do so at once."""

    def __init__(self, header: ActivityHeader, pages: Mapping[str, str], zone: str, year: int) -> None:
        self._header = header
        self._table = changes(zone, year - 1, year + 1)
        self._year = year
        self.addresses: Final = Addresses(pages)
        self.outputs: Final = outputs(header.kind, header.positions.keys(), self._table)
        self._rules = faults(self.outputs, year)
        self._texts: Final = sorted({TEXT_OF[one.name] for one in self.outputs if one.cell is None and one.empty is None})

    def check(self, split: Split) -> Checked:
        """The good rows, and why the others are refused."""
        continued = utf8.continuing(split.raw)
        split = self._decodable(split, utf8.broken(split.raw, continued))
        columns = self._columns(split)
        rule = np.full(len(split.starts), -1, np.int64)
        for index in range(len(self._rules) - 1, -1, -1):
            rule[np.broadcast_to(self._rules[index].broken(columns), rule.shape)] = index
        told = [rejected(reject) for reject in split.rejects]
        bad = np.flatnonzero(rule >= 0)
        told += [
            broken(split.record(row), split.line(row), self._header, self._rules[rule[row]], self._year)
            for row in bad.tolist()
            if not split.record(row).startswith(_EXAMPLE)
        ]
        good = rule < 0 if len(bad) else None
        return self._good(split, columns, good, self._of_texts(split, good, Counted(continued)), tuple(told))

    def _decodable(self, split: Split, wrong: Int64) -> Split:
        """Without the records in whose cells bytes are no UTF-8; ``wrong``: places of such bytes."""
        if not len(wrong):
            return split
        first = next(iter(split.cells.values())).begin
        near = np.unique(np.clip(np.searchsorted(first, wrong)[:, None] + np.arange(-2, 2), 0, max(len(first) - 1, 0)))
        bad = [row for row in near.tolist() if row < len(first) and not self._is_text(split, row)]
        kept = np.ones(len(first), np.bool_)
        kept[bad] = False
        rejects = tuple(Reject(split.line(row), split.record(row), "not_utf8") for row in bad)
        return split.only(kept, rejects)

    @staticmethod
    def _is_text(split: Split, row: int) -> bool:
        try:
            for cells in split.cells.values():
                split.raw[cells.begin[row] : cells.end[row]].decode()
        except UnicodeDecodeError:
            return False
        return True

    def _columns(self, split: Split) -> Columns:
        page = split.cells[self._header.positions["page"]]
        values: dict[str, Int64] = {}
        unread: dict[str, Bool] = {}
        for output in self.outputs:
            if output.cell is not None:
                value, wrong = self._read(output, split)
                values[output.name] = value
                if wrong is not None:
                    unread[output.name] = wrong
            elif output.empty is not None:
                values[output.name] = np.full(len(split.starts), output.empty, np.int64)
        return Columns(self.addresses.numbers(page, split.raw, doubled=split.doubled), values, unread)

    def _read(self, output: Output, split: Split) -> tuple[Int64, Bool | None]:
        """A column's values, and which of its cells could not be read."""
        cells = split.cells[self._header.positions[output.heading]]
        filled = cells.begin < cells.end
        if filled.all():
            return self._filled(output, cells, split)
        value = np.full(len(filled), output.empty or 0, np.int64)
        wrong = ~filled if output.empty is None else None
        if filled.any():
            value[filled], bad = self._filled(output, _only(cells, filled), split)
            if bad is not None:
                wrong = np.zeros(len(filled), np.bool_) if wrong is None else wrong
                wrong[filled] = bad
        return value, wrong

    def _filled(self, output: Output, cells: Cells, split: Split) -> tuple[Int64, Bool | None]:
        """The values of cells that are not empty, and which of them could not be read, if any."""
        parts = [self._usual(output, part) for part in cells.strips()]
        value, usual = (np.concatenate(found) for found in zip(*parts, strict=True))
        if usual.all():
            return value, None
        others = np.flatnonzero(~usual)
        places = zip(cells.begin[others].tolist(), cells.end[others].tolist(), strict=True)
        written = [split.raw[begin:end].decode() for begin, end in places]
        if split.doubled:
            written = [text.replace('""', '"') for text in written]
        read = [output.read(text) if output.read else None for text in written]
        value[others] = [found or 0 for found in read]
        usual[others] = [found is not None for found in read]
        return value, None if usual.all() else ~usual

    def _usual(self, output: Output, cells: Cells) -> tuple[Int64, Bool]:
        """What the shapes know of a column; a number out of its range is left to the careful reading too."""
        heading = output.cell
        if heading is None or heading.cell == "amount":
            return np.zeros(len(cells.begin), np.int64), np.zeros(len(cells.begin), np.bool_)
        if heading.cell == "time":
            return shapes.time(cells, self._table)
        if heading.cell == "day":
            return shapes.day(cells)
        if heading.cell == "yes_no":
            return shapes.yes_no(cells)
        value, usual = shapes.whole(cells)
        return value, usual & (value >= heading.low) & (value <= heading.high)

    def _good(
        self, split: Split, columns: Columns, good: Bool | None, texts: Mapping[str, Int64], told: tuple[Told, ...]
    ) -> Checked:
        """The rows that break no rule, with what their texts give; None: all of them."""
        values = {name: value if good is None else value[good] for name, value in columns.values.items()}
        page = columns.page if good is None else columns.page[good]
        values |= texts
        found: dict[str, NDArray[Any]] = {"number": page.astype(np.int32)}
        found |= {output.name: values[output.name].astype(DTYPES[output.kind]) for output in self.outputs}
        together = mixed(page, values[IDENTITY[self._header.kind]])
        starts = (split.starts if good is None else split.starts[good]).astype(np.uint32)
        return Checked(found, together, starts, told, split.lines.total, split.size)

    def _of_texts(self, split: Split, good: Bool | None, characters: Counted) -> dict[str, Int64]:
        """What texts give; the bytes of the block are no longer what they were."""
        values = {}
        for name in self._texts:
            cells = _only(split.cells[self._header.positions[name]], good)
            length, key = lengths_and_keys(split.raw, cells, split.line_feeds, characters, doubled=split.doubled)
            values[f"{name}_length"], values[f"{name}_key"] = length, key
        return values


def _only(cells: Cells, good: Bool | None) -> Cells:
    return cells if good is None else Cells(cells.words, cells.begin[good], cells.end[good])
