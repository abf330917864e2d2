"""The look itself: certificate and badge beside the pictures that were looked at, within a stated tolerance."""

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from certificates.press import Press
from tests.certificates.references import FOLDER, SHEETS, drawn

MEAN, WORST = 4.0, 60
"""Of 255: how far pictures may differ on average, and in any spot of 3 × 3 pixels: edges may, figures not."""
NAMES = (*SHEETS, "badge", "badge-small", "badge-mono")


@pytest.fixture(scope="module")
def pictures(press: Press) -> dict[str, Image.Image]:
    return drawn(press)


def distance(one: Image.Image, two: Image.Image) -> tuple[float, int]:
    """(mean, largest) difference of two pictures of one size, slightly blurred."""
    blurred = [image.convert("RGB").filter(ImageFilter.BoxBlur(1)) for image in (one, two)]
    apart = ImageChops.difference(*blurred).convert("L")
    extrema = apart.getextrema()
    return ImageStat.Stat(apart).mean[0], int(extrema[1])  # type: ignore[arg-type]  # one band


@pytest.mark.parametrize("name", NAMES)
def test_it_looks_as_it_was_looked_at(pictures: dict[str, Image.Image], name: str) -> None:
    """Size, colours and figures are those of the reference."""
    with Image.open(FOLDER / f"{name}.png") as reference:
        assert reference.size == pictures[name].size
        mean, worst = distance(reference, pictures[name])
    assert (True, True) == (mean <= MEAN, worst <= WORST), (mean, worst)


def test_the_tolerance_tells_two_kinds_apart(pictures: dict[str, Image.Image]) -> None:
    """Another kind's sheet, or one without its seal, is not taken for the reference."""
    without = pictures["winner"].copy()
    without.paste("#fdfbf4", (125, 300, 175, 365))
    others = [distance(pictures["winner"], other) for other in (pictures["thanks"], without)]
    assert [True, True] == [mean > MEAN or worst > WORST for mean, worst in others]
