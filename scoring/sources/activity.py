"""Imports a year's activity: one CSV in, one Parquet of checked rows and a list of refused rows out.

DuckDB parses (one thread, all columns as text, so that nothing is rounded or reinterpreted on the way) and checks (all threads:
rows carry their numbers, since tables that several threads fill are not in order). Distinct addresses of pages are read in
Python and joined. Lines and values of refused rows are looked up only when there are any.
"""

import hashlib
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from scoring.progress import Progress, silent
from scoring.sources import duck
from scoring.sources.activity_header import read_header, recognise
from scoring.sources.columns import ActivityKind
from scoring.sources.page_address import parse_address
from scoring.sources.parsed_file import parse
from scoring.sources.plain_text import LARGEST_UNPACKED, first_lines, plain_text
from scoring.sources.refused_rows import refused_rows
from scoring.sources.report import Refusal
from scoring.sources.rules import IDENTITY, Fault, Output, faults, folding, outputs

__all__ = ["ActivityBatch", "import_activity", "recognise"]


@dataclass(frozen=True, slots=True)
class ActivityBatch:
    """What one file of activity gave.

    ``path``: the Parquet of checked rows; its column ``page`` holds the page's key, the others are those of the evidence
    table of this kind. ``source`` and ``sha256`` name the file it came from. ``ignored``: columns that were not read.
    """

    kind: ActivityKind
    source: str
    sha256: str
    path: Path
    rows: int
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)


def import_activity(
    path: Path,
    kind: ActivityKind | None = None,
    *,
    pages: Mapping[str, str],
    zone: str,
    year: int,
    into: Path,
    progress: Progress = silent,
    largest: int = LARGEST_UNPACKED,
    threads: int = duck.THREADS,
) -> ActivityBatch:
    """Checks every row of a CSV (also .gz) and writes the good ones to ``into/<sha256 of the file>.parquet``.

    ``kind`` None lets the columns decide. ``pages``: every canonical address by which a page may be called -> its key
    (``register.page_aliases``). Times without an offset are local in ``zone``; rows of the years ``year - 1`` to ``year + 1``
    are taken. Raises UnreadableFile, and then writes nothing.
    """
    header = read_header(path, first_lines(path), kind)
    into.mkdir(parents=True, exist_ok=True)
    progress("parse", 0, 3)
    with (
        ThreadPoolExecutor(1) as beside,
        plain_text(path, into, largest=largest) as plain,
        duck.connect(into, threads=threads) as base,
    ):
        digest = beside.submit(_digest, path)
        cells = {name: f"c{index}" for name, index in header.positions.items()}
        made = outputs(header.kind, cells, zone, year)
        rules = faults(header.kind, made, year)
        with parse(base, path, plain, into, header) as parsed:
            progress("check", 1, 3)
            _map_pages(base, cells["page"], pages)
            _check(base, cells, made, rules)
            _find_faulty(base, IDENTITY[header.kind])
            refusals = refused_rows(base, path.name, parsed, header, rules, year)
            progress("write", 2, 3)
            target = into / f"{digest.result()}.parquet"
            count = _write(base, made, target)
    progress("done", 3, 3)
    return ActivityBatch(header.kind, path.name, digest.result(), target, count, refusals, header.ignored)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _map_pages(base: duckdb.DuckDBPyConnection, cell: str, pages: Mapping[str, str]) -> None:
    """Table ``refs``: cell as written -> whether it is blank, whether it is an address, key of the page, a number for the key."""
    written = [ref for (ref,) in duck.rows(base, f"SELECT DISTINCT {cell} FROM cells WHERE {cell} IS NOT NULL")]
    addresses = [parse_address(ref) for ref in written]
    keys = [pages.get(address.key) if address else None for address in addresses]
    numbers = {key: number for number, key in enumerate(sorted({key for key in keys if key is not None}))}
    base.execute(
        "CREATE TEMP TABLE refs AS SELECT unnest($1::VARCHAR[]) AS ref, unnest($2::BOOLEAN[]) AS parsed, "
        "unnest($3::VARCHAR[]) AS page, unnest($4::INTEGER[]) AS number, unnest($5::BOOLEAN[]) AS blank",
        [
            written,
            [address is not None for address in addresses],
            keys,
            [numbers.get(key) if key else None for key in keys],
            [not ref.strip() for ref in written],
        ],
    )


def _check(base: duckdb.DuckDBPyConnection, cells: Mapping[str, str], made: tuple[Output, ...], rules: tuple[Fault, ...]) -> None:
    """Table ``raw``: row, page and its number, the checked columns, and the index of the first rule that the row breaks."""
    columns = ", ".join(f"{output.sql} AS {output.name}" for output in made)
    names = ", ".join(output.name for output in made)
    cases = " ".join(f"WHEN {rule.sql} THEN {index}" for index, rule in enumerate(rules))
    base.execute(
        f"CREATE TEMP TABLE raw AS SELECT row, page, number, {names}, CAST(CASE {cases} END AS INTEGER) AS rule FROM "
        f"(SELECT texts.row, refs.*, {columns} FROM ({folding('cells', cells)}) AS texts "
        f"LEFT JOIN refs ON texts.{cells['page']} = refs.ref) AS raw"
    )
    base.execute("DROP TABLE cells")


def _find_faulty(base: duckdb.DuckDBPyConnection, identity: str) -> None:
    """Table ``faulty``: row -> the rule it breaks, or the ``first`` row of the same page with the same number, which is kept."""
    base.execute("CREATE TEMP TABLE faulty AS SELECT row, CAST(NULL AS BIGINT) AS first, rule FROM raw WHERE rule IS NOT NULL")
    groups = f"SELECT number, {identity}, min(row) AS first FROM raw WHERE rule IS NULL GROUP BY ALL HAVING count(*) > 1"
    base.execute(f"CREATE TEMP TABLE repeated AS {groups}")
    if duck.number(base, "SELECT count(*) FROM repeated"):
        base.execute(
            f"INSERT INTO faulty SELECT raw.row, repeated.first, NULL FROM raw JOIN repeated USING (number, {identity}) "
            "WHERE raw.rule IS NULL AND raw.row <> repeated.first"
        )


def _write(base: duckdb.DuckDBPyConnection, made: tuple[Output, ...], target: Path) -> int:
    """Writes the good rows beside their place and puts them there in one step."""
    columns = ", ".join(output.name for output in made)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        base.execute(
            f"COPY (SELECT page, {columns} FROM raw ANTI JOIN faulty USING (row)) "
            f"TO {duck.quoted(part)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return duck.number(base, f"SELECT count(*) FROM read_parquet({duck.quoted(target)})")
