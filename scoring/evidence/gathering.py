"""Brings the rows of imported batches into the canonical order of evidence and writes them, a column at a time.

A page's rows lie far apart in a file. So each column is first spread over ranges of pages, which are written one after the other
while they are read in the order of the file, and then each range is brought into order where a processor has it at hand. No more
is held at once than a column for each thread, the range of every row, and the place of every row in its range.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Int32, Int64
from scoring.evidence.columns import write_column
from scoring.evidence.hashing import DTYPES, TableDigest
from scoring.evidence.schema import Column, Kind, Table
from scoring.sources import duck
from scoring.sources.columns import ActivityKind
from scoring.sources.handover import Handover, Parts
from scoring.sources.kept_rows import NUMBER, kept_rows
from scoring.sources.repetitions import mixed, runs, several
from scoring.sources.rules import IDENTITY, SQL_TYPES

_RANGE: Final = 32_768
"""Rows from which on a range of pages ends."""
_ROW_GROUP: Final = 122_880
_ROWS: Final = 8 * _ROW_GROUP
"""Rows that are read from the plain columns at once."""
_THREADS: Final = 3
"""Two compute while one waits for the disk."""


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
        page = self._pages(index)
        known = int(np.count_nonzero(page >= 0))
        self.unknown: Final = len(page) - known - sum(len(rows.dropped) for rows in self._batches)
        if len(batches) > 1:
            page[self._replaced(page)] = -1
        self._count: Final = np.bincount(page[page >= 0], minlength=len(index)) if known else np.zeros(len(index), np.int64)
        self.replaced: Final = known - int(self._count.sum())
        self.pages: Final = int(np.count_nonzero(self._count))
        self._first, self._bounds = _ranges(self._count)
        ranges = np.repeat(np.arange(len(self._first) - 1, dtype=np.uint16), np.diff(self._first))
        self._where = np.append(ranges, np.uint16(_nowhere()))[page]  # pages that are none have the number -1
        self._order = self._ordered(page)

    def write(self, folder: Path) -> TableDigest:
        """Writes the plain columns into a folder, some at once; gives their digests."""
        with ThreadPoolExecutor(_THREADS) as pool:
            columns = self._table.columns
            digests = pool.map(lambda column: write_column(folder, self._table, column, self._values(column)), columns)
            return TableDigest(
                int(self._bounds[-1]), {column.name: digest for column, digest in zip(columns, digests, strict=True)}
            )

    def _values(self, column: Column) -> Iterator[NDArray[Any]]:
        """A column in order, range by range."""
        if column.name == "page":
            for first, end in pairwise(self._first.tolist()):
                yield np.repeat(np.arange(first, end, dtype=np.int32), self._count[first:end])
            return
        values = self._spread(self._parts(column.name), column.kind)
        for first, end in pairwise(self._bounds.tolist()):
            yield values[first:end][self._order[first:end]]

    def _parts(self, name: str) -> Iterator[NDArray[Any]]:
        for rows in self._batches:
            yield from rows.parts(name)

    def _spread(self, parts: Iterable[NDArray[Any]], kind: Kind) -> NDArray[Any]:
        """A column with the rows of each range together, in the order in which they came."""
        from scoring.sources.compiled import ordering  # noqa: PLC0415  loads numba, which only importing and freezing need

        dtype, at, heads = np.dtype(DTYPES[kind]), 0, self._bounds[:-1].copy()
        into = np.empty(self._bounds[-1], dtype)
        plain = f"<i{dtype.itemsize}"
        for part in parts:
            values = np.require(np.asarray(part), dtype, ("C", "W"))
            ordering.spread(self._where[at : at + len(values)], heads, values.view(plain), into.view(plain))
            at += len(values)
        return into

    def _pages(self, index: Mapping[str, int]) -> Int32:
        """The page of every row; -1 for rows of other pages, and for those that do not count."""
        found = [np.empty(0, np.int32)]
        for rows in self._batches:
            pages = np.array([index.get(key, -1) for key in rows.keys], np.int32)
            page = np.concatenate([np.empty(0, np.int32), *(pages[part] for part in rows.parts(NUMBER))])
            page[rows.dropped] = -1
            found.append(page)
        return np.concatenate(found) if len(found) > 2 else found[-1]

    def _replaced(self, page: Int32) -> Int64:
        """The rows that a later batch has again."""
        known = np.flatnonzero(page >= 0)
        identity = np.concatenate([np.asarray(part, np.int64) for part in self._parts(IDENTITY[self._kind])])[known]
        suspects = several([mixed(page[known], identity)])
        order, begin = runs(page[known[suspects]], identity[suspects])
        followed = np.append(~begin[1:], np.zeros(min(len(begin), 1), np.bool_))
        again: Int64 = known[suspects[order[followed]]]
        return again

    def _ordered(self, page: Int32) -> Int32:
        """The order of the rows in each range, by page, time and number."""
        from scoring.sources.compiled import ordering  # noqa: PLC0415  as above

        _, by, *number = self._table.order
        with ThreadPoolExecutor(_THREADS) as pool:
            names = [by, *number]
            spread = [pool.submit(self._spread, self._parts(name), "int64") for name in names]
            pages = self._spread([page], "int32")
            time, identity = spread[0].result(), spread[-1].result()
            into = np.empty(len(pages), np.int32)

            def bring(number: int) -> None:
                rows = slice(*self._bounds[number : number + 2])
                first, end = self._first[number : number + 2]
                heads = np.cumsum(self._count[first:end]) - self._count[first:end]
                ordering.order(pages[rows] - np.int32(first), time[rows], identity[rows], heads, into[rows])

            deque(pool.map(bring, range(len(self._first) - 1)), 0)
        return into


def _ranges(count: Int64) -> tuple[Int64, Int64]:
    """Ranges of pages with about as many rows each: the first page of each and, at the end, how many pages; likewise the rows."""
    behind = np.cumsum(count)
    first = np.flatnonzero(np.diff((behind - count) // _RANGE, prepend=-1))
    return np.append(first, len(count)), np.append((behind - count)[first], behind[-1:] if len(behind) else 0)


def _nowhere() -> int:
    from scoring.sources.compiled import ordering  # noqa: PLC0415  as above

    return ordering.NOWHERE


def write_parquet(base: duckdb.DuckDBPyConnection, columns: Path, table: Table, target: Path) -> None:
    """Writes a table of activity out of its plain columns, in their order, some rows at a time."""
    rows = (columns / f"{table.name}.page").stat().st_size // np.dtype(DTYPES["int32"]).itemsize
    first, *others = range(0, max(rows, 1), _ROWS)
    base.register("plain", Parts(_read(columns, table, first), (_read(columns, table, row) for row in others)))
    # numbers gain nothing from dictionaries, and to look for them takes more than half of the time
    write(base, f"SELECT {cells(table)} FROM plain", target, "DICTIONARY_SIZE_LIMIT 1")
    base.unregister("plain")


def _read(columns: Path, table: Table, first: int) -> Handover:
    found = {}
    for column in table.columns:
        dtype = np.dtype(DTYPES[column.kind])
        found[column.name] = np.fromfile(columns / f"{table.name}.{column.name}", dtype, _ROWS, offset=first * dtype.itemsize)
    return Handover(found)


def cells(table: Table) -> str:
    """SQL of all columns of a table in their types."""
    return ", ".join(f"CAST({column.name} AS {SQL_TYPES[column.kind]}) AS {column.name}" for column in table.columns)


def write(base: duckdb.DuckDBPyConnection, query: str, target: Path, *more: str) -> None:
    """Writes the rows of a query as the Parquet of evidence."""
    form = ("FORMAT parquet", "COMPRESSION zstd", "COMPRESSION_LEVEL 1", "PARQUET_VERSION v2", f"ROW_GROUP_SIZE {_ROW_GROUP}")
    base.execute(f"COPY ({query}) TO {duck.quoted(target)} ({', '.join((*form, *more))})")
