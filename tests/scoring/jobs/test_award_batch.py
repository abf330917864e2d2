"""The batch of awards killed at ten points and begun again: what is in the database and on the disk ends equal."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from secrets import randbits

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from certificates import press
from certificates.batch import make_many
from certificates.keys.ring import init_ring
from certificates.look import PLAIN
from certificates.press import Press
from certificates.sealing import open_sealer
from criteria import loading
from scoring.chance import seeded
from scoring.cli import award_work
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.season.settings import SeasonSettings
from scoring.services import seasons
from scoring.store.awards import AwardSample
from scoring.store.database import open_engine, transaction
from scoring.store.results import Award, AwardFile
from tests.fixtures.databases import migrate
from tests.scoring.conftest import NOW, ORGANIZER
from tests.scoring.services import awarding

KILLS = 10


class Killed(BaseException):
    """The process is gone."""


class Tripwire:
    """Counts the moments at which a process may die, and dies at one of them."""

    def __init__(self) -> None:
        self.passed = 0
        self.at: int | None = None

    def step(self) -> None:
        """One such moment."""
        self.passed += 1
        if self.passed == self.at:
            raise Killed


@pytest.fixture(name="wire")
def _wire(monkeypatch: pytest.MonkeyPatch, keys: Path) -> Tripwire:
    """Before and after each file is put in its place, and before each transaction is committed; the real press, warm."""
    wire, real, warm = Tripwire(), Path.replace, Press(PLAIN, open_sealer(keys))

    def replace(self: Path, target: Path) -> Path:
        wire.step()
        moved = real(self, target)
        wire.step()
        return moved

    @contextmanager
    def committed(engine: Engine) -> Iterator[Session]:
        with transaction(engine) as session:
            yield session
            wire.step()

    def alone(*given: object, **options: object) -> object:
        return make_many(*given, **(options | {"workers": 0}))  # type: ignore[arg-type]  # as the batch calls it

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(award_work, "transaction", committed)
    monkeypatch.setattr(press, "Press", lambda *_: warm)
    monkeypatch.setattr("certificates.batch.make_many", alone)
    return wire


@pytest.fixture(name="keys", scope="module")
def _keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    init_ring(
        folder / "keys", folder / "root", b"four words for tests", name="Оргкомитет", site="https://awards.example", year=2026,
        now=NOW, randbits=randbits,
    )  # fmt: skip
    return folder / "keys"


@pytest.fixture(name="season_in")
def _season_in(tmp_path: Path, keys: Path) -> Callable[[str], tuple[Workshop, Order]]:
    """Makes a signed season with two awards to give, in a home of its own; chance begins with the same seed in each."""
    first = Home(home=tmp_path / "first").make()
    migrate(first.url)
    engine = open_engine(first.url)
    with transaction(engine) as session:
        season = seasons.open_season(
            session, ORGANIZER, year=2025, contest="Знак качества", region="Приозёрская область", city="Приозёрск",
            zone="Asia/Novosibirsk", rulebook=seasons.without_jury(loading.packaged_text("regional")),
            signers=[{"post": "Председатель", "name": "А. Б. Вёрстова"}], now=NOW, settings=SeasonSettings(two_keys=False),
        )  # fmt: skip
        awarding.score(session, season.id)
        awarding.sign(session, season.id)
        order = Order(0, season.id, {}, ORGANIZER)
    engine.dispose()

    def make(name: str) -> tuple[Workshop, Order]:
        shutil.copytree(first.home, tmp_path / name)
        home = Home(home=tmp_path / name, keys=keys, public_url="https://awards.example")
        return Workshop(open_engine(home.url), home, lambda: NOW, seeded(7)), order

    return make


def outcome(shop: Workshop) -> tuple[object, ...]:
    """Awards with the hashes of their files as the database has them and as they lie on the disk, and the samples."""
    with transaction(shop.engine) as session:
        awards = [
            (one.kind, one.name, one.serial, one.status_index, one.status, one.made_at is not None)
            for one in session.scalars(select(Award).order_by(Award.id))
        ]
        files = [(one.kind, one.path, one.sha256) for one in session.scalars(select(AwardFile).order_by(AwardFile.path))]
        samples = list(session.scalars(select(AwardSample.award_id).order_by(AwardSample.award_id)))
    kept = shop.home.awards
    disk = {
        str(path.relative_to(kept)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept.rglob("*") if path.is_file()
    }
    shop.engine.dispose()
    return awards, files, samples, sorted(disk.items())


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def test_killed_at_ten_points_the_batch_ends_equal(season_in: Callable[[str], tuple[Workshop, Order]], wire: Tripwire) -> None:
    """Serials, places in the status lists, signatures, credentials, samples: all of it, and nothing twice."""
    shop, order = season_in("whole")
    award_work.award(shop, order, quiet)
    moments, whole = wire.passed, outcome(shop)
    points = Random(20).sample(range(1, moments + 1), KILLS)  # noqa: S311 the points of a test keep no secret

    ended = []
    for number, point in enumerate(points):
        killed, again = season_in(str(number))
        wire.passed, wire.at = 0, point
        with pytest.raises(Killed):
            award_work.award(killed, again, quiet)
        wire.at = None
        award_work.award(Workshop(killed.engine, killed.home, killed.clock, seeded(7)), again, quiet)
        ended.append(outcome(killed))

    assert [whole] * KILLS == ended
