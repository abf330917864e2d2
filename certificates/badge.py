"""The badge: one SVG drawn by code, with every word as outlines, in several variants, and its PNG pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

from certificates.award import Award, HonouredKind, Tongue, tongue_of
from certificates.badge_faces import VIEW, Fade, faded, keyline, small, sphere_lines, sphere_words, stamp, whole
from certificates.drawing import Shape, svg_shapes
from certificates.medal import FADED, PALETTES, ring_text_fits
from certificates.typography import clean, typographic

if TYPE_CHECKING:
    from PIL.Image import Image

Variant = Literal["light", "dark", "mono", "white"]
"""For light grounds, for dark ones, in one dark ink, in white."""
VARIANTS: tuple[Variant, ...] = ("light", "dark", "mono", "white")
SIZES = (200, 400, 1024)  # pixels of the PNGs in a winner's folder
SMALL_BELOW = 160
"""Narrower pictures take the small drawing."""
_INKS: Mapping[str, str] = {"mono": "#1c2421", "white": "#ffffff"}

WORDS: dict[Tongue, dict[HonouredKind, str]] = {
    "ru": {"winner": "ПОБЕДИТЕЛЬ", "laureate": "ЛАУРЕАТ"},
    "en": {"winner": "WINNER", "laureate": "LAUREATE"},
}
_FADED_WORDS: Mapping[Tongue, Mapping[Fade, tuple[str, str]]] = {
    "ru": {"over": ("СРОК ИСТЁК", "Срок знака качества истёк"), "withdrawn": ("ЗНАК СНЯТ", "Знак качества снят")},
    "en": {"over": ("TERM OVER", "The term of the quality badge is over"), "withdrawn": ("WITHDRAWN", "Badge withdrawn")},
}


@dataclass(frozen=True, slots=True)
class BadgeKey:
    """What a badge shows; equal keys are one picture."""

    kind: HonouredKind
    year: int
    nomination: str
    contest: str
    language: Tongue


def badge_key(award: Award) -> BadgeKey | None:
    """The badge that belongs to an award; letters of thanks and certificates of participation have none."""
    if award.kind not in {"winner", "laureate"}:
        return None
    tongue = tongue_of(award.language)
    nomination = typographic(award.nomination) if tongue == "ru" else clean(award.nomination_en)
    kind: HonouredKind = "winner" if award.kind == "winner" else "laureate"
    return BadgeKey(kind, award.year, nomination, typographic(award.contest), tongue)


def badge_fits(key: BadgeKey) -> str | None:
    """«nomination» or «contest» when that text is too long to be read in the picture, else None."""
    if not ring_text_fits(_ring_words(key.contest)):
        return "contest"
    return "nomination" if sphere_lines(key.nomination) is None else None


def badge_svg(key: BadgeKey, variant: Variant = "light", *, reduced: bool = False) -> str:
    """A self-contained picture, 1024 × 1024 units, with a title and a description for those who do not see it.

    ``reduced`` is the drawing for small pictures; one-colour variants have none of their own.
    """
    if reduced or variant in _INKS:
        drawn = svg_shapes(badge_shapes(key, variant, reduced=reduced))
    else:
        drawn = f"{_medal_svg(_without_sphere(key), variant)}\n{svg_shapes(_sphere(key))}"
    return _svg(drawn, *badge_words(key), key.language)


def badge_shapes(key: BadgeKey, variant: Variant = "light", *, reduced: bool = False) -> list[Shape]:
    """The same as shapes in a square of 1024 units, to be put into other pictures."""
    if variant in _INKS:
        return stamp(key.year, key.nomination, _ring_words(key.contest), WORDS[key.language][key.kind], _INKS[variant])
    if reduced:
        return small(key.year, key.nomination, WORDS[key.language][key.kind], PALETTES[key.kind])
    return [*_medal(key, variant), *_sphere(key)]


def faded_svg(contest: str, fade: Fade, language: Tongue = "ru") -> str:
    """What a hosted badge shows instead: grey, without year, nomination and kind, with what became of it on the ribbon."""
    word, title = _FADED_WORDS[language][fade]
    return _svg(
        svg_shapes(faded(_ring_words(typographic(contest)), word, FADED)), title, f"{title}. {typographic(contest)}.", language
    )


def badge_words(key: BadgeKey) -> tuple[str, str]:
    """(title, description) of the picture in the badge's language."""
    plain = {"ru": {"winner": "Победитель", "laureate": "Лауреат"}, "en": {"winner": "Winner", "laureate": "Laureate"}}
    head = f"{plain[key.language][key.kind]} — {key.nomination}, {key.year}"
    if key.language == "ru":
        metal = "золотом" if key.kind == "winner" else "серебряном"
        return head, (
            f"Знак качества: круглая медаль в {metal} лавровом венке, в середине год {key.year} и сфера «{key.nomination}», "
            f"по кругу название конкурса «{key.contest}», на ленте слово «{WORDS['ru'][key.kind].capitalize()}»."
        )
    metal = "gold" if key.kind == "winner" else "silver"
    return head, (
        f"Quality badge: a round medal in a {metal} laurel wreath, in the middle the year {key.year} and the sphere "
        f"“{key.nomination}”, round it “{key.contest}”, on the ribbon the word “{WORDS['en'][key.kind].capitalize()}”."
    )


def badge_pngs(key: BadgeKey, sizes: tuple[int, ...] = SIZES) -> dict[int, bytes]:
    """PNG bytes by size in pixels; drawn at the largest size, reduced by Pillow.

    What badges of one kind and year share is drawn once a process, the sphere laid on it.
    """
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    from certificates.pixels import png  # noqa: PLC0415 - likewise

    largest = max(sizes)
    drawn = _medal_pixels(_without_sphere(key), largest).copy()
    drawn.alpha_composite(_pixels(_svg(svg_shapes(_sphere(key)), "", "", key.language), largest))
    reduced = partial(drawn.resize, resample=Image.Resampling.LANCZOS, reducing_gap=3.0)
    return {size: png(drawn if size == largest else reduced((size, size))) for size in sizes}


def svg_png(svg: str, width: int) -> bytes:
    """Our own drawing as PNG, so many pixels wide; no font of the system and no file outside is looked at."""
    import resvg_py  # noqa: PLC0415 - only where pictures are made

    drawn: bytes = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    return drawn


def _medal(key: BadgeKey, variant: Variant) -> list[Shape]:
    """Everything of the large drawing but the sphere."""
    edge = keyline() if variant == "dark" else []
    return [*edge, *whole(key.year, _ring_words(key.contest), WORDS[key.language][key.kind], PALETTES[key.kind])]


def _sphere(key: BadgeKey) -> list[Shape]:
    return sphere_words(key.nomination, PALETTES[key.kind])


def _without_sphere(key: BadgeKey) -> BadgeKey:
    return replace(key, nomination="")


@lru_cache(maxsize=4)
def _medal_svg(key: BadgeKey, variant: Variant) -> str:
    return svg_shapes(_medal(key, variant))


@lru_cache(maxsize=2)
def _medal_pixels(key: BadgeKey, side: int) -> "Image":
    return _pixels(_svg(_medal_svg(key, "light"), "", "", key.language), side)


def _pixels(svg: str, side: int) -> "Image":
    from PIL import Image  # noqa: PLC0415 - only where pictures are made

    with Image.open(BytesIO(svg_png(svg, side)), formats=("PNG",)) as opened:
        return opened.convert("RGBA")


def _svg(drawn: str, title: str, story: str, language: Tongue) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {VIEW:.0f} {VIEW:.0f}" width="{VIEW:.0f}" height="{VIEW:.0f}"'
        f' role="img" aria-labelledby="badge-title badge-desc" xml:lang="{language}">\n'
        f'<title id="badge-title">{escape(title)}</title>\n<desc id="badge-desc">{escape(story)}</desc>\n'
        f"{drawn}\n</svg>\n"
    )


def _ring_words(contest: str) -> str:
    return contest.strip("«»„“").upper()
