"""The panel in a real browser: the way in, the lists, both themes, a narrow screen, and what assistive technology finds."""

from collections.abc import Callable
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from scoring.store.tables import Job
from scoring.store.vocabulary import JobState
from tests.people import one_time_link
from tests.webadmin.conftest import Clock
from webadmin.context import db

# A browser does not see which database is below.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]
PATHS = (
    "/panel/files/",
    "/panel/files/upload/",
    "/panel/collecting/",
    "/panel/collecting-settings/",
    "/panel/refused/",
    "/panel/pages/",
    "/panel/pages/?search=нетакого",
    "/panel/pages/details/?id=9",
    "/panel/rulebook/",
    "/panel/drafts/",
    "/panel/what-if/",
    "/panel/runs/details/?id=2",
    "/panel/comparison/",
    "/panel/history/",
    "/panel/awards/",
    "/panel/awards/details/?id=3",
    "/panel/findings/",
    "/panel/findings/details/?id=2",
    "/panel/findings/new/?find=школа",
    "/panel/findings/new/?page=9",
    "/panel/findings/file/",
    "/panel/downloads/",
    "/panel/jobs/",
    "/panel/people/",
    "/panel/people/new/",
    "/panel/journal/",
    "/panel/settings/",
    "/panel/settings/new/",
    "/sign-in",
)
SCREENS = ((1440, 900), (320, 720))


@pytest.fixture
def panel(app: Flask, clock: Clock, page: Page, serve: Callable[[Flask], str]) -> str:
    """The address of the running panel; the page has come in by a one-time link."""
    with app.app_context():
        secret = one_time_link(db.session, 1, clock())
        db.session.commit()
    base = serve(app)
    page.goto(f"{base}/in/{secret}")
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return base


@pytest.mark.parametrize(("scheme", "size"), [("light", SCREENS[0]), ("dark", SCREENS[1])], ids=["wide", "narrow"])
def test_the_lists_are_accessible(
    panel: str, page: Page, axe: Callable[[Page], list[str]], scheme: Literal["light", "dark"], size: tuple[int, int]
) -> None:
    """No page has a serious finding of axe-core, in light on a wide screen and in dark on a narrow one."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    findings = {}
    for path in PATHS:
        page.goto(panel + path)
        found = axe(page)
        if found:
            findings[path] = found
    assert findings == {}


def test_no_page_is_wider_than_the_screen(panel: str, page: Page) -> None:
    """Nothing scrolls sideways, down to 320 pixels."""
    wide = []
    for width, height in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        for path in PATHS:
            page.goto(panel + path)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((width, path))
    assert wide == []


def test_a_row_is_found_and_opened(panel: str, page: Page) -> None:
    """Searching in the list leads to the page's card."""
    page.goto(f"{panel}/panel/pages/")
    page.get_by_label("Название, ссылка, ОГРН или муниципалитет").fill("ШКОЛА № 3")
    page.get_by_role("button", name="Показать").click()
    page.get_by_role("link", name="МБОУ «Школа № 3» село Ёлкино").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Школа № 3")


def test_the_menu_opens_on_a_narrow_screen(panel: str, page: Page) -> None:
    """The button shows the sections and says that they are open."""
    page.set_viewport_size({"width": 320, "height": 720})
    page.goto(f"{panel}/panel/pages/")
    link = page.get_by_role("link", name="Журнал")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Меню").click()
    expect(link).to_be_visible()
    expect(page.get_by_role("button", name="Меню")).to_have_attribute("aria-expanded", "true")


def test_progress_moves_without_reloading(panel: str, page: Page, app: Flask) -> None:
    """A running job's bar and words follow the table; when it ends, the row says so."""
    set_job(app, state=JobState.RUNNING, stage="posts", done=1, total=10, finished_at=None)
    page.goto(f"{panel}/panel/jobs/")
    row = page.locator("#job-2")
    expect(row).to_contain_text("Читаю записи: 1 из 10")
    set_job(app, done=7)
    expect(row).to_contain_text("Читаю записи: 7 из 10")
    set_job(app, state=JobState.DONE, finished_at=app.extensions["lavr"].clock())
    expect(row).to_contain_text("Готово")
    expect(row.get_by_role("progressbar")).to_have_count(0)


def set_job(app: Flask, **values: object) -> None:
    """Write what a worker would write."""
    with app.app_context():
        job = db.session.get_one(Job, 2)
        for name, value in values.items():
            setattr(job, name, value)
        db.session.commit()


def test_the_theme_switch_works_without_scripts(app: Flask, browser: Browser, serve: Callable[[Flask], str]) -> None:
    """Where scripts are off, the switch is still a form."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(app)}/sign-in")
    page.get_by_role("button", name="Тёмная тема").click()
    theme = page.locator("html").get_attribute("data-theme")
    context.close()
    assert theme == "dark"
