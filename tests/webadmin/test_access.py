"""Who may open what: every route by every role, what a GET changes, what a POST without its key does."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.store.base import Base
from scoring.store.vocabulary import Role
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.addresses import ARGUMENTS
from tests.webadmin.conftest import SignIn, token_of
from tests.webadmin.routes import READING, WRITING
from tests.webadmin.statuses import IN, ROLES
from webadmin.context import db


@pytest.fixture(autouse=True)
def _everybody(app: Flask) -> None:
    """One person of each role that the sown seasons do not have."""
    with app.app_context():
        for number, role in enumerate((Role.ORGANIZER, Role.CHAIR, Role.JUROR)):
            add_person(db.session, f"{role}@example.org", str(role), role, "cde"[number] * 32, seeding.NOW)
        db.session.commit()


def endpoints(app: Flask, method: str) -> set[str]:
    """All routes that answer to ``method``."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if method in (rule.methods or set())}


def address(app: Flask, endpoint: str) -> str:
    """The route's address with what has to stand in it."""
    with app.test_request_context():
        return app.url_for(endpoint, **ARGUMENTS.get(endpoint, {}))


def rows(app: Flask) -> dict[str, list[Any]]:
    """Everything in the database."""
    with app.app_context(), db.sessionmaker() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_every_route_is_in_the_tables(app: Flask) -> None:
    """A new route has to say who may open it."""
    assert (set(READING), set(WRITING)) == (endpoints(app, "GET"), endpoints(app, "POST"))


def test_no_route_answers_to_another_method(app: Flask) -> None:
    """There is nothing but GET and POST, and the juror's PUT of an answer."""
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or set()}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST", "PUT"}
    assert endpoints(app, "PUT") == {"jury.put"}


@pytest.mark.parametrize("number", range(len(ROLES)), ids=[str(role) for role in ROLES])
def test_who_may_read(app: Flask, sign_in: SignIn, number: int) -> None:
    """Every route answers a role by GET with exactly the status of the table."""
    client = sign_in(ROLES[number])
    seen = {endpoint: client.get(address(app, endpoint), buffered=True).status_code for endpoint in READING}
    assert seen == {endpoint: statuses[number] for endpoint, statuses in READING.items()}


@pytest.mark.parametrize("number", range(len(ROLES)), ids=[str(role) for role in ROLES])
def test_who_may_write(app: Flask, sign_in: SignIn, number: int) -> None:
    """Every route answers a role by POST with exactly the status of the table."""
    seen = {}
    for endpoint in WRITING:
        client = sign_in(ROLES[number])
        form = {"csrf_token": token_of(client)}
        seen[endpoint] = client.post(address(app, endpoint), data=form).status_code
    assert seen == {endpoint: statuses[number] for endpoint, statuses in WRITING.items()}


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.JUROR])
def test_who_only_reads_changes_nothing(app: Flask, sign_in: SignIn, role: Role) -> None:
    """Whatever an observer sends, or a juror who has no desk, the database stays as it was, but for his own sign-in."""
    before = rows(app)
    for endpoint in (name for name in WRITING if not name.startswith("signing_in.")):
        client = sign_in(role)
        client.post(address(app, endpoint), data={"csrf_token": token_of(client)})
    assert before == rows(app)


def test_reading_changes_nothing(app: Flask, organizer: FlaskClient) -> None:
    """No GET writes to the database."""
    before = rows(app)
    for endpoint in READING:
        organizer.get(address(app, endpoint), buffered=True)
    assert before == rows(app)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", [None, Role.CHAIR, Role.JUROR], ids=str)
def test_reading_changes_nothing_whoever_reads(app: Flask, sign_in: SignIn, role: Role | None) -> None:
    """Strangers, mail scanners among them, and those who lead or judge."""
    client, before = sign_in(role), rows(app)
    for endpoint in READING:
        client.get(address(app, endpoint), buffered=True)
    assert before == rows(app)


@pytest.mark.parametrize("role", ROLES)
def test_a_form_without_its_key_is_refused(app: Flask, sign_in: SignIn, role: Role | None) -> None:
    """A POST that does not come from our own page gets 400, whoever sends it."""
    client = sign_in(role)
    assert dict.fromkeys(WRITING, 400) == {endpoint: client.post(address(app, endpoint)).status_code for endpoint in WRITING}


def test_a_closed_access_ends_the_session(app: Flask, sign_in: SignIn, organizer: FlaskClient) -> None:
    """Whose access is closed is out at his next click."""
    observer = sign_in(Role.OBSERVER)
    assert observer.get("/panel/").status_code == 200
    organizer.post(address(app, "people.active"), data={"csrf_token": token_of(organizer), "active": "0"})
    assert observer.get("/panel/").status_code == IN


def test_a_stranger_comes_back_to_where_he_wanted(app: Flask) -> None:
    """The way in remembers the page that was asked for."""
    assert app.test_client().get("/panel/pages/?sphere=x").headers["Location"] == "/sign-in?next=/panel/pages/?sphere%3Dx"
