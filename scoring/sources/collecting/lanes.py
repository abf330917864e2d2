"""Reads many pages at a time, so that a slow answer does not leave the network's limit unused."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from scoring.progress import Stopped
from scoring.sources.collecting.calling import NotNow
from scoring.sources.collecting.pace import Time

Job = TypeVar("Job")


@dataclass(slots=True)
class _Waiting(Generic[Job]):
    job: Job
    until: float
    tomorrow: bool


@dataclass(slots=True)
class Lanes(Generic[Job]):
    """Does jobs in ``lanes`` threads. A job that raises NotNow comes back at its moment.

    ``over_night``: wait for the network's next day, too; otherwise what needs it is left in ``left``.
    """

    time: Time
    lanes: int
    over_night: bool
    stopped: Callable[[], bool]
    left: list[Job] = field(default_factory=list)
    until: float = 0
    """When what is left may go on."""
    _jobs: deque[Job] = field(default_factory=deque)
    _waiting: list[_Waiting[Job]] = field(default_factory=list)
    _ending: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, jobs: Iterable[Job], work: Callable[[Job], None]) -> None:
        """Do all jobs; the first error ends the others after their current call. Raises Stopped."""
        self._jobs.extend(jobs)
        with ThreadPoolExecutor(self.lanes, thread_name_prefix="lane") as pool:
            running = {pool.submit(self._lane, work) for _ in range(self.lanes)}
            try:
                ended, _ = wait(running, return_when=FIRST_EXCEPTION)
            finally:
                self._ending = True
        for one in ended:
            one.result()
        if self.stopped():
            raise Stopped

    def _lane(self, work: Callable[[Job], None]) -> None:
        try:
            while not self._ending and not self.stopped():
                job = self._next()
                if job is None:
                    return
                try:
                    work(job)
                except NotNow as later:
                    self._put_off(job, later)
        except Stopped:
            return
        except BaseException:
            self._ending = True
            raise

    def _next(self) -> Job | None:
        """A job that can be done, after waiting for it if need be; None when none is left."""
        with self._lock:
            if self._jobs:
                return self._jobs.popleft()
            ready = [one for one in self._waiting if self.over_night or not one.tomorrow]
            if not ready:
                self.left = [one.job for one in self._waiting]
                self.until = min((one.until for one in self._waiting), default=0)
                return None
            first = min(ready, key=lambda one: one.until)
            self._waiting.remove(first)
        self.time.sleep(max(first.until - self.time.clock(), 0))
        return first.job

    def _put_off(self, job: Job, later: NotNow) -> None:
        with self._lock:
            self._waiting.append(_Waiting(job, later.until, later.tomorrow))
