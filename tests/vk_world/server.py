"""The invented network's server: plain HTTP on loopback, with limits, errors and bad manners by script."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.vk_world import telling
from tests.vk_world.truth import World
from tests.worlds import Bad, Clock, Html, Json, Params, listening

TOKEN = "service-token-4711"  # noqa: S105 of a network that does not exist


Script = Callable[[str, Params], "int | Bad | Any | None"]
"""Told of every call: an error code, a bad answer, an answer of its own, or None for the truth."""


@dataclass
class Network:
    """What the server knows. ``clock`` with it the limit of three calls a second holds."""

    world: World
    script: Script = lambda _method, _params: None
    clock: Clock | None = None
    after: Callable[[int], None] = lambda _number: None
    calls: list[tuple[str, Params]] = field(default_factory=list)
    answers: list[tuple[str, Any]] = field(default_factory=list)
    address: str = ""
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> Counter[str]:
        """Calls by method."""
        return Counter(method for method, _ in self.calls)

    def answer(self, path: str, params: Params, token: str) -> Json | Bad | Html:
        """One call; outside of ``/method`` the page that anybody sees."""
        method = path.rpartition("/")[2]
        if not path.startswith("/method/"):
            assert not token
            self.calls.append(("page", {"name": method}))
            told = self.script("page", {"name": method})
            return told if isinstance(told, Html | Bad) else telling.page(self.world, method)
        with self._lock:
            self.calls.append((method, params))
            told = self._answer(method, params, token)
            self.answers.append((method, told))
            self.after(len(self.calls))
            return told

    def _answer(self, method: str, params: Params, token: str) -> Json | Bad:
        if token != f"Bearer {TOKEN}":
            return error(5, "User authorization failed")
        if params.get("v") != "5.199":
            return error(8, "Invalid request")
        if self.clock is not None:
            if len(self._recent) == 3 and self.clock.now - self._recent[0] < 1:
                return error(6, "Too many requests per second")
            self._recent.append(self.clock.now)
        told = self.script(method, params)
        if isinstance(told, Bad):
            return told
        if isinstance(told, int):
            return error(told, f"scripted {told}")
        return self._truth(method, params) if told is None else {"response": told}

    def _truth(self, method: str, params: Params) -> Json:
        if method == "video.get":
            return {"response": telling.videos(self.world, params["videos"].split(","))}
        if method == "groups.getById":
            return {"response": telling.groups(self.world, params["group_ids"].split(","))}
        page = self.world.page(params["owner_id"].removeprefix("-"))
        if page is None:
            return error(100, "One of the parameters specified was missing or invalid")
        look = page.look(self.world.now)
        if look.deactivated:
            return error(18, "User was deleted or banned")
        if look.closed:
            return error(15, "Access denied: this wall available only for community members")
        if method == "wall.get":
            return {"response": telling.wall(self.world, page, int(params.get("offset", 0)), min(int(params["count"]), 100))}
        one = next(entry for entry in page.entries if entry.id == int(params["post_id"]))
        if one.shut:
            return error(212, "Access to post comments denied")
        return {"response": telling.comments(one, self.world.now, params)}


def error(code: int, words: str) -> Json:
    """An error as the network tells it, with the echo of the call that it adds."""
    return {"error": {"error_code": code, "error_msg": words, "request_params": [{"key": "v", "value": "5.199"}]}}


@contextmanager
def serving(network: Network) -> Iterator[Network]:
    """The server, for the time of the block."""
    with listening(network) as address:
        network.address = f"{address}/method"
        yield network
