"""The journal: what changed in words, filters, the file, and the chain."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.tables import Season
from scoring.store.vocabulary import Role, Via
from tests.scoring.services.bending import unguarded
from tests.webadmin.seeding import NOW
from webadmin.context import db


@pytest.fixture(name="_event", autouse=True)
def _event(app: Flask, organizer: FlaskClient) -> None:  # noqa: ARG001  the season is sown by then
    """A step with a reason, taken by somebody in another's name."""
    with app.app_context():
        season = db.session.scalars(select(Season).order_by(Season.year.desc())).first()
        assert season is not None
        boris = Actor(None, "Борис", Role.ADMIN, Via.COMMAND_LINE, behind="root")
        before, after = {"state": "signed", "pages": 3}, {"state": "proposed", "pages": 3}
        record(
            db.session, boris, "season.step", season, season_id=season.id, now=NOW, before=before, after=after, reason="опечатка"
        )
        db.session.commit()


def shown(client: FlaskClient, path: str) -> str:
    """The page below the journal."""
    answer = client.get(f"/panel/journal/{path}")
    assert 200 == answer.status_code
    return answer.get_data(as_text=True)


def test_an_entry_tells_what_changed_in_words(app: Flask, organizer: FlaskClient) -> None:
    """Only what changed, who really acted, and why."""
    with app.app_context():
        number = db.session.execute(text("SELECT max(id) FROM audit_event")).scalar()

    page = shown(organizer, f"details/?id={number}")

    assert "<th scope='row'>состояние</th><td>Решение подписано</td>" in page
    assert "страниц</th>" not in page
    assert "Борис (за него root)" in page
    assert "опечатка" in page


@pytest.mark.parametrize(
    ("asked", "there"),
    [("actor=Борис", True), ("object=season", True), ("object=award", False), ("period=1", True), ("via=web", False)],
)
def test_filters_narrow_list_and_file(organizer: FlaskClient, asked: str, there: bool) -> None:
    """Person, object, door and period."""
    assert there == ("опечатка" in shown(organizer, f"?{asked}"))
    assert there == ("состояние: Решение подписано" in shown(organizer, f"export/csv/?{asked}"))


def test_the_chain_is_verified_in_words(app: Flask, organizer: FlaskClient) -> None:
    """It holds; and once a row was bent it names the event."""
    assert "Цепочка цела, " in shown(organizer, "chain/")
    with app.app_context(), unguarded(db.engine, "audit_event") as connection:
        connection.execute(text("UPDATE audit_event SET reason = 'x' WHERE number = 1"))

    assert "Цепочка прервана на событии № 1" in shown(organizer, "chain/")
