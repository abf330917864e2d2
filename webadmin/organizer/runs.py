"""Runs of the engine: what went in, what came out, which one is official."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, select

from scoring.store.tables import ScoreRun
from webadmin.i18n import t
from webadmin.organizer.base import Records, season_id
from webadmin.organizer.cells import Column, hashed


def _official(row: ScoreRun) -> object:
    return Markup('<span class="chip chip-gold">{}</span>').format(t("да", "yes")) if row.official else None


class RunsView(Records):
    """Runs of the season."""

    table = ScoreRun
    titles = ("Расчёты", "Runs")
    one = ("Расчёт", "A run")
    station = "points"
    address = "runs"
    shows_places = True
    about = (
        "Каждый расчёт назван тем, из чего он сделан. Те же свидетельства и регламент дают те же байты рейтинга.",
        "Each run is named by what went in. The same evidence and rule book give the same bytes of ranking.",
    )
    list_template = "panel/runs.html"
    details_template = "panel/run.html"
    empty = ("Расчётов ещё нет", "No runs yet")
    empty_next = ("Заморозьте свидетельства и посчитайте баллы на главной странице сезона.", "Freeze the evidence and compute.")
    columns = (
        Column("created_at", ("Посчитан", "Computed")),
        Column("official", ("Официальный", "Official"), cell=_official, full=_official),
        hashed("name", ("Имя расчёта", "Name of the run"), place="details"),
        hashed("evidence", ("Свидетельства", "Evidence")),
        hashed("rulebook", ("Регламент", "Rule book")),
        hashed("ranking", ("Рейтинг", "Ranking")),
        Column("code", ("Версия программы", "Version of the program")),
    )

    def rows(self) -> Select[Any]:
        """Runs of the season in question."""
        return select(ScoreRun).where(ScoreRun.season_id == season_id())
