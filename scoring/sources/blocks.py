"""Reads a CSV in blocks and guesses for each where its last record ends.

The guess is the last line end that an even number of quotes precedes. Who splits the block finds out where its records really
end; what was begun behind a wrong guess is thrown away, so that it costs time at worst.
"""

from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

UInt8 = NDArray[np.uint8]
UInt64 = NDArray[np.uint64]
Int32 = NDArray[np.int32]

SIZE: Final = 2 * 1024**2
"""Bytes of a block: large against a record, small against memory."""
LONGEST: Final = 2_000_000
"""Bytes of a record that is not refused for its length."""
_PIECE: Final = 512 * 1024
_QUOTE: Final = ord('"')
_NEWLINE: Final = ord("\n")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Bytes of the file from ``offset`` on; the next block is guessed to begin at ``goal``. ``final``: the file ends with it."""

    offset: int
    raw: UInt8
    goal: int
    final: bool


def read_block(file: BufferedReader, offset: int, end: int) -> Block:
    """The block that begins at byte ``offset`` of a file of ``end`` bytes."""
    file.seek(offset)
    data = bytearray(min(SIZE, end - offset))
    size = file.readinto(data)
    final = offset + size >= end
    return Block(offset, np.frombuffer(data, np.uint8)[:size], size if final else _border(data, size), final)


def _border(data: bytearray, size: int) -> int:
    """How many bytes there are up to the last line end with an even number of quotes before it; all without one."""
    raw: NDArray[Any] = np.frombuffer(data, np.uint8)[:size]
    odd = sum(int(np.count_nonzero(raw[at : at + _PIECE] == _QUOTE)) for at in range(0, size, _PIECE)) % 2
    stop = size
    while (at := data.rfind(_NEWLINE, 0, stop)) >= 0:
        odd ^= data.count(_QUOTE, at, stop) % 2
        if not odd:
            return at + 1
        stop = at
    return size
