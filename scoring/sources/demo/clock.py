"""The invented year: its days, its weeks, its offices; from days and seconds to UTC and back to what the wall clock showed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import holidays
import numpy as np

from criteria.calendar import DAY, Calendar, season_calendar
from criteria.evidence import Int64

_MARGIN: Final = 60
_HOURS: Final = np.array([1, 1, 0, 0, 0, 1, 3, 10, 40, 80, 95, 90, 75, 80, 95, 100, 90, 70, 50, 40, 30, 20, 10, 4], np.float64)
_WEEKDAYS: Final = np.array([19, 20, 19, 19, 15, 5, 3], np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """``january``: index of 1 January in the calendar. ``lead``: days between the Monday of its week and 1 January."""

    year: int
    calendar: Calendar
    january: int
    days: int
    lead: int

    @property
    def weeks(self) -> int:
        """Calendar weeks that touch the year."""
        return -(-(self.days + self.lead) // 7)

    def month_of_week(self) -> Int64:
        """(weeks,) month in which the Thursday of each week falls, held inside the year."""
        days = np.clip(np.arange(self.weeks) * 7 - self.lead + 3, 0, self.days - 1)
        return np.array([(date(self.year, 1, 1) + timedelta(days=int(day))).month for day in days], np.int64)

    def weekday(self, day: Int64) -> Int64:
        """0 Monday to 6 Sunday of days counted from 1 January."""
        found: Int64 = (day + self.lead) % 7
        return found

    def utc(self, day: Int64, second: Int64) -> Int64:
        """UTC seconds of a second of a local day counted from 1 January."""
        moment: Int64 = self.calendar.midnight[self.january + day] + second
        return moment

    def wall(self, time: Int64) -> Int64:
        """What the wall clock showed, as seconds since 1970 in a world without zones: the form in which files hold times."""
        day = self.calendar.day_of(time)
        shown: Int64 = (self.calendar.first_day + day) * DAY + time - self.calendar.midnight[day]
        return shown

    def after_working(self, time: Int64, seconds: Int64) -> Int64:
        """The moment by which ``seconds`` of office time have passed since ``time``."""
        calendar = self.calendar
        length = calendar.closes - calendar.opens
        before = np.concatenate(([0], np.cumsum((~calendar.off).astype(np.int64) * length)))
        due = calendar.working(time) + seconds
        day = np.clip(np.searchsorted(before, due, side="right") - 1, 0, len(calendar.off) - 1)
        moment: Int64 = calendar.midnight[day] + calendar.opens + (due - before[day])
        return moment


def clock_of(year: int, zone: str) -> Clock:
    """The clock of a calendar year in an IANA zone, with Russia's days off and their transfers."""
    first = date(year, 1, 1) - timedelta(days=_MARGIN)
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    feasts = holidays.country_holidays("RU", years=[year - 1, year, year + 1])
    everyday = (first + timedelta(days=i) for i in range(days + 2 * _MARGIN))
    off = [day for day in everyday if day.weekday() >= 5 or day in feasts]
    return Clock(year, season_calendar(year, zone, off), _MARGIN, days, date(year, 1, 1).weekday())


def seconds_of_day(rng: np.random.Generator, count: int) -> Int64:
    """Seconds of the day at which people of offices post: mostly by day, a few at night."""
    edges = np.cumsum(_HOURS) / _HOURS.sum()
    hour = np.searchsorted(edges, rng.random(count), side="right")
    second: Int64 = (hour * 3600 + rng.integers(0, 3600, count)).astype(np.int64)
    return second


def weekdays(rng: np.random.Generator, count: int) -> Int64:
    """Days of the week on which offices post, 0 Monday to 6 Sunday."""
    edges = np.cumsum(_WEEKDAYS) / _WEEKDAYS.sum()
    day: Int64 = np.searchsorted(edges, rng.random(count), side="right").astype(np.int64)
    return day
