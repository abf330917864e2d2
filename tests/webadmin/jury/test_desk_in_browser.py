"""The desk in a real browser: a portion by keyboard that loses its network, both widths, and what assistive technology finds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.tables import User
from tests.people import one_time_link
from tests.webadmin.conftest import Clock
from tests.webadmin.jury.conftest import NEW, READY
from webadmin.context import db

# A browser does not see which database is below.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]
SCREENS = ((1440, 900), (320, 640))
PATHS = (
    "/jury/", "/jury/agreement", "/jury/conflicts", "/jury/rules", "/jury/answers", "/jury/receipt", "/jury/end",
)  # fmt: skip
_CLEAR = """() => document.querySelector(".desk-question h2").getBoundingClientRect().bottom
    <= document.querySelector(".desk-foot").getBoundingClientRect().top + 1"""
"""Whether the question is clear of the answer bar."""
PANEL = (
    "/panel/jury-desk/", "/panel/jury-desk/new/", "/panel/jury-desk/1/", "/panel/jury-cards/",
    "/panel/jury-cards/card-00000000000000000/", "/account",
)  # fmt: skip
Door = Callable[[str], str]


@pytest.fixture
def door(app: Flask, clock: Clock, page: Page, serve: Callable[[Flask], str]) -> Door:
    """Brings the page in as the person of an address; answers the site's address."""
    base = serve(app)

    def come_in(email: str) -> str:
        with app.app_context():
            user = db.session.scalars(select(User).where(User.email == email)).one()
            secret = one_time_link(db.session, user.id, clock())
            db.session.commit()
        page.context.clear_cookies()
        page.goto(f"{base}/in/{secret}")
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return base

    return come_in


def begin(page: Page) -> None:
    """A portion of ten minutes, its cards in hand."""
    with page.expect_response("**/jury/hand"):
        page.get_by_role("button", name="У меня есть 10 минут").click()


def answers(app: Flask) -> tuple[int, int]:
    """Cards answered, and verdicts written."""
    with app.app_context():
        return (
            db.session.scalar(select(func.count()).where(Deal.state == "answered")) or 0,
            db.session.scalar(select(func.count()).select_from(Verdict)) or 0,
        )


def press(page: Page, number: int) -> None:
    """One answer by keyboard: yes, no with a reason, or cannot tell; then the next card stands there."""
    before = page.locator("h1").element_handle()
    key = "123"[number % 3]
    page.keyboard.press(key)
    if key == "2":
        page.keyboard.press("5")
    assert before is not None
    page.wait_for_function("heading => !heading.isConnected", arg=before)


def wait_until_sent(page: Page) -> None:
    """Until no answer waits in the browser; asked from outside, since the page lets no text be evaluated."""
    for _ in range(200):
        if page.evaluate("localStorage.getItem(Object.keys(localStorage).find(key => key.endsWith('queue')))") == "[]":
            return
        page.wait_for_timeout(50)
    raise AssertionError("answers wait in the browser still")


def test_a_portion_by_keyboard_loses_nothing_when_the_network_does(
    app: Flask, door: Door, page: Page, complaints: list[str]
) -> None:
    """Twenty-five cards in one go; four of them answered without a network wait in the browser and are sent once, in order."""
    door(READY)
    begin(page)
    for number in range(9):
        press(page, number)
    expect(page.locator("[data-saved]").first).to_contain_text("Сохранено 16:00:00")
    expect(page.locator("[data-dot]")).to_have_attribute("data-dot", "on")
    wait_until_sent(page)
    page.context.set_offline(True)
    for number in range(9, 13):
        press(page, number)
    expect(page.locator("[data-dot]")).to_have_attribute("data-dot", "off")
    expect(page.locator("[data-dot-words]")).to_have_text("4 ответа не отправлены")
    assert (9, 9) == answers(app)
    page.context.set_offline(False)
    expect(page.locator("[data-dot]")).to_have_attribute("data-dot", "on")
    for number in range(13, 24):
        press(page, number)
    with page.expect_navigation(url="**/jury/end"):
        page.keyboard.press("1")
    expect(page.locator(".lead")).to_contain_text("25 карточек за")
    assert (25, 25) == answers(app)
    lost = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" in one]
    assert lost == complaints
    complaints.clear()


def test_ten_answers_wait_for_the_network(app: Flask, door: Door, page: Page, complaints: list[str]) -> None:
    """A whole hand is answered without it; then the desk says why no card comes, and afterwards all ten are there once."""
    door(READY)
    begin(page)
    page.context.set_offline(True)
    for number in range(10):
        press(page, number)
    expect(page.locator("[data-dot-words]")).to_have_text("10 ответов не отправлено")
    expect(page.locator(".desk-wait")).to_contain_text("Нет связи")
    assert (0, 0) == answers(app)
    page.context.set_offline(False)
    wait_until_sent(page)
    assert (10, 10) == answers(app)
    complaints.clear()  # the browser tells of each request that found no network


def test_practice_is_told_about_and_leads_on_by_keyboard(app: Flask, door: Door, page: Page) -> None:
    """After a practice card stands what there was to see; Enter goes on, and none of it is counted."""
    with app.app_context():
        card = db.session.scalars(select(JuryCard).order_by(JuryCard.id)).first()
        assert card is not None
        card.practice, card.shown = True, card.shown | {"after": {"ru": "Это учебная карточка.", "en": "Practice."}}
        db.session.commit()
    door(READY)
    begin(page)
    expect(page.locator("[data-place]")).to_have_text("Проба")
    page.keyboard.press("1")
    expect(page.locator(".desk-after")).to_contain_text("Это учебная карточка.")
    page.keyboard.press("Enter")
    expect(page.locator("[data-place]")).to_have_text("1 из 25")


def test_answers_that_wait_survive_a_reload(app: Flask, door: Door, page: Page, complaints: list[str]) -> None:
    """What was not sent lies in the browser and goes out from the next page of the jury."""
    base = door(READY)
    begin(page)
    page.context.set_offline(True)
    press(page, 0)
    press(page, 1)
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{base}/jury/")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    assert (2, 2) == answers(app)
    complaints.clear()  # the browser tells of each request that found no network


def test_undo_and_put_aside_by_keyboard(app: Flask, door: Door, page: Page) -> None:
    """U brings the last card back, S lays one aside; keys are off in the text field and when they are switched off."""
    door(READY)
    begin(page)
    first = page.locator("h1").inner_text()
    press(page, 0)
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text(first)
    page.keyboard.press("2")
    page.locator("#comment").fill("1 2 3 c s u")
    expect(page.locator("h1")).to_have_text(first)
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("?")
    page.get_by_label("Отвечать клавишами").uncheck()
    page.get_by_role("button", name="Закрыть").click()
    second = page.locator("h1").inner_text()
    page.keyboard.press("1")
    expect(page.locator("h1")).to_have_text(second)
    expect(page.locator("[data-saved]").first).to_contain_text("Сохранено")
    with app.app_context():
        kept = db.session.scalars(select(Verdict).order_by(Verdict.id.desc())).first()
        assert kept is not None
        assert ("no", "other", "1 2 3 c s u") == (kept.answer, kept.reason, kept.comment)


def test_a_slip_of_the_finger_is_no_conflict(app: Flask, door: Door, page: Page) -> None:
    """A conflict waits four seconds in the browser: undo in time, and the server never hears of it."""
    door(READY)
    begin(page)
    first = page.locator("h1").inner_text()
    page.keyboard.press("c")
    expect(page.locator("h1")).not_to_have_text(first)
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text(first)
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Deal.state == "recused")) == 0


def test_a_closed_round_keeps_the_answer_as_text(app: Flask, door: Door, page: Page, clock: Clock, complaints: list[str]) -> None:
    """410: the juror is told, and what he answered stands on the screen until he removes it."""
    door(READY)
    begin(page)
    with app.app_context():
        db.session.scalars(select(JuryRound)).one().closes_at = clock() - timedelta(days=1)
        db.session.commit()
    page.keyboard.press("1")
    expect(page.locator("[data-unsent-list]")).to_contain_text("Голосование закрыто")
    assert (0, 0) == answers(app)
    complaints.clear()  # the browser tells of the 410


def test_two_windows_show_both_answers(app: Flask, door: Door, page: Page, complaints: list[str]) -> None:
    """409: both answers side by side, and the juror chooses."""
    door(READY)
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("[data-help-open]")).to_be_visible()
    other.keyboard.press("3")
    expect(other.locator("[data-saved]").first).to_contain_text("Сохранено")
    page.keyboard.press("1")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Не могу решить")
    dialog.get_by_role("button", name="Записать ответ отсюда").click()
    expect(page.locator("[data-saved]").first).to_contain_text("Сохранено")
    with app.app_context():
        written = db.session.scalars(select(Verdict.answer).order_by(Verdict.id)).all()
    assert ["unsure", "yes"] == written
    complaints.clear()  # the browser tells of the 409


@pytest.mark.parametrize(("scheme", "size"), [("light", SCREENS[0]), ("dark", SCREENS[1])], ids=["wide", "narrow"])
def test_every_screen_is_accessible_and_fits(
    door: Door, page: Page, axe: Callable[[Page], list[str]], scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    """No screen of the jury has a serious finding of axe-core or scrolls sideways."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    findings: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found = axe(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("wider than the screen")
        if found:
            findings[name] = found

    base = door(READY)
    begin(page)
    look("card")
    page.keyboard.press("2")
    look("reasons")
    page.keyboard.press("1")
    page.keyboard.press("?")
    look("help")
    for path in PATHS:
        page.goto(base + path)
        look(path)
    base = door("org@example.org")
    for path in PANEL:
        page.goto(base + path)
        look(path)
    assert findings == {}


def test_a_phone_shows_the_question_whatever_the_card_is_like(app: Flask, door: Door, page: Page) -> None:
    """On 320 x 640 it stands above the answer bar without scrolling, under the longest name too; buttons are a thumb wide."""
    with app.app_context():
        for card in db.session.scalars(select(JuryCard)):
            card.shown = card.shown | {"name": "Государственное автономное учреждение социального обслуживания " * 4}
        db.session.commit()
    page.set_viewport_size({"width": 320, "height": 640})
    door(READY)
    begin(page)
    for answer in (None, 0):
        if answer is not None:
            press(page, answer)
            expect(page.locator("[data-strip]")).to_be_visible()
        page.wait_for_function(_CLEAR)
    small = page.evaluate(
        "[...document.querySelectorAll('button, .desk-out')].filter(one => one.offsetParent)"
        ".map(one => one.getBoundingClientRect()).filter(box => box.width < 44 || box.height < 44).length"
    )
    assert small == 0


def test_the_desk_works_without_scripts(app: Flask, browser: Browser, clock: Clock, serve: Callable[[Flask], str]) -> None:
    """Two answers by plain forms, one with its reason."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == READY)).one()
        secret = one_time_link(db.session, user.id, clock())
        db.session.commit()
    page.goto(f"{serve(app)}/in/{secret}")
    page.get_by_role("button", name="Войти").click()
    page.get_by_role("button", name="У меня есть 10 минут").click()
    page.get_by_role("button", name="Да", exact=True).click()
    page.get_by_role("button", name="Нет", exact=True).click()
    page.get_by_role("button", name="слабое содержание").click()
    line = page.locator(".desk-line").inner_text()
    context.close()
    assert (True, (2, 2)) == ("3 из 25" in line, answers(app))


def test_a_new_juror_is_ready_in_three_steps(app: Flask, door: Door, page: Page) -> None:
    """Tick, tick, done."""
    door(NEW)
    page.get_by_label("Я прочитал и согласен").check()
    page.get_by_role("button", name="Дальше: конфликты").click()
    page.get_by_role("button", name="Это всё. Дальше: проба").click()
    expect(page.get_by_role("button", name="У меня есть 10 минут")).to_be_visible()
    with app.app_context():
        assert db.session.scalars(select(Juror.declared_at).where(Juror.number == 102)).one() is not None
