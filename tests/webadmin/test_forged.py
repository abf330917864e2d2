"""Forged ids: a row of another season is no different from one that is not there, in status, body, and queries."""

from html import escape
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webadmin import seeding
from tests.webadmin.season.conftest import plain
from tests.webadmin.test_lists import asking

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

MISSING = "999999"
FOREIGN = {
    "/panel/pages/details/?id={}": "1",
    "/panel/card/{}/": "1",
    "/panel/findings/details/?id={}": "1",
    "/panel/corrections/details/?id={}": "1",
    "/panel/files/details/?id={}": "1",
    "/panel/jobs/details/?id={}": "1",
    "/panel/awards/details/?id={}": "1",
    "/panel/runs/details/?id={}": "1",
    "/my/{}/": "1",
    "/my/{}/object/A1": "1",
    "/jury/deal/{}": "deal-00000000000000001",
}
"""By address: the id of a row of the season 2025, while the season 2026 is chosen and nobody's page is held."""


def seen(app: Flask, client: FlaskClient, path: str, number: str) -> tuple[int, str, list[str]]:
    """Status, body without the id, and the statements, asked for the second time."""
    client.get(path.format(number))
    with asking(app) as asked:
        answer = client.get(path.format(number))
    asked_for = path.format(number)
    body = plain(answer.get_data(as_text=True), asked_for, escape(asked_for), quote(asked_for), quote(asked_for, safe=""))
    return answer.status_code, body, asked


@pytest.mark.parametrize("path", FOREIGN)
def test_a_foreign_row_answers_like_none(app: Flask, organizer: FlaskClient, path: str) -> None:
    """The time cannot tell either: the same statements are asked, in the same order."""
    foreign = seen(app, organizer, path, FOREIGN[path])
    assert (404, foreign) == (foreign[0], seen(app, organizer, path, MISSING))


def test_a_number_of_no_award_costs_what_one_costs(app: Flask) -> None:
    """Checking an unknown number asks the same first question as checking a true one, and only its answer differs."""
    client = app.test_client()
    _, _, true = seen(app, client, "/v/{}", seeding.serial(2025, 0))
    status, _, unknown = seen(app, client, "/v/{}", "0000-0000-0000-0000-00")
    assert (404, true[: len(unknown)]) == (status, unknown)
