"""A job is done once, survives its worker, and ends when it is told to."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from scoring.errors import Blocked, Conflict, InputError
from scoring.home import Home
from scoring.jobs.worker import STALE_AFTER, Handler, Order, Worker, Workshop
from scoring.progress import Progress
from scoring.season.course import State
from scoring.services import queue
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import AuditEvent, Job
from tests.scoring.conftest import NOW, ORGANIZER, Ground


class _Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(name="clock")
def _clock() -> _Clock:
    return _Clock()


@pytest.fixture(name="shop")
def _shop(ground: Ground, clock: _Clock, tmp_path: Path) -> Workshop:
    return Workshop(ground.engine, Home(home=tmp_path), clock)


def _worker(shop: Workshop, handler: Handler, name: str = "first") -> Worker:
    return Worker(shop, {JobKind.IMPORT: handler}, name)


def _order(ground: Ground, **params: Any) -> int:
    with transaction(ground.engine) as session:
        job = queue.enqueue(session, ORGANIZER, season_id=ground.season_id, kind=JobKind.IMPORT, params=params, now=NOW)
        session.flush()
        return job.id


def _job(ground: Ground, job_id: int) -> Job:
    with transaction(ground.engine) as session:
        return session.get_one(Job, job_id)


def test_a_job_is_done_and_its_result_kept(ground: Ground, shop: Workshop) -> None:
    """The handler gets the parameters, and what it returns stands in the row."""

    def handler(_shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
        progress("posts", 3, 3)
        return {"seen": order.params["what"]}

    job_id = _order(ground, what="записи")
    worked = _worker(shop, handler).work_once()

    job = _job(ground, job_id)
    assert worked
    assert (JobState.DONE, {"seen": "записи"}, "posts", 3, 3) == (job.state, job.result, job.stage, job.done, job.total)


def test_without_jobs_a_worker_does_nothing(shop: Workshop) -> None:
    """It tells that there was nothing, so that it can wait."""
    assert not _worker(shop, lambda *_: {}).work_once()


def test_an_error_for_people_ends_the_job_with_its_sentence(ground: Ground, shop: Workshop) -> None:
    """The row carries the words in both languages."""

    def handler(*_: object) -> dict[str, Any]:
        raise InputError("Файл пуст.", "The file is empty.")

    job_id = _order(ground)
    _worker(shop, handler).work_once()

    job = _job(ground, job_id)
    assert (JobState.FAILED, "Файл пуст.", "The file is empty.") == (job.state, job.error_ru, job.error_en)


def test_an_unexpected_error_tells_no_inner_words(ground: Ground, shop: Workshop) -> None:
    """Whatever broke, people read a sentence of ours."""

    def handler(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError("secret words")

    job_id = _order(ground)
    _worker(shop, handler).work_once()

    job = _job(ground, job_id)
    assert JobState.FAILED == job.state
    assert "secret words" not in f"{job.error_ru}{job.error_en}"


def test_a_silent_workers_job_is_taken_over(ground: Ground, shop: Workshop, clock: _Clock) -> None:
    """A worker that was killed leaves a running row; when it has been silent long enough another one does the job."""
    job_id = _order(ground)
    with transaction(ground.engine) as session:
        assert queue.claim(session, worker="killed", now=NOW, stale_before=NOW - STALE_AFTER) is not None
    second = _worker(shop, lambda *_: {"by": "second"}, "second")

    early = second.work_once()
    clock.now = NOW + STALE_AFTER + timedelta(seconds=1)
    late = second.work_once()

    job = _job(ground, job_id)
    assert (False, True) == (early, late)
    assert (JobState.DONE, {"by": "second"}, 2) == (job.state, job.result, job.attempt)


def test_a_worker_that_lost_its_job_writes_nothing(ground: Ground, shop: Workshop) -> None:
    """A job taken over meanwhile stops at the next step, and its late end is not written."""
    job_id = _order(ground)

    def handler(_shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
        with transaction(ground.engine) as session:
            session.get_one(Job, order.id).worker = "second"
        progress("posts", 1, 2)
        raise AssertionError("must have stopped")

    _worker(shop, handler).work_once()

    assert (JobState.RUNNING, "second") == (_job(ground, job_id).state, _job(ground, job_id).worker)


def test_a_cancelled_job_stops_at_its_next_step(ground: Ground, shop: Workshop) -> None:
    """Cancelling wins over the work under way."""
    job_id = _order(ground)

    def handler(_shop: Workshop, order: Order, progress: Progress) -> dict[str, Any]:
        with transaction(ground.engine) as session:
            queue.cancel(session, ORGANIZER, job_id=order.id, now=NOW)
        progress("posts", 1, 2)
        raise AssertionError("must have stopped")

    _worker(shop, handler).work_once()

    assert JobState.CANCELLED == _job(ground, job_id).state


def test_two_workers_do_not_get_the_same_job(ground: Ground) -> None:
    """One of two claims comes away empty."""
    _order(ground)
    with transaction(ground.engine) as session:
        first = queue.claim(session, worker="a", now=NOW, stale_before=NOW - STALE_AFTER)
    with transaction(ground.engine) as session:
        second = queue.claim(session, worker="b", now=NOW, stale_before=NOW - STALE_AFTER)

    assert first is not None
    assert second is None


def test_what_cannot_succeed_is_refused_at_once(ground: Ground) -> None:
    """Freezing without a register and posts is not queued; the blockers say what is missing."""
    with transaction(ground.engine) as session:
        session.get_one(Season, ground.season_id).state = State.OBJECTIONS
    with transaction(ground.engine) as session, pytest.raises(Blocked) as caught:
        queue.enqueue(session, ORGANIZER, season_id=ground.season_id, kind=JobKind.FREEZE, now=NOW)

    assert ["register", "posts"] == [blocker.code for blocker in caught.value.blockers]


def test_a_job_that_has_ended_cannot_be_cancelled(ground: Ground, shop: Workshop) -> None:
    """There is nothing left to give up."""
    job_id = _order(ground)
    _worker(shop, lambda *_: {}).work_once()

    with transaction(ground.engine) as session, pytest.raises(Conflict):
        queue.cancel(session, ORGANIZER, job_id=job_id, now=NOW)


def test_a_failed_job_can_be_ordered_again(ground: Ground, shop: Workshop) -> None:
    """The new row has the same parameters, and the trail names both orders."""

    def handler(*_: object) -> dict[str, Any]:
        raise InputError("нет", "no")

    job_id = _order(ground, what="x")
    _worker(shop, handler).work_once()
    with transaction(ground.engine) as session:
        again = queue.retry(session, ORGANIZER, job_id=job_id, now=NOW)
        assert (JobState.QUEUED, {"what": "x"}) == (again.state, again.params)

    with transaction(ground.engine) as session:
        assert 2 == session.scalar(select(func.count()).where(AuditEvent.action == "job.order"))
