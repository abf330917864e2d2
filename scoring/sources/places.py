"""Remembers where in a file each good row begins, so that one which turns out to be a repetition can be shown with its line."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.sources.careful_splitting import line_ends, records


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A block of the file: its first byte and length, how many lines stand before it, where in it each good row begins."""

    offset: int
    size: int
    lines: int
    starts: NDArray[np.uint32]


class Places:
    """The good rows of a file by their numbers: four bytes a row."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._first: list[int] = []
        self._count = 0

    def add(self, part: Part) -> None:
        """The rows of the next block."""
        self._parts.append(part)
        self._first.append(self._count)
        self._count += len(part.starts)

    def found(self, plain: Path, rows: Iterable[int], delimiter: str) -> dict[int, tuple[bytes, int]]:
        """The bytes and the line, counted from 0, of each of the rows; each block is read once."""
        wanted = np.unique(np.fromiter(rows, np.int64))
        block = np.searchsorted(np.array(self._first, np.int64), wanted, "right") - 1
        found: dict[int, tuple[bytes, int]] = {}
        with plain.open("rb") as file:
            for index in np.unique(block).tolist():
                part = self._parts[index]
                file.seek(part.offset)
                data = file.read(part.size)
                rows_here = wanted[block == index]
                starts = part.starts[rows_here - self._first[index]].astype(np.int64)
                lines = part.lines + line_ends(data, delimiter)(starts)
                for row, start, line in zip(rows_here.tolist(), starts.tolist(), lines.tolist(), strict=True):
                    record = next(records(data, start, delimiter))
                    found[row] = data[record.start : record.end], line
        return found
