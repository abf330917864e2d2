"""Tells in which encoding a text file is: UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1251."""

import codecs
import re
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "cp1251"]


def encoding_of(sample: bytes, *, whole: bool) -> Encoding | None:
    """The encoding of a file that begins with ``sample``; None for bytes that are no text.

    The first line decides when it has Russian letters, since it holds the names of the columns: a single wrong byte further
    down must not turn a UTF-8 file into Windows-1251, nor a NUL make it no text. ``whole``: the sample is the whole file.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = re.split(rb"[\r\n]", sample, maxsplit=1)[0]
    if b"\x00" in head:
        return None
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8"
    first = next((line for line in sample.split(b"\n") if not line.isascii()), b"")
    decider = head if not head.isascii() else first
    if b"\n" not in sample and not whole:
        decider = b""
    if _is_utf8(decider, final=True) or _is_utf8(sample, final=whole):
        return "utf-8"
    return "cp1251" if _is_cp1251(decider) else None


def decoded(raw: bytes) -> str | None:
    """The text of a whole file without its mark; wrong bytes of a UTF-8 file become U+FFFD. None for bytes that are no text.

    A NUL is none here: a database would not keep it.
    """
    encoding = encoding_of(raw, whole=True)
    if encoding is None or (encoding != "utf-16" and b"\x00" in raw):
        return None
    if encoding == "utf-8":
        return raw.decode("utf-8-sig", "replace")
    return raw.decode(encoding, "replace")


def _is_utf8(raw: bytes, *, final: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(raw, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_cp1251(raw: bytes) -> bool:
    """Decodes, and at least half of what is not ASCII is Russian letters."""
    try:
        text = raw.decode("cp1251")
    except UnicodeDecodeError:
        return False
    strange = [letter for letter in text if not letter.isascii()]
    return 2 * sum("а" <= letter.lower() <= "я" or letter in "ёЁ«»№—–" for letter in strange) >= len(strange)
