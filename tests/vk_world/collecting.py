"""Runs of the collector over the invented network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.sweeping import Collector, Swept
from scoring.sources.register import RegisterRow, read_register
from scoring.sources.vk.client import Client
from scoring.sources.vk.dialect import VK, VkDialect
from scoring.sources.vk.policy import RULES
from tests.vk_world.server import TOKEN, Network
from tests.vk_world.truth import Public
from tests.worlds import Clock

ZONE = "Asia/Novosibirsk"
YEAR = 2025
AUTHOR = Author(b"a key for tests")


def write_register(path: Path, pages: Sequence[Public], *, by_name: Sequence[int] = ()) -> Path:
    """A register as CSV; the pages ``by_name`` stand there without their number."""
    lines = ["Наименование подведомственной организации;ОГРН;Сфера 1;ID госпаблика;Ссылка на госпаблик ВК;Госметка;Подписчиков"]
    for page in pages:
        name = page.names[min(page.names)]
        number = "" if page.id in by_name else str(page.id)
        lines.append(f"{page.official};{page.ogrn};Образование;{number};https://vk.com/{name};да;500")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Desk:
    """A folder into which a network is collected."""

    path: Path
    network: Network
    rows: Sequence[RegisterRow]
    clock: Clock = field(default_factory=lambda: Clock(0))
    lanes: int = 1
    over_night: bool = True

    @property
    def folder(self) -> Folder:
        """Where the recordings lie."""
        return Folder(self.path)

    def begin(self, now: int, *, whole: bool = False) -> Path:
        """Set out on a sweep at a moment of the world."""
        self.clock.now = self.network.world.now = now
        return VK.begin(self.folder, self.rows, year=YEAR, zone=ZONE, now=now, whole=whole)

    def go_on(self, path: Path) -> Swept:
        """Do what is left of a sweep."""
        client = Client(TOKEN, self.network.address)
        time = Time(self.clock, self.clock.sleep)
        try:
            return Collector(VK.dialect, self.folder, client, AUTHOR, time, self.over_night, self.lanes).run(path)
        finally:
            client.close()

    def sweep(self, now: int, *, whole: bool = False) -> Swept:
        """A whole sweep."""
        with self.folder.locked():
            return self.go_on(self.begin(now, whole=whole))

    def convert(self, name: str = "activity", corrections: Corrections | None = None) -> Converted:
        """The activity files."""
        return VK.convert(self.folder, self.path / name, corrections or Corrections())

    def files(self, name: str = "activity") -> dict[str, bytes]:
        """The activity files, made anew, as bytes."""
        self.convert(name)
        return {path.name: path.read_bytes() for path in sorted((self.path / name).glob("*.csv"))}


def desk(path: Path, network: Network, *, by_name: Sequence[int] = ()) -> Desk:
    """An empty folder, and the register of the network's pages."""
    path.mkdir(parents=True, exist_ok=True)
    register = write_register(path / "register.csv", network.world.pages, by_name=by_name)
    return Desk(path, network, read_register(register).rows)


def limit(monkeypatch: pytest.MonkeyPatch, daily: Mapping[str, int]) -> None:
    """Let the network's day hold so many calls."""
    monkeypatch.setattr(VkDialect, "rules", replace(RULES, daily=daily))
