"""Credentials inside of pictures: an iTXt chunk in a PNG, an element in an SVG; exactly one in each."""

import re
import struct
import zlib
from collections.abc import Iterator

from lxml import etree

from certificates.errors import FileRefused

KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ROOT = re.compile(rb"<svg\b")
_ELEMENT = f"{{{NAMESPACE}}}credential"


def bake_png(picture: bytes, credential: bytes) -> bytes:
    """The PNG with the credential in an uncompressed iTXt chunk before the end; one that was there gives way."""
    kept = [chunk for chunk in png_chunks(picture) if not _is_baked(*chunk)]
    text = KEYWORD + b"\0\0\0\0\0" + credential  # not compressed; neither language nor translated keyword
    return SIGNATURE + b"".join(_chunk(*chunk) for chunk in [*kept[:-1], (b"iTXt", text), kept[-1]])


def bake_svg(picture: bytes, credential: bytes) -> bytes:
    """The SVG with the credential as CDATA in its root; ``ValueError`` if it has one already, or on «]]>» in the JSON."""
    root = _ROOT.search(picture)
    end = picture.find(b">", root.end()) if root is not None else -1
    if root is None or end < 0 or picture[end - 1 : end] == b"/" or b"]]>" in credential or NAMESPACE.encode() in picture:
        msg = "this cannot be baked: no <svg> with something in it, a picture that is baked already, or «]]>» in the credential"
        raise ValueError(msg)
    head = picture[: root.end()] + f' xmlns:openbadges="{NAMESPACE}"'.encode() + picture[root.end() : end + 1]
    return head + b"<openbadges:credential><![CDATA[" + credential + b"]]></openbadges:credential>" + picture[end + 1 :]


def baked_in_png(picture: bytes) -> bytes | None:
    """The credential in a PNG, None when there is none; ``FileRefused`` on a broken picture, or one that holds several."""
    found = [data for kind, data in png_chunks(picture) if _is_baked(kind, data)]
    if len(found) > 1:
        raise _several(len(found))
    if not found:
        return None
    packed, method, rest = found[0][len(KEYWORD) + 1 :][:1], found[0][len(KEYWORD) + 2 :][:1], found[0][len(KEYWORD) + 3 :]
    parts = rest.split(b"\0", 2)
    if packed != b"\0" or method != b"\0" or len(parts) != 3:
        raise FileRefused(
            "Цифровое удостоверение вложено в картинку не по правилам Open Badges (сжато). Скачайте знак заново.",
            "The credential does not lie in the picture as Open Badges wants it (it is compressed). Download the badge again.",
        )
    return parts[2]


def baked_in_svg(picture: bytes) -> bytes | None:
    """The credential in an SVG, None when there is none; ``FileRefused`` on what is no SVG, or one that holds several."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(picture, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag != "{http://www.w3.org/2000/svg}svg" or root.getroottree().docinfo.doctype:
        raise FileRefused(
            "Файл не открывается как SVG. Скачайте знак заново.", "The file cannot be opened as SVG. Download the badge again."
        )
    found = list(root.iter(_ELEMENT))
    if len(found) > 1:
        raise _several(len(found))
    return (found[0].text or "").strip().encode() if found else None


def png_chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, data) of each chunk; ``FileRefused`` unless the file is one whole PNG with nothing after it."""
    at = len(SIGNATURE)
    kind = b""
    if not picture.startswith(SIGNATURE):
        raise _broken()
    while kind != b"IEND":
        head = picture[at : at + 8]
        if len(head) < 8:
            raise _broken()
        length, kind = struct.unpack(">I4s", head)
        data, check = picture[at + 8 : at + 8 + length], picture[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(check):
            raise _broken()
        at += 12 + length
        yield kind, data
    if at != len(picture):
        raise _broken()


def _is_baked(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.startswith(KEYWORD + b"\0")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + zlib.crc32(data, zlib.crc32(kind)).to_bytes(4)


def _broken() -> FileRefused:
    return FileRefused(
        "Файл PNG повреждён, или за картинкой лежит что-то ещё. Скачайте знак заново.",
        "The PNG is broken, or something else lies behind the picture. Download the badge again.",
    )


def _several(count: int) -> FileRefused:
    return FileRefused(
        f"В картинке цифровых удостоверений: {count}, а должно быть одно. Скачайте знак заново.",
        f"The picture holds {count} credentials where there must be one. Download the badge again.",
    )
