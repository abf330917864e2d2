"""What is doubtful in a state number of an organisation: ОГРН (13 digits, 15 of a sole trader) and ИНН (10 and 12)."""

import re
from typing import Final

from scoring.sources.cells import ogrn_valid

Doubt = tuple[str, tuple[tuple[str, str], ...]]
"""A code of the table of reasons, and what its sentence names."""

_ROUNDED: Final = re.compile(r"\d+(?:[.,]\d+)?[eе]\+?\d{1,2}", re.IGNORECASE)
_TEN: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_TWELVE: Final = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def digits_of(text: str) -> str:
    """The number without the spaces and the apostrophe that spreadsheets put in; anything else stays as it is written."""
    bare = text.replace(" ", "").lstrip("'’")
    return bare if bare.isascii() and bare.isdecimal() else text


def inn_valid(text: str) -> bool:
    """Ten digits of a firm or twelve of a person; each check digit is the weighted sum of those before it mod 11 mod 10."""
    if not (text.isascii() and text.isdecimal()):
        return False
    if len(text) == 10:
        return _check(text, _TEN)
    return len(text) == 12 and all(_check(text, weights) for weights in _TWELVE)


def doubt_of_ogrn(text: str) -> Doubt | None:
    """Why the state number can hardly be right; None for a good one and for none at all."""
    if not text or ogrn_valid(text):
        return None
    if _ROUNDED.fullmatch(text):
        return "ogrn_rounded", ()
    if inn_valid(text):
        return "ogrn_is_inn", ()
    if text.isascii() and text.isdecimal() and len(text) in {13, 15}:
        return "ogrn_wrong", ()
    return "ogrn_length", (("found", str(len(text))),)


def doubt_of_inn(text: str) -> Doubt | None:
    """The same for a tax number."""
    if not text or inn_valid(text):
        return None
    if text.isascii() and text.isdecimal() and len(text) in {10, 12}:
        return "inn_wrong", ()
    return "inn_length", (("found", str(len(text))),)


def _check(text: str, weights: tuple[int, ...]) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(weights, text, strict=False))
    return total % 11 % 10 == int(text[len(weights)])
