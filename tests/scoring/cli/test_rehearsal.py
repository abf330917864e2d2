"""``lavr season rehearse`` and ``lavr season clock``: begun, its clock set, its work done, thrown away."""

import re
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, update

from scoring.cli.context import Desk
from scoring.cli.rehearsal_work import RehearsalWork
from scoring.home import Home
from scoring.season.course import State
from scoring.services import rehearsal_clock
from scoring.store.database import open_engine, transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import Job
from tests.scoring.cli.conftest import call, done


@pytest.fixture(name="rehearsed", scope="module")
def _rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a season without data and its rehearsal."""
    home = tmp_path_factory.mktemp("rehearsed")
    done(home, "season", "open", "2025", "--contest", "Знак качества", "--without-jury", "--one-key")
    done(home, "season", "rehearse", "--jurors", "5")
    return home


@pytest.fixture(name="home")
def _home(rehearsed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(rehearsed, tmp_path / "home"))


def test_a_rehearsal_tells_where_it_stands_and_how_to_go_on(home: Path) -> None:
    """Reading its clock names its state, its present and the home for further commands."""
    told = done(home, "season", "clock")

    assert re.search(r"Репетиция 2025: draft, на её часах \d\d\.\d\d\.\d{4} \d\d:\d\d UTC", told)
    assert "rehearsal/2025" in told


def test_its_clock_is_set_to_a_day(home: Path) -> None:
    """``--to`` sets it to the morning of that day by the season's zone."""
    assert "01.06.2037 06:00 UTC" in done(home, "season", "clock", "--to", "2037-06-01")


def test_only_one_way_of_setting_it_at_a_time(home: Path) -> None:
    """A day and a number of days together are refused."""
    assert "Выберите одно" in call(home, "season", "clock", "--to", "2037-06-01", "--days", "3").output


def test_commands_in_its_home_are_about_the_rehearsal(home: Path) -> None:
    """A step taken there moves the rehearsal, dated by its clock, and not the contest."""
    inside = home / "rehearsal" / "2025"
    done(home, "season", "clock", "--to", "2037-06-01")
    done(inside, "season", "step", "announced")

    assert ("announced", "draft") == tuple(done(one, "season", "list").split()[1] for one in (inside, home))


def test_a_second_one_of_the_same_year_is_refused(home: Path) -> None:
    """What stands has to be thrown away first."""
    assert "уже есть" in call(home, "season", "rehearse").output


def test_it_is_thrown_away(home: Path) -> None:
    """Afterwards there is none, and the clock says how to begin one."""
    assert "удалена" in done(home, "season", "rehearse", "--drop")
    assert "lavr season rehearse" in call(home, "season", "clock").output


def test_its_work_is_done_beside_the_contests(home: Path) -> None:
    """A job that was ordered in a rehearsal is done there; one that is gone stops nobody."""
    made = Home(home=home).rehearsal_of(2025)
    engine = open_engine(made.url)
    with transaction(engine) as session:
        season = rehearsal_clock.rehearsed(session)
        session.execute(update(Season).values(state=State.SCORED, evidence="e" * 64))
        now = rehearsal_clock.present(season, season.created_at)
        session.add(Job(season_id=season.id, kind=JobKind.SCORE, params={}, state=JobState.QUEUED, created_at=now))
    with closing(Desk(Home(home=home), "ru")) as desk:
        work = RehearsalWork(desk, {JobKind.SCORE: lambda _shop, _order, _progress: {"done": 1}}, "test")
        answers = [work.work_once(), work.work_once()]
        with transaction(engine) as session:
            states = session.scalars(select(Job.state).where(Job.kind == JobKind.SCORE)).all()
        shutil.rmtree(made.home)
        answers.append(work.work_once())
    engine.dispose()

    assert ([True, False, False], [JobState.DONE]) == (answers, list(states))


@pytest.mark.parametrize(
    "command",
    [
        ("collect", "vk", "--once"),
        ("collect", "streams", "links.csv", "--out", "streams.csv"),
        ("collect", "covers"),
        ("owners", "read"),
    ],
    ids=" ".join,
)
def test_no_command_asks_a_network_from_inside(home: Path, command: tuple[str, ...]) -> None:
    """It is refused before anything is asked, with the way to do it."""
    assert "Репетиция не ходит в сети" in call(home / "rehearsal" / "2025", *command).output
