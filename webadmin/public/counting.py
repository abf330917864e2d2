"""How often awards are checked: counted in memory, written down about once a minute and at the end: a check writes nothing."""

import atexit
import logging
import weakref
from collections import Counter
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final, cast

from flask import Flask, Response, current_app

from scoring.services import award_checks
from webadmin.context import db, now

EVERY: Final = timedelta(minutes=1)
_KEY: Final = "lavr.checks"
_log = logging.getLogger(__name__)


class Tally:
    """The checks of this process that are not written down yet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[int, date]] = Counter()
        self._since: datetime | None = None

    def note(self, award_id: int, day: date, moment: datetime) -> None:
        """Count one check."""
        with self._lock:
            self._counts[award_id, day] += 1
            self._since = self._since or moment

    def due(self, moment: datetime) -> dict[tuple[int, date], int]:
        """What is to be written down now; empty before a minute is over. It is counted here no more."""
        with self._lock:
            return self._taken() if self._since is not None and moment - self._since >= EVERY else {}

    def rest(self) -> dict[tuple[int, date], int]:
        """What is not written down yet, however young it is; it is counted here no more."""
        with self._lock:
            return self._taken()

    def _taken(self) -> dict[tuple[int, date], int]:
        counts, self._counts, self._since = dict(self._counts), Counter(), None
        return counts


def set_up(app: Flask) -> None:
    """Count in this application; write down after an answer is ready, and what is left when the process ends in good order."""
    app.extensions[_KEY] = Tally()
    app.after_request(_write)
    atexit.register(_finish, weakref.ref(app))


def finish(app: Flask) -> None:
    """Write down what was counted since the last time."""
    with app.app_context():
        _write_down(_tally().rest())


def note(award_id: int, day: date) -> None:
    """Count one check of an award on a day."""
    _tally().note(award_id, day, now())


def _tally() -> Tally:
    return cast("Tally", current_app.extensions[_KEY])


def _write(response: Response) -> Response:
    _write_down(_tally().due(now()))
    return response


def _finish(alive: "weakref.ref[Flask]") -> None:
    app = alive()
    if app is not None:
        finish(app)


def _write_down(counts: dict[tuple[int, date], int]) -> None:
    if counts:
        try:
            with db.sessionmaker() as session, session.begin():
                award_checks.count(session, counts)
        except Exception:  # noqa: BLE001  a count that is lost must not spoil somebody's answer
            _log.exception("checks of awards were not counted")
