"""The map of days by sphere: how much is known of each, and the holes called out in words."""

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from criteria.phrases import day as day_text
from criteria.phrases import span
from criteria.setting import Kind
from scoring.engine.coverage import Coverage, Hole
from scoring.engine.incidents import KINDS, Incidents
from scoring.engine.telling_incidents import KIND_WORDS
from scoring.services.coverage import coverage_of
from scoring.store.showing_incidents import announced
from scoring.store.tables import Job, Season
from scoring.store.vocabulary import JobKind, JobState
from webadmin.context import db, now
from webadmin.i18n import Language, language, t
from webadmin.organizer import book_sources
from webadmin.organizer.choice import needed_season, season
from webadmin.organizer.door import STAFF, Door
from webadmin.organizer.pictures import Theme, picture

LISTED: Final = 60
"""Holes that are told one by one."""
_MANY: Final = 1.5
_FEW: Final = 0.5


class CoverageView(Door):
    """How much is known of every day."""

    titles = ("Карта полноты", "Coverage map")
    station = "evidence"
    address = "coverage"
    readers = STAFF

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The layers one below the other, each with its holes and its table by weeks."""
        found = season()
        if found is None:
            return self.render("panel/no_season.html")
        ground = book_sources.own_ground(found)
        known = None if ground is None else _known(found, ground.folder)
        return self.render(
            "panel/coverage.html",
            ground=ground,
            known=known,
            kinds={kind: t(*KIND_WORDS[kind]) for kind in KINDS},
            height=_height,
            holes=lambda kind: [hole for hole in known.holes if hole.kind == kind] if known else [],
            told=_told,
            monday=lambda since: day_text(int(since), language()),
            listed=LISTED,
            sweeps=_sweeps(found),
        )

    @expose("/<any(posts,messages,streams,checks):kind>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
    def chart(self, kind: Kind, lang: Language, theme: Theme) -> Response:
        """One layer of the map."""
        from webadmin import evidence_charts  # noqa: PLC0415  matplotlib takes half a second to import

        found = needed_season()
        ground = book_sources.own_ground(found)
        if ground is None:
            abort(404)
        known = _known(found, ground.folder)
        days = np.arange(known.rows[kind].shape[1]) + known.first_day
        drawn = evidence_charts.DayMap(
            tuple(name or ("без сферы" if lang == "ru" else "no sphere") for name in known.spheres),
            tuple(tuple(row) for row in _levels(known, kind)),
            tuple(
                (
                    -1 if hole.sphere is None else known.spheres.index(hole.sphere),
                    hole.first - known.first_day,
                    hole.last - known.first_day,
                )
                for hole in known.holes
                if hole.kind == kind
            ),
            tuple((days.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12 + 1).tolist()),
            known.day_until - known.first_day,
        )
        svg = evidence_charts.map_chart(drawn, lang, theme)
        return picture(svg, hashlib.sha256(svg).hexdigest())


def _levels(known: Coverage, kind: Kind) -> list[list[int]]:
    """0 no row, 1 few, 2 about as many as on a usual day of the sphere that has any, 3 many."""
    rows = known.rows[kind]
    filled = np.maximum((rows > 0).sum(axis=1, keepdims=True), 1)
    mean = rows.sum(axis=1, keepdims=True) / filled
    levels = np.where(rows > mean * _MANY, 3, np.where(rows > mean * _FEW, 2, 1))
    found: list[list[int]] = np.where(rows == 0, 0, levels).tolist()
    return found


def _known(found: Season, folder: Path) -> Coverage:
    """The coverage of a snapshot, kept for the next picture; before the freeze days to come are left out."""
    today = now().astimezone(ZoneInfo(found.zone)).date() if found.evidence is None else None
    return _kept(folder, None if today is None else today.isoformat(), announced(db.session, found.id))


@lru_cache(maxsize=4)
def _kept(folder: Path, today: str | None, incidents: Incidents) -> Coverage:
    return coverage_of(folder, today=None if today is None else datetime.fromisoformat(today).date(), incidents=incidents)


def _told(hole: Hole) -> str:
    """«с 12 по 14 марта: Культура, проверок нет, обычно их 40»."""
    when = day_text(hole.first, language()) if hole.first == hole.last else span(hole.first, hole.last, language())
    sphere = t("все сферы", "all spheres") if hole.sphere is None else hole.sphere or t("без сферы", "no sphere")
    none = {
        "posts": ("записей нет", "no posts"),
        "messages": ("сообщений нет", "no messages"),
        "streams": ("эфиров нет", "no streams"),
        "checks": ("проверок нет", "no checks"),
    }[hole.kind]
    usual = t(f"обычно около {hole.expected}", f"usually about {hole.expected}")
    incident = t("; сбой объявлен", "; an incident is announced") if hole.announced else ""
    return f"{when}: {sphere}, {t(*none)}, {usual}{incident}"


def _sweeps(found: Season) -> list[str]:
    """Local days on which a sweep of the network ended, the latest first."""
    ended = db.session.scalars(
        select(Job.finished_at)
        .where(Job.season_id == found.id, Job.kind == JobKind.COLLECT, Job.state == JobState.DONE)
        .order_by(Job.finished_at.desc())
    )
    days = [moment.astimezone(ZoneInfo(found.zone)).date() for moment in ended if moment is not None]
    first = datetime(1970, 1, 1).date()  # noqa: DTZ001 a day, not a moment
    return [day_text((day - first).days, language()) for day in dict.fromkeys(days)]


def _height(count: int) -> int:
    from webadmin.evidence_charts import map_height  # noqa: PLC0415  matplotlib takes half a second to import

    return map_height(count)
