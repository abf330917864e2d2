"""Brings the rows of imported batches into the canonical order of evidence and writes them, a column at a time.

So no more is held at once than one column, the order of the rows, and what the order is found by.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int32
from scoring.evidence.columns import write_column
from scoring.evidence.hashing import DTYPES, TableDigest, column_digest
from scoring.evidence.schema import Column, Table
from scoring.sources import duck
from scoring.sources.columns import ActivityKind
from scoring.sources.handover import Handover, Parts
from scoring.sources.kept_rows import NUMBER, Rows, kept_rows
from scoring.sources.repetitions import mixed, runs, several
from scoring.sources.rules import IDENTITY, SQL_TYPES

_ROW_GROUP: Final = 122_880
_ROWS: Final = 8 * _ROW_GROUP
"""Rows that are read from the plain columns at once."""


class Gathering:
    """The rows of one table of activity that evidence is made of, in canonical order.

    ``batches`` in the order in which they came: of two rows that name the same, the later one counts. ``index``: key -> page;
    rows of other pages are left out. ``unknown`` and ``replaced``: how many rows were left out for either reason. ``pages``: how
    many pages have rows.
    """

    def __init__(self, table: Table, kind: ActivityKind, batches: Sequence[Path], index: Mapping[str, int]) -> None:
        self._table = table
        self._kind: Final = kind
        self._batches = [kept_rows(path) for path in batches]
        self._page = _joined([_pages(rows, index) for rows in self._batches], np.int32)
        known = np.flatnonzero(self._page >= 0).astype(np.int32)  # half the memory of what NumPy gives
        latest = self._latest(known) if len(batches) > 1 else known
        self._order = self._ordered(latest)
        self.unknown: Final = len(self._page) - len(known)
        self.replaced: Final = len(known) - len(latest)
        self.pages: Final = len(np.unique(self._page[latest]))

    def write(self, folder: Path) -> TableDigest:
        """Writes the plain columns into a folder; gives their digests, which are computed while the next one is read."""
        digests: dict[str, Future[str]] = {}
        with ThreadPoolExecutor(1) as beside:
            for column in self._table.columns:
                values = self._values(column)
                wait(digests.values())  # no more than two columns are held
                digests[column.name] = beside.submit(column_digest, column.kind, values)
                write_column(folder, self._table, column, values)
        return TableDigest(len(self._order), {name: digest.result() for name, digest in digests.items()})

    def _values(self, column: Column) -> NDArray[Any]:
        whole = self._page if column.name == "page" else self._column(column.name, DTYPES[column.kind])
        return whole[self._order]

    def _column(self, name: str, dtype: str) -> NDArray[Any]:
        return _joined([rows.column(name) for rows in self._batches], np.dtype(dtype))

    def _latest(self, rows: Int32) -> Int32:
        """Without the rows that a later batch has again."""
        identity = self._column(IDENTITY[self._kind], "<i8")[rows]
        page = self._page[rows]
        suspects = several(mixed(page, identity))
        order, begin = runs(page[suspects], identity[suspects])
        followed = np.append(~begin[1:], np.zeros(min(len(begin), 1), np.bool_))
        return np.delete(rows, suspects[order[followed]])

    def _ordered(self, rows: Int32) -> Int32:
        """The rows by page, time and number: first by one word that holds page and time, then those with equal words."""
        if not len(rows):
            return rows
        _, by, *number = self._table.order
        moment = self._column(by, "<i8")[rows]
        moment -= moment.min()
        word = self._page[rows].astype(np.int64)
        word <<= int(moment.max()).bit_length()
        word += moment
        del moment
        order = np.argsort(word)
        word = word[order]
        rows = rows[order]
        if number and (equal := word[1:] == word[:-1]).any():
            tied = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
            rows[tied] = rows[tied][np.lexsort((self._column(number[0], "<i8")[rows[tied]], word[tied]))]
        return rows


def write_parquet(base: duckdb.DuckDBPyConnection, columns: Path, table: Table, target: Path) -> None:
    """Writes a table of activity out of its plain columns, in their order, some rows at a time."""
    rows = (columns / f"{table.name}.page").stat().st_size // np.dtype(DTYPES["int32"]).itemsize
    first, *others = range(0, max(rows, 1), _ROWS)
    base.register("plain", Parts(_read(columns, table, first), (_read(columns, table, row) for row in others)))
    cells = ", ".join(f"CAST({column.name} AS {SQL_TYPES[column.kind]}) AS {column.name}" for column in table.columns)
    write(base, f"SELECT {cells} FROM plain", target)
    base.unregister("plain")


def _read(columns: Path, table: Table, first: int) -> Handover:
    found = {}
    for column in table.columns:
        dtype = np.dtype(DTYPES[column.kind])
        found[column.name] = np.fromfile(columns / f"{table.name}.{column.name}", dtype, _ROWS, offset=first * dtype.itemsize)
    return Handover(found)


def write(base: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    """Writes the rows of a query as the Parquet of evidence."""
    form = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2, ROW_GROUP_SIZE {_ROW_GROUP}"
    base.execute(f"COPY ({query}) TO {duck.quoted(target)} ({form})")


def _pages(rows: Rows, pages: Mapping[str, int]) -> Int32:
    index = np.array([pages.get(key, -1) for key in rows.keys], np.int32)
    found: Int32 = index[rows.column(NUMBER)] if len(index) else np.empty(0, np.int32)
    return found


def _joined(parts: Sequence[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    if len(parts) == 1:
        return parts[0].astype(dtype, copy=False)
    return np.concatenate([np.empty(0, dtype), *(part.astype(dtype, copy=False) for part in parts)])
