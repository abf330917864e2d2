"""Serials of awards: 80 random bits as 16 Crockford letters, and reading back what people type."""

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 16
SERIAL = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}", re.ASCII)
TYPED_AT_MOST = 64

# O, I and L are not in the alphabet; Cyrillic letters are those that look like one of ours in print.
LOOK_ALIKES = str.maketrans("OILАВЕЁКМНОРСТУХЗІЇЈЅ", "011ABEEKMH0PCTYX311JS")


def new_serial(randbelow: Callable[[int], int]) -> str:
    """A serial «XXXX-XXXX-XXXX-XXXX» of 16 letters drawn one by one; give ``secrets.randbelow`` (80 bits)."""
    return _grouped("".join(ALPHABET[randbelow(len(ALPHABET))] for _ in range(LETTERS)))


def normalise(text: str) -> str | None:
    """The serial a person meant: any case, any dashes or spaces, O for 0, I and L for 1, Cyrillic look-alikes; else None."""
    if len(text) > TYPED_AT_MOST:
        return None
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if not _is_separator(c)).removeprefix("№")
    letters = letters.translate(LOOK_ALIKES)
    if len(letters) != LETTERS or any(c not in ALPHABET for c in letters):
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + 4] for i in range(0, LETTERS, 4))


def _is_separator(character: str) -> bool:
    """Spaces, dashes, and invisible marks that come along when text is copied."""
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf", "Cc"} or character in "−_."
