"""An appeal's way through a real browser, and a look at every screen of appeals by axe-core."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.webadmin.season.appealing import LOSER, act, appeal, open_appeals
from tests.webadmin.season.conftest import SiteOf
from tests.webadmin.season.owning import come_in, link_to, png, without_codes
from tests.webadmin.season.test_browser import Axe, Serve, sign_in

Look = Callable[[str], None]

# What a browser shows does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (320, "dark")], ids=str)
def test_an_appeal_is_made_computed_and_decided(
    site_of: SiteOf, page: Page, serve: Serve, axe: Axe, width: int, scheme: str
) -> None:
    """The owner sees what it would change and sends it, a reviewer proposes and decides; every screen fits and is accessible."""
    site = open_appeals(site_of)
    mine = site.held.pages[LOSER]
    without_codes(site)
    other = come_in(site, mine)
    appeal(other, mine, ground="procedure", criterion="", file=(png(), "очень-длинное-имя-файла-со-снимком-экрана.png"))
    desk = site.client(signed_in=True)
    act(desk, 1, "take")
    act(desk, 1, "ask", question="Кто из жюри был в конфликте?")
    address = serve(site.app)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # light or dark
    found: dict[str, object] = {}

    def look(name: str) -> None:
        for details in page.locator("main details").all():
            details.evaluate("element => element.open = true")
        too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if findings := [*axe(page), *(["too wide"] if too_wide else [])]:
            found[name] = findings

    _owner(page, address, link_to(site, mine), look)
    sign_in(site, page, address)
    _reviewer(page, address, look)
    assert {} == found


def _owner(page: Page, address: str, link: str, look: Look) -> None:
    """From the result over the form to where the appeal stands."""
    page.goto(f"{address}{link}")
    page.get_by_role("button", name="Открыть мою страницу").click()
    look("result")
    page.get_by_role("link", name="Подать апелляцию").click()
    page.get_by_label("Не та сфера").check()
    page.get_by_label("Верная сфера").select_option("Спорт")
    page.get_by_role("button", name="Посчитать").click()
    expect(page.get_by_text("Если вы правы, было бы")).to_be_visible()
    look("form")
    page.get_by_label("Что неверно и как на самом деле").fill("По приказу мы спортивная школа")
    page.get_by_label("Ссылка").fill("https://vk.com/wall-1_2")
    page.get_by_role("button", name="Отправить апелляцию").click()
    expect(page.get_by_text("Номер вашей апелляции — 2")).to_be_visible()
    look("standing")
    page.goto(f"{page.url.rpartition('/')[0]}/1")
    look("talk")


def _reviewer(page: Page, address: str, look: Look) -> None:
    """From the home page over the queue to the decision."""
    look("home")
    page.goto(f"{address}/panel/appeals/")
    look("queue")
    page.get_by_role("link", name="МБОУ «Школа № 21»").last.click()
    look("received")
    page.get_by_role("button", name="Взять на рассмотрение").click()
    page.get_by_label("Сфера 1").fill("Спорт")
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    look("tried")
    page.get_by_label("Ответ владельцу").fill("Приказ подтвердился")
    page.get_by_role("button", name="Предложить решение").click()
    look("proposed")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Решить так").click()
    expect(page.get_by_text("Апелляция решена, владельцу написано")).to_be_visible()
    look("decided")
    page.goto(f"{address}/diary/2025")
    look("diary")
