"""How a badge looks: the whole medal, its one-colour stamp, the small drawing for icons, and the grey one without honours."""

from functools import partial
from math import pi
from typing import Literal

import numpy as np

from certificates.drawing import Affine, Gradient, Path, Shape, circle, joined, line, shifted, smooth
from certificates.fonts import Face, face
from certificates.medal import Palette, brushed, counter_brushed, medal, ring_text_size, year_in_field
from certificates.ornament import bow, centred, laurel, letters, on_circle, scallop, star
from certificates.typography import balanced_lines

VIEW = 1024.0
X, Y, RADIUS = 512.0, 486.0, 374.0
FIELD = RADIUS * 0.735
Fade = Literal["over", "withdrawn"]
"""Why a hosted badge shows no honours: its term is over, or the award is withdrawn."""

# (size of letters, most lines) from large to small; the first that fits is taken.
SPHERE_STEPS = ((66.0, 1), (60.0, 2), (54.0, 2), (48.0, 2), (44.0, 3), (40.0, 3), (36.0, 3), (32.0, 4), (28.0, 4))
SMALL_STEPS = ((112.0, 1), (104.0, 1), (98.0, 2), (92.0, 2), (86.0, 2), (80.0, 2), (74.0, 3), (70.0, 3))
"""At 120 pixels 70 units are 8 pixels: smaller letters cannot be read there and are left out."""
_KEYLINE, _KEYLINE_WIDTH = "#fffaf0", 26.0
_HAIR = 9.0  # stroke of the one-colour stamp
_SMALL = (512.0, 470.0, 430.0)


def whole(year: int, contest: str, word: str, palette: Palette) -> list[Shape]:
    """The medal in its wreath, the contest round it, the year within, the word on the ribbon; all but the sphere."""
    return [
        *_wreath(palette),
        *medal(X, Y, RADIUS, palette, words=contest),
        *_field(year, palette),
        *_ribbon(word, palette),
    ]


def sphere_words(sphere: str, palette: Palette) -> list[Shape]:
    """The sphere, to be laid on the whole medal: the one thing that badges of a kind and year differ in."""
    words = _sphere_path(*(sphere_lines(sphere) or (SPHERE_STEPS[-1][0], (sphere,))))
    return [Shape(words, fill=palette.field, stroke=palette.field, width=14), Shape(words, fill=palette.words)]


def keyline() -> list[Shape]:
    """A pale edge round the whole figure, which parts it from a dark ground; goes under it."""
    plain = _wreath(_one_colour(_KEYLINE))
    figure = [*(shape.path for shape in plain), circle(X, Y, RADIUS), *_ribbon_outlines()]
    return [Shape(path, fill=_KEYLINE, stroke=_KEYLINE, width=_KEYLINE_WIDTH) for path in figure]


def stamp(year: int, sphere: str, contest: str, word: str, ink: str) -> list[Shape]:
    """Everything in one ink on nothing: rings instead of enamel, the ribbon's word cut out of it."""
    sans = face("sans-bold")
    size, spacing = ring_text_size(sans, contest, RADIUS)
    along = RADIUS * 0.862 - size * sans.cap_height / 2
    words = on_circle(sans, contest, size, X, Y, along, middle=0.0, inward=False, spacing=spacing)
    placed = sphere_lines(sphere)
    strip, *tails = _ribbon_outlines()
    return [
        *laurel(X, Y, RADIUS + 50, leaf=112, pairs=11, opening=0.36, light=ink, dark=ink, foot=0.92),
        Shape(_open_circle(RADIUS, 0.62), stroke=ink, width=_HAIR),
        Shape(circle(X, Y, RADIUS * 0.735), stroke=ink, width=_HAIR * 0.6),
        Shape(words, fill=ink),
        Shape(star(X, Y - 184, 54, ink, ink)[0].path, fill=ink),
        Shape(year_in_field(year, X, Y + 26, 196), fill=ink),
        Shape(_sphere_path(*placed) if placed else (), fill=ink),
        Shape((*strip, *_ribbon_word(word)), fill=ink, even_odd=True),
        *(Shape(tail, fill=ink) for tail in tails),
    ]


def small(year: int, sphere: str, word: str, palette: Palette) -> list[Shape]:
    """For 48 to 160 pixels: no ring of words, no threads; year, sphere and word as large as they go."""
    x, y, r = _SMALL
    sans = face("sans-bold")
    placed = _small_sphere(sphere)
    year_size, year_at = (244.0, y - 26) if placed else (280.0, y + 70)
    shapes = [
        Shape(scallop(x, y, r, lobes=28, depth=r * 0.045), fill=brushed(x, y, r, palette), stroke=palette.edge, width=6),
        Shape(circle(x, y, r * 0.90), fill=counter_brushed(x, y, r * 0.9, palette), stroke=palette.edge, width=3),
        Shape(circle(x, y, r * 0.86), fill=palette.field, stroke=palette.edge, width=3),
        *star(x, y - r * (0.68 if placed else 0.56), 54 if placed else 80, palette.shine, palette.metal),
        Shape(year_in_field(year, x, year_at, year_size), fill=palette.shine),
    ]
    if placed:
        size, lines = placed
        step = size * 1.04
        first = y + 50 + (size if len(lines) == 1 else size * sans.cap_height)
        rows = joined(centred(sans, text, size, x, first + step * i) for i, text in enumerate(lines))
        shapes.append(Shape(rows, fill=palette.words))
    lower = Affine(1.0, 0.0, 0.0, 1.0, 0.0, 12.0)
    return [*shapes, *(shifted(shape, lower) for shape in _ribbon(word, palette, letters_at_most=112.0))]


def faded(contest: str, word: str, palette: Palette) -> list[Shape]:
    """The grey medal of an award whose badge may not be shown: no wreath, no year, no sphere; only what became of it."""
    bar = Shape(line((X - 92, Y - 20), (X + 92, Y - 20)), stroke=palette.words, width=34)
    return [
        *medal(X, Y, RADIUS, palette, words=contest),
        Shape(circle(X, Y - 20, 150), stroke=palette.words, width=22),
        bar,
        *_ribbon(word, palette),
    ]


def sphere_lines(nomination: str) -> tuple[float, tuple[str, ...]] | None:
    """(size, lines) of the sphere in the lower half of the field, each line within the chord at its height."""
    sans = face("sans-bold")
    for size, most in SPHERE_STEPS:
        for count in range(1, most + 1):
            deepest = _sphere_middle(count) + (count / 2) * size * 1.12
            chord = 2 * max(0.0, (FIELD * 0.95) ** 2 - deepest**2) ** 0.5
            lines = balanced_lines(nomination, partial(sans.width, size=size), chord, count)
            if lines is not None:
                return size, lines
    return None


def _small_sphere(nomination: str) -> tuple[float, tuple[str, ...]] | None:
    """(size, lines) of the sphere between the year and the ribbon of the small drawing; None when it could not be read."""
    sans = face("sans-bold")
    for size, most in SMALL_STEPS:
        lines = balanced_lines(nomination, partial(sans.width, size=size), _SMALL[2] * 1.46, most)
        if lines is not None:
            return size, lines
    return None


def _wreath(palette: Palette) -> tuple[Shape, ...]:
    return laurel(
        X, Y, RADIUS + 50, leaf=112, pairs=15, opening=0.36,
        light=palette.light, dark=palette.deep,
    )  # fmt: skip


def _one_colour(ink: str) -> Palette:
    return Palette(*[ink] * 14)


def _open_circle(radius: float, gap: float) -> Path:
    """A circle that leaves out ``gap`` radians on either side of its lowest point, where the ribbon lies."""
    t = np.linspace(gap, 2 * pi - gap, 65)
    return smooth(np.column_stack([X + radius * np.sin(t), Y + radius * np.cos(t)]))


def _sphere_middle(lines: int) -> float:
    """How far below the medal's centre the middle of the sphere's lines stands."""
    return 98.0 if lines == 1 else 116.0


def _sphere_path(size: float, lines: tuple[str, ...]) -> Path:
    sans = face("sans-bold")
    step = size * 1.12
    first = Y + _sphere_middle(len(lines)) - step * (len(lines) - 1) / 2 + size * sans.cap_height / 2
    return joined(centred(sans, text, size, X, first + step * i) for i, text in enumerate(lines))


def _field(year_number: int, palette: Palette) -> list[Shape]:
    year = year_in_field(year_number, X, Y + 26, 196)
    shine = Gradient(X, Y - 112, X, Y + 26, ((0.0, palette.shine), (0.55, palette.light), (1.0, palette.metal)))
    return [
        *star(X, Y - 184, 54, palette.shine, palette.metal),
        Shape(year, fill=palette.field, stroke=palette.field, width=18),
        Shape(year, fill=shine),
    ]


def _strip() -> tuple[Path, float, float]:
    return bow(X, 894.0, 768.0, 118.0, 44.0)


def _ribbon_word(word: str, at_most: float = 88.0) -> Path:
    _, centre, radius = _strip()
    sans: Face = face("sans-bold")
    size = min(at_most, at_most * 640 / letters(sans, word, at_most, spacing=0.06)[1])
    return on_circle(sans, word, size, X, centre, radius + size * sans.cap_height / 2, middle=pi, inward=True, spacing=0.06)


def _ribbon(word: str, palette: Palette, letters_at_most: float = 88.0) -> list[Shape]:
    """A strip bent under the medal, its ends folded back into swallow tails."""
    strip, centre, radius = _strip()
    low, high = radius + 50, radius - 50
    edges = joined(_arc(centre, r, 370.0) for r in (low - 1, high + 1))
    metal = Gradient(
        X - 380, 0, X + 380, 0,
        ((0.0, palette.metal), (0.18, palette.light), (0.5, palette.shine), (0.82, palette.light), (1.0, palette.metal)),
    )  # fmt: skip
    return [
        *(shape for side in (-1, 1) for shape in _tail(side, palette)),
        Shape(strip, fill=metal, stroke=palette.edge, width=3),
        Shape(edges, stroke=palette.deep, width=2.5),
        Shape(_ribbon_word(word, letters_at_most), fill=palette.field),
    ]


def _ribbon_outlines() -> tuple[Path, Path, Path]:
    """(strip, left tail, right tail) as bare outlines."""
    left, right = (_tail_outline(side) for side in (-1, 1))
    return _strip()[0], left, right


def _arc(centre: float, radius: float, half_width: float) -> Path:
    half = float(np.arcsin(half_width / radius))
    t = np.linspace(-half, half, 9)
    return smooth(np.column_stack([X + radius * np.sin(t), centre + radius * np.cos(t)]))


def _tail_outline(side: int) -> Path:
    return line(*((X + side * x, y) for x, y in ((300, 846), (478, 824), (446, 890), (494, 948), (300, 970))), closed=True)


def _tail(side: int, palette: Palette) -> tuple[Shape, Shape]:
    """(tail behind the strip, the dark fold between them)."""
    fold = line(*((X + side * x, y) for x, y in ((300, 947), (384, 911), (300, 982))), closed=True)
    shade = Gradient(X + side * 300, 0, X + side * 490, 0, ((0.0, palette.deep), (1.0, palette.metal)))
    return Shape(_tail_outline(side), fill=shade, stroke=palette.edge, width=3), Shape(fold, fill=palette.edge)
