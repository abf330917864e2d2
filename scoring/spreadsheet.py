"""The one guard against texts that a spreadsheet would run as a formula."""

import unicodedata
from typing import Final

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a text for a formula."""


def unarmed(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it, spaces and marks nobody sees in front or not."""
    return f"'{text}" if text.startswith(_RUNS) or _seen(text).startswith(_RUNS) else text


def _seen(text: str) -> str:
    """The text from its first character that is neither white space nor invisible."""
    for place, char in enumerate(text):
        if not char.isspace() and unicodedata.category(char) != "Cf":
            return text[place:]
    return ""
