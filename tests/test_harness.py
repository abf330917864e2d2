"""The ground that tests stand on does what it promises."""

import socket
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Page
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from scoring.store.database import open_engine
from tests.fixtures.browser import Serve
from tests.fixtures.databases import Databases, PostgresqlDatabases

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"


def answering(html: str, policy: str = POLICY) -> WSGIApplication:
    """An application that answers every request with one document under a security policy."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/":
            start_response("204 No Content", [])
            return []
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)])
        return [f"<!doctype html><html lang=ru><title>Проба</title><main><h1>Проба</h1>{html}</main></html>".encode()]

    return application


def make_a_table(url: str) -> None:
    """A table with one row."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE laurel (leaves INTEGER)"))
        connection.execute(text("INSERT INTO laurel VALUES (12)"))
    engine.dispose()


def leaves(connection: Connection) -> list[int]:
    """The column of the table."""
    return list(connection.scalars(text("SELECT leaves FROM laurel ORDER BY leaves")))


def test_a_foreign_connection_is_refused() -> None:
    """No test can reach another machine."""
    with socket.socket() as connection, pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        connection.connect(("192.0.2.1", 80))


def test_the_loopback_is_open(serve: Serve) -> None:
    """A test can reach a server of its own."""
    address = make_url(serve(answering("")))
    with socket.create_connection(("127.0.0.1", address.port or 0), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert connection.recv(15) == b"HTTP/1.1 200 OK"


def test_a_test_on_databases_runs_on_both(database_url: str, request: pytest.FixtureRequest) -> None:
    """The parameter names the database that stands behind the address."""
    assert make_url(database_url).get_backend_name() == request.node.callspec.params["databases"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_test_gets_an_empty_database(database_url: str, turn: str) -> None:  # noqa: ARG001 only repeats the test
    """What one test creates, the next does not see."""
    engine = create_engine(database_url)
    before = inspect(engine).get_table_names()
    engine.dispose()
    make_a_table(database_url)
    assert before == []


def test_a_copy_holds_what_was_built_and_is_apart(databases: Databases) -> None:
    """Two copies of one built database do not see each other's changes."""
    changed, untouched = create_engine(databases.copy(make_a_table)), create_engine(databases.copy(make_a_table))
    with changed.begin() as connection:
        connection.execute(text("INSERT INTO laurel VALUES (13)"))
    with changed.connect() as one, untouched.connect() as other:
        assert (leaves(one), leaves(other)) == ([12, 13], [12])
    changed.dispose()
    untouched.dispose()


def test_letters_are_folded_alike(database_url: str, request: pytest.FixtureRequest) -> None:
    """PostgreSQL's cluster knows Russian letters, as a real one does."""
    engine = open_engine(database_url)
    with engine.connect() as connection:
        folded = connection.scalar(text("SELECT lower('ЁЛКА')"))
    engine.dispose()
    # SQLite folds ASCII only, which a query of ours must not rely upon.
    assert folded == {"postgresql": "ёлка", "sqlite": "ЁЛКА"}[request.node.callspec.params["databases"]]


@pytest.mark.browser
def test_axe_runs_under_a_strict_policy(page: Page, serve: Serve, axe: Callable[[Page], list[str]]) -> None:
    """The accessibility check names a button without a name, though the policy forbids foreign scripts and eval."""
    page.goto(serve(answering("<button id=nameless></button>")))
    assert axe(page) == ["button-name: #nameless"]


@pytest.mark.browser
def test_a_foreign_request_is_a_complaint(page: Page, serve: Serve, complaints: list[str]) -> None:
    """A picture from another host is told, whatever the policy allows, and its failing too."""
    address = serve(answering("<img alt='' src=http://foreign.example/a.png>", policy="default-src *"))
    with page.expect_console_message():
        page.goto(address)
    assert complaints[0] == "foreign request: http://foreign.example/a.png"
    assert complaints[1].startswith("console: Failed to load resource")
    complaints.clear()


@pytest.mark.browser
def test_a_breach_of_the_policy_is_a_complaint(page: Page, serve: Serve, complaints: list[str]) -> None:
    """A style within the document is told when the policy forbids it."""
    with page.expect_console_message():
        page.goto(serve(answering("<p style='color: red'>Текст</p>")))
    assert ["Content Security Policy" in complaint for complaint in complaints] == [True]
    complaints.clear()


def test_a_copy_that_was_written_to_serves_nobody_else(databases: Databases) -> None:
    """The next one who asks for the same copy finds it as it was built, whatever became of the one before."""
    engine = create_engine(databases.copy(make_a_table))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM laurel"))
    engine.dispose()
    if isinstance(databases, PostgresqlDatabases):
        databases.take_back()
    engine = create_engine(databases.copy(make_a_table))
    with engine.connect() as connection:
        assert [12] == leaves(connection)
    engine.dispose()


def test_a_copy_that_was_only_read_is_lent_again(databases: Databases) -> None:
    """On a server, where making a copy costs a fifth of a second; a file is copied at once."""
    first = databases.copy(make_a_table)
    engine = create_engine(first)
    with engine.connect() as connection:
        assert [12] == leaves(connection)
    engine.dispose()
    if isinstance(databases, PostgresqlDatabases):
        databases.take_back()
    assert isinstance(databases, PostgresqlDatabases) == (first == databases.copy(make_a_table))
