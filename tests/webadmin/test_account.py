"""Acts that need a fresh proof, one's own page, and what is done to others' accounts."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select

from scoring.services.accounts import factors
from scoring.services.acting import Actor
from scoring.store.tables import AuditEvent, Membership, User
from scoring.store.vocabulary import Role, Via
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.conftest import Clock, SignIn, token_of
from tests.webadmin.test_signing_in import App, send
from webadmin.context import db
from webadmin.signing import totp

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def phone(app: Flask, clock: Clock) -> TOTP:
    """The admin's app."""
    with app.test_request_context():
        secret = totp.new_secret()
        found = TOTP(key=totp.spelt(secret).replace("-", ""))
        admin = Actor(1, "Анна Орлова", Role.ADMIN, Via.WEB)
        factors.set_up(db.session, admin, secret=secret, counter=0, now=clock())
        db.session.commit()
    return found


def shown(phone: TOTP, clock: Clock) -> str:
    """The code that it shows now."""
    return str(phone.generate(time=int(clock().timestamp())).token)


def reset(client: FlaskClient, **form: str) -> int:
    """An act that needs a fresh proof; its status."""
    return send(client, "/panel/people/2/reset/", reason="потерян телефон", **form).status_code


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (10, 403)])
def test_a_proof_is_fresh_for_ten_minutes(organizer: FlaskClient, clock: Clock, minutes: int, status: int) -> None:
    """Then an important act asks again."""
    clock.advance(timedelta(minutes=minutes))
    assert status == reset(organizer)


def test_the_form_is_not_lost_by_the_asking(organizer: FlaskClient, clock: Clock, phone: TOTP) -> None:
    """It stands in the page that asks, and goes through with the code; the next act asks nothing."""
    clock.advance(timedelta(hours=1))
    page = send(organizer, "/panel/people/2/reset/", reason="потерян <телефон>").get_data(as_text=True)
    assert 'name="reason" value="потерян &lt;телефон&gt;"' in page
    assert [303, 303] == [reset(organizer, proof=shown(phone, clock)), reset(organizer)]


def test_a_wrong_proof_does_nothing(app: Flask, organizer: FlaskClient, clock: Clock, phone: TOTP) -> None:
    """It counts as a try at the app; after five the right one waits as well."""
    clock.advance(timedelta(hours=1))
    assert [403] * 6 == [*(reset(organizer, proof="000000") for _ in range(5)), reset(organizer, proof=shown(phone, clock))]
    with app.app_context():
        assert db.session.scalars(select(AuditEvent).where(AuditEvent.action == "factor.reset")).all() == []


def test_a_new_app_takes_the_place_of_the_old(app: Flask, organizer: FlaskClient, clock: Clock, phone: TOTP) -> None:
    """Once it has shown its first code, and not before; ten recovery codes come with it."""
    old = factor(app)
    assert send(organizer, "/account/app").headers["Location"] == "/account/app"
    fresh = App(organizer.get("/account/app").get_data(as_text=True))
    assert send(organizer, "/account/app/finish", code="000000").status_code == 400
    assert old == factor(app)
    page = send(organizer, "/account/app/finish", code=fresh.code(clock())).get_data(as_text=True)
    assert (10, True) == (len(re.findall(r"<li><code>", page)), old != factor(app))
    assert phone is not None


def factor(app: Flask) -> str:
    """The secret of the admin's app as it is kept."""
    with app.app_context():
        found = factors.factor_of(db.session, 1)
        assert found is not None
        return found.secret


def test_signing_out_everywhere_ends_all_sessions(sign_in: SignIn) -> None:
    """Also the one in another browser."""
    here, there = sign_in(Role.ADMIN), sign_in(Role.ADMIN)
    send(here, "/account/everywhere")
    assert [303, 303] == [client.get("/panel/").status_code for client in (here, there)]


def test_everybody_sees_his_own_account(sign_in: SignIn) -> None:
    """His roles by season, and nobody else's address."""
    page = sign_in(Role.OBSERVER).get("/account").get_data(as_text=True)
    assert (True, True, False) == ("2026: Наблюдатель" in page, "obs@example.org" in page, "org@example.org" in page)


def test_the_panel_says_that_the_second_step_is_off(app: Flask, organizer: FlaskClient, clock: Clock) -> None:
    """On every page, in plain words; with it on there is no such line."""
    before = "Второй шаг входа на этой установке выключен" in organizer.get("/panel/").get_data(as_text=True)
    with app.app_context():
        machine = Actor(None, "root", Role.ADMIN, Via.COMMAND_LINE)
        factors.require_factor(db.session, machine, required=False, now=clock())
        db.session.commit()
    assert (False, True) == (
        before,
        "Второй шаг входа на этой установке выключен" in organizer.get("/panel/people/").get_data(as_text=True),
    )


def test_a_role_is_given_changed_and_ended(app: Flask, organizer: FlaskClient) -> None:
    """With its last day by the season's clock; ended, it lets nobody in."""
    with app.app_context():
        number = add_person(db.session, "n@example.org", "Нина", None, "n" * 32, seeding.NOW).id
        db.session.commit()
    assert send(organizer, "/panel/people/new/", email="N@example.org", name="", role="observer").status_code == 303
    send(organizer, f"/panel/people/{number}/role/", role="organizer", until="2026-12-31")
    with app.app_context():
        held = db.session.scalars(select(Membership).where(Membership.user_id == number)).one()
        told = (held.season_id, held.role, f"{held.ends_at:%Y-%m-%d %H:%M}")
    assert (2, Role.ORGANIZER, "2026-12-31 17:00") == told
    send(organizer, f"/panel/people/{number}/role/", role="none")
    assert "закончилась" in organizer.get("/panel/people/").get_data(as_text=True)


def test_sleeping_accounts_are_marked_and_found(app: Flask, organizer: FlaskClient, clock: Clock) -> None:
    """Whoever was away for a month, and whoever never came."""
    with app.app_context():
        db.session.get_one(User, 1).last_sign_in_at = clock() - timedelta(days=29)
        db.session.get_one(User, 2).last_sign_in_at = clock() - timedelta(days=31)
        db.session.commit()
    page = organizer.get("/panel/people/?asleep=yes").get_data(as_text=True)
    assert (True, False, 1) == ("obs@example.org" in page, "org@example.org" in page, page.count(">спит<"))


def test_an_administrator_without_seasons_opens_the_first(app: Flask, clock: Clock) -> None:
    """He sees no season's data, all accounts, and the form of a new season, whose admin he becomes."""
    with app.app_context():
        user = add_person(db.session, "s@example.org", "Сисадмин", None, "s" * 32, seeding.NOW)
        user.sysadmin = True
        db.session.commit()
        number = user.id
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["since"] = f"{number}.{'s' * 32}", int(clock().timestamp())
        session["factor"], session["fs_paa"] = True, clock().timestamp()
    seen = {path: client.get(path).status_code for path in ("/panel/", "/panel/people/", "/panel/settings/new/", "/panel/pages/")}
    assert {"/panel/": 200, "/panel/people/": 200, "/panel/settings/new/": 200, "/panel/pages/": 403} == seen
    form = {"year": "2030", "contest": "К", "region": "Р", "city": "Г", "zone": "UTC", "rulebook": "regional"}
    assert send(client, "/panel/settings/new/", **form).status_code == 303
    assert client.get("/panel/pages/").status_code == 200
    assert token_of(client)


@pytest.mark.parametrize("path", ["/panel/protocol/sign", "/panel/next", "/panel/back", "/panel/key", "/panel/key/1"])
def test_what_takes_two_people_takes_a_fresh_proof(organizer: FlaskClient, clock: Clock, path: str) -> None:
    """Signing, the steps of the season, asking for a second key and turning it."""
    clock.advance(timedelta(minutes=11))
    answer = send(organizer, path)
    assert (403, True) == (answer.status_code, "Подтвердите, что это вы" in answer.get_data(as_text=True))
