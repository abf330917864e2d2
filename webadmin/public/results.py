"""The public start."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webadmin.access import public

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """Show the newest published season."""
    return render_template("public/start.html")


@blueprint.get("/v/")
@public
def check() -> ResponseReturnValue:
    """Ask for a certificate's number."""
    return render_template("public/start.html")
