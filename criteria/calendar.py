"""The contest's time: local days, ISO weeks and working seconds, all out of UTC epoch seconds.

The days off come with the evidence, so that a rule book applied next year still sees the calendar of that year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
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
    ``opens``, ``closes``: office hours in seconds of the day. ``paused``: spans [from, to) of UTC seconds, in order and apart,
    during which the clocks of answers stand still.
    """

    zone: str
    start: int
    end: int
    first_day: int
    midnight: Int64
    off: Bool
    opens: int = 9 * 3600
    closes: int = 18 * 3600
    paused: tuple[tuple[int, int], ...] = ()

    def day_of(self, time: Int64) -> Int64:
        """Index into ``midnight`` of the local day of each time; times outside the margins fall on the first or last day."""
        last = len(self.off) - 1
        day: Int64 = time - self.midnight[0]
        day //= DAY
        np.clip(day, 0, last, out=day)
        if not self._even:  # the zone changes its clocks: the guess may be off by a day in the hours round midnight
            day -= (time < self.midnight[day]) & (day > 0)
            day += (time >= self.midnight[day + 1]) & (day < last)
        return day

    def working(self, time: Int64) -> Int64:
        """Working seconds W(t) passed since the calendar's first day.

        W(t) = worked[day] + min(max(second of the day - opens, 0), working seconds of the day), less what of it was paused.
        """
        passed = self._office(time)
        for begin, end in self.paused:
            passed -= self._office(np.clip(time, begin, end)) - self._office(np.array([begin], np.int64))
        return passed

    def _office(self, time: Int64) -> Int64:
        """Seconds of office hours passed since the calendar's first day, whether paused or not."""
        day = self.day_of(time)
        passed: Int64 = time - self.midnight[day]
        passed -= self.opens
        np.maximum(passed, 0, out=passed)
        np.minimum(passed, self._open[day], out=passed)
        passed += self._worked[day]
        return passed

    @cached_property
    def _even(self) -> bool:
        """Every local day has 24 hours."""
        return bool((np.diff(self.midnight) == DAY).all())

    @cached_property
    def _worked(self) -> Int64:
        """(days + 1,) working seconds before each local day."""
        return _read_only(np.concatenate(([0], np.cumsum(self._open))))

    @cached_property
    def _open(self) -> Int64:
        """(days,) working seconds of each local day."""
        return _read_only(np.where(self.off, 0, self.closes - self.opens))

    @cached_property
    def start_day(self) -> int:
        """Index into ``midnight`` of the period's first day."""
        return int(np.searchsorted(self.midnight, self.start, side="right")) - 1

    @cached_property
    def end_day(self) -> int:
        """Index into ``midnight`` of the first day after the period."""
        return int(np.searchsorted(self.midnight, self.end, side="left"))

    @cached_property
    def weeks(self) -> Int64:
        """(W,) indices into ``midnight`` of the Mondays whose whole ISO week lies inside the period."""
        days = np.arange(len(self.off))
        monday = (days + self.first_day + 3) % 7 == 0  # 1970-01-01 was a Thursday
        whole = monday & (days + 7 < len(self.midnight))
        candidates = days[whole]
        inside = (self.midnight[candidates] >= self.start) & (self.midnight[candidates + 7] <= self.end)
        return _read_only(candidates[inside])

    @cached_property
    def week_of_day(self) -> Int64:
        """(days,) index of the whole week in which each local day lies, -1 for days of no whole week."""
        week = np.full(len(self.off), -1, np.int64)
        week[self.weeks[:, None] + np.arange(7)] = np.arange(len(self.weeks))[:, None]
        return _read_only(week)

    @cached_property
    def quarter_of_day(self) -> Int64:
        """(days,) quarter (0..3) of each local day."""
        days = (np.arange(len(self.off)) + self.first_day).astype("datetime64[D]")
        return _read_only(days.astype("datetime64[M]").astype(np.int64) % 12 // 3)

    @cached_property
    def quarter_of_week(self) -> Int64:
        """(W,) quarter (0..3) in which the Thursday of each whole week falls, as ISO 8601 counts."""
        return _read_only(self.quarter_of_day[self.weeks + 3])

    def days_off_in_week(self) -> Int64:
        """(W,) weekdays (Monday to Friday) of each whole week that are days off."""
        return np.array([int(self.off[w : w + 5].sum()) for w in self.weeks], np.int64)

    def month_of_week(self) -> Int32:
        """(W,) month (1..12) in which the Thursday of each whole week falls, as ISO 8601 counts."""
        months = [(_EPOCH + timedelta(days=int(w) + self.first_day + 3)).month for w in self.weeks]
        return np.array(months, np.int32)


def _read_only(values: Int64) -> Int64:
    kept = values.astype(np.int64)
    kept.flags.writeable = False
    return kept


def local_midnight(day: date, zone: str) -> int:
    """UTC epoch seconds of the local midnight that begins ``day`` in the IANA ``zone``."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def season_calendar(
    year: int,
    zone: str,
    days_off: Iterable[date],
    *,
    opens: int = 9 * 3600,
    closes: int = 18 * 3600,
    paused: Sequence[tuple[int, int]] = (),
) -> Calendar:
    """The calendar of one calendar year in ``zone``; ``days_off`` are the dates (weekends too) on which offices are shut.

    ``paused``: spans of UTC seconds, in order and apart, in which the clocks of answers stand still.
    """
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
        paused=tuple(paused),
    )
