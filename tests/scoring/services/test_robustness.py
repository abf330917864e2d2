"""The report beside its run: kept once, by an organizer only, for a run of the season, and ordered only where there is one."""

from typing import Any

import pytest
from sqlalchemy import select

from scoring.engine.findings import Findings
from scoring.engine.incidents import NO_INCIDENTS
from scoring.errors import Conflict, NotAllowed, NotFound
from scoring.services import queue, robustness
from scoring.store.database import transaction
from scoring.store.results import RobustnessReport, ScoreRun
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

TOLD: dict[str, Any] = {"verdicts": {"certain": 1}, "draws": 10, "nominations": []}


@pytest.fixture(name="run_id")
def _run_id(ground: Ground) -> int:
    with transaction(ground.engine) as session:
        run = ScoreRun(
            season_id=ground.season_id, name="a" * 64, evidence="e" * 64, rulebook="b" * 64, rulebook_text="…", code="1",
            ranking="c" * 64, cuts=[], official=True, created_at=NOW,
        )  # fmt: skip
        session.add(run)
        session.flush()
        return run.id


def test_the_sources_are_those_of_the_official_run(ground: Ground, run_id: int) -> None:
    """Evidence, rule book, findings and the ranking that has to come out."""
    with transaction(ground.engine) as session:
        sources = robustness.sources_of(session, ground.season_id)
    assert sources == robustness.Sources(run_id, "e" * 64, "…", Findings(), NO_INCIDENTS, "c" * 64)


def test_without_a_run_there_are_no_sources(ground: Ground) -> None:
    """It is told what to do first."""
    with transaction(ground.engine) as session, pytest.raises(NotFound, match="compute the points first"):
        robustness.sources_of(session, ground.season_id)


def test_a_report_is_kept_and_noted(ground: Ground, run_id: int) -> None:
    """One row, one line of the journal."""
    with transaction(ground.engine) as session:
        robustness.keep(session, ORGANIZER, ground.season_id, run_id, TOLD, now=NOW)
    with transaction(ground.engine) as session:
        kept = robustness.kept(session, run_id)
        actions = session.scalars(select(AuditEvent.action)).all()
    assert kept is not None
    assert (kept.report, actions.count("run.robustness")) == (TOLD, 1)


def test_a_later_report_takes_the_place_of_the_earlier_one(ground: Ground, run_id: int) -> None:
    """A run has one."""
    for draws in (10, 20):
        with transaction(ground.engine) as session:
            robustness.keep(session, ORGANIZER, ground.season_id, run_id, TOLD | {"draws": draws}, now=NOW)
    with transaction(ground.engine) as session:
        assert [row.report["draws"] for row in session.scalars(select(RobustnessReport))] == [20]


def test_an_observer_keeps_nothing(ground: Ground, run_id: int) -> None:
    """He reads."""
    with transaction(ground.engine) as session, pytest.raises(NotAllowed):
        robustness.keep(session, OBSERVER, ground.season_id, run_id, TOLD, now=NOW)


def test_a_run_of_another_season_is_not_found(ground: Ground, run_id: int) -> None:
    """The report belongs to the season it was ordered for."""
    with transaction(ground.engine) as session, pytest.raises(NotFound):
        robustness.keep(session, ORGANIZER, ground.season_id + 1, run_id, TOLD, now=NOW)


def test_a_check_without_a_run_is_refused(ground: Ground) -> None:
    """Before any worker sees it."""
    with transaction(ground.engine) as session, pytest.raises(Conflict, match="compute the points first"):
        queue.enqueue(session, ORGANIZER, season_id=ground.season_id, kind=JobKind.ROBUSTNESS, now=NOW)


@pytest.mark.usefixtures("run_id")
def test_a_check_can_be_ordered_in_any_state_but_not_twice(ground: Ground) -> None:
    """A run is enough; a second order waits for the first."""
    with transaction(ground.engine) as session:
        job = queue.enqueue(session, ORGANIZER, season_id=ground.season_id, kind=JobKind.ROBUSTNESS, now=NOW)
        assert job.state == JobState.QUEUED
    with transaction(ground.engine) as session, pytest.raises(Conflict, match="under way already"):
        queue.enqueue(session, ORGANIZER, season_id=ground.season_id, kind=JobKind.ROBUSTNESS, now=NOW)
