"""The jury's screen of organizers: naming, changing, removing jurors, the matrix without contents."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from scoring.store.jury import Juror
from tests.webadmin.conftest import token_of
from tests.webadmin.jury.conftest import READY, Enter, Lookout
from webadmin.context import db

PERSON = {"name": "Вера Новая", "email": "vera@example.org", "organisation": "Музей", "municipality": "Мирный", "minutes": "20"}


@pytest.fixture
def staff(enter: Enter) -> FlaskClient:
    """The season's admin."""
    return enter("org@example.org")


def test_a_juror_is_named(app: Flask, staff: FlaskClient) -> None:
    """With where he works, where he lives and how long he promised to sit."""
    assert staff.post("/panel/jury-desk/new/", data=PERSON | {"csrf_token": token_of(staff)}).status_code == 303
    with app.app_context():
        named = db.session.scalars(select(Juror).order_by(Juror.id.desc())).first()
        assert named is not None
        assert ("vera@example.org", "Музей", "Мирный", 20) == (
            named.user.email, named.organisation, named.municipality, named.minutes
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"minutes": "x"}, {"minutes": "0"}, {"email": "vera"}, {"email": READY}, {"email": "org@example.org"}]
)
def test_a_refused_form_keeps_what_was_typed(staff: FlaskClient, wrong: dict[str, str]) -> None:
    """400 with the reason, and every field as it was."""
    answer = staff.post("/panel/jury-desk/new/", data=PERSON | wrong | {"csrf_token": token_of(staff)})
    assert (400, True) == (answer.status_code, "Вера Новая" in answer.get_data(as_text=True))


def test_a_stale_change_shows_what_stands(staff: FlaskClient) -> None:
    """409 with the juror as he is now beside what was typed; sent again it is written."""
    sent = {"csrf_token": token_of(staff), "organisation": "Театр", "municipality": "", "minutes": "15", "version": "99"}
    page = staff.post("/panel/jury-desk/1/", data=sent)
    shown = page.get_data(as_text=True)
    assert (409, True, True) == (page.status_code, "МБОУ «Школа № 3»" in shown, 'value="Театр"' in shown)
    version = shown.split('name="version" value="')[1].split('"')[0]
    assert staff.post("/panel/jury-desk/1/", data=sent | {"version": version}).status_code == 303


def test_a_juror_is_taken_off_with_a_reason(staff: FlaskClient, enter: Enter) -> None:
    """His session ends with the role."""
    assert staff.post("/panel/jury-desk/1/remove/", data={"csrf_token": token_of(staff)}).status_code == 400
    sent = {"csrf_token": token_of(staff), "reason": "уехал"}
    assert staff.post("/panel/jury-desk/1/remove/", data=sent).status_code == 303
    assert enter(READY).get("/jury/").headers["Location"].startswith("/sign-in?")


def test_the_matrix_tells_how_many_and_never_what(staff: FlaskClient, lookout: Lookout) -> None:
    """A comment of a juror is on no screen of the organizers."""
    lookout.client.post("/jury/portion", data={"csrf_token": lookout.key, "minutes": "5"})
    card = lookout.post("/jury/hand").json["cards"][0]["id"]
    lookout.put(card, answer="no", reason="weak", comment="МЕТКА-ОТВЕТА")
    page = staff.get("/panel/jury-desk/").get_data(as_text=True)
    assert (True, False, False) == ('data-label="Ответил">1<' in page, "МЕТКА-ОТВЕТА" in page, "слабое содержание" in page)


def test_a_jurors_link_has_no_authority(app: Flask, staff: FlaskClient) -> None:
    """It is shown once; used, it sends a code to his address, and opens nothing by itself."""
    page = staff.post("/panel/jury-desk/1/link/", data={"csrf_token": token_of(staff)}).get_data(as_text=True)
    path = "/in/" + page.split("lavr.example/in/")[1].split('"')[0]
    client = app.test_client()
    assert client.post(path, data={"csrf_token": token_of(client)}).headers["Location"] == "/sign-in/code"
    assert client.get("/jury/").status_code == 303
