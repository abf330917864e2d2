"""``lavr serve`` and ``lavr work``: the panel with its worker, and a worker alone."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

import click

from scoring.cli.context import Desk
from scoring.cli.gallery_work import DrawPictures
from scoring.cli.people import pass_desk
from scoring.cli.rehearsal_work import RehearsalWork
from scoring.cli.respawning import Respawned, children_environment
from scoring.cli.workshop import CHORES, handlers
from scoring.errors import Conflict
from scoring.jobs.worker import Worker
from scoring.store.vocabulary import JobKind

_THREADS = 8
_FAREWELL = 20
"""Seconds for the call under way; a sweep that is killed goes on later all the same."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@pass_desk
def serve(desk: Desk, host: str, port: int) -> None:
    """Открыть панель и вести длинные работы / Serve the panel and do the long work."""
    run_server(desk, host, port)


@click.command("work")
@pass_desk
def work(desk: Desk) -> None:
    """Только вести длинные работы / Only do the long work."""
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    _work(desk, stop)


def _work(desk: Desk, stop: threading.Event) -> None:
    """Sweeps over networks take hours and wait most of them, so they have a thread of their own beside all other work."""
    todo = handlers()
    sweeps = {JobKind.COLLECT: todo.pop(JobKind.COLLECT)}
    name = f"{socket.gethostname()}:{os.getpid()}"
    collector = Worker(desk.shop, sweeps, f"{name}:collect", CHORES)
    thread = threading.Thread(target=collector.run, args=(stop,), name="collect", daemon=True)
    rehearsals = threading.Thread(target=RehearsalWork(desk, todo, name).run, args=(stop,), name="rehearsals", daemon=True)
    thread.start()
    rehearsals.start()
    Worker(desk.shop, todo, name, (*CHORES, DrawPictures())).run(stop)
    thread.join(_FAREWELL)
    rehearsals.join(_FAREWELL)


def run_server(desk: Desk, host: str, port: int) -> None:
    """Run gunicorn and a worker until one of them ends or a signal comes; a worker that died is started again."""
    _require_free(host, port)
    _ = desk.engine  # brings the schema up to date before two processes want to
    desk.close()
    named = "public_url" in desk.home.model_fields_set
    environment = children_environment(os.environ) | {
        "LAVR_HOME": str(desk.home.home.absolute()),
        "LAVR_PUBLIC_URL": desk.home.public_url if named else f"http://{host}:{port}",
    }
    server = subprocess.Popen(  # noqa: S603 our own program
        [
            *(sys.executable, "-P", "-m", "gunicorn", "--worker-class", "gthread", "--keep-alive", "75"),
            *("--threads", str(_THREADS)),
            *("--bind", f"{host}:{port}", "--log-level", "warning", "--timeout", "60", "wsgi:app"),
        ],
        env=environment,
    )
    worker = Respawned(lambda: _start_worker(environment), lambda *ended: _tell_end(desk, *ended), time.monotonic)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: stop.set())
    desk.say(f"Панель: http://{host}:{port}/ (остановить: Ctrl+C)", f"Panel: http://{host}:{port}/ (Ctrl+C stops it)")
    while not stop.wait(0.5) and server.poll() is None:
        worker.look()
    for process in (server, worker.child):
        process.terminate()
    for process in (server, worker.child):
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if not stop.is_set():
        raise SystemExit(server.returncode)


def _tell_end(desk: Desk, status: int, lived: float, pause: float) -> None:
    """Why it ended stands in its own words above."""
    desk.say(
        f"Работник остановился через {lived:.0f} с (код {status}); причина — в строках выше. Запуск снова через {pause:.0f} с.",
        f"The worker ended after {lived:.0f} s (status {status}); the lines above say why. It starts again in {pause:.0f} s.",
    )


def _start_worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-P", "-m", "scoring.cli", "work"], env=environment)


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                f"Порт {port} на {host} занят. Укажите другой: lavr serve --port {port + 1}",
                f"Port {port} on {host} is taken. Name another one: lavr serve --port {port + 1}",
            ) from error
