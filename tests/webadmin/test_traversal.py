"""Walks every link and opens every route as every role, over a season whose rows carry marks: who is shown which of them."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import urldefrag, urlsplit
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.store.database import open_engine, upgrade
from scoring.store.vocabulary import Role
from tests.webadmin.addresses import ARGUMENTS
from tests.webadmin.conftest import Clock, SignIn
from tests.webadmin.routes import READING
from tests.webadmin.secrets import MARKS, sow_secrets
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

A_ROUTE = 2
"""So many addresses of one route are opened: rows of one list are built alike."""
DOORS = ("/", "/panel/", "/jury/", "/my/", "/results/")
OFTEN = (State.SCORED, State.PROPOSED, State.PUBLISHED)
"""The states that are walked in every run of the tests; the others are walked with --long."""


class Links(HTMLParser):
    """The addresses that a page leads to by links, pictures, and forms that only ask."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note them."""
        values = dict(attrs)
        if tag == "form" and (values.get("method") or "get").lower() == "get":
            self.found.append(values.get("action") or "")
        self.found += [values[name] or "" for name in ("href", "src", "data-href", "data-src") if name in values]


def walk(app: Flask, client: FlaskClient) -> Iterator[str]:
    """The text of every answer that the links from the doors lead to, and of every route asked for directly."""
    adapter = app.url_map.bind("lavr.example")
    with app.test_request_context():
        direct = [app.url_for(endpoint, **ARGUMENTS.get(endpoint, {})) for endpoint in READING]
    waiting, seen, opened = [*DOORS, *direct], set[str](), dict[str, int]()
    while waiting:
        path = urldefrag(waiting.pop(0))[0]
        if not path.startswith("/") or path in seen or not adapter.test(urlsplit(path).path, "GET"):
            continue
        seen.add(path)
        route = str(adapter.match(urlsplit(path).path, "GET")[0])
        opened[route] = opened.get(route, 0) + 1
        if opened[route] > A_ROUTE or route == "static":
            continue
        answer = client.get(path, buffered=True)
        assert answer.status_code < 500, path
        if answer.location:
            waiting.append(answer.location)
        text = said(answer.data)
        if answer.mimetype == "text/html":
            waiting += Links(text).found
        yield text


def said(body: bytes) -> str:
    """What an answer says, an archive's or a workbook's files one behind the other."""
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", "replace")


def marks_in(texts: Iterable[str]) -> set[str]:
    """Which marks were shown."""
    every = re.compile("|".join(re.escape(mark) for mark in MARKS.values()))
    found = {hit for text in texts for hit in every.findall(text)}
    return {name for name, mark in MARKS.items() if mark in found}


@pytest.fixture
def state(request: pytest.FixtureRequest) -> State:
    """The state of the season."""
    return State(request.param)


@pytest.fixture
def home(tmp_path: Path, state: State) -> Home:
    """A home folder over a season in that state, on SQLite: who sees what is asked of no database."""
    url = f"sqlite:///{tmp_path}/lavr.sqlite3"
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        sow_secrets(session, state)
    engine.dispose()
    return Home(home=tmp_path, database_url=SecretStr(url), public_url="http://lavr.example").make()


@pytest.fixture
def app(home: Home, clock: Clock) -> Iterator[Flask]:
    """The application; its connections are closed after the test."""
    made = create_app(home, clock=clock)
    limiter.enabled = False
    yield made
    limiter.enabled = True
    with made.app_context():
        db.engine.dispose()


DATA = {"page", "refused", "finding", "correction", "draft", "job", "journal", "person", "juror", "objection", "owner"}
"""What those see who keep or observe a season, in every state."""
PLACES, DECIDED, OWN = {"total"}, {"decision"}, {"juror", "comment", "conflict"}
BEFORE_RUN = (State.DRAFT, State.ANNOUNCED, State.COLLECTING, State.OBJECTIONS, State.FROZEN)
MEETING = (State.PROPOSED, State.SIGNED)
AFTER = (State.PUBLISHED, State.CLOSED, State.ARCHIVED)


def expected(state: State) -> dict[Role | None, set[str]]:
    """By role: nothing for strangers, own answers and ties for jurors, cards and decision for the chair, no place too early.

    The juror never sees the card from which he stepped back; those who keep or lead the season see all cards.
    """
    judged = state in (State.JURY_OPEN, State.JURY_CLOSED, *MEETING, *AFTER)
    cards = {"recused"} if judged else set()
    decided = DECIDED if state in (*MEETING, *AFTER) else set()
    appeals = {"appeal"} if state in AFTER else set()
    runs = PLACES if state not in (*BEFORE_RUN, State.CANCELLED) else set()
    return {
        None: set(),
        Role.ADMIN: DATA | cards | runs | decided | appeals,
        Role.ORGANIZER: DATA | cards | (PLACES | DECIDED | appeals if state in AFTER else set()),
        Role.OBSERVER: DATA | cards | PLACES | decided | appeals,
        Role.JUROR: OWN if judged else {"juror"},
        Role.CHAIR: cards | ({"page"} | PLACES | DECIDED if state in (*MEETING, *AFTER) else set()),
    }


@pytest.mark.parametrize(
    "state", [pytest.param(one, marks=() if one in OFTEN else pytest.mark.long) for one in State], indirect=True
)
def test_who_is_shown_which_mark(app: Flask, sign_in: SignIn, state: State) -> None:
    """Exactly the marks that the role has a right to, and no other, on whatever way."""
    assert expected(state) == {role: marks_in(walk(app, sign_in(role))) for role in (None, *Role)}
