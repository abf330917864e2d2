"""The badge: a picture that needs nothing but itself."""

import re
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from certificates.award import HonouredKind
from certificates.badge import SIZES, VARIANTS, BadgeKey, Variant, badge_fits, badge_pngs, badge_svg, faded_svg, svg_png
from certificates.badge_faces import SMALL_STEPS, Fade
from certificates.fonts import face
from certificates.medal import PALETTES
from tests.certificates.samples import AWARD

KEY = BadgeKey("winner", 2026, "Социальная защита", AWARD.contest, "ru")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def svg() -> str:
    return badge_svg(KEY)


@pytest.fixture(scope="module")
def pngs() -> dict[int, bytes]:
    return badge_pngs(KEY)


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
    assert (svg, pngs) == (badge_svg(KEY), badge_pngs(KEY))


def test_pictures_show_the_drawing(svg: str, pngs: dict[int, bytes]) -> None:
    """The medal that badges share and the sphere laid on it are the whole drawing, but for the rounding of one step of 255."""
    with Image.open(BytesIO(svg_png(svg, 1024))) as whole, Image.open(BytesIO(pngs[1024])) as laid:
        off = ImageChops.difference(whole.convert("RGBA"), laid.convert("RGBA")).tobytes()
    assert max(off) <= 1


def test_winner_is_gold_and_laureate_is_silver(pngs: dict[int, bytes]) -> None:
    """The ribbon of a winner is yellow, that of a laureate is grey."""
    silver = badge_pngs(replace(KEY, kind="laureate"))

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


@pytest.mark.parametrize("reduced", [False, True], ids=["whole", "reduced"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_made_of_outlines(variant: Variant, reduced: bool) -> None:
    """No text, no picture, no reference outside in any of them."""
    root = ET.fromstring(badge_svg(KEY, variant, reduced=reduced))  # noqa: S314 - our own file
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "defs", "linearGradient", "stop", "path"}


@pytest.mark.parametrize(("variant", "ink"), [("mono", "#1c2421"), ("white", "#ffffff")])
def test_one_colour_is_one_colour(variant: Variant, ink: str) -> None:
    """Every fill and stroke of a stamp is the same ink or nothing."""
    paints = set(re.findall(r'(?:fill|stroke)="([^"]+)"', badge_svg(KEY, variant)))
    assert {ink, "none"} == paints


def test_the_dark_variant_has_a_pale_edge() -> None:
    """On a black ground something light parts the figure from it; on the light variant the edge is metal."""

    def lightest_at_edge(variant: Variant) -> int:
        with Image.open(BytesIO(svg_png(badge_svg(KEY, variant), 400))) as drawn:
            ground = Image.new("RGBA", drawn.size, "black")
            ground.alpha_composite(drawn.convert("RGBA"))
            row = [ground.getpixel((x, 340)) for x in range(40)]
        return max(min(pixel[:3]) for pixel in row if isinstance(pixel, tuple))

    assert (True, True) == (lightest_at_edge("dark") > 230, lightest_at_edge("light") < 230)


@pytest.mark.parametrize("kind", ["winner", "laureate"])
def test_the_small_drawing_can_be_read_at_120_pixels(kind: HonouredKind) -> None:
    """Year, sphere and the ribbon's word are at least 8 pixels high and stand out from their ground by 4.5 to 1."""
    palette = PALETTES[kind]
    cap = face("sans-bold").cap_height
    scale = 120 / 1024
    smallest = min(size for size, _ in SMALL_STEPS) * scale
    ribbon = 112.0 * scale
    ratios = [
        contrast(palette.words, palette.field),
        contrast(palette.shine, palette.field),
        contrast(palette.field, palette.metal),
    ]
    assert (True, True, True, True) == (smallest >= 8, ribbon >= 8, 244 * scale * cap >= 18, min(ratios) >= 4.5)


def contrast(one: str, two: str) -> float:
    """As WCAG counts it, of two «#rrggbb»."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_a_sphere_that_could_not_be_read_is_left_out_when_small() -> None:
    """The small drawing of a long sphere shows a larger year instead of specks."""
    long = replace(KEY, nomination="Молодёжная политика и патриотическое воспитание граждан")
    short, reduced = badge_svg(KEY, reduced=True), badge_svg(long, reduced=True)
    assert (True, True) == (len(reduced) < len(short), long.nomination in reduced)


@pytest.mark.parametrize(("fade", "title"), [("over", "Срок знака качества истёк"), ("withdrawn", "Знак качества снят")])
def test_a_faded_badge_honours_nobody(fade: Fade, title: str) -> None:
    """Grey, with what became of it, without kind, sphere and year."""
    svg = faded_svg(AWARD.contest, fade)
    colours = {tuple(int(c[i : i + 2], 16) for i in (0, 2, 4)) for c in re.findall(r"#([0-9a-f]{6})", svg)}
    assert (True, False, True) == (
        f'<title id="badge-title">{title}</title>' in svg,
        any(word in svg for word in ("Победитель", "2026", KEY.nomination)),
        all(max(colour) - min(colour) <= 8 for colour in colours),
    )
