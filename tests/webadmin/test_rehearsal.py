"""Rehearsals in the web: begun, entered, its clock set, thrown away; and that no stranger ever sees a word of one."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from scoring.home import Home
from scoring.season.course import State
from scoring.services import rehearsal_season
from scoring.services.rehearsal_copy import Plan
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.seasons import Page, Season
from tests.people import sign_in as enter_as
from tests.scoring.conftest import ORGANIZER
from tests.webadmin import seeding
from tests.webadmin.addresses import ARGUMENTS
from tests.webadmin.conftest import Clock
from tests.webadmin.routes import READING
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

MARK = "РЕПЕТИЦИЯ-МЕТКА"
BASE = "/rehearsal/2026"
SERIAL = seeding.serial(2026, 0)


@pytest.fixture(name="site", scope="module")
def _site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Clock]]:
    """A contest and its rehearsal, published with a mark in everything that it would show; made once."""
    home = Home(home=tmp_path_factory.mktemp("site"), database_url=None, public_url="http://lavr.example").make()
    engine, clock = open_engine(home.url), Clock()
    upgrade(engine)
    with transaction(engine) as session:
        held = seeding.sow_season(session, seeding.sow_people(session), year=2026, state=State.COLLECTING)
    with transaction(engine) as session:
        made = rehearsal_season.begin(session, home, ORGANIZER, held.season, Plan(one_key=True), now=clock())
    engine.dispose()
    _publish_marks(made, held.season)
    app = create_app(home, clock=clock)
    yield app, clock
    with app.app_context():
        db.engine.dispose()


def _publish_marks(made: Home, season_id: int) -> None:
    """Put the rehearsal into its published state, its pages and awards named by the mark."""
    engine = open_engine(made.url)
    with Session(engine) as session, session.begin():
        season = session.get_one(Season, season_id)
        season.contest, season.state, season.evidence, season.published_at = MARK, State.PUBLISHED, "e" * 64, seeding.NOW
        session.execute(update(Page).values(name=MARK))
        run = seeding._run(season, season.rulebook)
        session.add(run)
        session.flush()
        page = session.scalars(select(Page).order_by(Page.id)).first()
        assert page is not None
        award = seeding._award(season, run, page, 2026, 0)
        award.name = MARK
        session.add(award)
    engine.dispose()


@pytest.fixture(name="stranger")
def _stranger(site: tuple[Flask, Clock]) -> FlaskClient:
    limiter.reset()
    return site[0].test_client()


@pytest.fixture(name="organizer")
def _organizer(site: tuple[Flask, Clock]) -> FlaskClient:
    limiter.reset()
    return enter_as(site[0].test_client(), 1, "a" * 32, site[1]())


@pytest.fixture(name="inside")
def _inside(organizer: FlaskClient) -> FlaskClient:
    """The organizer, who has entered the rehearsal by his own button."""
    link = post(organizer, "/panel/rehearsal/", "/panel/rehearsal/enter/").headers["Location"]
    post(organizer, link, link)
    return organizer


def post(client: FlaskClient, seen: str, path: str, **fields: str) -> TestResponse:
    """Send a form with the key of the page on which it stands."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(seen).text)
    assert found is not None, seen
    return client.post(path, data={"csrf_token": found[1], **fields})


def _addresses(app: Flask) -> list[str]:
    with app.test_request_context():
        direct = [app.url_for(endpoint, **ARGUMENTS.get(endpoint, {})) for endpoint in READING]
    return [*direct, "/results/2026", "/diary/2026", "/diary/2026/results.csv", f"/v/{SERIAL}", f"/w/2026-0-{'t' * 30}"]


def test_no_address_of_the_contest_shows_a_row_of_a_rehearsal(site: tuple[Flask, Clock], stranger: FlaskClient) -> None:
    """A stranger who walks every route of the contest never meets the mark."""
    assert [] == [
        path
        for path in _addresses(site[0])
        if MARK in stranger.get(path, follow_redirects=True, buffered=True).get_data(as_text=True)
    ]


def test_a_stranger_learns_nothing_inside(site: tuple[Flask, Clock], stranger: FlaskClient) -> None:
    """Whatever he asks of the rehearsal itself sends him to the contest's panel."""
    answers = {
        path: stranger.get(f"{BASE}{path}", buffered=True)
        for path in _addresses(site[0])
        if not path.startswith(("/static", "/in/"))
    }

    assert {"/panel/rehearsal/"} == {answer.headers.get("Location", "/panel/rehearsal/") for answer in answers.values()}
    assert [] == [path for path, answer in answers.items() if MARK in answer.get_data(as_text=True)]


def test_a_rehearsals_number_is_unknown_to_the_contest(stranger: FlaskClient, inside: FlaskClient) -> None:
    """The certificate of a rehearsal checks inside of it, with the band above it, and nowhere else."""
    seen = inside.get(f"{BASE}/v/{SERIAL}")

    assert (404, 200) == (stranger.get(f"/v/{SERIAL}").status_code, seen.status_code)
    assert "rehearsal-band" in seen.text


def test_every_kind_of_screen_has_the_band(inside: FlaskClient) -> None:
    """Panel, public pages and the jury's door say that this is a rehearsal; the contest's pages do not."""
    shown = ["rehearsal-band" in inside.get(f"{BASE}{path}").text for path in ("/panel/", "/", "/v/", "/jury/", "/results/2026")]

    assert ([True] * 5, False) == (shown, "rehearsal-band" in inside.get("/panel/").text)


def test_the_clock_is_set_forward_by_a_day(inside: FlaskClient) -> None:
    """One press is one day later, and whoever pressed stays where he is."""
    before = _moment(inside)
    post(inside, f"{BASE}/panel/rehearsal/", f"{BASE}/panel/rehearsal/clock/", by="day")

    assert before != _moment(inside)


def test_the_clock_does_not_go_back(inside: FlaskClient) -> None:
    """A day that is past is refused with what to do instead."""
    answer = post(inside, f"{BASE}/panel/rehearsal/", f"{BASE}/panel/rehearsal/clock/", day="2001-01-01")

    assert 409 == answer.status_code
    assert "только вперёд" in answer.text


def test_the_contest_has_no_clock(organizer: FlaskClient) -> None:
    """The same form sent to the contest changes nothing."""
    answer = post(organizer, "/panel/rehearsal/", "/panel/rehearsal/clock/", by="day")

    assert 409 == answer.status_code


def test_a_wrong_year_drops_nothing(organizer: FlaskClient) -> None:
    """A wrong year keeps it; there is one rehearsal a year, and a second one is refused."""
    wrong = post(organizer, "/panel/rehearsal/", "/panel/rehearsal/drop/", year="2027")
    twice = post(organizer, "/panel/rehearsal/", "/panel/rehearsal/", jurors="5")

    assert (400, 409) == (wrong.status_code, twice.status_code)


def _moment(client: FlaskClient) -> str:
    found = re.search(r'class="lead">([^<]+)<', client.get(f"{BASE}/panel/rehearsal/").text)
    assert found is not None
    return found[1]


def test_a_rehearsal_knows_a_browser_by_a_cookie_of_its_own(organizer: FlaskClient) -> None:
    """Which goes back below its path alone, and never takes the place of the contest's."""
    link = post(organizer, "/panel/rehearsal/", "/panel/rehearsal/enter/").headers["Location"]
    answer = post(organizer, link, link)
    cookies = [one for one in answer.headers.getlist("Set-Cookie") if "_device=" in one]
    assert ["lavr-rehearsal_device"] == [one.partition("=")[0] for one in cookies]
    assert all(f"Path={BASE}" in one for one in cookies)
