"""Long work over networks: a sweep that sleeps when the day's calls are spent and goes on by itself, and evidence of it."""

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from scoring.errors import Conflict
from scoring.jobs.worker import Order, Postponed, Workshop
from scoring.progress import Progress, Stopped
from scoring.services import collecting, queue, schedule
from scoring.services.converting import make_evidence
from scoring.services.sweeps import Glance, sweeps_told, tell_sweeps
from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.policy import CollectionBusy, NetworkDown
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import READING, Swept, require_same
from scoring.sources.network import Source, Sweeping
from scoring.store.database import transaction
from scoring.store.vocabulary import JobKind

SUMMING: Final = "collect.summary"
"""Key of the last stage."""
_NOTED_EVERY: Final = 5.0
_OUTAGE: Final = timedelta(minutes=15)
_OUTAGES: Final = 8
"""So many times in a row nothing answers before the job is given up: two hours."""
_BUSY: Final = timedelta(minutes=1)
_NAP: Final = 0.25


def collect(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Make one sweep, or go on with the one that was broken off. Raises Postponed until the network's next day."""
    source = collecting.source_of(order.params)
    with transaction(shop.engine) as session:
        ground = collecting.ground_of(session, order.season_id).needed(source)
    folder = collecting.folder_of(shop.home, ground.year, source)
    require_same(folder, ground.year, ground.zone, source.network.key)
    with closing(collecting.connect(shop.home, source)) as client:
        try:
            with folder.locked():
                path = _sweep(shop, order, source, folder, ground)
                if path is not None:
                    watch = _Watch(shop, order, progress, folder, Glance(source.dialect, path))
                    moments = Time(lambda: shop.clock().timestamp(), lambda seconds: nap(watch.stopped, seconds))
                    author = collecting.author_of(shop.home)
                    _run(source, path, Sweeping(folder, client, author, moments, stopped=watch.stopped, progress=watch), watch)
                progress(SUMMING, 0, 0)
                tell_sweeps(source.dialect, folder)
        except CollectionBusy as busy:
            raise Postponed(shop.clock() + _BUSY, busy.ru, busy.en) from busy
    if order.params.get("then_import"):
        _order_evidence(shop, order)
    told = sweeps_told(folder)[0]
    return {"sweep": told.number, "pages": told.pages, "calls": sum(told.calls.values()), "new_posts": told.new_posts}


def convert(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Make evidence of the season out of the recordings."""
    source = collecting.source_of(order.params)
    made = make_evidence(shop.engine, shop.home, order.actor, order.season_id, source, clock=shop.clock, progress=progress)
    return made.counts()


def order_due_sweeps(shop: Workshop) -> None:
    """A chore: order the weekly sweeps whose time has come."""
    with transaction(shop.engine) as session:
        schedule.order_due(session, shop.clock())


def forget_old_words(shop: Workshop) -> None:
    """A chore: remove words of citizens that are kept no longer."""
    with transaction(shop.engine) as session:
        schedule.forget_due(session, shop.home, shop.clock())


def nap(stopped: Callable[[], bool], seconds: float) -> None:
    """Sleep, and wake up early when the work is to end."""
    end = time.monotonic() + seconds
    while not stopped() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, _NAP))


def _sweep(shop: Workshop, order: Order, source: Source, folder: Folder, ground: collecting.Ground) -> Path | None:
    """This job's sweep; None where it was through already when its worker was killed, or somebody else has ended it."""
    number = order.before.get("sweep")
    if number is not None and folder.unfinished() is None and number <= len(folder.sweeps()):
        return None
    whole = bool(order.params.get("whole"))
    return collecting.sweep_to_do(source, folder, ground, now=shop.clock().timestamp(), whole=whole)


def _run(source: Source, path: Path, by: Sweeping, watch: "_Watch") -> None:
    try:
        swept = collecting.sweep(source, path, by)
    except NetworkDown as fault:
        raise watch.outage(fault) from fault
    watch.note()
    if swept.left:
        raise _tomorrow(swept)


def _tomorrow(swept: Swept) -> Postponed:
    return Postponed(
        datetime.fromtimestamp(swept.until, UTC),
        f"Суточный лимит сети исчерпан, осталось страниц: {swept.left}. Обход продолжится сам.",
        f"The network's daily limit is used up, {swept.left} pages are left. The sweep goes on by itself.",
    )


def _order_evidence(shop: Workshop, order: Order) -> None:
    """If it is ordered already, so much the better."""
    with suppress(Conflict), transaction(shop.engine) as session:
        queue.enqueue(
            session,
            order.actor,
            season_id=order.season_id,
            kind=JobKind.CONVERT,
            params={"network": collecting.source_of(order.params).network.key},
            now=shop.clock(),
        )


class _Watch:
    """Tells the job's row how far the sweep is and what is left of it, and the collector when to end. Safe for threads."""

    def __init__(self, shop: Workshop, order: Order, progress: Progress, folder: Folder, glance: Glance) -> None:
        self._shop, self._order, self._progress, self._folder = shop, order, progress, folder
        self._glance = glance
        self._outages = int(order.before.get("outages", 0))
        self._noted = 0.0
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.note()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Progress of the collector; it must not be ended by an error, since then it would take the sweep for read."""
        with self._lock:
            try:
                self._progress(stage, done, total)
            except Stopped:
                self._ended.set()
            if stage == READING and time.monotonic() - self._noted >= _NOTED_EVERY:
                self.note()

    def stopped(self) -> bool:
        """Whether the collector is to leave after its present call."""
        return self._ended.is_set() or self._order.stopped()

    def note(self) -> None:
        """Keep the number of the sweep, and what is still to do."""
        before = len(self._glance.read)
        self._glance.catch_up()
        if len(self._glance.read) > before:
            self._outages = 0
        left = collecting.left(self._folder, self._glance, self._shop.clock().timestamp())
        self._noted = time.monotonic()
        self._order.note(
            {
                "sweep": self._glance.header.number,
                "outages": self._outages,
                "left": dict(left.calls),
                "used": dict(left.used),
                "measured": left.measured,
            }
        )

    def outage(self, fault: NetworkDown) -> NetworkDown | Postponed:
        """What comes of a network that does not answer: another try in a while, or the end."""
        self.note()
        self._outages += 1
        self.note()
        if self._outages >= _OUTAGES:
            return fault
        return Postponed(
            self._shop.clock() + _OUTAGE,
            "Сеть не отвечает. Обход продолжится сам через 15 минут; проверьте соединение сервера с интернетом.",
            "The network does not answer. The sweep goes on by itself in 15 minutes; check the server's connection.",
        )
