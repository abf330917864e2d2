"""How much of the calls that VK allows the collector makes: a sweep against a server on loopback that takes its time.

Nothing of an invented network is shipped; this server knows pages with walls of two posts, which is all that a call needs.
"""

import json
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, cast

from scoring.bench.figures import Figure, Sheet, peak_mb
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.pace import Time
from scoring.sources.collecting.recording import Folder, Header, PageAsked
from scoring.sources.network import Sweeping
from scoring.sources.vk.client import Client
from scoring.sources.vk.dialect import VK
from scoring.sources.vk.policy import RATE

LATENCIES_MS: Final = (50, 300, 1000)
"""How long the server thinks about an answer."""
KEPT: Final = 0.95
"""The share of the allowed calls that must be made."""
_YEAR: Final = 2025
_NOW: Final = 1_767_000_000


def bench_collecting(seconds: int, repeat: int) -> Sheet:
    """Calls a second by how slow the answers are, each sweep ``seconds`` long; the floor is what is allowed."""
    figures = []
    for latency in LATENCIES_MS:
        runs = tuple(_rate(latency / 1000, seconds) for _ in range(repeat))
        figures.append(
            Figure(
                f"collect.{latency}ms",
                f"вызовов в секунду, ответ за {latency} мс",
                f"calls a second, an answer after {latency} ms",
                "calls/s",
                runs,
                floor=float(RATE),
                limit=RATE * KEPT,
                counts={"latency_ms": latency, "allowed": RATE},
            )
        )
    return Sheet(
        "collect",
        f"разрешено сетью: {RATE} вызова в секунду; предел — не меньше {KEPT:.0%} от этого",
        f"allowed by the network: {RATE} calls a second; the limit is at least {KEPT:.0%} of it",
        tuple(figures),
        peak_mb(),
    )


def _rate(latency: float, seconds: int) -> float:
    """Calls a second from the first to the last call for a page; the call before them looks all pages up."""
    with tempfile.TemporaryDirectory(prefix="lavr-bench-") as place, _serving(latency) as (address, begun):
        folder = Folder(Path(place))
        pages = tuple(PageAsked(f"vk:club{n}", f"https://vk.com/club{n}", "", "", n) for n in range(1, RATE * seconds + 1))
        path = folder.begin(Header(1, _NOW, _NOW - 86_400, True, _YEAR, "Europe/Moscow", 1, pages, "vk", ""))
        client = Client("bench", address)
        try:
            VK.sweep(path, Sweeping(folder, client, Author(b"bench"), Time(time.time, time.sleep)))
        finally:
            client.close()
        return (len(begun) - 2) / (begun[-1] - begun[1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """An answer after a while."""
        server = cast("_Server", self.server)
        server.begun.append(time.monotonic())
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        time.sleep(server.latency)
        body = json.dumps({"response": _answer(self.path, form)}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name that http.server gives
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    latency: float
    begun: list[float]


def _answer(path: str, form: dict[str, list[str]]) -> dict[str, Any]:
    if path.endswith("groups.getById"):
        return {"groups": [{"id": int(one), "name": "", "screen_name": ""} for one in form["group_ids"][0].split(",")]}
    owner = int(form["owner_id"][0])
    posts = [{"id": n, "owner_id": owner, "from_id": owner, "date": _NOW - n * 3600, "text": "Новость"} for n in (2, 1)]
    return {"count": len(posts), "items": posts}


@contextmanager
def _serving(latency: float) -> Iterator[tuple[str, list[float]]]:
    """The server's address, and when each call has begun."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.latency, server.begun = latency, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/method", server.begun
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
