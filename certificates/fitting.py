"""Texts set into their places by measured widths: the largest step that fits, or a refusal that names the award."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from certificates.award import Award, Tongue, bare_link, tongue_of
from certificates.badge import badge_fits, badge_key
from certificates.errors import AwardMalformed, NameDoesNotFit
from certificates.fonts import face
from certificates.places import FIELD_WORDS, PLACES
from certificates.serials import SERIAL
from certificates.typography import LONGEST, balanced_lines, clean, person_name, typographic

TEMPLATES = Path(__file__).parent / "templates"
SIGNERS_AT_MOST = 3
BESIDE = 2
"""So many signers stand side by side under the words; one or three stand in rows beside the seal."""


@dataclass(frozen=True, slots=True)
class Set:
    """A text that fits: size in points and its lines."""

    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overflow:
    """Why one text of an award cannot be printed: the field's key, and what to tell in both languages."""

    field: str
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All words of one certificate, set."""

    award: Award
    words: Mapping[str, Any]
    name_text: str
    texts: Mapping[str, Set]
    signers: tuple[tuple[Set, Set], ...]  # (post, name)
    points: str
    template: str = "classic"


@cache
def words_of(template: str, language: Tongue) -> Mapping[str, Any]:
    """The template's fixed words in a language."""
    words: Mapping[str, Any] = tomllib.loads((TEMPLATES / template / "texts.toml").read_text(encoding="utf-8"))[language]
    return words


def check_fits(award: Award, template: str = "classic") -> None:
    """Raise ``NameDoesNotFit`` or ``AwardMalformed`` unless the certificate and the badge of the award can be made."""
    fitted(award, template)


def fits(award: Award, template: str = "classic") -> list[Overflow]:
    """Everything that keeps the award from being printed, for the panel to show beforehand; empty when it can be made."""
    try:
        _check_form(award)
    except AwardMalformed as fault:
        return [Overflow("form", fault.ru, fault.en)]
    setter = _Setter(award)
    _set_all(setter, award, template)
    return setter.overflows


def fitted(award: Award, template: str = "classic") -> Sheet:
    """The award's words in their places; refuses before anything is drawn or written. The name must not be empty."""
    _check_form(award)
    setter = _Setter(award)
    sheet = _set_all(setter, award, template)
    if setter.overflows:
        first = setter.overflows[0]
        raise NameDoesNotFit(first.ru, first.en)
    return sheet


class _Setter:
    """Sets texts one after another and notes every one that has no room."""

    def __init__(self, award: Award) -> None:
        self._award = award
        self.overflows: list[Overflow] = []

    def refuse(self, field: str, ru: str, en: str) -> None:
        """Note that a field cannot be printed."""
        award = self._award
        who = shown(award.name) or award.serial
        field_ru, field_en = FIELD_WORDS[field]
        self.overflows.append(
            Overflow(
                field,
                f"Диплом {award.serial} («{who}»): {field_ru} — {ru}. Сократите или исправьте текст в реестре и повторите.",
                f"Certificate {award.serial} (“{who}”): {field_en} {en}. Shorten or mend the text in the register and try again.",
            )
        )

    def set(self, field: str, text: str, *, at_most: float = 99.0, needed: bool = False) -> Set:
        """The text at the largest step, of ``at_most`` points, that holds it."""
        place = PLACES[field]
        last = Set(place.steps[-1].size, ())
        typeface = face(place.face)
        if not text:
            if needed:
                self.refuse(field, "пусто", "is empty")
            return last
        if len(text) > LONGEST:
            self.refuse(field, f"{len(text)} знаков", f"has {len(text)} letters")
            return last
        if lacking := typeface.lacks(text):
            named = " ".join(f"{c} (U+{ord(c):04X})" for c in lacking[:5])
            self.refuse(field, f"в шрифте нет знаков: {named}", f"holds letters that the typeface lacks: {named}")
            return last
        for step in [step for step in place.steps if step.size <= at_most]:
            measure = partial(typeface.width, size=step.size, spacing=place.spacing)
            lines = balanced_lines(text, measure, place.width * 0.985, step.lines)
            if lines is not None:
                return Set(step.size, lines)
        self.refuse(field, "не помещается и самым мелким шрифтом", "does not fit even in the smallest size")
        return last


def _set_all(setter: _Setter, award: Award, template: str) -> Sheet:
    tongue = tongue_of(award.language)
    words = words_of(template, tongue)
    where = [typographic(part) for part in (award.municipality, award.region) if part.strip()]
    points = clean(award.points)
    title = words["titles"][award.kind]
    name_text = typographic(award.person if award.kind == "thanks" else award.name)
    texts = {
        "contest": setter.set("contest", typographic(award.contest).upper(), needed=True),
        "title": setter.set("title", title["title"].upper()),
        "kind_word": setter.set("kind_word", title["kind"].upper()),
        "where": setter.set("where", ", ".join(where)),
        "link": setter.set(
            "link", words["page"].format(link=clean(bare_link(award.page_link))) if award.page_link.strip() else ""
        ),
        "address": setter.set("address", award.check_url),
        "city": setter.set("city", words["city"].format(city=typographic(award.city)) if award.city.strip() else ""),
        **_set_subject(setter, award, tongue),
    }
    rows = "" if len(award.signers) == BESIDE else "row_"
    signers = tuple(
        (setter.set(f"{rows}post", typographic(post)), setter.set(f"{rows}signer", typographic(who)))
        for post, who in award.signers
    )
    _check_small_texts(setter, award, points)
    return Sheet(award, words, name_text, texts, signers, points if tongue == "ru" else points.replace(",", "."), template)


def _set_subject(setter: _Setter, award: Award, tongue: Tongue) -> dict[str, Set]:
    """Whom it honours and for what: the large block, and the one below it, which never speaks louder."""
    if award.kind == "thanks":
        name = setter.set("person", person_name(award.person), needed=True)
        return {"name": name, "nomination": setter.set("organisation", typographic(award.name), at_most=name.size, needed=True)}
    name = setter.set("name", typographic(award.name), needed=True)
    nomination = typographic(award.nomination) if tongue == "ru" else clean(award.nomination_en)
    quoted = _in_quotes(nomination, tongue) if nomination else ""
    out = {"name": name, "nomination": setter.set("nomination", quoted, at_most=name.size, needed=award.kind != "participant")}
    if award.language == "bilingual" and award.nomination_en.strip():
        out["nomination_en"] = setter.set("nomination_en", _in_quotes(clean(award.nomination_en), "en"))
    return out


def _in_quotes(text: str, language: Tongue) -> str:
    """The text within the language's quotes, unless it brings its own."""
    if text[0] in "«“":
        return text
    return typographic(f"«{text}»") if language == "ru" else f"“{text}”"


def _check_form(award: Award) -> None:
    if SERIAL.fullmatch(award.serial) is None:
        raise AwardMalformed(
            f"Номер диплома «{shown(award.serial)}» должен быть вида XXXX-XXXX-XXXX-XXXX-XX. Выдайте новый номер.",
            f"The serial “{shown(award.serial)}” must look like XXXX-XXXX-XXXX-XXXX-XX. Draw a new serial.",
        )
    address = urlsplit(award.check_url)
    if address.scheme not in {"https", "http"} or not address.netloc or not award.check_url.isascii():
        raise AwardMalformed(
            f"Диплом {award.serial}: адрес проверки «{shown(award.check_url)}» должен начинаться с https:// и быть записан "
            "латиницей. Исправьте адрес сайта в настройках.",
            f"Certificate {award.serial}: the check address “{shown(award.check_url)}” must begin with https:// and be "
            "in ASCII. Mend the site's address in the settings.",
        )
    if not 1 <= len(award.signers) <= SIGNERS_AT_MOST:
        raise AwardMalformed(
            f"Диплом {award.serial}: подписей {len(award.signers)}, а на листе места для одной, двух или трёх. Измените подписи.",
            f"Certificate {award.serial}: {len(award.signers)} signers, the sheet has room for one, two or three. "
            "Change the signers.",
        )


def _check_small_texts(setter: _Setter, award: Award, points: str) -> None:
    """Texts that have no ladder: points, and what the badge shows."""
    if len(points) > 12 or face("serif").lacks(points):
        setter.refuse("points", f"«{shown(points)}» не похоже на баллы", f"“{shown(points)}” does not look like points")
    key = badge_key(award)
    overflow = badge_fits(key) if key is not None and key.nomination else None
    if overflow is not None:
        setter.refuse(overflow, "не помещается на знаке качества", "does not fit on the badge")


def shown(text: str) -> str:
    """Enough of a text to know it by, without characters that would confuse a terminal."""
    kept = "".join(c for c in text if not unicodedata.category(c).startswith("C"))
    return kept if len(kept) <= 60 else kept[:57] + "…"
