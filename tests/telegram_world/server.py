"""The site of the invented network: previews, pages without one, and bad manners by script."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.telegram_world import showing
from tests.vk_world.truth import World
from tests.worlds import Bad, Clock, Html, Params, listening

Script = Callable[[str, Params], Html | Bad | None]
"""Told of every call by its path: an answer of its own, or None for the truth."""


@dataclass
class Network:
    """What the site knows. ``clock``: with it a second page within a second is refused."""

    world: World
    script: Script = lambda _path, _params: None
    clock: Clock | None = None
    after: Callable[[int], None] = lambda _number: None
    calls: list[tuple[str, Params]] = field(default_factory=list)
    address: str = ""
    _last: float = -1e9
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> Counter[str]:
        """Calls by path."""
        return Counter(path for path, _ in self.calls)

    def answer(self, path: str, params: Params, token: str) -> Html | Bad:
        """One call."""
        with self._lock:
            assert not token
            self.calls.append((path, params))
            told = self.script(path, params) or self._truth(path, params)
            self.after(len(self.calls))
            return told

    def _truth(self, path: str, params: Params) -> Html | Bad:
        if self.clock is not None:
            if self.clock.now - self._last < 1:
                return Html("Too Many Requests", 429)
            self._last = self.clock.now
        name = path.rpartition("/")[2]
        page = self.world.page(name)
        if not path.startswith("/s/"):
            return Html(showing.card(page))
        look = None if page is None else page.look(self.world.now)
        if page is None or look is None or look.closed or look.deactivated:
            return Html("", 302, f"/{name}")
        return Html(showing.preview(self.world, page, int(params.get("before", 0))))


@contextmanager
def serving(network: Network) -> Iterator[Network]:
    """The server, for the time of the block."""
    with listening(network) as address:
        network.address = address
        yield network
