"""Signing in with both steps over HTTP: codes by mail, the app, recovery codes; what is refused, and what ends a session."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from scoring.home import Home
from scoring.services import people
from scoring.services.acting import Actor
from scoring.store.tables import AuditEvent, Membership, SignInCode, User
from scoring.store.vocabulary import Role, Via
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.conftest import Clock, SignIn, token_of
from webadmin.context import db
from webadmin.limits import limiter
from webadmin.post import post

MACHINE = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)
JUROR = "juror@example.org"
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""The services below are tested on both."""


@pytest.fixture(autouse=True)
def _juror(app: Flask) -> None:
    with app.app_context():
        add_person(db.session, JUROR, "Жанна", Role.JUROR, "j" * 32, seeding.NOW)
        db.session.commit()


def send(client: FlaskClient, path: str, **form: str) -> TestResponse:
    """Send a form with its key."""
    return client.post(path, data={"csrf_token": token_of(client), **form})


def letters(app: Flask, home: Home, kind: str = "sign_in_code") -> list[str]:
    """The texts of all letters of a kind that have left, the first one first."""
    with app.app_context():
        post().flush()
    files = sorted(home.mail.glob(f"{kind}-*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [_text(file) for file in files]


def _text(file: Path) -> str:
    payload = message_from_bytes(file.read_bytes()).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n", "\n")


def code_of(app: Flask, home: Home) -> str:
    """The code of the last letter."""
    found = re.search(r": (\d{6})\n", letters(app, home)[-1])
    assert found is not None
    return found[1]


def link(app: Flask, clock: Clock, user: int = 1) -> str:
    """The path of a new one-time link."""
    with app.app_context():
        secret = people.issue_link(db.session, MACHINE, user_id=user, now=clock())
        db.session.commit()
    return f"/in/{secret}"


class App:
    """An authenticator app that has read the QR code's page."""

    def __init__(self, page: str) -> None:
        found = re.search(r'<code class="breaks">([A-Z2-7 -]+)</code>', page)
        assert found is not None
        self._totp = TOTP(key=found[1].replace("-", "").replace(" ", ""))

    def code(self, at: datetime) -> str:
        """The code that it shows at a moment."""
        return str(self._totp.generate(time=int(at.timestamp())).token)


def set_up(app: Flask, clock: Clock, client: FlaskClient) -> tuple[App, list[str]]:
    """Come in by a first link and set the app up; with the recovery codes."""
    assert send(client, link(app, clock)).headers["Location"] == "/sign-in/set-up"
    phone = App(client.get("/sign-in/set-up").get_data(as_text=True))
    page = send(client, "/sign-in/set-up", code=phone.code(clock())).get_data(as_text=True)
    return phone, re.findall(r"<li><code>([0-9a-f-]{19})</code></li>", page)


def first_step(app: Flask, home: Home, client: FlaskClient, email: str = "org@example.org") -> TestResponse:
    """Ask for a code and show it."""
    send(client, "/sign-in", email=email)
    return send(client, "/sign-in/code", code=code_of(app, home))


def is_in(client: FlaskClient) -> bool:
    """Whether the panel opens."""
    return client.get("/panel/").status_code == 200


def test_staff_set_the_second_step_up_at_their_first_link(app: Flask, clock: Clock) -> None:
    """The link alone opens nothing; with the app's first code they are in, and see ten recovery codes once."""
    client = app.test_client()
    send(client, link(app, clock))
    before = is_in(client)
    client = app.test_client()
    _, paper = set_up(app, clock, client)
    assert (False, 10, True) == (before, len(paper), is_in(client))


def test_the_picture_of_the_app_asks_nobody_else(app: Flask, clock: Clock) -> None:
    """It is drawn in the page, without styles of its own."""
    client = app.test_client()
    send(client, link(app, clock))
    page = client.get("/sign-in/set-up").get_data(as_text=True)
    picture = page[page.index("<svg", page.index("qr-box")) : page.index("</svg>", page.index("qr-box"))]
    assert ("style=" in picture, "http" in picture.replace("http://www.w3.org/2000/svg", "")) == (False, False)


def test_the_next_time_a_code_by_mail_and_one_of_the_app(app: Flask, home: Home, clock: Clock) -> None:
    """Neither alone is enough."""
    phone, _ = set_up(app, clock, app.test_client())
    clock.advance(timedelta(hours=1))
    client = app.test_client()
    assert first_step(app, home, client).headers["Location"] == "/sign-in/second"
    assert not is_in(client)
    assert send(client, "/sign-in/second", code=phone.code(clock())).headers["Location"] == "/panel/"
    assert is_in(client)


def test_a_code_of_the_app_is_not_taken_twice(app: Flask, home: Home, clock: Clock) -> None:
    """Whoever looked over a shoulder comes too late; the code that set the app up is used as well."""
    phone, _ = set_up(app, clock, app.test_client())
    used = phone.code(clock())
    client = app.test_client()
    first_step(app, home, client)
    assert send(client, "/sign-in/second", code=used).status_code == 400
    clock.advance(timedelta(seconds=30))
    fresh = phone.code(clock())
    assert send(client, "/sign-in/second", code=fresh).status_code == 303
    other = app.test_client()
    first_step(app, home, other)
    assert send(other, "/sign-in/second", code=fresh).status_code == 400


def test_guessing_the_app_locks_the_account_whatever_the_browser(app: Flask, home: Home, clock: Clock) -> None:
    """Tries are counted in the database: five of five browsers lock it, and the right code waits."""
    phone, _ = set_up(app, clock, app.test_client())
    clock.advance(timedelta(hours=1))
    for _ in range(5):
        client = app.test_client()
        first_step(app, home, client)
        assert send(client, "/sign-in/second", code="000000").status_code == 400
    clock.advance(timedelta(minutes=5))
    assert send(client, "/sign-in/second", code=phone.code(clock())).status_code == 400
    assert "закрыт до" in send(client, "/sign-in/second", code=phone.code(clock())).get_data(as_text=True)


def test_a_recovery_code_stands_in_once(app: Flask, home: Home, clock: Clock) -> None:
    """The second time it is refused."""
    _, paper = set_up(app, clock, app.test_client())
    statuses = []
    for _ in range(2):
        client = app.test_client()
        first_step(app, home, client)
        statuses.append(send(client, "/sign-in/second", code=paper[3]).status_code)
    assert [303, 400] == statuses


def test_a_juror_comes_in_by_mail_alone(app: Flask, home: Home) -> None:
    """In the browser that asked; another one learns nothing by the same code."""
    client, other = app.test_client(), app.test_client()
    send(client, "/sign-in", email=JUROR)
    code = code_of(app, home)
    assert send(other, "/sign-in/code", code=code).headers["Location"] == "/sign-in"
    assert send(client, "/sign-in/code", code=code).headers["Location"] == "/jury/"
    assert client.get("/account").status_code == 200


def test_a_code_by_mail_is_used_up(app: Flask, home: Home) -> None:
    """Shown again in the same browser it opens nothing."""
    client = app.test_client()
    first_step(app, home, client, JUROR)
    with client.session_transaction() as session:
        kept = dict(session)
    send(client, "/sign-in", email=JUROR)
    code = code_of(app, home)
    with client.session_transaction() as session:
        asked = session["asked"]
    send(client, "/sign-in/code", code=code)
    again = app.test_client()
    with again.session_transaction() as session:
        session["asked"] = asked
    assert send(again, "/sign-in/code", code=code).status_code == 400
    assert "_user_id" in kept


def test_guessing_the_mails_code_ends_it(app: Flask, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fifth wrong one is the last, though no limiter works and the cookie is set back each time; the journal has all five."""
    monkeypatch.setattr(limiter, "enabled", False)
    client = app.test_client()
    send(client, "/sign-in", email=JUROR)
    right = code_of(app, home)
    with client.session_transaction() as session:
        asked = session["asked"]
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        other = app.test_client()
        with other.session_transaction() as session:
            session["asked"] = asked
        send(other, "/sign-in/code", code=wrong)
    assert send(client, "/sign-in/code", code=right).status_code == 400
    with app.app_context():
        tries = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "signin.wrong")).all()
    assert [1, 2, 3, 4, 5] == [event.after["tries"] for event in tries if event.after]


def test_known_and_unknown_addresses_are_answered_alike(app: Flask, home: Home) -> None:
    """The same pages, the same statuses, a row each; only the known one gets a letter."""
    seen = []
    for email in (JUROR, "nobody@example.org"):
        client = app.test_client()
        asked = send(client, "/sign-in", email=email)
        page = client.get("/sign-in/code").get_data(as_text=True)
        wrong = send(client, "/sign-in/code", code="12345x")
        plain = [
            re.sub(r'name="csrf_token" value="[^"]+"', "", text).replace(email, "")
            for text in (page, wrong.get_data(as_text=True))
        ]
        seen.append((asked.status_code, asked.headers["Location"], wrong.status_code, *plain))
    with app.app_context():
        rows = db.session.scalars(select(SignInCode.tries)).all()
        told = db.session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "signin.wrong")).all()
    assert (seen[0], [1, 1], 1) == (seen[1], rows, len(letters(app, home)))
    assert ["Жанна", "неизвестный адрес"] == told


def test_opening_anything_changes_nothing(app: Flask, clock: Clock) -> None:
    """A scanner that follows a link leaves it as good as new, and no page of signing in writes when it is opened."""
    path = link(app, clock)
    scanner = app.test_client()
    for address in (path, "/sign-in", "/sign-in/code", "/sign-in/second", "/sign-in/set-up", "/account", "/my/code"):
        scanner.get(address)
    with app.app_context():
        assert ([], []) == (
            db.session.scalars(select(SignInCode)).all(),
            db.session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("signin."))).all(),
        )
    assert send(app.test_client(), path).status_code == 303


def test_a_session_that_was_planted_is_worth_nothing(app: Flask, home: Home) -> None:
    """Signing in begins a fresh one: neither what stood in it nor its key for forms goes on."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"], session["language"] = "x", "en"
    before = token_of(client)
    first_step(app, home, client, JUROR)
    with client.session_transaction() as session:
        assert ("planted" in session, session["language"]) == (False, "en")
    assert before != token_of(client)


@pytest.mark.parametrize(("role", "hours"), [(Role.ADMIN, 8), (Role.JUROR, 12)])
def test_a_session_ends_after_a_working_day(sign_in: SignIn, clock: Clock, role: Role, hours: int) -> None:
    """Staff sign in again after eight hours, jurors after twelve."""
    client = sign_in(role)
    statuses: list[int] = []
    for _ in range(2):
        clock.advance(timedelta(hours=hours, seconds=-1) if not statuses else timedelta(seconds=1))
        statuses.append(client.get("/account").status_code)
    assert [200, 303] == statuses


def test_a_session_ends_with_the_role(app: Flask, sign_in: SignIn, clock: Clock) -> None:
    """At the moment named beforehand the next click asks for signing in; nothing is left open."""
    client = sign_in(Role.OBSERVER)
    with app.app_context():
        for held in db.session.scalars(select(Membership).where(Membership.role == Role.OBSERVER)):
            held.ends_at = clock() + timedelta(hours=1)
        db.session.commit()
    clock.advance(timedelta(minutes=59))
    before = client.get("/panel/").status_code
    clock.advance(timedelta(minutes=1))
    assert (200, 303, 303) == (before, client.get("/panel/").status_code, client.get("/panel/pages/").status_code)


def test_a_role_that_ends_in_one_season_leaves_the_other(app: Flask, sign_in: SignIn, clock: Clock) -> None:
    """The season is gone from his list, and its address in a form is not found."""
    client = sign_in(Role.OBSERVER)
    with app.app_context():
        held = db.session.scalars(select(Membership).where(Membership.role == Role.OBSERVER, Membership.season_id == 2)).one()
        held.ends_at = clock()
        db.session.commit()
    page = client.get("/panel/").get_data(as_text=True)
    chosen = send(client, "/panel/season-choice", season="2")
    assert ('<option value="1" selected' in page, '<option value="2"' in page, chosen.status_code) == (True, False, 404)


def test_a_role_that_grew_asks_for_the_second_step(app: Flask, home: Home) -> None:
    """A juror's session is not enough once he keeps another season."""
    client = app.test_client()
    first_step(app, home, client, JUROR)
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == JUROR)).one()
        held = db.session.scalars(select(Membership).where(Membership.user_id == user.id, Membership.season_id == 1)).one()
        held.role = Role.ORGANIZER
        db.session.commit()
    answer = client.get("/panel/")
    assert (303, True) == (answer.status_code, answer.headers["Location"].startswith("/sign-in?next="))


def test_a_new_browser_is_told_of_by_mail(app: Flask, home: Home) -> None:
    """The first ever is not, nor one that was seen before."""
    known = app.test_client()
    agent = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"}
    for client in (known, known, app.test_client()):
        client.environ_base.update(agent)
        client.get("/v/")
        first_step(app, home, client, JUROR)
        client.post("/sign-out", data={"csrf_token": token_of(client)})
    told = letters(app, home, "new_device")
    assert (1, True) == (len(told), "Firefox, Windows" in told[0])


def test_the_journal_tells_who_came_in_and_how(app: Flask, clock: Clock) -> None:
    """With the network, the ways, and the door."""
    set_up(app, clock, app.test_client())
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "signin.in")).one()
    assert ("Анна Орлова", "web", "127.0.0.0/24", ["link", "app"]) == (
        event.actor,
        event.via,
        event.address,
        (event.after or {})["by"],
    )
