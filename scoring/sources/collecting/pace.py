"""How fast a network may be asked: so many calls within any second; and when its day begins."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

NETWORK_ZONE: Final = ZoneInfo("Europe/Moscow")
"""By whose days the network counts."""
_MARGIN: Final = 0.005
"""Seconds by which a call keeps away from the edge of the second, since the network has a clock of its own."""


@dataclass(frozen=True, slots=True)
class Time:
    """The clock (UTC epoch seconds) and the sleep; ``sleep`` may come back early, when the work is to end."""

    clock: Callable[[], float]
    sleep: Callable[[float], None]


class Bucket:
    """Lets ``rate`` calls begin within any second, whichever threads they come from.

    Tokens come back a second after they were taken: a slow answer is made up for, and no second ever sees more than ``rate``.
    """

    def __init__(self, time_: Time, rate: int) -> None:
        self._time = time_
        self._taken: deque[float] = deque(maxlen=rate)
        self._lock = threading.Lock()

    def take(self) -> None:
        """Come back when a call may begin."""
        with self._lock:
            now = self._time.clock()
            full = len(self._taken) == self._taken.maxlen
            moment = max(now, self._taken[0] + 1 + _MARGIN) if full else now
            self._taken.append(moment)
        if moment > now:
            self._time.sleep(moment - now)


def network_day(moment: float) -> str:
    """The network's day of a moment, as 2025-12-31."""
    return datetime.fromtimestamp(moment, NETWORK_ZONE).date().isoformat()


def next_midnight(moment: float) -> float:
    """When the network's next day begins."""
    tomorrow = datetime.fromtimestamp(moment, NETWORK_ZONE).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), NETWORK_ZONE).timestamp()
