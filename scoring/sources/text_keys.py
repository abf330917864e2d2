"""What the key of a text is: two texts with folded white space are the same by their keys. ``compiled.texts`` makes many at once.

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

from functools import cache
from typing import Final

import numpy as np

from criteria.evidence import Int64
from scoring.sources.blocks import Int32, UInt8, UInt64

_PIECE: Final = 64
_WORDS: Final = 8
_HALF: Final = np.uint64(32)


def key_of(folded: str) -> int:
    """The key of one folded text; halves of surrogate pairs count as question marks."""
    text = folded.encode("utf-8", "replace")
    if not text:
        return 0
    words = np.frombuffer(text + bytes(-len(text) % _PIECE), "<u8").reshape(-1, _WORDS)
    odd = _odd(len(words).bit_length())
    piece = _mixed(words) @ odd[:_WORDS]
    total = _mixed(piece) @ odd[9 : 9 + len(piece)] + np.array([len(text)], np.uint64) * odd[8]
    key = int(_mixed(_mixed(total) * odd[0])[0]) & 2**63 - 1
    return max(key, 1)


def lengths_and_keys(raw: UInt8, begin: Int32, end: Int32) -> tuple[Int64, Int64]:
    """The number of characters of each text once it is folded, -1 where bytes are no UTF-8, and its key."""
    from scoring.sources.compiled import texts  # noqa: PLC0415  loads numba, which only importing needs

    longest = int((end - begin).max(initial=0))
    words = np.empty((longest // _PIECE + 1) * _WORDS, np.uint64)
    length, key = np.empty(len(begin), np.int64), np.empty(len(begin), np.int64)
    texts.lengths_and_keys(raw, begin, end, _odd((longest // _PIECE + 1).bit_length()), words.view(np.uint8), words, length, key)
    return length, key


@cache
def _odd(bits: int) -> UInt64:
    """The odd numbers o(1) to o(10 + 2**bits)."""
    mixed = np.arange(1, 2**bits + 11, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)


def _mixed(number: UInt64) -> UInt64:
    mixed: UInt64 = number ^ (number >> _HALF)
    return mixed
