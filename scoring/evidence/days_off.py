"""The Russian production calendar: on which days offices are shut, transfers of days off applied.

Out of the ``holidays`` package, which knows the yearly decrees; a region may edit the dates before freezing.
"""

from datetime import date, timedelta

import holidays

MARGIN_DAYS = 60
"""Days before and after the season's year, so that answers given after it still find their day."""

_SATURDAY = 5


def days_off(year: int) -> tuple[date, ...]:
    """Weekends and holidays from 60 days before the year to 60 days after it; working Saturdays are left out."""
    first = date(year, 1, 1) - timedelta(days=MARGIN_DAYS)
    last = date(year, 12, 31) + timedelta(days=MARGIN_DAYS)
    calendar = holidays.country_holidays("RU", years=range(first.year, last.year + 1))
    working: set[date] = set(getattr(calendar, "weekend_workdays", ()))
    days = (first + timedelta(days=index) for index in range((last - first).days + 1))
    return tuple(day for day in days if day not in working and (day.weekday() >= _SATURDAY or day in calendar))


def days_off_around(day: date) -> frozenset[date]:
    """Days off around a day, over the end of its year too."""
    return frozenset((*days_off(day.year), *days_off(day.year + 1)))
