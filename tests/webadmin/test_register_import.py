"""The register in the panel: its columns are said once, its differences are seen before they are applied, and undone after."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from scoring.season.course import State
from scoring.store.register import ColumnMapping, RegisterImport
from scoring.store.tables import Award, AwardFile, Job, Page, Season
from scoring.store.vocabulary import JobState
from tests.webadmin.conftest import token_of
from webadmin.context import db

HEADER = ("Наименование", "Ссылка", "Сфера 1")


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    """The season 2026 collects files again."""
    with app.app_context():
        mine = select(Award.id).where(Award.season_id == 2)
        db.session.execute(delete(AwardFile).where(AwardFile.award_id.in_(mine)))
        db.session.execute(delete(Award).where(Award.season_id == 2))
        season = db.session.get_one(Season, 2)
        season.state, season.evidence = State.COLLECTING, None
        for job in db.session.scalars(select(Job).where(Job.season_id == 2, Job.finished_at.is_(None))):
            job.state, job.finished_at = JobState.CANCELLED, season.created_at
        db.session.commit()


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """A register as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows((header, *rows))
    return out.getvalue().encode()


def hand_in(client: FlaskClient, raw: bytes, name: str = "реестр.csv", to: str = "/panel/register-import/") -> TestResponse:
    """Send a file; the page where one is led."""
    field = "file" if "register-import" in to else "files"
    data = {"csrf_token": token_of(client), field: (io.BytesIO(raw), name)}
    return client.post(to, data=data, content_type="multipart/form-data", follow_redirects=True)


def send(client: FlaskClient, answer: TestResponse, **form: str | list[str]) -> TestResponse:
    """Send the form of the page that was answered."""
    text = answer.get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(plan|seen|import)" value="([^"]*)"', text))
    return client.post(answer.request.path, data={"csrf_token": token_of(client), **hidden, **form}, follow_redirects=True)


def standing(app: Flask) -> dict[str, str]:
    """Link -> name of the season's pages."""
    with app.app_context():
        rows = db.session.execute(select(Page.link, Page.name).where(Page.season_id == 2, Page.gone_at.is_(None)))
        return {row.link: row.name for row in rows}


def test_nothing_is_written_before_apply(app: Flask, organizer: FlaskClient) -> None:
    """The differences are shown; then a button makes them true; then another takes them back."""
    before = standing(app)
    answer = hand_in(organizer, table(("Новая школа", "vk.com/new_school", "Образование")))
    page = answer.get_data(as_text=True)
    assert (200, before) == (answer.status_code, standing(app))
    assert ("Новая школа" in page, "Нет в файле" in page, "Пока ничего не записано" in page) == (True, True, True)

    done = send(organizer, answer)
    assert before | {"https://vk.com/new_school": "Новая школа"} == standing(app)
    assert "Реестр обновлён: новых 1" in done.get_data(as_text=True)

    number = re.search(r'name="import" value="(\d+)"', done.get_data(as_text=True))
    assert number is not None
    undone = organizer.post(
        "/panel/register-import/undo/", data={"csrf_token": token_of(organizer), "import": number[1]}, follow_redirects=True
    )
    assert ("отменена" in undone.get_data(as_text=True), before) == (True, standing(app))


def test_a_register_that_has_moved_meanwhile_is_not_overwritten(app: Flask, organizer: FlaskClient) -> None:
    """409 with the fresh differences, what was ticked and why still in the form; applying those works."""
    answer = hand_in(organizer, table(("Новая школа", "vk.com/new_school", "Образование")))
    with app.app_context():
        page = db.session.scalars(select(Page).where(Page.season_id == 2).order_by(Page.id)).first()
        assert page is not None
        page.founder, number = "Министерство", page.id
        db.session.commit()

    stale = send(organizer, answer, gone=[str(number)], reason="закрыта приказом")
    text = stale.get_data(as_text=True)
    assert (409, True, True) == (stale.status_code, "реестр изменился" in text, "закрыта приказом</textarea>" in text)
    assert f'value="{number}" aria-label' in text
    assert "https://vk.com/new_school" not in standing(app)

    send(organizer, stale)
    assert "https://vk.com/new_school" in standing(app)


def test_a_page_is_gone_only_when_it_is_ticked_and_with_a_reason(app: Flask, organizer: FlaskClient) -> None:
    """Without one the page comes back with the tick."""
    answer = hand_in(organizer, table(("Новая школа", "vk.com/new_school", "Образование")))
    number = re.findall(r'name="gone" value="(\d+)"', answer.get_data(as_text=True))[0]
    refused = send(organizer, answer, gone=[number])
    assert (400, True) == (refused.status_code, f'value="{number}" aria-label' in refused.get_data(as_text=True))
    assert [number] == re.findall(r'name="gone" value="(\d+)"[^>]* checked', refused.get_data(as_text=True))

    send(organizer, refused, gone=[number], reason="закрыта")
    with app.app_context():
        assert "закрыта" == db.session.get_one(Page, int(number)).gone_reason


FOREIGN = ("Полное название учреждения", "Адрес в соцсети", "Район города")


def test_columns_are_said_once(app: Flask, organizer: FlaskClient) -> None:
    """A sure suggestion stands in its place, a vague one is empty and marked; the next such file goes straight on."""
    answer = hand_in(organizer, table(("Школа", "https://vk.com/a_school", "Ленинский"), header=FOREIGN))
    page = answer.get_data(as_text=True)
    assert answer.request.path.endswith("/columns/")
    assert ['value="name" selected', 'value="link" selected', 'value="" selected'] == re.findall(r'value="\w*" selected', page)[
        -3:
    ]
    assert ("проверьте" in page, "Ленинский" in page) == (True, True)

    changes = send(organizer, answer, **{"field:0": "name", "field:1": "link", "field:2": "municipality"})
    assert "a_school" in changes.get_data(as_text=True)
    again = hand_in(organizer, table(("Музей", "https://vk.com/b_museum", "Центр"), header=FOREIGN), "второй.csv")
    assert ("«реестр.csv»" in again.get_data(as_text=True), again.request.path.endswith("/columns/")) == (True, False)

    with app.app_context():
        known = db.session.scalars(select(ColumnMapping)).one().id
    path = f"/panel/register-import/forget/{known}/"
    organizer.post(path, data={"csrf_token": token_of(organizer)})
    assert hand_in(organizer, table(("Музей", "https://vk.com/b_museum", "Центр"), header=FOREIGN)).request.path.endswith(
        "/columns/"
    )


def test_a_choice_that_names_no_page_survives(organizer: FlaskClient) -> None:
    """The form comes back as it was filled in, with what is missing."""
    answer = hand_in(organizer, table(("Школа", "https://vk.com/a_school", "Ленинский"), header=FOREIGN))
    refused = send(organizer, answer, **{"field:0": "name", "field:1": "", "field:2": "founder"})
    page = refused.get_data(as_text=True)
    assert (400, True) == (refused.status_code, "со ссылкой на страницу или с её ID" in page)
    assert 'value="founder" selected' in page


def test_columns_that_somebody_else_said_meanwhile_are_not_overwritten(organizer: FlaskClient) -> None:
    """409, with one's own choice in the form."""
    answer = hand_in(organizer, table(("Школа", "https://vk.com/a_school", "Ленинский"), header=FOREIGN))
    send(organizer, answer, **{"field:0": "name", "field:1": "link", "field:2": ""})
    stale = send(organizer, answer, **{"field:0": "name", "field:1": "link", "field:2": "level"})
    assert (409, True) == (stale.status_code, 'value="level" selected' in stale.get_data(as_text=True))


def test_a_file_that_is_no_table_is_told(app: Flask, organizer: FlaskClient) -> None:
    """With its name and what to do, and nothing else happens."""
    answer = hand_in(organizer, b"%PDF-1.7", "реестр.pdf")
    assert (400, True) == (answer.status_code, "документ PDF" in answer.get_data(as_text=True))
    with app.app_context():
        assert [] == list(db.session.scalars(select(RegisterImport)))


def test_a_register_among_other_files_waits_for_its_differences(app: Flask, organizer: FlaskClient) -> None:
    """The list of files leads to them, since the season has a register already."""
    before = standing(app)
    answer = hand_in(organizer, table(("Новая", "vk.com/new_school", "Спорт")), to="/panel/files/upload/")
    assert ("/panel/register-import/" in answer.request.path, before) == (True, standing(app))
    assert "посмотрите отличия" in answer.get_data(as_text=True)


def test_all_differences_are_downloaded(organizer: FlaskClient) -> None:
    """New, vanished, refused and doubtful rows, each by its line."""
    answer = hand_in(
        organizer,
        table(("Новая", "https://ok.ru/group/12345", "Спорт"), ("Без адреса", "", "Спорт")),
    )
    raw = organizer.get(answer.request.path + "changes.csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(raw.removeprefix("\ufeff")), delimiter=";"))[1:]
    kinds = [row[0] for row in rows]
    assert ("Новая", "Отклонена", "Сомнительна") == (kinds[0], kinds[-2], kinds[-1])
    assert {"Новая", "Нет в файле", "Отклонена", "Сомнительна"} == set(kinds)


def test_what_a_file_holds_is_shown_as_text(organizer: FlaskClient) -> None:
    """A name that looks like a script stays a name."""
    page = hand_in(organizer, table(("<script>alert(1)</script>", "vk.com/new_school", "Спорт"))).get_data(as_text=True)
    assert ("&lt;script&gt;alert(1)" in page, "<script>alert" in page) == (True, False)


def test_a_page_that_is_gone_is_marked_in_the_list(app: Flask, organizer: FlaskClient) -> None:
    """It is still there, with a word beside its name and the reason in its details."""
    with app.app_context():
        page = db.session.scalars(select(Page).where(Page.season_id == 2).order_by(Page.id)).first()
        assert page is not None
        page.gone_at, page.gone_reason, number = db.session.get_one(Season, 2).created_at, "закрыта приказом", page.id
        db.session.commit()
    assert 1 == organizer.get("/panel/pages/").get_data(as_text=True).count(">выбыла</span>")
    assert "закрыта приказом" in organizer.get(f"/panel/pages/details/?id={number}").get_data(as_text=True)
