"""A small mail server on loopback for tests: it speaks enough SMTP to take letters, to refuse them, and to hang up."""

import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

CRLF = b"\r\n"


@dataclass
class Server:
    """What it was told to answer, by the command's first word, and what it has taken and heard.

    ``hang_up``: the command after which the line is cut without an answer. ``tls``: with what it encrypts, at STARTTLS.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    hang_up: str = ""
    starttls: bool = False
    auth: bool = False
    tls: ssl.SSLContext | None = None
    taken: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    lines: int = 0
    port: int = 0


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """The server at work in a thread; its port stands in ``port``."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            server.lines += 1
            with ExitStack() as opened:
                _talk(self, server, opened)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        server.port = listener.server_address[1]
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()


def _talk(line: socketserver.StreamRequestHandler, server: Server, opened: ExitStack) -> None:
    reader: Any = line.rfile
    writer: Any = line.wfile
    writer.write(b"220 lavr test\r\n")
    while raw := reader.readline():
        text = raw.decode("ascii", "replace").strip()
        word = text.split(" ")[0].upper()
        server.heard.append(text)
        if word == server.hang_up.upper() and server.hang_up != ".":
            return
        if word == "DATA" and "DATA" not in server.answers:
            writer.write(b"354 go on\r\n")
            body = _body(reader)
            if server.hang_up == ".":
                return
            answer = server.answers.get(".", "250 taken")
            if answer.startswith("250"):
                server.taken.append(body)
            writer.write(answer.encode() + CRLF)
            continue
        writer.write(_answer(word, server))
        if word == "QUIT":
            return
        if word == "STARTTLS" and server.tls is not None:
            try:
                encrypted = opened.enter_context(server.tls.wrap_socket(line.request, server_side=True))
            except OSError:  # the other side does not trust the certificate
                return
            reader = opened.enter_context(encrypted.makefile("rb"))
            writer = opened.enter_context(encrypted.makefile("wb", 0))


def _answer(word: str, server: Server) -> bytes:
    if word in server.answers:
        return server.answers[word].encode() + CRLF
    if word == "EHLO":
        offers = ["lavr", *(["STARTTLS"] if server.starttls else []), *(["AUTH PLAIN"] if server.auth else []), "8BITMIME"]
        return b"".join(
            f"250{' ' if number == len(offers) - 1 else '-'}{offer}".encode() + CRLF for number, offer in enumerate(offers)
        )
    return {"AUTH": b"235 in\r\n", "QUIT": b"221 bye\r\n", "STARTTLS": b"220 go on\r\n"}.get(word, b"250 ok\r\n")


def _body(reader: Any) -> bytes:
    lines = []
    while (raw := reader.readline()) not in (b".\r\n", b""):
        lines.append(raw.removeprefix(b"."))
    return b"".join(lines)
