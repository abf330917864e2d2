"""Turns a column of pages' addresses into the pages' numbers: each way of writing an address is read once.

Cells are told apart by a mixture of their words, found in a sorted table of those that are known, and compared word by word with
what was found there, so that two addresses with the same mixture are never taken for each other.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources import pieces
from scoring.sources.blocks import UInt64
from scoring.sources.page_address import parse_address
from scoring.sources.rules import MISSING_PAGE, NOT_A_PAGE, UNKNOWN_PAGE
from scoring.sources.shapes import Cells

_FEW: Final = 256
_STRIP: Final = 4096
"""Cells that are looked at together."""
_MIX: Final = pieces.odd_numbers(pieces.WORDS + 1)
"""Odd numbers, one for each word and one for the length."""
_EQUAL: Final = np.uint64(0x0101010101010101)
_PREFIXES: Final = ("https://vk.com/", "vk.com/", "")


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Known cells in the order of their mixtures: the mixture, the words, and the number or code of each."""

    mixed: UInt64
    words: UInt64
    number: Int64


class Addresses:
    """Reads addresses as numbers into ``keys``, or as one of the codes below 0; several threads may ask."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.keys: Final = sorted(set(pages.values()))
        numbers = {key: number for number, key in enumerate(self.keys)}
        self._pages = {address: numbers[key] for address, key in pages.items()}
        self._seen: dict[bytes, int] = {}
        self._learning = threading.Lock()
        self._waiting: list[_Known] = []
        self._known = _Known(np.empty(0, np.uint64), np.empty((0, pieces.WORDS), np.uint64), np.empty(0, np.int64))

    def numbers(self, cells: Cells, raw: bytearray, *, doubled: bool) -> Int64:
        """The number of each cell's page."""
        source = pieces.Pieces(raw)
        found = np.empty(len(cells.begin), np.int64)
        for at in range(0, len(found), _STRIP):
            strip = slice(at, at + _STRIP)
            found[strip] = self._numbers(source, Cells(cells.words, cells.begin[strip], cells.end[strip]), raw, doubled=doubled)
        return found

    def _numbers(self, source: pieces.Pieces, cells: Cells, raw: bytearray, *, doubled: bool) -> Int64:
        words, length = source.at(cells.begin), cells.length
        pieces.cut(words, slice(None), np.minimum(length, pieces.SIZE))
        mixed = words @ _MIX[:-1] + length.view(np.uint64) * _MIX[-1]
        number, found = self._found(mixed, words)
        if not found.all():
            new = np.flatnonzero(~found)
            number[new] = self._new(cells, raw, mixed[new], words[new], new, doubled=doubled)
        return number

    def _new(self, cells: Cells, raw: bytearray, mixed: UInt64, words: UInt64, which: Int64, *, doubled: bool) -> Int64:
        """The numbers of cells that the table has not; one of each mixture is read, and waits to be put into the table."""
        one, first, place = np.unique(mixed, return_index=True, return_inverse=True)
        read = np.array([self._number(_cell(cells, raw, row, doubled=doubled)) for row in which[first].tolist()], np.int64)
        number = read[place]
        length = cells.length[which]
        same = (length <= pieces.SIZE) & (length == length[first][place]) & (words == words[first][place]).all(axis=1)
        for index in np.flatnonzero(~same).tolist():
            number[index] = self._number(_cell(cells, raw, int(which[index]), doubled=doubled))
        short = length[first] <= pieces.SIZE
        self._learn(_Known(one[short], words[first][short], read[short]))
        return number

    def _learn(self, new: _Known) -> None:
        """Puts what was read into the table, once it is a good part of it: sorting anew for a few would take longer."""
        with self._learning:
            self._waiting.append(new)
            if sum(len(part.mixed) for part in self._waiting) < max(_FEW, len(self._known.mixed) // 4):
                return
            parts = (self._known, *self._waiting)
            self._waiting.clear()
            mixed, first = np.unique(np.concatenate([part.mixed for part in parts]), return_index=True)
            words = np.concatenate([part.words for part in parts])[first]
            self._known = _Known(mixed, words, np.concatenate([part.number for part in parts])[first])

    def _found(self, mixed: UInt64, words: UInt64) -> tuple[Int64, Bool]:
        known = self._known
        if not len(known.mixed):
            return np.zeros(len(mixed), np.int64), np.zeros(len(mixed), np.bool_)
        place = np.minimum(np.searchsorted(known.mixed, mixed), len(known.mixed) - 1)
        # the same words and the same mixture have the same length, since its factor is odd
        equal = (known.words[place] == words).view(np.uint64)[:, 0] == _EQUAL
        found: Bool = equal & (known.mixed[place] == mixed)
        return known.number[place], found

    def _number(self, cell: bytes) -> int:
        if cell not in self._seen:
            self._seen[cell] = self._read(cell.decode())
        return self._seen[cell]

    def _read(self, text: str) -> int:
        for prefix in _PREFIXES:
            # most cells are written so, and a pattern takes ten times longer
            if text.startswith(prefix) and (number := self._pages.get(f"vk:{text[len(prefix) :].lower()}")) is not None:
                return number
        if not text.strip():
            return MISSING_PAGE
        address = parse_address(text)
        return NOT_A_PAGE if address is None else self._pages.get(address.key, UNKNOWN_PAGE)


def _cell(cells: Cells, raw: bytearray, index: int, *, doubled: bool) -> bytes:
    cell = bytes(raw[cells.begin[index] : cells.end[index]])
    return cell.replace(b'""', b'"') if doubled else cell
