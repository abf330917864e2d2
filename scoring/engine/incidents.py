"""Incidents: an outage of a network or of the collection, and the one rule that is applied to all pages alike.

The rule: what lies inside an incident counts for nobody. Of each table that the incident concerns

* rows inside it are left out: posts by their time, messages by when they were written, streams by their begin, checks by
  their local day, which is touched as a whole;
* whole ISO weeks that it touches are not asked: posts no weekly norm, streams no part of the year, checks no coverage;
* posts: its local days weigh nothing in a silence; messages: the clocks of answers stand still from its begin to its end.

So evidence that was lost inside of it, of some pages or of all, changes no result. A run is named by its incidents too.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

import numpy as np

from criteria.calendar import Calendar
from criteria.evidence import Bool, Int64
from criteria.setting import Kind

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Incident:
    """One incident in [``begins``, ``ends``), UTC epoch seconds; ``kinds`` in the order of ``KINDS``, at least one.

    ``reason`` says what happened, ``link`` is where it was told, or empty.
    """

    begins: int
    ends: int
    kinds: tuple[Kind, ...]
    reason: str
    link: str = ""

    def __post_init__(self) -> None:
        kinds = tuple(kind for kind in KINDS if kind in self.kinds)
        if self.begins >= self.ends or not kinds or len(kinds) != len(set(self.kinds)):
            msg = f"no such incident: {self.kinds} from {self.begins} to {self.ends}"
            raise ValueError(msg)
        object.__setattr__(self, "kinds", kinds)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Incidents in canonical order, whatever the order they came in."""

    all: tuple[Incident, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "all", tuple(sorted(set(self.all))))

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]]) -> "Incidents":
        """Out of what ``rows`` gave; TypeError or ValueError where they are none."""
        return cls(tuple(Incident(**{**row, "kinds": tuple(row["kinds"])}) for row in rows))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """As plain values that JSON can hold, in canonical order."""
        return [{**asdict(incident), "kinds": list(incident.kinds)} for incident in self.all]

    @property
    def canonical(self) -> bytes:
        """JSON in one fixed form: canonical order, keys sorted, no white space, UTF-8; no bytes at all without incidents."""
        if not self.all:
            return b""
        return json.dumps(self.rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    def spans(self, kind: Kind) -> tuple[tuple[int, int], ...]:
        """The times that concern a table, in order, those that touch or overlap joined."""
        joined: list[tuple[int, int]] = []
        for incident in self.all:
            if kind not in incident.kinds:
                continue
            if joined and incident.begins <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], incident.ends))
            else:
                joined.append((incident.begins, incident.ends))
        return tuple(joined)

    def holds(self, kind: Kind, time: Int64) -> Bool:
        """Which of the UTC times lie inside an incident of the table."""
        inside = np.zeros(len(time), np.bool_)
        for begin, end in self.spans(kind):
            inside |= (time >= begin) & (time < end)
        return inside

    def days(self, kind: Kind, zone: str) -> tuple[tuple[int, int], ...]:
        """(first, last) local days, since 1970-01-01, that the incidents of a table touch."""
        return tuple((_day(begin, zone), _day(end - 1, zone)) for begin, end in self.spans(kind))

    def holds_day(self, kind: Kind, day: Int64, zone: str) -> Bool:
        """Which of the local days an incident of the table touches."""
        inside = np.zeros(len(day), np.bool_)
        for first, last in self.days(kind, zone):
            inside |= (day >= first) & (day <= last)
        return inside

    def quiet(self, calendar: Calendar) -> Bool | None:
        """(days,) local days of the calendar that an incident of posts touches; None where none does."""
        days = np.arange(len(calendar.off), dtype=np.int64) + calendar.first_day
        found = self.holds_day("posts", days, calendar.zone)
        return found if found.any() else None

    def left_out(self, calendar: Calendar) -> dict[Kind, Bool]:
        """(weeks,) by table, which whole weeks its incidents touch; tables without such a week are not in it."""
        begins, ends = calendar.midnight[calendar.weeks], calendar.midnight[calendar.weeks + 7]
        found: dict[Kind, Bool] = {}
        for kind in KINDS:
            touched = np.zeros(len(begins), np.bool_)
            for begin, end in self.spans(kind):
                touched |= (begins < end) & (ends > begin)
            if touched.any():
                found[kind] = touched
        return found


NO_INCIDENTS: Final = Incidents()


def _day(time: int, zone: str) -> int:
    return (datetime.fromtimestamp(time, ZoneInfo(zone)).date() - _EPOCH).days
