"""Goes through a file block by block: several are split and checked at once, and come out in the order of the file."""

import mmap
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np

from scoring.sources.activity_header import ActivityHeader
from scoring.sources.blocks import Block, read_block
from scoring.sources.checking import Checked, Checker
from scoring.sources.places import Part
from scoring.sources.splitting import Form, Split, split

THREADS: Final = 3
"""One more than cores, since a thread that writes or waits for another one computes nothing: a seventh quicker than two."""
_AHEAD: Final = 3
"""Blocks that are read while as many as there are threads are worked at."""


class Parsing:
    """One file and who checks it."""

    def __init__(self, plain: Path, header: ActivityHeader, checker: Checker, threads: int) -> None:
        self._plain = plain
        self._form = Form.of(header)
        self._checker = checker
        self._threads = threads
        self._size = plain.stat().st_size

    def blocks(self) -> Iterator[tuple[Part, Checked]]:
        """Every block below the header, and where it stands.

        The first begins behind the header. Any other one is believed when the one before it ended where it begins; where that
        is not so, what was begun behind it is begun anew. A record that no block holds is split by itself.
        """
        header = self._record(0)
        at, lines = header.size, header.passed
        while at < self._size:
            for checked in self._from(at):
                yield Part(at, lines, checked.starts, checked.lines), checked
                at, lines = at + checked.size, lines + checked.passed
            if at < self._size:
                checked = self._checker.check(self._record(at))
                yield Part(at, lines, checked.starts, checked.lines), checked
                at, lines = at + checked.size, lines + checked.passed

    def _from(self, at: int) -> Iterator[Checked]:
        """Blocks from byte ``at`` on, up to one that ends elsewhere than was guessed, or holds no record."""
        begun: deque[tuple[int, Future[Checked]]] = deque()
        with self._plain.open("rb") as file, ThreadPoolExecutor(self._threads) as pool:
            try:
                while at < self._size or begun:
                    while at < self._size and len(begun) < self._threads + _AHEAD:
                        block = read_block(file, at, self._size)
                        begun.append((block.goal, pool.submit(self._checked, block)))
                        at += block.goal
                    goal, future = begun.popleft()
                    checked = future.result()
                    if checked.size:
                        yield checked
                    if checked.size != goal:
                        return
            finally:
                pool.shutdown(cancel_futures=True)

    def _checked(self, block: Block) -> Checked:
        return self._checker.check(split(block.raw, self._form, block.goal, final=block.final))

    def _record(self, at: int) -> Split:
        """The one record that begins at a byte, however long it is."""
        with self._plain.open("rb") as file:
            # a copy on paper only: compiled functions take nothing that cannot be written
            whole = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY), np.uint8)
            return split(whole[at:], self._form, 1, final=True, most=1)
