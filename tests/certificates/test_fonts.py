"""Finding the typefaces, and saying how to get them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certificates import fonts
from certificates.errors import FontsMissing


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with neither the fonts nor fontconfig."""
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    monkeypatch.setenv("PATH", str(tmp_path))
    fonts.find_font.cache_clear()
    monkeypatch.setattr(fonts, "find_font", fonts.find_font.__wrapped__)


def test_nothing_is_missing_where_the_package_is_installed() -> None:
    """All six faces are found on a machine with fonts-paratype."""
    assert [] == fonts.missing_fonts()


@pytest.mark.usefixtures("bare_machine")
def test_missing_faces_are_named() -> None:
    """Each absent face is named by family and style."""
    assert "PT Serif Bold" in fonts.missing_fonts()


@pytest.mark.usefixtures("bare_machine")
def test_the_error_says_what_to_install() -> None:
    """The refusal names the package and the command, in both languages."""
    with pytest.raises(FontsMissing) as caught:
        fonts.need_fonts()
    assert all("apt-get install fonts-paratype" in told for told in (caught.value.ru, caught.value.en))


def test_fontconfig_finds_a_face_outside_the_known_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A face in a folder of its own is found by asking fontconfig."""
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    found = fonts.find_font.__wrapped__("sans-bold")
    assert (found.name if found else None) == "PTS75F.ttf"


def test_width_is_the_sum_of_advances() -> None:
    """Ten equal letters are ten times as wide as one, and double size is double width."""
    face = fonts.face("serif-bold")
    assert face.width("Ш" * 10, 12) == pytest.approx(5 * face.width("Ш", 24))


def test_letters_of_the_peoples_of_russia_are_there() -> None:
    """Tatar, Bashkir, Chuvash and Komi names can be set."""
    assert fonts.face("serif-bold").lacks("ӘәӨөҮүҖҗҢңҺһҒғҘҙҪҫӐӑӖӗІіЁё№«»„“—") == ""


def test_two_threads_read_a_face_at_once() -> None:
    """A panel asks for two previews together: both get the same outlines."""
    path = fonts.find_font("sans-bold")
    assert path is not None
    fresh = fonts.Face(path)
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda text: fresh.placed(text, 10.0), ["АВТОРУ"] * 8))
    fresh._font.close()
    assert [drawn[0]] * 8 == drawn
