"""The way of an organizer and of a winner through a real browser, and a look at every screen by axe-core."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from wsgiref.types import WSGIApplication
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.store.tables import Job
from scoring.store.vocabulary import JobState
from tests.people import one_time_link
from tests.webadmin.season.conftest import Site, SiteOf, fill_gallery
from webadmin.context import wall_clock

# What a browser shows does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]

Serve = Callable[[WSGIApplication], str]
Axe = Callable[[Page], list[str]]


def sign_in(site: Site, page: Page, address: str) -> None:
    """Open a one-time link and press its button."""
    secrets: list[str] = []

    def issue(session: Session) -> None:
        secrets.append(one_time_link(session, 1, wall_clock()))

    site.write(issue)
    page.goto(f"{address}/in/{secrets[0]}")
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(f"{address}/panel/")


def test_from_the_sign_in_to_the_winners_zip(site: Site, page: Page, serve: Serve) -> None:
    """Sign in by link, open a page's card out of the results, open the winner's page, download the ZIP with the certificate."""
    fill_gallery(site)
    address = serve(site.app)
    sign_in(site, page, address)
    page.get_by_role("link", name="Результаты").click()
    page.get_by_role("link", name="МБОУ «Школа № 3»").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("МБОУ «Школа № 3»")
    for picture in page.locator(".chart-box img.when-day").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("image => image.naturalWidth") > 300
    page.get_by_role("link", name="Страница победителя").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Поздравляем!")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Скачать всё").click()
    content = Path(waiting.value.path()).read_bytes()
    with ZipFile(BytesIO(content)) as kit:
        inside = "Diplom_pobeditelya_2025_MBOU_Shkola_No_3/2_Diplom/Diplom_pobeditelya_2025.pdf"
        assert ("Комплект — диплом победителя 2025, МБОУ Школа № 3.zip", True) == (
            waiting.value.suggested_filename,
            kit.read(inside).startswith(b"%PDF"),
        )


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (320, "light"), (320, "dark")], ids=str)
def test_every_screen_is_accessible_and_fits(site: Site, page: Page, serve: Serve, axe: Axe, width: int, scheme: str) -> None:
    """No serious finding of axe-core, and nothing to scroll sideways."""
    address = serve(site.app)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
    sign_in(site, page, address)
    found: dict[str, object] = {}
    for path in (
        "/panel/",
        "/panel/results/?sphere=Образование",
        f"/panel/card/{site.held.pages[20]}?week=20&rows=0",
        "/panel/documents/",
        "/panel/awards/details/?id=1",
        "/panel/winners/",
        "/",
        "/v/",
        f"/v/{site.held.serials[0]}",
        f"/w/{site.held.tokens[0]}",
        f"/w/{site.held.tokens[0]}/cover",
    ):
        page.goto(f"{address}{path}")
        for details in page.locator("main details").all():
            details.evaluate("element => element.open = true")
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if findings := [*axe(page), *(["too wide"] if too_wide else [])]:
            found[path] = findings
    assert found == {}


def test_the_step_back_and_the_blockers_are_accessible(site_of: SiteOf, page: Page, serve: Serve, axe: Axe) -> None:
    """The home of a season that is not done yet, with its form open."""
    site = site_of(State.SCORED)
    address = serve(site.app)
    sign_in(site, page, address)
    page.get_by_text("Вернуть к состоянию").click()
    page.get_by_text("Отменить конкурс").first.click()
    assert axe(page) == []


def test_the_panel_follows_a_job_to_its_end(site_of: SiteOf, page: Page, serve: Serve) -> None:
    """The page polls while work is under way and opens anew when it has ended."""
    site = site_of(State.FROZEN)
    address = serve(site.app)
    sign_in(site, page, address)
    page.get_by_role("button", name="Посчитать баллы и места").click()
    expect(page.get_by_role("heading", name="Расчёт баллов")).to_be_visible()

    def end(session: Session) -> None:
        job = session.query(Job).one()
        job.state, job.finished_at = JobState.DONE, wall_clock()

    site.write(end)
    expect(page.get_by_role("heading", name="Расчёт баллов")).to_have_count(0)


def test_the_posts_text_is_copied(site: Site, page: Page, serve: Serve) -> None:
    """One press, and the text is in the clipboard."""
    address = serve(site.app)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/w/{site.held.tokens[0]}")
    page.get_by_role("button", name="Скопировать текст поста").click()
    expect(page.get_by_role("button", name="Скопировано")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Наша страница стала победителем конкурса")


def test_a_check_needs_no_script(site: Site, browser: Browser, serve: Serve) -> None:
    """The form works with scripts switched off."""
    address = serve(site.app)
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{address}/v/")
    page.get_by_label("Номер диплома").fill(site.held.serials[0].lower())
    page.get_by_role("button", name="Проверить").click()
    heading = page.get_by_role("heading", level=2).first.text_content()
    context.close()
    assert heading == "Действителен"
