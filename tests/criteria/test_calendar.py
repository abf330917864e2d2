"""Local days, whole weeks and working time of a period."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.calendar import DAY, season_calendar
from tests.criteria.builders import calendar_of, day_number, moment

ZONES = {zone: season_calendar(2026, zone, ()) for zone in ("Asia/Novosibirsk", "Europe/Kaliningrad", "Europe/Berlin", "UTC")}


@given(st.sampled_from(sorted(ZONES)), st.integers(-59 * DAY, 424 * DAY))
def test_day_is_the_local_date(zone: str, shift: int) -> None:
    """The day of any second is its date on the zone's own clock, where clocks change too."""
    calendar = ZONES[zone]
    time = calendar.start + shift
    local = datetime.fromtimestamp(time, UTC).astimezone(ZoneInfo(zone)).date()
    day = int(calendar.day_of(np.array([time], np.int64))[0])
    assert day + calendar.first_day == day_number(local.isoformat())


def test_every_border_of_a_day_where_clocks_change() -> None:
    """Each local midnight begins its day, the second before belongs to the day before."""
    calendar = ZONES["Europe/Berlin"]
    days = np.arange(1, len(calendar.off))
    found = [calendar.day_of(calendar.midnight[1:-1] + shift).tolist() for shift in (0, -1)]
    assert found == [days.tolist(), (days - 1).tolist()]


def test_times_beyond_the_margins_fall_on_the_outer_days() -> None:
    """Nothing is looked up outside the calendar."""
    calendar = calendar_of()
    assert calendar.day_of(np.array([0, 2**40], np.int64)).tolist() == [0, len(calendar.off) - 1]


@pytest.mark.parametrize(
    ("year", "first", "last", "count"), [(2026, "2026-01-05", "2026-12-21", 51), (2024, "2024-01-01", "2024-12-23", 52)]
)
def test_whole_weeks(year: int, first: str, last: str, count: int) -> None:
    """Only weeks from Monday to Sunday inside the year."""
    calendar = calendar_of(year)
    weeks = calendar.weeks + calendar.first_day
    assert (weeks[0], weeks[-1], len(weeks)) == (day_number(first), day_number(last), count)


def test_days_of_no_whole_week() -> None:
    """The first days of 2026 are of no whole week, the first Monday is of week 0, its Sunday too, the next Monday of week 1."""
    calendar = calendar_of()
    days = [
        day_number(day) - calendar.first_day for day in ("2026-01-01", "2026-01-05", "2026-01-11", "2026-01-12", "2026-12-28")
    ]
    assert calendar.week_of_day[days].tolist() == [-1, 0, 0, 1, -1]


def test_week_belongs_to_the_quarter_of_its_thursday() -> None:
    """The week of Monday 30 March 2026 is of the second quarter."""
    calendar = calendar_of()
    week = calendar.week_of_day[day_number("2026-03-30") - calendar.first_day]
    assert calendar.quarter_of_week[[week - 1, week]].tolist() == [0, 1]


@given(st.integers(0, 364 * DAY), st.integers(0, 5 * DAY))
def test_working_time_is_what_a_clock_of_minutes_counts(begin: int, length: int) -> None:
    """Working time between two moments is the number of their office minutes, counted one by one."""
    calendar = calendar_of(holidays=["2026-03-09"])
    start = (calendar.start + begin) // 60 * 60
    minutes = [start + minute * 60 for minute in range(length // 60)]
    zone = ZoneInfo(calendar.zone)
    open_hours = 0
    for minute in minutes:
        local = datetime.fromtimestamp(minute, UTC).astimezone(zone)
        shut = local.weekday() >= 5 or local.date().isoformat() == "2026-03-09"
        open_hours += not shut and 9 <= local.hour < 18
    passed = calendar.working(np.array([start, start + len(minutes) * 60], np.int64))
    assert int(passed[1] - passed[0]) == open_hours * 60


def test_period_days() -> None:
    """The period's days begin and end at local midnights."""
    calendar = calendar_of()
    first, end = calendar.midnight[calendar.start_day], calendar.midnight[calendar.end_day]
    assert (int(first), int(end)) == (moment("2026-01-01"), moment("2027-01-01"))
    assert calendar.end_day - calendar.start_day == timedelta(days=365).days


def test_tables_are_read_only() -> None:
    """What all blocks share nobody may change."""
    with pytest.raises(ValueError, match="read-only"):
        calendar_of().weeks[0] = 5
