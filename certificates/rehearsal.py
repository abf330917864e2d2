"""The mark of a rehearsal: its one word across a page as outlines, so that no sheet of it can be taken for an award."""

from functools import lru_cache
from math import atan2, hypot
from typing import Final

from certificates.award import Wording
from certificates.drawing import Shape, moved, pdf_shapes, placed
from certificates.fonts import face
from certificates.ornament import letters

WORDS: Final[dict[Wording, str]] = {"ru": "РЕПЕТИЦИЯ", "en": "REHEARSAL", "bilingual": "РЕПЕТИЦИЯ"}
_INK: Final = "#efc4c0"
"""Pale enough for the words above it to be read."""
_SHARE: Final = 0.78
"""Of the page's diagonal that the word takes."""


@lru_cache(maxsize=8)
def mark(width: float, height: float, wording: Wording = "ru") -> bytes:
    """Operators that draw the word from the lower left to the upper right corner of a page; y goes down, points."""
    sans = face("sans-bold")
    outlines, whole = letters(sans, WORDS[wording], 1.0, spacing=0.06)
    size = _SHARE * hypot(width, height) / whole
    at_middle = moved(outlines, placed(-whole * size / 2, size * sans.cap_height / 2, scale=size))
    turned = moved(at_middle, placed(width / 2, height / 2, turn=-atan2(height, width)))
    return pdf_shapes([Shape(turned, fill=_INK)])[0]
