"""An owner's way in by a one-time link, and his page: what was collected, in words and pictures; once published, the result."""

import hashlib

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scoring.season import appeal_words, award_words
from scoring.season.course import PUBLIC
from scoring.services import objections, owner_figures, owners
from scoring.services.award_changes import local_day
from scoring.services.letters import choices
from scoring.store import showing_awards, showing_owners
from scoring.store.tables import OwnerAccess
from webadmin import words
from webadmin.access import public
from webadmin.asked import sheet_url
from webadmin.context import db, home, now
from webadmin.i18n import Language, language
from webadmin.limits import limiter
from webadmin.organizer.card import drawn
from webadmin.organizer.pictures import Theme, picture
from webadmin.organizer.year import year_of
from webadmin.owner import door, evidence, result

blueprint = Blueprint("owner", __name__)
often = limiter.shared_limit("120 per minute", scope="owner")


@blueprint.get("/my/")
@public
@often
def start() -> ResponseReturnValue:
    """The pages of this browser; the only one opens at once; without any, how to get in."""
    mine = door.held()
    if len(mine) == 1:
        return redirect(url_for("owner.page", page_id=mine[0].page_id), 303)
    return render_template("owner/start.html", accesses=mine)


@blueprint.post("/my/out")
@public
def leave() -> ResponseReturnValue:
    """Forget the pages of this browser."""
    door.let_go()
    return redirect(url_for("owner.start"), 303)


@blueprint.get("/my/<int(max=2147483647):page_id>/")
@public
@often
def page(page_id: int) -> ResponseReturnValue:
    """What was collected about the page."""
    access = door.access_to(page_id)
    return render_template("owner/page.html", **shown(access))


@blueprint.get("/my/<int(max=2147483647):page_id>/<any(weeks,answers,looks):what>/<any(ru,en):lang>-<any(light,dark):theme>.svg")
@public
@often
def chart(page_id: int, what: str, lang: Language, theme: Theme) -> Response:
    """One of the page's pictures."""
    access = door.access_to(page_id)
    known = owner_figures.seen(db.session, home(), access.page)
    svg = drawn(year_of(known.found), what, lang, theme) if known is not None else None
    if svg is None:
        abort(404)
    return picture(svg, hashlib.sha256(svg).hexdigest())


def shown(access: OwnerAccess) -> dict[str, object]:
    """Everything that stands on the owner's page."""
    found, season = access.page, access.page.season
    window = objections.window_of(db.session, season)
    known = owner_figures.seen(db.session, home(), found)
    year = year_of(known.found) if known is not None else None
    on_file = owners.on_file(db.session, found.id, access.who)
    return {
        "page": found,
        "access": access,
        "others": len(door.held()) > 1,
        "window": window,
        "may_object": objections.may_object(season, window, now()),
        "known": known,
        "figures": owner_figures.figures(known.found, language()) if known is not None else [],
        "register": evidence.register_rows(found),
        "year": year,
        "code_of": evidence.code_of(known.found.ground.result.book) if known is not None else {},
        "rows": evidence.shown(known.found, found) if known is not None else None,
        "sheet_url": lambda sheet: sheet_url(sheet, "sheet") + "#rows",
        "mine": showing_owners.objections_of(db.session, found.id),
        "claims": showing_owners.claims_against(db.session, found.id),
        "title_of": evidence.titles(season),
        "words": words,
        "letters": choices.of(db.session, [access.who]).get(access.who) if on_file else None,
        "on_file": on_file,
        "languages": words.letter_languages(),
        "result": result.result_of(found, known) if season.state in PUBLIC else None,
        "beside_words": result.beside_words,
        "moved_words": result.moved_words,
        "aw": appeal_words,
        "notices": showing_awards.notices(db.session, found.id),
        "today": local_day(season, now()),
        "award_grounds": award_words.GROUNDS,
    }
