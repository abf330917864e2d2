"""Evidence without what lies inside incidents: every metric, gate and penalty sees it so, and none can tell the difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

import numpy as np

from criteria.evidence import Block, Bool, Int16, Int64
from criteria.setting import Kind
from scoring.engine.evidence import Evidence, PageColumns, Texts
from scoring.engine.incidents import KINDS, Incidents

Table = TypeVar("Table")

TIMES: Final[dict[Kind, str]] = {"posts": "time", "messages": "asked", "streams": "started"}
"""By table the column by whose time a row lies inside an incident; checks go by their day."""


@dataclass(frozen=True, eq=False)
class Unaffected:
    """A season's evidence as the engine reads it, less the rows inside of ``incidents``."""

    whole: Evidence
    incidents: Incidents

    @property
    def count(self) -> int:
        """How many pages there are."""
        return self.whole.count

    @property
    def pages(self) -> PageColumns:
        """The register's columns."""
        return self.whole.pages

    @property
    def column_names(self) -> Sequence[str]:
        """The names of the register's columns."""
        return self.whole.column_names

    @property
    def year(self) -> int:
        """The calendar year of the contest."""
        return self.whole.year

    @property
    def zone(self) -> str:
        """The region's IANA time zone."""
        return self.whole.zone

    @property
    def days_off(self) -> Sequence[date]:
        """Dates on which offices are shut."""
        return self.whole.days_off

    def text_column(self, name: str) -> Texts | None:
        """A text of every page."""
        return self.whole.text_column(name)

    def column(self, name: str) -> tuple[Int64, Int64] | None:
        """A number of every page."""
        return self.whole.column(name)

    def blocks(self, nomination: Int16) -> Iterator[Block]:
        """Neighbouring pages block by block, without the rows inside of incidents."""
        return (without(block, self.incidents, self.zone) for block in self.whole.blocks(nomination))

    def text_postings(self, min_pages: int) -> tuple[Int64, Int64, Int64]:
        """Text key, page and time of the postings outside of incidents."""
        key, page, time = self.whole.text_postings(min_pages)
        kept = ~self.incidents.holds("posts", time)
        return key[kept], page[kept], time[kept]


def unaffected(evidence: Evidence, incidents: Incidents) -> Evidence:
    """The evidence as the engine is to see it; where there is no incident, the evidence itself."""
    return Unaffected(evidence, incidents) if incidents else evidence


def without(block: Block, incidents: Incidents, zone: str) -> Block:
    """The block less the rows inside of incidents."""
    tables = {kind: _kept(getattr(block, kind), ~inside(block, kind, incidents, zone)) for kind in KINDS if incidents.spans(kind)}
    return replace(block, **tables) if tables else block


def inside(block: Block, kind: Kind, incidents: Incidents, zone: str) -> Bool:
    """(rows,) which rows of a table of the block lie inside an incident of it."""
    table: Any = getattr(block, kind)
    if kind == "checks":
        return incidents.holds_day(kind, table.day.astype(np.int64), zone)
    return incidents.holds(kind, getattr(table, TIMES[kind]))


def _kept(table: Table, wanted: Bool) -> Table:
    if wanted.all():
        return table
    before = np.append(0, np.cumsum(wanted)).astype(np.int64)
    columns = {field.name: getattr(table, field.name)[wanted] for field in fields(table) if field.name != "bounds"}  # type: ignore[arg-type]  # a dataclass
    return replace(table, **columns, bounds=before[table.bounds])  # type: ignore[type-var, attr-defined]  # a dataclass
