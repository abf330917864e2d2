"""Signing in by a one-time link."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.services import people
from scoring.services.accounts import factors
from scoring.services.acting import Actor
from scoring.store.tables import SignInLink
from scoring.store.vocabulary import Role, Via
from tests.webadmin.conftest import Clock, token_of
from webadmin.context import db

MACHINE = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)


@pytest.fixture
def secret(app: Flask, clock: Clock) -> str:
    """The secret of a fresh link of the admin, where no second step is asked for."""
    with app.app_context():
        factors.require_factor(db.session, MACHINE, required=False, now=clock())
        made = people.issue_link(db.session, MACHINE, user_id=1, now=clock())
        db.session.commit()
    return made


def press(client: FlaskClient, secret: str) -> int:
    """Press the button of a link's page; the status."""
    return client.post(f"/in/{secret}", data={"csrf_token": token_of(client)}).status_code


def test_the_button_signs_in(app: Flask, secret: str) -> None:
    """Pressing the button opens the panel."""
    client = app.test_client()
    assert (press(client, secret), client.get("/panel/").status_code) == (303, 200)


def test_opening_the_link_uses_nothing_up(app: Flask, secret: str) -> None:
    """A scanner that follows the link signs nobody in and leaves it as good as new."""
    client = app.test_client()
    client.get(f"/in/{secret}")
    with app.app_context():
        assert db.session.scalars(select(SignInLink.used_at)).all() == [None]


def test_a_link_works_once(app: Flask, secret: str) -> None:
    """The second use finds nothing."""
    press(app.test_client(), secret)
    other = app.test_client()
    assert (press(other, secret), other.get("/panel/").status_code) == (404, 303)


@pytest.mark.parametrize(("minutes", "status"), [(-1, 303), (0, 404), (1, 404)])
def test_a_link_expires(app: Flask, clock: Clock, secret: str, minutes: int, status: int) -> None:
    """It holds for 24 hours and no minute longer."""
    clock.advance(timedelta(hours=24, minutes=minutes))
    assert press(app.test_client(), secret) == status


def test_signing_in_begins_a_new_session(app: Flask, secret: str) -> None:
    """What a session held before is gone, but for language and theme."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"], session["language"] = "x", "en"
    press(client, secret)
    with client.session_transaction() as session:
        assert ("planted" in session, session["language"]) == (False, "en")


def test_signing_out_ends_the_session(app: Flask, secret: str) -> None:
    """After it the panel is closed."""
    client = app.test_client()
    press(client, secret)
    client.post("/sign-out", data={"csrf_token": token_of(client)})
    assert client.get("/panel/").status_code == 303


def test_no_way_leads_elsewhere(organizer: FlaskClient) -> None:
    """An address of another site in «next» leads to a page of ours instead."""
    targets = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", ""]
    form = {"csrf_token": token_of(organizer), "language": "ru"}
    led = {
        target: (
            organizer.get("/sign-in", query_string={"next": target}).headers["Location"],
            organizer.post("/language", data=form | {"next": target}).headers["Location"],
        )
        for target in targets
    }
    assert dict.fromkeys(targets, ("/panel/", "/")) == led


def test_own_paths_are_kept(organizer: FlaskClient) -> None:
    """A path of ours in «next» is where one lands."""
    assert organizer.get("/sign-in?next=/panel/jobs/").headers["Location"] == "/panel/jobs/"


def test_guessing_is_slowed_down(app: Flask) -> None:
    """After ten tries a minute an address has to wait."""
    client = app.test_client()
    assert [press(client, "wrong") for _ in range(11)] == [404] * 10 + [429]


def test_a_forged_cookie_opens_nothing(app: Flask) -> None:
    """Neither another session key nor nonsense in the cookie is a person."""
    statuses = []
    for cookie in ("1.wrong", "1.", "x.y", "999.a", "1"):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = cookie
        statuses.append(client.get("/panel/").status_code)
    assert statuses == [303] * 5
