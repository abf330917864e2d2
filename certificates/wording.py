"""What the template writes: every word of a fitted sheet, in one language or in two, and where its blocks begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from certificates.award import Award, Kind, Tongue, tongue_of
from certificates.fitting import BESIDE, Set, Sheet, words_of
from certificates.fonts import face
from certificates.places import PLACES
from certificates.rehearsal import WORDS as REHEARSAL

TITLE_LEADING, NAME_LEADING, NOMINATION_LEADING = 1.15, 1.18, 1.2
ROW_STEP = 31.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Heights in points from the top: middles of the blocks that grow, the rule between them, lines to sign on."""

    title_middle: float
    name_middle: float
    nomination_middle: float
    divider: float
    sign: float


LAYOUTS: Mapping[str, Layout] = {
    "plain": Layout(235.35, 388.0, 537.0, 489.0, 684.0),
    "thanks": Layout(238.0, 366.0, 466.0, 542.0, 684.0),
    "bilingual": Layout(229.35, 376.0, 513.0, 467.0, 684.0),
}


def layout_of(award: Award) -> Layout:
    """Where things stand on the award's sheet."""
    return LAYOUTS["thanks" if award.kind == "thanks" else "bilingual" if award.language == "bilingual" else "plain"]


def rows(signers: int, sign: float) -> list[float]:
    """Heights of the lines when signers stand in rows: one above the other, the middle one level with the seal."""
    middle = sign - 20
    return [middle + ROW_STEP * (k - (signers - 1) / 2) for k in range(signers)]


def title_of(sheet: Sheet) -> str:
    """The file's title, as readers show it."""
    award = sheet.award
    title: str = sheet.words["document"].format(title=_fixed(sheet, tongue_of(award.language)).title, name=sheet.name_text)
    return f"{REHEARSAL[award.language]}. {title}" if award.rehearsal else title


def view(sheet: Sheet) -> dict[str, object]:
    """What the template writes for one award."""
    award, texts = sheet.award, sheet.texts
    layout = layout_of(award)
    own = _fixed(sheet, tongue_of(award.language))
    other = _fixed(sheet, "en") if award.language == "bilingual" else None
    reason = own.reason if other is None else [own.reason[0], other.reason[0], *_both(own.reason[1:], other.reason[1:])]
    return {
        "kind": award.kind,
        "bilingual": other is not None,
        "title": texts["title"],
        "kind_word": texts["kind_word"],
        "title_en": other.title if other else "",
        "given": _one_line("given", own.given, other.given if other else ""),
        "title_top": _top(texts["title"], layout.title_middle, TITLE_LEADING),
        "name_top": _top(texts["name"], layout.name_middle, NAME_LEADING),
        "nomination_top": _top(texts["nomination"], layout.nomination_middle, NOMINATION_LEADING),
        "in_nomination": _one_line("in_nomination", own.category, other.category if other else ""),
        "reason": reason,
        "reason_size": min(10.8 if other is None else 10.0, *(_size("reason", line) for line in reason)),
        "signers": _signers(sheet, layout),
        "check": own.check,
        "check_en": other.check if other else "",
        "serial": sheet.words["serial"].format(serial=award.serial),
        "day": own.day,
        "nomination_en": texts.get("nomination_en", Set(9.0, ())),
        **{field: texts[field] for field in ("contest", "name", "where", "link", "nomination", "address", "city")},
    }


@dataclass(frozen=True, slots=True)
class _Fixed:
    """The words of one language that the sheet's own values are put into."""

    title: str
    given: str
    category: str
    reason: list[str]
    check: str
    day: str


def _fixed(sheet: Sheet, tongue: Tongue) -> _Fixed:
    award, words = sheet.award, words_of(sheet.template, tongue)
    return _Fixed(
        title=f"{words['titles'][award.kind]['title']} {words['titles'][award.kind]['kind']}".strip(),
        given=words["given"][award.kind],
        category=_category(award, words, tongue) if sheet.texts["nomination"].lines else "",
        reason=_reason(award.kind, award.year, words, sheet.points),
        check=words["check"],
        day=words["day"].format(
            day=award.issued_on.day, month=words["months"][award.issued_on.month - 1], year=award.issued_on.year
        ),
    )


def _category(award: Award, words: Mapping[str, Any], tongue: Tongue) -> str:
    if award.place is None or award.kind not in {"winner", "laureate"}:
        return str(words["in_nomination"][award.kind])
    place = str(award.place) if tongue == "ru" else english_ordinal(award.place)
    return str(words["in_nomination_placed"].format(place=place))


def _reason(kind: Kind, year: int, words: Mapping[str, Any], points: str) -> list[str]:
    lines = [f"{words['reasons'][kind]} {words['year'].format(year=year)}."]
    if points and kind != "thanks":
        lines.append(words["points"].format(points=points) + ".")
    return lines


def _both(own: list[str], other: list[str]) -> list[str]:
    """Short lines of two languages side by side."""
    return [f"{one} {two.replace(',', '.')}" for one, two in zip(own, other, strict=True)]


def _one_line(field: str, own: str, other: str) -> dict[str, object]:
    """A fixed line, in two languages with a dot between, at the size that fits."""
    whole = f"{own} · {other}" if other else own
    return {"own": own, "other": other, "size": _size(field, whole)}


def _size(field: str, text: str) -> float:
    """The largest step that holds fixed words on one line; the smallest when none does."""
    place = PLACES[field]
    measure = partial(face(place.face).width, text, spacing=place.spacing)
    return next((step.size for step in place.steps if measure(size=step.size) <= place.width), place.steps[-1].size)


def _signers(sheet: Sheet, layout: Layout) -> list[dict[str, object]]:
    if len(sheet.signers) == BESIDE:
        return [
            {"post": post, "name": name, "place": place, "row": False, "line": layout.sign}
            for (post, name), place in zip(sheet.signers, ("left", "right"), strict=True)
        ]
    heights = rows(len(sheet.signers), layout.sign)
    return [
        {"post": post, "name": name, "place": "row", "row": True, "line": height}
        for (post, name), height in zip(sheet.signers, heights, strict=True)
    ]


def _top(text: Set, middle: float, leading: float) -> float:
    """Where a block begins so that its middle stands at ``middle``; points."""
    return round(middle - len(text.lines) * text.size * leading / 2, 2)


def english_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
