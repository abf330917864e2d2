"""Signing in by a one-time link: opening it only shows a button, pressing the button uses it up."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from scoring.services import people
from scoring.store.vocabulary import Role
from webadmin.access import Visitor, own_path, public, visitor
from webadmin.context import now, writing
from webadmin.limits import limiter

blueprint = Blueprint("signing_in", __name__)
_KEPT = ("language", "theme")


@blueprint.get("/sign-in")
@public
@limiter.limit("60 per minute")
def sign_in() -> ResponseReturnValue:
    """Tell how one gets in; remember where the reader wanted to go."""
    who = visitor()
    if who is not None:
        return redirect(own_path(request.args.get("next"), _start(who.role)), 303)
    return render_template("sign_in.html", target=own_path(request.args.get("next"), ""))


@blueprint.get("/in/<secret>")
@public
@limiter.limit("30 per minute")
def open_link(secret: str) -> ResponseReturnValue:
    """Show the button. Mail scanners that follow links change nothing here."""
    return render_template("one_time_link.html", secret=secret)


@blueprint.post("/in/<secret>")
@public
@limiter.limit("10 per minute")
def use_link(secret: str) -> ResponseReturnValue:
    """Use the link up and begin a fresh session."""
    with writing() as database:
        user = people.redeem_link(database, secret=secret, now=now())
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    session.update(kept)
    login_user(Visitor(user))
    return redirect(_start(Role(user.role)), 303)


def _start(role: Role) -> str:
    """Where a person begins: a juror at his desk, everybody else in the panel."""
    return url_for("jury.home" if role is Role.JUROR else "admin.index")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in this browser."""
    logout_user()
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    session.update(kept)
    return redirect(url_for("public.start"), 303)
