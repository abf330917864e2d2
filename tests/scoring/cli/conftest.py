"""A small demo season, scored once by the commands themselves; each test works on a copy of its home folder."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from criteria import loading
from scoring.cli.commands import lavr
from scoring.cli.context import Desk, now, told_errors
from scoring.cli.workshop import handlers
from scoring.home import Home
from scoring.jobs.worker import Order
from scoring.progress import silent
from scoring.season.course import State
from scoring.services import course
from scoring.sources.demo import write_season
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind


class _Shell:
    """The command with its outermost wrapping, as click's runner wants it."""

    name = "lavr"

    def main(self, args: list[str], **_: Any) -> None:
        with told_errors("ru"):
            lavr.main(args=args, prog_name="lavr", standalone_mode=True)


def call(home: Path, *arguments: str) -> Result:
    """One command over a home folder, as at the shell."""
    shell: Any = _Shell()
    return CliRunner(env={"LAVR_LANGUAGE": "ru", "LAVR_DATABASE_URL": None}).invoke(shell, ["--home", str(home), *arguments])


def done(home: Path, *arguments: str) -> str:
    """What a command that must succeed tells."""
    result = call(home, *arguments)
    assert 0 == result.exit_code, result.output
    return result.stdout


@pytest.fixture(name="scored", scope="session")
def _scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the small season of 2025, imported, frozen and scored."""
    home = tmp_path_factory.mktemp("scored")
    play(home, 2025, seed=1, began=2025)
    return home


@pytest.fixture(name="two_years", scope="session")
def _two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of two small seasons of the same institutions, the first under a weekly norm of two."""
    home = tmp_path_factory.mktemp("two_years")
    rulebook = home / "before.toml"
    rulebook.write_text(loading.packaged_text("regional").replace("norm = 3  ", "norm = 2  ", 1), encoding="utf-8")
    play(home, 2024, "--rulebook", str(rulebook), seed=4, began=2024)
    play(home, 2025, seed=4, began=2024)
    return home


@pytest.fixture(name="home")
def _home(scored: Path, tmp_path: Path) -> Path:
    """A copy to do harm to."""
    return Path(shutil.copytree(scored, tmp_path / "home"))


@pytest.fixture(name="sealed")
def _sealed(home: Path) -> Path:
    """The folder of the one sealed run."""
    (found,) = (home / "runs").iterdir()
    return found


OPENING = ("--signer", "Председатель: А. Б. Вёрстова", "--without-jury", "--one-key", "--collect")
"""A season of one person, without a jury, that collects at once."""
OPEN = ("season", "open", "2025", "--contest", "Знак качества", "--zone", "Asia/Novosibirsk", *OPENING)
"""The command that opens it."""


def play(home: Path, year: int, *opening: str, seed: int, began: int) -> None:
    """Write a small season's files, open it, import, freeze and score. Pages enter, leave, move in the world of seed 4."""
    files = write_season(home / "files" / str(year), scale="small", seed=seed, year=year, began=began)
    done(home, "season", "open", str(year), "--contest", "Знак качества", "--zone", "Asia/Novosibirsk", *OPENING, *opening)
    done(home, "import", "register", str(files.register))
    done(home, "import", "activity", str(files.folder))
    done(home, "season", "run", "--until", "scored")


def score_again(home: Path, old: str, new: str) -> None:
    """Score by a changed rule book, as the job does; no service would change one that was announced."""
    desk = Desk(Home(home=home), "ru")
    season_id = desk.season_id(None)
    with desk.transaction() as session:
        season = session.get_one(Season, season_id)
        assert old in season.rulebook
        text = season.rulebook.replace(old, new, 1)
        season.rulebook = text
    handlers()[JobKind.SCORE](desk.shop, Order(0, season_id, {}, desk.actor), silent)
    desk.close()


def import_again(home: Path, path: Path) -> None:
    """Take the season back, import one more file, freeze and score."""
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        for state in (State.OBJECTIONS, State.COLLECTING):
            course.advance(session, desk.actor, desk.season_id(None), state, now=now(), reason="исправлено")
    desk.close()
    done(home, "import", "activity", str(path))
    done(home, "season", "run", "--until", "scored")
