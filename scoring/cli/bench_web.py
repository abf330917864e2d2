"""``lavr bench web``: how long people wait for a page while twenty jurors work, behind gunicorn with two workers."""

import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, Final

import httpx
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text

from criteria import loading
from scoring.bench.figures import Figure, Sheet, peak_mb
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.demo_covers import keep_covers
from scoring.cli.imports import import_paths
from scoring.cli.playing import Cast, Play
from scoring.home import Home
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import people, seasons
from scoring.services.accounts import factors
from scoring.services.accounts.memberships import grant
from scoring.services.acting import Actor
from scoring.services.jury.jurors import name_juror, standing
from scoring.services.jury.simulated import names
from scoring.sources.demo import ScaleName, write_season
from scoring.store.vocabulary import Role, Via

WORKERS: Final = 2
JURORS: Final = 20
PAGE_LIMIT_MS: Final = 300.0
VERDICT_LIMIT_MS: Final = 50.0
PAGES: Final = (
    "/panel/",
    "/panel/pages/",
    "/panel/findings/",
    "/panel/files/",
    "/panel/runs/",
    "/panel/journal/",
    "/panel/jury-desk/",
)
"""The home and lists that an organizer looks at while the jury works."""
_STRETCH: Final = 20
"""So many answers at least make a stretch of which a 95th percentile is taken."""
_THOUGHT_S: Final = 2.0
"""How long a juror of the bench looks at a card on average: a tenth of what people take."""
_ZONE: Final = "Asia/Novosibirsk"
_YEAR: Final = 2025
_START_S: Final = 60


@dataclass
class Waits:
    """Milliseconds of every answer by what was asked for, in the order in which they came."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def p95(self, name: str, parts: int) -> tuple[float, ...]:
        """The 95th percentile of each of ``parts`` stretches of answers that followed each other, of one where there are few."""
        every = self.of[name]
        size = len(every) // parts if len(every) >= _STRETCH * parts else len(every)
        stretches = [sorted(every[at : at + size]) for at in range(0, len(every) - size + 1, max(size, 1))] if every else []
        return tuple(stretch[ceil(0.95 * size) - 1] for stretch in stretches)


@dataclass(frozen=True)
class Present:
    """A calendar that does not pass: every step is due at once."""

    now: datetime

    def __call__(self) -> datetime:
        """The moment."""
        return self.now

    def reach(self, _state: State) -> None:
        """Nothing is waited for."""

    def wait(self, _until: datetime) -> None:
        """Nothing is waited for."""


def bench_web(folder: Path, scale: ScaleName, seconds: int, repeat: int, server: str | None = None) -> Sheet:
    """A season with its jury open, ``JURORS`` jurors answering and one organizer reading for ``seconds``.

    ``server``: the address of any database of a PostgreSQL server, on which one is made for the while; None for SQLite. The
    figures are 95th percentiles of ``repeat`` stretches.
    """
    if server is None:
        return _measured(folder, scale, seconds, repeat, None)
    with _own_database(server) as database:
        return _measured(folder, scale, seconds, repeat, database)


@contextmanager
def _own_database(server: str) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server; it is dropped at the end."""
    name = f"lavr_bench_{os.getpid()}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def _measured(folder: Path, scale: ScaleName, seconds: int, repeat: int, database: str | None) -> Sheet:
    home = Home(home=folder, database_url=None if database is None else SecretStr(database), public_url="http://127.0.0.1").make()
    jurors, organizer = _open_jury(home, scale)
    waits = Waits()
    with _serving(home) as address:
        work(address, jurors, organizer, seconds, waits)
    kind = "SQLite" if database is None else "PostgreSQL"

    def figure(name: str, ru: str, en: str, limit: float | None) -> Figure:
        counts = {"answers": len(waits.of[name]), "jurors": JURORS}
        title = f"web.{kind.lower()}.{name}"
        return Figure(title, f"{ru}, p95", f"{en}, p95", "ms", waits.p95(name, repeat), limit=limit, counts=counts)

    figures = (
        figure("verdict", "ответ жюри", "a verdict", VERDICT_LIMIT_MS),
        figure("card", "карточка: выдать и показать", "a card, dealt and shown", PAGE_LIMIT_MS),
        *(figure(path, path, path, PAGE_LIMIT_MS) for path in PAGES),
    )
    return Sheet(
        f"web, {kind}",
        f"нет; {JURORS} членов жюри отвечают каждые {_THOUGHT_S:.0f} с, процессов gunicorn: {WORKERS}",
        f"none; {JURORS} jurors answer every {_THOUGHT_S:.0f} s, gunicorn workers: {WORKERS}",
        tuple(one for one in figures if one.runs),
        peak_mb(),
    )


def _open_jury(home: Home, scale: ScaleName) -> tuple[Sequence[str], str]:
    """Play a season to its open jury; the one-time links of the jurors and of the organizer."""
    now = datetime.now(UTC).replace(microsecond=0)
    with closing(Desk(home, "ru")) as desk, Bars("ru") as bars:
        files = write_season(folder=home.home / "files", scale=scale, seed=1, year=_YEAR, zone=_ZONE)
        season_id, cast = _people(desk, now)
        play = Play(desk, season_id, cast, Present(now), bars, seed=1)
        play.until(State.COLLECTING)
        import_paths(desk, season_id, [files.register, files.posts, files.messages, files.streams, files.checks])
        keep_covers(desk, season_id, seed=1)
        play.until(State.JURY_OPEN)
        with desk.transaction() as session:
            factors.require_factor(session, desk.actor, required=False, now=now)
            jurors = standing(session, season_id)
            for juror in jurors:
                juror.practised_at = now
            ids = [*(juror.user_id for juror in jurors), cast.admin.id or 0]
            links = [people.issue_link(session, desk.actor, user_id=one, now=datetime.now(UTC)) for one in ids]
    return links[:-1], links[-1]


def _people(desk: Desk, now: datetime) -> tuple[int, Cast]:
    today = now.date()
    settings = SeasonSettings(
        two_keys=False, objections_from=today - timedelta(days=20), objections_until=today - timedelta(days=1),
        jury_closes_at=now + timedelta(days=5), publish_at=now + timedelta(days=20),
    )  # fmt: skip
    with desk.transaction() as session:
        season = seasons.open_season(
            session, desk.actor, year=_YEAR, contest="Замер", region="Приозёрская область", city="Приозёрск", zone=_ZONE,
            rulebook=loading.packaged_text("regional"), signers=[{"post": "Председатель", "name": "И. И. Иванов"}], now=now,
            settings=settings,
        )  # fmt: skip
        actors = []
        for role in (Role.ADMIN, Role.CHAIR, Role.ORGANIZER):
            user = people.add_user(
                session, desk.actor, email=f"{role}@example.org", name=str(role), role=role, season_id=season.id, now=now
            )
            grant(session, season.id, user, role, now=now)
            actors.append(Actor(user.id, str(role), role, Via.COMMAND_LINE))
        for email, name in names(JURORS):
            name_juror(session, desk.actor, season.id, email=email, name=name, minutes=60, now=now, chance=desk.luck)
        return season.id, Cast(*actors)


@contextmanager
def _serving(home: Home) -> Iterator[str]:
    """The address of gunicorn with two workers over this home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"LAVR_HOME": str(home.home.absolute()), "LAVR_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    if home.database_url is not None:
        environment["LAVR_DATABASE_URL"] = home.database_url.get_secret_value()
    command = [
        *(sys.executable, "-P", "-m", "gunicorn", "--worker-class", "gthread", "--keep-alive", "75"),
        *("--workers", str(WORKERS), "--threads", "8"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", "wsgi:app"),
    ]
    server = subprocess.Popen(command, env=environment)  # noqa: S603 our own program
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int) -> None:
    """Until each of the workers has most likely answered once: the first answer of a process makes its application."""
    until = time.monotonic() + _START_S
    answered = 0
    while time.monotonic() < until and answered < 2 * WORKERS:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=_START_S)
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            answered += 1
    if not answered:
        raise RuntimeError(f"gunicorn did not answer within {_START_S} s")


def work(address: str, jurors: Sequence[str], organizer: str, seconds: int, waits: Waits) -> None:
    """Let everybody work for a while; what anybody met with that is no answer is raised."""
    faults: list[str] = []
    clients = [_signed_in(address, secret, number) for number, secret in enumerate((*jurors, organizer))]
    end = time.monotonic() + seconds

    def run(client: httpx.Client, number: int) -> None:
        try:
            (_read if number == len(jurors) else _judge)(client, end, waits, random.Random(number))  # noqa: S311 no secret
        except (httpx.HTTPError, RuntimeError) as error:
            faults.append(str(error))

    threads = [threading.Thread(target=run, args=(client, number)) for number, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in clients:
        client.close()
    if faults:
        raise RuntimeError(faults[0])


def _signed_in(address: str, secret: str, number: int) -> httpx.Client:
    """A browser of an address of its own, since sign-ins from one address are counted."""
    transport = httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}")
    client = httpx.Client(base_url=address, follow_redirects=True, timeout=30, transport=transport)
    page = client.get(f"/in/{secret}").text
    client.post(f"/in/{secret}", data={"csrf_token": _found(r'name="csrf_token" value="([^"]+)"', page)}).raise_for_status()
    return client


def _judge(client: httpx.Client, end: float, waits: Waits, dice: random.Random) -> None:
    """Ask for portions and answer their cards, one look after the other."""
    start = client.get("/jury/").text
    key = _found(r'name="csrf_token" value="([^"]+)"', start)
    form = {"csrf_token": key, "minutes": "20"}
    while time.monotonic() < end:
        page = _timed(client, "POST", "/jury/portion", waits, "card", data=form).text
        card = re.search(r'data-card="([^"]+)" data-version="(\d+)"', page)
        if card is None:
            return
        time.sleep(dice.expovariate(1 / _THOUGHT_S))
        body = {
            "answer": "yes",
            "reason": "",
            "comment": "",
            "client_id": f"{dice.getrandbits(128):032x}",
            "version": int(card[2]),
        }
        _timed(client, "PUT", f"/jury/deal/{card[1]}", waits, "verdict", json=body, headers={"X-CSRFToken": key})


def _read(client: httpx.Client, end: float, waits: Waits, dice: random.Random) -> None:
    """Look at the home and the lists, in turn."""
    while time.monotonic() < end:
        for path in PAGES:
            _timed(client, "GET", path, waits, path)
            time.sleep(dice.uniform(0.0, 0.2))


def _timed(client: httpx.Client, method: str, path: str, waits: Waits, name: str, **sent: Any) -> httpx.Response:
    began = time.perf_counter()
    answer = client.request(method, path, **sent)
    waits.of[name].append((time.perf_counter() - began) * 1000)
    return answer.raise_for_status()


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise RuntimeError(f"the page does not hold what was looked for: {pattern}")
    return found[1]
