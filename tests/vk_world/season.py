"""A season over the invented network: its register in the database, its home folder with a token, and a clock to move."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, select

from scoring.cli.workshop import handlers
from scoring.home import Home
from scoring.jobs.worker import Worker, Workshop
from scoring.services import collecting
from scoring.services.acting import Actor
from scoring.services.imports import import_file
from scoring.services.uploads import keep_file
from scoring.sources.collecting.recording import Folder
from scoring.store.database import transaction
from scoring.store.vocabulary import JobKind, Role, Via
from scoring.store.work import Job
from tests.vk_world.collecting import write_register
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.worlds import Clock

ORGANIZER = Actor(None, "Анна", Role.ADMIN, Via.COMMAND_LINE)


@dataclass
class Contest:
    """A season of 2025 that collects from a network on loopback."""

    engine: Engine
    season_id: int
    home: Home
    network: Network
    clock: Clock = field(default_factory=lambda: Clock(0))

    @property
    def now(self) -> datetime:
        """The moment, as services want it."""
        return datetime.fromtimestamp(self.clock.now, UTC)

    @property
    def folder(self) -> Folder:
        """Where the recordings lie."""
        return collecting.folder_of(self.home, 2025)

    @property
    def shop(self) -> Workshop:
        """What the worker works with."""
        return Workshop(self.engine, self.home, lambda: self.now)

    def order(self, *, whole: bool = False, then_import: bool = False) -> int:
        """Order a sweep."""
        with transaction(self.engine) as session:
            job = collecting.order_sweep(
                session, self.home, ORGANIZER, self.season_id, now=self.now, whole=whole, then_import=then_import
            )
            session.flush()
            return job.id

    def order_evidence(self) -> int:
        """Order that the recordings become evidence."""
        with transaction(self.engine) as session:
            job = collecting.order_evidence(session, self.home, ORGANIZER, self.season_id, now=self.now)
            session.flush()
            return job.id

    def work(self, name: str = "first") -> bool:
        """Let a worker do what waits; whether there was anything."""
        return Worker(self.shop, handlers(), name).work_once()

    def job(self, number: int) -> Job:
        """A job's row."""
        with transaction(self.engine) as session:
            return session.get_one(Job, number)

    def jobs(self, kind: JobKind) -> list[Job]:
        """All jobs of a kind."""
        with transaction(self.engine) as session:
            return list(session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)))


@contextmanager
def contest(engine: Engine, season_id: int, path: Path, **settings: Any) -> Iterator[Contest]:
    """The season with its register of the small world, whose server runs for the time of the block."""
    with serving(Network(small_world())) as network:
        settings = dict[str, Any](home=path, vk_token=SecretStr(TOKEN), vk_api=network.address) | settings
        found = Contest(engine, season_id, Home.model_validate(settings).make(), network)
        found.clock.now = network.world.now
        register = keep_file(found.home, write_register(path / "register.csv", network.world.pages))
        import_file(engine, found.home, ORGANIZER, season_id, register, clock=lambda: found.now)
        yield found
