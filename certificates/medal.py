"""The medal, face of the badge and of the certificate's seal: rim, enamel ring with words, field with a guilloche."""

from collections.abc import Mapping
from dataclasses import dataclass

from certificates.award import Kind
from certificates.drawing import Gradient, Path, Shape, circle
from certificates.fonts import Face, face
from certificates.ornament import beads, centred, on_circle, ring, scallop, spokes


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one kind of award: metal from light to deep, enamel, and what stands on paper."""

    shine: str
    light: str
    metal: str
    deep: str
    edge: str
    enamel: str
    field: str
    thread: str  # guilloche on the enamel
    words: str  # letters on the enamel
    ink: str  # letters and lines on paper
    accent: str  # second colour of letters on paper
    tint: str  # pale guilloche on paper
    tint_cool: str
    paper: str


WINNER = Palette(
    shine="#fff3c9", light="#ecc973", metal="#c99a3c", deep="#94681c", edge="#6f4c12",
    enamel="#0f4a40", field="#0a372f", thread="#2b6a5c", words="#fbf1d3",
    ink="#0d3b33", accent="#8a6314", tint="#eadfc0", tint_cool="#d5e2d8", paper="#fdfbf4",
)  # fmt: skip
LAUREATE = Palette(
    shine="#ffffff", light="#dfe5ea", metal="#aab4bf", deep="#737f8c", edge="#525d69",
    enamel="#27406b", field="#1c3055", thread="#4a6391", words="#f4f7fa",
    ink="#1b2f52", accent="#566475", tint="#dfe3ea", tint_cool="#d3dced", paper="#fbfcfd",
)  # fmt: skip
THANKS = Palette(
    shine="#ffeedd", light="#e6b48a", metal="#b9794a", deep="#854f2b", edge="#5f3517",
    enamel="#6d2034", field="#4f1424", thread="#8f4459", words="#fbeee4",
    ink="#4b1826", accent="#8c4a2f", tint="#f0dfd0", tint_cool="#ecdbdd", paper="#fdfaf5",
)  # fmt: skip
PARTICIPANT = Palette(
    shine="#f4f8f8", light="#c6d5d9", metal="#8aa2aa", deep="#5b757e", edge="#435f69",
    enamel="#2f5763", field="#23444f", thread="#537a86", words="#f3f8f8",
    ink="#27424b", accent="#4c6b75", tint="#e0e9eb", tint_cool="#e6ebe2", paper="#fcfdfc",
)  # fmt: skip
FADED = Palette(
    shine="#f4f4f2", light="#d9d9d6", metal="#b4b4b0", deep="#82827e", edge="#64645f",
    enamel="#6c6c68", field="#585854", thread="#82827e", words="#f4f4f2",
    ink="#4a4a47", accent="#6c6c68", tint="#e6e6e4", tint_cool="#e6e6e4", paper="#fbfbfa",
)  # fmt: skip
"""Of a badge that may not be shown any more."""
PALETTES: Mapping[Kind, Palette] = {"winner": WINNER, "laureate": LAUREATE, "thanks": THANKS, "participant": PARTICIPANT}

RING_TEXT_SWEEP = 4.3  # radians of the circle that the words may take


def brushed(x: float, y: float, radius: float, palette: Palette) -> Gradient:
    """Metal lit from the upper left, with a second glint below."""
    r = radius * 0.75
    stops = (
        (0.0, palette.shine),
        (0.22, palette.light),
        (0.45, palette.metal),
        (0.62, palette.light),
        (0.80, palette.deep),
        (1.0, palette.metal),
    )
    return Gradient(x - r, y - r, x + r, y + r, stops)


def counter_brushed(x: float, y: float, radius: float, palette: Palette) -> Gradient:
    """Metal of a rim that turns inwards: dark where the outer is light."""
    r = radius * 0.72
    stops = ((0.0, palette.deep), (0.4, palette.metal), (0.7, palette.light), (1.0, palette.shine))
    return Gradient(x - r, y - r, x + r, y + r, stops)


def medal(x: float, y: float, radius: float, palette: Palette, *, words: str, seal: bool = False) -> list[Shape]:
    """Everything but what stands in the field. ``radius`` is the rim's outer edge; the field's is 0.735 of it.

    A ``seal`` has a scalloped rim and, being small, fewer threads.
    """
    r = radius
    rim: Path = scallop(x, y, r * 1.09, lobes=48, depth=r * 0.035) if seal else circle(x, y, r)
    threads, turns, balls = (44, 34, 72) if seal else (72, 56, 108)
    out = [
        Shape(rim, fill=brushed(x, y, r * (1.09 if seal else 1), palette), stroke=palette.edge, width=r * 0.008),
        Shape(circle(x, y, r * 0.985), stroke=palette.edge, width=r * 0.004),
        Shape(spokes(x, y, r * 0.962, r * 0.98, 2 * threads), stroke=palette.deep, width=r * 0.004),
        Shape(circle(x, y, r * 0.952), fill=palette.enamel, stroke=palette.edge, width=r * 0.008),
        Shape(ring(x, y, r * 0.862, r * 0.082, waves=threads, strands=3), stroke=palette.thread, width=r * 0.0028),
        Shape(circle(x, y, r * 0.775), fill=counter_brushed(x, y, r * 0.775, palette), stroke=palette.edge, width=r * 0.004),
        Shape(circle(x, y, r * 0.735), fill=palette.field, stroke=palette.edge, width=r * 0.005),
        Shape(ring(x, y, r * 0.655, r * 0.05, waves=turns, strands=4, breath=14), stroke=palette.thread, width=r * 0.003),
        Shape(beads(x, y, r * 0.755, r * 0.0085, balls), fill=palette.shine),
    ]
    sans = face("sans-bold")
    size, spacing = ring_text_size(sans, words, r)
    path = on_circle(sans, words, size, x, y, r * 0.862 - size * sans.cap_height / 2, middle=0.0, inward=False, spacing=spacing)
    # A border in the enamel's colour parts the letters from the threads under them.
    out += [Shape(path, fill=palette.enamel, stroke=palette.enamel, width=size * 0.22), Shape(path, fill=palette.words)]
    return out


def ring_text_size(sans: Face, words: str, radius: float) -> tuple[float, float]:
    """(size, spacing in ems) of the words round the ring: up to 0.135 of the radius, spaced out when they are few."""
    sweep = RING_TEXT_SWEEP * radius * 0.81
    spacing = 0.09
    whole = sans.width(words, 1.0) + spacing * max(len(words) - 1, 0)
    return min(0.135 * radius, sweep / max(whole, 0.001)), spacing


def ring_text_fits(words: str) -> bool:
    """Whether the words can be read in the ring: letters at least 0.05 of the radius."""
    return ring_text_size(face("sans-bold"), words, 1.0)[0] >= 0.05


def year_in_field(year: int, x: float, baseline: float, size: float) -> Path:
    """The year's figures, set close."""
    return centred(face("serif-bold"), str(year), size, x, baseline, spacing=0.005)
