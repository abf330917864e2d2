"""Freezes a season's evidence: the register and the imported batches become a folder that never changes again.

``gathering`` brings activity into order, DuckDB writes; the name comes from ``hashing``. Two batches may hold the same row: the
later one counts.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np

from criteria.evidence import UNKNOWN
from scoring.errors import InputError
from scoring.evidence.columns import FOLDER
from scoring.evidence.days_off import MARGIN_DAYS
from scoring.evidence.following import write_following
from scoring.evidence.gathering import Gathering, cells, write, write_parquet
from scoring.evidence.hashing import DTYPES, TableDigest, column_digest, evidence_name
from scoring.evidence.manifest import ColumnEntry, Manifest, Source, TableEntry, write_manifest
from scoring.evidence.placing import put
from scoring.evidence.schema import ACTIVITY, CALENDAR, PAGES, TABLES, THOUSANDTHS, VERSION, Table
from scoring.progress import Progress, silent
from scoring.sources import duck
from scoring.sources.columns import ActivityKind
from scoring.sources.duplicates import duplicates
from scoring.sources.handover import Handover, texts
from scoring.sources.register import RegisterRow

_EPOCH = date(1970, 1, 1)


class Batch(Protocol):
    """An imported activity file: an ``ActivityBatch``, or what was kept of one."""

    @property
    def kind(self) -> ActivityKind:
        """Posts, messages, streams or checks."""
        ...

    @property
    def path(self) -> Path:
        """The Parquet of checked rows."""
        ...

    @property
    def source(self) -> str:
        """The file's name."""
        ...

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        ...

    @property
    def rows(self) -> int:
        """How many rows were taken."""
        ...

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        ...


@dataclass(frozen=True, slots=True)
class KeptBatch:
    """What is kept of an imported activity file once its refusals are stored elsewhere."""

    kind: ActivityKind
    path: Path
    source: str
    sha256: str
    rows: int
    refused: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Frozen evidence: its name, its folder, its manifest, and whether it was made now or stood there before."""

    name: str
    folder: Path
    manifest: Manifest
    new: bool


def freeze(
    register_rows: Iterable[RegisterRow],
    batches: Sequence[Batch],
    *,
    year: int,
    zone: str,
    days_off: Iterable[date],
    into: Path,
    register_sources: Sequence[Source] = (),
    progress: Progress = silent,
    threads: int = duck.THREADS,
) -> Snapshot:
    """Writes ``into/<name>`` in one step; the same content again gives the same name and writes nothing.

    ``register_rows`` in the order of the register, which decides which of two pages is the duplicate. ``batches`` in the
    order in which they came: where two hold the same post, message, stream or check of a page, the later one counts.
    ``days_off``: dates on which offices are shut. Raises InputError for a page that stands in the register twice.
    """
    into.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=into, prefix=".freezing-"))
    try:
        with duck.connect(making, threads=threads) as base:
            digests, findings = _write_tables(base, making, list(register_rows), batches, year, set(days_off), progress)
        name = evidence_name(year, zone, digests)
        manifest = _manifest(name, year, zone, digests, (*register_sources, *map(_source, batches)), findings)
        write_manifest(making, manifest)
        new = put(making, into / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    progress("done", len(TABLES) + 1, len(TABLES) + 1)
    return Snapshot(name, into / name, manifest, new)


def digest_of(base: duckdb.DuckDBPyConnection, folder: Path, table: Table, version: int = VERSION) -> TableDigest:
    """The digests of a table of evidence of a version as it lies in a folder, one column at a time."""
    source = f"read_parquet({duck.quoted(folder / f'{table.name}.parquet')})"
    rows = duck.number(base, f"SELECT count(*) FROM {source}")
    found = {}
    for column in table.columns_of(version):
        values = base.execute(f"SELECT {column.name} FROM {source}").fetchnumpy()[column.name]
        found[column.name] = column_digest(column.kind, values)
    return TableDigest(rows, found)


def _write_tables(
    base: duckdb.DuckDBPyConnection,
    folder: Path,
    rows: list[RegisterRow],
    batches: Sequence[Batch],
    year: int,
    shut: set[date],
    progress: Progress,
) -> tuple[dict[str, TableDigest], dict[str, int]]:
    """Writes every table into the folder; gives their digests and what quality checks counted."""
    progress("freeze", 0, len(TABLES) + 1)
    plain = folder / FOLDER
    plain.mkdir()
    pages = _pages(rows)
    digests = {PAGES.name: _write_pages(base, folder, pages)}
    findings = {
        "pages_with_wrong_ogrn": sum(not row.ogrn_valid for row in rows),
        "pages_without_municipality": sum(not row.municipality for row in rows),
        "pages_twice_in_a_sphere": sum(pages["duplicate"]),
    }
    index = {key: page for page, key in enumerate(sorted(row.key for row in rows))}
    for done, table in enumerate(ACTIVITY, start=1):
        progress("freeze", done, len(TABLES) + 1)
        kind: Any = table.name
        found = Gathering(table, kind, [batch.path for batch in batches if batch.kind == kind], index)
        findings |= {
            f"{kind}_of_unknown_pages": found.unknown,
            f"{kind}_replaced": found.replaced,
            f"pages_without_{kind}": len(rows) - found.pages,
        }
        digests[table.name] = found.write(plain)
        del found
        write_following(plain, table, len(rows))
        write_parquet(base, plain, table, folder / f"{table.name}.parquet")
    progress("freeze", len(ACTIVITY) + 1, len(TABLES) + 1)
    _make_calendar(base, year, shut)
    digests[CALENDAR.name] = _write_small(base, folder, CALENDAR)
    return digests, findings


def _pages(rows: list[RegisterRow]) -> dict[str, list[Any]]:
    """The columns of the register, sorted by key."""
    order = sorted(range(len(rows)), key=lambda index: rows[index].key)
    keys = [rows[index].key for index in order]
    twice = next((key for key, after in pairwise(keys) if key == after), None)
    if twice:
        raise InputError(
            f"Страница {twice} стоит в реестре дважды. Оставьте одну из строк и повторите.",
            f"The page {twice} stands in the register twice. Keep one of the rows and try again.",
        )
    duplicate = duplicates(rows)
    columns: dict[str, list[Any]] = {"duplicate": [duplicate[index] for index in order]}
    for name in (column.name for column in PAGES.columns if column.name not in columns):
        cell = attrgetter({"sphere": "sphere1"}.get(name, name))
        columns[name] = [cell(rows[index]) for index in order]
        if name in THOUSANDTHS:
            columns[name] = list(map(_thousandths, columns[name]))
    return columns


def _write_pages(base: duckdb.DuckDBPyConnection, folder: Path, columns: dict[str, list[Any]]) -> TableDigest:
    """Writes the register, and gives its digests."""
    found = {
        column.name: texts(columns[column.name]) if column.kind == "text" else np.array(columns[column.name], DTYPES[column.kind])
        for column in PAGES.columns
    }
    base.register("pages", Handover(found))
    write(base, f"SELECT {cells(PAGES)} FROM pages", folder / f"{PAGES.name}.parquet")
    base.unregister("pages")
    digests = {column.name: column_digest(column.kind, found[column.name]) for column in PAGES.columns}
    return TableDigest(len(columns["key"]), digests)


def _thousandths(amount: float | None) -> int:
    """The amount as it was written, in whole thousandths, halves upwards; UNKNOWN for None."""
    return UNKNOWN if amount is None else int(Decimal(repr(amount)).scaleb(3).to_integral_value(ROUND_HALF_UP))


def _make_calendar(base: duckdb.DuckDBPyConnection, year: int, shut: set[date]) -> None:
    """Table ``frozen_calendar``: every day from 60 days before the year to 60 days after it."""
    first = date(year, 1, 1) - timedelta(days=MARGIN_DAYS)
    count = (date(year, 12, 31) - first).days + MARGIN_DAYS + 1
    days = [first + timedelta(days=index) for index in range(count)]
    base.execute(
        "CREATE TEMP TABLE frozen_calendar AS SELECT unnest($1::INTEGER[]) AS day, unnest($2::BOOLEAN[]) AS off",
        [[(day - _EPOCH).days for day in days], [day in shut for day in days]],
    )


def _write_small(base: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> TableDigest:
    """Writes a table out of DuckDB in canonical order, and gives its digests."""
    query = f"SELECT {cells(table)} FROM frozen_{table.name} ORDER BY {', '.join(table.order)}"
    write(base, query, folder / f"{table.name}.parquet")
    return digest_of(base, folder, table)


def _manifest(
    name: str, year: int, zone: str, digests: dict[str, TableDigest], sources: tuple[Source, ...], findings: dict[str, int]
) -> Manifest:
    tables = []
    for table in TABLES:
        found = digests[table.name]
        columns = tuple(ColumnEntry(name=c.name, kind=c.kind, sha256=found.columns[c.name]) for c in table.columns)
        tables.append(TableEntry(name=table.name, rows=found.rows, columns=columns))
    return Manifest(
        format="lavr-evidence",
        version=VERSION,
        name=name,
        year=year,
        zone=zone,
        tables=tuple(tables),
        sources=sources,
        findings=dict(sorted(findings.items())),
    )


def _source(batch: Batch) -> Source:
    return Source(kind=batch.kind, source=batch.source, sha256=batch.sha256, rows=batch.rows, refused=batch.refused)
