"""An owner's way in: by a link of the organizer or an address on file; in both cases by the code that goes there by mail."""

from typing import Any, Final

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.services import owners
from scoring.services.accounts import codes, entering, factors
from scoring.services.accounts.codes import Tried
from scoring.services.audit import network_of
from scoring.services.people import looks_like_email
from scoring.store import showing_owners
from webadmin.access import public
from webadmin.context import db, now, writing
from webadmin.i18n import t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.owner import door
from webadmin.owner.pages import blueprint
from webadmin.signing.entry import letter, told

_ASKED: Final = "owner_asked"
_NO_PAGE: Final = 0
"""Stands for a page that there is not, so that asking for it costs what asking for another one does."""


@blueprint.get("/my/in/<secret>")
@public
@limiter.limit("30 per minute")
def open_link(secret: str) -> ResponseReturnValue:
    """Show the button. Mail scanners that follow links change nothing here."""
    return render_template("owner/link.html", secret=secret)


@blueprint.post("/my/in/<secret>")
@public
@limiter.limit("10 per minute")
def use_link(secret: str) -> ResponseReturnValue:
    """Send the code of a link to its address; one to a page without an address on file leads to the code on the page."""
    page, email = owners.mailed_to(db.session, secret=secret, now=now())
    if not factors.is_required(db.session):
        return _open_by_link(secret)
    if not email:
        return redirect(url_for("owner.claim", page=page.link or page.key), 303)
    _ask(page.id, email, on_file=True, secret=secret)
    return redirect(url_for("owner.code"), 303)


@blueprint.post("/my/sign-in")
@public
@limiter.limit("10 per minute;60 per hour")
def sign_in() -> ResponseReturnValue:
    """Send a code to the address, if it is on file for the page; the answer is the same whether it is."""
    form = {"page": typed("page"), "email": typed("email").strip().lower()}
    if not looks_like_email(form["email"]) or not form["page"].strip():
        fault = t("Напишите адрес страницы и почту учреждения.", "Write the page's address and the institution's e-mail.")
        return render_template("owner/start.html", accesses=(), form=form, fault=fault), 400
    page = showing_owners.page_by_address(db.session, form["page"])
    number = page.id if page is not None else _NO_PAGE
    _ask(number, form["email"], on_file=owners.on_file(db.session, number, form["email"]), secret="")
    return redirect(url_for("owner.code"), 303)


@blueprint.get("/my/code")
@public
@limiter.limit("60 per minute")
def code() -> ResponseReturnValue:
    """Ask for the code."""
    kept = _asked()
    return redirect(url_for("owner.start"), 303) if kept is None else _page(kept)


@blueprint.post("/my/code")
@public
@limiter.limit("20 per minute")
def try_code() -> ResponseReturnValue:
    """Try the code: five times, within ten minutes, in the browser that asked for it."""
    kept = _asked()
    if kept is None:
        return redirect(url_for("owner.start"), 303)
    with writing() as database:
        tried, row = codes.try_code(database, int(kept["id"]), typed("code"), now=now())
        if tried is not Tried.RIGHT and row is not None:
            entering.failed_code(database, row, address=network_of(request.remote_addr), now=now())
    if tried is not Tried.RIGHT or row is None or row.page_id is None:
        return _page(kept, fault=told(tried, row), over=tried is Tried.OVER), 400
    session.pop(_ASKED)
    if kept["secret"]:
        return _open_by_link(str(kept["secret"]))
    with writing() as database:
        access = owners.enter_by_mail(database, page_id=row.page_id, email=row.recipient, now=now())
    door.hold(access)
    return redirect(url_for("owner.page", page_id=access.page_id), 303)


def _open_by_link(secret: str) -> ResponseReturnValue:
    with writing() as database:
        access = owners.enter(database, secret=secret, now=now())
    door.hold(access)
    return redirect(url_for("owner.page", page_id=access.page_id), 303)


def _ask(page_id: int, email: str, *, on_file: bool, secret: str) -> None:
    with writing() as database:
        network = network_of(request.remote_addr)
        asked = codes.for_page(database, page_id=page_id, email=email, on_file=on_file, network=network, now=now())
    letter(asked)
    session[_ASKED] = {"id": asked.id, "secret": secret}


def _asked() -> dict[str, Any] | None:
    kept = session.get(_ASKED)
    return kept if isinstance(kept, dict) else None


def _page(kept: dict[str, Any], *, fault: str = "", over: bool = False) -> str:
    return render_template("owner/code.html", by_link=bool(kept["secret"]), fault=fault, over=over)
