"""Sets of places in bytes, a bit for each: what is asked of every byte of a file is asked of sixty-four at once.

Bit i of word j stands for byte 64 * j + i.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from criteria.evidence import Bool, Int64
from scoring.sources.blocks import UInt8, UInt64

_U = np.uint64
_PIECE: Final = 128 * 1024
"""Bytes that are looked at together: with what is made of them they fit the processor's caches."""
_ONE: Final = _U(1)
_TOP: Final = _U(63)
_STEPS: Final = tuple(_U(step) for step in (1, 2, 4, 8, 16, 32))


def asked(raw: UInt8, *questions: Callable[[UInt8], Bool]) -> list[UInt64]:
    """For each question the places of the bytes of which it is true."""
    found = [np.zeros(-(-len(raw) // 64), np.uint64) for _ in questions]
    packed = [bits.view(np.uint8) for bits in found]
    for at in range(0, len(raw), _PIECE):
        part = raw[at : at + _PIECE]
        for question, into in zip(questions, packed, strict=True):
            bits = np.packbits(question(part), bitorder="little")
            into[at // 8 : at // 8 + len(bits)] = bits
    return found


def behind(bits: UInt64, *, first: bool = False) -> UInt64:
    """The places behind these; ``first``: whether one stands before the first byte."""
    found: UInt64 = bits << _ONE
    found[1:] |= bits[:-1] >> _TOP
    if first and len(found):
        found[0] |= _ONE
    return found


def before(bits: UInt64) -> UInt64:
    """The places before these."""
    found: UInt64 = bits >> _ONE
    found[:-1] |= bits[1:] << _TOP
    return found


def odd(bits: UInt64) -> UInt64:
    """Places up to which, with them, an odd number of these lie."""
    found = bits.copy()
    for step in _STEPS:
        found ^= found << step
    through = np.bitwise_xor.accumulate((found >> _TOP).astype(np.uint8))
    found[1:] ^= -through[:-1].astype(np.uint64)
    return found


def places(bits: UInt64) -> Int64:
    """The places in order."""
    found: Int64 = np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little").view(np.bool_))
    return found


def few_places(bits: UInt64) -> Int64:
    """The places in order, quickly where there are few."""
    words = np.flatnonzero(bits)
    within = places(bits[words])
    found: Int64 = (words[within >> 6] << 6) + (within & 63)
    return found


def at_places(found: Int64, size: int) -> UInt64:
    """The bits of places in ``size`` bytes."""
    hit = np.zeros(-(-size // 64) * 64, np.bool_)
    hit[found] = True
    return np.packbits(hit, bitorder="little").view(np.uint64)


class Counted:
    """Says how many of these places lie before a place."""

    def __init__(self, bits: UInt64) -> None:
        self._bits = np.append(bits, _U(0))
        self._before = np.zeros(len(bits) + 1, np.int64)
        np.cumsum(np.bitwise_count(bits), out=self._before[1:])
        self.total: Final = int(self._before[-1])

    def __call__(self, place: Int64) -> Int64:
        """How many lie before each place."""
        word = place >> 6
        within = self._bits[word] & ((_ONE << (place & 63).view(np.uint64)) - _ONE)
        found: Int64 = self._before[word] + np.bitwise_count(within)
        return found

    def before(self, place: int) -> int:
        """How many lie before one place."""
        return int(self(np.array([place]))[0])
