"""True pictures of a document's pages, drawn by PDFium: for the panel's preview and the winner's page."""

import threading
from collections.abc import Sequence
from io import BytesIO

import pypdfium2

from certificates.award import Award
from certificates.errors import damaged
from certificates.fitting import fits
from certificates.fonts import face
from certificates.look import PLAIN, Look
from certificates.typography import typographic

_PDFIUM = threading.Lock()  # PDFium may be used by one thread at a time


def picture(pdf: bytes, dpi: int = 110, page: int = 0) -> bytes:
    """A page as PNG at so many dots an inch; for documents of our own. Raises ``CannotIssue`` for what is no document."""
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
            drawn = document[page].render(scale=dpi / 72).to_pil()
        except pypdfium2.PdfiumError as error:
            raise damaged() from error
        document.close()
    buffer = BytesIO()
    drawn.convert("RGB").save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def extremes(awards: Sequence[Award]) -> tuple[Award, ...]:
    """The award with the narrowest and the one with the widest name, by measure; one of them when there is but one."""
    if not awards:
        return ()
    bold = face("serif-bold")

    def width(award: Award) -> float:
        return sum(bold.width(typographic(text), 1.0) for text in (award.person, award.name))

    ordered = sorted(awards, key=lambda award: (width(award), award.serial))
    return (ordered[0], ordered[-1]) if len(ordered) > 1 else (ordered[0],)


def previews(awards: Sequence[Award], look: Look = PLAIN, dpi: int = 80) -> list[tuple[Award, bytes]]:
    """Pictures of the real rows that try a look hardest, the shortest and the longest name; those that do not fit are left out.

    ``fitting.fits`` tells what is wrong with those.
    """
    from certificates.press import Press  # noqa: PLC0415 - the press is heavy, and a single picture needs none

    press = Press(look)
    shown = [award for award in extremes(awards) if not fits(award, look.template)]
    return [(award, picture(press.certificates([award])[0], dpi)) for award in shown]
