"""Workers that are processes of their own: killed in the middle of a sweep, told to leave, and what they look after."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from scoring.services import sweeps
from scoring.store.collecting import CollectionPlan
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import Job
from tests.scoring.conftest import Ground
from tests.vk_world.season import Contest, contest
from tests.vk_world.server import TOKEN

TOP = Path(__file__).parents[3]
PATIENCE = 60


@pytest.fixture(name="year")
def _year(ground: Ground, tmp_path: Path) -> Iterator[Contest]:
    """The small world's season, at the present moment of the machine, whose clock the workers read."""
    with contest(ground.engine, ground.season_id, tmp_path) as found:
        found.clock.now = time.time()
        yield found


@contextmanager
def worker(year: Contest) -> Iterator["subprocess.Popen[bytes]"]:
    """``lavr work`` over the season."""
    url = year.engine.url.render_as_string(hide_password=False)
    settings = {"LAVR_DATABASE_URL": url, "LAVR_VK_TOKEN": TOKEN, "LAVR_VK_API": year.network.address}
    command = [sys.executable, "-m", "scoring.cli", "--home", str(year.home.home), "work"]
    process = subprocess.Popen(command, cwd=TOP, env=os.environ | settings)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def kill_at(process: "subprocess.Popen[bytes]", point: int, number: int) -> None:
    """End a process at once, in the middle of a call."""
    if number == point:
        os.kill(process.pid, signal.SIGKILL)


def until(done: Callable[[], bool]) -> None:
    """Wait for what a worker does."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.05)


def let_time_pass(year: Contest, number: int) -> None:
    """As if the dead worker had been silent for a minute."""
    with transaction(year.engine) as session:
        session.get_one(Job, number).heartbeat_at = datetime.now(UTC) - timedelta(minutes=1)


def test_a_killed_workers_sweep_is_gone_on_with_by_another(year: Contest) -> None:
    """Killed twice, at a wall and among comments: the third worker ends the sweep, and no answered call is made again."""
    number = year.order(then_import=True)
    for point in (3, 4):
        with worker(year) as process:
            year.network.calls.clear()
            year.network.after = partial(kill_at, process, point)
            process.wait(PATIENCE)
        assert JobState.RUNNING == year.job(number).state
        let_time_pass(year, number)
    year.network.calls.clear()
    year.network.after = lambda _number: None
    with worker(year):
        until(lambda: [JobState.DONE] == [job.state for job in year.jobs(JobKind.CONVERT)])
    (told,) = sweeps.sweeps_told(year.folder)
    assert (JobState.DONE, 3, 242) == (year.job(number).state, year.job(number).attempt, told.new_posts)
    assert len(year.network.calls) <= 10 - 2 - 3 + 2  # each kill may cost the one call that was answered and not noted


def test_a_worker_that_is_told_to_leave_gives_its_sweep_back(year: Contest) -> None:
    """The call under way is noted, and the job waits for whoever comes next, without any silence."""
    number = year.order()
    with worker(year) as process:
        until(lambda: len(year.network.calls) >= 2)
        process.terminate()
        assert 0 == process.wait(PATIENCE)
    job = year.job(number)
    assert (JobState.QUEUED, None, None) == (job.state, job.worker, job.not_before)
    assert year.folder.unfinished() is not None
    asked = len(year.network.calls)
    with worker(year):
        until(lambda: year.job(number).state == JobState.DONE)
    assert (10, True) == (len(year.network.calls), asked < 10)


def test_a_worker_orders_the_weekly_sweep_and_makes_it(year: Contest) -> None:
    """Two workers at once make one sweep."""
    with transaction(year.engine) as session:
        season = session.scalars(select(Season)).one()
        due = datetime.now(UTC) - timedelta(minutes=1)
        session.add(CollectionPlan(season_id=season.id, weekday=0, hour=3, then_import=False, words_days=30, next_run_at=due))
    with worker(year), worker(year):
        until(lambda: [JobState.DONE] == [job.state for job in year.jobs(JobKind.COLLECT)])
    assert (1, 10) == (len(year.jobs(JobKind.COLLECT)), len(year.network.calls))
