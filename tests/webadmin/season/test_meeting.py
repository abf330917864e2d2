"""The chair's table, the protocol and the diary as screens: acts by form, a stale one, keys, the drawer, axe, narrow screens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from pydantic import SecretStr
from pypdf import PdfReader
from sqlalchemy import Engine, select

from scoring.cli.paper_work import print_papers
from scoring.home import Home
from scoring.jobs.worker import Worker, Workshop
from scoring.services import decision_changes, decisions
from scoring.services.decision_changes import Act
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.vocabulary import JobKind
from scoring.store.work import Job
from tests.fixtures.databases import Databases
from tests.people import sign_in
from tests.scoring.services import meeting
from tests.webadmin.season.conftest import apart, close, key_of
from webadmin.app import create_app
from webadmin.context import wall_clock

# What the services do is tested on both databases; a screen does not see which is below.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
WHY = "Страница ведётся частным лицом, есть письмо."
PROTOCOL = "/panel/protocol/protocol.pdf"
PATHS = ("/panel/decisions/", "/panel/deviations/", "/panel/protocol/", "/panel/influence/", "/diary/2026")


@dataclass(frozen=True)
class Hall:
    """The application, its database, and who is where."""

    app: Flask
    home: Home
    url: str
    met: meeting.Meeting

    def client(self, key: str) -> FlaskClient:
        """The browser of somebody by the letter of his session key."""
        actor = {"c": self.met.chair, "a": self.met.admin, "o": self.met.observer}[key]
        return sign_in(self.app.test_client(), actor.id or 0, key * 32, wall_clock())

    def number(self, place: int) -> int:
        """The decision that stands for a page of «Культура»."""
        engine = open_engine(self.url)
        with transaction(engine) as session:
            found = meeting.standing(session, self.met)[self.met.page(place)].id
        engine.dispose()
        return found


_MET: dict[str, meeting.Meeting] = {}


def _build(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    with transaction(engine) as session:
        _MET["met"] = meeting.sow(session)
        one = meeting.standing(session, _MET["met"])
        decision_changes.decide(
            session, _MET["met"].chair, one[_MET["met"].page(1)].id, Act.EXCLUDE, reason_code="dead", reason=WHY,
            other=one[_MET["met"].page(5)].id, now=meeting.NOW,
        )  # fmt: skip
    engine.dispose()


@pytest.fixture
def hall(databases: Databases, tmp_path: Path) -> Iterator[Hall]:
    """The meeting, with one exclusion decided."""
    url = databases.copy(_build)
    home = Home(home=tmp_path, database_url=SecretStr(url), public_url="http://lavr.example").make()
    app = apart(lambda: create_app(home))
    yield Hall(app, home, url, _MET["met"])
    apart(lambda: close(app))


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """The database, for as long as it is asked."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


def act(client: FlaskClient, number: int, other: int, reason: str = WHY) -> tuple[int, str]:
    """Exclude by form; status and page."""
    form = {"csrf_token": key_of(client), "act": "exclude", "code": "dead", "reason": reason, "other": str(other)}
    answer = client.post(f"/panel/decisions/{number}/", data=form)
    return answer.status_code, answer.get_data(as_text=True)


def test_the_effect_is_shown_before_it_is_done(hall: Hall) -> None:
    """Who takes the seat stands in the form, and nothing is written by looking."""
    before = hall.number(2)
    html = hall.client("c").get(f"/panel/decisions/{before}/?act=exclude").get_data(as_text=True)
    assert ("Кто занимает место" in html, "7. Культура: учреждение № 7" in html) == (True, True)
    assert before == hall.number(2)


def test_an_act_is_done_by_its_form(hall: Hall) -> None:
    """Both rows change, and the reader is led back to the row."""
    seen = hall.number(2)
    assert (303, True) == (act(hall.client("c"), seen, hall.number(7))[0], hall.number(2) != seen)


def test_a_short_reason_keeps_what_was_typed(hall: Hall) -> None:
    """The form comes back with the words in it."""
    status, html = act(hall.client("c"), hall.number(2), hall.number(7), "мало слов")
    assert (400, True) == (status, "мало слов" in html)


def test_a_stale_act_shows_both_sides(hall: Hall) -> None:
    """409 with what was seen, what stands, and the words kept."""
    seen, other = hall.number(2), hall.number(7)
    act(hall.client("c"), seen, other)
    status, html = act(hall.client("c"), seen, other, "Совсем другое длинное объяснение.")
    assert 409 == status
    for said in ("Вы видели", "Стоит сейчас", WHY, "Совсем другое длинное объяснение."):
        assert said in html


@pytest.mark.parametrize("key", ["a", "o"])
def test_others_read_and_do_not_act(hall: Hall, key: str) -> None:
    """The table without buttons; the form is closed."""
    client = hall.client(key)
    assert "data-decide" not in client.get("/panel/decisions/").get_data(as_text=True)
    assert (403, 403) == (client.get(f"/panel/decisions/{hall.number(2)}/").status_code, act(client, hall.number(2), 1)[0])


def test_a_hidden_page_is_counted_and_not_named(hall: Hall) -> None:
    """The chair with a conflict reads how many are hidden; the protocol's paper waits."""
    engine = open_engine(hall.url)
    with transaction(engine) as session:
        meeting.tie(session, hall.met, hall.met.chair, hall.met.page(8))
        assert decisions.standing(session, hall.met.season)
    engine.dispose()
    client = hall.client("c")
    html = client.get("/panel/decisions/?show=all").get_data(as_text=True).replace("\u00a0", " ")
    assert ("1 страница скрыта" in html, "учреждение № 8<" in html.replace("Образование: учреждение № 8", "")) == (True, False)
    assert 403 == client.get("/panel/protocol/protocol.pdf").status_code


def ordered(hall: Hall, key: str) -> list[str]:
    """Have the papers printed for somebody, as a worker does; the states of all such jobs."""
    client = hall.client(key)
    client.post("/panel/papers/order", data={"csrf_token": key_of(client), "back": PROTOCOL})
    with opened(hall.url) as engine:
        shop = Workshop(engine, hall.home, wall_clock)
        while Worker(shop, {JobKind.PAPERS: print_papers}, "test").work_once():
            pass
        with transaction(engine) as session:
            return list(session.scalars(select(Job.state).where(Job.kind == JobKind.PAPERS)))


def test_a_paper_is_printed_by_a_job(hall: Hall) -> None:
    """Opening it prints nothing and leads to the button; once it is printed the same address is the file, byte for byte."""
    client = hall.client("a")
    before = client.get(PROTOCOL)
    assert ("text/html", True) == (before.mimetype, "Подготовить бумаги" in before.get_data(as_text=True))
    assert ["done"] == ordered(hall, "a")
    first, second = (client.get(PROTOCOL).data for _ in range(2))
    assert (b"%PDF", True, ["done"]) == (first[:4], first == second, ordered(hall, "a"))
    assert [] == list((hall.home.home / "papers").glob("*.json"))


def test_before_publication_everybody_has_a_copy_of_his_own(hall: Hall) -> None:
    """With his name on each page; somebody else's opens nothing for him, and the journal tells who has one."""
    ordered(hall, "a")
    admin, observer = hall.client("a"), hall.client("o")
    assert "text/html" == observer.get(PROTOCOL).mimetype
    assert ["done", "done"] == ordered(hall, "o")
    papers = [client.get(PROTOCOL).data for client in (admin, observer)]
    words = [PdfReader(BytesIO(body)).pages[0].extract_text() for body in papers]
    named = [f"Экземпляр: {actor.name}" in text for actor, text in zip((hall.met.admin, hall.met.observer), words, strict=True)]
    assert [True, True] == named
    assert "Заказаны бумаги решения" in admin.get("/panel/journal/").get_data(as_text=True)


def test_a_paper_is_handed_out_within_the_budget(hall: Hall) -> None:
    """What took seconds is read from the disk."""
    ordered(hall, "a")
    client = hall.client("a")
    client.get(PROTOCOL)
    began = perf_counter()
    assert (200, True) == (client.get(PROTOCOL).status_code, perf_counter() - began < 0.3)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")])
def test_screens_are_accessible_and_fit(
    hall: Hall, page: Page, serve: Callable[[Flask], str], axe: Callable[[Page], list[str]], width: int, scheme: str
) -> None:
    """Axe finds nothing, nothing scrolls sideways, and the keys open and close the drawer."""
    base = enter(hall, page, serve)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a parameter of two words
    page.set_viewport_size({"width": width, "height": 800})
    wrong = {}
    for path in (*PATHS, f"/panel/decisions/{hall.number(2)}/?act=exclude"):
        page.goto(base + path)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if found := [*axe(page), *(["wide"] if wide else [])]:
            wrong[path] = found
    assert {} == wrong
    page.goto(f"{base}/panel/decisions/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] #drawer-title")).to_have_text("Культура: учреждение № 2")
    assert [] == axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def enter(hall: Hall, page: Page, serve: Callable[[Flask], str]) -> str:
    """The running application's address; the chair's cookie is in the browser."""
    base = serve(hall.app)
    client = hall.client("c")
    cookie = client.get_cookie("lavr")
    assert cookie is not None
    page.context.add_cookies([{"name": "lavr", "value": cookie.value, "url": base}])
    return base
