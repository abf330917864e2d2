"""Receipts: how a juror can tell, after publication, that exactly his verdicts were counted, without anybody knowing them his.

The sealed file of verdicts holds for each verdict SHA-256(salt, card, answer, moment). The salt is the juror's alone and is shown
to no one else, so that nobody can try out the few answers there are.
"""

import hashlib
from collections.abc import Iterable

SALT_BYTES = 16


def mark(salt: bytes, card: str, answer: str, at: int) -> str:
    """The mark of one verdict in the sealed file, hexadecimal; ``at``: UTC epoch seconds of the answer that counts."""
    return hashlib.sha256(b"\0".join((salt, card.encode(), answer.encode(), str(at).encode()))).hexdigest()


def receipt(marks: Iterable[str]) -> str:
    """The juror's one code: SHA-256 over his marks in alphabetical order."""
    return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest()


def missing(salt: bytes, verdicts: Iterable[tuple[str, str, int]], sealed: Iterable[str]) -> tuple[str, ...]:
    """Cards whose verdict (card, answer, moment) is not in the sealed file as it was given."""
    known = set(sealed)
    return tuple(card for card, answer, at in verdicts if mark(salt, card, answer, at) not in known)
