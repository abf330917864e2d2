"""The drawing under a sheet's words as objects of a PDF: compiled once for many awards, put under the text of each."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pydyf

from certificates.archive import packed
from certificates.award import Award
from certificates.decoration import COAT, HEIGHT, QR_AT, QR_SIDE, WIDTH, Ground, decoration, sign_lines
from certificates.drawing import pdf_shapes, rgb
from certificates.fitting import BESIDE, Sheet
from certificates.look import Look, Picture
from certificates.medal import PALETTES
from certificates.qr import qr_operators
from certificates.rehearsal import mark
from certificates.wording import layout_of, rows

FACSIMILE_HEIGHT, FACSIMILE_LOW = 31.0, 4.0
"""A signature is at most so high and hangs so far below its line, between the post and the name; points."""
_INSET = 6.0


@dataclass(frozen=True, slots=True)
class Put:
    """A picture in the box (x, y, width, height), y downwards from the top."""

    picture: Picture
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layer:
    """Deflated operators of the drawing, its shadings, the pictures over it."""

    operators: bytes
    shadings: bytes
    pictures: tuple[Put, ...]


LayerKey = tuple[Ground, tuple[tuple[str, str], ...]]
"""What a drawing depends on besides the look: the ground and who signs."""


def layer_key(award: Award, look: Look) -> LayerKey:
    """Awards with equal keys lie on one layer."""
    return ground_of(award, look), tuple(award.signers)


def ground_of(award: Award, look: Look) -> Ground:
    """What the award's drawing depends on."""
    layout = layout_of(award)
    beside = len(award.signers) == BESIDE
    lines = (layout.sign,) * BESIDE if beside else tuple(rows(len(award.signers), layout.sign))
    coat = None if look.coat is None else look.coat.outline
    return Ground(award.kind, award.year, award.contest, layout.divider, lines, not beside, coat)


def compiled(award: Award, look: Look) -> Layer:
    """The layer of the award and of all that have its ``layer_key``."""
    ground = ground_of(award, look)
    operators, shadings = pdf_shapes(decoration(ground))
    pictures: list[Put] = []
    if look.coat is not None and look.coat.picture is not None:
        x, y, width, height = COAT
        pictures.append(_fitted(look.coat.picture, x, y + height / 2, width, height))
    for (post, name), (left, right, y) in zip(award.signers, sign_lines(ground), strict=True):
        facsimile = look.facsimile(post, name)
        if facsimile is not None:
            room = right - left - 2 * _INSET
            pictures.append(_fitted(facsimile, (left + right) / 2, y + FACSIMILE_LOW, room, FACSIMILE_HEIGHT))
    return Layer(packed(operators), shadings, tuple(pictures))


def put_under(pdf: pydyf.PDF, layer: Layer, sheet: Sheet) -> None:
    """Draw the layer and the QR code before everything else on the page, marked as no part of the text."""
    award = sheet.award
    form = pydyf.Stream(
        [layer.operators],
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, WIDTH, HEIGHT]),
            "Matrix": pydyf.Array([1, 0, 0, -1, 0, HEIGHT]),
            "Resources": pydyf.Dictionary({"Shading": layer.shadings}),
            "Filter": "/FlateDecode",
        },
    )
    pdf.add_object(form)
    page = next(o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/Page")
    resources = _target(pdf, page["Resources"])
    resources["XObject"]["Deco"] = form.reference
    shown = []
    for number, put in enumerate(layer.pictures):
        resources["XObject"][f"Pic{number}"] = _image(pdf, put.picture)
        x, y, width, height = put.box
        shown.append(f"q {width:.2f} 0 0 {-height:.2f} {x:.2f} {y + height:.2f} cm /Pic{number} Do Q".encode())
    ink = rgb(PALETTES[award.kind].ink)
    code = qr_operators(award.check_url, *QR_AT, QR_SIDE)
    across = [mark(WIDTH, HEIGHT, award.language)] if award.rehearsal else []
    turned = f"1 0 0 -1 0 {HEIGHT} cm".encode()
    before = [b"/Artifact BMC q /Deco Do Q q", turned, *shown, *across, f"{ink} rg".encode(), code, b"Q EMC"]
    _target(pdf, page["Contents"]).stream[:0] = before


def _fitted(picture: Picture, middle: float, bottom: float, width: float, height: float) -> Put:
    """The picture as large as the box allows, standing on its bottom."""
    scale = min(width / picture.width, height / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    return Put(picture, (middle - wide / 2, bottom - high, wide, high))


def _image(pdf: pydyf.PDF, picture: Picture) -> bytes:
    """Reference of the picture as an image object; transparency goes into a mask of its own."""
    from PIL import Image  # noqa: PLC0415 - only sheets with pictures need it

    with Image.open(BytesIO(picture.png), formats=("PNG",)) as opened:
        pixels = opened.convert("RGBA")
    common = {
        "Type": "/XObject", "Subtype": "/Image", "Width": picture.width, "Height": picture.height,
        "BitsPerComponent": 8, "Filter": "/FlateDecode",
    }  # fmt: skip
    colours = {**common, "ColorSpace": "/DeviceRGB"}
    if pixels.getchannel("A").getextrema() != (255, 255):
        mask = pydyf.Stream([packed(pixels.getchannel("A").tobytes())], {**common, "ColorSpace": "/DeviceGray"})
        pdf.add_object(mask)
        colours["SMask"] = mask.reference
    image = pydyf.Stream([packed(pixels.convert("RGB").tobytes())], colours)
    pdf.add_object(image)
    reference: bytes = image.reference
    return reference


def _target(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
