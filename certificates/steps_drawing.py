"""Small pictures for the how-to: screens as plain shapes, with the one thing to press in the accent colour."""

from collections.abc import Callable, Mapping
from typing import Final

from certificates.drawing import Affine, Path, Shape, circle, joined, line, shifted, svg_shapes
from certificates.ornament import star

WIDTH, HEIGHT = 180.0, 112.0
_LINE, _FILL, _PALE, _ACCENT, _SOFT, _ENAMEL = "#8b9794", "#dfe6e3", "#f4f7f6", "#b3261e", "#f7dcd9", "#0f4a40"


def step_svg(picture: str, title: str) -> str:
    """The picture of a step as an element of a page, with its title for those who do not see it."""
    shapes = [Shape(_box(1, 1, WIDTH - 2, HEIGHT - 2, 7), fill=_PALE, stroke=_LINE, width=1.2), *_PICTURES[picture]()]
    size = f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}"><title>{title}</title>'
        f"{svg_shapes(shapes)}</svg>"
    )


def _box(x: float, y: float, width: float, height: float, r: float = 3.0) -> Path:
    """A rectangle with round corners."""
    r = min(r, width / 2, height / 2)
    k = r * 0.4477
    right, low = x + width, y + height
    return (
        ("M", (x + r, y)),
        ("L", (right - r, y)),
        ("C", (right - k, y, right, y + k, right, y + r)),
        ("L", (right, low - r)),
        ("C", (right, low - k, right - k, low, right - r, low)),
        ("L", (x + r, low)),
        ("C", (x + k, low, x, low - k, x, low - r)),
        ("L", (x, y + r)),
        ("C", (x, y + k, x + k, y, x + r, y)),
        ("Z", ()),
    )


def _bars(x: float, y: float, *widths: float, step: float = 9.0, ink: str = _FILL) -> Shape:
    """Lines of text as grey bars."""
    return Shape(joined(_box(x, y + step * i, width, 5, 2.5) for i, width in enumerate(widths)), fill=ink)


def _badge(x: float, y: float, r: float) -> list[Shape]:
    return [
        Shape(circle(x, y, r), fill="#d9b25c"),
        Shape(circle(x, y, r * 0.78), fill=_ENAMEL),
        *star(x, y - r * 0.05, r * 0.46, "#fff3c9", "#ecc973"),
        Shape(_box(x - r * 1.05, y + r * 0.55, r * 2.1, r * 0.5, 2), fill="#ecc973"),
    ]


def _press(x: float, y: float, width: float, height: float) -> list[Shape]:
    """What to press: outlined, with a hand's pointer at its corner."""
    px, py = x + width - 6, y + height - 4
    arrow = line(
        (px, py),
        (px, py + 17),
        (px + 4.5, py + 13),
        (px + 8, py + 20),
        (px + 11, py + 18.5),
        (px + 7.5, py + 12),
        (px + 13, py + 12),
        closed=True,
    )
    return [
        Shape(_box(x, y, width, height, 4), fill=_SOFT, stroke=_ACCENT, width=2),
        Shape(arrow, fill="#1c2421", stroke="#ffffff", width=1.2),
    ]


def _page(cover: bool) -> list[Shape]:
    """A community's page: cover, avatar, name."""
    out = [
        Shape(_box(8, 8, WIDTH - 16, 40, 4), fill="#bcd3cc" if cover else _FILL),
        Shape(circle(28, 56, 13), fill="#ffffff", stroke=_LINE, width=1.4),
        _bars(48, 54, 62, 40),
    ]
    return [*out, *_badge(148, 27, 14)] if cover else out


def _cover() -> list[Shape]:
    return [*_page(cover=False), _bars(14, 82, 60, 88, 74), *_press(126, 53, 42, 15), _bars(132, 58, 30, ink=_ACCENT)]


def _upload() -> list[Shape]:
    dashed = joined(_box(20 + 12 * i, 14, 7, 1.6, 0.8) for i in range(12))
    up = [
        Shape(line((90, 44), (90, 22)), stroke=_ENAMEL, width=4),
        Shape(line((80, 32), (90, 21), (100, 32)), stroke=_ENAMEL, width=4),
    ]
    frame = [
        Shape(_box(14, 10, 152, 46, 5), fill="#ffffff", stroke=_LINE, width=1),
        Shape(dashed, fill=_FILL),
        *up,
    ]
    return [*frame, _bars(20, 66, 70), *_press(56, 78, 68, 18), _bars(70, 84, 40, ink=_ACCENT)]


def _post() -> list[Shape]:
    card = [Shape(_box(14, 10, 152, 92, 5), fill="#ffffff", stroke=_LINE, width=1), _bars(22, 18, 110, 124, 84)]
    return [
        *card,
        Shape(_box(22, 48, 70, 46, 4), fill=_ENAMEL),
        *_badge(57, 69, 15),
        *_press(110, 74, 46, 18),
        _bars(118, 80, 30, ink=_ACCENT),
    ]


def _pin() -> list[Shape]:
    pin = [Shape(line((150, 18), (150, 30)), stroke=_ACCENT, width=3), Shape(circle(150, 16, 6), fill=_ACCENT)]
    return [
        *_page(cover=True),
        Shape(_box(8, 76, WIDTH - 16, 30, 4), fill="#ffffff", stroke=_ACCENT, width=2),
        Shape(_box(13, 80, 22, 22, 2), fill=_ENAMEL),
        *_badge(24, 90, 7),
        _bars(42, 83, 80, 60),
        *(shifted(shape, Affine(1, 0, 0, 1, 6, 66)) for shape in pin),
    ]


def _bubble(x: float, y: float, width: float, height: float, fill: str = "#ffffff") -> Shape:
    return Shape(_box(x, y, width, height, 8), fill=fill, stroke=_LINE, width=1)


def _clip(x: float, y: float) -> Shape:
    """A paper clip."""
    return Shape(
        (
            ("M", (x, y + 8)),
            ("L", (x + 8, y)),
            ("C", (x + 13, y - 5, x + 18, y + 2, x + 14, y + 6)),
            ("L", (x + 5, y + 14)),
            ("C", (x + 2, y + 17, x - 2, y + 13, x + 1, y + 10)),
            ("L", (x + 9, y + 3)),
        ),
        stroke=_ACCENT,
        width=1.8,
    )


def _chat() -> list[Shape]:
    return [
        _bubble(14, 12, 100, 26),
        _bars(22, 19, 80, 56),
        _bubble(14, 44, 74, 26),
        _bars(22, 51, 58, 40),
        Shape(_box(44, 76, 122, 20, 10), fill="#ffffff", stroke=_LINE, width=1),
        *_press(12, 72, 26, 24),
        _clip(17, 78),
    ]


def _caption() -> list[Shape]:
    return [
        _bubble(40, 8, 100, 68),
        Shape(_box(46, 13, 88, 40, 4), fill=_ENAMEL),
        *_badge(90, 31, 13),
        _bars(48, 58, 80, 56, step=8),
        Shape(_box(12, 80, 122, 20, 10), fill="#ffffff", stroke=_LINE, width=1),
        _bars(20, 87, 76),
        *_press(138, 74, 26, 22),
        Shape(line((144, 79), (158, 85), (144, 91), (147, 85), closed=True), fill=_ACCENT),
    ]


def _chatpin() -> list[Shape]:
    return [
        _bubble(12, 10, 92, 64),
        Shape(_box(18, 15, 80, 36, 4), fill=_ENAMEL),
        *_badge(58, 31, 12),
        _bars(20, 56, 70, 46, step=8),
        Shape(_box(96, 34, 70, 64, 5), fill="#ffffff", stroke=_LINE, width=1),
        _bars(104, 42, 40),
        *_press(99, 54, 64, 18),
        _bars(106, 60, 46, ink=_ACCENT),
        _bars(104, 82, 50),
    ]


def _angle(x: float, y: float, side: int) -> Path:
    return line((x + side * 9, y), (x, y + 9), (x + side * 9, y + 18))


def _code() -> list[Shape]:
    signs = joined([_angle(24, 20, 1), _angle(156, 20, -1)])
    return [
        Shape(_box(12, 10, 156, 40, 5), fill="#1c2421"),
        Shape(signs, stroke="#ecc973", width=3),
        _bars(46, 19, 88, 64, step=12, ink="#8fb5a9"),
        *_press(50, 66, 80, 22),
        _bars(66, 74, 46, ink=_ACCENT),
    ]


def _paste() -> list[Shape]:
    return [
        Shape(_box(12, 10, 156, 66, 5), fill="#ffffff", stroke=_LINE, width=1),
        _bars(20, 18, 120, 96, 130),
        Shape(_box(18, 46, 144, 22, 3), fill="#1c2421"),
        _bars(26, 54, 110, ink="#ecc973"),
        *_press(104, 80, 54, 16),
        _bars(113, 85, 34, ink=_ACCENT),
    ]


def _footer() -> list[Shape]:
    return [
        _bars(14, 14, 100, 140, 120, 132),
        Shape(_box(8, 56, WIDTH - 16, 48, 4), fill="#33413d"),
        *_badge(38, 78, 16),
        _bars(66, 66, 70, 90, 54, ink="#8fb5a9"),
        Shape(circle(38, 79, 23), stroke=_ACCENT, width=2),
    ]


_PICTURES: Final[Mapping[str, Callable[[], list[Shape]]]] = {
    "cover": _cover,
    "upload": _upload,
    "post": _post,
    "pin": _pin,
    "chat": _chat,
    "caption": _caption,
    "chatpin": _chatpin,
    "code": _code,
    "paste": _paste,
    "footer": _footer,
}
