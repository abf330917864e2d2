"""How much is known of every day of the season, sphere by sphere, and where nothing is known though there ought to be something.

A hole is a row of days without a single row of a table in a sphere, over which at least ``SURE`` rows were to be expected: as
many as the same weekdays bring on other days of the season. Chance alone would hardly ever leave so many out (exp(-20)); there
is that much room since people write less in summer and on holidays. A table that is filled once a week has no holes between
its days.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

import numpy as np

from criteria.calendar import Calendar, season_calendar
from criteria.evidence import Block, Bool, Float64, Int16, Int32, Int64
from criteria.setting import Kind
from scoring.engine.evidence import PageColumns
from scoring.engine.incidents import KINDS, NO_INCIDENTS, Incidents
from scoring.engine.unaffected import TIMES

SURE: Final = 20.0
"""So many rows are to be expected before their absence is called a hole."""
_WEEK: Final = 7


class Known(Protocol):
    """As much of a snapshot as the coverage reads."""

    @property
    def year(self) -> int: ...  # noqa: D102
    @property
    def zone(self) -> str: ...  # noqa: D102
    @property
    def pages(self) -> PageColumns: ...  # noqa: D102
    def blocks(self, nomination: Int16) -> Iterator[Block]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Hole:
    """Days ``first`` to ``last``, since 1970-01-01, without a row of ``kind``. ``sphere`` None for all of them.

    ``expected``: rows to be expected over these days, rounded. ``announced``: an incident of the table touches them.
    """

    kind: Kind
    sphere: str | None
    first: int
    last: int
    expected: int
    announced: bool


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """``spheres`` by their pages, the largest first; ``rows`` (spheres, days) int64 by table, from ``first_day`` on.

    ``pages`` (spheres,): pages of each. ``day_until``: days from here on lie in the future and are not looked at.
    ``missing``: tables without any row. ``holes``: those of all spheres first, then by sphere and day.
    """

    spheres: tuple[str, ...]
    pages: Int64
    first_day: int
    day_until: int
    rows: Mapping[Kind, Int64]
    missing: tuple[Kind, ...]
    holes: tuple[Hole, ...]

    def weeks(self, kind: Kind) -> tuple[Int64, Int64]:
        """(weeks,) the Monday of each week, since 1970-01-01, and (spheres, weeks) the rows of the table in it."""
        days = np.arange(self.rows[kind].shape[1]) + self.first_day
        monday = days - (days + 3) % _WEEK  # 1970-01-01 was a Thursday
        starts, place = np.unique(monday, return_index=True)
        return starts.astype(np.int64), np.add.reduceat(self.rows[kind], place, axis=1)


def coverage(evidence: Known, *, today: date | None = None, incidents: Incidents = NO_INCIDENTS) -> Coverage:
    """Counts the rows of every table by sphere and local day of the season. ``today``: later days are not looked at."""
    calendar = season_calendar(evidence.year, evidence.zone, ())
    spheres, of = _spheres(evidence.pages.sphere.tolist())
    days = calendar.end_day - calendar.start_day
    rows: dict[Kind, Int64] = {kind: np.zeros((len(spheres), days), np.int64) for kind in KINDS}
    for block in evidence.blocks(of):
        sphere = of[block.first : block.first + block.count]
        for kind in KINDS:
            table: Any = getattr(block, kind)
            day = _days(table, kind, calendar) - calendar.start_day
            inside = (day >= 0) & (day < days)
            cell = np.repeat(sphere.astype(np.int64), np.diff(table.bounds))[inside] * days + day[inside]
            rows[kind] += np.bincount(cell, minlength=rows[kind].size).reshape(rows[kind].shape)
    first = calendar.start_day + calendar.first_day
    until = first + days if today is None else min(first + days, max(first, (today - date(1970, 1, 1)).days + 1))
    for counted in rows.values():
        counted.flags.writeable = False
    missing = tuple(kind for kind in KINDS if not rows[kind].any())
    holes = [
        hole
        for kind in KINDS
        if kind not in missing
        for hole in _holes(kind, rows[kind][:, : until - first], first, spheres, incidents, evidence.zone)
    ]
    return Coverage(spheres, np.bincount(of, minlength=len(spheres)), first, until, rows, missing, tuple(holes))


def _spheres(named: list[str]) -> tuple[tuple[str, ...], Int16]:
    """The spheres, the largest first and pages of none last, and the place of each page's among them."""
    counts: dict[str, int] = {}
    for name in named:
        counts[name] = counts.get(name, 0) + 1
    order = sorted(counts, key=lambda name: (not name, -counts[name], name))
    place = {name: i for i, name in enumerate(order)}
    return tuple(order), np.array([place[name] for name in named], np.int16)


def _days(table: Any, kind: Kind, calendar: Calendar) -> Int64:
    if kind == "checks":
        looked: Int32 = table.day
        return looked.astype(np.int64) - calendar.first_day
    time: Int64 = getattr(table, TIMES[kind])
    day = calendar.day_of(time)
    day[(time < calendar.midnight[0]) | (time >= calendar.midnight[-1])] = -1
    return day


def _holes(kind: Kind, rows: Int64, first_day: int, spheres: tuple[str, ...], incidents: Incidents, zone: str) -> Iterator[Hole]:
    """The holes of one table: those that all spheres share are told once."""
    if rows.shape[1] == 0:
        return
    whole = list(_runs(rows.sum(axis=0)))
    shared = np.zeros(rows.shape[1], np.bool_)
    for first, last, expected in whole:
        shared[first : last + 1] = True
        yield _hole(kind, None, (first, last, expected), first_day, incidents, zone)
    if len(spheres) < 2:
        return
    for name, counts in zip(spheres, rows, strict=True):
        for first, last, expected in _runs(counts):
            if not shared[first : last + 1].all():
                yield _hole(kind, name, (first, last, expected), first_day, incidents, zone)


def _hole(kind: Kind, sphere: str | None, run: tuple[int, int, float], first_day: int, incidents: Incidents, zone: str) -> Hole:
    first, last = run[0] + first_day, run[1] + first_day
    days = np.arange(first, last + 1, dtype=np.int64)
    return Hole(kind, sphere, first, last, round(run[2]), bool(incidents.holds_day(kind, days, zone).any()))


def _runs(counts: Int64) -> Iterable[tuple[int, int, float]]:
    """First and last day of each hole, and the rows to be expected over it; days on which none is expected do not begin one."""
    expected = _expected(counts)
    empty: Bool = counts == 0
    edges = np.flatnonzero(np.diff(np.concatenate(([0], empty.view(np.int8), [0]))))
    for begin, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        due = np.flatnonzero(expected[begin:end] > 0)
        total = float(expected[begin:end].sum())
        if len(due) and total >= SURE:
            yield begin + int(due[0]), begin + int(due[-1]), total


def _expected(counts: Int64) -> Float64:
    """(days,) rows to be expected: the mean over the days of the same weekday that have any."""
    weekday = np.arange(len(counts)) % _WEEK
    rows = np.bincount(weekday, counts, minlength=_WEEK)
    filled = np.bincount(weekday, counts > 0, minlength=_WEEK)
    usual = np.bincount(weekday, minlength=_WEEK)
    mean = np.where(filled * 2 > usual, rows / np.maximum(filled, 1), rows / np.maximum(usual, 1))
    found: Float64 = mean[weekday]
    return found
