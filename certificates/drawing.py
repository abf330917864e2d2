"""Vector pictures as values: paths and shapes, written out as SVG or as operators of a PDF page. y goes down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Segment = tuple[str, tuple[float, ...]]  # ("M"|"L"|"C"|"Z", coordinates)
Path = tuple[Segment, ...]


class Affine(NamedTuple):
    """x' = a·x + c·y + e, y' = b·x + d·y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """Colours along the line from (x1, y1) to (x2, y2); stops are (0…1, «#rrggbb»), the first 0, the last 1."""

    x1: float
    y1: float
    x2: float
    y2: float
    stops: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One path with its paint. A stroke has round caps and joins."""

    path: Path
    fill: str | Gradient | None = None
    stroke: str | None = None
    width: float = 0.0
    even_odd: bool = False


def placed(x: float, y: float, *, turn: float = 0.0, scale: float = 1.0) -> Affine:
    """Scale, then turn (radians, clockwise on the page), then move to (x, y)."""
    c, s = scale * cos(turn), scale * sin(turn)
    return Affine(c, s, -s, c, x, y)


def moved(path: Path, by: Affine) -> Path:
    """The path in the coordinates that ``by`` leads to."""
    a, b, c, d, e, f = by
    return tuple(
        (verb, tuple(v for x, y in zip(p[::2], p[1::2], strict=True) for v in (a * x + c * y + e, b * x + d * y + f)))
        for verb, p in path
    )


def shifted(shape: Shape, by: Affine) -> Shape:
    """The shape moved, its strokes and gradients with it; for transforms that keep angles."""
    scale = (by.a * by.a + by.b * by.b) ** 0.5
    fill = shape.fill
    if isinstance(fill, Gradient):
        (_, (x1, y1)), (_, (x2, y2)) = moved((("M", (fill.x1, fill.y1)), ("L", (fill.x2, fill.y2))), by)
        fill = Gradient(x1, y1, x2, y2, fill.stops)
    return Shape(moved(shape.path, by), fill, shape.stroke, shape.width * scale, shape.even_odd)


def line(*points: tuple[float, float], closed: bool = False) -> Path:
    """Straight lines from point to point."""
    first, *rest = points
    return (("M", first), *(("L", p) for p in rest), *((("Z", ()),) if closed else ()))


def rectangle(x: float, y: float, width: float, height: float) -> Path:
    """A box by its upper left corner."""
    return line((x, y), (x + width, y), (x + width, y + height), (x, y + height), closed=True)


def circle(x: float, y: float, radius: float) -> Path:
    """Four arcs, each a cubic within 0.03 % of the radius."""
    k = 0.5522847498 * radius
    return (
        ("M", (x + radius, y)),
        ("C", (x + radius, y + k, x + k, y + radius, x, y + radius)),
        ("C", (x - k, y + radius, x - radius, y + k, x - radius, y)),
        ("C", (x - radius, y - k, x - k, y - radius, x, y - radius)),
        ("C", (x + k, y - radius, x + radius, y - k, x + radius, y)),
        ("Z", ()),
    )


def smooth(points: Floats, *, closed: bool = False) -> Path:
    """A Catmull-Rom spline through points (n, 2), as cubics."""
    if closed:
        around = np.vstack([points[-1:], points, points[:2]])
    else:
        around = np.vstack([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    first = around[1:-2] + (around[2:-1] - around[:-3]) / 6
    second = around[2:-1] - (around[3:] - around[1:-2]) / 6
    curves = np.hstack([first, second, around[2:-1]]).tolist()
    start = (float(points[0, 0]), float(points[0, 1]))
    return (("M", start), *(("C", tuple(c)) for c in curves), *((("Z", ()),) if closed else ()))


def joined(paths: Iterable[Path]) -> Path:
    """Many paths as one, to be painted in one stroke."""
    return tuple(segment for path in paths for segment in path)


def svg_path(path: Path, digits: int = 1) -> str:
    """The value of a ``d`` attribute."""
    return "".join(verb + " ".join(_number(v, digits) for v in values) for verb, values in path)


def svg_shapes(shapes: Sequence[Shape], digits: int = 1) -> str:
    """Elements, with gradients in front of those that use them; needs no style sheet, no font, no link outside the file."""
    out: list[str] = []
    seen: dict[Gradient, str] = {}
    for shape in shapes:
        fill = "none"
        if isinstance(shape.fill, Gradient):
            if shape.fill not in seen:
                seen[shape.fill] = f"g{len(seen)}"
                out.append(_svg_gradient(shape.fill, seen[shape.fill], digits))
            fill = f"url(#{seen[shape.fill]})"
        elif shape.fill:
            fill = shape.fill
        stroke = (
            f' stroke="{shape.stroke}" stroke-width="{_number(shape.width, 2)}" stroke-linecap="round" stroke-linejoin="round"'
            if shape.stroke
            else ""
        )
        rule = ' fill-rule="evenodd"' if shape.even_odd else ""
        out.append(f'<path fill="{fill}"{rule}{stroke} d="{svg_path(shape.path, digits)}"/>')
    return "\n".join(out)


def _svg_gradient(gradient: Gradient, name: str, digits: int) -> str:
    stops = "".join(f'<stop offset="{_number(at, 3)}" stop-color="{colour}"/>' for at, colour in gradient.stops)
    ends = zip(("x1", "y1", "x2", "y2"), (gradient.x1, gradient.y1, gradient.x2, gradient.y2), strict=True)
    where = " ".join(f'{key}="{_number(value, digits)}"' for key, value in ends)
    return f'<defs><linearGradient id="{name}" gradientUnits="userSpaceOnUse" {where}>{stops}</linearGradient></defs>'


def pdf_shapes(shapes: Sequence[Shape]) -> tuple[bytes, bytes]:
    """(content operators, the ``/Shading`` dictionary they name); gradients are painted by ``sh`` inside a clip."""
    out: list[str] = ["1 J 1 j"]
    shadings: dict[Gradient, str] = {}
    for shape in shapes:
        path = _pdf_path(shape.path)
        star = "*" if shape.even_odd else ""
        if isinstance(shape.fill, Gradient):
            name = shadings.setdefault(shape.fill, f"S{len(shadings)}")
            out.append(f"q {path} W{star} n /{name} sh Q")
            if shape.stroke:
                out.append(f"{_pdf_stroke(shape)} {path} S")
        elif shape.fill and shape.stroke:
            out.append(f"{rgb(shape.fill)} rg {_pdf_stroke(shape)} {path} B{star}")
        elif shape.fill:
            out.append(f"{rgb(shape.fill)} rg {path} f{star}")
        elif shape.stroke:
            out.append(f"{_pdf_stroke(shape)} {path} S")
    named = " ".join(f"/{name} {_pdf_shading(gradient)}" for gradient, name in shadings.items())
    return "\n".join(out).encode("ascii"), f"<< {named} >>".encode("ascii")


def _pdf_path(path: Path) -> str:
    verbs = {"M": "m", "L": "l", "C": "c", "Z": "h"}
    return " ".join(" ".join((*(_number(v, 2) for v in values), verbs[verb])) for verb, values in path)


def _pdf_stroke(shape: Shape) -> str:
    return f"{rgb(shape.stroke or '#000000')} RG {_number(shape.width, 3)} w"


def _pdf_shading(gradient: Gradient) -> str:
    """An axial shading; between two stops colours go straight, several stops are stitched."""
    stops = gradient.stops
    parts = [
        f"<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [{rgb(one)}] /C1 [{rgb(two)}] >>" for (_, one), (_, two) in pairwise(stops)
    ]
    bounds = " ".join(_number(at, 3) for at, _ in stops[1:-1])
    encode = " ".join(["0 1"] * len(parts))
    function = f"<< /FunctionType 3 /Domain [0 1] /Functions [{' '.join(parts)}] /Bounds [{bounds}] /Encode [{encode}] >>"
    ends = " ".join(_number(v, 2) for v in (gradient.x1, gradient.y1, gradient.x2, gradient.y2))
    return f"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [{ends}] /Function {function} /Extend [true true] >>"


def rgb(colour: str) -> str:
    """«#rrggbb» as the three operands of a PDF colour."""
    return " ".join(_number(int(colour[i : i + 2], 16) / 255, 3) for i in (1, 3, 5))


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
