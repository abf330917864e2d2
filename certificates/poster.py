"""Pictures around the badge: grounds, words and badge composed for covers, posts and stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from typing import Literal

from PIL import Image, ImageFilter

from certificates.award import HonouredKind, Tongue
from certificates.badge import BadgeKey, badge_shapes, svg_png
from certificates.badge_faces import VIEW
from certificates.drawing import Affine, Gradient, Path, Shape, circle, joined, moved, rectangle, svg_shapes
from certificates.fonts import FaceName, face
from certificates.medal import PALETTES, Palette
from certificates.networks import Box, CoverSize
from certificates.ornament import letters, ring, trochoid
from certificates.pixels import jpeg, png
from certificates.typography import NBSP, balanced_lines, typographic

Side = Literal["right", "left"]
STACKED_BELOW = 1.45
"""A picture not so many times wider than high has its words under the badge."""
_SHADE, _SHADE_BEYOND = 0.80, 0.10
"""How much of a photo the veil hides under the words, and beside them."""
_GAP = 0.045
_LEAD: Mapping[Tongue, Mapping[HonouredKind, str]] = {
    "ru": {"winner": "Победитель конкурса", "laureate": "Лауреат конкурса"},
    "en": {"winner": "Winner of the contest", "laureate": "Laureate of the contest"},
}


@dataclass(frozen=True, slots=True)
class Cover:
    """What is asked for: a size, the side that the badge stands on, the institution's name, whether words stand there."""

    size: CoverSize
    name: str = ""
    side: Side = "right"
    words: bool = True


@dataclass(frozen=True, slots=True)
class _Places:
    """Where badge and words go; both within the safe rectangle."""

    badge: Box
    words: Box
    stacked: bool


def plain_cover(key: BadgeKey, cover: Cover) -> bytes:
    """The cover on our own ground, as JPEG: for those who have no photo at hand."""
    size = cover.size
    places = _places(cover)
    ground = _drawn(_ground(size, PALETTES[key.kind], places.badge), size.width, size.height)
    ground.alpha_composite(_foreground(key, cover, places, shade=False))
    return jpeg(ground)


def overlay(key: BadgeKey, cover: Cover) -> bytes:
    """Badge with its shadow and the words on a shade, all else clear, as PNG of the cover's size."""
    return png(_foreground(key, cover, _places(cover), shade=cover.words))


def _places(cover: Cover) -> _Places:
    size, safe = cover.size, cover.size.safe
    gap = round(_GAP * safe.width)
    if size.width < STACKED_BELOW * size.height:
        side = min(safe.width, round(safe.height * (0.70 if cover.words else 1)))
        left = safe.left + (safe.width - side) // 2
        spare = safe.height - side if not cover.words else 0
        badge = Box(left, safe.top + spare // 2, left + side, safe.top + spare // 2 + side)
        return _Places(badge, Box(safe.left, badge.bottom + gap // 2, safe.right, safe.bottom), stacked=True)
    side = min(safe.height, round(safe.width * 0.42))
    top = safe.top + (safe.height - side) // 2
    left = safe.right - side if cover.side == "right" else safe.left
    badge = Box(left, top, left + side, top + side)
    if cover.side == "right":
        return _Places(badge, Box(safe.left, safe.top, badge.left - gap, safe.bottom), stacked=False)
    return _Places(badge, Box(badge.right + gap, safe.top, safe.right, safe.bottom), stacked=False)


def _foreground(key: BadgeKey, cover: Cover, places: _Places, *, shade: bool) -> Image.Image:
    size = cover.size
    out = Image.new("RGBA", (size.width, size.height))
    if shade:
        out.alpha_composite(_shade(size, PALETTES[key.kind], places))
    if cover.words:
        out.alpha_composite(_drawn(_words(key, cover.name, places), size.width, size.height))
    badge = _badge(key, places.badge.width)
    shadow = Image.new("RGBA", out.size)
    drop = max(3, places.badge.width // 60)
    shadow.paste((0, 0, 0, 150), (places.badge.left, places.badge.top + drop), badge.getchannel("A"))
    out.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(drop * 1.6)))
    out.alpha_composite(badge, (places.badge.left, places.badge.top))
    return out


@lru_cache(maxsize=8)
def _badge(key: BadgeKey, side: int) -> Image.Image:
    """The badge cut to its figure's own square, so that none of the place is lost to air."""
    large = _drawn(badge_shapes(key, "dark"), VIEW, VIEW, pixels=max(side, 64))
    return large.resize((side, side), Image.Resampling.LANCZOS) if large.width != side else large


def _shade(size: CoverSize, palette: Palette, places: _Places) -> Image.Image:
    """A dark veil under the words, thinning out towards the badge, so that pale words can be read on any photo."""
    words, badge = places.words, places.badge
    if places.stacked:
        ramp = _ramp(size.height, 1 - badge.bottom / size.height + 0.06, 1 - badge.top / size.height)
        alpha = ramp.rotate(90, expand=True).resize((size.width, size.height))
    elif badge.left > words.left:
        alpha = _ramp(size.width, words.right / size.width * 0.86, badge.right / size.width).resize((size.width, size.height))
    else:
        mirrored = _ramp(size.width, 1 - words.left / size.width * 1.08, 1 - badge.left / size.width)
        alpha = mirrored.transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((size.width, size.height))
    veil = Image.new("RGBA", (size.width, size.height), palette.field)
    veil.putalpha(alpha)
    return veil


def _ramp(length: int, full: float, end: float) -> Image.Image:
    """One row: dark up to the share ``full`` of its length, thin from ``end`` on, smooth between."""
    values = []
    for i in range(length):
        t = min(1.0, max(0.0, (i / length - full) / max(end - full, 1e-6)))
        values.append(round(255 * (_SHADE + (_SHADE_BEYOND - _SHADE) * t * t * (3 - 2 * t))))
    ramp = Image.new("L", (length, 1))
    ramp.putdata(values)
    return ramp


def _ground(size: CoverSize, palette: Palette, badge: Box) -> list[Shape]:
    """Enamel with a rose of threads behind the badge and a hairline of metal along the edge."""
    width, height = size.width, size.height
    x, y = (badge.left + badge.right) / 2, (badge.top + badge.bottom) / 2
    far = max(width, height) * 0.62
    inset = min(width, height) * 0.035
    light = Gradient(0, 0, width, height, ((0.0, palette.field), (0.5, palette.enamel), (1.0, palette.field)))
    return [
        Shape(rectangle(0, 0, width, height), fill=light),
        Shape(trochoid(x, y, far, petals=96, turns=35, hole=0.42), stroke=palette.thread, width=0.8),
        Shape(
            ring(x, y, badge.width * 0.60, badge.width * 0.05, waves=48, strands=4, breath=12), stroke=palette.thread, width=1.0
        ),
        Shape(circle(x, y, badge.width * 0.53), fill=palette.field),
        Shape(rectangle(inset, inset, width - 2 * inset, height - 2 * inset), stroke=palette.metal, width=1.6),
    ]


def _words(key: BadgeKey, name: str, places: _Places) -> list[Shape]:
    """Lead, contest with year, nomination, name: as large as the place allows, one below the other."""
    box, palette = places.words, PALETTES[key.kind]
    contest = f"{key.contest.strip('«»')}{NBSP}—{NBSP}{key.year}"
    rows: list[tuple[str, FaceName, float, int, str]] = [
        (_LEAD[key.language][key.kind], "sans", 0.62, 1, palette.light),
        (contest, "serif-bold", 1.25, 3, palette.shine),
        (key.nomination, "sans-bold", 0.74, 2, palette.words),
    ]
    if name.strip():
        rows.append((typographic(name), "sans", 0.54, 4, palette.words))
    unit = min(box.height / 4.4, box.width / 9.5)
    while unit > 8:
        placed = [
            (_broken(text, name_, unit * share, most, box.width), unit * share, name_, ink)
            for text, name_, share, most, ink in rows
        ]
        high = sum(len(lines or ()) * size * 1.22 + size * 0.30 for lines, size, _, _ in placed)
        if all(lines is not None for lines, *_ in placed) and high <= box.height:
            return _set_rows([(lines or (), size, name_, ink) for lines, size, name_, ink in placed], high, places)
        unit *= 0.94
    return []


def _broken(text: str, name: FaceName, size: float, most: int, width: int) -> tuple[str, ...] | None:
    return balanced_lines(text, partial(face(name).width, size=size), width * 0.985, most)


def _set_rows(rows: list[tuple[tuple[str, ...], float, FaceName, str]], high: float, places: _Places) -> list[Shape]:
    box = places.words
    y = box.top + (box.height - high) / 2
    out: list[Shape] = []
    for lines, size, name, ink in rows:
        paths: list[Path] = []
        for text in lines:
            path, whole = letters(face(name), text, size)
            x = box.left + ((box.width - whole) / 2 if places.stacked else 0)
            paths.append(moved(path, Affine(1, 0, 0, 1, x, y + size * 0.92)))
            y += size * 1.22
        y += size * 0.30
        out.append(Shape(joined(paths), fill=ink))
    return out


def _drawn(shapes: list[Shape], width: float, height: float, pixels: int | None = None) -> Image.Image:
    """Our own shapes as pixels, without any text or reference in the SVG between."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">{svg_shapes(shapes)}</svg>'
    with Image.open(BytesIO(svg_png(svg, pixels or round(width))), formats=("PNG",)) as opened:
        return opened.convert("RGBA")
