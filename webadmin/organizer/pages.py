"""The register of pages: search and filters; each row leads to the page's card."""

from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy import Select, select

from scoring.store.tables import Page, Score, ScoreRun
from scoring.store.vocabulary import Outcome
from webadmin.i18n import t
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column
from webadmin.organizer.choices import Choice, Rows, by_value, by_yes
from webadmin.words import OUTCOMES


def _with_outcome(rows: Rows, value: str) -> Rows:
    if value not in OUTCOMES:
        return rows
    official = select(Score.page_id).join(ScoreRun, Score.run_id == ScoreRun.id)
    return rows.where(Page.id.in_(official.where(ScoreRun.season_id == season_id(), ScoreRun.official, Score.outcome == value)))


def _named(row: Page) -> object:
    if row.gone_at is None:
        return row.name
    return Markup('{} <span class="chip chip-warn">{}</span>').format(row.name, t("выбыла", "gone"))


class PagesView(Records):
    """Pages of the season's register."""

    table = Page
    titles = ("Страницы", "Pages")
    one = ("Страница в реестре", "A page of the register")
    station = "evidence"
    address = "pages"
    about = ("Реестр официальных страниц сезона.", "The season's register of official pages.")
    search_in = (Page.search,)
    search_hint = ("Название, ссылка, ОГРН или муниципалитет", "Name, link, OGRN or municipality")
    empty = ("Реестр пуст", "The register is empty")
    empty_next = ("Загрузите файл реестра: его строки появятся здесь.", "Import the register's file: its rows will appear here.")
    choices = (
        by_value("sphere", ("Сфера", "Sphere"), Page.sphere),
        by_value("municipality", ("Муниципалитет", "Municipality"), Page.municipality),
        by_value("level", ("Уровень", "Level"), Page.level),
        by_yes("mark", ("Госметка", "State mark"), Page.mark),
        Choice("outcome", ("Итог", "Outcome"), lambda _: [(str(key), t(*OUTCOMES[key])) for key in Outcome], _with_outcome),
    )
    columns = (
        Column("name", ("Название", "Name"), cell=_named),
        Column("key", ("Ключ", "Key"), place="details"),
        Column("link", ("Ссылка", "Link"), place="details"),
        Column("ogrn", ("ОГРН", "OGRN"), place="details"),
        Column("ogrn_valid", ("ОГРН верен", "OGRN valid"), place="details"),
        Column("sphere", ("Сфера", "Sphere"), sort=True),
        Column("sphere2", ("Сфера 2", "Sphere 2"), place="details"),
        Column("sphere3", ("Сфера 3", "Sphere 3"), place="details"),
        Column("municipality", ("Муниципалитет", "Municipality"), sort=True),
        Column("level", ("Уровень", "Level")),
        Column("founder", ("Учредитель", "Founder"), place="details"),
        Column("status", ("Статус", "Status"), place="details"),
        Column("exempt", ("Основание не вести", "Ground not to run it"), place="details"),
        Column("address", ("Адрес", "Address"), place="details"),
        Column("connected", ("Подключена", "Connected"), place="details"),
        Column("mark", ("Госметка", "State mark")),
        Column("design_percent", ("Оформление, %", "Design, %"), place="details"),
        Column("widgets", ("Виджеты", "Widgets"), place="details"),
        Column("activity_percent", ("Активность, %", "Activity, %"), place="details"),
        Column("members", ("Подписчики", "Subscribers"), number=True),
        Column("weekly_reach", ("Охват за неделю", "Weekly reach"), place="details"),
        Column("post_reach", ("Охват публикации", "Reach of a post"), place="details"),
        Column("applied", ("Заявка подана", "Applied"), place="details"),
        Column("last_winner", ("Победитель прошлого года", "Last year's winner"), place="details"),
        Column("register_line", ("Строка файла", "Line of the file"), place="details"),
        Column("gone_at", ("Выбыла", "Gone"), place="details"),
        Column("gone_reason", ("Почему выбыла", "Why it is gone"), place="details"),
    )

    def rows(self) -> Select[Any]:
        """Pages of the season in question."""
        return select(Page).where(Page.season_id == season_id())

    def order(self) -> tuple[Any, ...]:
        """As in the file."""
        return (Page.id.asc(),)

    def row_url(self, row: Page) -> str:
        """The page's card."""
        return url_for("card.index", page_id=row.id)
