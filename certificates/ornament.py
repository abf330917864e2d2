"""Ornaments drawn by formulas: guilloche rings and bands, laurel, scallops, stars, letters round a circle."""

from math import atan2, cos, pi, sin

import numpy as np

from certificates.drawing import Affine, Path, Shape, circle, joined, line, moved, placed, smooth
from certificates.fonts import Face


def ring(x: float, y: float, radius: float, swing: float, *, waves: int, strands: int, breath: int = 0) -> Path:
    """Interlaced closed curves r(θ) = radius + swing·b(θ)·sin(waves·θ + 2πk/strands); b breathes ``breath`` times a turn."""
    t = np.linspace(0, 2 * pi, waves * 6, endpoint=False)
    depth = swing * (0.62 + 0.38 * np.cos(breath * t)) if breath else np.full_like(t, swing)
    paths = []
    for k in range(strands):
        r = radius + depth * np.sin(waves * t + 2 * pi * k / strands)
        paths.append(smooth(np.column_stack([x + r * np.cos(t), y + r * np.sin(t)]), closed=True))
    return joined(paths)


def trochoid(x: float, y: float, radius: float, *, petals: int, turns: int, hole: float) -> Path:
    """One closed curve of ``petals`` overlapping loops between ``hole``·radius and radius, as a rose engine cuts it."""
    middle, arm = radius * (1 + hole) / 2, radius * (1 - hole) / 2
    t = np.linspace(0, 2 * pi * turns, petals * 8, endpoint=False)
    turn = t * petals / turns
    px = x + middle * np.cos(t) + arm * np.cos(turn)
    py = y + middle * np.sin(t) + arm * np.sin(turn)
    return smooth(np.column_stack([px, py]), closed=True)


def band(length: float, half: float, *, waves: int, strands: int, knots: int) -> Path:
    """Open interlaced waves along the x axis from 0 to ``length``, within ±``half``, swelling ``knots`` times."""
    t = np.linspace(0, 1, waves * 6 + 1)
    swell = half * (0.66 + 0.34 * np.cos(2 * pi * knots * t))
    paths = []
    for k in range(strands):
        y = swell * np.sin(2 * pi * (waves * t + k / strands))
        paths.append(smooth(np.column_stack([length * t, y])))
    return joined(paths)


def scallop(x: float, y: float, radius: float, *, lobes: int, depth: float) -> Path:
    """A round with ``lobes`` outward bows, ``depth`` deep between them."""
    inner = radius - depth
    step = 2 * pi / lobes
    out: list[tuple[str, tuple[float, ...]]] = [("M", (x + inner, y))]
    pull = radius + depth * 0.35
    for k in range(lobes):
        one, two, end = k * step + step * 0.12, (k + 1) * step - step * 0.12, (k + 1) * step
        points = ((pull * cos(one), pull * sin(one)), (pull * cos(two), pull * sin(two)), (inner * cos(end), inner * sin(end)))
        out.append(("C", tuple(v for px, py in points for v in (x + px, y + py))))
    return (*out, ("Z", ()))


def spokes(x: float, y: float, inner: float, outer: float, count: int) -> Path:
    """Short radial lines, as on a coin's edge."""
    angles = (2 * pi * k / count for k in range(count))
    return joined(line((x + inner * cos(a), y + inner * sin(a)), (x + outer * cos(a), y + outer * sin(a))) for a in angles)


def beads(x: float, y: float, radius: float, size: float, count: int) -> Path:
    """A ring of small balls."""
    return joined(circle(x + radius * cos(2 * pi * k / count), y + radius * sin(2 * pi * k / count), size) for k in range(count))


def star(x: float, y: float, radius: float, light: str, dark: str) -> tuple[Shape, ...]:
    """A five-pointed star in ten facets, one half of each ray in light."""
    waist = radius * 0.40
    points = [(x + r * sin(pi * k / 5), y - r * cos(pi * k / 5)) for k in range(10) for r in ((radius, waist)[k % 2],)]
    lit = joined(line((x, y), points[k], points[(k + 1) % 10], closed=True) for k in range(0, 10, 2))
    shade = joined(line((x, y), points[k], points[(k + 1) % 10], closed=True) for k in range(1, 10, 2))
    return Shape(line(*points, closed=True), fill=light), Shape(shade, fill=dark), Shape(lit, fill=light)


def _leaf(at: Affine) -> tuple[Path, Path]:
    """(far half, near half) of a leaf of length 1 along the x axis, its base at 0."""
    tip = (1.0, -0.04)
    upper: Path = (
        ("M", (0.0, 0.0)),
        ("C", (0.22, -0.27, 0.66, -0.25, *tip)),
        ("C", (0.70, -0.03, 0.35, 0.01, 0.0, 0.0)),
        ("Z", ()),
    )
    lower: Path = (
        ("M", (0.0, 0.0)),
        ("C", (0.20, 0.22, 0.66, 0.21, *tip)),
        ("C", (0.70, -0.03, 0.35, 0.01, 0.0, 0.0)),
        ("Z", ()),
    )
    return moved(upper, at), moved(lower, at)


def laurel(
    x: float, y: float, radius: float, *, leaf: float, pairs: int, opening: float, light: str, dark: str, foot: float = 0.0
) -> tuple[Shape, ...]:
    """A wreath of two branches from ``foot`` radians beside the bottom up to ``opening`` beside the top; each ends in one leaf.

    Leaves are ``leaf`` long at the foot and three quarters of it at the tip, one half of each in light.
    """
    upper: list[Path] = []
    lower: list[Path] = []
    stems: list[Path] = []
    sweep = pi - opening
    for side in (-1, 1):
        mirror = Affine(float(side), 0, 0, 1, x, y)
        t = np.linspace(foot, sweep, 24)
        stems.append(moved(smooth(np.column_stack([radius * np.sin(t), radius * np.cos(t)])), mirror))
        for k in range(pairs + 1):
            angle = foot + (sweep - foot) * (0.05 + 0.95 * k / pairs)
            size = leaf * (1.0 - 0.25 * k / pairs)
            px, py = radius * sin(angle), radius * cos(angle)
            for turn, stretch in ((0.50, 1.0), (-0.40, 0.92)) if k < pairs else ((0.10, 1.0),):
                halves = _leaf(placed(px, py, turn=turn - angle, scale=size * stretch))
                near, far = halves if turn > 0 else halves[::-1]
                upper.append(moved(near, mirror))
                lower.append(moved(far, mirror))
    return (
        Shape(joined(stems), stroke=dark, width=leaf * 0.06),
        Shape(joined(lower), fill=dark),
        Shape(joined(upper), fill=light),
    )


def letters(face: Face, text: str, size: float, *, spacing: float = 0.0) -> tuple[Path, float]:
    """(outlines with the baseline from (0, 0) to the right, their whole width)."""
    parts = face.placed(text, size, spacing)
    whole = parts[-1][0] + parts[-1][1] if parts else 0.0
    return joined(moved(outline, Affine(1, 0, 0, 1, x, 0)) for x, _, outline in parts), whole


def centred(face: Face, text: str, size: float, x: float, baseline: float, *, spacing: float = 0.0) -> Path:
    """A line of outlines with its middle at ``x``."""
    path, whole = letters(face, text, size, spacing=spacing)
    return moved(path, Affine(1, 0, 0, 1, x - whole / 2, baseline))


def on_circle(
    face: Face, text: str, size: float, x: float, y: float, radius: float, *, middle: float, inward: bool, spacing: float = 0.0
) -> Path:
    """Letters whose baseline is the circle; ``middle`` is the angle of the text's middle, clockwise from the top.

    ``inward`` turns the letters' heads to the centre, for words along the lower half.
    """
    parts = face.placed(text, size, spacing)
    whole = parts[-1][0] + parts[-1][1] if parts else 0.0
    out: list[Path] = []
    for start, advance, outline in parts:
        along = (start + advance / 2 - whole / 2) / radius
        angle = middle - along if inward else middle + along
        px, py = x + radius * sin(angle), y - radius * cos(angle)
        turn = angle + pi if inward else angle
        home = moved(outline, Affine(1, 0, 0, 1, -advance / 2, 0))
        out.append(moved(home, placed(px, py, turn=turn)))
    return joined(out)


def bow(x: float, y: float, width: float, height: float, sag: float) -> tuple[Path, float, float]:
    """A strip bent like a smile: (its outline, centre and radius of its middle line); (x, y) is the middle's lowest point."""
    radius = (width * width / 4 + sag * sag) / (2 * sag)
    half = atan2(width / 2, radius - sag)
    centre = y - radius
    t = np.linspace(-half, half, 13)
    low, high = radius + height / 2, radius - height / 2
    under = np.column_stack([x + low * np.sin(t), centre + low * np.cos(t)])
    over = np.column_stack([x + high * np.sin(t), centre + high * np.cos(t)])[::-1]
    first, second = smooth(under), smooth(over)
    return (*first, ("L", second[0][1]), *second[1:], ("Z", ())), centre, radius
