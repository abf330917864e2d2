"""What invented networks have in common: time that moves when somebody sleeps, bad manners, and a server on loopback."""

import json
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, cast

Params = dict[str, str]
Json = dict[str, Any]


class Clock:
    """Time that only moves when somebody sleeps."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> float:
        """The present moment."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Bad:
    """An answer that is none: ``status`` and ``body``; ``cut`` promises more than it sends; ``hang_up`` says nothing at all."""

    status: int = 200
    body: bytes = b""
    cut: bool = False
    hang_up: bool = False


@dataclass
class Html:
    """A page, or with another ``status`` and ``location`` where to look instead."""

    text: str = ""
    status: int = 200
    location: str = ""


class Answering(Protocol):
    """An invented network, as its server needs it."""

    def answer(self, path: str, params: Params, token: str) -> Json | list[Any] | Html | Bad:
        """What a call gives: by its path, its parameters, and its header of authorization."""
        ...


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        params = {name: values[0] for name, values in urllib.parse.parse_qs(body, keep_blank_values=True).items()}
        self._answer(self.path, params)

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self._answer(path, {name: values[0] for name, values in urllib.parse.parse_qs(query).items()})

    def _answer(self, path: str, params: Params) -> None:
        told = cast("_Server", self.server).network.answer(path, params, self.headers.get("Authorization", ""))
        if isinstance(told, Bad):
            self._misbehave(told)
        elif isinstance(told, Html):
            self._send(told.status, told.text.encode(), "text/html; charset=utf-8", told.location)
        else:
            self._send(200, json.dumps(told).encode(), "application/json; charset=utf-8")

    def _misbehave(self, bad: Bad) -> None:
        if bad.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if bad.cut:
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Length", str(len(bad.body) + 1000))
            self.end_headers()
            self.wfile.write(bad.body)
            return
        self._send(bad.status, bad.body, "text/html")

    def _send(self, status: int, body: bytes, kind: str, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name that http.server gives
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    network: Answering

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle of a call is no news."""


@contextmanager
def listening(network: Answering) -> Iterator[str]:
    """The server, for the time of the block; gives its address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.network = network
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
