"""The whole-number columns of evidence as plain files, so that a block is read at the speed of memory.

``columns/<table>.<column>`` below a snapshot holds exactly the canonical bytes of ``scoring.evidence.hashing``: its SHA-256 is
the one that the manifest gives. Beside them lies what follows from them (``following``). The Parquet files remain the evidence;
these are made from them when it is frozen, and again when they are missing (``making``). DuckDB needs 110 ns to bring one post
from Parquet into NumPy, a plain file 10.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import UNKNOWN, Int64
from scoring.errors import BrokenEvidence
from scoring.evidence.hashing import DTYPES, column_digest
from scoring.evidence.manifest import Manifest
from scoring.evidence.schema import ACTIVITY, POSTS, Column, Table

FOLDER: Final = "columns"
BOUNDS: Final = Column("bounds", "int64", "")
REPEATED: Final = Column("repeated", "bool", "")


class PlainColumns:
    """Reads the plain columns of one snapshot out of the folder ``place``. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, place: Path) -> None:
        self._folder = folder
        self._place = place
        self._manifest = manifest
        self._files: dict[tuple[str, str], int] = {}
        self._there = {(table.name, column.name) for table in ACTIVITY for column in table.columns_of(manifest.version)}
        self._there.add((POSTS.name, REPEATED.name))

    def read(self, table: Table, column: Column, first: int, last: int) -> NDArray[Any]:
        """Rows ``first`` to ``last - 1`` of a column, read-only; UNKNOWN where the column is younger than the evidence."""
        dtype = np.dtype(DTYPES[column.kind])
        if (table.name, column.name) not in self._there:
            values = np.full(last - first, UNKNOWN, dtype)
        else:
            values = np.empty(last - first, dtype)
            self._fill(table, column, values, first * dtype.itemsize)
        values.flags.writeable = False
        return values

    def bounds(self, table: Table) -> Int64:
        """(pages + 1,) the rows of page i of a table of activity are ``bounds[i]:bounds[i + 1]``."""
        return self._bounds[table.name]

    def close(self) -> None:
        """Lets the files go."""
        while self._files:
            os.close(self._files.popitem()[1])

    @cached_property
    def _bounds(self) -> Mapping[str, Int64]:
        bounds = {}
        for table in ACTIVITY:
            bounds[table.name] = np.empty(self._manifest.rows("pages") + 1, np.int64)
            self._fill(table, BOUNDS, bounds[table.name], 0)
            bounds[table.name].flags.writeable = False
        return bounds

    def _fill(self, table: Table, column: Column, values: NDArray[Any], offset: int) -> None:
        """Read until the array is full; a file that ends before is broken."""
        view = memoryview(values.view(np.uint8).data)
        while view:
            got = os.preadv(self._file(table, column), [view], offset)
            if not got:
                raise unreadable(self._folder, table)
            view, offset = view[got:], offset + got

    def _file(self, table: Table, column: Column) -> int:
        key = table.name, column.name
        if key not in self._files:
            try:
                opened = os.open(self._place / f"{table.name}.{column.name}", os.O_RDONLY)
            except OSError as error:
                raise unreadable(self._folder, table) from error
            if self._files.setdefault(key, opened) != opened:  # another thread was faster
                os.close(opened)
        return self._files[key]


def write_column(making: Path, table: Table, column: Column, parts: Iterable[NDArray[Any]]) -> str:
    """Write the canonical bytes of one whole-number column into a folder that is being made; gives their SHA-256.

    They lie on the disk when this returns: to wait for all columns at the end would take as long again.
    """
    digest = hashlib.sha256()
    with (making / f"{table.name}.{column.name}").open("wb") as file:
        for part in parts:
            raw = np.ascontiguousarray(part, DTYPES[column.kind]).data
            digest.update(raw)
            file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def wrong_columns(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The plain columns, as «posts.time», whose bytes are not those that the manifest names."""
    said = {(entry.name, column.name): column.sha256 for entry in manifest.tables for column in entry.columns}
    return tuple(
        f"{table.name}.{column.name}"
        for table in ACTIVITY
        for column in table.columns_of(manifest.version)
        if said.get((table.name, column.name)) != column_digest(column.kind, column_file(folder / FOLDER, table, column))
    )


def column_file(columns: Path, table: Table, column: Column) -> NDArray[Any]:
    """A whole column out of the folder of columns; empty where there is no file."""
    path = columns / f"{table.name}.{column.name}"
    return np.fromfile(path, DTYPES[column.kind]) if path.exists() else np.empty(0, DTYPES[column.kind])


def unreadable(folder: Path, table: Table) -> BrokenEvidence:
    """The error where a table of a snapshot cannot be read."""
    return BrokenEvidence(
        f"В снимке «{folder.name}» не читается таблица {table.name}. Верните папку снимка из резервной копии.",
        f"The table {table.name} of the snapshot «{folder.name}» cannot be read. Restore its folder from a backup.",
    )
