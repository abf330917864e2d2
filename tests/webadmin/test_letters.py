"""The outbox over HTTP: what each role sees, approval by the count, stale screens, letters in doubt, what a step will write."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page as Window
from werkzeug.test import TestResponse

from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.letters.drafting import Addressee, Draft, queue
from scoring.store.checks import NightlyCheck
from scoring.store.tables import Letter, OwnerContact, Page, Season
from scoring.store.vocabulary import LetterState, Role, Via
from tests import people
from tests.webadmin import seeding
from tests.webadmin.conftest import SignIn, token_of
from tests.webadmin.test_lists import asking
from webadmin.context import db

ADMIN = Actor(1, "Анна Орлова", Role.ADMIN, Via.WEB)


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Any:
    """One database is enough for what the screens say; the services under them are tested on both."""
    return request.getfixturevalue("_sqlite_databases")


def _season() -> Season:
    return db.session.query(Season).filter_by(year=2026).one()


@pytest.fixture
def draft(app: Flask) -> Callable[..., None]:
    """Writes letters of a kind to so many people."""

    def write(kind: str = "juror_invite", count: int = 3) -> None:
        fields = {"minutes": 10, "pages": [{"name": "Школа", "nomination": "Образование"}], "appeal_days": 5, "closes": None}
        drafts = [Draft(Addressee(f"p{number}@example.org", f"Лицо {number}", 1), fields) for number in range(count)]
        with app.app_context():
            queue(db.session, ADMIN, _season(), kind, drafts, now=seeding.NOW)
            db.session.commit()

    return write


def _states(app: Flask) -> list[LetterState]:
    with app.app_context():
        return [LetterState(one.state) for one in db.session.query(Letter).order_by(Letter.id)]


def _seen(client: FlaskClient, kind: str = "juror_invite") -> str:
    page = client.get(f"/panel/letters/kind/{kind}/").get_data(as_text=True)
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def _send(client: FlaskClient, url: str, **form: str) -> TestResponse:
    return client.post(f"/panel/letters/{url}", data={"csrf_token": token_of(client), **form})


def test_an_empty_outbox_says_where_letters_come_from(organizer: FlaskClient) -> None:
    """And that they become files while no server is set."""
    page = organizer.get("/panel/letters/").get_data(as_text=True)

    assert (True, True) == ("Писем ещё нет" in page, "LAVR_MAIL_" in page)


def test_the_right_count_approves(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """All that were on the screen."""
    draft()

    answer = _send(organizer, "kind/juror_invite/approve/", count="3", seen=_seen(organizer))

    assert (303, [LetterState.APPROVED] * 3) == (answer.status_code, _states(app))


def test_a_mistyped_count_is_refused_and_kept(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """What was typed stands in its field."""
    draft()

    answer = _send(organizer, "kind/juror_invite/approve/", count="30", seen=_seen(organizer), release_at="2026-12-01T10:00")

    page = answer.get_data(as_text=True)
    assert (400, True, True, [LetterState.DRAFTED] * 3) == (
        answer.status_code,
        'value="30"' in page,
        'value="2026-12-01T10:00"' in page,
        _states(app),
    )


def test_a_stale_count_is_a_conflict(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """A letter was added meanwhile; the screen that answers shows the new number."""
    draft(count=2)
    seen = _seen(organizer)
    draft(count=3)

    answer = _send(organizer, "kind/juror_invite/approve/", count="3", seen=seen)

    page = answer.get_data(as_text=True)
    assert (409, True, [LetterState.DRAFTED] * 3) == (answer.status_code, "3 письма" in page, _states(app))


def test_letters_are_held_stopped_and_declined(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """Each by its own form."""
    draft()
    _send(organizer, "kind/juror_invite/approve/", count="3", seen=_seen(organizer))

    codes = [
        _send(organizer, "kind/juror_invite/hold/", release_at="2026-12-01T10:00").status_code,
        _send(organizer, "kind/juror_invite/hold/", release_at="вчера").status_code,
        _send(organizer, "kind/juror_invite/disarm/").status_code,
    ]
    codes.append(_send(organizer, "kind/juror_invite/decline/", reason="нет", seen=_seen(organizer)).status_code)
    codes.append(_send(organizer, "kind/juror_invite/decline/", reason="позвали сами", seen=_seen(organizer)).status_code)

    assert ([303, 400, 303, 400, 303], [LetterState.CANCELLED] * 3) == (codes, _states(app))


def test_a_letter_is_shown_as_it_leaves(organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """With its address and our links."""
    draft(count=1)

    page = organizer.get("/panel/letters/details/?id=1").get_data(as_text=True)

    assert (True, True) == ("http://lavr.example/jury/" in page, "Лицо 0 &lt;p0@example.org&gt;" in page)


def test_a_failed_letter_says_why_and_goes_again(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """In the words of the mail server."""
    draft(count=1)
    with app.app_context():
        letter = db.session.get_one(Letter, 1)
        letter.state, letter.error, letter.error_en, letter.approved_at = LetterState.FAILED, "550 нет", "550 no", seeding.NOW
        db.session.commit()

    page = organizer.get("/panel/letters/details/?id=1").get_data(as_text=True)
    code = _send(organizer, "1/again/").status_code

    assert (True, 303, [LetterState.APPROVED]) == ("550 нет" in page, code, _states(app))


@pytest.mark.parametrize(("did", "state"), [("left", LetterState.SENT), ("not", LetterState.APPROVED)])
def test_a_letter_in_doubt_is_told_and_settled(
    app: Flask, organizer: FlaskClient, draft: Callable[..., None], did: str, state: LetterState
) -> None:
    """By its message id, which the server's log knows."""
    draft(count=1)
    with app.app_context():
        letter = db.session.get_one(Letter, 1)
        letter.state, letter.error, letter.sending_at, letter.approved_at = LetterState.SENDING, "обрыв", seeding.NOW, seeding.NOW
        db.session.commit()

    told = "Неизвестно, ушло ли письмо" in organizer.get("/panel/letters/").get_data(as_text=True)
    page = organizer.get("/panel/letters/details/?id=1").get_data(as_text=True)
    code = _send(organizer, "1/settle/", did=did).status_code

    assert (True, True, 303, [state]) == (told, "lavr.2026-juror_invite-000001@lavr.example" in page, code, _states(app))


def test_the_observer_reads_and_writes_nothing(app: Flask, sign_in: SignIn, draft: Callable[..., None]) -> None:
    """He sees the ranking and so every letter."""
    draft("winner", 1)
    observer = sign_in(Role.OBSERVER)

    page = observer.get("/panel/letters/kind/winner/").get_data(as_text=True)
    code = _send(observer, "kind/winner/approve/", count="1", seen="x").status_code

    assert (True, False, 403, [LetterState.DRAFTED]) == ("в числе лучших" in page, "<textarea" in page, code, _states(app))


def test_an_organizer_finds_no_letter_about_results_before_publication(
    app: Flask, draft: Callable[..., None], clock: Callable[[], Any]
) -> None:
    """In no list, export, kind or row."""
    draft("winner", 1)
    with app.app_context():
        user = people.add_person(db.session, "team@example.org", "Олег", Role.ORGANIZER, "f" * 32, seeding.NOW)
        db.session.commit()
        client = people.sign_in(app.test_client(), user.id, user.session_key, clock())

    found = ["/panel/letters/", "/panel/letters/export/csv/", "/panel/letters/kind/winner/", "/panel/letters/details/?id=1"]
    answers = [client.get(url) for url in found]

    assert ([200, 200, 404, 404], False) == (
        [one.status_code for one in answers],
        any("p0@example.org" in one.get_data(as_text=True) for one in answers),
    )


def test_the_export_holds_what_the_list_shows(organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """And no cell that a spreadsheet runs."""
    draft(count=2)

    lines = organizer.get("/panel/letters/export/csv/?kind=juror_invite").get_data(as_text=True).splitlines()

    assert (3, True) == (len(lines), lines[1].startswith("Приглашение в жюри: "))


def test_the_home_page_tells_what_a_step_will_write(app: Flask, organizer: FlaskClient) -> None:
    """Of the step back as well: kind, number, an example."""
    with app.app_context():
        season = _season()
        season.state = State.PROPOSED
        page = db.session.query(Page).filter_by(season_id=season.id).first()
        assert page is not None
        db.session.add(OwnerContact(page_id=page.id, email="school@example.org", name="", made_at=seeding.NOW))
        db.session.commit()

    shown = organizer.get("/panel/").get_data(as_text=True)

    assert ("Файлы запечатаны, хеши" in shown, "Протокол ждёт подписи" in shown) == (True, False)


def test_the_home_page_tells_of_letters_that_wait(organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """With the way to them."""
    draft(count=3)

    page = organizer.get("/panel/").get_data(as_text=True)

    assert (True, True) == ("Письма: ждут одобрения 3." in page, 'href="/panel/letters/"' in page)


def test_the_home_page_is_red_when_the_night_found_something(app: Flask, organizer: FlaskClient) -> None:
    """It names the rule and the row."""
    with app.app_context():
        told = {"rule": "seals_are_a_chain", "table": "seal", "row": "4", "ru": "Печать не сходится.", "en": "It does not hold."}
        db.session.add(NightlyCheck(season_id=_season().id, day=seeding.NOW.date(), at=seeding.NOW, rules=15, violations=[told]))
        db.session.commit()

    page = organizer.get("/panel/").get_data(as_text=True)

    assert (True, True) == ("Ночная проверка: не сходится" in page, "seal 4: Печать не сходится." in page)


def test_more_letters_need_no_more_queries(app: Flask, organizer: FlaskClient, draft: Callable[..., None]) -> None:
    """The screen asks the database as often for one letter as for three."""
    asked = []
    for count in (1, 3):
        draft(count=count)
        with asking(app) as heard:
            organizer.get("/panel/letters/")
        asked.append(len(heard))

    assert [asked[0]] * 2 == asked


@pytest.mark.browser
def test_the_screens_are_accessible_and_fit(
    app: Flask,
    organizer: FlaskClient,
    draft: Callable[..., None],
    page: Window,
    serve: Callable[[Flask], str],
    axe: Callable[[Window], list[str]],
) -> None:
    """Nothing for axe-core to say, nothing to scroll sideways: wide and light, narrow and dark."""
    draft(count=3)
    draft("winner", 2)
    address = serve(app)
    cookie = organizer.get_cookie("lavr")
    assert cookie is not None
    page.context.add_cookies([{"name": "lavr", "value": cookie.value, "url": address}])
    found: dict[str, object] = {}
    for width, scheme in ((1440, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
        for path in ("", "kind/winner/", "details/?id=1"):
            page.goto(f"{address}/panel/letters/{path}")
            beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            found[f"{width} {path}"] = (axe(page), max(0, beyond))

    assert dict.fromkeys(found, ([], 0)) == found
