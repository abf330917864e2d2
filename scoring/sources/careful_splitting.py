"""Splits a CSV into records and cells letter by letter, where its quotes or line ends are not as ``splitting`` needs them.

The rules are the usual ones, read with some lenience: a cell that begins with a quote (spaces before it are passed over) goes on
to the next quote that is not doubled, and what may follow is spaces, a delimiter or a line end; in any other cell a quote is a
letter. A record ends at LF, CR LF or a lone CR outside of quotes. After quotes that do not match, it ends with the line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

import numpy as np

from criteria.evidence import Int64
from scoring.sources import bits
from scoring.sources.blocks import LONGEST, NEWLINE, ROOM, SIZE, words
from scoring.sources.shapes import Cells
from scoring.sources.splitting import Reject, Split, rejected, returns_end_lines

_LINE_END = re.compile(rb"\r\n|\n|\r")
_SPACED_QUOTE = re.compile(rb' *"')
_SPACES = re.compile(rb" *")


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its first byte, the one behind its last, the first of the next record; its cells, or why it has none."""

    start: int
    end: int
    next: int
    cells: tuple[bytes, ...]
    code: str = ""


def records(data: bytes | mmap, start: int, delimiter: str) -> Iterator[Record]:
    """Every record from byte ``start`` on, blank ones too."""
    stop = re.compile(rb"[\r\n" + re.escape(delimiter.encode()) + rb"]")
    while start < len(data):
        record = _record(data, start, stop, delimiter.encode())
        yield record
        start = record.next


def _record(data: bytes | mmap, start: int, stop: re.Pattern[bytes], delimiter: bytes) -> Record:
    line_end = _LINE_END.search(data, start)
    end, after = line_end.span() if line_end else (len(data), len(data))
    line = data[start:end]
    if b'"' not in line:
        return Record(start, end, after, tuple(line.split(delimiter)))
    cells, at = [], start
    while True:
        opened = _SPACED_QUOTE.match(data, at)
        if opened:
            close = _closing(data, opened.end())
            if close < 0:
                return Record(start, len(data), len(data), (), "open_quote")
            cells.append(data[opened.end() : close].replace(b'""', b'"'))
            at = _behind(_SPACES.match(data, close + 1))
            if at < len(data) and not stop.match(data, at):
                broken = _LINE_END.search(data, at)
                end, after = broken.span() if broken else (len(data), len(data))
                return Record(start, end, after, (), "broken_quotes")
        else:
            found = stop.search(data, at)
            next_at = found.start() if found else len(data)
            cells.append(data[at:next_at])
            at = next_at
        if data[at : at + 1] != delimiter:
            ended = _LINE_END.match(data, at)
            return Record(start, at, ended.end() if ended else len(data), tuple(cells))
        at += 1


def _behind(found: re.Match[bytes] | None) -> int:
    return found.end() if found else -1


def _closing(data: bytes | mmap, at: int) -> int:
    """Where the quoted cell ends whose letters begin at ``at``; -1 when it never does."""
    while (at := data.find(b'"', at)) >= 0:
        if data[at + 1 : at + 2] != b'"':
            return at
        at += 2
    return -1


def split_carefully(data: bytes | mmap, start: int, delimiter: str, width: int, used: tuple[int, ...]) -> Split:
    """The records from byte ``start`` on that have a block's size together, or the one that is larger."""
    starts: list[int] = []
    ends: list[int] = []
    newlines: list[int] = []
    kept: list[tuple[bytes, ...]] = []
    rejects: list[Reject] = []
    at = start
    for record in records(data, start, delimiter):
        if record.end > start + SIZE and at > start:
            break
        at = record.next
        line = len(newlines)
        newlines += _line_ends(data, record, start)
        cells = record.cells
        if record.end == record.start:
            continue
        if len(cells) == width + 1 and not cells[-1] and data[record.end - 1 : record.end] != b'"':
            cells = cells[:-1]
        if record.code or len(cells) != width or record.end - record.start > LONGEST:
            rejects.append(_rejected(data, record, line, width))
            continue
        starts.append(record.start - start)
        ends.append(record.end - start)
        kept.append(cells)
    raw, columns = _together(kept, used)
    source = memoryview(data[start:at])
    line_feeds = np.flatnonzero(np.frombuffer(raw, np.uint8) == NEWLINE)
    return Split(
        source=source,
        starts=_places(starts),
        ends=_places(ends),
        raw=raw,
        cells=columns,
        doubled=False,
        lines=bits.Counted(bits.at_places(_places(newlines), at - start)),
        line_feeds=line_feeds,
        size=at - start,
        rejects=tuple(rejects),
    )


def line_ends(data: bytes, delimiter: str) -> bits.Counted:
    """Counts line ends in a part of a file that begins where a record does."""
    if b"\r" not in data or returns_end_lines(np.frombuffer(data + b"\n", np.uint8)):
        return bits.Counted(bits.asked(np.frombuffer(data, np.uint8), lambda part: part == NEWLINE)[0])
    found = [place for record in records(data, 0, delimiter) for place in _line_ends(data, record, 0)]
    return bits.Counted(bits.at_places(_places(found), len(data)))


def _line_ends(data: bytes | mmap, record: Record, start: int) -> list[int]:
    """Where lines end in a record and behind it: a lone carriage return ends one outside of quotes only."""
    inside = data[record.start : record.end]
    found = [place.start() + record.start - start for place in re.finditer(b"\n", inside)] if b"\n" in inside else []
    return [*found, record.next - 1 - start]


def _rejected(data: bytes | mmap, record: Record, line: int, width: int) -> Reject:
    text = data[record.start : record.end].rstrip(b"\r\n")
    if record.code == "open_quote":
        lines = text.count(b"\n") + 1
        # of a record on one line, nothing can be said but that its quotes do not match
        return Reject(line, text, record.code, (("lines", str(lines)),)) if lines > 1 else Reject(line, text, "broken_quotes")
    return Reject(line, text, record.code) if record.code else rejected(line, text, len(record.cells), width)


def _places(found: list[int]) -> Int64:
    return np.array(found, np.int64)


def _together(kept: list[tuple[bytes, ...]], used: tuple[int, ...]) -> tuple[bytearray, dict[int, Cells]]:
    """The cells on lines of their own with room around them, and where each of them lies."""
    flat = [record[column] for record in kept for column in used]
    length = np.fromiter(map(len, flat), np.int64, len(flat))
    ends = np.cumsum(length + 1) + (ROOM - 1)
    raw = bytearray(bytes(ROOM) + b"\n".join(flat) + bytes(ROOM))
    word = words(raw)
    count = len(used)
    return raw, {
        column: Cells(word, (ends - length)[place::count].copy(), ends[place::count].copy()) for place, column in enumerate(used)
    }
