"""The QR code of a check address as vector boxes of a PDF page."""

import segno

MASK = 3  # any mask is valid; a fixed one spares trying eight (0.9 ms against 4)


def qr_operators(text: str, x: float, y: float, side: float) -> bytes:
    """Fill the dark modules of a code ``side`` wide, its upper left corner at (x, y), y downwards, without quiet zone.

    Error correction M (15 %). Dark runs of a row are one box each; whole numbers inside a scaled system keep it short.
    """
    code = segno.make(text, error="m", micro=False, mask=MASK, boost_error=False)
    rows = [bytes(row) for row in code.matrix]
    scale = side / len(rows)
    boxes: list[str] = []
    for j, row in enumerate(rows):
        i = row.find(1)
        while i >= 0:
            end = row.find(0, i)
            end = end if end >= 0 else len(row)
            boxes.append(f"{i} {j} {end - i} 1 re")
            i = row.find(1, end)
    return f"q {scale:.5f} 0 0 {scale:.5f} {x:.2f} {y:.2f} cm {' '.join(boxes)} f Q".encode("ascii")
