"""Letters as work: a job that sends what may leave, ordered by a chore when there is any; the routine of nights and weeks."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from scoring.errors import Conflict, NotAllowed, Unreached
from scoring.jobs.collecting import nap
from scoring.jobs.worker import Order, Postponed, Workshop
from scoring.progress import Progress
from scoring.services import queue
from scoring.services.letters.routine import routine
from scoring.services.letters.sending import due, release
from scoring.services.schedule import CLOCKWORK
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.vocabulary import JobKind, LetterState

_SERVER_AWAY: Final = timedelta(minutes=5)
_EVERY: Final = timedelta(minutes=10)


def send(shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
    """Send what may leave now. While the mail server cannot be spoken to the job sleeps, and says why."""
    try:
        sent = release(
            shop.engine,
            shop.home,
            order.season_id,
            clock=shop.clock,
            wait=lambda seconds: nap(order.stopped, seconds),
            progress=progress,
        )
    except Unreached as error:
        raise Postponed(shop.clock() + _SERVER_AWAY, error.ru, error.en) from error
    return asdict(sent)


def order_due_letters(shop: Workshop) -> None:
    """A chore: order the sending where letters may leave and nobody sends yet."""
    now = shop.clock()
    with transaction(shop.engine) as session:
        waiting = session.scalars(select(Letter.season_id).where(Letter.state == LetterState.APPROVED).distinct()).all()
        ready = [season_id for season_id in waiting if due(session, season_id, now)]
    for season_id in ready:
        try:
            with transaction(shop.engine) as session:
                queue.enqueue(session, CLOCKWORK, season_id=season_id, kind=JobKind.LETTERS, now=now)
        except (Conflict, NotAllowed):  # it is under way already, or the season is over
            continue


class Routine:
    """A chore: what recurs by the clock, looked after every ten minutes."""

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def __call__(self, shop: Workshop) -> None:
        """Do what is due."""
        now = shop.clock()
        if self._looked is None or now - self._looked >= _EVERY:
            self._looked = now
            routine(shop.engine, shop.home, now=now)
