"""``lavr jury``: people, cards, progress, and the invented jury, over a season scored by the commands themselves."""

import json
from pathlib import Path

import pytest

from criteria import loading
from scoring.cli.context import Desk, now
from scoring.home import Home
from scoring.season.course import State
from scoring.services import course
from scoring.store.results import RobustnessReport, ScoreRun
from scoring.store.seasons import Season
from tests.scoring.cli.conftest import call, done


@pytest.fixture(name="judged")
def _judged(home: Path) -> Path:
    """The small season with the packaged jury, three invented jurors named."""
    desk = Desk(Home(home=home), "ru")
    season_id = desk.season_id(None)
    with desk.transaction() as session:
        session.get_one(Season, season_id).rulebook = loading.packaged_text("regional")
        run = session.query(ScoreRun).one()
        session.add(RobustnessReport(run_id=run.id, report={"nominations": []}, created_at=now()))
    desk.close()
    for number in range(1, 4):
        done(home, "jury", "add", f"juror{number}@example.org", "--name", f"Член жюри {number}", "--minutes", "60")
    return home


def to(home: Path, state: State) -> None:
    """Take the season on."""
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        course.advance(session, desk.actor, desk.season_id(None), state, now=now())
    desk.close()


def test_a_round_is_played_by_commands(judged: Path) -> None:
    """Prepared, opened, answered by the invented jury, closed; progress tells how many and not what."""
    assert "Карточки готовы" in done(judged, "jury", "prepare")
    assert "анкеты нет" in done(judged, "jury", "list")
    assert 1 == call(judged, "jury", "simulate").exit_code
    done(judged, "letters", "approve", "juror_invite", "--count", "3")
    to(judged, State.JURY_OPEN)
    done(judged, "jury", "simulate", "--seed", "2")
    found = json.loads(done(judged, "jury", "progress", "--json"))
    assert (1.0, 3) == (found["share"], len(found["jurors"]))
    assert "100%" in done(judged, "jury", "progress")
    to(judged, State.JURY_CLOSED)
    to(judged, State.PROPOSED)


def test_a_juror_is_removed_with_a_reason(judged: Path) -> None:
    """And is listed no more."""
    done(judged, "jury", "remove", "juror2@example.org", "--reason", "уехал")
    assert "juror2@" not in done(judged, "jury", "list")
    assert 1 == call(judged, "jury", "remove", "nobody@example.org", "--reason", "уехал").exit_code
