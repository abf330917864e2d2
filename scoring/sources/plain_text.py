"""Makes a plain UTF-8 file out of what was handed in: unpacks gzip, turns Windows-1251 and UTF-16 into UTF-8.

A file that is plain UTF-8 already is used where it lies. Whatever is written goes to the given working folder and away again.
"""

import codecs
import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from scoring.errors import UnreadableFile
from scoring.sources.encoding import Encoding, encoding_of

LARGEST_UNPACKED: Final = 8 * 1024**3
"""Bytes that a packed file may unpack to."""
_SAMPLE = 1024**2
_CHUNK = 4 * 1024**2
_GZIP = b"\x1f\x8b"


@contextmanager
def plain_text(path: Path, working: Path, *, largest: int = LARGEST_UNPACKED) -> Iterator[Path]:
    """The path of a plain UTF-8 file with the content of ``path`` and lines that end in LF or CR LF.

    Raises UnreadableFile for a file that is empty, broken, too large once unpacked, or no text.
    """
    packed, sample, encoding = _look(path)
    if not packed and encoding == "utf-8" and b"\n" in sample:
        yield path
        return
    with tempfile.TemporaryDirectory(dir=working, prefix=".plain-") as folder:
        plain = Path(folder) / "plain.csv"
        with _reading(path, packed=packed) as source:
            _copy(path, source, plain, encoding, largest)
        yield plain


@contextmanager
def _reading(path: Path, *, packed: bool) -> Iterator[BinaryIO]:
    if packed:
        with gzip.open(path, "rb") as unpacked:
            yield io.BufferedReader(unpacked)
    else:
        with path.open("rb") as file:
            yield file


def _look(path: Path) -> tuple[bool, bytes, Encoding]:
    """Whether it is packed, its first bytes unpacked, and its encoding."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    try:
        with _reading(path, packed=packed) as source:
            sample = source.read(_SAMPLE)
            whole = not source.read(1)
    except (EOFError, OSError, zlib.error) as error:
        raise _broken_gzip(path) from error
    if not sample.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(
            f"Файл «{path.name}» пуст. Выгрузите его ещё раз и загрузите новый.",
            f"The file «{path.name}» is empty. Export it again and import the new one.",
        )
    encoding = encoding_of(sample, whole=whole)
    if encoding is None:
        raise UnreadableFile(
            f"Файл «{path.name}» не похож на текст. Нужна таблица CSV (можно сжатая в .gz) в UTF-8 или Windows-1251.",
            f"The file «{path.name}» does not look like text. A CSV table (.gz will do) in UTF-8 or Windows-1251 is needed.",
        )
    return packed, sample, encoding


def _copy(path: Path, source: BinaryIO, plain: Path, encoding: Encoding, largest: int) -> None:
    """Writes the content as UTF-8; wrong bytes of a file that calls itself UTF-8 stay, so that their rows are refused."""
    old_mac: bool | None = None
    try:
        with plain.open("wb") as target:
            for part in _parts(source, encoding):
                if old_mac is None:
                    old_mac = b"\n" not in part and b"\r" in part
                target.write(part.replace(b"\r", b"\n") if old_mac else part)
                if source.tell() > largest:
                    raise _too_large(path, largest)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _broken_gzip(path) from error


def _parts(source: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """The content in UTF-8 without its mark, part by part; of UTF-8 as it is."""
    if encoding == "utf-8":
        yield source.read(_CHUNK).removeprefix(codecs.BOM_UTF8)
        yield from iter(partial(source.read, _CHUNK), b"")
        return
    decoder = io.TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
    try:
        while part := decoder.read(_CHUNK):
            yield part.encode("utf-8", "replace")
    finally:
        decoder.detach()


def _too_large(path: Path, largest: int) -> UnreadableFile:
    size = f"{largest / 1024**3:g}"
    return UnreadableFile(
        f"Файл «{path.name}» в распакованном виде больше {size} ГБ. Разделите его на части (например, по месяцам).",
        f"The file «{path.name}» unpacks to more than {size} GB. Split it, for instance by months.",
    )


def _broken_gzip(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"Архив «{path.name}» повреждён или скачан не до конца. Скачайте или сожмите его ещё раз и загрузите снова.",
        f"The archive «{path.name}» is damaged or was not downloaded whole. Download or pack it again and import it once more.",
    )


def first_lines(path: Path) -> str:
    """The beginning of the file as text, up to a mebibyte, unpacked; the same errors as ``plain_text``."""
    _, sample, encoding = _look(path)
    text = sample.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")
    return text if "\n" in text else text.replace("\r", "\n")
