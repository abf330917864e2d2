"""Frozen evidence with corrections laid over it: what was frozen stays, what is read is right.

It is read as the frozen evidence is, block by block; only pages that a correction names cost anything. Rows of a corrected page
are put in canonical order anew, so that the engine makes of it what it would make of evidence frozen from right files.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Block, Bool, Checks, Int16, Int64, Messages, Posts, Streams
from scoring.evidence.columns import BOUNDS, REPEATED
from scoring.evidence.corrections import Correction, identity, ordered, row_values, sound
from scoring.evidence.following import repeated
from scoring.evidence.hashing import DTYPES
from scoring.evidence.reader import Evidence, PageColumns, Rows, open_snapshot
from scoring.evidence.schema import ACTIVITY, PAGES, POSTS, Table
from scoring.sources.cells import ogrn_valid

_Part = TypeVar("_Part", Posts, Messages, Streams, Checks)
_FOLLOWING: Final = (BOUNDS.name, REPEATED.name)
_STEPS: Final = {"add": 0, "change": 1, "strike": 2}


@dataclass(frozen=True, slots=True, eq=False)
class _Applied:
    """A page's rows of one table after its corrections, and those that changed nothing."""

    rows: Rows
    idle: tuple[Correction, ...]


def corrected(evidence: Evidence, corrections: Iterable[Correction]) -> Evidence:
    """The evidence as it reads with these corrections; without any the same object. It shares the open files of ``evidence``."""
    found = ordered(corrections)
    return CorrectedEvidence(evidence, found) if found else evidence


def open_corrected(folder: Path, corrections: Iterable[Correction] = ()) -> Evidence:
    """Opens frozen evidence as it reads with corrections; raises BrokenEvidence when the folder is none."""
    return corrected(open_snapshot(folder), corrections)


class CorrectedEvidence(Evidence):
    """A frozen snapshot read with corrections. Its name stays the snapshot's: a run is named by both."""

    def __init__(self, frozen: Evidence, corrections: Sequence[Correction]) -> None:
        super().__init__(frozen.folder, frozen.manifest)
        self._plain = frozen._plain  # noqa: SLF001  the same open files: whoever closes one closes the other
        self.frozen: Final = frozen
        self.corrections: Final = tuple(corrections)

    @cached_property
    def pages(self) -> PageColumns:
        """The register's columns, corrected; a column that no correction names is the frozen one."""
        return PageColumns(self._register_column)

    def number_of(self, page: str) -> int | None:
        """The index of a page by its key, which no correction changes."""
        return self.frozen.number_of(page)

    @cached_property
    def idle(self) -> tuple[Correction, ...]:
        """The corrections that change nothing: page, row or old value are not what the evidence holds, or it is none at all."""
        unknown = [one for one in self.corrections if one not in self._usable]
        cells = [one for one in self._register if self._cell(one) != one.old]
        rows = [one for table in ACTIVITY for page in self._touched[table.name] for one in self._applied(table, page).idle]
        return ordered([*unknown, *cells, *rows])

    def block(self, first: int, last: int, nomination: Int16) -> Block:
        """The evidence about pages ``first`` to ``last - 1``; ``nomination`` is season-wide."""
        block = super().block(first, last, nomination)
        return replace(
            block,
            posts=self._put(POSTS, block.posts, block),
            messages=self._put(_MESSAGES, block.messages, block),
            streams=self._put(_STREAMS, block.streams, block),
            checks=self._put(_CHECKS, block.checks, block),
        )

    def rows_of(self, table: Table, page: int) -> Rows:
        """Every column of what is known of a page's activity of one kind, corrected."""
        return self._applied(table, page).rows if page in self._touched[table.name] else super().rows_of(table, page)

    def text_postings(self, min_pages: int) -> tuple[Int64, Int64, Int64]:
        """As of the frozen evidence.

        A text of enough pages stands on as many of the frozen ones, less those that are corrected: so many are asked for.
        """
        posts = self._touched[POSTS.name]
        touched = np.array([page for page, ones in posts.items() if any(map(_moves_text, ones))], np.int64)
        if not len(touched):
            return super().text_postings(min_pages)
        text, page, time = super().text_postings(max(1, min_pages - len(touched)))
        kept = ~np.isin(page, touched)
        parts = [(text[kept], page[kept], time[kept])]
        for one in touched.tolist():
            rows = self.rows_of(POSTS, one)
            said = rows["text_key"] != 0
            parts.append((rows["text_key"][said], np.full(said.sum(), one, np.int64), rows["time"][said]))
        text, page, time = (np.concatenate(part) for part in zip(*parts, strict=True))
        place = np.unique(text, return_inverse=True)[1]
        pages = np.bincount(np.unique(place * self.count + page) // self.count, minlength=int(place.max(initial=-1)) + 1)
        enough = np.flatnonzero((pages >= min_pages)[place])
        order = enough[np.lexsort((page[enough], time[enough], text[enough]))]
        return text[order], page[order], time[order]

    @cached_property
    def _exempt(self) -> Bool:
        exempt: Bool = (self.pages.exempt != "").astype(np.bool_)
        return exempt

    @cached_property
    def _usable(self) -> Mapping[Correction, int]:
        """Corrections that have the form of one and a page that the register holds, and the index of it."""
        places = {one: self.number_of(one.page) for one in self.corrections if sound(one, self.year)}
        return {one: page for one, page in places.items() if page is not None}

    @cached_property
    def _register(self) -> tuple[Correction, ...]:
        """Corrections of the register."""
        return tuple(one for one in self._usable if one.table == PAGES.name)

    @cached_property
    def _touched(self) -> Mapping[str, Mapping[int, tuple[Correction, ...]]]:
        """By table of activity and page's index: its corrections, in the order in which they are made."""
        found: dict[str, dict[int, list[Correction]]] = {table.name: {} for table in ACTIVITY}
        for one in sorted(self._usable, key=lambda one: _STEPS[one.act]):
            if one.table in found:
                found[one.table].setdefault(self._usable[one], []).append(one)
        return {name: {page: tuple(ones) for page, ones in sorted(pages.items())} for name, pages in found.items()}

    def _register_column(self, name: str) -> NDArray[Any]:
        """A column of the register, a copy of the frozen one where it differs."""
        values: NDArray[Any] = getattr(self.frozen.pages, name)
        source = "ogrn" if name == "ogrn_valid" else name
        here = [one for one in self._register if one.column == source and self._cell(one) == one.old]
        if not here:
            return values
        values = values.copy()
        for one in here:
            values[self._usable[one]] = ogrn_valid(str(one.new)) if name == "ogrn_valid" else one.new
        values.flags.writeable = False
        return values

    def _cell(self, one: Correction) -> object:
        cell = getattr(self.frozen.pages, one.column)[self._usable[one]]
        return cell if isinstance(cell, str) else int(cell)

    def _applied(self, table: Table, page: int) -> _Applied:
        rows = dict(super().rows_of(table, page))
        names, idle = identity(table.name), []
        for one in self._touched[table.name][page]:
            at = np.flatnonzero(rows[names] == one.row)
            if one.act == "add" and not len(at):
                rows = _with_row(table, rows, one)
            elif one.act == "strike" and len(at):
                rows = {name: np.delete(column, at) for name, column in rows.items()}
            elif one.act == "change" and len(at) and one.column in rows and rows[one.column][at[0]] == one.old:
                column = rows[one.column].copy()
                column[at[0]] = one.new
                rows[one.column] = column
            else:
                idle.append(one)
        order = np.lexsort([rows[name] for name in reversed(table.order) if name != "page"])
        rows = {name: column[order] for name, column in rows.items()}
        for column in rows.values():
            column.flags.writeable = False
        return _Applied(MappingProxyType(rows), tuple(idle))

    def _put(self, table: Table, part: _Part, block: Block) -> _Part:
        """The block's rows of a table with those of its corrected pages in place of the frozen ones."""
        first, last = block.first, block.first + block.count
        pages = [page for page in self._touched[table.name] if first <= page < last]
        if not pages:
            return part
        new = {page: self._applied(table, page).rows for page in pages}
        bounds = part.bounds
        counts = np.diff(bounds)
        for page in pages:
            counts[page - first] = len(new[page][identity(table.name)])
        columns = {}
        for name in (field.name for field in fields(part) if field.name not in _FOLLOWING):
            frozen, at = getattr(part, name), 0
            pieces: list[NDArray[Any]] = []
            for page in pages:
                pieces += [frozen[at : bounds[page - first]], new[page][name]]
                at = bounds[page - first + 1]
            columns[name] = np.concatenate([*pieces, frozen[at:]])
        bounds = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        if table is POSTS:
            columns[REPEATED.name] = repeated(columns["text_key"], bounds)
        return replace(part, bounds=bounds, **columns)


_MESSAGES, _STREAMS, _CHECKS = (table for table in ACTIVITY if table is not POSTS)


def _moves_text(one: Correction) -> bool:
    return one.act != "change" or one.column in {"text_key", "time"}


def _with_row(table: Table, rows: Mapping[str, NDArray[Any]], one: Correction) -> dict[str, NDArray[Any]]:
    values = {**row_values(str(one.new)), identity(table.name): one.row}
    kinds = {column.name: column.kind for column in table.columns}
    return {name: np.append(column, np.array([values[name]], DTYPES[kinds[name]])) for name, column in rows.items()}
