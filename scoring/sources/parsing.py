"""Goes through a file block by block: several are split and checked at once, and come out in the order of the file."""

import mmap
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path
from typing import Final

from scoring.sources.activity_header import ActivityHeader
from scoring.sources.blocks import Block, read_block
from scoring.sources.careful_splitting import line_ends, records, split_carefully
from scoring.sources.checking import Checked, Checker
from scoring.sources.places import Part
from scoring.sources.splitting import split

THREADS: Final = 2
_AHEAD: Final = 1
"""Blocks that are read while as many as there are threads are worked at."""


class Parsing:
    """One file and who checks it."""

    def __init__(self, plain: Path, header: ActivityHeader, checker: Checker, threads: int) -> None:
        self._plain = plain
        self._delimiter = header.delimiter
        self._width = len(header.names)
        self._used = tuple(sorted(set(header.positions.values())))
        self._checker = checker
        self._threads = threads
        self._size = plain.stat().st_size

    def blocks(self) -> Iterator[tuple[Part, Checked]]:
        """Every block below the header, and where it stands.

        A block that cannot be split all at once is split letter by letter, and what was begun behind it is begun anew, since
        nobody knew whether a record begins there.
        """
        with self._plain.open("rb") as file, ThreadPoolExecutor(self._threads) as pool:
            at, lines = self._header_end()
            while at < self._size:
                for checked in self._quick(file, pool, at):
                    yield Part(at, checked.size, lines, checked.starts), checked
                    at, lines = at + checked.size, lines + checked.lines
                if at < self._size:
                    checked = self._careful(at)
                    yield Part(at, checked.size, lines, checked.starts), checked
                    at, lines = at + checked.size, lines + checked.lines

    def _header_end(self) -> tuple[int, int]:
        """The first byte below the header, and how many lines it has."""
        with self._plain.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            end = next(records(data, 0, self._delimiter)).next
            return end, line_ends(data[:end], self._delimiter).total

    def _quick(self, file: BufferedReader, pool: ThreadPoolExecutor, at: int) -> Iterator[Checked]:
        """Blocks from byte ``at`` on, up to one that cannot be split all at once."""
        begun: deque[Future[Checked | None]] = deque()
        try:
            while True:
                while at < self._size and len(begun) < self._threads + _AHEAD:
                    block = read_block(file, at, self._size)
                    if block is None:
                        break
                    begun.append(pool.submit(self._checked, block))
                    at += block.size
                if not begun or (checked := begun.popleft().result()) is None:
                    return
                yield checked
        finally:
            for future in begun:
                future.cancel()

    def _checked(self, block: Block) -> Checked | None:
        found = split(block, self._delimiter, self._width, self._used)
        return None if found is None else self._checker.check(found)

    def _careful(self, at: int) -> Checked:
        with self._plain.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return self._checker.check(split_carefully(data, at, self._delimiter, self._width, self._used))
