"""PDF/A-3a and PDF/UA-1 in one file, out of WeasyPrint, which writes one of them at a time; equal input, equal bytes.

WeasyPrint writes PDF/A-3a, tagged. Added here, just before the file is written: the mark of PDF/UA-1 with the extension schema
that PDF/A asks of every property it does not know. The XMP stays plain, as archives read it without unpacking. No packed stream
ends in a carriage return: with the line feed that follows it would be read as one end of line, and the stream as too short.
"""

import zlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pydyf
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.urls import URLFetcher

from certificates.attachment import CREDENTIAL_NAME, Attached

_SCHEMA = (
    ("schema", "PDF/UA Universal Accessibility Schema"),
    ("namespaceURI", "http://www.aiim.org/pdfua/ns/id/"),
    ("prefix", "pdfuaid"),
)
_PROPERTY = (
    ("name", "part"),
    ("valueType", "Integer"),
    ("category", "internal"),
    ("description", "Part of ISO 14289 that the file conforms to"),
)


def write_archival(
    document: Any, finisher: Callable[[pydyf.PDF], None], fetcher: URLFetcher, attached: Attached | None = None
) -> bytes:
    """The laid out document as bytes; ``finisher`` may add to it before."""

    def finish(_: object, pdf: pydyf.PDF) -> None:
        finisher(pdf)
        metadata = _object(pdf, pdf.catalog["Metadata"])
        metadata.stream = [_with_accessibility(b"\n".join(metadata.stream))]
        for one in pdf.objects:
            if isinstance(one, pydyf.Stream) and one is not metadata and "Filter" not in one.extra:
                _pack(one)

    document.color_profiles["srgb"] = _colours()
    written: bytes = document.write_pdf(
        finisher=finish,
        pdf_variant="pdf/a-3a",
        attachments=[] if attached is None else [_attachment(attached, fetcher)],
        output_intent="",  # given above: WeasyPrint would open its file anew for each document, and leave it open
        uncompressed_pdf=True,  # streams are packed above, each once; objects in a stream could end in a carriage return too
    )
    return written


def _colours() -> ColorProfile:
    """What the numbers of colours mean; a new one for each document, since its bytes change once it was asked for its name."""
    return ColorProfile(BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))


@cache
def _srgb() -> bytes:
    """The profile that WeasyPrint brings along."""
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def packed(content: bytes) -> bytes:
    """The content by deflate, not ending in a carriage return: its last bytes are a sum of the content, whatever the level.

    Readers of deflate stop at that sum, so a byte may follow it.
    """
    out = zlib.compress(content, 9)
    return out + b"\0" if out.endswith(b"\r") else out


def _pack(stream: pydyf.Stream) -> None:
    content = pydyf.Stream(stream.stream).data.split(b"stream\n", 1)[1].removesuffix(b"\nendstream")
    stream.stream, stream.extra["Filter"] = [packed(content)], "/FlateDecode"


def _attachment(attached: Attached, fetcher: URLFetcher) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=attached.content,
        url_fetcher=fetcher,
        name=CREDENTIAL_NAME,
        description=attached.description,
        created=attached.at,
        modified=attached.at,
        relationship="Data",
    )


def _with_accessibility(xmp: bytes) -> bytes:
    """The XMP with the part of PDF/UA, and with the description of that property for PDF/A."""
    schema = "".join(f"<pdfaSchema:{name}>{value}</pdfaSchema:{name}>" for name, value in _SCHEMA)
    part = "".join(f"<pdfaProperty:{name}>{value}</pdfaProperty:{name}>" for name, value in _PROPERTY)
    added = (
        '<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />'
        '<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
        ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"'
        ' rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
        f'{schema}<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">{part}</rdf:li></rdf:Seq></pdfaSchema:property>'
        "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
    )
    head, end = xmp.rsplit(b"</rdf:RDF>", 1)
    return head + added.encode() + b"</rdf:RDF>" + end


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
