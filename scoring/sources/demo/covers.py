"""Invented covers: a landscape of the invented region in the colours of a sphere, drawn by numbers; no two variants are alike."""

import hashlib
import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

VARIANTS: Final = 6
"""So many pictures a sphere: pages of one founder look alike in life too, and the demo stays quick."""
WIDTH: Final = 720
HEIGHT: Final = 288
_SKIES: Final = ((222, 236, 246), (250, 232, 208), (214, 232, 226), (236, 224, 240), (244, 240, 220), (206, 222, 240))
_INKS: Final = ((38, 84, 124), (120, 60, 60), (44, 104, 84), (92, 62, 120), (140, 96, 32), (30, 96, 110))
_HILLS: Final = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a JPEG."""

    width: int
    height: int
    jpeg: bytes


def cover_of(sphere: str, key: str, seed: int) -> Drawn:
    """The cover of an invented page: the same for the same words and seed."""
    lot = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return _drawn(sphere, lot[0] % VARIANTS, seed)


@lru_cache(maxsize=256)
def _drawn(sphere: str, variant: int, seed: int) -> Drawn:
    lot = hashlib.sha256(f"{seed}\0{sphere}\0{variant}".encode()).digest()
    sky, ink = _SKIES[lot[0] % len(_SKIES)], _INKS[lot[1] % len(_INKS)]
    picture = Image.new("RGB", (WIDTH, HEIGHT), sky)
    pen = ImageDraw.Draw(picture)
    _sun(pen, lot)
    for hill in range(_HILLS):
        _hill(pen, hill, lot, _mixed(sky, ink, (hill + 1) / (_HILLS + 1)))
    _houses(pen, lot, ink, sky)
    buffer = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.6)).save(buffer, "JPEG", quality=78, optimize=True)
    return Drawn(WIDTH, HEIGHT, buffer.getvalue())


def _sun(pen: ImageDraw.ImageDraw, lot: bytes) -> None:
    x, y, size = 60 + lot[2] * 600 // 255, 30 + lot[3] * 60 // 255, 18 + lot[4] % 22
    pen.ellipse((x - size, y - size, x + size, y + size), fill=(255, 250, 236))


def _hill(pen: ImageDraw.ImageDraw, hill: int, lot: bytes, colour: tuple[int, int, int]) -> None:
    """A wave from edge to edge, the nearer the lower and the darker."""
    base, height = 110 + 42 * hill, 12 + lot[5 + hill] % 26
    pace, shift = 0.006 + lot[9 + hill] / 255 * 0.01, lot[13 + hill] / 40
    top = [
        (x, base - height * math.sin(pace * x + shift) - height * 0.4 * math.sin(2.7 * pace * x)) for x in range(0, WIDTH + 8, 8)
    ]
    pen.polygon([*top, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _houses(pen: ImageDraw.ImageDraw, lot: bytes, ink: tuple[int, int, int], sky: tuple[int, int, int]) -> None:
    """A few houses with lit windows in front of the last hill."""
    for place in range(3 + lot[20] % 4):
        x = 40 + (lot[21 + place] * 640) // 255
        width, height = 26 + lot[(22 + place) % 32] % 34, 24 + lot[(25 + place) % 32] % 40
        ground = HEIGHT - 18
        pen.rectangle((x, ground - height, x + width, ground), fill=ink)
        pen.polygon([(x - 5, ground - height), (x + width / 2, ground - height - 18), (x + width + 5, ground - height)], fill=ink)
        for row in range(ground - height + 8, ground - 8, 14):
            for column in range(x + 6, x + width - 6, 12):
                pen.rectangle((column, row, column + 4, row + 6), fill=_mixed(sky, (255, 214, 120), 0.7))


def _mixed(one: tuple[int, int, int], other: tuple[int, int, int], share: float) -> tuple[int, int, int]:
    first, second, third = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return first, second, third
