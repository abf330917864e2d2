"""Asks a network one question over HTTP, with bounds on size and time, and says what came back: something whole, or nothing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from scoring.errors import InputError

LARGEST: Final = 32 << 20
"""Bytes of an answer that are read, unpacked; the largest whole ones take about 1 MB."""
_TIMEOUT: Final = httpx.Timeout(30.0, connect=10.0)
_LONGEST: Final = 120
"""Seconds that an answer may take once it has begun."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

Params = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Answered:
    """The content of an answer, not yet looked at."""

    content: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """An error of the network: its code and words."""

    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Broken:
    """No whole answer: why."""

    reason: str


Reply = Answered | Failed | Broken


@dataclass(frozen=True, slots=True)
class Page:
    """The status and the bytes of an answer."""

    status: int
    body: bytes


class Http:
    """Connections to one address. Safe for several threads; ``close`` it at the end."""

    def __init__(
        self,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        near = _checked_address(address)
        self._client = httpx.Client(
            base_url=address.rstrip("/") + "/",
            headers=dict(headers or {}),
            timeout=_TIMEOUT,
            follow_redirects=False,
            transport=transport,
            verify=address.startswith("https"),  # where nothing is encrypted no certificates are loaded
            trust_env=not near,  # a proxy of the environment leads away from this machine
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def post(self, path: str, form: Params) -> Page | Broken:
        """A form. Long lists fit, and nothing of it stands in the logs of what lies between."""
        return self._page("POST", path, data=form)

    def get(self, path: str, query: Params | None = None) -> Page | Broken:
        """A page that anybody may see."""
        return self._page("GET", path, params=query or {})

    def _page(self, verb: str, path: str, **rest: Any) -> Page | Broken:
        try:
            with self._client.stream(verb, path, **rest) as response:
                body = self._body(response)
                return body if isinstance(body, Broken) else Page(response.status_code, body)
        except httpx.HTTPError as error:
            return Broken(type(error).__name__)

    def _body(self, response: httpx.Response) -> bytes | Broken:
        """The unpacked bytes, unless there are more than anybody needs or they only trickle."""
        found = bytearray()
        end = self._clock() + _LONGEST
        for part in response.iter_bytes():
            found += part
            if len(found) > LARGEST:
                return Broken("the answer is too large")
            if self._clock() > end:
                return Broken("the answer is too slow")
        return bytes(found)


def _checked_address(address: str) -> bool:
    """Whether the address is of this machine; any other one must be encrypted."""
    parts = urlsplit(address)
    near = parts.hostname in _LOOPBACK
    if not parts.hostname or parts.scheme not in ({"http", "https"} if near else {"https"}):
        raise InputError(
            f"Адрес сети «{address}» не подходит: нужен https://… (http — только для этой машины).",
            f"The address of the network «{address}» will not do: https://… is needed (http for this machine only).",
        )
    return near
