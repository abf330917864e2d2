"""Checking a certificate by its number, without scripts: valid, or unknown; a slip of the pen is unknown too."""

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import serials
from scoring.store import showing
from scoring.store.tables import Award
from webadmin import award_files
from webadmin.access import public
from webadmin.asked import asked_text
from webadmin.context import db


@public
def check() -> ResponseReturnValue:
    """The form; a number that comes from it is answered at its own address."""
    typed = asked_text("number")
    if not typed:
        return render_template("public/check.html", award=None, unknown=False)
    return redirect(url_for("public.number", number=serials.normalise(typed) or "-"), 303)


@public
def number(number: str) -> ResponseReturnValue:
    """What is known of the certificate with this number. An unknown and a mistyped number answer alike."""
    award = _award(number)
    if award is None:
        return make_response(render_template("public/check.html", award=None, unknown=True), 404)
    return render_template(
        "public/check.html",
        award=award,
        unknown=False,
        certificate=award_files.of_kind(award, "certificate"),
        picture=award_files.picture(award),
    )


@public
def badge(number: str) -> ResponseReturnValue:
    """The badge of a published award as a picture."""
    award = _award(number)
    picture = award_files.picture(award) if award is not None else None
    if picture is None:
        abort(404)
    return award_files.send(picture, shown=True)


def _award(number: str) -> Award | None:
    return showing.award_by_serial(db.session, serials.normalise(number) or "")
