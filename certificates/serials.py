"""Serials of awards: 80 random bits as 16 Crockford letters, two letters that check them, and reading back what people type."""

import re
import unicodedata
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 16
CHECKS = 2
SERIAL = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}(?:-[0-9A-HJKMNP-TV-Z]{2})?", re.ASCII)
"""Numbers of the first seasons have no check letters."""
TYPED_AT_MOST = 64

_PRIME = 1021  # the largest below 32²: a remainder by it fits two letters and changes with every wrong or swapped letter

# O, I and L are not in the alphabet; Cyrillic letters are those that look like one of ours in print.
LOOK_ALIKES = str.maketrans("OILАВЕЁКМНОРСТУХЗІЇЈЅ", "011ABEEKMH0PCTYX311JS")


def new_serial(randbelow: Callable[[int], int]) -> str:
    """A serial «XXXX-XXXX-XXXX-XXXX-CC» of 16 letters drawn one by one (give ``secrets.randbelow``: 80 bits) and its check."""
    letters = "".join(ALPHABET[randbelow(len(ALPHABET))] for _ in range(LETTERS))
    return _grouped(letters + check_letters(letters))


def check_letters(letters: str) -> str:
    """Two letters over 16: the number they write in base 32, modulo 1021. Any one wrong letter and any swap changes them."""
    number = 0
    for letter in letters:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    rest = number % _PRIME
    return ALPHABET[rest // len(ALPHABET)] + ALPHABET[rest % len(ALPHABET)]


def normalise(text: str) -> str | None:
    """The serial a person meant: any case, any dashes or spaces, O for 0, I and L for 1, Cyrillic look-alikes.

    None where it is none: another length, foreign letters, wrong check letters.
    """
    if len(text) > TYPED_AT_MOST:
        return None
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).upper() if not _is_separator(c)).removeprefix("№")
    letters = letters.translate(LOOK_ALIKES)
    if len(letters) not in {LETTERS, LETTERS + CHECKS} or any(c not in ALPHABET for c in letters):
        return None
    if len(letters) > LETTERS and check_letters(letters[:LETTERS]) != letters[LETTERS:]:
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def _is_separator(character: str) -> bool:
    """Spaces, dashes, and invisible marks that come along when text is copied."""
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf", "Cc"} or character in "−_."
