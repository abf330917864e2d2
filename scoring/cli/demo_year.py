"""The calendar of an invented year: each step of the season on its day, the same days however often it is played."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scoring.season.course import State
from scoring.season.settings import SeasonSettings

_HOUR: Final = time(10)
_DAYS: Final = {
    State.DRAFT: (0, 1, 20),
    State.ANNOUNCED: (0, 2, 3),
    State.COLLECTING: (0, 3, 3),
    State.OBJECTIONS: (1, 1, 15),
    State.FROZEN: (1, 1, 30),
    State.SCORED: (1, 1, 30),
    State.JURY_OPEN: (1, 2, 2),
    State.JURY_CLOSED: (1, 2, 13),
    State.PROPOSED: (1, 2, 14),
    State.SIGNED: (1, 2, 16),
    State.PUBLISHED: (1, 2, 20),
}
"""Years after the contest's, month and day of each step."""


class InventedYear:
    """Called it tells the moment; it stands still until a step is due."""

    def __init__(self, year: int, zone: str) -> None:
        self._year, self._zone = year, ZoneInfo(zone)
        self._now = self._at(State.DRAFT)

    def __call__(self) -> datetime:
        """The moment."""
        return self._now

    def reach(self, state: State) -> None:
        """Let time pass until the day of the step to this state."""
        self.wait(self._at(state))

    def wait(self, until: datetime) -> None:
        """Let time pass until a moment; one that is past changes nothing."""
        self._now = max(self._now, until)

    def settings(self, *, two_keys: bool) -> SeasonSettings:
        """The season's dates as its settings have them."""
        return SeasonSettings(
            two_keys=two_keys,
            announce_on=self._day(State.ANNOUNCED),
            collect_from=self._day(State.COLLECTING),
            objections_from=self._day(State.OBJECTIONS),
            objections_until=self._day(State.FROZEN) - timedelta(days=1),
            jury_closes_at=self._at(State.JURY_CLOSED),
            publish_at=self._at(State.PUBLISHED),
        )

    def _day(self, state: State) -> date:
        later, month, day = _DAYS[state]
        return date(self._year + later, month, day)

    def _at(self, state: State) -> datetime:
        return datetime.combine(self._day(state), _HOUR, self._zone).astimezone(UTC)
