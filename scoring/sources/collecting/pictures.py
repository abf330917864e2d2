"""Covers as a network shows them: where a recording says they lie, and fetching them with bounds on address, size and time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.recording import Folder, header_of, lines_of

HOSTS: Final = (".userapi.com", ".vk.com", ".vk.ru", ".vkuser.net", ".vkuserphoto.ru")
"""Endings of the names of machines on which VK keeps pictures; nothing is fetched from anywhere else."""
LARGEST: Final = 8 << 20
_TIMEOUT: Final = httpx.Timeout(15.0, connect=5.0)
_LONGEST: Final = 30
"""Seconds that a picture may take once it has begun."""
_PAUSE: Final = 0.1
"""Seconds between two pictures, so that nobody is pressed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's cover: the page's key, the address of the picture, and the moment of the look, UTC seconds."""

    key: str
    address: str
    at: int


def shown(dialect: Dialect, folder: Folder) -> Iterator[Shown]:
    """Covers by the newest recording; a page whose cover is off, or of which nothing is told, is not among them."""
    sweeps = folder.sweeps()
    if not sweeps:
        return
    header = header_of(sweeps[-1])
    looks = [line for _, line in lines_of(sweeps[-1]) if line.get("method") in dialect.looks and "answer" in line]
    found = dialect.found(looks)
    for page in header.pages:
        group = found.of(page)
        address = group.get("picture") if group is not None else None
        if address:
            yield Shown(page.key, address, header.looked)


class Pictures:
    """Fetches pictures, one after the other; ``close`` it at the end."""

    def __init__(
        self,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, transport=transport)
        self._clock, self._sleep = clock, sleep

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, address: str) -> bytes | None:
        """The picture's bytes; None where it does not lie where VK keeps its pictures, or did not come whole."""
        if not is_known(address):
            return None
        self._sleep(_PAUSE)
        end = self._clock() + _LONGEST
        found = bytearray()
        try:
            with self._client.stream("GET", address) as answer:
                if answer.status_code != httpx.codes.OK:
                    return None
                for part in answer.iter_bytes():
                    found += part
                    if len(found) > LARGEST or self._clock() > end:
                        return None
        except httpx.HTTPError:
            return None
        return bytes(found)


def is_known(address: str) -> bool:
    """Whether the address is encrypted, and of a machine on which VK keeps pictures."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and port in {None, 443} and not parts.username and f".{host}".endswith(HOSTS)
