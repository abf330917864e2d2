"""The season in question: the one the reader chose, the newest otherwise; read once a request."""

from typing import cast

from flask import g, session
from sqlalchemy import select

from scoring.errors import NotFound
from scoring.store.tables import Season
from webadmin.access import visitor
from webadmin.context import db


def seasons() -> list[Season]:
    """All seasons, the newest first; none for a stranger."""
    if visitor() is None:
        return []
    if "seasons" not in g:
        g.seasons = list(db.session.scalars(select(Season).order_by(Season.year.desc())))
    return cast("list[Season]", g.seasons)


def season() -> Season | None:
    """The season in question, or None where there is no season yet."""
    every = seasons()
    chosen = session.get("season")
    return next((one for one in every if one.id == chosen), every[0] if every else None)


def needed_season() -> Season:
    """The season in question; raises ``NotFound`` where there is none yet."""
    found = season()
    if found is None:
        raise NotFound(
            "Сезона ещё нет. Откройте первый: «Новый сезон».", "There is no season yet. Open the first one: «New season»."
        )
    return found


def forget() -> None:
    """Read the seasons anew: one was just opened or changed."""
    g.pop("seasons", None)
