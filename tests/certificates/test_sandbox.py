"""The process that opens strangers' pictures: its answers, its limits, its end."""

import resource
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from certificates import sandbox, sandbox_child
from certificates.credential.issuing import Issuer
from certificates.errors import FileRefused, PictureRefused
from certificates.keys.published import Published
from certificates.pixels import png
from certificates.sandbox import cover, facsimile, look, packed, run, safe_picture, unpacked
from certificates.verifying import files
from tests.certificates.samples import NOW
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


def test_a_file_is_looked_at_as_it_is_here(sealed: Path, published: Published, issuer: Issuer) -> None:
    """Every answer, what the credential claims, and the credential itself come back from the other process."""
    content = (sealed / "certificate.pdf").read_bytes()
    lists = list(issuer.status_lists(0, revoked={1}, suspended=set(), at=NOW).values())
    assert files.look(content, published, at=NOW, lists=lists) == look(content, published, at=NOW, lists=lists)


def test_a_refused_file_comes_back_in_both_languages() -> None:
    """What the other process refuses is refused here in the same words."""
    with pytest.raises(FileRefused, match="cannot be opened as PDF") as caught:
        look(b"%PDF-1.7 rubbish %%EOF", None, at=NOW, lists=[])
    assert "не открывается как PDF" in caught.value.ru


def test_a_file_too_hard_to_open_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that takes too long is ended, and the person is told what to do."""
    monkeypatch.setattr(sandbox, "SECONDS", 0.01)
    with pytest.raises(FileRefused, match="original file"):
        look(b"%PDF-1.7 %%EOF", None, at=NOW, lists=[])


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
    with pytest.raises(ValueError, match="not whole"):
        unpacked(content)
