"""Words of others as they may stand in a letter: one line, no control characters, none that turn or hide the text."""

import re
import unicodedata
from typing import Final

_DROPPED: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def one_line(text: str, longest: int = 300) -> str:
    """The text composed (NFC), its white space single spaces, without control and invisible characters, cut to ``longest``."""
    kept = " ".join(unicodedata.normalize("NFC", text).split())
    if not kept.isprintable():
        kept = " ".join("".join(char for char in kept if unicodedata.category(char) not in _DROPPED).split())
    return kept if len(kept) <= longest else f"{kept[: longest - 1].rstrip()}…"


def many_lines(text: str, longest: int = 4000) -> str:
    """The same for words of many lines: each line is one by itself, and no two empty ones follow each other."""
    lines = [one_line(line, longest) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:longest]
