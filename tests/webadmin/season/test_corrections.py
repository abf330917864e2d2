"""Corrections and labels in the panel: the form of a row, who was faster, withdrawing; one tap a label, and its undo."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from wsgiref.types import WSGIApplication

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.store.tables import Page, PageCorrection
from tests.webadmin.conftest import token_of
from tests.webadmin.season.conftest import Site, SiteOf
from tests.webadmin.season.test_browser import sign_in

Serve = Callable[[WSGIApplication], str]
Axe = Callable[[Tab], list[str]]
NAME = "МБОУ «Школа № 30»"
GIVEN = {"reason": "опечатка", "basis": "https://vk.com/wall-1029_5"}


@dataclass
class Desk:
    """The organizer's browser on the scored contest, and the page in question."""

    site: Site
    client: FlaskClient
    page: int

    def get(self, path: str) -> str:
        """A page that must be there, with plain spaces."""
        answer = self.client.get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True).replace("\u00a0", " ")

    def post(self, path: str, **form: object) -> tuple[int, str]:
        """Send a form; status and page of what comes of it."""
        answer = self.client.post(path, data={"csrf_token": token_of(self.client), **form}, follow_redirects=True)
        return answer.status_code, answer.get_data(as_text=True).replace("\u00a0", " ")

    def sheet(self, table: str, row: object = "") -> dict[str, str]:
        """The fields of a row's form as they stand."""
        html = self.get(f"/panel/corrections/new/?page={self.page}&table={table}&row={row}")
        found = dict(re.findall(r'<input type="(?:text|hidden)" name="(\w+)"(?: id="\w+")? value="([^"]*)"', html))
        for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options)
            found[name] = chosen[1] if chosen else ""
        return {name: value for name, value in found.items() if name not in {"csrf_token", "of_season"}}

    def rows(self) -> list[PageCorrection]:
        """All corrections, by number."""
        found: list[PageCorrection] = []

        def read(session: Session) -> None:
            found.extend(session.scalars(select(PageCorrection).order_by(PageCorrection.id)))
            session.expunge_all()

        self.site.write(read)
        return found


@pytest.fixture(name="desk")
def _desk(site_of: SiteOf) -> Desk:
    site = site_of(State.SCORED)
    found: list[int] = []
    site.write(lambda session: found.extend(session.scalars(select(Page.id).where(Page.name == NAME))))
    return Desk(site, site.client(signed_in=True), found[0])


def test_a_changed_field_becomes_a_correction(desk: Desk) -> None:
    """Only what was changed; list, card and journal tell who, why, what was and is; points are called old."""
    form = desk.sheet("pages") | {"members": "912", "mark": "0", "act": "change"} | GIVEN
    status, html = desk.post("/panel/corrections/new/", **form)
    assert (200, True) == (status, "Исправлено." in html)
    assert [("mark", 1, 0), ("members", 500, 912)] == [(one.column_name, one.old, one.new) for one in desk.rows()]
    assert "Данные исправлены после расчёта" in html
    card = desk.get(f"/panel/card/{desk.page}")
    assert all(words in card for words in ("Количество подписчиков 500 → 912", "опечатка", "Анна Орлова"))


def test_a_stale_form_is_a_conflict_and_keeps_what_was_typed(desk: Desk) -> None:
    """Somebody else has corrected the figure since the form was opened."""
    form = desk.sheet("pages") | {"members": "912", "act": "change"} | GIVEN
    status, html = desk.post("/panel/corrections/new/", **(form | {"was_members": "499"}))
    assert (409, True, True) == (status, 'value="912"' in html, "В свидетельствах стоит" in html)
    assert [] == desk.rows()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members": "много"}, "нужно целое число"),
        ({}, "Ничего не изменено"),
        ({"members": "912", "reason": ""}, "Напишите причину"),
        ({"members": "912", "basis": ""}, "Напишите основание"),
    ],
)
def test_what_is_wrong_stands_at_its_field(desk: Desk, change: dict[str, str], words: str) -> None:
    """The form comes back with what was typed; nothing is written."""
    status, html = desk.post("/panel/corrections/new/", **(desk.sheet("pages") | {"act": "change"} | GIVEN | change))
    assert (400, True, []) == (status, words in html, desk.rows())


def test_a_lost_row_is_added_and_one_struck_out(desk: Desk) -> None:
    """A row that is not there is offered to be added; one that is, to be struck out."""
    form = (
        desk.sheet("streams", 900) | {"started": "14.03.2025 12:00", "duration": "3600", "confirmed": "1", "act": "add"} | GIVEN
    )
    assert 200 == desk.post("/panel/corrections/new/", **form)[0]
    assert 200 == desk.post("/panel/corrections/new/", **(desk.sheet("posts", 1) | {"act": "strike"} | GIVEN))[0]
    assert [("add", 900), ("strike", 1)] == [(one.act, one.row_id) for one in desk.rows()]


def test_one_is_withdrawn_once(desk: Desk) -> None:
    """With a reason; a second time is a conflict."""
    desk.post("/panel/corrections/new/", **(desk.sheet("pages") | {"members": "912", "act": "change"} | GIVEN))
    assert 400 == desk.post("/panel/corrections/withdraw/", correction=1, reason=" ")[0]
    assert 200 == desk.post("/panel/corrections/withdraw/", correction=1, reason="ошибка")[0]
    status, html = desk.post("/panel/corrections/withdraw/", correction=1, reason="ошибка")
    assert (409, True) == (status, "уже отозвал" in html)


def test_the_list_is_a_table_too(desk: Desk) -> None:
    """With what was and what is, and what may not run in a spreadsheet made harmless."""
    form = desk.sheet("pages") | {"members": "912", "act": "change", "reason": "=1+1", "basis": "письмо"}
    desk.post("/panel/corrections/new/", **form)
    text = desk.get("/panel/corrections/export/csv/?source=organizer&state=active&search=школа")
    header, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    line = dict(zip(header, lines[0], strict=True))
    assert (NAME, "500", "912", "'=1+1") == (line["Название"], line["Было"], line["Стало"], line["Причина"])
    assert "Ничего не найдено" in desk.get("/panel/corrections/?state=withdrawn")


def label(desk: Desk, **form: object) -> tuple[int, str]:
    """Press a button of the page's first stream."""
    given = {"table": "streams", "row": 1, "was_confirmed": 1, "set": "confirmed:0", "next": "streams-2"} | form
    return desk.post(f"/panel/moderation/{desk.page}/label?show=all", **given)


def test_a_label_is_a_correction_of_a_moderator(desk: Desk) -> None:
    """One tap; labelled back, the frozen value counts; undone likewise."""
    assert 200 == label(desk)[0]
    assert 200 == label(desk, was_confirmed=0, set="confirmed:1")[0]
    assert 200 == label(desk)[0]
    assert 200 == desk.post(f"/panel/moderation/{desk.page}/undo", correction=2)[0]
    assert [("moderator", True), ("moderator", True)] == [(one.source, one.withdrawn_at is not None) for one in desk.rows()]
    assert 409 == desk.post(f"/panel/moderation/{desk.page}/undo", correction=2)[0]


def test_a_label_on_an_old_page_is_a_conflict(desk: Desk) -> None:
    """Somebody else was faster: the page shows what it says now."""
    label(desk)
    status, html = label(desk)
    assert (409, True, 1) == (status, "Метку уже поставил другой человек" in html, len(desk.rows()))


def test_the_time_of_the_answer_may_be_said(desk: Desk) -> None:
    """As a moment of the region's clock; one that is none comes back with a sentence."""
    seen = desk.get(f"/panel/moderation/{desk.page}?show=all")
    found = re.search(
        r'name="row" value="(\d+)".*?name="was_answered" value="(\d+)"', seen[seen.index('id="messages-') :], re.DOTALL
    )
    assert found is not None
    form = {"table": "messages", "row": found[1], "was_answered": found[2], "set": "answered:", "next": ""}
    assert 400 == desk.post(f"/panel/moderation/{desk.page}/label", **form, answered_at="вчера")[0]
    assert 200 == desk.post(f"/panel/moderation/{desk.page}/label", **form, answered_at="31.12.2025 12:00")[0]
    assert [("answered", "moderator")] == [(one.column_name, one.source) for one in desk.rows()]


def test_the_words_of_citizens_are_shown_where_they_are_kept(desk: Desk) -> None:
    """Out of the recording of the year; where none are kept the screen says so."""
    path = f"/panel/moderation/{desk.page}?show=all"
    assert "Тексты сообщений не сохранены" in desk.get(path)
    folder = desk.site.home.collections / "vk-2025"
    folder.mkdir(parents=True)
    key = f"vk:club{1000 + 29}"
    (folder / "words.jsonl").write_text(
        json.dumps({"page": key, "id": 1, "text": "Когда <b>приём</b>?"}) + "\n{torn", encoding="utf-8"
    )
    html = desk.get(path)
    assert ("Когда &lt;b&gt;приём&lt;/b&gt;?" in html, "Тексты сообщений не сохранены" in html) == (True, False)


@pytest.mark.browser
@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")])
def test_the_screens_are_accessible_and_keys_label(
    desk: Desk, browser: Browser, serve: Serve, axe: Axe, width: int, scheme: Literal["light", "dark"]
) -> None:
    """No serious finding of axe-core, nothing to scroll sideways; a digit puts the label, «u» takes it back."""
    desk.post("/panel/corrections/new/", **(desk.sheet("pages") | {"members": "912", "act": "change"} | GIVEN))
    address = serve(desk.site.app)
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        sign_in(desk.site, page, address)
        wrong = {}
        for path in (
            "corrections/", "corrections/details/?id=1", "corrections/new/?find=школа", f"corrections/new/?page={desk.page}",
            f"corrections/new/?page={desk.page}&table=pages", f"corrections/new/?page={desk.page}&table=posts&row=1",
            "moderation/", f"moderation/{desk.page}?show=all",
        ):  # fmt: skip
            page.goto(f"{address}/panel/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            wrong[path] = [*axe(page), *(["wider than the screen"] if wide else [])]
        assert {path: [] for path in wrong} == wrong
        for key, labels in (("0", 1), ("u", 0)):
            page.locator("#streams-1").focus()
            with page.expect_navigation():
                page.keyboard.press(key)
            assert labels == page.locator("#streams-1 .mod-label").count()


def test_nothing_is_labelled_or_corrected_once_it_is_signed(site_of: SiteOf) -> None:
    """The screens say so, and have no buttons."""
    client = site_of(State.SIGNED).client(signed_in=True)
    pages = [client.get(path).get_data(as_text=True) for path in ("/panel/corrections/", "/panel/moderation/")]
    assert [True, True] == ["Сезон уже дальше" in page for page in pages]
    assert (
        409
        == client.post(
            "/panel/moderation/1/label",
            data={"csrf_token": token_of(client), "table": "streams", "row": 1, "was_confirmed": 1, "set": "confirmed:0"},
        ).status_code
    )
