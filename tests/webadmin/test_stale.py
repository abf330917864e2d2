"""Forms that somebody overtook: both values side by side, nothing written, and the typed one may still take its place."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from criteria import loading
from tests.webadmin.test_forms import COURSE, drafted, season_of, season_version, send  # noqa: F401  a fixture

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

WORDS = {"region": "", "city": "", "post_0": "", "name_0": ""}
TEXT = loading.packaged_text("regional")
FORMS = {
    "/panel/settings/": (WORDS | {"contest": "Первый конкурс"}, WORDS | {"contest": "Второй конкурс"}),
    "/panel/settings/course/": (COURSE | {"appeal_days": "7"}, COURSE | {"appeal_days": "9"}),
    "/panel/rulebook/": (
        {"text": TEXT.replace("title", "# первая правка\ntitle", 1)},
        {"text": TEXT.replace("title", "# вторая правка\ntitle", 1)},
    ),
    "/panel/document-look/": ({"wording": "en"}, {"wording": "bilingual"}),
    "/panel/objections/window/": ({"first": "2026-09-01", "last": "2026-09-14"}, {"first": "2026-09-02", "last": "2026-09-15"}),
}
SEEN = {
    "/panel/settings/": ("Второй конкурс", "Первый конкурс"),
    "/panel/settings/course/": ("<strong>9</strong>", ">7<"),
    "/panel/rulebook/": ("# вторая правка", "# первая правка"),
    "/panel/document-look/": ("<strong>bilingual</strong>", ">en<"),
    "/panel/objections/window/": ("2 сент", "1 сент"),
}


@pytest.mark.parametrize("path", FORMS)
def test_both_values_stand_side_by_side(app: Flask, organizer: FlaskClient, drafted: int, path: str) -> None:  # noqa: F811
    """Of every form with a version; sent again from that page the typed value is written."""
    version = 0 if "window" in path else season_version(app, drafted)
    first, second = FORMS[path]
    assert 303 == send(organizer, path, version=version, **first).status_code

    answer = send(organizer, path, version=version, **second)
    page = html.unescape(answer.get_data(as_text=True))
    assert (409, [True, True]) == (answer.status_code, [value in page for value in SEEN[path]])

    fresh = re.search(r'name="version" value="(\d+)"', page)
    assert fresh is not None
    assert 303 == send(organizer, path, version=fresh[1], **second).status_code


def test_every_field_goes_along_to_be_sent_again(app: Flask, organizer: FlaskClient, drafted: int) -> None:  # noqa: F811
    """Also those in which the two do not differ."""
    version = season_version(app, drafted)
    send(organizer, "/panel/settings/", version=version, **WORDS | {"contest": "Первый"})
    sent = WORDS | {"contest": "Второй «<b>»", "post_0": "Министр", "name_0": "А. Орлова"}
    page = send(organizer, "/panel/settings/", version=version, **sent).get_data(as_text=True)
    found = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    assert sent == {name: html.unescape(value) for name, value in found}
    season = season_of(app, 2026)
    assert season is not None
    assert "Первый" == season.contest


def test_words_of_a_refused_step_are_not_lost(organizer: FlaskClient) -> None:
    """A form that no page shows again: its text stands on the page that refuses it."""
    reason = "длинная причина, которую жалко набирать заново"
    answer = organizer.post(
        "/panel/back",
        data={"csrf_token": _key(organizer), "to": "proposed", "reason": reason, "version": "99"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (True, True) == (answer.status_code >= 400, reason in answer.get_data(as_text=True))


def _key(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/v/").get_data(as_text=True))
    assert found is not None
    return found[1]
