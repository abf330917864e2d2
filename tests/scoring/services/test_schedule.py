"""Weekly sweeps are ordered once each, at the hour that was set; words of citizens go when their time is over."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed
from scoring.home import Home
from scoring.season.course import State
from scoring.services import schedule
from scoring.services.audit import record
from scoring.services.collecting import folder_of
from scoring.services.schedule import next_run
from scoring.sources.collecting.recording import WORDS
from scoring.store.collecting import CollectionPlan
from scoring.store.database import transaction
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import AuditEvent, Job
from tests.scoring.conftest import OBSERVER, ORGANIZER, Ground

SUNDAY = datetime(2026, 1, 18, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Novosibirsk")


def plan(ground: Ground, now: datetime = SUNDAY, version: int = 0, **changes: Any) -> datetime | None:
    """Set Monday, 3 o'clock, unless said otherwise; when the next sweep is."""
    values: dict[str, Any] = {"weekday": 0, "hour": 3, "then_import": True, "words_days": 30} | changes
    with transaction(ground.engine) as session:
        return schedule.save_plan(session, ORGANIZER, ground.season_id, version=version, now=now, **values).next_run_at


def order(ground: Ground, now: datetime) -> list[int]:
    """What a worker does between two jobs."""
    with transaction(ground.engine) as session:
        return schedule.order_due(session, now)


def add_page(session: Session, season_id: int) -> None:
    """A register of one page."""
    session.add(
        Page(
            season_id=season_id,
            key="vk:school",
            name="Школа",
            link="https://vk.com/school",
            ogrn_valid=False,
            register_line=2,
            search="школа",
        )
    )


@pytest.fixture(name="monday")
def _monday(ground: Ground) -> datetime:
    """When the first weekly sweep of a season with one page is."""
    with transaction(ground.engine) as session:
        add_page(session, ground.season_id)
    found = plan(ground)
    assert found is not None
    return found


@given(
    weekday=st.integers(0, 6),
    hour=st.integers(0, 23),
    zone=st.sampled_from(["Asia/Novosibirsk", "Europe/Kaliningrad", "Asia/Kamchatka", "Europe/Berlin"]),
    after=st.integers(0, 4 * 366 * 86_400).map(lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
)
@settings(max_examples=200)
def test_the_next_run_is_the_first_such_hour_within_a_week(weekday: int, hour: int, zone: str, after: datetime) -> None:
    """Always later, at most a week and an hour of a change of clocks; it shows the hour, or one that the change left out."""
    found = next_run(weekday, hour, zone, after)
    local = found.astimezone(ZoneInfo(zone))
    assert timedelta(0) < found - after <= timedelta(days=7, hours=1)
    assert weekday == local.weekday()
    assert local.hour in {hour, hour + 1}
    assert zone == "Europe/Berlin" or local.hour == hour


def test_an_hour_that_the_clocks_leave_out_is_taken_all_the_same() -> None:
    """On 29 March 2026 there is no half past two in Berlin."""
    found = next_run(6, 2, "Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert datetime(2026, 3, 29, 1, tzinfo=UTC) == found


def test_a_sweep_is_ordered_when_its_hour_has_come(ground: Ground, monday: datetime) -> None:
    """Not before; and then the next one is a week later."""
    assert datetime(2026, 1, 19, 3, tzinfo=ZONE) == monday
    assert [] == order(ground, monday - timedelta(seconds=1))
    assert [ground.season_id] == order(ground, monday)
    with transaction(ground.engine) as session:
        job = session.scalars(select(Job)).one()
        assert (JobKind.COLLECT, JobState.QUEUED, None) == (job.kind, job.state, job.created_by)
        assert monday + timedelta(weeks=1) == session.scalars(select(CollectionPlan.next_run_at)).one()


def test_two_workers_at_the_same_moment_order_one_sweep(ground: Ground, monday: datetime) -> None:
    """The second one has read the plan before the first has written it."""
    with transaction(ground.engine) as second:
        read = second.scalars(select(CollectionPlan)).one()
        second.expunge(read)
    assert [ground.season_id] == order(ground, monday)
    with transaction(ground.engine) as session:
        job = session.scalars(select(Job)).one()
        job.state, job.finished_at = JobState.CANCELLED, monday
    with transaction(ground.engine) as second:
        assert not schedule.order_one(second, read, monday)
        assert 1 == len(second.scalars(select(Job)).all())


def test_weeks_without_a_program_are_made_up_for_by_one_sweep(ground: Ground, monday: datetime) -> None:
    """After a month the next sweep is in the future again."""
    late = monday + timedelta(weeks=4, hours=5)
    assert [ground.season_id] == order(ground, late)
    assert [] == order(ground, late)
    with transaction(ground.engine) as session:
        assert monday + timedelta(weeks=5) == session.scalars(select(CollectionPlan.next_run_at)).one()


def test_a_turn_is_passed_over_while_a_sweep_is_under_way(ground: Ground, monday: datetime) -> None:
    """The one under way is enough."""
    order(ground, monday)
    assert [] == order(ground, monday + timedelta(weeks=1))
    with transaction(ground.engine) as session:
        assert 1 == len(session.scalars(select(Job)).all())


def test_a_season_that_collects_no_more_is_passed_over(ground: Ground, monday: datetime) -> None:
    """Nobody is told of a refusal every week."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.FROZEN, "e" * 64
    assert [] == order(ground, monday)
    with transaction(ground.engine) as session:
        assert [] == session.scalars(select(Job)).all()


def test_a_plan_that_is_switched_off_orders_nothing(ground: Ground, monday: datetime) -> None:
    """And has no next time."""
    assert plan(ground, version=1, weekday=None) is None
    assert [] == order(ground, monday)


def test_two_people_notice_each_other(ground: Ground) -> None:
    """A form of yesterday is refused."""
    plan(ground)
    with pytest.raises(Conflict):
        plan(ground)


@pytest.mark.parametrize("wrong", [{"weekday": 7}, {"hour": 24}, {"words_days": 366}])
def test_what_makes_no_sense_is_refused(ground: Ground, wrong: dict[str, Any]) -> None:
    """With what would."""
    with pytest.raises(InputError):
        plan(ground, **wrong)


def test_an_observer_sets_nothing(ground: Ground) -> None:
    """Only an organizer does."""
    with transaction(ground.engine) as session, pytest.raises(NotAllowed):
        schedule.save_plan(
            session, OBSERVER, ground.season_id, version=0, weekday=0, hour=3, then_import=True, words_days=30, now=SUNDAY
        )


def sign(ground: Ground, at: datetime) -> None:
    """As if the decision had been signed."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.SIGNED, "e" * 64
        record(session, ORGANIZER, "season.step", season, season_id=season.id, now=at, after={"state": "signed"})


def test_words_go_some_days_after_the_decision(ground: Ground, tmp_path: Path) -> None:
    """Not a moment before; the trail says who and why."""
    home = Home(home=tmp_path).make()
    words = folder_of(home, 2025).path / WORDS
    words.parent.mkdir(parents=True)
    words.write_text("{}\n", encoding="utf-8")
    plan(ground, words_days=10)
    sign(ground, SUNDAY)
    with transaction(ground.engine) as session:
        assert [] == schedule.forget_due(session, home, SUNDAY + timedelta(days=10, seconds=-1))
    assert words.exists()
    with transaction(ground.engine) as session:
        assert [ground.season_id] == schedule.forget_due(session, home, SUNDAY + timedelta(days=10))
    with transaction(ground.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "words.forget")).one()
        assert ("расписание", "срок хранения истёк") == (event.actor, event.reason)
    assert not words.exists()


def test_words_of_a_season_without_a_decision_are_not_kept_for_ever(ground: Ground) -> None:
    """A year after the season's end is the last day."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        assert datetime(2027, 1, 1, tzinfo=ZONE) == schedule.words_until(session, season, None)
