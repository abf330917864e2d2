"""Inspects a snapshot: every hash, the schema, ranges, order, page references, duplicates; each fault with its place.

Unlike ``verify``, which stops at the first thing that is not as it was, this tells everything, for somebody who is to mend the
files. Rows are counted from 1 in the order of the Parquet file.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from criteria.measurement import Language
from scoring.evidence.following import wrong_files
from scoring.evidence.freeze import digest_of
from scoring.evidence.hashing import TableDigest, evidence_name
from scoring.evidence.manifest import FILE, Manifest, TableEntry, read_manifest
from scoring.evidence.ranges import MOMENTS, RANGES
from scoring.evidence.schema import ACTIVITY, CALENDAR, PAGES, TABLES, Table
from scoring.sources import duck
from scoring.sources.rules import IDENTITY, SQL_TYPES

LISTED: Final = 20
"""Rows with the same fault in the same column that are named one by one."""
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class EvidenceFault:
    """One thing that is wrong: ``row`` counted from 1, 0 for a whole column or file; ``column`` empty for a whole row or file.

    ``ru`` and ``en`` say what is wrong and, after the colon, what to do.
    """

    file: str
    row: int
    column: str
    value: str
    ru: str
    en: str

    def told(self, language: Language) -> str:
        """The fault as one line: file, row, column, value, what is wrong and what to do."""
        row, column, value = (("строка", "столбец", "значение"), ("row", "column", "value"))[language == "en"]
        place = [self.file]
        place += [f"{row} {self.row}"] if self.row else []
        place += [f"{column} «{self.column}»"] if self.column else []
        place += [f"{value} «{self.value}»"] if self.value else []
        return f"{', '.join(place)}: {self.ru if language == 'ru' else self.en}"

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def inspect_snapshot(folder: Path, *, listed: int = LISTED) -> list[EvidenceFault]:
    """Everything that is wrong with a snapshot, table by table; of each kind of fault in a column the first ``listed`` rows.

    BrokenEvidence where there is no manifest, or one that cannot be understood: then nothing can be held against it.
    """
    manifest = read_manifest(folder)
    faults: list[EvidenceFault] = []
    entries = {entry.name: entry for entry in manifest.tables}
    digests: dict[str, TableDigest] = {}
    with duck.connect() as base:
        for table in TABLES:
            found = _Inspected(base, folder, table, manifest, listed)
            wrong = list(found.schema())
            faults += wrong
            if wrong:
                continue
            empty = list(found.empty())
            faults += empty or found.rows()
            if not empty:  # a cell that is NULL has no canonical bytes
                digests[table.name] = digest_of(base, folder, table, manifest.version)
                faults += _hashes(table, entries.get(table.name), digests[table.name])
    if not faults:
        faults += _plain(folder, manifest)
    if len(digests) == len(TABLES):
        name = evidence_name(manifest.year, manifest.zone, digests, manifest.version)
        if name != manifest.name or folder.name != name:
            faults.append(
                EvidenceFault(
                    FILE,
                    0,
                    "name",
                    manifest.name if manifest.name != name else folder.name,
                    f"по содержанию снимок зовётся {name}: верните файлы из резервной копии или заморозьте заново",
                    f"by its content the snapshot is called {name}: restore the files from a backup or freeze anew",
                )
            )
    return faults


def _hashes(table: Table, entry: TableEntry | None, found: TableDigest) -> Iterator[EvidenceFault]:
    file = f"{table.name}.parquet"
    if entry is None:
        yield EvidenceFault(
            FILE, 0, "tables", table.name, "таблицы нет в описи: возьмите опись того же снимка",
            "the manifest does not list the table: take the manifest of the same snapshot",
        )  # fmt: skip
        return
    if entry.rows != found.rows:
        yield EvidenceFault(
            file, 0, "", str(found.rows), f"строк не столько, сколько в описи ({entry.rows}): верните файл из резервной копии",
            f"not as many rows as the manifest says ({entry.rows}): restore the file from a backup",
        )  # fmt: skip
    said = {column.name: column.sha256 for column in entry.columns}
    for column, digest in found.columns.items():
        if said.get(column) != digest:
            yield EvidenceFault(
                file, 0, column, digest[:16], "хеш столбца не тот, что в описи: верните файл из резервной копии",
                "the column's hash is not the manifest's: restore the file from a backup",
            )  # fmt: skip


def _plain(folder: Path, manifest: Manifest) -> Iterator[EvidenceFault]:
    """The plain columns beside the Parquet, which the engine reads; they are made anew where they are missing."""
    for name in wrong_files(folder, manifest):
        yield EvidenceFault(
            f"columns/{name}", 0, "", "", "файл столбца не тот, что в описи: удалите папку columns, программа сделает её заново",
            "the column's file is not the manifest's: remove the folder columns, the program makes it anew",
        )  # fmt: skip


class _Inspected:
    """One table of a snapshot, asked by DuckDB."""

    def __init__(self, base: duckdb.DuckDBPyConnection, folder: Path, table: Table, manifest: Manifest, listed: int) -> None:
        self._base = base
        self._table = table
        self._columns = table.columns_of(manifest.version)
        self._listed = listed
        self._file = f"{table.name}.parquet"
        self._path = folder / self._file
        self._pages = folder / f"{PAGES.name}.parquet"
        self._years = (manifest.year - 1, manifest.year + 1)

    def schema(self) -> Iterator[EvidenceFault]:
        """What is wrong with the file as a whole and with its columns."""
        try:
            described = self._base.execute(f"DESCRIBE SELECT * FROM read_parquet({duck.quoted(self._path)})").fetchall()
        except duckdb.Error:
            yield self._fault(
                "", "файла нет или это не Parquet: возьмите его из того же снимка",
                "the file is missing or no Parquet: take it from the same snapshot",
            )  # fmt: skip
            return
        there = {name: kind for name, kind, *_ in described}
        for column in self._columns:
            wanted = SQL_TYPES[column.kind]
            if column.name not in there:
                yield self._fault(
                    column.name, f"столбца нет: добавьте столбец вида {column.kind}",
                    f"the column is missing: add one of the kind {column.kind}",
                )  # fmt: skip
            elif there[column.name] != wanted:
                yield self._fault(
                    column.name, f"столбец должен быть вида {column.kind}: перепишите его так",
                    f"the column should be of the kind {column.kind}: write it so", value=there[column.name],
                )  # fmt: skip
        for name in there.keys() - {column.name for column in self._columns}:
            yield self._fault(name, "такого столбца в формате нет: уберите его", "the format has no such column: take it out")

    def rows(self) -> Iterator[EvidenceFault]:
        """What is wrong with single rows of which every cell is filled."""
        for column, (low, high) in RANGES[self._table.name].items():
            if column in {known.name for known in self._columns}:
                yield from self._found(
                    column, f"{column} NOT BETWEEN {low} AND {high}", f"должно быть от {low} до {high}: исправьте значение",
                    f"should lie between {low} and {high}: correct the value",
                )  # fmt: skip
        if self._table is PAGES:
            yield from self._again(
                "key", "key", "страница стоит дважды: оставьте одну строку", "the page stands twice: keep one row"
            )
        elif self._table is CALENDAR:
            yield from self._again("day", "day", "день стоит дважды: оставьте одну строку", "the day stands twice: keep one row")
        elif self._table in ACTIVITY:
            yield from self._activity()
        yield from self._order()

    def _activity(self) -> Iterator[EvidenceFault]:
        yield from self._found(
            "page", f"page NOT BETWEEN 0 AND (SELECT count(*) FROM read_parquet({duck.quoted(self._pages)})) - 1",
            "такой страницы в pages.parquet нет: исправьте номер", "pages.parquet has no such page: correct the index",
        )  # fmt: skip
        low, high = self._years
        moment = MOMENTS.get(self._table.name)
        if moment is not None:
            least, most = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (low, high + 1))
        else:
            moment = "day"
            least, most = ((date(year, 1, 1) - _EPOCH).days for year in (low, high + 1))
        yield from self._found(
            moment, f"{moment} NOT BETWEEN {least} AND {most - 1}", f"время вне {low}–{high} годов: проверьте единицы и год",
            f"the time lies outside the years {low} to {high}: check the units and the year",
        )  # fmt: skip
        identity = IDENTITY[self._table.name]  # type: ignore[index]  # one of the four
        yield from self._again(
            identity, f"page, {identity}", "такая строка этой страницы уже есть: оставьте одну",
            "this page has such a row already: keep one",
        )  # fmt: skip

    def empty(self) -> Iterator[EvidenceFault]:
        """Cells that hold nothing at all, which the format does not know."""
        for column in self._columns:
            yield from self._found(
                column.name, f"{column.name} IS NULL", "ячейка пуста (NULL): впишите −1, неизвестно, а в текст пустую строку",
                "the cell is NULL: write -1 (unknown) or, of a text, the empty string",
            )  # fmt: skip

    def _order(self) -> Iterator[EvidenceFault]:
        key = ", ".join(self._table.order)
        pairs = f"SELECT row, ({key}, 0) AS this, lag(({key}, 0)) OVER (ORDER BY row) AS before FROM {self._source()}"
        query = f"SELECT row FROM ({pairs}) WHERE before > this ORDER BY row LIMIT {self._listed}"
        for (row,) in self._base.execute(query).fetchall():
            yield self._fault(
                self._table.order[0], f"строка стоит не по порядку ({key}): отсортируйте таблицу",
                f"the row is out of order ({key}): sort the table", row=int(row),
            )  # fmt: skip

    def _again(self, column: str, key: str, ru: str, en: str) -> Iterator[EvidenceFault]:
        counted = f"SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY row) AS nth FROM {self._source()}"
        query = f"SELECT row, {column} FROM ({counted}) WHERE nth > 1 ORDER BY row LIMIT {self._listed}"
        for row, value in self._base.execute(query).fetchall():
            yield self._fault(column, ru, en, row=int(row), value=str(value))

    def _found(self, column: str, condition: str, ru: str, en: str) -> Iterator[EvidenceFault]:
        query = f"SELECT row, {column} FROM {self._source()} WHERE {condition} ORDER BY row LIMIT {self._listed}"
        for row, value in self._base.execute(query).fetchall():
            yield self._fault(column, ru, en, row=int(row), value="" if value is None else str(value))

    def _source(self) -> str:
        path = duck.quoted(self._path)
        return f"(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS row FROM read_parquet({path}, file_row_number=true))"

    def _fault(self, column: str, ru: str, en: str, *, row: int = 0, value: str = "") -> EvidenceFault:
        return EvidenceFault(self._file, row, column, value, ru, en)


def is_snapshot(folder: Path) -> bool:
    """Whether a folder says of itself that it is frozen evidence."""
    return (folder / FILE).is_file()
