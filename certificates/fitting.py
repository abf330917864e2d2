"""Texts set into their places by measured widths: the largest step that fits, or a refusal that names the award."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from certificates.award import Award, Tongue, bare_link, tongue_of
from certificates.badge import badge_fits, badge_key
from certificates.errors import AwardMalformed, NameDoesNotFit
from certificates.fonts import FaceName, face
from certificates.serials import SERIAL
from certificates.typography import LONGEST, balanced_lines, clean, typographic

TEMPLATES = Path(__file__).parent / "templates"
SIGNERS_AT_MOST = 2


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


@dataclass(frozen=True, slots=True)
class Set:
    """A text that fits: size in points and its lines."""

    size: float
    lines: tuple[str, ...]


def _steps(*sizes: tuple[float, int]) -> tuple[Step, ...]:
    return tuple(Step(size, lines) for size, lines in sizes)


# 1.5 % of each width is kept back for kerning, which is not measured.
PLACES: Mapping[str, Place] = {
    "contest": Place("sans-bold", 440, _steps((12, 1), (11, 2), (10, 2), (9, 2), (8, 2)), 0.05),
    "name": Place(
        "serif-bold",
        476,
        _steps(
            (32, 1), (29, 2), (26, 2), (24, 3), (22, 3), (20, 3), (18, 4), (17, 4), (16, 5), (15, 5), (14, 5), (13, 5), (12, 5)
        ),
    ),
    "where": Place("sans", 440, _steps((12, 1), (11, 1), (10, 1), (9, 1), (8, 1))),
    "link": Place("sans", 440, _steps((10, 1), (9, 1), (8, 1), (7, 1), (6, 1))),
    "nomination": Place(
        "serif-bold", 430, _steps((20, 1), (18, 1), (17, 2), (16, 2), (15, 2), (14, 2), (13, 2), (12, 2), (11, 2))
    ),
    "post": Place("sans", 158, _steps((9.5, 2), (9, 3), (8, 3), (7, 4))),
    "signer": Place("serif-bold", 158, _steps((11, 1), (10, 1), (9, 1), (8, 1))),
    "address": Place("sans", 246, _steps((8.5, 1), (8, 1), (7, 1), (6, 1), (5, 1))),
    "city": Place(
        "sans",
        128,
        _steps(
            (9, 1),
        ),
    ),
}
FIELD_WORDS = {
    "contest": ("название конкурса", "the contest's title"),
    "name": ("название организации", "the organisation's name"),
    "where": ("муниципалитет и регион", "municipality and region"),
    "link": ("адрес страницы", "the page's address"),
    "nomination": ("номинация", "the nomination"),
    "post": ("должность подписавшего", "a signer's post"),
    "signer": ("имя подписавшего", "a signer's name"),
    "address": ("адрес проверки", "the check address"),
    "city": ("город", "the city"),
    "points": ("баллы", "the points"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """All words of one certificate, set."""

    award: Award
    words: Mapping[str, Any]
    name_text: str
    texts: Mapping[str, Set]
    signers: tuple[tuple[Set, Set], ...]  # (post, name)
    points: str


@cache
def words_of(template: str, language: Tongue) -> Mapping[str, Any]:
    """The template's fixed words in a language."""
    words: Mapping[str, Any] = tomllib.loads((TEMPLATES / template / "texts.toml").read_text(encoding="utf-8"))[language]
    return words


def check_fits(award: Award) -> None:
    """Raise ``NameDoesNotFit`` or ``AwardMalformed`` unless the certificate and the badge of the award can be made."""
    fitted(award)


def fitted(award: Award, template: str = "classic") -> Sheet:
    """The award's words in their places; refuses before anything is drawn or written. The name must not be empty."""
    _check_form(award)
    tongue = tongue_of(award.language)
    words = words_of(template, tongue)
    russian = tongue == "ru"
    nomination = typographic(award.nomination) if russian else clean(award.nomination_en)
    where = [typographic(part) for part in (award.municipality, award.region) if part.strip()]
    points = clean(award.points)
    texts = {
        "contest": typographic(award.contest).upper(),
        "name": typographic(award.name),
        "where": ", ".join(where),
        "link": words["page"].format(link=clean(bare_link(award.page_link))) if award.page_link.strip() else "",
        "nomination": _in_quotes(nomination, tongue) if nomination else "",
        "address": award.check_url,
        "city": words["city"].format(city=typographic(award.city)) if award.city.strip() else "",
    }
    for needed in ("name", "contest", "nomination"):
        if not texts[needed]:
            raise _refusal(award, needed, "пусто", "is empty")
    placed = {field: _set(award, field, text) for field, text in texts.items()}
    # The nomination never speaks louder than the name.
    placed["nomination"] = _set(award, "nomination", texts["nomination"], at_most=placed["name"].size)
    sheet = Sheet(
        award,
        words,
        texts["name"],
        placed,
        tuple((_set(award, "post", typographic(post)), _set(award, "signer", typographic(who))) for post, who in award.signers),
        points if russian else points.replace(",", "."),
    )
    _check_small_texts(award, points)
    return sheet


def _in_quotes(text: str, language: Tongue) -> str:
    """The text within the language's quotes, unless it brings its own."""
    if text[0] in "«“":
        return text
    return typographic(f"«{text}»") if language == "ru" else f"“{text}”"


def _set(award: Award, field: str, text: str, at_most: float = 99.0) -> Set:
    """The text at the largest step, of ``at_most`` points, that holds it."""
    place = PLACES[field]
    typeface = face(place.face)
    if len(text) > LONGEST:
        raise _refusal(award, field, f"{len(text)} знаков", f"has {len(text)} letters")
    if lacking := typeface.lacks(text):
        shown = " ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:5])
        raise _refusal(award, field, f"в шрифте нет знаков: {shown}", f"holds letters that the typeface lacks: {shown}")
    for step in [step for step in place.steps if text and step.size <= at_most]:
        measure = partial(typeface.width, size=step.size, spacing=place.spacing)
        lines = balanced_lines(text, measure, place.width * 0.985, step.lines)
        if lines is not None:
            return Set(step.size, lines)
    if text:
        raise _refusal(award, field, "не помещается и самым мелким шрифтом", "does not fit even in the smallest size")
    return Set(place.steps[-1].size, ())


def _check_form(award: Award) -> None:
    if SERIAL.fullmatch(award.serial) is None:
        raise AwardMalformed(
            f"Номер диплома «{_shown(award.serial)}» должен состоять из 16 знаков вида XXXX-XXXX-XXXX-XXXX. Выдайте новый номер.",
            f"The serial “{_shown(award.serial)}” must be 16 letters like XXXX-XXXX-XXXX-XXXX. Draw a new serial.",
        )
    address = urlsplit(award.check_url)
    if address.scheme not in {"https", "http"} or not address.netloc or not award.check_url.isascii():
        raise AwardMalformed(
            f"Диплом {award.serial}: адрес проверки «{_shown(award.check_url)}» должен начинаться с https:// и быть записан "
            "латиницей. Исправьте адрес сайта в настройках.",
            f"Certificate {award.serial}: the check address “{_shown(award.check_url)}” must begin with https:// and be "
            "in ASCII. Mend the site's address in the settings.",
        )
    if not 1 <= len(award.signers) <= SIGNERS_AT_MOST:
        raise AwardMalformed(
            f"Диплом {award.serial}: подписей {len(award.signers)}, а на листе места для одной или двух. Измените подписи.",
            f"Certificate {award.serial}: {len(award.signers)} signers, the sheet has room for one or two. Change the signers.",
        )


def _check_small_texts(award: Award, points: str) -> None:
    """Texts that have no ladder: points, and what the badge shows."""
    if len(points) > 12 or face("serif").lacks(points):
        raise _refusal(award, "points", f"«{_shown(points)}» не похоже на баллы", f"“{_shown(points)}” does not look like points")
    key = badge_key(award)
    overflow = badge_fits(key) if key is not None else None
    if overflow is not None:
        raise _refusal(award, overflow, "не помещается на знаке качества", "does not fit on the badge")


def _refusal(award: Award, field: str, ru: str, en: str) -> NameDoesNotFit:
    who = _shown(award.name) or award.serial
    field_ru, field_en = FIELD_WORDS[field]
    return NameDoesNotFit(
        f"Диплом {award.serial} («{who}»): {field_ru} — {ru}. Сократите или исправьте текст в реестре и повторите.",
        f"Certificate {award.serial} (“{who}”): {field_en} {en}. Shorten or mend the text in the register and try again.",
    )


def _shown(text: str) -> str:
    """Enough of a text to know it by, without characters that would confuse a terminal."""
    kept = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    return kept if len(kept) <= 60 else kept[:57] + "…"
