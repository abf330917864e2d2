"""The whole-number columns of evidence as plain files, so that a block is read at the speed of memory.

``columns/<table>.<column>`` below a snapshot holds exactly the canonical bytes of ``scoring.evidence.hashing``: its SHA-256 is
the one that the manifest gives. ``columns/<table>.bounds`` holds the bounds of each page's rows, (pages + 1,) int64, which follow
from the column ``page``. The Parquet files remain the evidence; these are made from them when it is frozen, and again
when they are missing (``making``). DuckDB needs 110 ns to bring one post from Parquet into NumPy, a plain file 10.
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
from scoring.evidence.schema import ACTIVITY, Column, Table

FOLDER: Final = "columns"
_BOUNDS: Final = Column("bounds", "int64", "")


class PlainColumns:
    """Reads the plain columns of one snapshot out of the folder ``place``. Safe to use from several threads."""

    def __init__(self, folder: Path, manifest: Manifest, place: Path) -> None:
        self._folder = folder
        self._place = place
        self._manifest = manifest
        self._files: dict[tuple[str, str], int] = {}
        self._there = {(table.name, column.name) for table in ACTIVITY for column in table.columns_of(manifest.version)}

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
            self._fill(table, _BOUNDS, bounds[table.name], 0)
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


def write_bounds(making: Path, table: Table, pages: int) -> None:
    """Write the bounds beside the columns of a table; BrokenEvidence where the rows are not in the order of pages."""
    page = np.fromfile(making / f"{table.name}.page", DTYPES["int32"])
    if (page[1:] < page[:-1]).any():
        raise _out_of_order(making.parent, table)
    _bounds_of(page, pages).tofile(making / f"{table.name}.bounds")


def wrong_columns(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The plain columns, as «posts.time», whose bytes are not those that the manifest names; without the folder none is."""
    wrong = []
    said = {(entry.name, column.name): column.sha256 for entry in manifest.tables for column in entry.columns}
    for table in ACTIVITY if (folder / FOLDER).is_dir() else ():
        wrong += [
            f"{table.name}.{column.name}"
            for column in table.columns_of(manifest.version)
            if said.get((table.name, column.name)) != column_digest(column.kind, _file(folder, table, column))
        ]
        bounds = _bounds_of(_file(folder, table, table.columns[0]), manifest.rows("pages"))
        if not np.array_equal(bounds, _file(folder, table, _BOUNDS)):
            wrong.append(f"{table.name}.{_BOUNDS.name}")
    return tuple(wrong)


def _bounds_of(page: NDArray[Any], pages: int) -> Int64:
    return np.searchsorted(page, np.arange(pages + 1)).astype(np.int64)


def _file(folder: Path, table: Table, column: Column) -> NDArray[Any]:
    path = folder / FOLDER / f"{table.name}.{column.name}"
    return np.fromfile(path, DTYPES[column.kind]) if path.exists() else np.empty(0, DTYPES[column.kind])


def unreadable(folder: Path, table: Table) -> BrokenEvidence:
    """The error where a table of a snapshot cannot be read."""
    return BrokenEvidence(
        f"В снимке «{folder.name}» не читается таблица {table.name}. Верните папку снимка из резервной копии.",
        f"The table {table.name} of the snapshot «{folder.name}» cannot be read. Restore its folder from a backup.",
    )


def _out_of_order(folder: Path, table: Table) -> BrokenEvidence:
    return BrokenEvidence(
        f"В снимке «{folder.name}» строки таблицы {table.name} не по порядку страниц. Верните снимок из резервной копии.",
        f"In the snapshot «{folder.name}» the rows of {table.name} are not in the order of pages. Restore it from a backup.",
    )
