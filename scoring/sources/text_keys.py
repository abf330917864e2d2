"""Makes the lengths and keys of texts out of the bytes of a file: two texts with folded white space are the same by their keys.

Folded is a text whose runs of white space (space, tab, line feed, carriage return, form feed, no-break space U+00A0) are one
space each, with none at its ends. The key of a folded text, all sums and products modulo 2**64:

- its UTF-8, filled with zeros to a multiple of 64 bytes, is little-endian words of eight bytes, eight words a piece;
- odd numbers: ``o(i)`` is splitmix64's mixture of ``i * 0x9E3779B97F4A7C15`` with the lowest bit set, i from 1 on;
- with ``f(x) = x ^ (x >> 32)``, a piece with the words w1 to w8 has the sum of all ``f(wk) * o(k)``;
- ``t`` is the sum of ``f(piece) * o(9 + number of the piece from 1)`` over all pieces, and of the number of bytes times ``o(9)``;
- the key is ``f(f(t) * o(1))`` without its top bit, 1 instead of 0; a text of no bytes has the key 0.

Two different texts have the same key about as seldom as two random numbers (in the worst case, texts that differ in the high bits
of two words alone, once in 2**33). Who wants two texts to be taken for one gains nothing here, so that no secret is needed.
"""

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources import bits, pieces, utf8
from scoring.sources.blocks import NEWLINE, QUOTE, ROOM, UInt64
from scoring.sources.shapes import Cells

_U = np.uint64
_STRIP: Final = 2048
"""Texts whose words are looked at together."""
_HALF: Final = _U(32)
_SPACE: Final = 32
_NO_BREAK: Final = "\u00a0".encode()
_odd: Final = cache(pieces.odd_numbers)


def key_of(folded: str) -> int:
    """The key of one folded text; halves of surrogate pairs count as question marks."""
    text = folded.encode("utf-8", "replace")
    return int(_keys(bytearray(text + bytes(pieces.SIZE)), np.zeros(1, np.int64), np.array([len(text)]))[0])


def lengths_and_keys(
    raw: bytearray, cells: Cells, line_feeds: Int64, characters: bits.Counted, *, doubled: bool
) -> tuple[Int64, Int64]:
    """The number of characters of each text and its key, once its white space is folded.

    Other white space than no-break spaces is put down as plain spaces in ``raw``, whose line feeds stand at ``line_feeds``.
    ``characters`` counts the bytes at which none begins; ``doubled``: two quotes in a row stand for one.
    """
    utf8.without_marks(raw, line_feeds)
    begin, end = cells.begin, cells.end
    length = end - begin - (characters(end) - characters(begin))
    key = _keys(raw, begin, end)
    loose = np.flatnonzero(_loose(raw, begin, end, doubled=doubled))
    if len(loose):
        folded, begin, end = _folded(raw, begin[loose], end[loose], doubled=doubled)
        characters = bits.Counted(utf8.continuing(folded))
        length[loose] = end - begin - (characters(end) - characters(begin))
        key[loose] = _keys(folded, begin, end)
    return length, key


def _loose(raw: bytearray, begin: Int64, end: Int64, *, doubled: bool) -> Bool:
    """Which texts begin or end with a space, or may hold two in a row, a no-break one, or two quotes."""
    data = np.frombuffer(raw, np.uint8)
    found: Bool = (begin < end) & ((data[begin] == _SPACE) | (data[end - 1] == _SPACE))
    row = np.searchsorted(end, utf8.loose(raw, quotes=doubled))
    found[row[row < len(found)]] = True  # what stands in front of a text does no harm: it is only folded in vain
    return found


def _folded(raw: bytearray, begin: Int64, end: Int64, *, doubled: bool) -> tuple[bytearray, Int64, Int64]:
    """The texts folded, on lines of their own with room around, and where each lies; line feeds are spaces already."""
    texts = [raw[at:to] for at, to in zip(begin.tolist(), end.tolist(), strict=True)]
    joined = b"\n".join([b"", *texts, b""]).replace(_NO_BREAK, b" ")
    data = np.frombuffer(joined, np.uint8)
    space = data == _SPACE
    dropped = np.zeros(len(data), np.bool_)
    np.logical_and(space[1:], space[:-1] | (data[:-1] == NEWLINE), out=dropped[1:])
    if doubled:
        dropped[np.flatnonzero(data == QUOTE)[1::2]] = True
    folded = data[~dropped]
    ends = np.flatnonzero(folded == NEWLINE)
    begin, end = ends[:-1] + 1, ends[1:]
    end -= folded[end - 1] == _SPACE
    return bytearray(folded.tobytes() + bytes(ROOM)), begin, end


def _keys(raw: bytearray, begin: Int64, end: Int64) -> Int64:
    """The key of the bytes between two places, which have the room of a piece behind them."""
    total = np.concatenate([*_sums(raw, begin, end), np.empty(0, _U)])
    size = (end - begin).view(_U)
    total += size * _odd(16)[8]
    total = (total ^ (total >> _HALF)) * _odd(16)[0]
    key = np.maximum((total ^ (total >> _HALF)) & _U(2**63 - 1), _U(1))
    key[size == 0] = 0
    found: Int64 = key.view(np.int64)
    return found


def _sums(raw: bytearray, begin: Int64, end: Int64) -> Iterator[UInt64]:
    """The sum over the pieces of each text, some texts at a time."""
    source = pieces.Pieces(raw)
    longest = int((end - begin).max(initial=1))
    odd = _odd(1 << (longest // pieces.SIZE + 10).bit_length())
    for strip in range(0, len(begin), _STRIP):
        start, size = begin[strip : strip + _STRIP], (end - begin)[strip : strip + _STRIP]
        count = np.maximum(-(-size // pieces.SIZE), 1)
        behind = np.cumsum(count)
        number = np.arange(behind[-1]) - np.repeat(behind - count, count)
        words = source.at(np.repeat(start, count) + number * pieces.SIZE)
        pieces.cut(words, behind - 1, size - (count - 1) * pieces.SIZE)
        words ^= words >> _HALF
        piece = words @ odd[: pieces.WORDS]
        piece ^= piece >> _HALF
        piece *= odd[9 + number]
        yield np.add.reduceat(piece, behind - count)
