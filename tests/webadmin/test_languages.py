"""Two languages and two themes: switched by POST, kept in the session."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from scoring.season.course import State
from scoring.store.vocabulary import FileKind, JobKind, JobState, Outcome, Role, Via
from tests.webadmin.conftest import token_of
from tests.webadmin.routes import READING
from tests.webadmin.statuses import ROLES
from tests.webadmin.test_access import address
from webadmin import i18n, words


def switch(client: FlaskClient, what: str, value: str) -> None:
    """Press a switch."""
    client.post(f"/{what}", data={"csrf_token": token_of(client), what: value, "next": "/v/"})


def test_russian_comes_first(app: Flask) -> None:
    """Without a choice everything is in Russian, whatever the browser says."""
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert ('<html lang="ru"' in page, "Прислать код" in page) == (True, True)


def test_english_is_chosen(organizer: FlaskClient) -> None:
    """After the switch the panel, Flask-Admin's words included, is in English."""
    switch(organizer, "language", "en")
    page = organizer.get("/panel/pages/").get_data(as_text=True)
    assert ('<html lang="en"' in page, "Municipality" in page, "Download CSV" in page) == (True, True, True)


def test_an_export_speaks_the_readers_language(organizer: FlaskClient) -> None:
    """Titles and words of a streamed file too."""
    switch(organizer, "language", "en")
    text = organizer.get("/panel/pages/export/csv/").get_data(as_text=True)
    assert ("Municipality" in text, "да" in text.split(";"), "yes" in text.split(";")) == (True, False, True)


def test_every_page_has_both_languages(app: Flask, organizer: FlaskClient) -> None:
    """Every page that opens in Russian opens in English."""
    switch(organizer, "language", "en")
    seen = {endpoint: organizer.get(address(app, endpoint), buffered=True).status_code for endpoint in READING}
    assert {endpoint: statuses[ROLES.index(Role.ADMIN)] for endpoint, statuses in READING.items()} == seen


def test_the_theme_is_chosen(organizer: FlaskClient) -> None:
    """The chosen theme stands in the page, so that it does not flash."""
    switch(organizer, "theme", "dark")
    assert '<html lang="ru" data-theme="dark">' in organizer.get("/panel/pages/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 строка"), (3, "3 строки"), (11, "11 строк"), (21, "21 строка"), (1000, "1\u00a0000 строк")]
)
def test_counting_in_russian(count: int, said: str) -> None:
    """A number governs its noun."""
    assert i18n.counted(count, ("строка", "строки", "строк"), ("row", "rows")) == said


@pytest.mark.parametrize(
    ("stored", "said"), [(924_000, "92,40"), (50, "0,01"), (49, "0,00"), (None, "—"), (10_000_000, "1\u00a0000,00")]
)
def test_points_are_shown_half_up(stored: int | None, said: str) -> None:
    """Ten-thousandths are rounded half-up to two decimals with a comma."""
    assert i18n.points(stored) == said


def test_every_stored_word_has_its_tone_and_titles() -> None:
    """States, outcomes and kinds of the vocabulary all have words."""
    tables = [(State, words.STATES), (FileKind, words.KINDS), (JobKind, words.JOBS), (JobState, words.JOB_STATES)]
    tables += [(Outcome, words.OUTCOMES), (Role, words.ROLES), (Via, words.VIAS)]
    assert [] == [key for kind, titles in tables for key in kind if key not in titles]
