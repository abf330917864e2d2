"""Remembers where in a file each good row begins, so that one which turns out to be a repetition can be shown with its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final

import numpy as np

from scoring.sources.blocks import Int32
from scoring.sources.splitting import Form, Split, split

_CHUNK: Final = 1024
"""Bytes that hold most records."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A block of the file: its first byte, how many lines stand before it, where and on which line in it each good row begins."""

    offset: int
    before: int
    starts: Int32
    lines: Int32


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A row by itself, and the line on which it begins, counted from 0."""

    record: Split
    line: int


class Places:
    """The good rows of a file by their numbers: eight bytes a row."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._first: list[int] = []
        self._count = 0

    def add(self, part: Part) -> None:
        """The rows of the next block."""
        self._parts.append(part)
        self._first.append(self._count)
        self._count += len(part.starts)

    def found(self, plain: Path, rows: Iterable[int], form: Form) -> dict[int, Found]:
        """Each of the rows, read again."""
        wanted = np.unique(np.fromiter(rows, np.int64))
        block = np.searchsorted(np.array(self._first, np.int64), wanted, "right") - 1
        found: dict[int, Found] = {}
        with plain.open("rb") as file:
            for row, index in zip(wanted.tolist(), block.tolist(), strict=True):
                part, place = self._parts[index], row - self._first[index]
                record = _record(file, part.offset + int(part.starts[place]), form)
                found[row] = Found(record, part.before + int(part.lines[place]))
        return found


def _record(file: BufferedReader, at: int, form: Form) -> Split:
    """The record that begins at a byte and is known to be whole."""
    size = _CHUNK
    while True:
        file.seek(at)
        data = bytearray(file.read(size))
        record = split(np.frombuffer(data, np.uint8), form, 1, final=len(data) < size, most=1)
        if record.size:
            return record
        size *= 16
