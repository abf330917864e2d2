"""Where chance comes from: the system's secrets in earnest; a seed in a demonstration, so that it can be repeated."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws made of random bytes, whoever gives them."""

    bytes_of: Callable[[int], bytes]

    def hexadecimal(self, size: int) -> str:
        """``size`` random bytes as hexadecimal digits."""
        return self.bytes_of(size).hex()

    def word(self, size: int) -> str:
        """``size`` random bytes as letters that an address may hold."""
        return base64.urlsafe_b64encode(self.bytes_of(size)).rstrip(b"=").decode()

    def below(self, bound: int) -> int:
        """A number from 0 up to ``bound``, ``bound`` itself left out, all alike."""
        bits = bound.bit_length()
        while True:
            drawn = int.from_bytes(self.bytes_of((bits + 7) // 8)) >> (-bits % 8)
            if drawn < bound:
                return drawn

    def one_of(self, options: Sequence[T]) -> T:
        """One of the options, all alike."""
        return options[self.below(len(options))]


SECRET: Final = Chance(secrets.token_bytes)
"""What nobody can foretell: the only one that a real season knows."""


def seeded(seed: int) -> Chance:
    """The same draws in the same order for the same seed: SHA-256 of seed and counter. For invented seasons only."""
    numbers = count()

    def bytes_of(size: int) -> bytes:
        blocks = (hashlib.sha256(f"{seed}\n{next(numbers)}".encode()).digest() for _ in range(-(-size // 32)))
        return b"".join(blocks)[:size]

    return Chance(bytes_of)
