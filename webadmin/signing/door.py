"""The way in, step by step: what a browser holds between the first step and the second, and what happens at the end of both."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, after_this_request, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from scoring.errors import NotFound
from scoring.services.accounts import entering, factors
from scoring.services.acting import Actor
from scoring.services.audit import network_of
from scoring.store.tables import User
from scoring.store.vocabulary import Via
from webadmin.access import own_path, start_of
from webadmin.context import db, home, now, writing
from webadmin.i18n import language
from webadmin.post import post
from webadmin.signing import totp
from webadmin.signing.devices import words_of
from webadmin.visiting import FACTOR, SINCE, Visitor, season_at_hand, visitor_of

blueprint = Blueprint("signing_in", __name__)

PENDING_LIFE: Final = timedelta(minutes=10)
"""Between the two steps."""
PROVEN: Final = "fs_paa"
"""Of the session, and Flask-Security's: when the person proved last who he is."""
SECRET: Final = "totp"  # noqa: S105  its name in the session
"""Of the session: the encrypted secret of an app that is being set up."""
_PENDING: Final = "pending"
_KEPT: Final = ("language", "theme")
_COOKIE_LIFE: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody who has taken the first step."""

    user_id: int
    by: str
    at: int
    next: str


def begin(user_id: int, *, by: str, target: str) -> ResponseReturnValue:
    """The first step is taken: whoever needs a second one goes on to it, everybody else is in."""
    who = visitor_of(user_id)
    if who is None:
        raise NotFound(
            "Доступ закончился: ни в одном сезоне у вас нет роли. Спросите организатора.",
            "Your access has ended: you have no role in any season. Ask an organizer.",
        )
    empty_session()
    if not who.factor_needed:
        return enter(who, (by,), factor=False, target=target)
    session[_PENDING] = asdict(Pending(who.id, by, int(now().timestamp()), target))
    if factors.factor_of(db.session, who.id) is not None:
        return redirect(url_for("signing_in.second"), 303)
    session[SECRET] = totp.new_secret()
    return redirect(url_for("signing_in.set_up"), 303)


def pending() -> Pending | None:
    """Whoever stands between the two steps in this browser."""
    kept: Any = session.get(_PENDING)
    found = Pending(**kept) if isinstance(kept, dict) else None
    if found is None or not 0 <= now().timestamp() - found.at < PENDING_LIFE.total_seconds():
        return None
    return found


def pending_actor(waiting: Pending) -> Actor:
    """The same as the services know him."""
    return entering.person(db.session.get_one(User, waiting.user_id), network_of(request.remote_addr))


def enter(who: Visitor, ways: Sequence[str], *, factor: bool, target: str) -> ResponseReturnValue:
    """Begin a fresh session, write the sign-in down, and lead on."""
    begin_session(who, ways, factor=factor)
    return redirect(own_path(target, start_of(who)), 303)


def begin_session(who: Visitor, ways: Sequence[str], *, factor: bool) -> None:
    """Nothing of the session before is taken over; a browser that was never seen is told of by a letter."""
    empty_session()
    login_user(who, remember=False, authn_via=list(ways))
    session[SINCE], session[FACTOR], session[PROVEN] = int(now().timestamp()), factor, now().timestamp()
    actor = Actor(who.id, who.name, None, Via.WEB, address=network_of(request.remote_addr))
    words = words_of(request.user_agent.string)
    held = request.cookies.get(_device(), "")[:64]
    with writing() as database:
        device = entering.came_in(database, actor, ways=ways, held=held, words=words, now=now())
    after_this_request(_device_cookie(device.secret))
    if device.fresh:
        season = season_at_hand()
        fields = {"at": now(), "zone": season.zone if season is not None else "UTC", "device": words}
        post().send(home(), "new_device", to=who.email, name=who.name, fields=fields, now=now(), language=language())


def empty_session() -> None:
    """What a session held before is gone, but for language and theme."""
    kept = {key: session[key] for key in _KEPT if key in session}
    session.clear()
    session.update(kept)


def _device() -> str:
    """The name of the browser's own cookie; a rehearsal, which lies below the contest, has another one."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}_device"


def _device_cookie(secret: str) -> Any:
    def put(response: Response) -> Response:
        response.set_cookie(
            _device(),
            secret,
            max_age=_COOKIE_LIFE,
            httponly=True,
            samesite="Lax",
            path=current_app.config["SESSION_COOKIE_PATH"] or "/",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
        return response

    return put
