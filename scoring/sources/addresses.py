"""Turns a column of pages' addresses into the pages' numbers: each way of writing an address is read once."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from criteria.evidence import Int64
from scoring.sources.blocks import UInt8, UInt64
from scoring.sources.page_address import parse_address
from scoring.sources.rules import MISSING_PAGE, NO_TEXT, NOT_A_PAGE, UNKNOWN_PAGE
from scoring.sources.splitting import Cells, Split

_FEW: Final = 256
_SITE: Final = "https://vk.com/"
_BARE_SITE: Final = "vk.com/"
_VK: Final = "vk:"


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Texts with a number each, as ``compiled.pages`` looks them up."""

    slots: Int64
    known: UInt64

    def find(self, raw: UInt8, cells: Cells, prefix: UInt8, *, lower: bool) -> tuple[Int64, Int64]:
        """The number of each cell's text as ``compiled.pages.find`` looks for it, and the rows that stay unseen."""
        from scoring.sources.compiled import pages  # noqa: PLC0415  loads numba, which only importing needs

        found = np.empty(len(cells.begin), np.int64)
        short = max(len(prefix) - len(_BARE_SITE), 0)
        missed = pages.find(raw, cells.begin, cells.end, prefix, short, lower, self.slots, self.known, found)
        return found, np.flatnonzero(found == pages.UNSEEN) if missed else np.empty(0, np.int64)


class Addresses:
    """Reads addresses as numbers into ``keys``, or as one of the codes below 0; several threads may ask."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.keys: Final = sorted(set(pages.values()))
        numbers = {key: number for number, key in enumerate(self.keys)}
        self._pages = {address: numbers[key] for address, key in pages.items()}
        vk = {address[len(_VK) :].encode(): number for address, number in self._pages.items() if address.startswith(_VK)}
        self._known: Final = _table(vk)
        self._seen: dict[bytes, int] = {}
        self._learned, self._looked_at = _table({}), 0
        self._learning = threading.Lock()

    def numbers(self, split: Split, column: int) -> Int64:
        """The number of each cell's page. Most are written with VK's site or without; the others are read one by one."""
        cells = split.cells[column]
        found, others = self._known.find(split.raw, cells, _bytes(_SITE.encode()), lower=True)
        if len(others):
            rest = Cells(cells.begin[others], cells.end[others])
            found[others], unseen = self._learned.find(split.raw, rest, _bytes(b""), lower=False)
            for row in others[unseen].tolist():
                found[row] = self._number(split.cell(column, row))
            self._learn()
        return found

    def _learn(self) -> None:
        """Makes the table anew once what was read since is a good part of it: to do so for a few would take longer."""
        with self._learning:
            seen = self._seen.copy()
            if len(seen) < self._looked_at + max(_FEW, self._looked_at // 4):
                return
            self._looked_at = len(seen)
            self._learned = _table({cell: number for cell, number in seen.items() if b'"' not in cell})

    def _number(self, cell: bytes) -> int:
        if cell not in self._seen:
            self._seen[cell] = self._read(cell)
        return self._seen[cell]

    def _read(self, cell: bytes) -> int:
        try:
            text = cell.decode()
        except UnicodeDecodeError:
            return NO_TEXT
        if not text.strip():
            return MISSING_PAGE
        address = parse_address(text)
        return NOT_A_PAGE if address is None else self._pages.get(address.key, UNKNOWN_PAGE)


def _table(numbers: Mapping[bytes, int]) -> _Table:
    """The table of texts with their numbers; longer ones than it takes are left out."""
    from scoring.sources.compiled import pages  # noqa: PLC0415  as above

    texts = [text for text in numbers if len(text) <= pages.LONGEST]
    known = np.zeros((len(texts) + 1, pages.FIELDS), np.uint64)
    known[:-1, 0] = np.array([numbers[text] for text in texts], np.int64).view(np.uint64)
    slots = np.full(1 << (2 * len(texts) + 1).bit_length(), -1, np.int64)
    pages.fill(slots, known, _bytes(b"".join(texts)), np.cumsum(list(map(len, texts)), dtype=np.int64))
    return _Table(slots, known)


def _bytes(text: bytes) -> UInt8:
    return np.frombuffer(bytearray(text), np.uint8)
