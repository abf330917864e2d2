"""The first step of signing in: an address and the code that goes there by mail, or a one-time link. A GET changes nothing."""

from typing import Any, Final

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import logout_user

from scoring.services import people
from scoring.services.accounts import codes, entering, factors
from scoring.services.accounts.codes import Asked, Tried
from scoring.services.audit import network_of
from scoring.store.people import SignInCode
from webadmin.access import own_path, public, start_of, visitor
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.post import post
from webadmin.signing import door
from webadmin.signing.door import blueprint
from webadmin.signing.passkeys import usable
from webadmin.visiting import visitor_of

_ASKED: Final = "asked"
"""Of the session: the asking that this browser has made; its code is taken nowhere else."""


@blueprint.get("/sign-in")
@public
@limiter.limit("60 per minute")
def sign_in() -> ResponseReturnValue:
    """Ask for the address, or for a passkey; remember where the reader wanted to go."""
    who = visitor()
    if who is not None:
        return redirect(own_path(request.args.get("next"), start_of(who)), 303)
    return _first(own_path(request.args.get("next"), ""))


@blueprint.post("/sign-in")
@public
@limiter.limit("10 per minute;60 per hour")
def ask_code() -> ResponseReturnValue:
    """Send a code to the address; the answer is the same whoever has it."""
    email, target = typed("email").strip().lower(), own_path(request.form.get("next"), "")
    if not people.looks_like_email(email):
        fault = t("Напишите адрес почты вида имя@организация.рф.", "Write an e-mail address like name@example.org.")
        return _first(target, email=email, fault=fault), 400
    _send_code(email, target)
    return redirect(url_for("signing_in.code"), 303)


@blueprint.get("/sign-in/code")
@public
@limiter.limit("60 per minute")
def code() -> ResponseReturnValue:
    """Ask for the code."""
    kept = _asked()
    return redirect(url_for("signing_in.sign_in"), 303) if kept is None else _code_page(kept)


@blueprint.post("/sign-in/code")
@public
@limiter.limit("20 per minute")
def try_code() -> ResponseReturnValue:
    """Try the code: five times, within ten minutes, in the browser that asked for it."""
    kept = _asked()
    if kept is None:
        return redirect(url_for("signing_in.sign_in"), 303)
    with writing() as database:
        tried, row = codes.try_code(database, int(kept["id"]), typed("code"), now=now())
        if tried is not Tried.RIGHT and row is not None:
            entering.failed_code(database, row, address=network_of(request.remote_addr), now=now())
    if tried is Tried.RIGHT and row is not None and row.user_id is not None:
        return door.begin(row.user_id, by="code", target=str(kept["next"]))
    return _code_page(kept, fault=told(tried, row), over=tried is Tried.OVER), 400


@blueprint.get("/in/<secret>")
@public
@limiter.limit("30 per minute")
def open_link(secret: str) -> ResponseReturnValue:
    """Show the button. Mail scanners that follow links change nothing here."""
    return render_template("sign_in/link.html", secret=secret)


@blueprint.post("/in/<secret>")
@public
@limiter.limit("10 per minute")
def use_link(secret: str) -> ResponseReturnValue:
    """Use the link up: staff go on to their second step; anybody else is sent a code, since a link alone has no authority."""
    with writing() as database:
        user = people.redeem_link(database, secret=secret, now=now())
    who = visitor_of(user.id)
    if who is not None and not who.staff and factors.is_required(db.session):
        _send_code(user.email, "")
        return redirect(url_for("signing_in.code"), 303)
    return door.begin(user.id, by="link", target="")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session in this browser."""
    logout_user()
    door.empty_session()
    return redirect(url_for("public.start"), 303)


def told(tried: Tried, row: SignInCode | None) -> str:
    """Why a code did not do, with what to do; the same whether the address is known or not."""
    if tried is Tried.OVER or row is None:
        return t(
            "Этот код больше не действует: он использован, устарел или введён неверно слишком много раз. Запросите новый.",
            "This code no longer holds: it was used, has expired or was wrong too often. Ask for a new one.",
        )
    left = codes.MOST_TRIES - row.tries
    return t(f"Код не подошёл. Осталось попыток: {left}.", f"The code is wrong. Tries left: {left}.")


def letter(asked: Asked) -> None:
    """Send the code away, or do as much without one."""
    fields = {"code": asked.code or "", "minutes": int(codes.LIFE.total_seconds() // 60)}
    post().send(home(), "sign_in_code", to=asked.recipient, name=asked.name, fields=fields, now=now(), language=language())


def _send_code(email: str, target: str) -> None:
    with writing() as database:
        asked = codes.for_account(database, email=email, network=network_of(request.remote_addr), now=now())
    letter(asked)
    session.pop("pending", None)
    session[_ASKED] = {"id": asked.id, "email": email, "next": target}


def _asked() -> dict[str, Any] | None:
    kept = session.get(_ASKED)
    return kept if isinstance(kept, dict) else None


def _first(target: str, *, email: str = "", fault: str = "") -> str:
    return render_template("sign_in/first.html", target=target, email=email, fault=fault, passkeys=usable())


def _code_page(kept: dict[str, Any], *, fault: str = "", over: bool = False) -> str:
    return render_template("sign_in/code.html", email=kept["email"], target=kept["next"], fault=fault, over=over)
