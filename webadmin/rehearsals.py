"""Rehearsals below the contest's address: each an application of its own over its own home, made when it is first asked for."""

import threading
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

from scoring.home import Home
from scoring.services.rehearsal_clock import RehearsalClock, rehearsed
from scoring.store.database import open_engine
from scoring.store.showing import SHOWN
from scoring.store.vocabulary import SeasonKind
from webadmin.access import visitor
from webadmin.context import Clock, db, now

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_PREFIX: Final = "/rehearsal/"
_YEAR_DIGITS: Final = 4
_OPEN: Final = frozenset({"static", "healthz"})
_OPEN_PATHS: Final = ("/in/", "/theme", "/language")
"""What a stranger may do in a rehearsal: use his link, and read its page in his language and light."""


class Maker(Protocol):
    """Makes an application over a home."""

    def __call__(self, home: Home, *, clock: Clock) -> Flask:
        """The whole web side."""
        ...


class Rehearsals:
    """Hands requests below ``/rehearsal/<year>`` to the rehearsal of that year while it stands, all others to the contest."""

    def __init__(self, contest: Wsgi, home: Home, make: Maker) -> None:
        self._contest, self._home, self._make = contest, home, make
        self._made: dict[int, tuple[int, Flask]] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        path = str(environ.get("PATH_INFO", ""))
        year, _, rest = path.removeprefix(_PREFIX).partition("/")
        named = path.startswith(_PREFIX) and year.isascii() and year.isdigit() and len(year) == _YEAR_DIGITS
        app = self._app(int(year)) if named else None
        if app is None:
            return self._contest(environ, start_response)
        environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{_PREFIX}{year}"
        environ["PATH_INFO"] = f"/{rest}"
        token = SHOWN.set(SeasonKind.REHEARSAL)
        try:
            return app(environ, start_response)
        finally:
            SHOWN.reset(token)

    def _app(self, year: int) -> Flask | None:
        """The application over the folder that stands there now; one over a folder that was thrown away is let go."""
        home = self._home.rehearsal_of(year)
        with self._lock:
            folder = _mark_of(home)
            made, app = self._made.get(year, (0, None))
            if app is not None and made != folder:
                with app.app_context():
                    db.engine.dispose()
                app = None
                del self._made[year]
            if app is None and folder:
                app = self._make(home, clock=RehearsalClock(open_engine(home.url)))
                self._made[year] = folder, app
            return app


def set_up(app: Flask, home: Home, make: Maker) -> None:
    """Give the contest its rehearsals; give a rehearsal its band, its cookie, and a door that is closed to strangers."""
    app.jinja_env.globals.update(rehearsed=home.is_rehearsal, demonstrated=home.demo_file.exists())
    if not home.is_rehearsal:
        app.wsgi_app = Rehearsals(app.wsgi_app, home, make)  # type: ignore[method-assign]  # Flask's own way of adding one
        return
    app.config.update(SESSION_COOKIE_NAME="lavr-rehearsal", SESSION_COOKIE_PATH=home.path)
    app.jinja_env.globals.update(rehearsal_moment=_moment, rehearsal_way_out="/panel/rehearsal/")
    app.before_request_funcs.setdefault(None, []).insert(0, _closed)  # before the door that would ask a stranger to sign in here


def _closed() -> ResponseReturnValue | None:
    """Send a stranger to the contest's panel, where whoever keeps the season comes in; he learns nothing here."""
    if visitor() is not None or request.endpoint in _OPEN or request.path.startswith(_OPEN_PATHS):
        return None
    return redirect("/panel/rehearsal/", 303)


def _moment() -> str:
    """The rehearsal's present, as its band shows it."""
    zone = ZoneInfo(rehearsed(db.session).zone)
    return now().astimezone(zone).strftime("%d.%m.%Y, %H:%M")


def _mark_of(home: Home) -> int:
    """What tells one rehearsal's folder from the next one of the same year; 0 where there is none."""
    try:
        return home.rehearsal_file.stat().st_ctime_ns
    except FileNotFoundError:
        return 0
