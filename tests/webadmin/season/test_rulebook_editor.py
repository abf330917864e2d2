"""An organizer changes a rule book in a browser and sees what it does, with and without scripts; and the comparison's doors."""

import re
from collections.abc import Callable
from typing import Literal
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from criteria import loading
from scoring.season.course import State
from scoring.services import drafts, seasons
from scoring.services.acting import Actor
from scoring.services.rehearsing import rehearse
from scoring.store.database import open_engine
from scoring.store.vocabulary import Role, Via
from tests.people import one_time_link
from tests.webadmin.season.conftest import Site, SiteOf
from webadmin.context import wall_clock

# What a browser shows does not depend on the database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("databases", ["sqlite"], indirect=True)]

Serve = Callable[[WSGIApplication], str]
Axe = Callable[[Page], list[str]]
ACTOR = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)
TEXT = seasons.without_jury(loading.packaged_text("regional"))
SMALL = """format = 1
id = "small"
version = "1"
title = { ru = "Малый", en = "Small" }
gates = [{ code = "G1", title = { ru = "Открыта", en = "Open" }, test = "open_page" }]
criteria = [
  { code = "R", title = { ru = "Регулярность", en = "Regularity" }, points = 100 },
  { code = "R1", parent = "R", title = { ru = "Норма", en = "Norm" }, points = 60, metric = "weekly_norm",
    shrink = { prior = 2 } },
  { code = "R2", parent = "R", title = { ru = "Молчание", en = "Silence" }, points = 50, metric = "longest_silence",
    curve = { kind = "steps", steps = [{ at = 1, points = 0.5 }, { at = 2, points = 2 }] } },
]
penalties = [{ code = "P1", title = { ru = "Реклама", en = "Adverts" }, points = 1 }]
overrides = [{ nominations = ["Спорт"], points = { R1 = 50 } }]
quota = { percent = 500, floor = 70, laureate_floor = 60 }
ranking = { tie_break = ["R1", "R9"] }
"""
"""Something of every kind, with faults."""
WIDER = TEXT.replace("\npercent = 5\n", "\npercent = 20\n")


def enter(site: Site, page: Page, address: str) -> None:
    """Sign the organizer in."""
    secrets: list[str] = []
    site.write(lambda session: secrets.append(one_time_link(session, 1, wall_clock())))
    page.goto(f"{address}/in/{secrets[0]}")
    page.get_by_role("main").get_by_role("button").click()
    expect(page).to_have_url(f"{address}/panel/")


def sow(site: Site, text: str = TEXT, title: str = "Проба") -> None:
    """A draft, which gets the number 1."""

    def write(session: Session) -> None:
        drafts.make(session, ACTOR, site.held.season, title=title, text=text, now=wall_clock())

    site.write(write)


def test_from_a_weight_to_who_enters(site_of: SiteOf, page: Page, serve: Serve) -> None:
    """Edit a weight, see the fault at its field, mend it, see who enters: all without a reload."""
    site = site_of(State.SCORED)
    address = serve(site.app)
    enter(site, page, address)
    page.get_by_role("link", name="Регламент", exact=True).click()
    page.get_by_role("button", name="Править в черновике").click()
    weight = page.get_by_label("Баллы R1 Недельная норма")
    weight.fill("16")
    expect(page.locator("#at-criteria-7-points-error")).to_contain_text("сумма баллов подкритериев «R» должна быть 30, а она 31")
    expect(page.locator("[data-sum=at-criteria-7-points]")).to_contain_text("Лишних баллов: 1")
    expect(page.locator("#rb-status")).to_contain_text("1 ошибка")
    page.locator("[data-sum=at-criteria-7-points]").get_by_role("button", name="Разделить в тех же долях").click()
    expect(page.locator("#rb-status")).to_contain_text("Ошибок нет")
    expect(weight).to_have_value("15")
    page.get_by_label("Победителей, %").fill("20")
    expect(page.locator("#text")).to_have_value(re.compile("\npercent = 20\n"))
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    result = page.locator("#rb-result")
    expect(result.locator(".tile").filter(has_text="Войдут в победители")).not_to_contain_text("Войдут в победители0")
    expect(result).to_contain_text("черта номинации")


def test_what_changes_follows_further_edits(site_of: SiteOf, page: Page, serve: Serve) -> None:
    """Once asked for, it is computed anew with every sound edit, and a broken one hides the outdated figures."""
    site = site_of(State.SCORED)
    sow(site)
    address = serve(site.app)
    enter(site, page, address)
    page.goto(f"{address}/panel/drafts/1/")
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    expect(page.locator("#rb-result")).to_contain_text("Регламенты одинаковы")
    page.get_by_label("Победителей, %").fill("20")
    expect(page.locator("#rb-brief")).to_contain_text("выйдут: 0")
    page.get_by_label("Победителей, %").fill("500")
    expect(page.locator("#rb-brief")).to_be_hidden()
    page.on("dialog", lambda dialog: dialog.accept())


def test_an_edit_of_the_text_shows_in_the_form(site_of: SiteOf, page: Page, serve: Serve) -> None:
    """The two panes are one rule book; a broken text names its line and leads there."""
    site = site_of(State.SCORED)
    sow(site)
    address = serve(site.app)
    enter(site, page, address)
    page.goto(f"{address}/panel/drafts/1/")
    page.set_viewport_size({"width": 1440, "height": 900})
    area = page.locator("#text")
    area.fill(TEXT.replace("norm = 3 ", "norm = 4 "))
    expect(page.locator("#at-criteria-8-params-norm")).to_have_value("4")
    area.fill(TEXT.replace("format = 1 ", "format = = 1 "))
    expect(page.locator("#rb-form")).to_contain_text("Форма пока не открывается")
    page.locator("#rb-status").get_by_role("link", name="строка 11").click()
    assert page.evaluate("document.activeElement.id") == "text"
    expect(page.locator("#line-11")).to_have_class("rb-faulty")
    page.on("dialog", lambda dialog: dialog.accept())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 320)])
def test_the_editor_and_the_comparison_are_accessible(
    site_of: SiteOf, page: Page, serve: Serve, axe: Axe, scheme: Literal["light", "dark"], width: int
) -> None:
    """Open, with a fault, and with a result; on the wide screen in light, on the narrow one in dark; nothing sticks out."""
    site = site_of(State.SCORED)
    sow(site, SMALL)
    sow(site, WIDER, "Вторая")
    address = serve(site.app)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    enter(site, page, address)
    found: dict[str, list[str]] = {}
    for path in ("drafts/1/", "what-if/?after=draft-2"):
        page.goto(f"{address}/panel/{path}")
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[path] = [*axe(page), *(["wider than the screen"] if wide else [])]
    assert {path: [] for path in found} == found


def test_all_of_it_works_without_scripts(site_of: SiteOf, browser: Browser, serve: Serve) -> None:
    """A number is changed, a row added, what changes is seen, the draft is saved: by plain forms."""
    site = site_of(State.SCORED)
    sow(site)
    address = serve(site.app)
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    enter(site, page, address)
    page.goto(f"{address}/panel/drafts/1/")
    page.get_by_label("Победителей, %").fill("20")
    page.locator("#section-caps").get_by_role("button", name="Добавить").click()
    page.locator("#section-caps summary").click()
    page.get_by_label("Итог не выше").fill("60")
    page.get_by_role("button", name="Посмотреть, что изменится").click()
    entering = page.locator(".tile").filter(has_text="Войдут в победители").inner_text()
    page.get_by_role("button", name="Сохранить черновик").click()
    text = page.locator("#text").input_value()
    context.close()
    assert ("0" in entering.split(), "\npercent = 20\n" in text, "most = 60" in text) == (False, True, True)


def test_the_comparison_is_a_file_too(site_of: SiteOf) -> None:
    """Every page that moves, with its reasons."""
    site = site_of(State.SCORED)
    sow(site, WIDER)
    lines = site.html("/panel/what-if/changes.csv?after=draft-1", signed_in=True).removeprefix("\ufeff").splitlines()
    assert "Номинация;Страница;Ключ;Было;Место было;Итог был;Стало;Место стало;Итог стал;Причины" == lines[0]
    assert any(";Участник;" in line and ";Победитель;" in line and "черта номинации" in line for line in lines)


def test_a_broken_book_is_not_compared(site_of: SiteOf) -> None:
    """It is named, with the number of its faults."""
    site = site_of(State.SCORED)
    sow(site, TEXT.replace("\npercent = 5\n", "\npercent = 500\n"))
    assert "Черновик «Проба»: ошибок 1" in site.html("/panel/what-if/?after=draft-1", signed_in=True)


def test_a_season_without_evidence_offers_a_trial(site_of: SiteOf) -> None:
    """Before the freeze a draft can be tried on what is imported so far."""
    site = site_of(State.COLLECTING)
    sow(site)
    assert "Провести пробу" in site.html("/panel/drafts/1/", signed_in=True)
    engine = open_engine(site.home.url)
    rehearse(engine, site.home, site.held.season)
    engine.dispose()
    page = site.html("/panel/drafts/1/", signed_in=True)
    assert ('value="rehearsal"' in page, "Проба: всё, что загружено" in page) == (True, True)
