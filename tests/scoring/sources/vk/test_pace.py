"""The network's limit is kept, and kept busy."""

import threading
from dataclasses import replace

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.progress import Stopped
from scoring.sources.collecting.pace import Bucket, Time, network_day, next_midnight
from scoring.sources.collecting.sweeping import LANES, Collector
from scoring.sources.vk.client import Client
from scoring.sources.vk.dialect import VK
from scoring.sources.vk.policy import RATE
from tests.vk_world.collecting import AUTHOR, Desk
from tests.worlds import Clock


class LanesClock:
    """Time for several threads: it moves on to the next waker when all of them sleep."""

    def __init__(self, now: float, lanes: int) -> None:
        self.now = now
        self.lanes = lanes
        self._wakes: dict[int, float] = {}
        self._turn = threading.Condition()

    def __call__(self) -> float:
        """The present moment."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait until all other lanes sleep, too, and their turn comes later."""
        me = threading.get_ident()
        with self._turn:
            self._wakes[me] = self.now + seconds
            self._move()
            self._turn.wait_for(lambda: self.now >= self._wakes[me])
            del self._wakes[me]

    def leave(self) -> None:
        """One lane has no more work."""
        with self._turn:
            self.lanes -= 1
            self._move()

    def _move(self) -> None:
        if self._wakes and len(self._wakes) >= self.lanes:
            self.now = max(self.now, min(self._wakes.values()))
            self._turn.notify_all()


@given(st.lists(st.floats(0, 2), min_size=1, max_size=60))
@settings(max_examples=50)
def test_no_second_sees_more_calls_than_allowed(latencies: list[float]) -> None:
    """Whatever time the answers take."""
    clock = Clock(1000.0)
    bucket = Bucket(Time(clock, clock.sleep), RATE)
    begun = []
    for latency in latencies:
        bucket.take()
        begun.append(clock.now)
        clock.sleep(latency)
    assert all(later - earlier >= 1 for earlier, later in zip(begun, begun[RATE:], strict=False))


@pytest.mark.parametrize("latency", [0.0, 0.05, 0.2, 0.33])
def test_one_lane_uses_the_limit_up(latency: float) -> None:
    """At least 95 of 100 allowed calls, as long as an answer takes less than a third of a second."""
    clock = Clock(1000.0)
    bucket = Bucket(Time(clock, clock.sleep), RATE)
    for _ in range(300):
        bucket.take()
        clock.sleep(latency)
    assert 0.95 * RATE <= 300 / (clock.now - 1000)


def test_lanes_use_the_limit_up_with_slow_answers(collected: Desk) -> None:
    """Four lanes make at least 95 of 100 allowed calls when every answer takes 0.9 s, and never more than allowed."""
    clock = LanesClock(float(collected.network.world.now), 1)
    begun: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        begun.append(clock.now)
        clock.sleep(0.9)
        if request.url.path.endswith("groups.getById"):
            clock.lanes = LANES
            told = {"groups": [{"id": number, "screen_name": f"p{number}"} for number in range(1, 301)]}
            return httpx.Response(200, json={"response": told})
        return httpx.Response(200, json={"response": {"count": 0, "items": []}})

    def stopped() -> bool:
        """Each lane asks once more and leaves."""
        enough = len(begun) > 200
        if enough:
            clock.leave()
        return enough

    collected.rows = [replace(collected.rows[0], key=f"vk:club{number}", group_id=number) for number in range(1, 301)]
    path = collected.begin(collected.network.world.now)
    client = Client("token", "http://127.0.0.1:9/method", transport=httpx.MockTransport(answer))
    with pytest.raises(Stopped):
        Collector(VK.dialect, collected.folder, client, AUTHOR, Time(clock, clock.sleep), lanes=LANES, stopped=stopped).run(path)
    client.close()

    walls = sorted(begun)[1:]
    assert 0.95 * RATE <= (len(walls) - 1) / (walls[-1] - walls[0])
    assert all(later - earlier >= 1 for earlier, later in zip(walls, walls[RATE:], strict=False))


def test_days_are_those_of_the_network() -> None:
    """Midnight is Moscow's."""
    moment = 1_735_678_800.0  # 2025-01-01 00:00 in Moscow
    assert "2024-12-31" == network_day(moment - 1)
    assert "2025-01-01" == network_day(moment)
    assert moment == next_midnight(moment - 1)
    assert moment + 86_400 == next_midnight(moment)
