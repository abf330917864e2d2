"""The contest's time: local days, ISO weeks and working seconds, all out of UTC epoch seconds.

The days off come with the evidence, so that a rule book applied next year still sees the calendar of that year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from criteria.evidence import Bool, Int32, Int64

DAY = 86_400
_EPOCH = date(1970, 1, 1)
_MARGIN_DAYS = 60


@dataclass(frozen=True, eq=False)
class Calendar:
    """Local days round the period [start, end).

    ``midnight`` (days + 1,) int64: UTC seconds at which each local day begins, from 60 days before the period to 60 days after
    it, so that answers given after the period still find their day. ``first_day``: the first of them, as days since
    1970-01-01. ``off`` (days,): not a working day (weekend or holiday, transfers applied).
    ``opens``, ``closes``: office hours in seconds of the day.
    """

    zone: str
    start: int
    end: int
    first_day: int
    midnight: Int64
    off: Bool
    opens: int = 9 * 3600
    closes: int = 18 * 3600

    def day_of(self, time: Int64) -> Int64:
        """Index into ``midnight`` of the local day of each time; times outside the margins fall on the first or last day."""
        found = np.searchsorted(self.midnight, time, side="right") - 1
        inside: Int64 = np.clip(found, 0, len(self.off) - 1).astype(np.int64)
        return inside

    def working(self, time: Int64) -> Int64:
        """Working seconds passed since the calendar's first day: W(t) = cum[day] + open[day] * (clip(second, opens, closes) - opens)."""
        day = self.day_of(time)
        opened = (~self.off).astype(np.int64)
        before = np.concatenate(([0], np.cumsum(opened) * (self.closes - self.opens)))
        second = np.clip(time - self.midnight[day], self.opens, self.closes) - self.opens
        passed: Int64 = (before[day] + opened[day] * second).astype(np.int64)
        return passed

    @property
    def weeks(self) -> Int64:
        """(W,) indices into ``midnight`` of the Mondays whose whole ISO week lies inside the period."""
        days = np.arange(len(self.off))
        monday = (days + self.first_day + 3) % 7 == 0  # 1970-01-01 was a Thursday
        whole = monday & (days + 7 < len(self.midnight))
        candidates = days[whole]
        inside = (self.midnight[candidates] >= self.start) & (self.midnight[candidates + 7] <= self.end)
        found: Int64 = candidates[inside].astype(np.int64)
        return found

    def days_off_in_week(self) -> Int64:
        """(W,) weekdays (Monday to Friday) of each whole week that are days off."""
        return np.array([int(self.off[w : w + 5].sum()) for w in self.weeks], np.int64)

    def month_of_week(self) -> Int32:
        """(W,) month (1..12) in which the Thursday of each whole week falls, as ISO 8601 counts."""
        months = [(_EPOCH + timedelta(days=int(w) + self.first_day + 3)).month for w in self.weeks]
        return np.array(months, np.int32)


def local_midnight(day: date, zone: str) -> int:
    """UTC epoch seconds of the local midnight that begins ``day`` in the IANA ``zone``."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def season_calendar(
    year: int, zone: str, days_off: Iterable[date], *, opens: int = 9 * 3600, closes: int = 18 * 3600
) -> Calendar:
    """The calendar of one calendar year in ``zone``; ``days_off`` are the dates (weekends too) on which offices are shut."""
    first = date(year, 1, 1) - timedelta(days=_MARGIN_DAYS)
    count = (date(year + 1, 1, 1) - first).days + _MARGIN_DAYS
    days = [first + timedelta(days=i) for i in range(count + 1)]
    shut = set(days_off)
    return Calendar(
        zone=zone,
        start=local_midnight(date(year, 1, 1), zone),
        end=local_midnight(date(year + 1, 1, 1), zone),
        first_day=(first - _EPOCH).days,
        midnight=np.array([local_midnight(day, zone) for day in days], np.int64),
        off=np.array([day in shut for day in days[:-1]], np.bool_),
        opens=opens,
        closes=closes,
    )
