"""A sweep as a job: made once, asleep when the day is spent, gone on with wherever it was broken off, followed by evidence."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from scoring.errors import Conflict
from scoring.services import queue, sweeps
from scoring.services.sweeps import Reason
from scoring.sources.collecting.policy import TokenMissing
from scoring.sources.vk.dialect import VK
from scoring.store.database import transaction
from scoring.store.seasons import ImportedFile
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import Job
from tests.scoring.conftest import ORGANIZER, Ground
from tests.vk_world.collecting import limit
from tests.vk_world.season import Contest, contest
from tests.vk_world.server import TOKEN
from tests.worlds import Bad, Params


@pytest.fixture(name="year")
def _year(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Contest]:
    """The small world's season; whoever sleeps moves its clock."""
    with contest(ground.engine, ground.season_id, tmp_path) as found:
        monkeypatch.setattr("scoring.jobs.collecting.nap", lambda _stopped, seconds: found.clock.sleep(seconds))
        yield found


def test_a_sweep_is_made_and_told(year: Contest) -> None:
    """The row has the number of the sweep, its calls, and what was new."""
    number = year.order()
    assert year.work()
    job = year.job(number)
    assert (JobState.DONE, {"sweep": 1, "pages": 3, "calls": 10, "new_posts": 242}) == (job.state, job.result)
    (told,) = sweeps.sweeps_told(year.folder)
    assert (242, 0, 0, 3) == (told.new_posts, told.changed_posts, told.gone_posts, told.read)
    assert {"groups.getById": 1, "wall.get": 5, "wall.getComments": 4} == told.calls


def test_a_second_sweep_tells_only_what_is_new(year: Contest) -> None:
    """A changed post, a deleted one, and no new ones."""
    year.order()
    year.work()
    first, second = year.network.world.pages[1].entries[-1], year.network.world.pages[1].entries[-2]
    first.text += " Уточнение."
    second.gone = year.network.world.now
    year.clock.now = year.network.world.now = year.network.world.now + 7 * 86_400
    year.order()
    year.work()
    told = sweeps.sweeps_told(year.folder)[0]
    assert (2, 0, 1, 1, 0) == (told.number, told.new_posts, told.changed_posts, told.gone_posts, told.new_comments)


def test_pages_that_cannot_be_read_are_named_with_their_reason(year: Contest) -> None:
    """The third page of the small world is closed."""
    year.order()
    year.work()
    (told,) = sweeps.Glance(VK.dialect, year.folder.sweeps()[-1]).pages()
    assert ("vk:school_103", Reason.CLOSED) == (told.key, told.reason)


def test_a_spent_day_puts_the_job_to_sleep_until_midnight(year: Contest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is free meanwhile; after midnight the sweep ends by itself, and no call is made twice."""
    limit(monkeypatch, {"wall.get": 2})
    number = year.order()
    year.work()
    asleep = year.job(number)
    assert (JobState.QUEUED, None) == (asleep.state, asleep.worker)
    assert asleep.not_before is not None
    assert "Суточный лимит" in str(asleep.error_ru)
    assert not year.work()

    limit(monkeypatch, {"wall.get": 5_000})
    year.clock.now = asleep.not_before.timestamp() + 1
    assert year.work()
    assert (JobState.DONE, None) == (year.job(number).state, year.job(number).error_ru)
    assert len(year.network.calls) == len({str(call) for call in year.network.calls})


def test_a_network_that_is_down_is_asked_again_later_and_given_up_at_last(year: Contest) -> None:
    """Eight tries, a quarter of an hour apart; then a person reads what to do."""
    year.network.script = lambda _method, _params: Bad(hang_up=True)
    number = year.order()
    for _ in range(7):
        year.work()
        assert JobState.QUEUED == year.job(number).state
        year.clock.now += timedelta(minutes=16).total_seconds()
    year.work()
    job = year.job(number)
    assert JobState.FAILED == job.state
    assert "Сеть не отвечает" in str(job.error_ru)


def test_an_outage_is_forgotten_once_pages_are_read(year: Contest) -> None:
    """The network comes back, and the sweep ends as if nothing had happened."""
    year.network.script = lambda _method, _params: Bad(hang_up=True)
    number = year.order()
    year.work()
    year.network.script = lambda _method, _params: None
    year.clock.now += timedelta(minutes=16).total_seconds()
    year.work()
    assert JobState.DONE == year.job(number).state


def test_a_refused_token_fails_in_words_without_the_token(year: Contest) -> None:
    """The row tells where to put a new one, and another order goes on with the same sweep."""
    year.network.script = lambda method, _params: 5 if method == "wall.get" else None
    number = year.order()
    year.work()
    job = year.job(number)
    assert (JobState.FAILED, True) == (job.state, "LAVR_VK_TOKEN" in str(job.error_ru))
    assert TOKEN not in f"{job.error_ru}{job.error_en}{job.result}{job.params}"
    year.network.script = lambda _method, _params: None
    with transaction(year.engine) as session:
        queue.retry(session, ORGANIZER, job_id=number, now=year.now)
    year.work()
    assert [1] == [told.number for told in sweeps.sweeps_told(year.folder)]


def test_a_cancelled_sweep_stops_after_the_present_call(year: Contest) -> None:
    """What was collected stays, and the next order goes on with it."""
    number = year.order()

    def script(method: str, _params: Params) -> None:
        if method == "wall.get" and year.job(number).state == JobState.RUNNING:
            with transaction(year.engine) as session:
                queue.cancel(session, ORGANIZER, job_id=number, now=year.now)

    year.network.script = script
    year.work()
    assert JobState.CANCELLED == year.job(number).state
    assert year.folder.unfinished() is not None
    asked = len(year.network.calls)
    assert asked < 10
    year.network.script = lambda _method, _params: None
    year.order()
    year.work()
    assert (None, 10) == (year.folder.unfinished(), len(year.network.calls))


def test_a_worker_killed_after_the_end_of_the_sweep_makes_no_second_one(year: Contest) -> None:
    """The row knows the number of its sweep: taken over, the job only tells what it brought."""
    number = year.order()
    year.work()
    with transaction(year.engine) as session:
        job = session.get_one(Job, number)
        job.state, job.finished_at, job.result = JobState.QUEUED, None, {"sweep": 1}
    (year.folder.path / "sweep-0001.told.json").unlink()
    year.work("second")
    assert (JobState.DONE, 1) == (year.job(number).state, len(sweeps.sweeps_told(year.folder)))
    assert 10 == len(year.network.calls)


def test_a_second_sweep_of_a_season_is_refused(year: Contest) -> None:
    """By the service, and by the database too."""
    year.order()
    with pytest.raises(Conflict):
        year.order()
    with pytest.raises(IntegrityError), transaction(year.engine) as session:
        session.add(Job(season_id=year.season_id, kind=JobKind.COLLECT, created_at=year.now))


def test_a_sweep_on_the_command_line_makes_the_job_wait(year: Contest) -> None:
    """The folder is locked by another process; the job tries again in a minute."""
    number = year.order()
    with year.folder.locked():
        year.work()
    assert (JobState.QUEUED, []) == (year.job(number).state, year.network.calls)
    year.clock.now += 61
    year.work()
    assert JobState.DONE == year.job(number).state


def test_without_a_token_nothing_is_ordered(ground: Ground, tmp_path: Path) -> None:
    """The order itself tells where to get one."""
    with contest(ground.engine, ground.season_id, tmp_path, vk_token=SecretStr("")) as found, pytest.raises(TokenMissing):
        found.order()


def test_recordings_become_evidence_by_themselves_and_again_change_nothing(year: Contest) -> None:
    """The sweep orders it; the same recordings a second time bring nothing new."""
    year.order(then_import=True)
    year.work()
    (first,) = year.jobs(JobKind.CONVERT)
    year.work()
    files = {file["kind"]: file["new"] for file in year.job(first.id).result["files"]}
    assert {"posts": 242, "messages": 17, "streams": 1, "checks": 3} == files
    with transaction(year.engine) as session:
        before = session.execute(select(ImportedFile.id, ImportedFile.imported_at, ImportedFile.new)).all()
    year.clock.now += 60
    again = year.order_evidence()
    year.work()
    assert {0} == {file["new"] + file["changed"] for file in year.job(again).result["files"]}
    with transaction(year.engine) as session:
        assert before == session.execute(select(ImportedFile.id, ImportedFile.imported_at, ImportedFile.new)).all()


def test_evidence_needs_recordings(year: Contest) -> None:
    """Without any the order tells what to do first."""
    with pytest.raises(Conflict):
        year.order_evidence()
    with transaction(year.engine) as session:
        assert 0 == session.scalar(select(func.count()).select_from(Job))
