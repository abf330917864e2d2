"""The invented networks' years, collected, and small worlds for single things."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scoring.sources.collecting.converting import Converted
from scoring.sources.ok.client import Client as OkClient
from scoring.sources.ok.dialect import OK
from scoring.sources.telegram.client import Client as TelegramClient
from scoring.sources.telegram.dialect import TELEGRAM
from tests.clerk import Book
from tests.desk import Desk, desk
from tests.ok_world import server as ok_server
from tests.ok_world import year as ok_year
from tests.telegram_world import server as telegram_server
from tests.telegram_world import year as telegram_year
from tests.vk_world.truth import Public


@dataclass
class Played:
    """A collected year: its world's clerk, and what was collected."""

    book: Book
    desk: Desk
    converted: Converted


def ok_link(page: Public) -> str:
    """As the register has it."""
    return f"https://ok.ru/{page.names[0] if page.id in ok_year.BY_NAME else f'group/{page.id}'}"


def telegram_link(page: Public) -> str:
    """As the register has it."""
    return f"t.me/{page.names[0]}"


@pytest.fixture(name="ok")
def _ok(tmp_path: Path) -> Iterator[tuple[ok_server.Network, Desk]]:
    """The year's world in its autumn, nothing of it collected."""
    world, _ = ok_year.invented_year()
    world.now = ok_year.SWEEPS[-8]
    with ok_server.serving(ok_server.Network(world)) as network:
        yield network, desk(tmp_path / "ok", world, OK, lambda: OkClient(ok_server.KEYS, network.address), ok_link)


@pytest.fixture(name="telegram")
def _telegram(tmp_path: Path) -> Iterator[tuple[telegram_server.Network, Desk]]:
    """The year's world in its autumn, nothing of it collected."""
    world, _ = telegram_year.invented_year()
    world.now = telegram_year.SWEEPS[-8]
    with telegram_server.serving(telegram_server.Network(world)) as network:
        yield network, desk(tmp_path / "tg", world, TELEGRAM, lambda: TelegramClient(network.address), telegram_link)


@pytest.fixture(name="played", scope="session", params=["ok", "tg"])
def _played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A year of a network, sweep by sweep."""
    path = tmp_path_factory.mktemp(request.param)
    if request.param == "ok":
        world, book = ok_year.invented_year()
        with ok_server.serving(ok_server.Network(world)) as network:
            found = desk(path, world, OK, lambda: OkClient(ok_server.KEYS, network.address), ok_link)
            for moment in ok_year.SWEEPS:
                found.sweep(moment, whole=moment == ok_year.SWEEPS[-1])
    else:
        world, book = telegram_year.invented_year()
        with telegram_server.serving(telegram_server.Network(world)) as site:
            found = desk(path, world, TELEGRAM, lambda: TelegramClient(site.address), telegram_link)
            for moment in telegram_year.SWEEPS:
                found.sweep(moment, whole=moment == telegram_year.SWEEPS[-1])
    return Played(book, found, found.convert())
