"""The application over two small sown seasons, on both databases, with clients that hold a real session."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.store.database import open_engine, upgrade
from scoring.store.tables import Membership, User
from scoring.store.vocabulary import Role
from tests import people
from tests.fixtures.databases import Databases
from tests.webadmin import seeding
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

SignIn = Callable[[Role | None], FlaskClient]


class Clock:
    """A clock that stands where a test puts it."""

    def __init__(self) -> None:
        self.now = seeding.NOW

    def __call__(self) -> datetime:
        """The moment."""
        return self.now

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self.now += span


@pytest.fixture
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture
def home(databases: Databases, tmp_path: Path) -> Home:
    """A home folder over a copy of the sown database, with the file of every award."""
    made = Home(home=tmp_path, database_url=SecretStr(databases.copy(sow)), public_url="http://lavr.example").make()
    for year in (2025, 2026):
        for number in range(2):
            path = made.awards / seeding.award_path(year, seeding.serial(year, number))
            path.parent.mkdir(parents=True)
            path.write_bytes(b"%PDF")
    return made


@pytest.fixture
def app(home: Home, clock: Clock) -> Iterator[Flask]:
    """The application; its connections are closed after the test."""
    made = create_app(home, clock=clock)
    made.testing = False
    limiter.reset()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def sign_in(app: Flask, clock: Clock) -> SignIn:
    """A client of a role; None makes a stranger."""

    def client_of(role: Role | None) -> FlaskClient:
        client = app.test_client()
        if role is not None:
            with app.app_context():
                holds = select(Membership.user_id).where(Membership.role == role)
                user = db.session.scalars(select(User).where(User.id.in_(holds))).one()
            people.sign_in(client, user.id, user.session_key, clock())
        return client

    return client_of


@pytest.fixture
def organizer(sign_in: SignIn) -> FlaskClient:
    """A signed-in organizer."""
    return sign_in(Role.ADMIN)


def token_of(client: FlaskClient) -> str:
    """The key of the client's forms."""
    page = client.get("/v/").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def sow(url: str) -> None:
    """Two people and two seasons: 2025, published, and 2026, signed."""
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        two = seeding.sow_people(session)
        seeding.sow_season(session, two, year=2025, state=State.PUBLISHED)
        seeding.sow_more(session, seeding.sow_season(session, two, year=2026, state=State.SIGNED))
    engine.dispose()
