"""A season with frozen evidence that can be corrected, on either database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from criteria import loading
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.corrected import open_corrected
from scoring.evidence.corrections import Correction
from scoring.home import Home
from scoring.season.course import State
from scoring.services import corrections, replaying
from scoring.services.acting import Actor
from scoring.services.scoring import save_run
from scoring.store.database import transaction
from scoring.store.seasons import Page, Season
from tests.fixtures.databases import Databases
from tests.scoring.conftest import NOW, ORGANIZER, Ground
from tests.scoring.evidence import invented
from tests.scoring.services.whole_year import Played, Year

BOOK = loading.packaged("regional")


@dataclass(frozen=True)
class Frozen:
    """A season with frozen evidence, and where its files lie."""

    ground: Ground
    home: Home
    folder: Path

    def correct(self, one: Correction, actor: Actor = ORGANIZER, **more: object) -> int:
        """Write a correction down; its number."""
        given = {"reason": "опечатка", "basis": "письмо № 5", "now": NOW, **more}
        with transaction(self.ground.engine) as session:
            row = corrections.correct(session, actor, self.ground.season_id, one, home=self.home, **given)  # type: ignore[arg-type]  # as named
            return row.id

    def withdraw(self, number: int, reason: str = "ошибка") -> None:
        """Take one back."""
        with transaction(self.ground.engine) as session:
            corrections.withdraw(session, ORGANIZER, number, reason=reason, now=NOW)

    def active(self) -> tuple[Correction, ...]:
        """Those that count."""
        with transaction(self.ground.engine) as session:
            return corrections.active(session, self.ground.season_id)

    def run(self) -> str:
        """Compute and seal; the run's name."""
        said = self.active()
        with open_corrected(self.folder, said) as evidence:
            result = evaluate(BOOK, evidence)
        text = loading.packaged_text("regional")
        with transaction(self.ground.engine) as session:
            run = save_run(
                session, ORGANIZER, self.ground.season_id, evidence=self.folder.name, text=text, result=result, now=NOW,
                corrections=said,
            )  # fmt: skip
            replaying.seal_run(session, self.home, run, ranking=ranking_csv(result))
            return run.name


WORLD = invented.world(invented.dice(7))


@pytest.fixture(name="snapshot", scope="session")
def _snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return WORLD.frozen(tmp_path_factory.mktemp("corrections")).folder


@pytest.fixture(name="played", scope="session")
def _played(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return Played(snapshot, tmp_path_factory.mktemp("year"))


@pytest.fixture(name="year")
def _year(databases: Databases, played: Played, tmp_path: Path) -> Iterator[Year]:
    lent = played.lent(databases.copy(played), tmp_path / "home")
    yield lent
    lent.engine.dispose()


@pytest.fixture(name="season")
def _season(ground: Ground, snapshot: Path, tmp_path: Path) -> Frozen:
    folder = tmp_path / "evidence" / snapshot.name
    folder.parent.mkdir()
    folder.symlink_to(snapshot)
    with transaction(ground.engine) as session:
        for row in WORLD.register.values():
            session.add(Page(season_id=ground.season_id, key=row.key, name=row.name, link=row.link, ogrn="", ogrn_valid=False,
                             level="", founder="", municipality="", sphere="Спорт", exempt="", group_id=row.group_id,
                             search=row.name.lower(), register_line=2))  # fmt: skip
        found = session.get_one(Season, ground.season_id)
        found.state, found.evidence = State.FROZEN, snapshot.name
    return Frozen(ground, Home(home=tmp_path), folder)
