"""A ZIP that is sent while it is packed: never whole in memory, nor on the disk."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 18
_PACKED: Final = frozenset({".svg", ".txt"})
"""What becomes smaller; PDF and PNG are packed in themselves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: its name in the archive, where it lies, and the day it bears."""

    name: str
    path: Path
    day: date


class _Pipe(io.RawIOBase):
    """What was written and not yet taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        chunk = bytes(data)  # type: ignore[call-overload]  # any buffer, as RawIOBase says
        self._waiting += chunk
        return len(chunk)

    def taken(self) -> bytes:
        """Everything that waits."""
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


def streamed_zip(entries: Iterable[Entry]) -> Iterator[bytes]:
    """The archive piece by piece; entries whose files are gone are left out."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for entry in entries:
            try:
                source = entry.path.open("rb")
            except FileNotFoundError:
                continue
            with source, archive.open(_info(entry), "w", force_zip64=False) as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


def _info(entry: Entry) -> zipfile.ZipInfo:
    day = entry.day
    info = zipfile.ZipInfo(entry.name, (max(day.year, 1980), day.month, day.day, 12, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED if entry.path.suffix in _PACKED else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    return info
