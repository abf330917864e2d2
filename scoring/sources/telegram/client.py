"""Asks for a page of the previews' site, as a browser would, and says what came back."""

import time
from collections.abc import Callable
from typing import Final

import httpx

from scoring import __version__
from scoring.sources.collecting.http import Answered, Broken, Failed, Http, Params, Reply
from scoring.sources.telegram.policy import NO_PREVIEW

ADDRESS: Final = "https://t.me"
CHANNEL: Final = "channel"
"""The newest posts of a channel and what it tells of itself."""
OLDER: Final = "older"
"""The posts before one of them."""
CARD: Final = "card"
"""What the site shows of a name without a preview."""
_PATHS: Final = {CHANNEL: "s/{channel}", OLDER: "s/{channel}", CARD: "{channel}"}


class Client:
    """Connections to the site. Safe for several threads; ``close`` it at the end."""

    def __init__(
        self,
        address: str = ADDRESS,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        headers = {"User-Agent": f"Lavr/{__version__}", "Accept-Language": "en"}
        self._http = Http(address, headers=headers, transport=transport, clock=clock)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def ask(self, method: str, params: Params) -> Reply:
        """One page, once. ``params``: the channel, and before which post."""
        query: Params = {"before": params["before"]} if "before" in params else {}
        page = self._http.get(_PATHS[method].format(channel=params["channel"]), query)
        if isinstance(page, Broken):
            return page
        if page.status == httpx.codes.OK:
            return Answered(page.body.decode("utf-8", "replace"))
        words = "нет открытого предпросмотра / no public preview" if page.status in NO_PREVIEW else f"HTTP {page.status}"
        return Failed(page.status, words)
