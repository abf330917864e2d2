"""Where each text of a certificate goes: its typeface, its width, and the ladder of sizes it may take."""

from collections.abc import Mapping
from typing import NamedTuple

from certificates.fonts import FaceName


class Step(NamedTuple):
    """One step of a ladder: size in points, most lines."""

    size: float
    lines: int


class Place(NamedTuple):
    """Where a text goes: its typeface, the width in points, steps from the largest, spacing of letters in ems."""

    face: FaceName
    width: float
    steps: tuple[Step, ...]
    spacing: float = 0.0


def _place(face: FaceName, width: float, *steps: tuple[float, int], spacing: float = 0.0) -> Place:
    return Place(face, width, tuple(Step(size, lines) for size, lines in steps), spacing)


_NAME = (
    (32, 1), (29, 2), (26, 2), (24, 3), (22, 3), (20, 3), (18, 4), (17, 4), (16, 5), (15, 5), (14, 5), (13, 5), (12, 5),
)  # fmt: skip

# 1.5 % of each width is kept back for kerning, which is not measured.
PLACES: Mapping[str, Place] = {
    "contest": _place("sans-bold", 440, (12, 1), (11, 2), (10, 2), (9, 2), (8, 2), spacing=0.05),
    "title": _place("serif-bold", 456, (58, 1), (50, 1), (44, 1), (39, 2), (34, 2), (30, 2), (26, 2), spacing=0.06),
    "kind_word": _place("serif-bold", 440, (21, 1), (19, 1), (17, 1), (15, 1), (13, 1), spacing=0.06),
    "given": _place("serif-italic", 460, (13, 1), (12, 1), (11, 1), (10, 1), (9, 1)),
    "name": _place("serif-bold", 476, *_NAME),
    "person": _place("serif-bold", 476, (32, 1), (29, 1), (26, 2), (24, 2), (22, 2), (20, 2), (18, 3), (16, 3), (14, 3)),
    "organisation": _place(
        "serif-bold", 440, (17, 1), (16, 2), (15, 2), (14, 3), (13, 3), (12, 4), (11.5, 4), (11, 5), (10.5, 5), (10, 5)
    ),
    "where": _place("sans", 440, (12, 1), (11, 1), (10, 1), (9, 1), (8, 1)),
    "link": _place("sans", 440, (10, 1), (9, 1), (8, 1), (7, 1), (6, 1)),
    "in_nomination": _place("serif-italic", 460, (12.5, 1), (11.5, 1), (10.5, 1), (9.5, 1)),
    "nomination": _place("serif-bold", 430, (20, 1), (18, 1), (17, 2), (16, 2), (15, 2), (14, 2), (13, 2), (12, 2), (11, 2)),
    "nomination_en": _place("serif-italic", 430, (11.5, 1), (10.5, 1), (9.5, 1), (8.5, 1), (7.5, 1)),
    "reason": _place("serif", 478, (10.8, 1), (10.2, 1), (9.6, 1), (9, 1), (8.4, 1)),
    "post": _place("sans", 158, (9.5, 2), (9, 3), (8, 3), (7, 4)),
    "signer": _place("serif-bold", 158, (11, 1), (10, 1), (9, 1), (9, 2), (8, 2)),
    "row_post": _place("sans", 138, (9, 2), (8.5, 2), (8, 2), (7.5, 3), (7, 3)),
    "row_signer": _place("serif-bold", 98, (10, 1), (9.5, 1), (9, 1), (8.5, 1), (9, 2), (8.5, 2), (8, 2)),
    "address": _place("sans", 246, (8.5, 1), (8, 1), (7, 1), (6, 1), (5, 1)),
    "city": _place("sans", 128, (9, 1), (8, 1)),
}
FIELD_WORDS: Mapping[str, tuple[str, str]] = {
    "contest": ("название конкурса", "the contest's title"),
    "title": ("заглавие документа", "the document's title"),
    "kind_word": ("вид документа", "the document's kind"),
    "given": ("строка над именем", "the line above the name"),
    "name": ("название организации", "the organisation's name"),
    "person": ("имя в благодарственном письме", "the name in the letter of thanks"),
    "organisation": ("название организации", "the organisation's name"),
    "where": ("муниципалитет и регион", "municipality and region"),
    "link": ("адрес страницы", "the page's address"),
    "in_nomination": ("строка над номинацией", "the line above the nomination"),
    "nomination": ("номинация", "the nomination"),
    "nomination_en": ("номинация по-английски", "the nomination in English"),
    "reason": ("формулировка заслуг", "the reason"),
    "post": ("должность подписавшего", "a signer's post"),
    "signer": ("имя подписавшего", "a signer's name"),
    "row_post": ("должность подписавшего", "a signer's post"),
    "row_signer": ("имя подписавшего", "a signer's name"),
    "address": ("адрес проверки", "the check address"),
    "city": ("город", "the city"),
    "points": ("баллы", "the points"),
}
