"""Runs of a source over its invented network, the same for every network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scoring.sources.collecting.calling import Asks
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import Swept
from scoring.sources.network import Source, Sweeping
from scoring.sources.register import RegisterRow, read_register
from tests.clerk import ZONE
from tests.vk_world.truth import Public, World
from tests.worlds import Clock

YEAR = 2025
AUTHOR = Author(b"a key for tests")


class Client(Asks, Protocol):
    """A connection that can be closed."""

    def close(self) -> None:
        """Let go of it."""
        ...


def write_register(path: Path, pages: Sequence[Public], link: Callable[[Public], str]) -> Path:
    """A register as CSV."""
    lines = ["Наименование подведомственной организации;ОГРН;Сфера 1;Ссылка на госпаблик ВК;Госметка;Подписчиков"]
    lines += [f"{page.official};{page.ogrn};Образование;{link(page)};да;500" for page in pages]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Desk:
    """A folder into which a world is collected by a source."""

    path: Path
    world: World
    source: Source
    connect: Callable[[], Client]
    rows: Sequence[RegisterRow]
    clock: Clock = field(default_factory=lambda: Clock(0))
    over_night: bool = True

    @property
    def folder(self) -> Folder:
        """Where the recordings lie."""
        return Folder(self.path)

    def begin(self, now: int, *, whole: bool = False) -> Path:
        """Set out on a sweep at a moment of the world."""
        self.clock.now = self.world.now = now
        return self.source.begin(self.folder, self.rows, year=YEAR, zone=ZONE, now=now, whole=whole)

    def go_on(self, path: Path) -> Swept:
        """Do what is left of a sweep."""
        client = self.connect()
        try:
            time = Time(self.clock, self.clock.sleep)
            return self.source.sweep(path, Sweeping(self.folder, client, AUTHOR, time, self.over_night, lanes=1))
        finally:
            client.close()

    def sweep(self, now: int, *, whole: bool = False) -> Swept:
        """A whole sweep."""
        with self.folder.locked():
            return self.go_on(self.begin(now, whole=whole))

    def convert(self, name: str = "activity") -> Converted:
        """The activity files."""
        return self.source.convert(self.folder, self.path / name, Corrections())

    def files(self, name: str = "activity") -> dict[str, bytes]:
        """The activity files, made anew, as bytes."""
        self.convert(name)
        return {path.name: path.read_bytes() for path in sorted((self.path / name).glob("*.csv"))}


def desk(path: Path, world: World, source: Source, connect: Callable[[], Client], link: Callable[[Public], str]) -> Desk:
    """An empty folder, and the register of the world's pages."""
    path.mkdir(parents=True, exist_ok=True)
    register = write_register(path / "register.csv", world.pages, link)
    return Desk(path, world, source, connect, read_register(register).rows)
