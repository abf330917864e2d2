"""The badge: one SVG drawn by code, with every word as outlines, and its PNG pictures."""

from dataclasses import dataclass
from functools import partial
from math import pi
from xml.sax.saxutils import escape

import numpy as np

from certificates.award import Award, HonouredKind, Tongue, tongue_of
from certificates.drawing import Gradient, Path, Shape, joined, line, smooth, svg_shapes
from certificates.fonts import Face, face
from certificates.medal import PALETTES, Palette, medal, ring_text_fits, year_in_field
from certificates.ornament import bow, centred, laurel, letters, on_circle, star
from certificates.typography import balanced_lines, clean, typographic

SIZES = (200, 400, 1024)  # pixels of the PNGs
VIEW = 1024.0
X, Y, RADIUS = 512.0, 486.0, 374.0
FIELD = RADIUS * 0.735

WORDS: dict[Tongue, dict[HonouredKind, str]] = {
    "ru": {"winner": "ПОБЕДИТЕЛЬ", "laureate": "ЛАУРЕАТ"},
    "en": {"winner": "WINNER", "laureate": "LAUREATE"},
}
# (size of letters, most lines) from large to small; the first that fits is taken.
SPHERE_STEPS = ((66.0, 1), (60.0, 2), (54.0, 2), (48.0, 2), (44.0, 3), (40.0, 3), (36.0, 3), (32.0, 4), (28.0, 4))


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
    return "nomination" if _sphere(face("sans-bold"), key.nomination) is None else None


def badge_svg(key: BadgeKey) -> str:
    """A self-contained picture, 1024 × 1024 units, with a title and a description for those who do not see it."""
    palette = PALETTES[key.kind]
    shapes = [*_wreath(palette), *medal(X, Y, RADIUS, palette, words=_ring_words(key.contest))]
    shapes += _field(key, palette)
    shapes += _ribbon(WORDS[key.language][key.kind], palette)
    title, story = badge_words(key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {VIEW:.0f} {VIEW:.0f}" width="{VIEW:.0f}" height="{VIEW:.0f}"'
        f' role="img" aria-labelledby="badge-title badge-desc" xml:lang="{key.language}">\n'
        f'<title id="badge-title">{escape(title)}</title>\n<desc id="badge-desc">{escape(story)}</desc>\n'
        f"{svg_shapes(shapes)}\n</svg>\n"
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


def badge_pngs(svg: str) -> dict[int, bytes]:
    """PNG bytes by size in pixels. Drawn once by resvg at the largest size, without fonts of the system; reduced by Pillow."""
    from io import BytesIO  # noqa: PLC0415 - with Pillow and resvg, only where pictures are made

    import resvg_py  # noqa: PLC0415
    from PIL import Image  # noqa: PLC0415

    largest = max(SIZES)
    out = {largest: resvg_py.svg_to_bytes(svg_string=svg, width=largest, height=largest, skip_system_fonts=True)}
    drawn = Image.open(BytesIO(out[largest]))
    for size in SIZES:
        if size != largest:
            buffer = BytesIO()
            smaller = drawn.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
            smaller.save(buffer, "PNG", compress_level=6)
            out[size] = buffer.getvalue()
    return {size: out[size] for size in SIZES}


def _ring_words(contest: str) -> str:
    return contest.strip("«»„“").upper()


def _wreath(palette: Palette) -> tuple[Shape, ...]:
    return laurel(
        X, Y, RADIUS + 50, leaf=112, pairs=15, opening=0.36,
        light=palette.light, dark=palette.deep,
    )  # fmt: skip


def _sphere(sans: Face, nomination: str) -> tuple[float, tuple[str, ...]] | None:
    """(size, lines) of the sphere in the lower half of the field, each line within the chord at its height."""
    for size, most in SPHERE_STEPS:
        for count in range(1, most + 1):
            deepest = _sphere_middle(count) + (count / 2) * size * 1.12
            chord = 2 * max(0.0, (FIELD * 0.95) ** 2 - deepest**2) ** 0.5
            lines = balanced_lines(nomination, partial(sans.width, size=size), chord, count)
            if lines is not None:
                return size, lines
    return None


def _sphere_middle(lines: int) -> float:
    """How far below the medal's centre the middle of the sphere's lines stands."""
    return 98.0 if lines == 1 else 116.0


def _field(key: BadgeKey, palette: Palette) -> list[Shape]:
    sans = face("sans-bold")
    size, lines = _sphere(sans, key.nomination) or (SPHERE_STEPS[-1][0], (key.nomination,))
    step = size * 1.12
    first = Y + _sphere_middle(len(lines)) - step * (len(lines) - 1) / 2 + size * sans.cap_height / 2
    words = joined(centred(sans, text, size, X, first + step * i) for i, text in enumerate(lines))
    year = year_in_field(key.year, X, Y + 26, 196)
    shine = Gradient(X, Y - 112, X, Y + 26, ((0.0, palette.shine), (0.55, palette.light), (1.0, palette.metal)))
    return [
        *star(X, Y - 184, 54, palette.shine, palette.metal),
        Shape(year, fill=palette.field, stroke=palette.field, width=18),
        Shape(year, fill=shine),
        Shape(words, fill=palette.field, stroke=palette.field, width=14),
        Shape(words, fill=palette.words),
    ]


def _ribbon(word: str, palette: Palette) -> list[Shape]:
    """A strip bent under the medal, its ends folded back into swallow tails."""
    strip, centre, radius = bow(X, 894.0, 768.0, 118.0, 44.0)
    low, high = radius + 50, radius - 50
    edges = joined(_arc(centre, r, 370.0) for r in (low - 1, high + 1))
    sans = face("sans-bold")
    size = min(88.0, 88.0 * 620 / letters(sans, word, 88.0, spacing=0.06)[1])
    text = on_circle(sans, word, size, X, centre, radius + size * sans.cap_height / 2, middle=pi, inward=True, spacing=0.06)
    metal = Gradient(
        X - 380, 0, X + 380, 0,
        ((0.0, palette.metal), (0.18, palette.light), (0.5, palette.shine), (0.82, palette.light), (1.0, palette.metal)),
    )  # fmt: skip
    return [
        *(shape for side in (-1, 1) for shape in _tail(side, palette)),
        Shape(strip, fill=metal, stroke=palette.edge, width=3),
        Shape(edges, stroke=palette.deep, width=2.5),
        Shape(text, fill=palette.field),
    ]


def _arc(centre: float, radius: float, half_width: float) -> Path:
    half = float(np.arcsin(half_width / radius))
    t = np.linspace(-half, half, 9)
    return smooth(np.column_stack([X + radius * np.sin(t), centre + radius * np.cos(t)]))


def _tail(side: int, palette: Palette) -> tuple[Shape, Shape]:
    """(tail behind the strip, the dark fold between them)."""

    def at(x: float, y: float) -> tuple[float, float]:
        return X + side * x, y

    tail = line(at(300, 846), at(478, 824), at(446, 890), at(494, 948), at(300, 970), closed=True)
    fold = line(at(300, 947), at(384, 911), at(300, 982), closed=True)
    shade = Gradient(*at(300, 0), *at(490, 0), ((0.0, palette.deep), (1.0, palette.metal)))
    return Shape(tail, fill=shade, stroke=palette.edge, width=3), Shape(fold, fill=palette.edge)
