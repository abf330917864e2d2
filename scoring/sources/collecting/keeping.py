"""What is kept of an answer: no words of citizens, no numbers of people, and of the page's own texts length and key.

A recording holds these small values in place of the answers themselves, so that it can be handed on and replayed offline. They
have the same shape for every network:

a page (of ``groups``): id, name, screen_name, closed, photo, cover, length, facts, phone, mail, address, menu, mark, members,
streams, each None where the network does not tell; a post (of ``items``): id, date, length, key, attachments, comments, and where
they hold foreign, repost, ads, pinned, deleted, donut, videos; a comment (of ``items``): id, date, by («page», a person's hash,
«other»), wants, interim, to, to_user, thread.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scoring.sources.collecting.answers import Fault

Kept = dict[str, Any]
Identity = int | str
"""By what a network calls a page: its number, or a name where pages have none."""
_AUTHOR_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Author:
    """Turns the number of a person into a keyed hash: the same person is the same hash, and nobody else can tell who."""

    key: bytes

    def __call__(self, number: int) -> str:
        """HMAC-SHA256 of the number, its first 128 bits in hexadecimal digits."""
        return hmac.new(self.key, str(number).encode(), hashlib.sha256).hexdigest()[:_AUTHOR_DIGITS]


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is kept of an answer, what lied about its type, and the words of citizens for the moderators' eyes only.

    ``words``: (number of the comment, its text).
    """

    kept: Kept
    faults: tuple[Fault, ...]
    words: tuple[tuple[int, str], ...] = ()


Reduce = Callable[[object], Reduced]
