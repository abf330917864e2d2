"""The badge: a picture that needs nothing but itself."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.badge import SIZES, BadgeKey, badge_fits, badge_pngs, badge_svg
from tests.certificates.samples import AWARD

KEY = BadgeKey("winner", 2026, "Социальная защита", AWARD.contest, "ru")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def svg() -> str:
    return badge_svg(KEY)


@pytest.fixture(scope="module")
def pngs(svg: str) -> dict[int, bytes]:
    return badge_pngs(svg)


def test_words_are_outlines(svg: str) -> None:
    """There is no text, script, style, picture or foreign part in the drawing."""
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}  # noqa: S314 - our own file
    assert tags <= {"svg", "title", "desc", "defs", "linearGradient", "stop", "path"}


def test_nothing_points_outside(svg: str) -> None:
    """The only references are to gradients of the same file."""
    assert (True, set()) == ("href" not in svg, {u for u in re.findall(r"url\((.*?)\)", svg) if not u.startswith("#g")})


def test_it_says_what_it_shows(svg: str) -> None:
    """Title and description name the award for those who do not see it."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    words = f"{root.findtext(SVG + 'title')} {root.findtext(SVG + 'desc')}"
    assert [] == [word for word in ("Победитель", "2026", "Социальная защита", AWARD.contest) if word not in words]


def test_hostile_words_stay_words() -> None:
    """Markup in a nomination is escaped."""
    key = BadgeKey("winner", 2026, "<script>x</script>", "A & B", "ru")
    assert ET.fromstring(badge_svg(key)).find(f".//{SVG}script") is None  # noqa: S314 - our own file


def test_png_sizes(pngs: dict[int, bytes]) -> None:
    """There is a square picture of each size."""
    assert {size: ("PNG", (size, size)) for size in SIZES} == {
        size: (picture.format, picture.size) for size, picture in ((s, Image.open(BytesIO(b))) for s, b in pngs.items())
    }


def test_corners_are_transparent_and_the_field_is_not(pngs: dict[int, bytes]) -> None:
    """The badge can lie on any ground."""
    alpha = Image.open(BytesIO(pngs[400])).convert("RGBA").getchannel("A")
    assert (0, 0, 255) == (alpha.getpixel((0, 0)), alpha.getpixel((399, 399)), alpha.getpixel((200, 200)))


def test_equal_badges_are_equal_bytes(svg: str, pngs: dict[int, bytes]) -> None:
    """Drawing again gives the same files."""
    again = badge_svg(KEY)
    assert (svg, pngs) == (again, badge_pngs(again))


def test_winner_is_gold_and_laureate_is_silver(pngs: dict[int, bytes]) -> None:
    """The ribbon of a winner is yellow, that of a laureate is grey."""
    silver = badge_pngs(badge_svg(replace(KEY, kind="laureate")))

    def warmth(png: bytes) -> int:
        r, _, b, *_ = Image.open(BytesIO(png)).convert("RGBA").getpixel((60, 340))  # type: ignore[misc] # four bands
        return int(r) - int(b)

    assert (True, True) == (warmth(pngs[400]) > 60, warmth(silver[400]) < 15)


@pytest.mark.parametrize(
    "nomination", ["Социальная защита", "Здравоохранение", "Молодёжная политика и патриотическое воспитание"]
)
def test_spheres_of_a_region_fit(nomination: str) -> None:
    """The usual spheres fit, the long ones too."""
    assert badge_fits(BadgeKey("winner", 2026, nomination, AWARD.contest, "ru")) is None


@pytest.mark.parametrize(
    ("nomination", "contest", "expected"),
    [("Сверхдлинноеназваниесферывоодносслово", "Конкурс", "nomination"), ("Культура", "Лучшая страница " * 20, "contest")],
)
def test_what_cannot_be_read_does_not_fit(nomination: str, contest: str, expected: str) -> None:
    """A word or a title that would be too small is named, not drawn."""
    assert expected == badge_fits(BadgeKey("winner", 2026, nomination, contest, "ru"))


@given(st.integers(2000, 2099), st.sampled_from(["winner", "laureate"]), st.sampled_from(["ru", "en"]))
@settings(max_examples=8, deadline=None)
def test_every_badge_is_well_formed(year: int, kind: str, language: str) -> None:
    """Any year, kind and language gives XML that can be read."""
    key = BadgeKey(kind, year, "Культура", "Конкурс", language)  # type: ignore[arg-type] # drawn from the literals
    assert SVG + "svg" == ET.fromstring(badge_svg(key)).tag  # noqa: S314 - our own file
