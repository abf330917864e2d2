"""Splits the bytes of a CSV into records and cells, by the rules of ``compiled.splitting``, and tells which it refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.blocks import LONGEST, Int32, UInt8

_LINE_ENDS: Final = tuple(b"\r\n")
_QUOTE: Final = ord('"')
_TOLD: Final = 8192
"""Bytes of a refused record that are kept."""


@dataclass(frozen=True, slots=True)
class Form:
    """How the records of a file are written: the delimiter, the number of cells, and the places of those that are read."""

    delimiter: str
    width: int
    used: tuple[int, ...]

    @classmethod
    def of(cls, header: ActivityHeader) -> "Form":
        """That of the file with this header."""
        return cls(header.delimiter, len(header.names), tuple(sorted(set(header.positions.values()))))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A column of cells: where in the bytes each begins and ends. Before one that was quoted stands its quote."""

    begin: Int32
    end: Int32


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is refused as a whole: its bytes, its line counted from 0, the reason, and what it names."""

    line: int
    text: bytes
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The records that have as many cells as the header.

    ``raw``: the bytes; ``starts``, ``ends``, ``lines``: where in them each record lies, and on which line counted from 0.
    ``cells`` by the column's place. ``passed``: how many lines there were. ``size``: bytes up to the next record. ``rejects``:
    the other records.
    """

    raw: UInt8
    starts: Int32
    ends: Int32
    lines: Int32
    cells: Mapping[int, Cells]
    passed: int
    size: int
    rejects: tuple[Reject, ...]

    def record(self, row: int) -> bytes:
        """The bytes of a record."""
        return self.raw[self.starts[row] : self.ends[row]].tobytes()

    def cell(self, column: int, row: int) -> bytes:
        """What a cell says, two quotes in a quoted one taken as one."""
        begin, end = int(self.cells[column].begin[row]), int(self.cells[column].end[row])
        found = self.raw[begin:end].tobytes()
        return found.replace(b'""', b'"') if begin and self.raw[begin - 1] == _QUOTE else found

    def without(self, bad: Bool, rejects: tuple[Reject, ...]) -> "Split":
        """Without the records that are ``bad``, which ``rejects`` tells of."""
        good = ~bad
        return replace(
            self,
            starts=self.starts[good],
            ends=self.ends[good],
            lines=self.lines[good],
            cells={column: Cells(one.begin[good], one.end[good]) for column, one in self.cells.items()},
            rejects=self.rejects + rejects,
        )


def split(raw: UInt8, form: Form, goal: int, *, final: bool, most: int | None = None) -> Split:
    """The records of bytes that begin where a record does, up to the first one that begins at ``goal`` or behind it.

    ``final``: the file ends where the bytes do; else a record that reaches their end is left alone. ``most``: records at most.
    """
    from scoring.sources.compiled import splitting  # noqa: PLC0415  loads numba, which only importing needs

    room = most if most is not None else sum(int(np.count_nonzero(raw == mark)) for mark in _LINE_ENDS) + 1
    rows = np.empty((3, room), np.int32)
    cells = np.empty((len(form.used), 2, room), np.int32)
    refused = np.empty((room, splitting.REJECT), np.int64)
    used = np.array(form.used, np.int64)
    size, kept, bad, lines = splitting.split(
        raw, 0, goal, final, ord(form.delimiter), form.width, LONGEST, used, rows, cells, refused
    )
    return Split(
        raw,
        rows[0, :kept],
        rows[1, :kept],
        rows[2, :kept],
        {column: Cells(*cells[place, :, :kept]) for place, column in enumerate(form.used)},
        lines,
        size,
        tuple(_refused(raw, told, form.width) for told in refused[:bad]),
    )


def _refused(raw: UInt8, told: Int64, width: int) -> Reject:
    """Why a record is refused under a header of ``width``."""
    from scoring.sources.compiled import splitting  # noqa: PLC0415  as above

    start, end, line, code, count, feeds = told.tolist()
    while end > start and raw[end - 1] in _LINE_ENDS:
        end -= 1
        feeds -= int(raw[end] == ord("\n"))
    text = raw[start : min(end, start + _TOLD)].tobytes()
    if code == splitting.BROKEN_QUOTES or (code == splitting.OPEN_QUOTE and not feeds):
        # of a record on one line, nothing can be said but that its quotes do not match
        return Reject(line, text, "broken_quotes")
    if code == splitting.OPEN_QUOTE:
        return Reject(line, text, "open_quote", (("lines", str(feeds + 1)),))
    if end - start > LONGEST:
        return Reject(line, text, "line_too_long")
    if count < width:
        return Reject(line, text, "too_few_cells", (("found", str(count)), ("expected", str(width))))
    return Reject(line, text, "too_many_cells", (("expected", str(width)),))
