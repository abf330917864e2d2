"""The application over the computed contest, in the state that a test asks for, on both databases."""

import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.badge import badge_key
from certificates.gallery import gallery_folder, pictures
from scoring.home import Home
from scoring.season.course import State
from scoring.services.awards import order_of
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.tables import Award
from tests.fixtures.databases import Builder, Databases
from tests.people import sign_in
from tests.webadmin import contest
from webadmin.app import create_app
from webadmin.context import db, wall_clock
from webadmin.limits import limiter

Result = TypeVar("Result")


@dataclass(frozen=True)
class Site:
    """The application, where its files lie, and what is in its database."""

    app: Flask
    home: Home
    held: contest.Held

    def client(self, *, signed_in: bool = False) -> FlaskClient:
        """A browser; signed in it is the organizer's."""
        client = self.app.test_client()
        if signed_in:
            sign_in(client, 1, "a" * 32, wall_clock())
        return client

    def html(self, path: str, *, signed_in: bool = False) -> str:
        """The page at a path, which must be there."""
        answer = self.client(signed_in=signed_in).get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def write(self, change: Callable[[Session], None]) -> None:
        """Change the database behind the application's back."""
        engine = open_engine(self.home.url)
        with transaction(engine) as session:
            change(session)
        engine.dispose()

    def write_and_read(self, ask: "Callable[[Session], Result]") -> "Result":
        """What the database answers behind the application's back."""
        engine = open_engine(self.home.url)
        with transaction(engine) as session:
            found = ask(session)
        engine.dispose()
        return found


SiteOf = Callable[..., Site]


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> contest.Computed:
    """The contest, frozen and scored once."""
    return contest.compute(tmp_path_factory.mktemp("contest"))


@dataclass
class Stored:
    """Builders by state, each with the files that it wrote."""

    folder: Path
    computed: contest.Computed
    held: dict[tuple[State, str], contest.Held]
    builders: dict[State, Builder]

    def files(self, state: State) -> Home:
        """Where the files of a state lie."""
        return Home(home=self.folder / state, public_url="http://lavr.example").make()

    def builder(self, state: State) -> Builder:
        """Makes the database of a state; always the same function, so that it is called once."""
        if state not in self.builders:

            def build(url: str) -> None:
                engine = open_engine(url)
                upgrade(engine)
                with transaction(engine) as session:
                    contest.organizer(session)
                    held = contest.hold(session, self.files(state), self.computed, state=state)
                engine.dispose()
                self.held[state, url.partition(":")[0]] = held

            self.builders[state] = build
        return self.builders[state]


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory, computed: contest.Computed) -> Stored:
    """What all tests copy from."""
    return Stored(tmp_path_factory.mktemp("states"), computed, {}, {})


@pytest.fixture
def site_of(databases: Databases, stored: Stored, tmp_path: Path) -> Iterator[SiteOf]:
    """Makes the application over the contest in a state."""
    made: list[Flask] = []

    def make(state: State = State.PUBLISHED) -> Site:
        url = databases.copy(stored.builder(state))
        home = Home(home=tmp_path, database_url=SecretStr(url), public_url="http://lavr.example").make()
        files = stored.files(state)
        shutil.copytree(files.awards, home.awards, dirs_exist_ok=True)
        shutil.copytree(files.evidence, home.evidence, dirs_exist_ok=True)
        app = apart(lambda: create_app(home))
        limiter.reset()
        made.append(app)
        return Site(app, home, stored.held[state, url.partition(":")[0]])

    yield make
    for app in made:
        apart(lambda: close(app))  # noqa: B023 called at once


@pytest.fixture
def site(site_of: SiteOf) -> Site:
    """The application over the published contest."""
    return site_of()


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.engine.dispose()


def apart(call: Callable[[], Result]) -> Result:
    """The call in a thread of its own: Flask's end of a context does not bear Playwright's event loop in the same thread."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()


def key_of(client: FlaskClient) -> str:
    """The key of the client's forms."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/v/").get_data(as_text=True))
    assert found is not None
    return found[1]


def plain(html: str, *varying: str) -> str:
    """A page without what differs between any two requests: keys of forms, and the given words."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", html)
    for word in varying:
        text = text.replace(word, "")
    return text


def fill_gallery(site: Site) -> None:
    """Something in the place of every shared picture: to draw them is tested where they are drawn."""

    def fill(session: Session) -> None:
        award = session.scalars(select(Award).where(Award.token == site.held.tokens[0])).one()
        key = badge_key(order_of(award, public_url=site.home.address))
        assert key is not None
        folder = gallery_folder(site.home.awards, key)
        folder.mkdir(parents=True, exist_ok=True)
        for name in pictures():
            (folder / name).write_bytes(name.encode())

    site.write(fill)
