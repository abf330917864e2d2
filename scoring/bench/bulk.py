"""Import of as many rows as one likes: a narrow CSV of posts with one row in a thousand spoiled, into frozen, sorted evidence."""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Final

from scoring.bench.activity import bare_reading
from scoring.bench.country import ZONE, register
from scoring.bench.figures import Figure, Runs, Sheet, peak_mb, timed
from scoring.bench.importers import FEW, importers
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.sources import duck
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.activity_header import read_header
from scoring.sources.plain_text import first_lines

YEAR: Final = 2025
ROWS_A_PAGE: Final = 100
LIMIT_ROWS_PER_S: Final = 1_500_000
LARGE: Final = 1_000_000
"""Rows from which the limit is asked for: below, opening things takes longer than the rows."""
_EVERY: Final = 4_000
"""Rows among which one of each kind is spoiled."""
SPOILED: Final = MappingProxyType({"unknown_page": 1, "not_a_time": 2, "not_a_number": 3, "row_differs": 5})
"""Reason -> which of them."""


def write_bulk(path: Path, rows: int, *, spoil: bool = True) -> dict[str, int]:
    """Write posts with keys for texts, about a hundred bytes each, and say how many are spoiled, by reason.

    Of 4,000 rows, 1 has an unknown page, 2 no time, 3 a word for a number, and 5 the page and the number of 4; all count from 0.
    """
    start = int(datetime(YEAR, 1, 1, tzinfo=UTC).timestamp())
    bad = {reason: f"i % {_EVERY} = {turn}" if spoil else "false" for reason, turn in SPOILED.items()}
    named = f"(i - CAST({bad['row_differs']} AS BIGINT))"
    moment = f"make_timestamp(({start} + i * {365 * 86_400} // {rows}) * 1000000)"
    page = f"CASE WHEN {bad['unknown_page']} THEN 999999999 ELSE 1 + hash({named}) % {pages_of(rows)} END"
    cells = {
        "Страница": f"'https://vk.com/club' || {page}",
        "ID записи": named,
        "Опубликовано": f"CASE WHEN {bad['not_a_time']} THEN 'вчера' ELSE strftime({moment}, '%Y-%m-%d %H:%M:%S') END",
        "Репост": "CASE WHEN hash(i, 2) % 9 = 0 THEN 'да' ELSE 'нет' END",
        "Реклама": "'нет'",
        "Вложения": "hash(i, 3) % 5",
        "Комментарии открыты": "'да'",
        "Удалено": "''",
        "Длина текста": f"CASE WHEN {bad['not_a_number']} THEN 'много' ELSE CAST(hash(i, 4) % 500 AS VARCHAR) END",
        "Ключ текста": "hash(i, 5) >> 1",
    }
    columns = ", ".join(f"{sql} AS {duck.named(title)}" for title, sql in cells.items())
    with duck.connect(path.parent) as base:
        base.execute(f"COPY (SELECT {columns} FROM range({rows}) AS rows(i)) TO {duck.quoted(path)} (HEADER)")
    return {reason: (rows - turn + _EVERY - 1) // _EVERY for reason, turn in SPOILED.items()}


def pages_of(rows: int) -> int:
    """How many pages there are for so many posts."""
    return max(rows // ROWS_A_PAGE, 1)


def bench_bulk(folder: Path, rows: int, repeat: int) -> Sheet:
    """Import and freezing of ``rows`` posts. Raises ValueError when a spoiled row was not told, or one that was not."""
    path = folder / "bulk.csv"
    spoiled = write_bulk(path, rows)
    keys = {f"vk:club{number}": f"vk:club{number}" for number in range(1, pages_of(rows) + 1)}
    pages = list(register(len(keys)))
    batches: list[ActivityBatch] = []

    def take() -> None:
        batches[:] = [import_activity(path, "posts", pages=keys, zone=ZONE, year=YEAR, into=folder / "working")]

    def fix() -> None:
        shutil.rmtree(folder / "evidence", ignore_errors=True)
        freeze(pages, batches, year=YEAR, zone=ZONE, days_off=days_off(YEAR), into=folder / "evidence")

    imported = timed(take, repeat)
    told = Counter(refusal.code for refusal in batches[0].refusals)
    if told != Counter(spoiled):
        raise ValueError(f"spoiled {spoiled}, told {dict(told)}")
    frozen = timed(fix, repeat)
    peak = peak_mb()
    with duck.connect(folder) as base:
        query = bare_reading(path, read_header(path, first_lines(path), "posts"))
        floor = timed(lambda: duck.rows(base, query), repeat)
    good = folder / "good.csv"
    write_bulk(good, min(rows, FEW), spoil=False)
    others = [(name, timed(work, repeat), count) for name, work, count in importers(folder, path, good, len(keys), rows)]
    return Sheet(
        "import",
        "read_csv DuckDB: тот же файл, все типы известны, без проверок и без записи",
        "DuckDB's read_csv: the same file, all types known, nothing checked, nothing written",
        (
            *_figures(path, rows, sum(spoiled.values()), imported, frozen, floor),
            *(_other(name, runs, count, rows / median(floor.wall)) for name, runs, count in others),
        ),
        peak,
    )


def _figures(path: Path, rows: int, refused: int, imported: Runs, frozen: Runs, floor: Runs) -> Iterator[Figure]:
    counts = {"rows": rows, "refused": refused, "bytes": path.stat().st_size}
    least = rows / min(floor.wall)
    limit = LIMIT_ROWS_PER_S if rows >= LARGE else None
    both = tuple(one + other for one, other in zip(imported.wall, frozen.wall, strict=True))
    cpu = tuple(one + other for one, other in zip(imported.cpu, frozen.cpu, strict=True))
    yield Figure(
        "import.bulk", "до свидетельств", "into evidence", "rows/s", tuple(rows / s for s in both), cpu, least, limit, counts
    )
    yield Figure(
        "import.bulk.import", "  импорт", "  import", "rows/s", tuple(rows / s for s in imported.wall), imported.cpu, least
    )
    yield Figure("import.bulk.freeze", "  заморозка", "  freezing", "rows/s", tuple(rows / s for s in frozen.wall), frozen.cpu)
    yield Figure("import.bulk.floor", "  нижняя граница", "  the floor", "rows/s", tuple(rows / s for s in floor.wall), floor.cpu)


def _other(name: str, runs: Runs, rows: int, floor: float) -> Figure:
    wall = tuple(rows / seconds for seconds in runs.wall)
    return Figure(f"import.bulk.{name}", f"  {name}", f"  {name}", "rows/s", wall, runs.cpu, floor, counts={"rows": rows})
