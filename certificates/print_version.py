"""The certificate for a printing house: the same page with 3 mm of bleed and crop marks, made out of the screen version."""

from io import BytesIO

import pikepdf

from certificates.award import Kind
from certificates.decoration import HEIGHT, WIDTH
from certificates.drawing import rgb
from certificates.errors import damaged
from certificates.medal import PALETTES

MILLIMETRE = 72 / 25.4
BLEED = 3 * MILLIMETRE
MARK = 5 * MILLIMETRE
"""Length of a crop mark; it begins where the bleed ends."""
MARGIN = BLEED + MARK + 2 * MILLIMETRE


def print_version(pdf: bytes, kind: Kind) -> bytes:
    """The certificate on a sheet with bleed, boxes and marks; the same input gives the same bytes.

    A signature does not survive the change, so it and the attached credential stay with the screen version.
    """
    try:
        opened = pikepdf.open(BytesIO(pdf))
    except pikepdf.PdfError as fault:
        raise damaged() from fault
    with opened as document:
        page = document.pages[0]
        wide, high = WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN
        trim = [MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + HEIGHT]
        bleed = [MARGIN - BLEED, MARGIN - BLEED, MARGIN + WIDTH + BLEED, MARGIN + HEIGHT + BLEED]
        sheet = [0.0, 0.0, wide, high]
        for name, box in {"MediaBox": sheet, "CropBox": sheet, "TrimBox": trim, "BleedBox": bleed}.items():
            page.obj[f"/{name}"] = pikepdf.Array([round(value, 3) for value in box])
        page.contents_add(_before(bleed, kind), prepend=True)
        page.contents_add(_after(trim))
        root = document.Root
        for owner, key in ((root, "/AF"), (root, "/AcroForm"), (root, "/Perms"), (page.obj, "/Annots")):
            if key in owner:
                del owner[key]
        if "/Names" in root and "/EmbeddedFiles" in root.Names:
            del root.Names.EmbeddedFiles
        out = BytesIO()
        document.remove_unreferenced_resources()
        document.save(out, deterministic_id=True, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _before(bleed: list[float], kind: Kind) -> bytes:
    """Paper to the edge of the bleed, then the page moved into the middle."""
    left, low, right, top = bleed
    paper = rgb(PALETTES[kind].paper)
    return (
        f"/Artifact BMC q {paper} rg {left:.3f} {low:.3f} {right - left:.3f} {top - low:.3f} re f Q EMC\n"
        f"q 1 0 0 1 {MARGIN:.3f} {MARGIN:.3f} cm\n"
    ).encode()


def _after(trim: list[float]) -> bytes:
    """Two marks at each corner, pointing at the line of the cut from outside the bleed."""
    left, low, right, top = trim
    lines = []
    for x, side in ((left, -1), (right, 1)):
        for y, way in ((low, -1), (top, 1)):
            lines.append(f"{x + side * BLEED:.3f} {y:.3f} m {x + side * (BLEED + MARK):.3f} {y:.3f} l S")
            lines.append(f"{x:.3f} {y + way * BLEED:.3f} m {x:.3f} {y + way * (BLEED + MARK):.3f} l S")
    return ("\nQ /Artifact BMC q 0 G 0.25 w 0 J " + " ".join(lines) + " Q EMC").encode()
