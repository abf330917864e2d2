"""The one guard against texts that a spreadsheet would run as a formula."""

import unicodedata
from typing import Final

_RUNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a text for a formula."""


def unarmed(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it, spaces and marks nobody sees in front or not."""
    return f"'{text}" if text.startswith(_RUNS) or _seen(text).startswith(_RUNS) else text


def armoured(text: str) -> str:
    """The same guard for a text that will be read again: ``bared`` gives back exactly what was written."""
    return f"'{text}" if _would_run(text) else text


def bared(text: str) -> str:
    """The text without the apostrophe that ``armoured`` (or ``unarmed``) put before it; any other text as it is."""
    return text[1:] if text.startswith("'") and _would_run(text) else text


def _would_run(text: str) -> bool:
    """Whether a spreadsheet would run the text once its apostrophes were gone."""
    bare = text.lstrip("'")
    return unarmed(bare) != bare


def _seen(text: str) -> str:
    """The text from its first character that is neither white space nor invisible."""
    for place, char in enumerate(text):
        if not char.isspace() and unicodedata.category(char) != "Cf":
            return text[place:]
    return ""
