"""How often awards are checked: counted in memory and written down about once a minute, so that a check writes nothing."""

import logging
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
            if self._since is None or moment - self._since < EVERY:
                return {}
            counts, self._counts, self._since = dict(self._counts), Counter(), None
            return counts


def set_up(app: Flask) -> None:
    """Count in this application, and write down after an answer is ready."""
    app.extensions[_KEY] = Tally()
    app.after_request(_write)


def note(award_id: int, day: date) -> None:
    """Count one check of an award on a day."""
    _tally().note(award_id, day, now())


def _tally() -> Tally:
    return cast("Tally", current_app.extensions[_KEY])


def _write(response: Response) -> Response:
    counts = _tally().due(now())
    if counts:
        try:
            with db.sessionmaker() as session, session.begin():
                award_checks.count(session, counts)
        except Exception:  # noqa: BLE001  a count that is lost must not spoil somebody's answer
            _log.exception("checks of awards were not counted")
    return response
