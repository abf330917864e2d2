"""What others need to bring the same narrow posts into something that can be worked with: DuckDB, Polars, PostgreSQL, SQLite.

DuckDB and Polars get the spoiled file, check types, pages and repetitions, count what they refuse, and write sorted Parquet;
they know no line of a refused row, no reason in words, no other way of writing a cell, no time zone. COPY and the two ways of
inserting rows into SQLite get rows that are all good and check nothing. PostgreSQL takes part where ``LAVR_BENCH_POSTGRES``
names one (a temporary table is all it is asked for), Polars where it is installed.
"""

import csv
import importlib.util
import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from scoring.sources import duck

POSTGRES: Final = "LAVR_BENCH_POSTGRES"
FEW: Final = 300_000
"""Rows of those that take one row after the other: their rate hardly depends on how many there are."""
_NAMES: Final = ("page", "id", "time", "repost", "advert", "attachments", "comments_open", "deleted", "text_length", "text_key")
_DUCK: Final = ("VARCHAR", "BIGINT", "TIMESTAMP", "VARCHAR", "VARCHAR", "UTINYINT", "VARCHAR", "TIMESTAMP", "UINTEGER", "BIGINT")
_PREFIX: Final = "https://vk.com/club"


def importers(folder: Path, spoiled: Path, good: Path, pages: int, rows: int) -> Iterator[tuple[str, Callable[[], object], int]]:
    """Name, what it does, and of how many rows; ``good`` has at least ``FEW`` rows or all."""
    few = min(rows, FEW)
    yield "DuckDB, store_rejects", lambda: _duckdb(folder, spoiled, pages), rows
    if importlib.util.find_spec("polars"):
        yield "Polars", lambda: _polars(folder, spoiled, pages), rows
    if url := os.environ.get(POSTGRES):
        yield "PostgreSQL, COPY", lambda: _postgres(url, good), few
    yield "SQLite, executemany", lambda: _sqlite(folder, good), few
    yield "SQLAlchemy Core, SQLite", lambda: _sqlalchemy(folder, good), few


def _duckdb(folder: Path, path: Path, pages: int) -> tuple[int, int]:
    """Rows taken and refused."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in zip(_NAMES, _DUCK, strict=True))
    with duck.connect(folder) as base:
        base.execute(
            f"CREATE TEMP TABLE posts AS SELECT row_number() OVER () AS row, * FROM read_csv({duck.quoted(path)}, header = true, "
            f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{{columns}}}, "
            "store_rejects = true, rejects_limit = 0)"
        )
        base.execute(
            f"CREATE TEMP TABLE known AS SELECT '{_PREFIX}' || i AS page, i AS number FROM range(1, {pages + 1}) AS every(i)"
        )
        taken = duck.number(
            base,
            "COPY (SELECT number, epoch(time), id, repost, advert, attachments, comments_open, deleted, text_length, text_key "
            "FROM posts JOIN known USING (page) QUALIFY row = min(row) OVER (PARTITION BY number, id) ORDER BY number, time, id) "
            f"TO {duck.quoted(folder / 'duckdb.parquet')} (FORMAT parquet, COMPRESSION zstd)",
        )
        refused = duck.number(base, "SELECT count(DISTINCT line) FROM reject_errors")
        return taken, refused + duck.number(base, "SELECT count(*) FROM posts") - taken


def _polars(folder: Path, path: Path, pages: int) -> tuple[int, int]:
    """Rows taken and refused."""
    import polars as pl  # noqa: PLC0415  a peer

    whole = ("id", "attachments", "text_length", "text_key")
    read = pl.read_csv(path, infer_schema=False, new_columns=list(_NAMES)).with_columns(
        pl.col("time").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
        *(pl.col(name).cast(pl.Int64, strict=False) for name in whole),
        *(pl.col(name) == "да" for name in ("repost", "advert", "comments_open")),
        pl.col("page").str.strip_prefix(_PREFIX).cast(pl.Int64, strict=False),
    )
    needed = (pl.col(name).is_not_null() for name in ("time", *whole))
    good = read.filter(pl.col("page").is_between(1, pages), *needed).unique(["page", "id"], keep="first", maintain_order=True)
    good.sort("page", "time", "id").write_parquet(folder / "polars.parquet", compression="zstd")
    return good.height, read.height - good.height


def _rows(path: Path, count: int = FEW) -> Iterator[tuple[Any, ...]]:
    """The first rows with their values in the types of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        for page, number, time, repost, advert, attachments, is_open, _deleted, length, key in itertools.islice(lines, count):
            moment = int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp())
            flags = (repost == "да", advert == "да")
            yield page, int(number), moment, *flags, int(attachments), is_open == "да", 0, int(length), int(key)


def _postgres(url: str, path: Path) -> int:
    """COPY of lines into a typed temporary table."""
    import psycopg  # noqa: PLC0415  only where there is a server

    types = ("text", "bigint", "timestamp", "text", "text", "smallint", "text", "timestamp", "integer", "bigint")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(_NAMES, types, strict=True))
    with psycopg.connect(url) as connection, connection.cursor() as cursor, path.open("rb") as file:
        cursor.execute(f"CREATE TEMP TABLE bulk ({columns}) ON COMMIT DROP")
        with cursor.copy("COPY bulk FROM STDIN (FORMAT csv, HEADER)") as copy:
            while part := b"".join(itertools.islice(file, 10_000)):
                copy.write(part)
        return cursor.rowcount


def _sqlite(folder: Path, path: Path) -> None:
    target = _fresh(folder)
    with sqlite3.connect(target) as base:
        base.execute(f"CREATE TABLE posts ({', '.join(_NAMES)})")
        base.executemany(f"INSERT INTO posts VALUES ({', '.join('?' * len(_NAMES))})", _rows(path))
    base.close()


def _sqlalchemy(folder: Path, path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{_fresh(folder)}")
    flags = {"repost", "advert", "comments_open"}
    columns: list[sa.Column[Any]] = [
        sa.Column(name, sa.Text if name == "page" else sa.Boolean if name in flags else sa.Integer) for name in _NAMES
    ]
    table = sa.Table("posts", sa.MetaData(), *columns)
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        rows = _rows(path)
        while part := [dict(zip(_NAMES, row, strict=True)) for row in itertools.islice(rows, 10_000)]:
            connection.execute(table.insert(), part)
    engine.dispose()


def _fresh(folder: Path) -> Path:
    path = folder / "peer.sqlite"
    path.unlink(missing_ok=True)
    return path
