"""What an address chooses of its letters, by the key that stands in them: their language, and news of the contest or none."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from scoring.services import owners
from scoring.services.letters import choices
from webadmin.access import public
from webadmin.context import db, now, writing
from webadmin.i18n import t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.owner import door
from webadmin.owner.pages import blueprint, often
from webadmin.words import letter_languages


@blueprint.get("/my/letters/<key>")
@public
@often
def letters(key: str) -> ResponseReturnValue:
    """Show the choice. A mail scanner that follows the link declines nothing."""
    found = choices.by_key(db.session, key)
    return render_template("owner/letters.html", choice=found, veiled=choices.veiled(found.email), languages=letter_languages())


@blueprint.post("/my/<int(max=2147483647):page_id>/letters")
@public
@limiter.limit("20 per minute")
def page_letters(page_id: int) -> ResponseReturnValue:
    """An owner whose address is on file chooses the language of its letters."""
    access = door.access_to(page_id)
    if not owners.on_file(db.session, page_id, access.who):
        raise owners.no_page()
    with writing() as database:
        choices.choose(database, owners.actor_of(access), access.who, language=typed("language"), now=now())
    flash(t("Записано.", "Saved."), "good")
    return redirect(url_for("owner.page", page_id=page_id), 303)


@blueprint.post("/my/letters/<key>")
@public
@limiter.limit("20 per minute")
def choose_letters(key: str) -> ResponseReturnValue:
    """Choose."""
    with writing() as database:
        found = choices.by_key(database, key)
        news = request.form.get("news") == "1"
        choices.choose(database, choices.stranger(found), found.email, language=typed("language"), news=news, now=now())
    flash(t("Записано.", "Saved."), "good")
    return redirect(url_for("owner.letters", key=key), 303)
