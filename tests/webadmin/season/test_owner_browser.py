"""An owner's way through a real browser, and a look at every screen of owners and objections by axe-core."""

import pytest
from playwright.sync_api import Page, expect

from scoring.season.course import State
from tests.webadmin.season.conftest import SiteOf
from tests.webadmin.season.owning import come_in, kept, link_to, open_window, png, send, without_codes
from tests.webadmin.season.test_browser import Axe, Serve, sign_in

# What a browser shows does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]


def test_from_the_link_to_the_answer(site_of: SiteOf, page: Page, serve: Serve) -> None:
    """An owner comes in, objects with a file, an organizer tries the correction out and accepts, the owner reads the answer."""
    site = site_of(State.SCORED)
    open_window(site)
    mine = site.held.pages[20]
    without_codes(site)
    address = serve(site.app)
    page.goto(f"{address}{link_to(site, mine)}")
    page.get_by_role("button", name="Открыть мою страницу").click()
    page.get_by_role("link", name="Возразить: Доля отвеченных сообщений").click()
    page.get_by_label("Ответ был").check()
    page.get_by_label("ответа нет").first.check()
    page.get_by_label("Как на самом деле").fill("Ответили в тот же день")
    page.set_input_files("input[name=file]", {"name": "ответ.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="Отправить возражение").click()
    expect(page.get_by_text("Ждёт ответа")).to_be_visible()
    sign_in(site, page, address)
    page.get_by_role("link", name="Возражения", exact=True).click()
    page.get_by_role("link", name="МБОУ «Школа № 21»").click()
    asked = page.get_by_label("Задано").input_value()
    page.get_by_label("Отвечено").fill(f"{asked[:-2]}59")
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible()
    page.get_by_label("Ответ владельцу").fill("Верно, исправили")
    page.get_by_role("button", name="Принять").click()
    expect(page.get_by_text("Возражение принято. Исправления")).to_be_visible()
    page.goto(f"{address}{link_to(site, mine)}")  # signing in as somebody else has ended the owner's session
    page.get_by_role("button", name="Открыть мою страницу").click()
    expect(page.get_by_text("Верно, исправили")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")], ids=str)
def test_every_screen_is_accessible_and_fits(
    site_of: SiteOf, page: Page, serve: Serve, axe: Axe, width: int, scheme: str
) -> None:
    """No serious finding of axe-core, and nothing to scroll sideways."""
    site = site_of(State.SCORED)
    open_window(site)
    mine = site.held.pages[20]
    without_codes(site)
    send(come_in(site, mine), mine, rows=["messages:1"], file=(png(), "очень-длинное-имя-файла-со-снимком-экрана-страницы.png"))
    number = kept(site)[0].id
    address = serve(site.app)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
    page.goto(f"{address}/my/")
    found: dict[str, object] = {}

    def look(path: str) -> None:
        page.goto(f"{address}{path}")
        for details in page.locator("main details").all():
            details.evaluate("element => element.open = true")
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if findings := [*axe(page), *(["too wide"] if too_wide else [])]:
            found[path] = findings

    link = link_to(site, mine)
    for path in ("/my/", "/my/claim", link):
        look(path)
    page.get_by_role("button", name="Открыть мою страницу").click()
    for path in (f"/my/{mine}/?rows=1", f"/my/{mine}/object/A1", f"/my/{mine}/object/R1", f"/my/{mine}/object/REG"):
        look(path)
    sign_in(site, page, address)
    for path in ("/panel/owners/", "/panel/owners/file/", "/panel/objections/", f"/panel/objections/details/?id={number}"):
        look(path)
    assert found == {}
