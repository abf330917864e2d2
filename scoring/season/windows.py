"""Days on which owners may write, and working days counted from one: what objections, appeals and notices have in common."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which owners may write, both included, by the region's clock."""

    first: date
    last: date
    zone: str

    @property
    def opens(self) -> datetime:
        """The first moment."""
        return _midnight(self.first, self.zone)

    @property
    def closes(self) -> datetime:
        """The first moment after it: midnight at the end of the last day."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    def is_open(self, now: datetime) -> bool:
        """Whether something may be sent at this moment."""
        return self.opens <= now < self.closes

    def is_over(self, now: datetime) -> bool:
        """Whether the days are behind."""
        return now >= self.closes


def working_day_after(day: date, days_off: Collection[date], count: int) -> date:
    """The last of so many working days after a day."""
    while count:
        day += timedelta(days=1)
        count -= day not in days_off
    return day


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
