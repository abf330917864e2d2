"""What follows from the plain columns and is found once, when they are made: the bounds of pages, and texts said twice.

``columns/<table>.bounds`` holds the bounds of each page's rows, (pages + 1,) int64; ``columns/posts.repeated`` whether another
post of the same page has the same text, (posts,) bool, for every rule that passes over copies.
"""

import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Bool, Int64
from scoring.errors import BrokenEvidence
from scoring.evidence.columns import BOUNDS, FOLDER, REPEATED, column_file, wrong_columns
from scoring.evidence.manifest import Manifest
from scoring.evidence.schema import ACTIVITY, POSTS, Table

_TABLES: Final = ((np.uint64(0x9E3779B97F4A7C15), 3), (np.uint64(0xB504F333F9DE6485), 6), (np.uint64(0xB7E151628AED2A6B), 8))
"""2**64 by the golden ratio, by the root of two and by e - 2: odd numbers like these spread neighbours far apart when multiplied.

Beside each, how many cells its hash table has for one post: few for the many posts of the first look, more for the others."""
_HALF: Final = np.uint64(32)
_ROWS: Final = 1_000_000
_THREADS: Final = 2


def write_following(making: Path, table: Table, pages: int) -> None:
    """Write what follows from a table's columns beside them; BrokenEvidence where the rows are not in the order of pages."""
    page = column_file(making, table, table.columns[0])
    if (page[1:] < page[:-1]).any():
        raise _out_of_order(making.parent, table)
    _bounds_of(page, pages).tofile(making / f"{table.name}.{BOUNDS.name}")
    if table is POSTS:
        write_repeated(making)


def is_whole(columns: Path) -> bool:
    """Whether what follows stands beside the columns: those that an older program made lack it in part."""
    return (columns / f"{POSTS.name}.{REPEATED.name}").exists()


def write_repeated(columns: Path) -> None:
    """Write which posts' texts stand elsewhere on their page; the file is there whole or not at all."""
    handle, name = tempfile.mkstemp(dir=columns, prefix=f".{REPEATED.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            for part in _all_repeated(columns):
                file.write(part.data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(columns / f"{POSTS.name}.{REPEATED.name}")
    finally:
        Path(name).unlink(missing_ok=True)


def wrong_files(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The files of a snapshot's columns, as «posts.time», that are not what the manifest says or what follows from it."""
    if not (folder / FOLDER).is_dir():
        return ()
    columns, wrong = folder / FOLDER, list(wrong_columns(folder, manifest))
    for table in ACTIVITY:
        bounds = _bounds_of(column_file(columns, table, table.columns[0]), manifest.rows("pages"))
        if not np.array_equal(bounds, column_file(columns, table, BOUNDS)):
            wrong.append(f"{table.name}.{BOUNDS.name}")
    if not wrong and is_whole(columns):
        found = np.concatenate([np.empty(0, np.bool_), *_all_repeated(columns)])
        if not np.array_equal(found, column_file(columns, POSTS, REPEATED)):
            wrong.append(f"{POSTS.name}.{REPEATED.name}")
    return tuple(wrong)


def repeated(text_key: Int64, bounds: Int64) -> Bool:
    """(posts,) whether another post of the same page has the same text; never of a post without text (key 0).

    ``bounds`` (pages + 1,): the posts of page i are ``bounds[i]:bounds[i + 1]``. Those that share cells of several hash tables
    are few; only they are sorted, since to sort all texts would take ten times as long.
    """
    row = _suspects(text_key, bounds)
    key, page = text_key[row], np.searchsorted(bounds, row, side="right")
    order = np.lexsort((key, page))
    row, key, page = row[order], key[order], page[order]
    same = np.flatnonzero((key[1:] == key[:-1]) & (page[1:] == page[:-1]))
    found = np.zeros(len(text_key), np.bool_)
    found[row[same]] = True
    found[row[same + 1]] = True
    return found


def _all_repeated(columns: Path) -> Iterator[Bool]:
    """The flags of all posts, in the order of the columns, some pages at a time."""
    bounds = column_file(columns, POSTS, BOUNDS)
    borders = np.unique(np.append(np.searchsorted(bounds, np.arange(0, bounds[-1], _ROWS)), len(bounds) - 1))

    def of(first: int, last: int) -> Bool:
        here = bounds[first : last + 1]
        rows, item = int(here[-1] - here[0]), np.dtype(np.int64).itemsize
        return repeated(
            np.fromfile(columns / f"{POSTS.name}.text_key", np.int64, rows, offset=int(here[0]) * item), here - here[0]
        )

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(of, borders[:-1].tolist(), borders[1:].tolist())


def _suspects(key: Int64, bounds: Int64) -> Int64:
    """The posts with a copy on their page, and a few without, in order."""
    row = np.flatnonzero(key)
    key, bounds = key[row], np.searchsorted(row, bounds)
    for table in _TABLES:
        alike = _sharing(key, np.diff(bounds), *table)
        row, key, bounds = row[alike], key[alike], np.searchsorted(alike, bounds)
    return row


def _sharing(key: Int64, posts: Int64, odd: np.uint64, room: int) -> Int64:
    """Indices of the keys that fall into one cell with another one of their page; ``posts``: how many keys each page has.

    Each page has its own stretch of the table, ``room`` times as long as its posts are many, so that memory is walked through
    in order.
    """
    cells = room * posts
    mixed = key.view(np.uint64) * odd
    mixed >>= _HALF
    mixed *= np.repeat(cells.view(np.uint64), posts)
    mixed >>= _HALF
    cell = mixed.view(np.int64)
    cell += np.repeat(np.cumsum(cells) - cells, posts)
    return np.flatnonzero(np.bincount(cell, minlength=1)[cell] > 1)


def _bounds_of(page: NDArray[Any], pages: int) -> Int64:
    return np.searchsorted(page, np.arange(pages + 1)).astype(np.int64)


def _out_of_order(folder: Path, table: Table) -> BrokenEvidence:
    return BrokenEvidence(
        f"В снимке «{folder.name}» строки таблицы {table.name} не по порядку страниц. Верните снимок из резервной копии.",
        f"In the snapshot «{folder.name}» the rows of {table.name} are not in the order of pages. Restore it from a backup.",
    )
