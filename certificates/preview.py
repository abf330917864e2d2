"""True pictures of a document's pages, drawn by PDFium: for the panel's preview and the winner's page."""

import threading
from io import BytesIO

import pypdfium2

from certificates.errors import damaged

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
