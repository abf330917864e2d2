"""What a snapshot holds, in figures: rows, the span they cover, coverage by sphere and month, unknown shares by column."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from criteria.evidence import UNKNOWN, Int64
from criteria.setting import Kind
from scoring.engine.coverage import coverage
from scoring.engine.incidents import KINDS
from scoring.evidence.ranges import MOMENTS
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import TABLES, Table
from scoring.sources import duck

_EPOCH: Final = date(1970, 1, 1)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class TableFigures:
    """One table: ``pages`` that have a row in it, ``first`` and ``last`` its local times or days, empty without rows.

    ``unknown``: by column that may be unknown, how many cells are.
    """

    name: str
    rows: int
    pages: int
    first: str
    last: str
    unknown: dict[str, int]


@dataclass(frozen=True, slots=True)
class EvidenceStatistics:
    """A snapshot: ``months`` by table and sphere the rows of the season's twelve months; ``spheres`` by their pages."""

    name: str
    year: int
    zone: str
    pages: int
    spheres: dict[str, int]
    tables: tuple[TableFigures, ...]
    months: dict[Kind, dict[str, list[int]]]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "tables": [asdict(table) for table in self.tables]}


def evidence_statistics(folder: Path) -> EvidenceStatistics:
    """The figures of the snapshot in ``folder``; raises BrokenEvidence when it is none."""
    with open_snapshot(folder) as evidence:
        known = coverage(evidence)
        days = np.arange(next(iter(known.rows.values())).shape[1]) + known.first_day
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % _MONTHS
        months = {
            kind: {sphere: _by_month(rows, month) for sphere, rows in zip(known.spheres, known.rows[kind], strict=True)}
            for kind in KINDS
        }
        with duck.connect() as base:
            tables = tuple(_figures(base, folder, table, evidence.manifest.version, evidence.zone) for table in TABLES)
        return EvidenceStatistics(
            name=evidence.name,
            year=evidence.year,
            zone=evidence.zone,
            pages=evidence.count,
            spheres=dict(zip(known.spheres, known.pages.tolist(), strict=True)),
            tables=tables,
            months=months,
        )


def _by_month(rows: Int64, month: Int64) -> list[int]:
    return [int(rows[month == number].sum()) for number in range(_MONTHS)]


def _figures(base: Any, folder: Path, table: Table, version: int, zone: str) -> TableFigures:
    """One query over the whole table."""
    may = [column.name for column in table.columns_of(version) if "UNKNOWN" in column.meaning]
    moment = MOMENTS.get(table.name, "day")
    timed = moment in {column.name for column in table.columns}
    paged = "page" in {column.name for column in table.columns}
    asked = [
        "count(*)",
        "count(DISTINCT page)" if paged else "count(*)",
        *([f"min({moment})", f"max({moment})"] if timed else ["NULL", "NULL"]),
        *(f"count(*) FILTER (WHERE {name} = {UNKNOWN})" for name in may),
    ]
    source = f"read_parquet({duck.quoted(folder / f'{table.name}.parquet')})"
    rows, pages, first, last, *unknown = base.execute(f"SELECT {', '.join(asked)} FROM {source}").fetchone()
    since, until = (_when(value, moment, zone) for value in (first, last))
    return TableFigures(table.name, int(rows), int(pages), since, until, dict(zip(may, map(int, unknown), strict=True)))


def _when(value: int | None, moment: str, zone: str) -> str:
    if value is None:
        return ""
    if moment == "day":
        return (_EPOCH + timedelta(days=int(value))).isoformat()
    return datetime.fromtimestamp(int(value), UTC).astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="minutes")
