"""The chair's doors: the meeting and his own acts, no data of pages; beside them the desk, where he is a juror too."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.jury import Juror
from scoring.store.tables import Season
from scoring.store.vocabulary import Role, Via
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.conftest import SignIn
from webadmin.context import db

NAME_OF_HERE = "<strong>Анна Орлова</strong>"
"""Whose panel it is stands below the menu."""
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def chair(app: Flask, sign_in: SignIn) -> FlaskClient:
    """The chair, who has done one thing in the season."""
    with app.app_context():
        user = add_person(db.session, "chair@example.org", "Вера Председатель", Role.CHAIR, "v" * 32, seeding.NOW)
        actor = Actor(user.id, user.name, Role.CHAIR, Via.WEB)
        season = db.session.get_one(Season, 2)
        record(db.session, actor, "key.ask", season, season_id=2, now=seeding.NOW, reason="ПРОСЬБА-ПРЕДСЕДАТЕЛЯ")
        db.session.commit()
    return sign_in(Role.CHAIR)


def test_the_menu_offers_the_meeting_alone(chair: FlaskClient) -> None:
    """No line leads to a door that is shut."""
    page = chair.get("/panel/").get_data(as_text=True)
    menu = page[page.index('<nav class="menu"') : page.index("</nav>", page.index('<nav class="menu"'))]
    paths = {"decisions", "deviations", "influence", "jury-cards", "protocol", "journal", "rehearsal"}
    assert {f"/panel/{path}/" for path in paths} == {
        part.split('"')[0] for part in menu.split('href="')[1:] if part.startswith("/panel/") and not part.startswith('/panel/"')
    }


def test_the_home_shows_no_figures_of_pages(chair: FlaskClient, sign_in: SignIn) -> None:
    """Neither cut lines, nor other people's acts, nor work that failed."""
    his, whole = (client.get("/panel/").get_data(as_text=True) for client in (chair, sign_in(Role.ADMIN)))
    seen = {mark: (mark in his, mark in whole) for mark in ("Победители по сферам", "Сезон открыт", "Нет файла.")}
    assert dict.fromkeys(seen, (False, True)) == seen


def test_the_journal_shows_his_own_acts(chair: FlaskClient, sign_in: SignIn) -> None:
    """And has no way to the whole chain; an admin sees all."""
    page, whole = (one.get("/panel/journal/").get_data(as_text=True) for one in (chair, sign_in(Role.ADMIN)))
    told = [
        ("ПРОСЬБА-ПРЕДСЕДАТЕЛЯ" in one, "Анна Орлова" in one.replace(NAME_OF_HERE, ""), "Проверить цепочку" in one)
        for one in (page, whole)
    ]
    assert [(True, False, False), (True, True, True)] == told
    assert 403 == chair.get("/panel/journal/chain/").status_code


def test_a_chair_on_the_jury_finds_both_doors(app: Flask, chair: FlaskClient) -> None:
    """The home offers the desk, and the desk the panel; without a seat there is no such way."""
    before = 'href="/jury/"' in chair.get("/panel/").get_data(as_text=True)
    with app.app_context():
        db.session.add(Juror(season_id=2, user_id=3, number=101, salt="ab" * 16))
        db.session.commit()
    desk = chair.get("/jury/", follow_redirects=True)
    assert (False, True, 200, True) == (
        before,
        'href="/jury/"' in chair.get("/panel/").get_data(as_text=True),
        desk.status_code,
        'href="/panel/"' in desk.get_data(as_text=True),
    )
