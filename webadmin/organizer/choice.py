"""The season in question: the one the reader chose, the newest otherwise; read once a request.

A form belongs to the season that was on the screen when it was drawn, whatever was chosen in another window since.
"""

from typing import cast

from flask import g, request, session
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

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
    asked = _of_the_form()
    drawn = next((one.id for one in every if str(one.id) == asked), None)
    if drawn is not None:
        session["season"] = drawn
    chosen = session.get("season")
    return next((one for one in every if one.id == chosen), every[0] if every else None)


def needed_season() -> Season:
    """The season in question; raises ``NotFound`` where there is none yet, or none that the sent form was drawn for."""
    found = season()
    if found is None:
        raise NotFound(
            "Сезона ещё нет. Откройте первый: «Новый сезон».", "There is no season yet. Open the first one: «New season»."
        )
    if _of_the_form() not in ("", str(found.id)):
        raise NotFound("Такого сезона нет. Выберите другой.", "There is no such season. Choose another.")
    return found


def _of_the_form() -> str:
    """The id of the season that the sent form was drawn for."""
    try:
        return request.form.get("of_season", "") if request.method == "POST" else ""
    except HTTPException:  # a form that is too large has no fields, on the page that says so neither
        return ""


def forget() -> None:
    """Read the seasons anew: one was just opened or changed."""
    g.pop("seasons", None)
