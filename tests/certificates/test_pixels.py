"""Pictures of strangers: what is taken, what is left of it, and what is refused before it is opened."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms

from certificates.errors import PictureRefused
from certificates.pixels import MOST_BYTES, decoded, inked, jpeg, png


def saved(picture: Image.Image, form: str, **terms: Any) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, form, **terms)
    return buffer.getvalue()


PHOTO = Image.linear_gradient("L").convert("RGB").resize((400, 300))


def header_only(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    packed = zlib.compress(b"")
    data = b"IDAT" + packed
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", len(packed)) + data + struct.pack(">I", zlib.crc32(data)) + struct.pack(">I", 0) + b"IEND\xaeB`\x82"
    )  # fmt: skip


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    return saved(frames[0], form, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "no JPEG, PNG or WebP"),
        (b"GIF89a" + b"\0" * 50, "no JPEG, PNG or WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG, PNG or WebP"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "no JPEG, PNG or WebP"),
        (saved(PHOTO, "BMP"), "no JPEG, PNG or WebP"),
        (saved(PHOTO, "TIFF"), "no JPEG, PNG or WebP"),
        (saved(PHOTO, "EPS"), "no JPEG, PNG or WebP"),
        (header_only(60_000, 60_000), "million pixels"),
        (header_only(8_000, 6_000), "million pixels"),
        (header_only(20_000, 100), "million pixels"),
        (header_only(2_000, 2_000), "damaged"),
        (saved(PHOTO, "JPEG")[:900], "damaged"),
        (saved(PHOTO, "PNG")[:200], "damaged"),
        (saved(Image.new("RGB", (30, 300)), "PNG"), "too small"),
        (saved(Image.new("RGB", (3000, 100)), "PNG"), "too stretched"),
        (animated("WEBP"), "animated"),
        (animated("PNG"), "animated"),
    ],
    ids=[
        "nothing",
        "gif",
        "svg",
        "html",
        "bmp",
        "tiff",
        "eps",
        "bomb",
        "large",
        "long",
        "hollow",
        "cut-jpeg",
        "cut-png",
        "tiny",
        "wide",
        "webp-moves",
        "png-moves",
    ],
)
def test_what_is_refused(raw: bytes, told: str) -> None:
    """Every refusal says what is wrong with the file."""
    with pytest.raises(PictureRefused, match=told):
        decoded(raw, smallest=64)


def test_a_file_over_the_limit_is_not_looked_at() -> None:
    """Size is the first thing asked."""
    with pytest.raises(PictureRefused, match="over 12 MB"):
        decoded(b"\xff\xd8" + b"\0" * MOST_BYTES, smallest=64)


def test_the_place_of_a_photo_is_gone() -> None:
    """Neither GPS nor words nor the profile survive, in either format we write."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    exif.get_ifd(0x8825)[2] = (56.0, 19.0, 0.0)
    raw = saved(PHOTO, "JPEG", exif=exif, comment=b"SECRET")
    found = decoded(raw, smallest=64)
    whole = png(found) + jpeg(found)
    assert (True, {}, False, False) == (b"SECRET" in raw, dict(found.info), b"SECRET" in whole, b"Exif" in whole)


def test_a_turned_photo_stands_upright() -> None:
    """The camera's mark of the turn is obeyed before it is dropped."""
    exif = Image.Exif()
    exif[0x0112] = 6
    assert (300, 400) == decoded(saved(PHOTO, "JPEG", exif=exif), smallest=64).size


@pytest.mark.parametrize(
    ("picture", "form", "mode"),
    [
        (PHOTO.convert("CMYK"), "JPEG", "RGB"),
        (PHOTO.convert("L"), "JPEG", "RGB"),
        (PHOTO.convert("1"), "PNG", "RGB"),
        (PHOTO.quantize(16), "PNG", "RGB"),
        (PHOTO.convert("RGBA").resize((90, 90)), "PNG", "RGBA"),
        (PHOTO.convert("LA"), "PNG", "RGBA"),
        (Image.new("RGBA", (90, 90), (9, 9, 9, 99)), "WEBP", "RGBA"),
        (Image.new("I;16", (100, 100), 32_768), "PNG", "RGB"),
    ],
    ids=["inks", "grey", "two colours", "palette", "clear", "grey clear", "webp", "16 bit"],
)
def test_every_kind_of_pixels_becomes_plain_colours(picture: Image.Image, form: str, mode: str) -> None:
    """Inks, palettes, sixteen bits: what comes out is RGB or RGBA of the same size."""
    found = decoded(saved(picture, form), smallest=64)
    assert (mode, picture.size) == (found.mode, found.size)


def test_sixteen_bits_keep_their_brightness() -> None:
    """Half of the light stays half of it."""
    raw = saved(Image.new("I;16", (100, 100), 32_768), "PNG")
    assert (128, 128, 128) == decoded(raw, smallest=64).getpixel((5, 5))


def test_a_clear_colour_of_a_palette_stays_clear() -> None:
    """Transparency of a palette is not lost."""
    raw = saved(Image.new("P", (100, 100), 0), "PNG", transparency=0)
    assert 0 == decoded(raw, smallest=64).getchannel("A").getpixel((5, 5))


def test_a_profile_is_applied() -> None:
    """Colours of another space are turned into ours, not taken for ours."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain = decoded(saved(PHOTO, "PNG"), smallest=64)
    broken = decoded(saved(PHOTO, "PNG", icc_profile=b"not a profile"), smallest=64)
    foreign = decoded(saved(PHOTO, "PNG", icc_profile=profile), smallest=64)
    assert (plain.tobytes(), plain.size) == (broken.tobytes(), foreign.size)


def test_a_large_photo_is_not_decoded_whole_for_a_small_need() -> None:
    """A JPEG gives a smaller picture at once."""
    raw = saved(PHOTO.resize((3200, 2400)), "JPEG")
    assert (800, 600) == decoded(raw, smallest=64, about=(700, 500)).size


def test_a_signature_loses_its_paper() -> None:
    """Paper becomes clear, ink stays, and the picture is cut to the ink."""
    scan = Image.new("RGB", (300, 200), "#f4f1ea")
    scan.paste("#102060", (100, 80, 200, 120))
    found = inked(scan)
    assert ((100, 40), True) == (found.size, int(found.getchannel("A").getpixel((50, 20))) > 200)  # type: ignore[arg-type]  # one band


def test_paper_without_a_signature_is_refused() -> None:
    """An empty sheet is no facsimile."""
    with pytest.raises(PictureRefused, match="no signature"):
        inked(Image.new("RGB", (300, 200), "white"))
