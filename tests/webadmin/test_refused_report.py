"""The report of a file's refused rows is whole, however many the table lists."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from scoring.home import Home
from scoring.season.course import State
from scoring.services import files
from scoring.services.acting import Actor
from scoring.services.imports import import_file
from scoring.services.uploads import keep_upload
from scoring.store.tables import ImportedFile, RefusedRow, Season
from scoring.store.vocabulary import Role, Via
from tests.webadmin import seeding
from webadmin.context import db

ROWS = 5


@pytest.fixture(name="number")
def _number(app: Flask, home: Home, monkeypatch: pytest.MonkeyPatch) -> int:
    """A really imported register of five rows without a link, of which the table may list two."""
    monkeypatch.setattr(files, "MOST_LISTED", 2)
    table = "Наименование организации;Ссылка на госпаблик ВК\n" + "".join(f"Школа № {i};\n" for i in range(ROWS))
    upload = keep_upload(home, io.BytesIO(table.encode()), "Реестр без ссылок.csv")
    actor = Actor(None, "Анна", Role.ADMIN, Via.WEB)
    with app.app_context():
        season = db.session.scalars(select(Season).where(Season.year == 2026)).one()
        season.state, season.evidence = State.COLLECTING, None
        db.session.commit()
        import_file(db.engine, home, actor, season.id, upload, clock=lambda: seeding.NOW)
        return db.session.scalars(select(ImportedFile.id).where(ImportedFile.name == upload.name)).one()


def test_the_report_holds_what_the_table_does_not(app: Flask, organizer: FlaskClient, number: int) -> None:
    """Five refused rows in the download, two in the table, and the file's page leads to the download."""
    page = organizer.get(f"/panel/files/details/?id={number}")
    answer = organizer.get(f"/panel/files/{number}/refused.csv")

    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    with app.app_context():
        listed = db.session.scalar(select(func.count()).where(RefusedRow.file_id == number))
    assert (ROWS + 1, 2) == (len(lines), listed)
    assert f"/panel/files/{number}/refused.csv" in page.text
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    answer.close()


def test_another_seasons_report_is_not_there(organizer: FlaskClient, app: Flask, number: int) -> None:
    """A file outside of the season in question answers as if it did not exist."""
    with app.app_context():
        file = db.session.get_one(ImportedFile, number)
        file.season_id = db.session.scalars(select(Season.id).where(Season.year == 2025)).one()
        db.session.commit()

    assert 404 == organizer.get(f"/panel/files/{number}/refused.csv").status_code
