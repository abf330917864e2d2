"""The invented network's server: signatures, limits, errors and bad manners by script."""

import hashlib
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scoring.sources.ok.client import Keys
from tests.ok_world import telling
from tests.vk_world.truth import World
from tests.worlds import Bad, Clock, Json, Params, listening

KEYS = Keys("CPUBLICKEY4711", "SECRETOFTHEAPPLICATION", "tkn1eternaltoken")
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
    address: str = ""
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=3))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> Counter[str]:
        """Calls by method."""
        return Counter(method for method, _ in self.calls)

    def answer(self, path: str, params: Params, token: str) -> Json | list[Any] | Bad:
        """One call."""
        with self._lock:
            assert ("/fb.do", "") == (path, token)
            method = params.get("method", "")
            self.calls.append((method, params))
            told = self._told(method, params)
            self.after(len(self.calls))
            return told

    def _told(self, method: str, params: Params) -> Json | list[Any] | Bad:
        if params.get("application_key") != KEYS.public:
            return error(101, "PARAM_API_KEY : Application not exist")
        if params.get("access_token") != KEYS.token:
            return error(103, "PARAM_SESSION_KEY : Invalid session key")
        if params.get("sig") != signature(params):
            return error(104, "PARAM_SIGNATURE : Invalid signature")
        if self.clock is not None:
            if len(self._recent) == 3 and self.clock.now - self._recent[0] < 1:
                return error(8, "FLOOD_BLOCKED")
            self._recent.append(self.clock.now)
        told = self.script(method, params)
        if isinstance(told, int):
            return error(told, f"scripted {told}")
        return self._truth(method, params) if told is None else told

    def _truth(self, method: str, params: Params) -> Json | list[Any]:
        if method == "url.getInfo":
            page = self.world.page(params["url"].removeprefix("https://ok.ru/"))
            return {"type": "UNKNOWN"} if page is None else {"type": "GROUP", "objectId": page.id, "objectIdStr": str(page.id)}
        if method == "group.getInfo":
            asked = [self.world.page(one) for one in params["uids"].split(",")]
            found = [page for page in asked if page is not None and not page.look(self.world.now).deactivated]
            return [telling.group(page, self.world.now) for page in found]
        if method == "mediatopic.getTopics":
            page = self.world.page(params["gid"])
            if page is None or page.look(self.world.now).closed:
                return error(10, "PERMISSION_DENIED")
            return telling.topics(self.world, page, params.get("anchor", ""), int(params["count"]))
        if method == "discussions.getComments":
            return self._comments(params)
        return error(3, "METHOD : Method does not exist")

    def _comments(self, params: Params) -> Json:
        for page in self.world.pages:
            for one in page.entries:
                if str(one.id) == params["discussionId"]:
                    if one.gone <= self.world.now:
                        return error(300, "NOT_FOUND")
                    return telling.comments(page, one, self.world.now, params.get("anchor", ""), int(params["count"]))
        return error(106, "PARAM_ENTITY_ID")


def signature(params: Params) -> str:
    """The signature of a call, as the network's documentation tells it, by an implementation of the test's own."""
    plain = "".join(f"{name}={value}" for name, value in sorted(params.items()) if name not in {"sig", "access_token"})
    inner = hashlib.md5((KEYS.token + KEYS.secret).encode()).hexdigest()  # noqa: S324 the network's own way
    return hashlib.md5((plain + inner).encode()).hexdigest()  # noqa: S324 the network's own way


def error(code: int, words: str) -> Json:
    """An error as the network tells it."""
    return {"error_code": code, "error_msg": words, "error_data": None}


@contextmanager
def serving(network: Network) -> Iterator[Network]:
    """The server, for the time of the block."""
    with listening(network) as address:
        network.address = address
        yield network
