"""Forms that come too late: what was typed stands in the answer, and goes through once more."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from scoring.store.vocabulary import Role
from tests.people import sign_in as put_in
from tests.webadmin.conftest import Clock, SignIn, token_of

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

OWN = {"Sec-Fetch-Site": "same-origin"}
FORM = {"email": "new@example.org", "name": "Ольга <Новая> Иванова", "role": "organizer", "of_season": "2"}


def late(client: FlaskClient, clock: Clock, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """A form that was open over night; status and page."""
    key = token_of(client)
    clock.advance(timedelta(hours=9))
    headers = OWN if headers is None else headers
    answer = client.post("/panel/people/new/?x=1", data={"csrf_token": key, **FORM}, headers=headers)
    return answer.status_code, answer.get_data(as_text=True)


def fields(page: str) -> dict[str, str]:
    """What the page would send again, but for its own key."""
    form = page.partition('<form method="post" action="/panel/people/new/?x=1">')[2].partition("</form>")[0]
    found = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)}
    return {name: value for name, value in found.items() if name != "csrf_token"}


def test_a_form_of_a_session_that_is_over_is_kept(organizer: FlaskClient, clock: Clock) -> None:
    """Every field, as text, beside the way in; nothing was done."""
    status, page = late(organizer, clock)
    assert (403, FORM, True) == (status, fields(page), 'href="/sign-in" target="_blank"' in page)


def test_it_goes_through_after_signing_in(organizer: FlaskClient, clock: Clock) -> None:
    """The page's key is of the session before: the form is asked for once more, and then taken."""
    kept = fields(late(organizer, clock)[1])
    put_in(organizer, 1, "a" * 32, clock())
    again = organizer.post("/panel/people/new/?x=1", data={"csrf_token": "of before", **kept}, headers=OWN)
    assert (400, FORM) == (again.status_code, fields(again.get_data(as_text=True)))
    done = organizer.post("/panel/people/new/", data={"csrf_token": token_of(organizer), **kept}, headers=OWN)
    assert (200, True) == (done.status_code, "new@example.org" in organizer.get("/panel/people/").get_data(as_text=True))


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str)
def test_words_of_another_site_are_not_given_back(organizer: FlaskClient, clock: Clock, headers: dict[str, str]) -> None:
    """Nobody is led to send what somebody else has written."""
    status, page = late(organizer, clock, headers)
    assert (403, False) == (status, "new@example.org" in page)


def test_codes_are_not_given_back(sign_in: SignIn) -> None:
    """They are of one use."""
    answer = sign_in(Role.ADMIN).post("/sign-in/code", data={"code": "123456", "x": "слово"}, headers=OWN)
    page = answer.get_data(as_text=True)
    assert (400, True, False) == (answer.status_code, "слово" in page, "123456" in page)
