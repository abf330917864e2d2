"""The worker: claims the oldest waiting job, does it step by step, and ends it. Killed at any point, another goes on."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scoring.chance import SECRET, Chance
from scoring.errors import LavrError
from scoring.home import Home
from scoring.progress import Progress, Stopped
from scoring.services import queue
from scoring.services.accounts.memberships import role_of
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.people import User
from scoring.store.vocabulary import JobKind, Role, Via
from scoring.store.work import Job

STALE_AFTER: Final = timedelta(seconds=20)
"""A running job whose worker has been silent for so long is free for another worker."""
_BEAT_SECONDS: Final = 4.0
_CHORE_EVERY: Final = timedelta(seconds=15)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """A claimed job as its handler sees it."""

    id: int
    season_id: int
    params: Mapping[str, Any]
    actor: Actor
    before: Mapping[str, Any] = field(default_factory=dict)
    """What the job noted when it was under way last; empty at its first time."""
    stopped: Callable[[], bool] = lambda: False
    """Whether the work is to end: it was cancelled, taken over, or its worker is told to leave."""
    note: Callable[[dict[str, Any]], None] = lambda _noted: None
    """Keeps what the job has to remember, should it go on later or elsewhere."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every handler may use."""

    engine: Engine
    home: Home
    clock: Callable[[], datetime]
    chance: Chance = SECRET


Handler = Callable[[Workshop, Order, Progress], dict[str, Any]]
Chore = Callable[[Workshop], None]
"""Something small that is looked after between jobs; several workers may do it at the same moment."""


class Postponed(Exception):
    """A handler's work cannot go on before a moment: the job sleeps, and the worker does something else."""

    def __init__(self, until: datetime, ru: str, en: str) -> None:
        super().__init__(ru, en)
        self.until, self.ru, self.en = until, ru, en


class Worker:
    """Works the table of jobs, as far as it has handlers, under its own name, and looks after chores between two jobs."""

    def __init__(self, shop: Workshop, handlers: Mapping[JobKind, Handler], name: str, chores: Sequence[Chore] = ()) -> None:
        self._shop = shop
        self._handlers = handlers
        self._name = name
        self._chores = chores
        self._looked: datetime | None = None
        self._stop = threading.Event()

    def run(self, stop: threading.Event, *, pause: float = 0.5) -> None:
        """Work until ``stop`` is set; look for new jobs every ``pause`` seconds. The job under way is given back then."""
        self._stop = stop
        while not stop.is_set():
            self.look_after()
            if not self.work_once():
                stop.wait(pause)

    def look_after(self) -> None:
        """Do the chores if it is time; one that fails is told to the log and tried again next time."""
        now = self._shop.clock()
        if self._looked is not None and now - self._looked < _CHORE_EVERY:
            return
        self._looked = now
        for chore in self._chores:
            try:
                chore(self._shop)
            except Exception:  # noqa: BLE001 a chore must not end the worker
                _log.exception("a chore failed")

    def work_once(self) -> bool:
        """Do one job if there is one; tells whether there was."""
        now = self._shop.clock()
        with transaction(self._shop.engine) as session:
            job = queue.claim(session, worker=self._name, now=now, stale_before=now - STALE_AFTER, kinds=tuple(self._handlers))
            if job is None:
                return False
            beat = _Heartbeat(self._shop, job.id, self._name, self._stop)
            actor = self._actor(session, job, now)
            note = partial(self._note, job.id)
            order = Order(job.id, job.season_id, dict(job.params), actor, dict(job.result), beat.stopped, note)
            kind = JobKind(job.kind)
        self._do(order, beat, self._handlers[kind])
        return True

    def _do(self, order: Order, beat: "_Heartbeat", handler: Handler) -> None:
        with beat:
            try:
                result = handler(self._shop, order, beat)
            except Stopped:
                with transaction(self._shop.engine) as session:
                    queue.release(session, order.id, worker=self._name)
                return
            except Postponed as later:
                with transaction(self._shop.engine) as session:
                    queue.postpone(session, order.id, worker=self._name, until=later.until, ru=later.ru, en=later.en)
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

    def _note(self, job_id: int, noted: dict[str, Any]) -> None:
        with transaction(self._shop.engine) as session:
            queue.note(session, job_id, worker=self._name, result=noted)

    def _fail(self, order: Order, ru: str, en: str) -> None:
        with transaction(self._shop.engine) as session:
            queue.fail(session, order.id, worker=self._name, now=self._shop.clock(), ru=ru, en=en)

    @staticmethod
    def _actor(session: Session, job: Job, now: datetime) -> Actor:
        """Whoever ordered the work, in the role that he has by now; work that nobody ordered is the program's own."""
        user = session.get(User, job.created_by or 0)
        if user is None:
            return Actor(None, "lavr", Role.ADMIN, Via.JOB)
        role = role_of(session, user.id, job.season_id, now)
        return Actor(user.id, user.name, role, Via.JOB, season_id=job.season_id)


class _Heartbeat:
    """Tells the table that the job is alive: at every progress that is worth it, and by the clock between two of them."""

    def __init__(self, shop: Workshop, job_id: int, worker: str, stop: threading.Event) -> None:
        self._shop, self._job_id, self._worker, self._stop = shop, job_id, worker, stop
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
        if self.stopped():
            raise Stopped

    def stopped(self) -> bool:
        """Whether the work is to end here."""
        return self._lost.is_set() or self._stop.is_set()

    def _tick(self) -> None:
        while not self._end.wait(_BEAT_SECONDS):
            self._write(self._shop.clock())

    def _write(self, now: datetime) -> None:
        stage, done, total = self._at
        with transaction(self._shop.engine) as session:
            if not queue.beat(session, self._job_id, worker=self._worker, now=now, stage=stage, done=done, total=total):
                self._lost.set()
        self._written = (now, stage)
