"""What differs between two frozen snapshots, down to one cell: table, page, row, column, old value and new.

DuckDB reads the two in step. Rows are told apart by the page's key (its index may differ) and the column that names a row
beside it: the number of a post, message or stream, the day of a check. First every page's rows are added up on both sides,
so that only pages that differ are joined: the memory needed does not grow with the posts.
"""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import duckdb

from criteria.evidence import NEVER, UNKNOWN
from criteria.measurement import Language
from scoring.errors import BrokenEvidence
from scoring.evidence.corrections import MOMENTS
from scoring.evidence.manifest import read_manifest
from scoring.evidence.schema import ACTIVITY, CALENDAR, PAGES, TABLES, THOUSANDTHS, Table
from scoring.progress import Progress, silent
from scoring.sources import duck
from scoring.sources.rules import IDENTITY

_MEMORY: Final = "512MB"
_AT_ONCE: Final = 1000
_EPOCH: Final = date(1970, 1, 1)
_TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "pages": ("реестр", "register"),
    "posts": ("записи", "posts"),
    "messages": ("сообщения", "messages"),
    "streams": ("трансляции", "streams"),
    "checks": ("проверки оформления", "checks of the design"),
    "calendar": ("календарь", "calendar"),
}


@dataclass(frozen=True, slots=True)
class TableCount:
    """How much of a table differs. ``changed``: rows that stand on both sides with other values; ``cells``: those values."""

    table: str
    added: int
    removed: int
    changed: int
    cells: int

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``page``: its key, empty in the calendar. ``row``: the number or the day that names the row there.

    ``moment``: the UTC second of the row, None for rows without one. ``column``, ``before`` and ``after`` belong to a cell.
    """

    kind: Literal["cell", "added", "removed"]
    table: str
    page: str
    row: int | None
    moment: int | None
    column: str = ""
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class EvidenceChanges:
    """Counts of every table that differs, and the first changes of all. ``rows``: rows were compared one by one.

    Snapshots of two years have no row of activity in common: there only the register is compared, and rows are counted.
    """

    before: str
    after: str
    zone: str
    counts: tuple[TableCount, ...]
    first: tuple[Change, ...]
    rows: bool

    @property
    def total(self) -> int:
        """How many changes there are: cells, added and removed rows."""
        return sum(count.cells + count.added + count.removed for count in self.counts)


@lru_cache(maxsize=32)  # a snapshot never changes
def evidence_changes(before: Path, after: Path, *, listed: int = 100) -> EvidenceChanges:
    """The differences of two snapshots with the first ``listed`` changes; raises BrokenEvidence for what is no snapshot."""
    with _Pair(before, after) as pair:
        counts = tuple(count for table in TABLES if (count := pair.count(table)).differs)
        first: list[Change] = []
        for count in counts:
            first += pair.changes(_table(count.table), listed - len(first)) if len(first) < listed and pair.lists(count) else ()
        return EvidenceChanges(
            pair.manifests[0].name, pair.manifests[1].name, pair.manifests[1].zone, counts, tuple(first), pair.same_year
        )


def every_change(before: Path, after: Path, progress: Progress = silent) -> Iterator[Change]:
    """All differences one after another, read as they are asked for; of two years those of the register."""
    with _Pair(before, after) as pair:
        for done, table in enumerate(TABLES):
            progress("compare", done, len(TABLES))
            if pair.count(table).differs and (pair.same_year or table is PAGES):
                yield from pair.changes(table, None)
        progress("compare", len(TABLES), len(TABLES))


def told(change: Change, zone: str, language: Language) -> str:
    """«записи, vk:club7, № 12 (05.03.2025 10:00:00): attachments 0 → 2»."""
    title = _TITLES[change.table][0 if language == "ru" else 1]
    where = ", ".join(part for part in (title, change.page, row_text(change, zone)) if part)
    if change.kind == "cell":
        old, new = (value_text(change.column, value, zone, language) for value in (change.before, change.after))
        return f"{where}: {change.column} {old} → {new}"
    words = {"added": ("строка добавлена", "row added"), "removed": ("строка убрана", "row removed")}
    return f"{where}: {words[change.kind][0 if language == 'ru' else 1]}"


def table_title(table: str, language: Language) -> str:
    """The table in words."""
    return _TITLES[table][0 if language == "ru" else 1]


def row_text(change: Change, zone: str) -> str:
    """What names the row in its table and page: number and moment, or day."""
    if change.row is None:
        return ""
    if change.table in ("checks", "calendar"):
        return _day(change.row)
    return f"№ {change.row}" + (f" ({_moment(change.moment, zone)})" if change.moment else "")


def value_text(column: str, value: Any, zone: str, language: Language) -> str:
    """A cell as people read it: moments by the season's clock, days as dates, what nobody knows as a word."""
    words = ("да", "нет", "неизвестно", "не было") if language == "ru" else ("yes", "no", "unknown", "never")
    if isinstance(value, bool):
        return words[0] if value else words[1]
    if column in MOMENTS:
        return words[3] if value == NEVER else _moment(value, zone)
    if column == "day":
        return _day(value)
    if isinstance(value, int):
        return words[2] if value == UNKNOWN else f"{value / 1000:g}" if column in THOUSANDTHS else str(value)
    return f"«{value}»"


class _Pair:
    """Two snapshots opened side by side; a page has the same number ``both`` on either side."""

    def __init__(self, before: Path, after: Path) -> None:
        self.folders = (before, after)
        self.manifests = (read_manifest(before), read_manifest(after))
        self.same_year = self.manifests[0].year == self.manifests[1].year
        self._working = tempfile.TemporaryDirectory(prefix="lavr-compare-")
        self._base = duck.connect(Path(self._working.name))
        self._base.execute(f"SET memory_limit = '{_MEMORY}'")

    def __enter__(self) -> "_Pair":
        left, right = self._source(0, PAGES), self._source(1, PAGES)
        numbered = "SELECT key, file_row_number::INTEGER AS page FROM {}"
        self._run(
            f"CREATE TEMP TABLE matched AS SELECT coalesce(a.key, b.key) AS key, a.page AS page0, b.page AS page1, "
            f"row_number() OVER ()::INTEGER AS number FROM ({numbered.format(left)}) AS a "
            f"FULL JOIN ({numbered.format(right)}) AS b USING (key)"
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        self._working.cleanup()

    def lists(self, count: TableCount) -> bool:
        """Whether the rows of the table are compared one by one."""
        return self.same_year or count.table == PAGES.name

    def count(self, table: Table) -> TableCount:
        """How much of the table differs."""
        if self._same(table):
            return TableCount(table.name, 0, 0, 0, 0)
        if not self.same_year and table is not PAGES:
            removed, added = (manifest.rows(table.name) for manifest in self.manifests)
            return TableCount(table.name, added, removed, 0, 0)
        self._pick(table)
        values = self._values(table)
        differ = [f"(a.{name} IS DISTINCT FROM b.{name})" for name in values]
        found = self._rows(
            f"SELECT count(*) FILTER (a.here IS NULL), count(*) FILTER (b.here IS NULL), "
            f"count(*) FILTER (a.here AND b.here AND ({' OR '.join(differ)})), "
            f"coalesce(sum({' + '.join(f'{one}::INTEGER' for one in differ)}) FILTER (a.here AND b.here), 0) "
            f"FROM {self._joined(table)}"
        )[0]
        return TableCount(table.name, *map(int, found))

    def changes(self, table: Table, most: int | None) -> Iterator[Change]:
        """The changes of a table by page and row; at most ``most`` of them."""
        self._pick(table)
        values, identity = self._values(table), _identity(table)
        differ = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in values)
        moment = (
            next((name for name in values if name in MOMENTS and name == table.order[1]), None) if table in ACTIVITY else None
        )
        columns = ", ".join(f"a.{name}, b.{name}" for name in values)
        shown = f"coalesce(a.{moment}, b.{moment})" if moment else "NULL"
        row = f"coalesce(a.{identity}, b.{identity})" if identity else "NULL"
        key = "key" if table is not CALENDAR else "''"
        limit = "" if most is None else f" LIMIT {int(most)}"
        cursor = self._run(
            f"SELECT {key}, {row} AS row, {shown}, a.here, b.here{', ' if columns else ''}{columns} FROM {self._joined(table)} "
            f"WHERE a.here IS NULL OR b.here IS NULL OR {differ} ORDER BY ALL{limit}"
        )
        given = 0
        while some := cursor.fetchmany(_AT_ONCE):
            for line in some:
                for change in _changes_of(table, line, values):
                    if most is not None and given >= most:
                        return
                    given += 1
                    yield change

    def _same(self, table: Table) -> bool:
        """Whether the manifests say that the table is the same, row by row, and of the same pages."""
        names = {*self._values(table), _identity(table), "page"}
        mine, other = (
            (self._digests(side, PAGES).get("key"), {name: self._digests(side, table).get(name) for name in names})
            for side in (0, 1)
        )
        return mine[1] == other[1] and (table is CALENDAR or mine[0] == other[0])

    def _digests(self, side: int, table: Table) -> Mapping[str, str]:
        entries = (entry for entry in self.manifests[side].tables if entry.name == table.name)
        return {column.name: column.sha256 for entry in entries for column in entry.columns}

    def _values(self, table: Table) -> list[str]:
        """The columns that are compared: those that both snapshots have, since younger evidence may have more."""
        there = self._digests(0, table).keys() & self._digests(1, table).keys()
        left_out = ("page", "key", _identity(table))
        return [column.name for column in table.columns if column.name in there and column.name not in left_out]

    def _pick(self, table: Table) -> None:
        """Table ``picked``: the numbers of the pages whose rows differ in ``table``."""
        if table in ACTIVITY:
            sums = []
            for side in (0, 1):
                names = ", ".join((_identity(table), *self._values(table)))
                sums.append(
                    f"SELECT number, count(*) AS rows, sum(hash({names})) AS digest FROM {self._source(side, table)} AS part "
                    f"JOIN matched ON part.page = matched.page{side} GROUP BY number"
                )
            query = (
                f"SELECT coalesce(a.number, b.number) AS number FROM ({sums[0]}) AS a FULL JOIN ({sums[1]}) AS b USING (number) "
                "WHERE a.rows IS DISTINCT FROM b.rows OR a.digest IS DISTINCT FROM b.digest"
            )
            self._run(f"CREATE OR REPLACE TEMP TABLE picked AS {query}")

    def _joined(self, table: Table) -> str:
        """Both sides of a table in one relation ``a``, ``b``, and with pages their ``key``."""
        if table is PAGES:
            sides = [f"(SELECT *, true AS here FROM {self._source(side, table)})" for side in (0, 1)]
            return f"{sides[0]} AS a FULL JOIN {sides[1]} AS b USING (key)"
        if table is CALENDAR:
            sides = [f"(SELECT *, true AS here FROM {self._source(side, table)})" for side in (0, 1)]
            return f"{sides[0]} AS a FULL JOIN {sides[1]} AS b ON a.day = b.day"
        identity = _identity(table)
        sides = [
            f"(SELECT part.*, number, true AS here FROM {self._source(side, table)} AS part "
            f"JOIN matched ON part.page = matched.page{side} SEMI JOIN picked USING (number))"
            for side in (0, 1)
        ]
        return (
            f"{sides[0]} AS a FULL JOIN {sides[1]} AS b ON a.number = b.number AND a.{identity} = b.{identity} "
            "JOIN matched ON matched.number = coalesce(a.number, b.number)"
        )

    def _source(self, side: int, table: Table) -> str:
        numbers = ", file_row_number = true" if table is PAGES else ""
        return f"read_parquet({duck.quoted(self.folders[side] / f'{table.name}.parquet')}{numbers})"

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._run(query).fetchall()

    def _run(self, query: str) -> duckdb.DuckDBPyConnection:
        try:
            return self._base.execute(query)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            names = " / ".join(folder.name for folder in self.folders)
            raise BrokenEvidence(
                f"В снимке «{names}» не читается таблица. Верните папку снимка из резервной копии.",
                f"A table of the snapshot «{names}» cannot be read. Restore its folder from a backup.",
            ) from error


def _changes_of(table: Table, line: tuple[Any, ...], values: list[str]) -> Iterator[Change]:
    page, row, moment, left, right, *cells = line
    if left is None or right is None:
        yield Change("added" if left is None else "removed", table.name, page, row, moment)
        return
    for number, name in enumerate(values):
        old, new = cells[2 * number], cells[2 * number + 1]
        if old != new:
            yield Change("cell", table.name, page, row, moment, name, old, new)


def _table(name: str) -> Table:
    return next(table for table in TABLES if table.name == name)


def _identity(table: Table) -> str:
    """The column that names a row beside its page; none in the register, whose rows are pages."""
    if table is PAGES:
        return ""
    return IDENTITY[table.name] if table in ACTIVITY else "day"  # type: ignore[index]  # the four kinds of activity


def _moment(second: int | None, zone: str) -> str:
    return "" if second is None else f"{datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M:%S}"


def _day(days: int) -> str:
    return f"{_EPOCH + timedelta(days=days):%d.%m.%Y}"
