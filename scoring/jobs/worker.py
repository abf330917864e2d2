"""The worker: claims the oldest waiting job, does it step by step, and ends it. Killed at any point, another goes on."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Engine

from scoring.errors import LavrError
from scoring.home import Home
from scoring.progress import Progress, Stopped
from scoring.services import queue
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.people import User
from scoring.store.vocabulary import JobKind, Role, Via

STALE_AFTER: Final = timedelta(seconds=20)
"""A running job whose worker has been silent for so long is free for another worker."""
_BEAT_SECONDS: Final = 4.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A claimed job as its handler sees it."""

    id: int
    season_id: int
    params: Mapping[str, Any]
    actor: Actor


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every handler may use."""

    engine: Engine
    home: Home
    clock: Callable[[], datetime]


Handler = Callable[[Workshop, Order, Progress], dict[str, Any]]


class Worker:
    """Works the table of jobs with the given handlers under its own name."""

    def __init__(self, shop: Workshop, handlers: Mapping[JobKind, Handler], name: str) -> None:
        self._shop = shop
        self._handlers = handlers
        self._name = name

    def run(self, stop: threading.Event, *, pause: float = 0.5) -> None:
        """Work until ``stop`` is set; look for new jobs every ``pause`` seconds."""
        while not stop.is_set():
            if not self.work_once():
                stop.wait(pause)

    def work_once(self) -> bool:
        """Do one job if there is one; tells whether there was."""
        now = self._shop.clock()
        with transaction(self._shop.engine) as session:
            job = queue.claim(session, worker=self._name, now=now, stale_before=now - STALE_AFTER)
            if job is None:
                return False
            order = Order(job.id, job.season_id, dict(job.params), self._actor(session.get(User, job.created_by or 0)))
            kind = JobKind(job.kind)
        self._do(order, self._handlers[kind])
        return True

    def _do(self, order: Order, handler: Handler) -> None:
        beat = _Heartbeat(self._shop, order.id, self._name)
        with beat:
            try:
                result = handler(self._shop, order, beat)
            except Stopped:
                return
            except LavrError as error:
                self._fail(order, error.ru, error.en)
                return
            except Exception:  # noqa: BLE001 whatever a handler raises must end its row, or the job would be tried for ever
                _log.exception("job %s failed", order.id)
                self._fail(
                    order,
                    "Внутренняя ошибка. Подробности в журнале сервера; сделанное сохранено, работу можно повторить.",
                    "An internal error. The server's log has the details; what was done is kept, the work can be repeated.",
                )
                return
        with transaction(self._shop.engine) as session:
            queue.finish(session, order.id, worker=self._name, now=self._shop.clock(), result=result)

    def _fail(self, order: Order, ru: str, en: str) -> None:
        with transaction(self._shop.engine) as session:
            queue.fail(session, order.id, worker=self._name, now=self._shop.clock(), ru=ru, en=en)

    @staticmethod
    def _actor(user: User | None) -> Actor:
        if user is None:
            return Actor(None, "lavr", Role.ORGANIZER, Via.JOB)
        return Actor(user.id, user.name, Role(user.role), Via.JOB)


class _Heartbeat:
    """Tells the table that the job is alive: at every progress that is worth it, and by the clock between two of them."""

    def __init__(self, shop: Workshop, job_id: int, worker: str) -> None:
        self._shop, self._job_id, self._worker = shop, job_id, worker
        self._at = ("", 0, 0)
        self._written: tuple[datetime, str] | None = None
        self._lost = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Progress as the handler tells it."""
        self._at = (stage, done, total)
        now = self._shop.clock()
        fresh = self._written is not None and self._written[1] == stage and now - self._written[0] < timedelta(milliseconds=300)
        if not fresh or done == total:
            self._write(now)
        if self._lost.is_set():
            raise Stopped

    def _tick(self) -> None:
        while not self._end.wait(_BEAT_SECONDS):
            self._write(self._shop.clock())

    def _write(self, now: datetime) -> None:
        stage, done, total = self._at
        with transaction(self._shop.engine) as session:
            if not queue.beat(session, self._job_id, worker=self._worker, now=now, stage=stage, done=done, total=total):
                self._lost.set()
        self._written = (now, stage)
