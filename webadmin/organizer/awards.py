"""Awards of the season with their files."""

from typing import Any

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from scoring.store.tables import Award, AwardFile, Page
from webadmin.award_files import title_of
from webadmin.context import db, home
from webadmin.i18n import day, points
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, worded
from webadmin.organizer.choices import by_value, by_word
from webadmin.words import AWARDS


def _points(row: Award) -> str:
    return points(row.total)


class AwardsView(Records):
    """Awards of the season."""

    table = Award
    titles = ("Награды", "Awards")
    one = ("Награда", "An award")
    station = "award"
    address = "awards"
    about = (
        "Диплом, знак и набор для каждой награды. Ссылку победителя передавайте только ему.",
        "Certificate, badge and kit of every award. Give a winner's link to him only.",
    )
    details_template = "panel/award.html"
    empty = ("Наград ещё нет", "No awards yet")
    empty_next = ("Они появятся, когда решение подписано и документы выпущены.", "They appear once the decision is signed.")
    search_in = (Page.search,)
    search_hint = ("Страница-победитель", "The winning page")
    choices = (
        by_value("nomination", ("Номинация", "Nomination"), Award.nomination),
        by_word("kind", ("Вид", "Kind"), Award.kind, AWARDS),
    )
    columns = (
        Column("page", ("Страница", "Page"), lambda row: row.page.name),
        worded("kind", ("Вид", "Kind"), AWARDS),
        Column("nomination", ("Номинация", "Nomination")),
        Column("place", ("Место", "Place"), number=True),
        Column("total", ("Баллы", "Points"), lambda row: row.total / 10_000, _points, _points, number=True),
        Column("serial", ("Номер", "Number"), sort=True),
        Column("issued_on", ("Дата", "Date"), full=lambda row: day(row.issued_on), place="details"),
        Column("made_at", ("Документы готовы", "Documents made")),
    )

    def rows(self) -> Select[Any]:
        """Awards of the season in question with their pages."""
        return select(Award).join(Award.page).where(Award.season_id == season_id()).options(contains_eager(Award.page))

    def order(self) -> tuple[Any, ...]:
        """By nomination and place."""
        return (Award.nomination, Award.place, Award.id)

    def details_of(self, row: Award) -> dict[str, Any]:
        """The award with its files and the winner's link."""
        files = db.session.scalars(select(AwardFile).where(AwardFile.award_id == row.id).order_by(AwardFile.id)).all()
        return super().details_of(row) | {
            "files": [(file, title_of(file)) for file in files],
            "winner_link": f"{home().public_url}{url_for('winner.page', token=row.token)}",
        }
