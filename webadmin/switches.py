"""What a reader sets for himself by POST: language, theme, and the season he works in. Nothing of it is in the database."""

from flask import Blueprint, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import NotFound
from webadmin.access import own_path, public
from webadmin.i18n import LANGUAGES
from webadmin.visiting import seasons

blueprint = Blueprint("switches", __name__)
THEMES = ("light", "dark")


def theme_choice() -> str:
    """The theme the reader chose; empty where the system decides."""
    chosen = session.get("theme", "")
    return chosen if chosen in THEMES else ""


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Remember the language."""
    return _remember("language", LANGUAGES)


@blueprint.post("/theme")
@public
def choose_theme() -> ResponseReturnValue:
    """Remember the theme."""
    return _remember("theme", THEMES)


@blueprint.post("/panel/season-choice")
def choose_season() -> ResponseReturnValue:
    """Remember the season to work in."""
    number = request.form.get("season", "")
    season = next((one for one in seasons() if str(one.id) == number), None)
    if season is None:
        raise NotFound("Такого сезона нет. Выберите другой.", "There is no such season. Choose another.")
    session["season"] = season.id
    return _back()


def _remember(what: str, allowed: tuple[str, ...]) -> ResponseReturnValue:
    chosen = request.form.get(what, "")
    if chosen not in allowed:
        abort(400)
    session[what] = chosen
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(own_path(request.form.get("next"), url_for("public.start")), 303)
