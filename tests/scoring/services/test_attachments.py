"""Files of objections: told by content, written anew, kept under random names, or refused whole."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from scoring.errors import InputError
from scoring.home import Home
from scoring.services.attachments import LARGEST, attachment_path, cleaned, forget_attachment, keep_attachment


def picture(form: str, size: tuple[int, int] = (8, 6), **more: object) -> bytes:
    """A small picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, (30, 90, 60)).save(target, form, **more)
    return target.getvalue()


def document(*, script: bool = False) -> bytes:
    """A PDF of one page."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if script:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", pikepdf.Dictionary(JS="app.alert(2)")]))
        pdf.attachments["evil.exe"] = b"MZ\x90"
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def archive() -> bytes:
    """A ZIP with one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.html", "<script>alert(1)</script>")
    return target.getvalue()


@pytest.mark.parametrize(("form", "kind"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_drawn_again(form: str, kind: str) -> None:
    """The same size and kind; nothing that was appended comes along."""
    found, content = cleaned(picture(form) + archive())
    with Image.open(io.BytesIO(content)) as image:
        assert (kind, (8, 6), False) == (found, image.size, b"alert" in content)


def test_marks_of_a_camera_are_left_out() -> None:
    """Where and by whom a photograph was taken is nobody's business."""
    marks = Image.Exif()
    marks[0x010E] = "secret place"
    assert False is (b"secret place" in cleaned(picture("JPEG", exif=marks))[1])


def test_a_document_loses_what_acts_by_itself() -> None:
    """Scripts and embedded files go, pages stay."""
    kind, content = cleaned(document(script=True) + archive())
    with pikepdf.open(io.BytesIO(content)) as pdf:
        names: Any = pdf.Root.get("/Names", {})
        assert ("pdf", 1, False, [], False) == (
            kind,
            len(pdf.pages),
            "/OpenAction" in pdf.Root,
            [key for key in ("/JavaScript", "/EmbeddedFiles") if key in names],
            b"alert" in content,
        )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + bytes(50),
        b"%PDF-1.7 nothing",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"\xff\xd8\xff" + bytes(40),
        b"RIFF\x00\x00\x00\x00WEBPxxxx",
        b"RIFF\x00\x00\x00\x00AVI xxxx",
    ],
    ids=["empty", "text", "svg", "html", "gif", "no-pdf", "no-png", "no-jpeg", "no-webp", "avi"],
)
def test_anything_else_is_refused(content: bytes) -> None:
    """By its content, whatever it is called."""
    with pytest.raises(InputError):
        cleaned(content)


def test_an_archive_is_refused() -> None:
    """A ZIP under any name."""
    with pytest.raises(InputError, match="PDF, PNG, JPEG"):
        cleaned(archive())


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_drawn() -> None:
    """A few bytes may unpack into gigabytes."""
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG")
    with pytest.raises(InputError, match="megapixels"):
        cleaned(bomb.getvalue())


def test_a_locked_document_is_refused() -> None:
    """Nobody could read it."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(document())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(InputError, match="password"):
        cleaned(target.getvalue())


def test_a_kept_file_has_a_name_that_nobody_guesses(tmp_path: Path) -> None:
    """What it was called is remembered beside it, without its path."""
    home = Home(home=tmp_path)
    one, other = (keep_attachment(home, io.BytesIO(picture("PNG")), "../../etc/снимок.exe") for _ in range(2))
    assert ("снимок.png", True, True) == (one.name, one.stored != other.stored, attachment_path(home, one.stored).is_file())


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path: Path) -> None:
    """It is not even read to its end."""
    with pytest.raises(InputError, match="larger than 10 MB"):
        keep_attachment(Home(home=tmp_path), io.BytesIO(bytes(LARGEST + 1)), "a.png")
    assert [] == list(tmp_path.rglob("*.*"))


def test_a_forgotten_file_is_gone(tmp_path: Path) -> None:
    """Where its objection was not written down."""
    home = Home(home=tmp_path)
    kept = keep_attachment(home, io.BytesIO(picture("PNG")), "a.png")
    forget_attachment(home, kept.stored)
    assert False is attachment_path(home, kept.stored).exists()


@pytest.mark.parametrize("stored", ["../secret.key", "a.png", "0" * 32 + ".exe", ""])
def test_a_name_from_elsewhere_opens_nothing(tmp_path: Path, stored: str) -> None:
    """Only names that were made here."""
    with pytest.raises(InputError):
        attachment_path(Home(home=tmp_path), stored)
