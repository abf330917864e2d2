"""Splits a block of a CSV into records and cells, all at once: by the places of its quotes, delimiters and line ends.

Whether a mark lies inside of quotes is the parity of the quotes before it. That is what a reader who goes letter by letter finds
too, as long as every quote opens a cell, closes one, or is one of two inside of a quoted cell, and every carriage return stands
before a line feed. Both are looked at first; a block in which one of them does not hold goes to ``careful_splitting``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources import bits
from scoring.sources.bits import Counted
from scoring.sources.blocks import LONGEST, NEWLINE, PIECE, QUOTE, RETURN, ROOM, Block, UInt8, UInt64, words
from scoring.sources.shapes import Cells


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is refused as a whole: its bytes in the block, its line counted from 0, the reason, and what it names."""

    line: int
    text: bytes
    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The records of a block that have as many cells as the header.

    ``source``: the block's bytes as they stand in the file, ``starts`` and ``ends``: where in them each record lies.
    ``raw``: the bytes, with room around, in which ``cells`` lie, by the column's place; ``line_feeds``: where in it cells have
    line feeds; ``doubled``: quotes inside of quoted cells are still doubled in it. ``lines``: counts line ends in ``source``.
    ``size``: bytes of the file up to the next block. ``rejects``: the other records.
    """

    source: memoryview
    starts: Int64
    ends: Int64
    raw: bytearray
    cells: Mapping[int, Cells]
    doubled: bool
    lines: Counted
    line_feeds: Int64
    size: int
    rejects: tuple[Reject, ...]

    def record(self, index: int) -> bytes:
        """The bytes of a record."""
        return bytes(self.source[int(self.starts[index]) : int(self.ends[index])])

    def only(self, kept: Bool, rejects: tuple[Reject, ...]) -> "Split":
        """Without the records that are not ``kept``, which ``rejects`` tells of."""
        return replace(
            self,
            starts=self.starts[kept],
            ends=self.ends[kept],
            cells={column: Cells(one.words, one.begin[kept], one.end[kept]) for column, one in self.cells.items()},
            rejects=self.rejects + rejects,
        )

    def line(self, index: int) -> int:
        """The line on which a record begins, counted from 0."""
        return self.lines.before(int(self.starts[index]))


def split(block: Block, delimiter: str, width: int, used: tuple[int, ...]) -> Split | None:
    """The records of a block, and the cells of the columns ``used``; None for a block whose marks do not tell."""
    returns = block.data.find(RETURN) >= 0
    if returns and not returns_end_lines(block.bytes):
        return None
    marks = _marks(block, ord(delimiter))
    return None if marks is None else _records(block, marks, width, used, returns=returns)


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """Places in a block's data of every delimiter and line feed outside of quotes, and of every line feed inside of them.

    ``last``: which of ``cuts`` are line feeds. ``lines``: counts all line feeds. ``quoted``: whether there are quotes.
    """

    cuts: Int64
    last: Int64
    lines: Counted
    line_feeds: Int64
    quoted: bool


def _marks(block: Block, delimiter: int) -> _Marks | None:
    """The marks of a block; None when a quote neither opens a cell nor closes one nor is one of two."""
    raw = block.bytes
    feeds, delimiters, quotes = bits.asked(
        raw, lambda part: part == NEWLINE, lambda part: part == delimiter, lambda part: part == QUOTE
    )
    cuts = feeds | delimiters
    within = np.empty(0, np.int64)
    if quoted := bool(quotes.any()):
        inside = bits.odd(quotes)
        if not _regular(raw, cuts | quotes, quotes, inside):
            return None
        cuts &= ~inside
        within = bits.few_places(feeds & inside) + ROOM
    found = bits.places(cuts) + ROOM
    last = np.flatnonzero(np.frombuffer(block.data, np.uint8)[found] == NEWLINE)
    return _Marks(found, last, Counted(feeds), within, quoted)


def returns_end_lines(raw: UInt8) -> bool:
    """Whether a line feed stands behind every carriage return; the last byte is none."""
    for at in range(0, len(raw) - 1, PIECE):
        part = raw[at : at + PIECE + 1]
        if (part[np.flatnonzero(part[:-1] == RETURN) + 1] != NEWLINE).any():
            return False
    return True


def _regular(raw: UInt8, marks: UInt64, quotes: UInt64, inside: UInt64) -> bool:
    """Whether every quote opens a cell, closes one, or is one of two, and the last byte lies outside of quotes.

    ``marks``: places of delimiters, line feeds and quotes; ``inside``: those of opening quotes and of what they hold.
    """
    last = len(raw) - 1
    if inside[last >> 6] >> np.uint64(last & 63) & np.uint64(1):
        return False
    if (quotes & inside & ~bits.behind(marks, first=True)).any():
        return False
    odd = quotes & ~inside & ~bits.before(marks)
    return not odd.any() or bool((raw[bits.places(odd) + 1] == RETURN).all())


def _records(block: Block, marks: _Marks, width: int, used: tuple[int, ...], *, returns: bool) -> Split:
    """Records out of marks, and their cells."""
    raw = np.frombuffer(block.data, np.uint8)
    cuts, last = marks.cuts, marks.last
    count = np.diff(last, prepend=-1)
    stops = cuts[last]
    starts = np.concatenate(([ROOM], stops[:-1] + 1))
    ends = stops - (raw[stops - 1] == RETURN) if returns else stops
    kept = (count == width) & (ends - starts <= LONGEST)
    rejects: tuple[Reject, ...] = ()
    if kept.all():
        grid = cuts.reshape(-1, width)
    else:
        # one delimiter behind the last cell is what some programs end every row with
        kept |= (count == width + 1) & (cuts[last - 1] + 1 == ends) & (ends - starts <= LONGEST)
        rejects = _refused(block, starts, ends, count, np.flatnonzero(~kept & (ends > starts)), marks.lines, width)
        grid = cuts[(last - count + 1)[kept][:, None] + np.arange(width)]
        starts, ends = starts[kept], ends[kept]
    word = words(block.data)
    cells = {}
    for column in used:
        begin = grid[:, column - 1] + 1 if column else starts.copy()
        end = np.minimum(grid[:, column], ends) if column == width - 1 else grid[:, column].copy()
        if marks.quoted:
            inside = raw[begin] == QUOTE
            if inside.any():
                begin += inside
                end -= inside
        cells[column] = Cells(word, begin, end)
    return Split(
        source=memoryview(block.data)[ROOM:],
        starts=starts - ROOM,
        ends=ends - ROOM,
        raw=block.data,
        cells=cells,
        doubled=marks.quoted,
        lines=marks.lines,
        line_feeds=marks.line_feeds,
        size=block.size,
        rejects=rejects,
    )


def _refused(
    block: Block, starts: Int64, ends: Int64, count: Int64, which: Int64, lines: Counted, width: int
) -> tuple[Reject, ...]:
    """The records with another number of cells than the header, and those that are too long."""
    found = []
    for index in which.tolist():
        start, end = int(starts[index]), int(ends[index])
        line = lines.before(start - ROOM)
        text = bytes(block.data[start:end])
        found.append(rejected(line, text, int(count[index]), width))
    return tuple(found)


def rejected(line: int, text: bytes, count: int, width: int) -> Reject:
    """Why a record with ``count`` cells is refused under a header of ``width``."""
    if len(text) > LONGEST:
        return Reject(line, text, "line_too_long")
    if count < width:
        return Reject(line, text, "too_few_cells", (("found", str(count)), ("expected", str(width))))
    return Reject(line, text, "too_many_cells", (("expected", str(width)),))
