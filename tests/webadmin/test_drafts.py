"""The editor of drafts without a browser: every button is a form, and nothing that was typed is lost."""

import io
import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from criteria import loading
from criteria.schema import json_schema
from scoring.season.course import State
from scoring.store.tables import AuditEvent, Job, RulebookDraft, Season
from scoring.store.vocabulary import JobKind, JobState, Role
from tests.webadmin import seeding
from tests.webadmin.conftest import SignIn, token_of
from webadmin.context import db

# What the doors do is the same over both databases; the services below them are tested over both.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
EDIT = "/panel/drafts/1/"
TEXT = seeding.RULEBOOK
NORM = "f:criteria[8].params.norm"


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the editor's form, but for the button."""
    form = page.partition('id="draft"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form))
    found |= {
        name: body.removeprefix("\n")
        for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    }
    for name, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def press(client: FlaskClient, act: str, path: str = EDIT, **changes: str) -> TestResponse:
    """Open the editor, change fields, press a button."""
    form = fields_of(client.get(EDIT).get_data(as_text=True))
    return client.post(path, data={**form, **changes, "do": act, "csrf_token": token_of(client)})


def stored(app: Flask, number: int = 1) -> RulebookDraft | None:
    """A draft as the database has it."""
    with app.app_context():
        return db.session.get(RulebookDraft, number)


def text_of(answer: TestResponse) -> str:
    """The TOML on the page."""
    return fields_of(answer.get_data(as_text=True))["text"]


@pytest.fixture
def drafted(app: Flask) -> int:
    """The season 2026 taken back to where its rule book may change; its version."""
    with app.app_context():
        season = db.session.scalars(select(Season).where(Season.year == 2026)).one()
        season.state, season.evidence = State.DRAFT, None
        for job in db.session.scalars(select(Job)):
            job.state = JobState.DONE
        db.session.commit()
        return season.version


def test_the_form_saves_one_number_and_keeps_every_comment(app: Flask, organizer: FlaskClient) -> None:
    """The text in the database differs by that number alone."""
    assert 303 == press(organizer, "save", **{NORM: "4"}).status_code
    row = stored(app)
    assert row is not None
    assert TEXT.replace("norm = 3   ", "norm = 4   ", 1) == row.text


def test_checking_saves_nothing(app: Flask, organizer: FlaskClient) -> None:
    """The page shows the change, the database does not have it."""
    answer = press(organizer, "check", **{NORM: "4"})
    row = stored(app)
    assert row is not None
    assert (200, True, TEXT) == (answer.status_code, "norm = 4 " in text_of(answer), row.text)


def test_a_fault_stands_at_its_field_and_in_the_list(organizer: FlaskClient) -> None:
    """With a link from the list to the field, and the line of the text."""
    page = press(organizer, "check", **{"f:quota.percent": "500"}).get_data(as_text=True)
    line = TEXT[: TEXT.index("\npercent = 5\n") + 1].count("\n") + 1
    field = page.partition('id="at-quota-percent"')[2].partition("</div>")[0]
    assert (True, True, True) == (
        'href="#at-quota-percent"' in page,
        f'href="#line-{line}"' in page,
        'id="at-quota-percent-error">число должно быть не больше 100' in field,
    )


def test_a_text_that_is_no_toml_is_saved_and_told(app: Flask, organizer: FlaskClient) -> None:
    """There is no form for it, but the draft may wait like that."""
    broken = TEXT.replace("format = 1 ", "format = = 1 ", 1)
    assert 303 == press(organizer, "save", text=broken).status_code
    page = organizer.get(EDIT).get_data(as_text=True)
    row = stored(app)
    assert row is not None
    assert (broken, True) == (row.text, "Форма пока не открывается" in page)


def test_a_button_of_the_form_changes_the_text(organizer: FlaskClient) -> None:
    """Together with what was typed before it was pressed."""
    text = text_of(press(organizer, "add:caps", **{NORM: "4"}))
    assert (True, True) == ("[[caps]]" in text, "norm = 4 " in text)


def test_an_unknown_button_is_told(organizer: FlaskClient) -> None:
    """And what was typed stays."""
    answer = press(organizer, "burn:caps", **{NORM: "4"})
    assert (400, True) == (answer.status_code, "norm = 4 " in text_of(answer))


def test_who_comes_second_keeps_his_text(app: Flask, organizer: FlaskClient) -> None:
    """A page of its own shows both texts and offers to save his one apart."""
    form = fields_of(organizer.get(EDIT).get_data(as_text=True))
    press(organizer, "save", **{NORM: "4"})
    mine = {**form, NORM: "5", "do": "save", "csrf_token": token_of(organizer)}
    answer = organizer.post(EDIT, data=mine)
    page = answer.get_data(as_text=True)
    assert (409, True, True) == (answer.status_code, "norm = 5 " in page, "norm = 4 " in page)
    assert ("norm = 4 " in stored(app).text, 'value="fork"' in page) == (True, True)  # type: ignore[union-attr]


def test_a_draft_becomes_the_rule_book(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """Saved and adopted by one button."""
    assert drafted > 0
    assert 303 == press(organizer, "adopt", **{NORM: "4"}).status_code
    with app.app_context():
        season = db.session.scalars(select(Season).where(Season.year == 2026)).one()
        assert "norm = 4 " in season.rulebook


def test_a_broken_draft_does_not(app: Flask, organizer: FlaskClient, drafted: int) -> None:
    """It is told, and neither the season nor the draft changes."""
    answer = press(organizer, "adopt", **{"f:quota.percent": "500"})
    with app.app_context():
        season = db.session.scalars(select(Season).where(Season.year == 2026)).one()
        assert (400, drafted, TEXT) == (answer.status_code, season.version, season.rulebook)


@pytest.mark.parametrize(
    ("source", "title", "text"),
    [
        ("season", "Регламент сезона 2026", TEXT),
        ("packaged-regional", "Готовый: Лучший госпаблик региона", loading.packaged_text("regional")),
        ("draft-1", "Черновик 1, копия", TEXT),
    ],
)
def test_a_draft_begins_with_a_rule_book(app: Flask, organizer: FlaskClient, source: str, title: str, text: str) -> None:
    """And is called after it."""
    organizer.post("/panel/drafts/", data={"csrf_token": token_of(organizer), "from": source})
    row = stored(app, 3)
    assert row is not None
    assert (title, text) == (row.title, row.text)


def test_a_draft_begins_with_a_file(app: Flask, organizer: FlaskClient) -> None:
    """Broken or not, with the marks of Windows taken off."""
    file = (io.BytesIO("\ufeffformat = 1\r\n".encode()), "Мой регламент.toml")
    organizer.post("/panel/drafts/", data={"csrf_token": token_of(organizer), "file": file})
    row = stored(app, 3)
    assert row is not None
    assert ("Мой регламент", "format = 1\n") == (row.title, row.text)


def test_a_file_that_is_no_text_is_refused(app: Flask, organizer: FlaskClient) -> None:
    """With what to do about it."""
    file = (io.BytesIO(b"\xff\xfe\x00"), "x.toml")
    answer = organizer.post("/panel/drafts/", data={"csrf_token": token_of(organizer), "file": file})
    assert (400, None) == (answer.status_code, stored(app, 3))


def test_a_deleted_draft_is_brought_back_from_the_list(app: Flask, organizer: FlaskClient) -> None:
    """The list offers it right after the deletion."""
    answer = organizer.post("/panel/drafts/1/delete/", data={"csrf_token": token_of(organizer)})
    page = organizer.get(answer.headers["Location"]).get_data(as_text=True)
    path = re.search(r'action="(/panel/drafts/restore/\d+/)"', page)
    assert path is not None
    organizer.post(path[1], data={"csrf_token": token_of(organizer)})
    row = stored(app, 3)
    assert (None, "Черновик 1") == (stored(app), row.title if row else "")


def test_a_download_has_its_name(organizer: FlaskClient) -> None:
    """The draft's title, also in Cyrillic."""
    answer = organizer.get("/panel/drafts/1/rulebook.toml")
    assert TEXT == answer.get_data(as_text=True)
    assert "filename*=UTF-8''%D0%A7%D0%B5%D1%80%D0%BD%D0%BE%D0%B2%D0%B8%D0%BA%201.toml" in answer.headers["Content-Disposition"]


def test_the_script_gets_text_faults_and_pictures(organizer: FlaskClient) -> None:
    """What it shows while one types; nothing is saved by it."""
    answer = json.loads(press(organizer, "check", f"{EDIT}live", **{"f:quota.percent": "500"}).get_data(as_text=True))
    faults = {place: sentences for place, sentences in answer["at"].items() if place == "at-quota-percent"}
    assert ("percent = 500" in answer["text"], [1], False) == (True, [len(one) for one in faults.values()], answer["sound"])
    assert {"lines", "low", "high", "told"} == set(answer["pictures"]["criteria[9].curve"])


def test_an_observer_sees_a_draft_and_no_button(sign_in: SignIn) -> None:
    """He reads the form and the text."""
    page = sign_in(Role.OBSERVER).get(EDIT).get_data(as_text=True)
    assert ("Недельная норма" in page, 'value="save"' in page, "data-live" in page) == (True, False, False)


def test_a_trial_is_ordered(app: Flask, organizer: FlaskClient) -> None:
    """As work in the background."""
    organizer.post("/panel/drafts/rehearse/", data={"csrf_token": token_of(organizer)})
    with app.app_context():
        assert [JobState.QUEUED] == [job.state for job in db.session.scalars(select(Job).where(Job.kind == JobKind.REHEARSE))]


def test_the_journal_tells_the_draft_by_its_title(app: Flask, organizer: FlaskClient) -> None:
    """So that its entries can be told apart."""
    press(organizer, "save", **{NORM: "4"})
    with app.app_context():
        assert {"draft.save"} == set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("draft."))))
    assert "Черновик регламента сохранён: Черновик 1" in organizer.get("/panel/journal/").get_data(as_text=True)


def test_the_schema_is_open_to_editors(app: Flask) -> None:
    """Without signing in, as JSON."""
    answer = app.test_client().get("/rulebook/schema.json")
    assert ("application/schema+json", json_schema()) == (answer.mimetype, json.loads(answer.get_data()))


def test_the_editor_speaks_english(organizer: FlaskClient) -> None:
    """Every word of the form has its English one."""
    with organizer.session_transaction() as session:
        session["language"] = "en"
    page = organizer.get(EDIT).get_data(as_text=True)
    form = page.partition('id="rb-form"')[2].partition('class="rb-toml"')[0]
    values = re.sub(r'value="[^"]*"', "", form)
    words = set(re.findall(r"[А-Яа-яЁё]+", unescape(values)))
    russian = {word for one in loading.packaged("regional").nominations.known for word in one.name.split()} | {"ОБР"}
    assert set() == words - russian
