"""Passkeys, with an authenticator in software: making one, coming in by it, what is refused."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from werkzeug.test import TestResponse

from scoring.home import Home
from scoring.store.tables import AuditEvent, Passkey, User
from scoring.store.vocabulary import Role
from tests.fixtures.databases import Databases
from tests.webadmin.authenticator import Authenticator
from tests.webadmin.conftest import Clock, SignIn, sow, token_of
from webadmin.context import db

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def home(databases: Databases, tmp_path: Path) -> Home:
    """A home that people reach by a name and HTTPS: without these browsers know no passkeys."""
    return Home(home=tmp_path, database_url=SecretStr(databases.copy(sow)), public_url="https://lavr.example").make()


@pytest.fixture
def phone(sign_in: SignIn) -> Authenticator:
    """The admin's phone, with the passkey that he has made for this site."""
    client, made = sign_in(Role.ADMIN), Authenticator()
    assert add(client, made).headers["Location"] == "/account"
    return made


def options(client: FlaskClient, path: str) -> dict[str, Any]:
    """What the server asks of an authenticator."""
    answer = client.post(path, headers={"X-CSRFToken": token_of(client)})
    found: dict[str, Any] = json.loads(answer.data)
    return found


def add(client: FlaskClient, made: Authenticator, name: str = "Телефон") -> TestResponse:
    """Add a passkey to one's own account."""
    answer = made.create(options(client, "/account/passkey/options"))
    return client.post("/account/passkey", data={"csrf_token": token_of(client), "name": name, "made": answer})


def come_in(client: FlaskClient, phone: Authenticator, asked: dict[str, Any] | None = None) -> int:
    """Answer a challenge; the status."""
    answer = phone.get(asked or options(client, "/sign-in/passkey/options"))
    return show(client, answer)


def show(client: FlaskClient, answer: str) -> int:
    """Send an answer; the status."""
    return client.post("/sign-in/passkey", data={"csrf_token": token_of(client), "credential": answer}).status_code


def test_a_passkey_is_both_steps(app: Flask, phone: Authenticator, clock: Clock) -> None:
    """It brings its owner in, twice, and each time the journal says by what."""
    for _ in range(2):
        clock.advance(timedelta(seconds=1))
        client = app.test_client()
        assert (303, 200) == (come_in(client, phone), client.get("/panel/").status_code)
    with app.app_context():
        events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "signin.in")).all()
    assert [["passkey"]] * 2 == [(event.after or {})["by"] for event in events]


def test_an_answer_opens_once(app: Flask, phone: Authenticator) -> None:
    """Whoever has copied answer and cookie comes too late, even from a device that counts nothing."""
    phone.count = -1
    client = app.test_client()
    asked = options(client, "/sign-in/passkey/options")
    with client.session_transaction() as session:
        challenge = dict(session["challenge"])
    answer = phone.get(asked)
    first = show(client, answer)
    thief = app.test_client()
    with thief.session_transaction() as session:
        session["challenge"] = challenge
    assert (303, 403) == (first, show(thief, answer))


@pytest.mark.parametrize(
    ("what", "value"),
    [("origin", "https://evil.example"), ("host", "evil.example"), ("verifies", False), ("handle", b"somebody else")],
)
def test_what_does_not_fit_is_refused(app: Flask, phone: Authenticator, what: str, value: object) -> None:
    """Another site, a key that asks for no finger, another person's name; each failure is in the journal or no passkey's."""
    setattr(phone, what, value)
    client = app.test_client()
    assert (403, 303) == (come_in(client, phone), client.get("/panel/").status_code)


def test_another_key_under_the_same_name_is_refused(app: Flask, phone: Authenticator) -> None:
    """The signature must be of the public half that is kept."""
    forged = Authenticator(id=phone.id, handle=phone.handle)
    assert 403 == come_in(app.test_client(), forged)
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "signin.wrong")).one()
    assert {"by": "passkey", "tries": 1} == event.after


def test_a_copied_key_is_noticed_by_its_count(app: Flask, phone: Authenticator) -> None:
    """One that says it was used less often than we saw it used opens nothing."""
    come_in(app.test_client(), phone)
    phone.count -= 1
    assert 403 == come_in(app.test_client(), phone)


def test_a_challenge_holds_five_minutes(app: Flask, phone: Authenticator, clock: Clock) -> None:
    """And is of one browser."""
    client = app.test_client()
    asked = options(client, "/sign-in/passkey/options")
    assert 403 == come_in(app.test_client(), phone, asked)
    clock.advance(timedelta(minutes=5))
    assert 403 == come_in(client, phone, asked)


def test_an_unknown_passkey_finds_nothing(app: Flask) -> None:
    """One of another site, or one that was removed; rubbish likewise is no error of the program."""
    client = app.test_client()
    assert 404 == come_in(client, Authenticator())
    options(client, "/sign-in/passkey/options")
    assert 403 == show(client, '{"id": 1}')


def test_a_closed_account_has_no_passkeys(app: Flask, phone: Authenticator) -> None:
    """Whatever the phone holds."""
    with app.app_context():
        db.session.get_one(User, 1).active = False
        db.session.commit()
    assert 404 == come_in(app.test_client(), phone)


def test_a_passkey_is_renamed_and_removed_by_its_owner_only(app: Flask, sign_in: SignIn, phone: Authenticator) -> None:
    """To anybody else it does not exist."""
    admin, other = sign_in(Role.ADMIN), sign_in(Role.OBSERVER)
    statuses = [
        client.post(f"/account/passkey/1/{act}", data={"csrf_token": token_of(client), "name": "Новый"}).status_code
        for client in (other, admin)
        for act in ("name", "remove")
    ]
    with app.app_context():
        left = db.session.scalars(select(Passkey)).all()
    assert ([404, 404, 303, 303], [], 404) == (statuses, left, come_in(app.test_client(), phone))


def test_adding_one_needs_a_fresh_proof(sign_in: SignIn, clock: Clock) -> None:
    """A browser that was left open does not give its finder a key of his own."""
    client = sign_in(Role.ADMIN)
    clock.advance(timedelta(minutes=10))
    answer = add(client, Authenticator())
    assert (403, True) == (answer.status_code, "Подтвердите, что это вы" in answer.get_data(as_text=True))
