"""The long work of rehearsals: one thread beside the contest's worker looks after all of them in turn."""

import logging
import threading
from collections.abc import Mapping

from sqlalchemy.exc import OperationalError

from scoring.cli.context import Desk
from scoring.jobs import letters
from scoring.jobs.worker import Handler, Worker
from scoring.services import rehearsal_season
from scoring.store.vocabulary import JobKind

_PAUSE = 1.0
_log = logging.getLogger(__name__)


class RehearsalWork:
    """Does the jobs of every rehearsal that stands below a home. Nothing of it reaches a network: letters become files."""

    def __init__(self, desk: Desk, todo: Mapping[JobKind, Handler], name: str) -> None:
        self._desk, self._name = desk, name
        self._todo: dict[JobKind, Handler] = {kind: handler for kind, handler in todo.items() if kind is not JobKind.COLLECT}
        self._at_work: dict[int, tuple[int, Desk, Worker]] = {}

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set."""
        while not stop.is_set():
            if not self.work_once():
                stop.wait(_PAUSE)
        for _, desk, _ in self._at_work.values():
            desk.close()

    def work_once(self) -> bool:
        """One job of each rehearsal at most; tells whether there was any."""
        done = [self._work(year) for year in self._years()]
        return any(done)

    def _work(self, year: int) -> bool:
        _, _, worker = self._at_work[year]
        try:
            worker.look_after()
            return worker.work_once()
        except OperationalError:  # it was thrown away at this very moment
            _log.info("the rehearsal of %s is gone", year)
            return False

    def _years(self) -> tuple[int, ...]:
        """Years whose rehearsals stand now, each with its worker; those that were thrown away or begun anew are let go."""
        marks = {year: self._mark(year) for year in rehearsal_season.years(self._desk.home)}
        for year, (mark, desk, _) in list(self._at_work.items()):
            if marks.get(year) != mark:
                desk.close()
                del self._at_work[year]
        for year, mark in marks.items():
            if year not in self._at_work and mark:
                desk = Desk(self._desk.home.rehearsal_of(year), self._desk.language)
                chores = (letters.order_due_letters, letters.Routine())
                self._at_work[year] = mark, desk, Worker(desk.shop, self._todo, f"{self._name}:{year}", chores)
        return tuple(self._at_work)

    def _mark(self, year: int) -> int:
        try:
            return self._desk.home.rehearsal_of(year).rehearsal_file.stat().st_ctime_ns
        except FileNotFoundError:
            return 0
