"""Import of the activity files: rows a second from CSV to checked batch, beside DuckDB's bare reading of the same bytes."""

from dataclasses import dataclass, replace
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
    "keyed": ("записи с ключами вместо текстов", "posts with keys for texts"),
    "messages": ("сообщения", "messages"),
    "streams": ("трансляции", "streams"),
    "checks": ("проверки", "checks"),
}
_JUDGED: Final = ("posts", "keyed")
"""Files large enough for the limit: opening DuckDB takes longer than reading the small ones."""
_TYPES: Final = {"whole": "BIGINT", "time": "TIMESTAMP", "day": "DATE", "amount": "DOUBLE"}
_FORMATS: Final = {"messages": "timestampformat = '%d.%m.%Y %H:%M:%S'", "checks": "dateformat = '%d.%m.%Y'"}
"""How the demo writes times and days, where DuckDB would not know by itself."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that is read in: its name in the figures, its kind, and how many rows it has and how many are spoiled."""

    name: str
    kind: ActivityKind
    path: Path
    rows: int
    refused: int


def bench_import(ground: Ground, repeat: int) -> Sheet:
    """Every file with its spoiled rows: parsing, all rules, refusals with their lines, checked rows as Parquet."""
    pages = page_aliases(read_register(ground.files.register).rows)
    written = ground.files.written
    samples = [
        Sample(kind, kind, getattr(ground.files, kind), written[kind].rows, sum(written[kind].bad.values())) for kind in KINDS
    ]
    posts = samples[0]
    keyed = replace(posts, name="keyed", path=write_keyed(posts.path, ground.working / "keyed.csv"))
    runs = {sample.name: _import_runs(ground, sample, pages, repeat) for sample in (*samples, keyed)}
    peak = peak_mb()
    floors = {sample.name: _floor_runs(ground, sample, repeat) for sample in (*samples, keyed)}
    limit = LIMIT_ROWS_PER_S if ground.is_region else None
    figures = []
    for sample in (posts, keyed, *samples[1:]):
        figures += _figures(sample, runs[sample.name], floors[sample.name], timed(sample.path.read_bytes, repeat), limit)
    figures.append(_total(samples, runs, floors, limit))
    return Sheet(
        "import",
        "read_csv DuckDB: те же файлы, все типы известны, без проверок и без записи",
        "DuckDB's read_csv: the same files, all types known, nothing checked, nothing written",
        tuple(figures),
        peak,
    )


def write_keyed(posts: Path, into: Path) -> Path:
    """The same posts as an export writes them that gives each text's length and key instead of the text."""
    header = read_header(posts, first_lines(posts), "posts")
    names = [f"c{index}" for index in range(len(header.names))]
    text = names[header.positions["text"]]
    titles = {heading.name: heading.ru for heading in ACTIVITY["posts"]}
    cells = [f"{names[index]} AS {duck.named(titles[name])}" for name, index in header.positions.items() if name != "text"]
    length, key = duck.named(titles["text_length"]), duck.named(titles["text_key"])
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    with duck.connect() as base:
        base.execute(
            f"COPY (SELECT {', '.join(cells)}, coalesce(length({text}), 0) AS {length}, coalesce(hash({text}) >> 1, 0) AS {key} "
            f"FROM read_csv({duck.quoted(posts)}, auto_detect = false, header = true, delim = {duck.quoted(header.delimiter)}, "
            f"quote = '\"', escape = '\"', columns = {{{columns}}}, parallel = false)) TO {duck.quoted(into)} (HEADER)"
        )
    return into


def _import_runs(ground: Ground, sample: Sample, pages: dict[str, str], repeat: int) -> Runs:
    zone, year, into = ground.files.zone, ground.files.year, ground.working
    return timed(lambda: import_activity(sample.path, sample.kind, pages=pages, zone=zone, year=year, into=into), repeat)


def _floor_runs(ground: Ground, sample: Sample, repeat: int) -> Runs:
    """Runs of the bare reading, out of a copy that is unpacked and in UTF-8 already."""
    header = read_header(sample.path, first_lines(sample.path), sample.kind)
    with plain_text(sample.path, ground.working) as plain, duck.connect() as base:
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


def _figures(sample: Sample, runs: Runs, floor: Runs, touch: Runs, limit: float | None) -> list[Figure]:
    (ru, en), rows, name = _TITLES[sample.name], sample.rows, f"import.{sample.name}"
    counts = {"rows": rows, "refused": sample.refused, "bytes": sample.path.stat().st_size}
    judged = limit if sample.name in _JUDGED else None
    return [
        Figure(name, ru, en, "rows/s", _rate(rows, runs), runs.cpu, rows / median(floor.wall), judged, counts),
        Figure(f"{name}.floor", "  нижняя граница", "  the floor", "rows/s", _rate(rows, floor), floor.cpu),
        Figure(f"{name}.bytes", "  чтение байтов файла", "  reading the file's bytes", "rows/s", _rate(rows, touch)),
    ]


def _total(samples: list[Sample], runs: dict[str, Runs], floors: dict[str, Runs], limit: float | None) -> Figure:
    rows, refused = sum(sample.rows for sample in samples), sum(sample.refused for sample in samples)
    wall = zip(*(runs[sample.name].wall for sample in samples), strict=True)
    cpu = zip(*(runs[sample.name].cpu for sample in samples), strict=True)
    return Figure(
        "import.all",
        "все файлы сезона",
        "all files of the season",
        "rows/s",
        tuple(rows / sum(seconds) for seconds in wall),
        tuple(sum(seconds) for seconds in cpu),
        rows / sum(median(floors[sample.name].wall) for sample in samples),
        limit,
        {"rows": rows, "refused": refused},
    )


def _rate(rows: int, runs: Runs) -> tuple[float, ...]:
    return tuple(rows / seconds for seconds in runs.wall)
