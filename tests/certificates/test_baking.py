"""Credentials inside of pictures: exactly one, whatever it says, and the picture as it was."""

import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.credential.baking import SIGNATURE, bake_png, bake_svg, baked_in_png, baked_in_svg, png_chunks
from certificates.errors import FileRefused

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Z</title><path d="M0 0h9v9z"/></svg>\n'
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=400)


def a_png(colour: int = 7) -> bytes:
    out = BytesIO()
    Image.new("L", (9, 9), colour).save(out, "PNG")
    return out.getvalue()


PNG = a_png()


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_png_gives_back_what_was_baked(text: str) -> None:
    """Any text comes back byte for byte, and the pixels are the same."""
    baked = bake_png(PNG, text.encode())
    assert (text.encode(), list(Image.open(BytesIO(PNG)).tobytes())) == (
        baked_in_png(baked),
        list(Image.open(BytesIO(baked)).tobytes()),
    )


@settings(max_examples=60, deadline=None)
@given(TEXTS.filter(lambda text: "]]>" not in text and text == text.strip()))
def test_an_svg_gives_back_what_was_baked(text: str) -> None:
    """Any text without an end of CDATA comes back byte for byte."""
    assert text.encode() == baked_in_svg(bake_svg(SVG, text.encode()))


def test_a_png_baked_twice_holds_the_second() -> None:
    """There is never more than one credential in a picture."""
    assert b"{2}" == baked_in_png(bake_png(bake_png(PNG, b"{1}"), b"{2}"))


def test_an_unbaked_picture_holds_none() -> None:
    """A plain PNG and a plain SVG answer with nothing."""
    assert (None, None) == (baked_in_png(PNG), baked_in_svg(SVG))


def test_the_end_of_cdata_is_not_baked() -> None:
    """A credential that would break out of its section is refused."""
    with pytest.raises(ValueError, match="]]>"):
        bake_svg(SVG, b'{"a":"]]>"}')


def test_an_svg_is_not_baked_twice() -> None:
    """A picture that holds a credential is not given another."""
    with pytest.raises(ValueError, match="baked already"):
        bake_svg(bake_svg(SVG, b"{}"), b"{}")


def test_it_lies_plain_in_an_itxt_chunk() -> None:
    """The PNG's chunk is uncompressed, as Open Badges asks, and comes before the end."""
    kinds = [kind for kind, _ in png_chunks(bake_png(PNG, b'{"a": 1}'))]
    assert ([b"iTXt", b"IEND"], True) == (kinds[-2:], b'openbadgecredential\0\0\0\0\0{"a": 1}' in bake_png(PNG, b'{"a": 1}'))


def doubled_png() -> bytes:
    one = bake_png(PNG, b"{1}")
    chunk = next(data for kind, data in png_chunks(one) if kind == b"iTXt")
    raw = len(chunk).to_bytes(4) + b"iTXt" + chunk + zlib.crc32(b"iTXt" + chunk).to_bytes(4)
    return one[:-12] + raw + one[-12:]


def compressed_png() -> bytes:
    data = b"openbadgecredential\0\x01\0\0\0" + zlib.compress(b"{1}")
    return PNG[:-12] + len(data).to_bytes(4) + b"iTXt" + data + zlib.crc32(b"iTXt" + data).to_bytes(4) + PNG[-12:]


@pytest.mark.parametrize(
    "picture",
    [doubled_png(), compressed_png(), PNG + b"%PDF-1.7", PNG[:-1], PNG[:20], SIGNATURE, b"", PNG.replace(b"IDAT", b"IDAX")],
    ids=["two", "compressed", "something behind", "cut", "cut early", "empty", "nothing", "wrong checksum"],
)
def test_a_png_that_is_not_as_it_should_be_is_refused(picture: bytes) -> None:
    """Two credentials, a compressed one, something behind the picture, and broken pictures are refused."""
    with pytest.raises(FileRefused):
        baked_in_png(picture)


@pytest.mark.parametrize(
    "picture",
    [
        bake_svg(SVG, b"{1}").replace(b"</svg>", b"<openbadges:credential>{2}</openbadges:credential></svg>"),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.replace(b"Z", b"&a;"),
        SVG[:-9],
        b"<html/>",
        b"",
    ],
    ids=["two", "document type", "entity", "cut", "html", "nothing"],
)
def test_an_svg_that_is_not_as_it_should_be_is_refused(picture: bytes) -> None:
    """Two credentials, document types, entities and what is no SVG are refused."""
    with pytest.raises(FileRefused):
        baked_in_svg(picture)
