"""What is drawn under a certificate's words: paper, frame, rosette, emblem, seal, rules. Coordinates in points of A4."""

from dataclasses import dataclass
from math import pi

from certificates.award import Kind
from certificates.drawing import Affine, Gradient, Path, Shape, circle, joined, line, moved, placed, rectangle
from certificates.fonts import face
from certificates.medal import PALETTES, Palette, brushed, medal, ring_text_size, year_in_field
from certificates.ornament import band, laurel, letters, on_circle, ring, star, trochoid

WIDTH, HEIGHT = 595.28, 841.89
EDGE = 24.0  # paper outside the frame
BAND = 22.0  # width of the frame's guilloche
CORNER = 36.0  # of the corner squares
MIDDLE_SEAL = (WIDTH / 2, 652.0, 53.0)
SIDE_SEAL = (464.0, 652.0, 53.0)
SIGN_X = ((72.0, 230.0), (365.28, 523.28))
ROW_X = (218.0, 298.0)
COAT = (WIDTH / 2, 114.0, 116.0, 90.0)
"""Middle, width and height of the box that a coat of arms is fitted into."""
QR_SIDE = 58.0
QR_AT = (73.0, 716.0)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the drawing depends on; equal grounds are one drawing. Heights in points from the top."""

    kind: Kind
    year: int
    contest: str
    divider: float
    lines: tuple[float, ...]
    """Heights of the lines to sign on."""
    rows: bool
    """Whether the signers stand one above the other, the seal beside them."""
    coat: Path | None = None
    """A drawn coat of arms in the unit square; empty where a picture is put there; None for our own emblem."""


def decoration(ground: Ground) -> list[Shape]:
    """The whole layer, from the paper up. The contest's title goes round the seal and into the lines to sign on."""
    palette = PALETTES[ground.kind]
    words = ground.contest.strip("«»„“").upper()
    return [
        Shape(rectangle(0, 0, WIDTH, HEIGHT), fill=palette.paper),
        *_rosette(palette, ground.kind),
        *(_plain_frame(palette) if ground.kind == "participant" else _frame(palette)),
        *(_emblem(palette) if ground.coat is None else _coat(palette, ground.coat)),
        *_divider(palette, ground.divider),
        *_closing(palette, ground, words),
        *_rules(palette, words, ground),
    ]


def sign_lines(ground: Ground) -> list[tuple[float, float, float]]:
    """(from, to, height) of each line to sign on."""
    if ground.rows:
        return [(*ROW_X, y) for y in ground.lines]
    return [(left, right, y) for (left, right), y in zip(SIGN_X, ground.lines, strict=True)]


def _closing(palette: Palette, ground: Ground, words: str) -> list[Shape]:
    """A seal with ribbons on a diploma, without on a letter of thanks; a printed stamp on a certificate of participation."""
    x, y, r = SIDE_SEAL if ground.rows else MIDDLE_SEAL
    if ground.kind == "participant":
        return _stamp(palette, ground.year, words, x, y)
    if ground.kind == "thanks":
        return _seal(palette, ground.year, words, (x, y + 6, r * 0.86), ribbons=False)
    return _seal(palette, ground.year, words, (x, y, r), ribbons=True)


def _coat(palette: Palette, outline: Path) -> list[Shape]:
    """A coat of arms drawn in one colour, as high as its box; the outline keeps its proportions."""
    if not outline:
        return []
    x, y, _, height = COAT
    return [Shape(moved(outline, Affine(height, 0, 0, height, x - height / 2, y - height / 2)), fill=palette.ink, even_odd=True)]


def _rosette(palette: Palette, kind: Kind) -> list[Shape]:
    """The pale engraving in the middle: three trochoids in two tints, a ring between them; fewer for lesser kinds."""
    x, y = WIDTH / 2, 408.0
    if kind == "participant":
        return [
            Shape(ring(x, y, 196, 30, waves=24, strands=6, breath=8), stroke=palette.tint, width=0.35),
            Shape(ring(x, y, 128, 16, waves=24, strands=4), stroke=palette.tint_cool, width=0.35),
        ]
    if kind == "thanks":
        return [
            Shape(trochoid(x, y, 226, petals=60, turns=23, hole=0.62), stroke=palette.tint, width=0.35),
            Shape(ring(x, y, 122, 20, waves=30, strands=6, breath=10), stroke=palette.tint_cool, width=0.35),
            Shape(ring(x, y, 232, 9, waves=60, strands=4, breath=12), stroke=palette.tint_cool, width=0.35),
        ]
    return [
        Shape(trochoid(x, y, 226, petals=96, turns=35, hole=0.50), stroke=palette.tint, width=0.35),
        Shape(ring(x, y, 104, 16, waves=36, strands=6, breath=9), stroke=palette.tint_cool, width=0.35),
        Shape(ring(x, y, 232, 9, waves=72, strands=4, breath=12), stroke=palette.tint_cool, width=0.35),
        Shape(trochoid(x, y, 92, petals=48, turns=17, hole=0.28), stroke=palette.tint, width=0.35),
    ]


def _frame(palette: Palette) -> list[Shape]:
    """A band of interlaced waves between lines, with a turned rosette in each corner and a concave inner line."""
    near, far = EDGE, EDGE + BAND
    right, low = WIDTH - EDGE, HEIGHT - EDGE
    middle = EDGE + BAND / 2
    outer = rectangle(near, near, right - near, low - near)
    inner = rectangle(far, far, WIDTH - 2 * far, HEIGHT - 2 * far)
    waves_x = _sides(middle, horizontal=True)
    waves_y = _sides(middle, horizontal=False)
    out = [
        Shape((*outer, *inner), fill=_pale(palette), even_odd=True),
        Shape(joined((waves_x[0], waves_y[0])), stroke=palette.metal, width=0.45),
        Shape(joined((waves_x[1], waves_y[1])), stroke=palette.ink, width=0.3),
        Shape(outer, stroke=palette.ink, width=2.0),
        Shape(rectangle(near + 3, near + 3, right - near - 6, low - near - 6), stroke=palette.metal, width=0.5),
        Shape(rectangle(far - 2.4, far - 2.4, WIDTH - 2 * far + 4.8, HEIGHT - 2 * far + 4.8), stroke=palette.metal, width=0.5),
        Shape(inner, stroke=palette.ink, width=1.0),
        Shape(_concave(far + 4.5, 20.0), stroke=palette.metal, width=0.8),
    ]
    for x in (middle, WIDTH - middle):
        for y in (middle, HEIGHT - middle):
            out += _corner(x, y, palette)
    return out


def _plain_frame(palette: Palette) -> list[Shape]:
    """Of a certificate of participation: a narrow band of few waves between two lines, rings in the corners."""
    near, far = EDGE + 4, EDGE + BAND - 4
    middle = EDGE + BAND / 2
    right, low = WIDTH - near, HEIGHT - near
    waves = [*_sides(middle, horizontal=True)[1:], *_sides(middle, horizontal=False)[1:]]
    out = [
        Shape(joined(waves), stroke=palette.metal, width=0.4),
        Shape(rectangle(near, near, right - near, low - near), stroke=palette.ink, width=1.2),
        Shape(rectangle(far, far, WIDTH - 2 * far, HEIGHT - 2 * far), stroke=palette.ink, width=0.5),
    ]
    for x in (middle, WIDTH - middle):
        for y in (middle, HEIGHT - middle):
            out += [
                Shape(circle(x, y, 12.5), fill=palette.paper, stroke=palette.ink, width=1.2),
                Shape(trochoid(x, y, 10.2, petals=24, turns=7, hole=0.30), stroke=palette.deep, width=0.3),
                Shape(circle(x, y, 2.2), fill=palette.ink),
            ]
    return out


def _pale(palette: Palette) -> str:
    return {"#fdfbf4": "#f6efdc", "#fdfaf5": "#f7ece2"}.get(palette.paper, "#eef2f7")


def _sides(middle: float, *, horizontal: bool) -> tuple[Path, Path]:
    """(wide waves, narrow waves) of two opposite sides, between the corners."""
    whole = WIDTH if horizontal else HEIGHT
    start = EDGE + CORNER * 0.5
    span = whole - 2 * start
    knots = round(span / 52)
    wide = band(span, BAND / 2 - 4.2, waves=knots * 3, strands=4, knots=knots)
    narrow = band(span, BAND / 2 - 7.6, waves=knots * 4, strands=2, knots=knots)
    if horizontal:
        homes = [Affine(1, 0, 0, 1, start, middle), Affine(1, 0, 0, 1, start, HEIGHT - middle)]
    else:
        homes = [placed(middle, start, turn=pi / 2), placed(WIDTH - middle, start, turn=pi / 2)]
    return joined(moved(wide, home) for home in homes), joined(moved(narrow, home) for home in homes)


def _concave(inset: float, bite: float) -> Path:
    """A rectangle whose corners are bitten out by quarter circles round them."""
    left, top, right, low = inset, inset, WIDTH - inset, HEIGHT - inset
    k = 0.5522847498 * bite
    return (
        ("M", (left + bite, top)),
        ("L", (right - bite, top)),
        ("C", (right - bite, top + k, right - k, top + bite, right, top + bite)),
        ("L", (right, low - bite)),
        ("C", (right - k, low - bite, right - bite, low - k, right - bite, low)),
        ("L", (left + bite, low)),
        ("C", (left + bite, low - k, left + k, low - bite, left, low - bite)),
        ("L", (left, top + bite)),
        ("C", (left + k, top + bite, left + bite, top + k, left + bite, top)),
        ("Z", ()),
    )


def _corner(x: float, y: float, palette: Palette) -> list[Shape]:
    r = CORNER / 2
    return [
        Shape(circle(x, y, r + 2.2), fill=palette.paper),
        Shape(circle(x, y, r), fill=brushed(x, y, r, palette), stroke=palette.ink, width=1.0),
        Shape(circle(x, y, r * 0.86), fill=palette.enamel, stroke=palette.edge, width=0.4),
        Shape(trochoid(x, y, r * 0.80, petals=32, turns=11, hole=0.34), stroke=palette.light, width=0.28),
        Shape(circle(x, y, r * 0.34), fill=palette.field, stroke=palette.light, width=0.6),
        *star(x, y, r * 0.24, palette.shine, palette.metal),
    ]


def _emblem(palette: Palette) -> list[Shape]:
    """The laurel over the title, round a page: a speech bubble with a star."""
    x, y = WIDTH / 2, 114.0
    bubble = _bubble(x, y - 1, 18.5)
    wreath = laurel(x, y, 39, leaf=15.5, pairs=11, opening=0.42, light=palette.metal, dark=palette.deep)
    return [
        *wreath,
        Shape(bubble, fill=palette.ink),
        Shape(_bubble(x, y - 1, 15.6), stroke=palette.light, width=0.6),
        *star(x, y - 1.5, 10.4, palette.shine, palette.metal),
    ]


def _bubble(x: float, y: float, r: float) -> Path:
    """A round speech bubble with its tail to the lower left."""
    k = 0.5522847498 * r
    return (
        ("M", (x - r, y)),
        ("C", (x - r, y - k, x - k, y - r, x, y - r)),
        ("C", (x + k, y - r, x + r, y - k, x + r, y)),
        ("C", (x + r, y + k, x + k, y + r, x, y + r)),
        ("C", (x - r * 0.20, y + r, x - r * 0.38, y + r * 0.95, x - r * 0.55, y + r * 0.86)),
        ("C", (x - r * 0.72, y + r * 1.06, x - r * 0.92, y + r * 1.16, x - r * 1.12, y + r * 1.18)),
        ("C", (x - r * 0.98, y + r * 1.0, x - r * 0.90, y + r * 0.80, x - r * 0.88, y + r * 0.48)),
        ("C", (x - r * 0.96, y + r * 0.33, x - r, y + r * 0.17, x - r, y)),
        ("Z", ()),
    )


def _divider(palette: Palette, y: float) -> list[Shape]:
    """Two tapering rules with a lozenge between, under the name."""
    x, half = WIDTH / 2, 128.0
    out = []
    for side in (-1, 1):
        needle = line((x + side * 12, y - 0.55), (x + side * half, y), (x + side * 12, y + 0.55), closed=True)
        out.append(Shape(needle, fill=palette.metal))
        out.append(Shape(circle(x + side * 9.4, y, 1.0), fill=palette.metal))
    gem = line((x, y - 4.4), (x + 5.6, y), (x, y + 4.4), (x - 5.6, y), closed=True)
    return [*out, Shape(gem, fill=brushed(x, y, 5, palette), stroke=palette.deep, width=0.4)]


def _seal(palette: Palette, year: int, words: str, at: tuple[float, float, float], *, ribbons: bool) -> list[Shape]:
    """The medal as a foil seal, on two ribbon ends or without, with laurel and year in its field."""
    x, y, r = at
    out: list[Shape] = []
    for side in (-1, 1) if ribbons else ():
        tail = line(
            (x + side * 4, y + 30), (x + side * 34, y + 24), (x + side * 42, y + 76),
            (x + side * 26, y + 66), (x + side * 14, y + 80), closed=True,
        )  # fmt: skip
        shade = Gradient(x, y + 40, x, y + 82, ((0.0, palette.deep), (0.45, palette.metal), (1.0, palette.light)))
        out.append(Shape(tail, fill=shade, stroke=palette.edge, width=0.5))
    out += medal(x, y, r, palette, words=words, seal=True)
    year_path = year_in_field(year, x, y + r * 0.14, r * 0.358)
    out += laurel(x, y, r * 0.54, leaf=r * 0.198, pairs=9, opening=0.5, light=palette.light, dark=palette.deep)
    out += star(x, y - r * 0.31, r * 0.106, palette.shine, palette.metal)
    return [*out, Shape(year_path, fill=palette.field, stroke=palette.field, width=2.4), Shape(year_path, fill=palette.shine)]


def _stamp(palette: Palette, year: int, words: str, x: float, y: float) -> list[Shape]:
    """A round stamp in one ink: two rings, the contest's title between them, the year and a star within."""
    r, ink = 46.0, palette.accent
    sans = face("sans-bold")
    size, spacing = ring_text_size(sans, words, r)
    text = on_circle(sans, words, size, x, y, r * 0.80 - size * sans.cap_height / 2, middle=0.0, inward=False, spacing=spacing)
    return [
        Shape(circle(x, y, r), stroke=ink, width=1.6),
        Shape(circle(x, y, r * 0.945), stroke=ink, width=0.5),
        Shape(circle(x, y, r * 0.66), stroke=ink, width=0.7),
        Shape(ring(x, y, r * 0.58, r * 0.045, waves=30, strands=2), stroke=ink, width=0.35),
        Shape(text, fill=ink),
        Shape(star(x, y + r * 0.80, r * 0.075, ink, ink)[0].path, fill=ink),
        Shape(year_in_field(year, x, y + r * 0.15, r * 0.44), fill=ink),
    ]


def _rules(palette: Palette, words: str, ground: Ground) -> list[Shape]:
    """Lines for the signatures: to the eye a rule, under a glass the contest's title over and over."""
    sans = face("sans-bold")
    size = 1.5
    unit, whole = letters(sans, f"{words} • ", size, spacing=0.08)
    out: list[Path] = []
    spans = sign_lines(ground)
    for left, right, y in spans:
        count = max(1, int((right - left) / whole))
        stretch = (right - left) / (count * whole)
        out += [moved(unit, Affine(stretch, 0, 0, 1, left + k * whole * stretch, y)) for k in range(count)]
    under = joined(line((left, y + 0.7), (right, y + 0.7)) for left, right, y in spans)
    return [Shape(joined(out), fill=palette.ink), Shape(under, stroke=palette.ink, width=0.4)]
