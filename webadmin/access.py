"""Who is here: the session of a signed-in person, and the door that is closed unless a view says otherwise."""

import hmac
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user

from scoring.errors import NotAllowed
from scoring.services.acting import Actor
from scoring.services.audit import network_of
from scoring.store.tables import User
from scoring.store.vocabulary import Role, Via
from webadmin.context import db

View = TypeVar("View", bound=Callable[..., Any])


class Visitor(UserMixin):
    """A signed-in person. His cookie holds the session key, so that a new key ends all of his sessions."""

    def __init__(self, user: User) -> None:
        self.id = user.id
        self.name = user.name
        self.role = Role(user.role)
        self._key = user.session_key

    def get_id(self) -> str:
        """What the cookie holds: ``id.key``."""
        return f"{self.id}.{self._key}"


def public(view: View) -> View:
    """Open a view to everybody; without this a view is for signed-in people only."""
    view.open_to_all = True  # type: ignore[attr-defined]  # a mark on the function, read by the door below
    return view


def visitor() -> Visitor | None:
    """The signed-in person, or None."""
    who = cast("UserMixin | None", current_user)
    return cast("Visitor", who) if who and who.is_authenticated else None


def current_actor() -> Actor:
    """The signed-in person as the services know him."""
    who = visitor()
    if who is None:
        raise NotAllowed("Сначала войдите по одноразовой ссылке.", "Sign in with a one-time link first.")
    return Actor(id=who.id, name=who.name, role=who.role, via=Via.WEB, address=network_of(request.remote_addr))


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


def set_up(app: Flask) -> None:
    """Read the session of every request, and close what is not marked as public."""
    manager = LoginManager()
    manager.session_protection = "basic"
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_door)
    app.jinja_env.globals.update(visitor=visitor, may_write=may_write)


def _load(cookie: str) -> Visitor | None:
    number, _, key = cookie.partition(".")
    user = db.session.get(User, int(number)) if number.isdecimal() else None
    if user is None or not user.active or not hmac.compare_digest(user.session_key, key):
        return None
    return Visitor(user)


def _door() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "open_to_all", False) or visitor() is not None:
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("signing_in.sign_in", next=request.full_path.rstrip("?")), 303)
    raise NotAllowed(
        "Вы не вошли, или вход истёк. Войдите по одноразовой ссылке и повторите.",
        "You are not signed in, or your session has ended. Sign in with a one-time link and repeat.",
    )
