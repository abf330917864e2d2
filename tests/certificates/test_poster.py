"""Covers and pictures of posts: sizes, what stays within the safe rectangle, what can be read."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from certificates.badge import BadgeKey
from certificates.networks import UNVERIFIED, CoverSize, networks
from certificates.poster import Cover, overlay, plain_cover
from tests.certificates.samples import AWARD, LONG_NAME

KEY = BadgeKey("winner", 2026, "Социальная защита", AWARD.contest, "ru")
VK = networks().covers[0]


@pytest.mark.parametrize("size", [*networks().covers, *networks().pictures], ids=lambda size: size.key)
def test_the_badge_stays_within_the_safe_rectangle(size: CoverSize) -> None:
    """What is drawn in full colour lies where no network cuts or covers it."""
    with Image.open(BytesIO(overlay(KEY, Cover(size, words=False)))) as drawn:
        box = drawn.getchannel("A").point([255 if v > 250 else 0 for v in range(256)]).getbbox()
    assert box is not None
    safe = size.safe
    inside = (safe.left <= box[0], safe.top <= box[1], box[2] <= safe.right, box[3] <= safe.bottom)
    assert ((size.width, size.height), (True,) * 4) == (drawn.size, inside)


@pytest.mark.parametrize("side", ["left", "right"])
def test_words_can_be_read_on_a_white_photo(side: Any) -> None:
    """Even over white, the veil under the words is dark enough for pale letters: at least 4.5 to 1."""
    cover = Cover(VK, name="Школа", side=side)
    with Image.open(BytesIO(overlay(KEY, cover))) as drawn:
        x = VK.safe.left + 4 if side == "right" else VK.safe.right - 4
        veil: Any = drawn.getpixel((x, VK.safe.top + 2))
    red, green, blue, alpha = veil
    ground = [255 + (value - 255) * alpha / 255 for value in (red, green, blue)]
    assert contrast((255, 250, 240), ground) >= 4.5


def luminance(colour: Any) -> float:
    parts: list[float] = [v / 255 / 12.92 if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Any, two: Any) -> float:
    """As WCAG counts it."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_cover_without_a_photo_is_whole() -> None:
    """Our own ground is opaque and of the right size, and a long name does not break it."""
    with Image.open(BytesIO(plain_cover(KEY, Cover(VK, name=LONG_NAME)))) as made:
        assert ("JPEG", (1590, 530)) == (made.format, made.size)


def test_every_row_says_whether_it_was_checked() -> None:
    """A day or the plain word that nobody has compared it yet."""
    table = networks()
    marks = {row.checked for row in (*table.covers, *table.pictures)} | {row.checked for row in table.badges}
    assert [] == [mark for mark in marks if mark != UNVERIFIED and not mark[:4].isdecimal()]


def test_the_wanted_covers_are_there() -> None:
    """The network's two sizes by name."""
    assert {(1590, 530), (1920, 768)} <= {(size.width, size.height) for size in networks().covers}
