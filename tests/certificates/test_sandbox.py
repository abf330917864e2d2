"""The process that opens strangers' pictures: its answers, its limits, its end."""

import resource
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from certificates import sandbox, sandbox_child
from certificates.errors import PictureRefused
from certificates.pixels import png
from certificates.sandbox import cover, facsimile, packed, run, safe_picture, unpacked
from tests.certificates.test_pixels import PHOTO, saved


def test_a_coat_of_arms_comes_back_anew() -> None:
    """Made smaller, as PNG, with its size."""
    made = safe_picture(saved(PHOTO, "JPEG"), most=200)
    with Image.open(BytesIO(made.png)) as opened:
        assert ((200, 150), (200, 150), "PNG") == ((made.width, made.height), opened.size, opened.format)


def test_a_signature_comes_back_clear() -> None:
    """The worker's other work."""
    scan = Image.new("RGB", (300, 200), "white")
    scan.paste("black", (100, 80, 200, 120))
    made = facsimile(saved(scan, "PNG"))
    assert (100, 40) == (made.width, made.height)


def test_a_cover_is_the_photo_under_our_overlay() -> None:
    """Filled to the size, the overlay on top."""
    overlay = Image.new("RGBA", (530, 200))
    overlay.paste("#ff0000", (0, 0, 100, 200))
    with Image.open(BytesIO(cover(saved(PHOTO, "JPEG"), png(overlay), (530, 200)))) as made:
        left: Any = made.getpixel((50, 100))
        assert (("JPEG", (530, 200)), True) == ((made.format, made.size), left[0] > 240 and left[1] < 30)


def test_a_refusal_comes_back_in_both_languages() -> None:
    """What the worker refuses is refused here in the same words."""
    with pytest.raises(PictureRefused, match="no JPEG") as caught:
        safe_picture(b"GIF89a")
    assert "это не картинка" in caught.value.ru


def test_a_picture_too_hard_to_open_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that takes too long is ended, and the person is told what to do."""
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    with pytest.raises(PictureRefused, match="time or memory"):
        run("picture", {"smallest": 64, "most": 100}, [saved(PHOTO, "PNG")])


def test_a_worker_that_dies_is_a_refusal() -> None:
    """An order that is no work ends the worker; nothing of it reaches the caller but words."""
    with pytest.raises(PictureRefused, match="time or memory"):
        run("erase everything", {}, [])


def test_a_full_house_tells_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than so many pictures are worked on at once."""
    monkeypatch.setattr(sandbox, "_PATIENCE", 0.01)
    for _ in range(sandbox.AT_ONCE):
        sandbox._room.acquire()
    try:
        with pytest.raises(PictureRefused, match="in a minute"):
            safe_picture(b"")
    finally:
        for _ in range(sandbox.AT_ONCE):
            sandbox._room.release()


def test_the_worker_lays_limits_on_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory, time, files: all of them, and no file may grow."""
    laid: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", laid.setdefault)
    sandbox_child.limit()
    wanted = {resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CORE}
    assert (wanted, (0, 0)) == (set(laid), laid[resource.RLIMIT_FSIZE])


def test_parts_travel_whole() -> None:
    """A head and its parts are read back as they were sent."""
    assert ({"work": "x"}, [b"", b"abc", b"\0" * 9]) == unpacked(packed({"work": "x"}, [b"", b"abc", b"\0" * 9]))


@pytest.mark.parametrize("content", [b"", b"\0\0\0\5abc", b"\0\0\0\2{}", b"\xff" * 40])
def test_a_broken_answer_is_a_refusal(content: bytes) -> None:
    """Whatever a worker writes, it is read with care."""
    with pytest.raises(PictureRefused):
        unpacked(content)
