"""How many calls and days a sweep takes, told beforehand and on the way."""

from collections import Counter

import pytest

from scoring.sources.collecting.estimate import Estimate
from scoring.sources.collecting.pace import network_day
from scoring.sources.vk.dialect import VK
from scoring.sources.vk.policy import RULES
from tests.vk_world.collecting import Desk, limit

YEAR = 366 * 86_400


def test_a_regions_year_takes_two_days_of_the_walls_limit() -> None:
    """3,465 pages with 79.4 posts each: the walls alone are more than a day's 5,000 calls."""
    found = VK.plan(3465, YEAR)
    assert {"groups.getById": 7, "wall.get": 6362, "wall.getComments": 24_948} == dict(found.calls)
    assert 2 == found.days
    assert 31_317 == found.total
    assert 10_439 == found.seconds


def test_a_weekly_sweep_fits_into_a_day() -> None:
    """A month back, a call a page."""
    found = VK.plan(3465, 30 * 86_400)
    assert 3465 < found.calls["wall.get"] < 3800
    assert 1 == found.days


@pytest.mark.parametrize(
    ("calls", "used", "days"),
    [(5000, 0, 1), (5001, 0, 2), (5000, 1, 2), (10_000, 0, 2), (10_001, 0, 3), (10, 9000, 2), (0, 9000, 1)],
)
def test_days_count_what_is_left_of_today(calls: int, used: int, days: int) -> None:
    """Whatever does not fit into today's rest goes into whole days."""
    assert days == Estimate({"wall.get": calls}, {"wall.get": used}, measured=False, rules=RULES).days


def test_what_was_read_tells_what_is_left(collected: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After enough pages, the calls that they took."""
    monkeypatch.setattr("scoring.sources.collecting.estimate._ENOUGH", 1)
    limit(monkeypatch, {"wall.get": 3})
    collected.over_night = False
    now = collected.network.world.now
    path = collected.begin(now)
    collected.go_on(path)
    found = VK.remaining(path, Counter({(network_day(now), "wall.get"): 4}), now)
    assert found.measured
    assert {"wall.get": 6, "wall.getComments": 0} == dict(found.calls)
    assert 7 == found.used["wall.get"]


def test_at_first_the_region_is_all_that_is_known(collected: Desk) -> None:
    """Before a page is read, the plan stands."""
    path = collected.begin(collected.network.world.now)
    found = VK.remaining(path, Counter(), collected.network.world.now)
    assert not found.measured
    assert 1 == found.calls["groups.getById"]
