"""The door: Flask-Security's sessions over our tables, closed to whoever is not in unless a view says otherwise."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import Security, UserDatastore
from flask_security.utils import logout_user

from scoring.errors import NotAllowed
from scoring.services.acting import Actor
from scoring.services.audit import network_of
from scoring.store.vocabulary import Role, Via
from webadmin.kept import SessionOver
from webadmin.signing.totp import Clocked
from webadmin.visiting import FACTOR, People, Visitor, knows_ranking, season_at_hand, second_factor_off
from webadmin.visiting import visitor as visitor  # noqa: PLC0414  everybody asks the door who is here

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open a view to everybody; without this a view is for signed-in people only."""
    view.open_to_all = True  # type: ignore[attr-defined]  # a mark on the function, read by the door below
    return view


def current_actor() -> Actor:
    """The signed-in person as the services know him, in his role in the season at hand."""
    season = season_at_hand()
    return actor_in(season.id if season is not None else None)


def actor_in(season_id: int | None) -> Actor:
    """The signed-in person in his role in this very season; with none where he has none."""
    who = visitor()
    if who is None:
        raise NotAllowed("Сначала войдите.", "Sign in first.")
    return Actor(
        id=who.id,
        name=who.name,
        role=who.seasons.get(season_id) if season_id is not None else None,
        via=Via.WEB,
        address=network_of(request.remote_addr),
        season_id=season_id,
        sysadmin=who.sysadmin,
    )


def may_write() -> bool:
    """Whether the person here is an organizer or the season's admin."""
    who = visitor()
    return who is not None and who.role in {Role.ADMIN, Role.ORGANIZER}


def own_path(target: str | None, otherwise: str) -> str:
    """``target`` where it is a path of this very site, ``otherwise`` where it could lead elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target


def start_of(who: Visitor) -> str:
    """Where a person begins: a juror at his desk, everybody else in the panel."""
    return url_for("jury.home" if not who.staff and who.role is Role.JUROR else "admin.index")


def set_up(app: Flask) -> None:
    """Read the session of every request, and close what is not marked as public.

    Of Flask-Security we take sessions, TOTP and the freshness of a session; its own pages are left out: they write tables
    past the services and count no tries.
    """
    app.config.update(
        SECURITY_PASSWORD_SALT="there are no passwords",  # noqa: S106  asked for at the start, used by nobody
        SECURITY_USE_REGISTER_V2=True,
    )
    security = Security(app, cast("UserDatastore", People()), register_blueprint=False, totp_cls=Clocked)
    security.login_manager.session_protection = "basic"
    security.login_manager.request_loader(_no_tokens)
    security.principal.skip_static = True  # a style sheet is the same whoever asks for it
    app.before_request(_door)
    app.jinja_env.globals.update(
        visitor=visitor, may_write=may_write, knows_ranking=knows_ranking, second_factor_off=second_factor_off
    )


def _no_tokens(_: object) -> None:
    """Nobody comes in by a token in a header or an address."""


def _door() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "open_to_all", False):
        return None
    who = visitor()
    reads = request.method in {"GET", "HEAD"}
    if who is None:
        if reads:
            return redirect(url_for("signing_in.sign_in", next=f"{request.script_root}{request.full_path}".rstrip("?")), 303)
        raise SessionOver(
            "Вы не вошли, или вход истёк. Войдите и повторите.",
            "You are not signed in, or your session has ended. Sign in and repeat.",
        )
    if who.factor_needed and session.get(FACTOR) is not True:
        logout_user()
        if reads:
            return redirect(url_for("signing_in.sign_in", next=f"{request.script_root}{request.full_path}".rstrip("?")), 303)
        raise SessionOver(
            "Для этой роли нужен второй шаг входа. Войдите заново и повторите.",
            "This role needs the second step of signing in. Sign in again and repeat.",
        )
    return None
