"""Looks at short stretches of bytes as pieces of 64: what lies at many places is taken at once, eight words a row."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int64
from scoring.sources.blocks import UInt64

SIZE: Final = 64
WORDS: Final = SIZE // 8

_LAST: Final = np.tri(SIZE + 1, SIZE, -1, np.uint8) * np.uint8(0xFF)
_KEPT: Final = _LAST.view(np.uint64)
"""Keeps the first n bytes of a piece."""


class Pieces:
    """The bytes of a buffer by the places where pieces begin; behind each place there must be the room of a piece."""

    def __init__(self, raw: bytearray) -> None:
        self._pieces: NDArray[np.void] = np.ndarray((len(raw) - SIZE + 1,), f"V{SIZE}", raw, strides=(1,))

    def at(self, place: Int64) -> UInt64:
        """(places, 8) the words of the piece at each place."""
        return self._pieces[place].view(np.uint64).reshape(-1, WORDS)


def cut(words: UInt64, rows: Int64 | slice, size: Int64) -> None:
    """Leaves the first ``size`` bytes, at most 64, of some of the pieces; zeros take the place of the others."""
    words[rows] &= _KEPT[size]


def odd_numbers(count: int) -> UInt64:
    """Splitmix64's mixtures of i * 0x9E3779B97F4A7C15 with the lowest bit set, i from 1 to ``count``, read-only."""
    mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
    mixed.flags.writeable = False
    return mixed
