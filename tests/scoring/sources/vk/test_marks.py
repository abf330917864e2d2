"""The state mark by public pages, where the API does not tell it."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.sweeping import Swept
from scoring.sources.network import Sweeping
from scoring.sources.vk.client import Client
from scoring.sources.vk.dialect import VK, VK_WITH_PAGES
from tests.vk_world.collecting import AUTHOR, Desk, desk
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import public, small_world
from tests.vk_world.truth import Look
from tests.worlds import Bad, Html


@pytest.fixture(name="silent")
def _silent(tmp_path: Path) -> Iterator[tuple[Network, Desk]]:
    """A world whose API tells of no mark; the second page bears it."""
    world = small_world()
    looks = (Look(mark=None), Look(mark=None, badge=True), Look(mark=False))
    world.pages = [public(number, look=look) for number, look in enumerate(looks, start=101)]
    with serving(Network(world)) as network:
        yield network, desk(tmp_path / "vk", network)


def sweep(network: Network, collected: Desk) -> Swept:
    """A sweep that looks at pages, too."""
    path = collected.begin(network.world.now)
    client = Client(TOKEN, network.address, site=network.address.removesuffix("/method"))
    try:
        time = Time(collected.clock, collected.clock.sleep)
        return VK_WITH_PAGES.sweep(path, Sweeping(collected.folder, client, AUTHOR, time, lanes=1))
    finally:
        client.close()


def marks(collected: Desk) -> list[str]:
    """The column of the checks, page by page."""
    collected.convert()
    with (collected.path / "activity" / "checks.csv").open(encoding="utf-8", newline="") as file:
        return [row["Госметка"] for row in csv.DictReader(file)]


def test_it_is_off_by_default(silent: tuple[Network, Desk]) -> None:
    """No page is asked for, and the mark stays unknown."""
    network, collected = silent
    collected.sweep(network.world.now)
    assert 0 == network.count()["page"]
    assert ["", "", "нет"] == marks(collected)


def test_the_badge_of_a_page_is_its_mark(silent: tuple[Network, Desk]) -> None:
    """Pages of whose mark the API has told are not asked for."""
    network, collected = silent
    sweep(network, collected)
    assert ["school_101", "school_102"] == [params["name"] for method, params in network.calls if method == "page"]
    assert ["нет", "да", "нет"] == marks(collected)


def test_pages_are_asked_for_as_slowly_as_everything_else(silent: tuple[Network, Desk]) -> None:
    """They take their places among the calls of a second."""
    network, collected = silent
    began = network.world.now
    sweep(network, collected)
    assert collected.clock.now - began >= (len(network.calls) - 1) // 3


@pytest.mark.parametrize("told", [Html("<html><body>Вы не робот?</body></html>"), Html("", 404), Html("", 302, "/x")])
def test_a_page_that_says_nothing_leaves_the_mark_unknown(silent: tuple[Network, Desk], told: Html) -> None:
    """A page of another kind is told to the operator."""
    network, collected = silent
    network.script = lambda method, params: replace(told) if method == "page" and params["name"] == "school_102" else None
    swept = sweep(network, collected)
    assert ["vk:school_102"] == [one.page for one in swept.troubles if one.method == "page"]
    assert ["нет", "", "нет"] == marks(collected)


def test_trouble_of_the_site_is_waited_out(silent: tuple[Network, Desk]) -> None:
    """As that of the API."""
    network, collected = silent
    left = [3]

    def script(method: str, _params: dict[str, str]) -> Bad | None:
        left[0] -= method == "page"
        return Bad(503) if method == "page" and left[0] >= 0 else None

    network.script = script
    sweep(network, collected)
    assert ["нет", "да", "нет"] == marks(collected)


def test_the_source_is_the_same_network() -> None:
    """Its recordings are converted by the ordinary source."""
    assert VK.network is VK_WITH_PAGES.network
