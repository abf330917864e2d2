"""Pictures that winners share: drawn once, whole or not at all."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from certificates import gallery
from certificates.award import Tongue
from certificates.badge import BadgeKey
from certificates.gallery import Ahead, gallery_file, gallery_folder, gallery_lacks, pictures
from certificates.howto import how_to, howto_pdf
from certificates.networks import networks
from tests.certificates.samples import AWARD

KEY = BadgeKey("laureate", 2026, "Культура", AWARD.contest, "ru")


def finish_threads() -> None:
    """Wait until everything that is drawn ahead is drawn."""
    for thread in threading.enumerate():
        if thread.name == "gallery":
            thread.join(20)


def test_a_picture_is_drawn_once(tmp_path: Path) -> None:
    """The second time the file is taken as it lies."""
    path = gallery_file(tmp_path, KEY, "badge-120.png")
    path.write_bytes(b"kept")
    assert (b"kept", path) == (gallery_file(tmp_path, KEY, "badge-120.png").read_bytes(), path)


def test_what_is_lacking_is_named(tmp_path: Path) -> None:
    """All but the one that was drawn."""
    gallery_file(tmp_path, KEY, "badge-mono.svg")
    assert [name for name in pictures() if name != "badge-mono.svg"] == gallery_lacks(tmp_path, KEY)


def test_a_picture_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half a file nor a passing one."""

    def full(_key: BadgeKey) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gallery, "pictures", lambda: {"a.png": full})
    with pytest.raises(OSError, match="No space"):
        gallery_file(tmp_path, KEY, "a.png")
    assert [] == list(gallery_folder(tmp_path, KEY).iterdir())


def test_drawing_ahead_draws_everything_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks meanwhile learns how many are missing, and begins nothing anew."""
    go, drawn = threading.Event(), list[str]()

    def draw(name: str, _key: BadgeKey) -> bytes:
        assert go.wait(20)
        drawn.append(name)
        return b"x"

    monkeypatch.setattr(gallery, "pictures", lambda: {name: partial(draw, name) for name in ("a.svg", "b.svg")})
    ahead = Ahead()
    asked = [ahead.missing(tmp_path, KEY) for _ in range(3)]
    go.set()
    finish_threads()
    assert ([(2, 2)] * 3, ["a.svg", "b.svg"], (0, 2)) == (asked, drawn, ahead.missing(tmp_path, KEY))


def test_where_drawing_ahead_failed_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one draws the picture himself and meets the fault, instead of waiting for ever."""

    def broken(_key: BadgeKey) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gallery, "pictures", lambda: {"a.png": broken})
    ahead = Ahead()
    first = ahead.missing(tmp_path, KEY)
    finish_threads()
    assert ((1, 1), (0, 1)) == (first, ahead.missing(tmp_path, KEY))


def test_another_badge_has_another_folder(tmp_path: Path) -> None:
    """Year, kind, nomination and contest all make a difference; nothing of them stands in the path."""
    keys = [
        KEY,
        replace(KEY, year=2027),
        replace(KEY, kind="winner"),
        replace(KEY, nomination="../.."),
        replace(KEY, contest="b"),
    ]
    folders = {gallery_folder(tmp_path, key) for key in keys}
    assert (5, {tmp_path / "pictures"}) == (len(folders), {folder.parent for folder in folders})


@pytest.mark.parametrize("badge", [size for size in networks().badges if size.px <= 800][:2], ids=lambda size: size.key)
def test_badges_have_the_size_of_the_table(tmp_path: Path, badge: object) -> None:
    """A row of the table is a picture of that size."""
    key, px = badge.key, badge.px  # type: ignore[attr-defined]  # a row of the table
    with Image.open(gallery_file(tmp_path, KEY, f"{key}.png")) as drawn:
        assert (px, px) == drawn.size


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_how_to_is_one_page_of_all_networks(language: Tongue) -> None:
    """Five networks with three steps each fit on one sheet."""
    reader = pypdf.PdfReader(BytesIO(howto_pdf(AWARD.contest, 2026, language, datetime(2026, 1, 1, tzinfo=UTC))))
    text = reader.pages[0].extract_text()
    networks_of = how_to(language)
    told = (len(reader.pages), len(networks_of), {len(one.steps) for one in networks_of})
    assert ((1, 5, {3}), []) == (told, [one.title for one in networks_of if one.title not in text])


def test_every_step_has_a_picture_that_is_told() -> None:
    """Each drawing names its step for those who do not see it, and holds no text of its own."""
    steps = [step for network in how_to("ru") for step in network.steps]
    assert [] == [step.words for step in steps if f"<title>{step.words}" not in step.picture or "<text" in step.picture]
