"""Our own pictures, drawn by code: the branch of laurel that grows with a season."""

from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import Final, Literal

Growth = Literal["done", "here", "later", "absent"]
"""A station is behind us, is where we stand, is still to come, or is not there in this version."""

STEP: Final = 120
HEIGHT: Final = 96
_MIDDLE: Final = 50
_WAVE: Final = 9
_LEAVES: Final = ((-48, 1), (-32, -1), (-16, 1), (10, -1), (22, 1), (34, -1))
"""Where the leaves of a station grow, in units from its node, and on which side of the stem."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf as the ``d`` of an SVG path, with its vein."""

    outline: str
    vein: str
    growth: Growth


@dataclass(frozen=True, slots=True)
class Node:
    """The point of a station on the stem."""

    x: float
    y: float
    growth: Growth


@dataclass(frozen=True, slots=True)
class Branch:
    """The whole branch: width and height of the view box, the stem that has grown and the stem to come, leaves and nodes."""

    width: int
    height: int
    grown: str
    bare: str
    leaves: tuple[Leaf, ...]
    nodes: tuple[Node, ...]


def branch(growths: tuple[Growth, ...]) -> Branch:
    """A branch with one node a station, ``STEP`` apart; it has grown up to the last station that is done or where we stand."""
    width = STEP * len(growths)
    reached = max((i for i, growth in enumerate(growths) if growth in {"done", "here"}), default=-1)
    whole = reached == len(growths) - 1 and growths[-1] == "done"
    end = 0 if reached < 0 else width if whole else STEP * reached + STEP // 2
    leaves = [
        _leaf(STEP * station + STEP / 2 + offset, side, growth)
        for station, growth in enumerate(growths)
        for offset, side in _LEAVES
    ]
    nodes = [Node(STEP * i + STEP / 2, _stem(STEP * i + STEP / 2), growth) for i, growth in enumerate(growths)]
    return Branch(width, HEIGHT, _curve(0, end), _curve(end, width), tuple(leaves), tuple(nodes))


def sprig(growth: Growth) -> Branch:
    """The same for one station alone, for narrow screens."""
    return branch((growth,))


def _stem(x: float) -> float:
    return _MIDDLE + _WAVE * sin(x / STEP * pi)


def _slope(x: float) -> float:
    return _WAVE * cos(x / STEP * pi) * pi / STEP


def _curve(start: float, end: float) -> str:
    """The stem from ``start`` to ``end`` as cubic pieces of half a step, exact in points and tangents."""
    if end <= start:
        return ""
    piece = STEP / 2
    count = max(1, round((end - start) / piece))
    parts = [f"M{start:g} {_stem(start):.2f}"]
    for i in range(count):
        x, to = start + i * piece, start + (i + 1) * piece
        third = (to - x) / 3
        parts.append(
            f"C{x + third:.2f} {_stem(x) + third * _slope(x):.2f} {to - third:.2f} {_stem(to) - third * _slope(to):.2f}"
            f" {to:g} {_stem(to):.2f}"
        )
    return "".join(parts)


def _leaf(x: float, side: int, growth: Growth) -> Leaf:
    """A lance-shaped leaf that leans towards the tip of the branch; a leaf still to come is a small bud."""
    length, width = (30.0, 6.6) if growth in {"done", "here"} else (17.0, 4.2)
    lean = radians(-38 if side > 0 else 38) + _slope(x)
    root = (x, _stem(x))

    def at(along: float, across: float) -> str:
        return f"{root[0] + along * cos(lean) - across * sin(lean):.2f} {root[1] + along * sin(lean) + across * cos(lean):.2f}"

    outline = (
        f"M{at(0, 0)}C{at(length * 0.25, -width)} {at(length * 0.7, -width)} {at(length, 0)}"
        f"C{at(length * 0.7, width)} {at(length * 0.25, width)} {at(0, 0)}Z"
    )
    return Leaf(outline, f"M{at(length * 0.12, 0)}L{at(length * 0.82, 0)}", growth)
