"""Import of the activity files: rows a second from CSV to checked batch, beside DuckDB's bare reading of the same bytes."""

from pathlib import Path
from statistics import median
from typing import Final

from scoring.bench.figures import Figure, Runs, Sheet, peak_mb, timed
from scoring.bench.ground import KINDS, Ground
from scoring.sources import duck
from scoring.sources.activity import import_activity
from scoring.sources.activity_header import ActivityHeader, read_header
from scoring.sources.columns import ACTIVITY, ActivityKind, Heading
from scoring.sources.plain_text import first_lines, plain_text
from scoring.sources.register import page_aliases, read_register

LIMIT_ROWS_PER_S: Final = 700_000
_TITLES: Final = {
    "posts": ("записи", "posts"),
    "messages": ("сообщения", "messages"),
    "streams": ("трансляции", "streams"),
    "checks": ("проверки", "checks"),
}
_TYPES: Final = {"whole": "BIGINT", "time": "TIMESTAMP", "day": "DATE", "amount": "DOUBLE"}
_FORMATS: Final = {"messages": "timestampformat = '%d.%m.%Y %H:%M:%S'", "checks": "dateformat = '%d.%m.%Y'"}
"""How the demo writes times and days, where DuckDB would not know by itself."""


def bench_import(ground: Ground, repeat: int) -> Sheet:
    """Every file with its spoiled rows: parsing, all rules, refusals with their lines, the sorted-out rows as Parquet."""
    pages = page_aliases(read_register(ground.files.register).rows)
    whole = {kind: _import_runs(ground, kind, pages, repeat) for kind in KINDS}
    peak = peak_mb()
    floors = {kind: _floor_runs(ground, kind, repeat) for kind in KINDS}
    figures: list[Figure] = []
    limit = LIMIT_ROWS_PER_S if ground.is_region else None
    for kind in KINDS:
        figures += _figures(ground, kind, whole[kind], floors[kind], timed(getattr(ground.files, kind).read_bytes, repeat), limit)
    figures.append(_total(ground, [whole[kind] for kind in KINDS], [floors[kind] for kind in KINDS], limit))
    return Sheet(
        "import",
        "read_csv DuckDB: те же файлы, все типы известны, без проверок и без записи",
        "DuckDB's read_csv: the same files, all types known, nothing checked, nothing written",
        tuple(figures),
        peak,
    )


def _import_runs(ground: Ground, kind: ActivityKind, pages: dict[str, str], repeat: int) -> Runs:
    path, files = getattr(ground.files, kind), ground.files
    return timed(lambda: import_activity(path, kind, pages=pages, zone=files.zone, year=files.year, into=ground.working), repeat)


def _floor_runs(ground: Ground, kind: ActivityKind, repeat: int) -> Runs:
    """Runs of the bare reading, out of a copy that is unpacked and in UTF-8 already."""
    path: Path = getattr(ground.files, kind)
    header = read_header(path, first_lines(path), kind)
    with plain_text(path, ground.working) as plain, duck.connect() as base:
        query = bare_reading(plain, header)
        return timed(lambda: duck.rows(base, query), repeat)


def bare_reading(plain: Path, header: ActivityHeader) -> str:
    """SQL that reads every cell as its type and keeps but a count of each column; rows that do not fit are passed over."""
    types = {header.positions[heading.name]: _TYPES.get(heading.cell, "VARCHAR") for heading in _known(header)}
    names = [f"c{index}" for index in range(len(header.names))]
    columns = ", ".join(f"'{name}': '{types.get(index, 'VARCHAR')}'" for index, name in enumerate(names))
    form = _FORMATS.get(header.kind)
    return (
        f"SELECT {', '.join(f'count({name})' for name in names)} FROM read_csv({duck.quoted(plain)}, auto_detect = false, "
        f"header = true, delim = {duck.quoted(header.delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"ignore_errors = true{', ' + form if form else ''})"
    )


def _known(header: ActivityHeader) -> list[Heading]:
    return [heading for heading in ACTIVITY[header.kind] if heading.name in header.positions]


def _rows(ground: Ground, kind: ActivityKind) -> dict[str, int]:
    written = ground.files.written[kind]
    return {"rows": written.rows, "refused": sum(written.bad.values())}


def _figures(ground: Ground, kind: ActivityKind, runs: Runs, floor: Runs, touch: Runs, limit: float | None) -> list[Figure]:
    ru, en = _TITLES[kind]
    counts = _rows(ground, kind)
    rows = counts["rows"]
    return [
        Figure(
            f"import.{kind}",
            ru,
            en,
            "rows/s",
            _rate(rows, runs),
            runs.cpu,
            rows / median(floor.wall),
            limit if kind == "posts" else None,
            {**counts, "bytes": getattr(ground.files, kind).stat().st_size},
        ),
        Figure(f"import.{kind}.floor", "  нижняя граница", "  the floor", "rows/s", _rate(rows, floor), floor.cpu),
        Figure(f"import.{kind}.bytes", "  чтение байтов файла", "  reading the file's bytes", "rows/s", _rate(rows, touch)),
    ]


def _total(ground: Ground, runs: list[Runs], floors: list[Runs], limit: float | None) -> Figure:
    counts = [_rows(ground, kind) for kind in KINDS]
    rows, refused = (sum(count[name] for count in counts) for name in ("rows", "refused"))
    return Figure(
        "import.all",
        "все файлы активности",
        "all files of activity",
        "rows/s",
        tuple(rows / sum(walls) for walls in zip(*(run.wall for run in runs), strict=True)),
        tuple(sum(used) for used in zip(*(run.cpu for run in runs), strict=True)),
        rows / sum(median(floor.wall) for floor in floors),
        limit,
        {"rows": rows, "refused": refused},
    )


def _rate(rows: int, runs: Runs) -> tuple[float, ...]:
    return tuple(rows / seconds for seconds in runs.wall)
