"""Reads a CSV in blocks that end where a record ends, each with room around it so that whole words can be read at its edges.

A block ends at the last line end that an even number of quotes precedes. That is a record's end when every quote opens or closes
a cell or is doubled, which ``splitting`` checks, block by block, before anything is believed.
"""

from dataclasses import dataclass
from io import BufferedReader
from typing import Final

import numpy as np
from numpy.typing import NDArray

UInt8 = NDArray[np.uint8]
UInt64 = NDArray[np.uint64]

ROOM: Final = 64
"""Bytes kept free before and behind a block's bytes."""
SIZE: Final = 8 * 1024**2
"""Bytes of a block: large against a record, small against memory. A record of more than ``LONGEST`` bytes is refused."""
PIECE: Final = 512 * 1024
"""Bytes that are looked at together: with what is made of them they fit the processor's caches."""
LONGEST: Final = 2_000_000
NEWLINE: Final = 10
RETURN: Final = 13
QUOTE: Final = 34


@dataclass(frozen=True, slots=True)
class Block:
    """``size`` bytes of the file from ``offset`` on, in ``data`` from ``ROOM`` on; the last of them is a line end."""

    offset: int
    data: bytearray
    size: int

    @property
    def bytes(self) -> UInt8:
        """The bytes of the block, without the room around them."""
        return np.frombuffer(self.data, np.uint8)[ROOM : ROOM + self.size]


def read_block(file: BufferedReader, offset: int, end: int) -> Block | None:
    """The block that begins at byte ``offset`` of a file of ``end`` bytes; None when no record seems to end in it."""
    file.seek(offset)
    data = bytearray(min(SIZE, end - offset) + 2 * ROOM)
    size = file.readinto(memoryview(data)[ROOM:-ROOM])
    data[ROOM - 1] = NEWLINE
    if offset + size < end:
        size = _border(data, size)
        if not size:
            return None
    elif data[ROOM + size - 1] != NEWLINE:
        data[ROOM + size] = NEWLINE
        size += 1
    return Block(offset, data, size)


def _border(data: bytearray, size: int) -> int:
    """How many bytes there are up to the last line end with an even number of quotes before it; 0 without one."""
    stop = ROOM + size
    raw = np.frombuffer(data, np.uint8)
    odd = sum(int(np.count_nonzero(raw[at : min(at + PIECE, stop)] == QUOTE)) for at in range(ROOM, stop, PIECE)) % 2
    while (at := data.rfind(NEWLINE, ROOM, stop)) >= 0:
        odd ^= data.count(QUOTE, at, stop) % 2
        if not odd:
            return at + 1 - ROOM
        stop = at
    return 0


def words(data: UInt8 | bytearray) -> UInt64:
    """The eight bytes from each place on as one number, the first byte the lowest: a view, nothing is copied."""
    return np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
