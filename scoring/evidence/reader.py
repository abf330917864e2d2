"""Reads frozen evidence: blocks of neighbouring pages for the engine, and single pages for a card.

Activity comes out of plain columns (``scoring.evidence.columns``), the register and the calendar out of Parquet by DuckDB.
"""

import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Generic, TypeVar, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from criteria.evidence import UNKNOWN, Block, Bool, Checks, Int8, Int16, Int32, Int64, Messages, Pages, Posts, Streams
from criteria.networks import network_number
from scoring.errors import BrokenEvidence
from scoring.evidence.columns import FOLDER, REPEATED, PlainColumns
from scoring.evidence.hashing import DTYPES
from scoring.evidence.making import Place, ensure_columns
from scoring.evidence.manifest import Manifest, read_manifest
from scoring.evidence.register_columns import NAMES, fractions, number_named, text_named
from scoring.evidence.schema import ACTIVITY, CALENDAR, CHECKS, MESSAGES, PAGES, POSTS, STREAMS, Table
from scoring.sources import duck
from scoring.sources.rules import IDENTITY

ROWS_PER_BLOCK: Final = 500_000
"""So many rows are handed out at once, and at most half of all: they fit the caches, and two threads have something to do."""
_SIEVE: Final = 0xFFFF
_CHUNK: Final = 500_000
_THREADS: Final = 2
_EPOCH = date(1970, 1, 1)
_OPENING: Final = threading.Lock()  # a connection may be asked for a cursor by one thread at a time
_LEFT_OUT: Final = {
    POSTS.name: ("page", "id"),
    MESSAGES.name: ("page", "id", "post"),
    STREAMS.name: ("page", "id"),
    CHECKS.name: ("page",),
}
_TIME, _TEXT_KEY = (next(column for column in POSTS.columns if column.name == name) for name in ("time", "text_key"))

_Array = TypeVar("_Array", bound=NDArray[Any])
Texts = NDArray[np.object_]
Rows = Mapping[str, NDArray[Any]]
"""Column name -> read-only array; all of the same length, in canonical order."""


class _PageColumn(Generic[_Array]):
    """A column of the register that is read when it is asked for, and kept."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, pages: "PageColumns", owner: type) -> _Array:
        values = cast("_Array", pages.read(self._name))
        pages.__dict__[self._name] = values  # from now on found there, without coming here again
        return values


class PageColumns:
    """The table of pages, one read-only array a column; the index of a page is its place in them."""

    key = _PageColumn[Texts]()
    name = _PageColumn[Texts]()
    link = _PageColumn[Texts]()
    group_id = _PageColumn[Int64]()
    ogrn = _PageColumn[Texts]()
    ogrn_valid = _PageColumn[Bool]()
    duplicate = _PageColumn[Bool]()
    level = _PageColumn[Texts]()
    founder = _PageColumn[Texts]()
    municipality = _PageColumn[Texts]()
    sphere = _PageColumn[Texts]()
    exempt = _PageColumn[Texts]()
    mark = _PageColumn[Int8]()
    connected = _PageColumn[Int8]()
    members = _PageColumn[Int32]()
    widgets = _PageColumn[Int8]()
    design_percent = _PageColumn[Int64]()
    activity_percent = _PageColumn[Int64]()
    weekly_reach = _PageColumn[Int64]()
    post_reach = _PageColumn[Int64]()
    applied = _PageColumn[Int8]()
    last_winner = _PageColumn[Int8]()

    def __init__(self, read: Callable[[str], NDArray[Any]]) -> None:
        self.read = read


class Evidence:
    """A frozen snapshot, opened. Safe to read from several threads: each has a cursor of its own."""

    def __init__(self, folder: Path, manifest: Manifest, *, place: Place | None = None, threads: int = duck.THREADS) -> None:
        self.folder = folder
        self.manifest = manifest
        self._base = duck.shared(threads)
        self._local = threading.local()
        self._place = place or Place(folder / FOLDER)
        self._plain = PlainColumns(folder, manifest, self._place.folder)
        self._left = weakref.finalize(self, self._place.leave)

    @property
    def name(self) -> str:
        """The SHA-256 that names the evidence."""
        return self.manifest.name

    @property
    def year(self) -> int:
        """The season's year."""
        return self.manifest.year

    @property
    def zone(self) -> str:
        """The region's IANA time zone."""
        return self.manifest.zone

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self.manifest.rows("pages")

    @cached_property
    def days_off(self) -> tuple[date, ...]:
        """Dates on which offices are shut, weekends too, from 60 days before the year to 60 days after it."""
        days = self._read(CALENDAR, "WHERE off", ("day",))["day"]
        return tuple(_EPOCH + timedelta(days=day) for day in days.tolist())

    @cached_property
    def pages(self) -> PageColumns:
        """The register's columns."""
        return PageColumns(lambda name: self._read(PAGES, "", (name,))[name])

    @property
    def column_names(self) -> tuple[str, ...]:
        """The register's columns that ``column`` and ``text_column`` know, by their Russian headers."""
        return NAMES

    def column(self, name: str) -> tuple[Int64, Int64] | None:
        """A number of the register as (numerator, denominator), 0 / 0 where unknown; None where the register has none such.

        Named by its Russian or English header, or by its name in ``scoring.evidence.schema``.
        """
        found = number_named(name)
        return None if found is None else fractions(found, getattr(self.pages, found))

    def text_column(self, name: str) -> Texts | None:
        """A text of the register, named likewise; None where it has none such."""
        found = text_named(name)
        return None if found is None else getattr(self.pages, found)

    def block(self, first: int, last: int, nomination: Int16) -> Block:
        """The evidence about pages ``first`` to ``last - 1``; ``nomination`` is season-wide."""
        return Block(
            first=first,
            count=last - first,
            pages=self._block_pages(first, last, nomination),
            posts=Posts(**self._columns(POSTS, first, last), repeated=self._repeated(first, last)),
            messages=Messages(**self._columns(MESSAGES, first, last)),
            streams=Streams(**self._columns(STREAMS, first, last)),
            checks=Checks(**self._columns(CHECKS, first, last)),
        )

    def blocks(self, nomination: Int16, *, rows_per_block: int = ROWS_PER_BLOCK) -> Iterator[Block]:
        """All pages in blocks of about ``rows_per_block`` rows, cut at page borders."""
        for first, last in self.spans(rows_per_block):
            yield self.block(first, last, nomination)

    def spans(self, rows_per_block: int = ROWS_PER_BLOCK) -> list[tuple[int, int]]:
        """The borders of the blocks: each as many pages as hold at most ``rows_per_block`` rows, and at least one page."""
        total: Int64 = np.sum([self._plain.bounds(table) for table in ACTIVITY], axis=0)
        rows_per_block = min(rows_per_block, -(-int(total[-1]) // 2))
        spans, first = [], 0
        while first < self.count:
            last = int(np.searchsorted(total, total[first] + rows_per_block, side="right")) - 1
            last = min(max(last, first + 1), self.count)
            spans.append((first, last))
            first = last
        return spans

    def text_postings(self, min_pages: int) -> tuple[Int64, Int64, Int64]:
        """(text_key, page, time) of every posting of a text that at least ``min_pages`` different pages posted.

        Sorted by text, time and page; all int64. Postings are counted by the last 16 bits of their texts first, which leaves
        few texts to look at.
        """
        many = self._postings_by_ending() >= min_pages
        row, key = self._rows_ending(many) if many.any() else (np.empty(0, np.int64), np.empty(0, np.int64))
        text, place = np.unique(key, return_inverse=True)
        page = np.searchsorted(self._plain.bounds(POSTS), row, side="right") - 1
        pages = np.bincount(np.unique(place * self.count + page) // max(self.count, 1), minlength=len(text))
        enough = np.flatnonzero((pages >= min_pages)[place])
        row, key, page = row[enough], key[enough], page[enough]
        time = self._plain.read(POSTS, _TIME, 0, self.manifest.rows(POSTS.name))[row] if len(row) else row
        order = np.lexsort((page, time, key))
        return key[order], page[order], time[order]

    def _postings_by_ending(self) -> Int64:
        """(65,536,) how many posts have a text whose key ends in these 16 bits."""

        def of(first: int) -> Int64:
            keys = self._text_keys(first)
            found = np.bincount(keys & _SIEVE, minlength=_SIEVE + 1)
            found[0] -= len(keys) - np.count_nonzero(keys)
            return found.astype(np.int64, copy=False)

        with ThreadPoolExecutor(_THREADS) as threads:
            return sum(threads.map(of, self._chunks()), np.zeros(_SIEVE + 1, np.int64))

    def _rows_ending(self, many: Bool) -> tuple[Int64, Int64]:
        """Rows of posts, and their texts' keys, where ``many`` (65,536,) is set for the key's ending."""

        def of(first: int) -> tuple[Int64, Int64]:
            keys = self._text_keys(first)
            at = np.flatnonzero(many[keys & _SIEVE] & (keys != 0))
            return first + at, keys[at]

        found = [of(first) for first in self._chunks()]
        return np.concatenate([row for row, _ in found]), np.concatenate([key for _, key in found])

    def _chunks(self) -> range:
        return range(0, self.manifest.rows(POSTS.name), _CHUNK)

    def _text_keys(self, first: int) -> Int64:
        last = min(first + _CHUNK, self.manifest.rows(POSTS.name))
        return self._plain.read(POSTS, _TEXT_KEY, first, last)

    def rows_of(self, table: Table, page: int) -> Rows:
        """Every column of what is known of a page's activity of one kind."""
        bounds = self._plain.bounds(table)
        return MappingProxyType(self._rows_between(table, int(bounds[page]), int(bounds[page + 1]), ("page",)))

    def number_of(self, page: str) -> int | None:
        """The index of a page by its key; None where the register has none such."""
        keys = self.pages.key
        place = int(np.searchsorted(keys, page))
        return place if place < self.count and keys[place] == page else None

    def row_at(self, table: Table, page: int, row: int | None) -> dict[str, int | str] | None:
        """One row of a page as whole numbers and texts: by its number, of a check by its day; the page itself of ``pages``.

        None where the page has no such row.
        """
        if table is PAGES:
            return {column.name: _plain_value(getattr(self.pages, column.name)[page]) for column in PAGES.columns}
        rows = self.rows_of(table, page)
        found = np.flatnonzero(rows[IDENTITY[table.name]] == row)  # type: ignore[index]  # the four kinds of activity
        return {name: int(column[found[0]]) for name, column in rows.items()} if len(found) else None

    def close(self) -> None:
        """Lets the reader go."""
        self._plain.close()
        self._local = threading.local()
        self._left()

    def __enter__(self) -> "Evidence":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _block_pages(self, first: int, last: int, nomination: Int16) -> Pages:
        pages, part = self.pages, slice(first, last)
        return Pages(
            nomination=nomination[part].copy(),
            ogrn_valid=pages.ogrn_valid[part].copy(),
            duplicate=pages.duplicate[part].copy(),
            exempt=self._exempt[part].copy(),
            mark=pages.mark[part].copy(),
            members=pages.members[part].copy(),
            applied=pages.applied[part].copy(),
            last_winner=pages.last_winner[part].copy(),
            network=self._network[part].copy(),
        )

    @cached_property
    def _network(self) -> Int8:
        return np.array([network_number(key) for key in self.pages.key.tolist()], np.int8)

    @cached_property
    def _exempt(self) -> Bool:
        """(count,) whether a page has a ground on which it is not run."""
        exempt: Bool = self._fetch(f"SELECT exempt <> '' AS exempt FROM {self._source(PAGES)}")["exempt"]
        return exempt

    def _columns(self, table: Table, first: int, last: int) -> dict[str, NDArray[Any]]:
        """The columns a metric reads of pages ``first`` to ``last - 1``, and the bounds of each page's rows."""
        bounds = self._plain.bounds(table)[first : last + 1]
        begin, end = int(bounds[0]), int(bounds[-1])
        return {"bounds": bounds - begin, **self._rows_between(table, begin, end, _LEFT_OUT[table.name])}

    def _repeated(self, first: int, last: int) -> Bool:
        """Whether the text of each post of these pages stands elsewhere on its page."""
        begin, end = (int(self._plain.bounds(POSTS)[page]) for page in (first, last))
        return self._plain.read(POSTS, REPEATED, begin, end)

    def _rows_between(self, table: Table, begin: int, end: int, left_out: Sequence[str]) -> dict[str, NDArray[Any]]:
        columns = [column for column in table.columns if column.name not in left_out]
        return {column.name: self._plain.read(table, column, begin, end) for column in columns}

    def _read(self, table: Table, where: str, names: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Columns of a table in their canonical kinds, read-only; those younger than the evidence are UNKNOWN."""
        there = {column.name for column in table.columns_of(self.manifest.version)}
        columns = [column for column in table.columns if column.name in names]
        cells = ", ".join(c.name if c.name in there else f"{UNKNOWN} AS {c.name}" for c in columns)
        found = self._fetch(f"SELECT {cells} FROM {self._source(table)} {where}")
        read: dict[str, NDArray[Any]] = {}
        for column in columns:
            values = np.asarray(found[column.name])
            values = values if column.kind == "text" else values.astype(DTYPES[column.kind], copy=False)
            values.flags.writeable = False
            read[column.name] = values
        return read

    def _source(self, table: Table) -> str:
        return f"read_parquet({duck.quoted(self.folder / f'{table.name}.parquet')})"

    def _fetch(self, query: str) -> dict[str, NDArray[Any]]:
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            with _OPENING:
                cursor = self._local.cursor = self._base.cursor()
        try:
            return cursor.execute(query).fetchnumpy()
        except duckdb.IOException as error:
            raise BrokenEvidence(
                f"В снимке «{self.folder.name}» не читается таблица. Верните папку снимка из резервной копии.",
                f"A table of the snapshot «{self.folder.name}» cannot be read. Restore its folder from a backup.",
            ) from error


def _plain_value(cell: object) -> int | str:
    return cell if isinstance(cell, str) else int(cast("int", cell))


def open_snapshot(folder: Path, *, threads: int = duck.THREADS) -> Evidence:
    """Opens frozen evidence; raises BrokenEvidence when the folder is none. ``verify`` checks that it is unchanged."""
    manifest = read_manifest(folder)
    return Evidence(folder, manifest, place=ensure_columns(folder, manifest), threads=threads)
