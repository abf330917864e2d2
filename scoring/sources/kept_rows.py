"""The good rows of an activity file as they are kept between import and freezing: a .npz of NumPy, not compressed.

Its members: ``<part>/<column>.npy`` with the columns of some rows, the parts counted from 0 in the order of the file; the column
``number`` says which of the keys in ``keys.npy`` (UTF-8, a key a line) is the row's page. ``dropped.npy`` holds the numbers of
rows, counted over all parts from 0, that repeat an earlier one and do not count. Batches of earlier versions are Parquet files
with the key itself in the column ``page``; they are read as well.
"""

import os
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int64
from scoring.sources import duck

PART: Final = 1 << 20
"""Rows from which a part is written; fewer are held in memory."""
NUMBER: Final = "number"
_KEYS, _DROPPED = "keys.npy", "dropped.npy"
_LENGTHS: Final = 26
"""Where in the header of an archive's member the lengths of its name and of what else is told of it stand."""
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is written


class RowsFile:
    """Writes rows part by part, and reads back what was written of them; to be closed before its file is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._pending: list[Mapping[str, NDArray[Any]]] = []
        self._waiting = 0
        self._sizes: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._archive.close()

    def add(self, columns: Mapping[str, NDArray[Any]]) -> None:
        """Takes the next rows: all columns of the same length, the same columns each time."""
        self._pending.append(columns)
        self._waiting += len(columns[NUMBER])
        if self._waiting >= PART:
            self._write_part()

    def values(self, name: str, rows: Int64) -> NDArray[Any]:
        """A column of some rows, which are in order."""
        self._write_part()
        first = np.cumsum([0, *self._sizes])
        found = []
        for part in range(len(self._sizes)):
            begin, end = np.searchsorted(rows, (first[part], first[part + 1]))
            if begin < end:
                with self._archive.open(_member(part, name)) as member:
                    found.append(np.lib.format.read_array(member)[rows[begin:end] - first[part]])
        return np.concatenate(found)

    def finish(self, keys: Sequence[str], dropped: Int64) -> int:
        """Writes what is missing; gives the number of rows that count."""
        self._write_part()
        self._write(_KEYS, [np.frombuffer("\n".join(keys).encode(), np.uint8)])
        self._write(_DROPPED, [dropped])
        self._archive.close()
        return sum(self._sizes) - len(dropped)

    def _write_part(self) -> None:
        if not self._waiting:
            return
        for name in self._pending[0]:
            self._write(_member(len(self._sizes), name), [columns[name] for columns in self._pending])
        self._sizes.append(self._waiting)
        self._pending.clear()
        self._waiting = 0

    def _write(self, member: str, parts: Sequence[NDArray[Any]]) -> None:
        head = {"descr": np.lib.format.dtype_to_descr(parts[0].dtype), "fortran_order": False, "shape": (sum(map(len, parts)),)}
        with self._archive.open(zipfile.ZipInfo(member, _MADE), "w", force_zip64=True) as file:
            np.lib.format.write_array_header_1_0(file, head)
            for part in parts:
                file.write(part.data)


class Rows(Protocol):
    """The rows of a batch, column by column, always in the same order."""

    @property
    def keys(self) -> Sequence[str]:
        """Keys of pages."""
        ...

    @property
    def dropped(self) -> Int64:
        """Which rows do not count, in order."""
        ...

    def parts(self, name: str) -> Iterator[NDArray[Any]]:
        """A column of all rows, dropped ones too, some at a time; ``number`` is which of the keys is the row's page."""
        ...


def kept_rows(path: Path) -> Rows:
    """The rows of a batch, however it was written."""
    return _OfParquet(path) if path.suffix == ".parquet" else _OfNumpy(path)


def column(rows: Rows, name: str) -> NDArray[Any]:
    """A column of all rows that count."""
    parts = list(rows.parts(name))
    return np.delete(np.concatenate(parts) if parts else np.empty(0, np.int8), rows.dropped)


class _OfNumpy:
    def __init__(self, path: Path) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            self._places = {member.filename: member.header_offset for member in archive.infolist()}
        self._count = len({name.split("/")[0] for name in self._places if "/" in name})
        self.dropped: Int64 = self._read(_DROPPED)
        text = self._read(_KEYS).tobytes().decode()
        self.keys = text.split("\n") if text else []

    def parts(self, name: str) -> Iterator[NDArray[Any]]:
        for part in range(self._count):
            yield self._read(_member(part, name))

    def _read(self, name: str) -> NDArray[Any]:
        """A member, straight from the file: to go through an archive takes as long as all the rest."""
        with self._path.open("rb") as file:
            file.seek(self._places[name] + _LENGTHS)
            file.seek(sum(struct.unpack("<HH", file.read(4))), os.SEEK_CUR)
            np.lib.format.read_magic(file)
            (count,), _, dtype = np.lib.format.read_array_header_1_0(file)
            return np.fromfile(file, dtype, count)


class _OfParquet:
    def __init__(self, path: Path) -> None:
        self._base = duck.connect(path.parent)
        source = f"read_parquet({duck.quoted(path)})"
        self._base.execute(
            f"CREATE TABLE keys AS SELECT CAST(row_number() OVER (ORDER BY page) - 1 AS INTEGER) AS {NUMBER}, page "
            f"FROM (SELECT DISTINCT page FROM {source})"
        )
        self.dropped: Int64 = np.empty(0, np.int64)
        self.keys = [key for (key,) in duck.rows(self._base, f"SELECT page FROM keys ORDER BY {NUMBER}")]
        self._base.execute(f"CREATE TABLE rows AS SELECT * EXCLUDE (page) FROM {source} JOIN keys USING (page)")

    def parts(self, name: str) -> Iterator[NDArray[Any]]:
        with self._base.cursor() as own:  # several threads may ask
            yield own.execute(f"SELECT {duck.named(name)} FROM rows").fetchnumpy()[name]


def _member(part: int, name: str) -> str:
    return f"{part}/{name}.npy"
