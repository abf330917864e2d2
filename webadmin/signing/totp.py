"""Codes of an authenticator app: Flask-Security's, by the application's own clock; the QR code is drawn here."""

import hashlib
import io
from typing import Final, cast

import segno
from flask import Flask, current_app
from flask_security import Security
from flask_security.totp import Totp
from markupsafe import Markup
from passlib.totp import TokenError

from webadmin.context import now

ISSUER: Final = "Лавр"
_WINDOW: Final = 30
"""Seconds by which a phone's clock may be off."""


class Clocked(Totp):
    """Tells which step of the clock a code belongs to, so that the services can refuse it the second time."""

    def matched(self, code: str, secret: str, last: int | None) -> int | None:
        """The counter of the code, later than ``last``; None where the code does not match or was used before."""
        try:
            found = self._totp.verify(code, secret, time=int(now().timestamp()), window=_WINDOW, last_counter=last)
        except (TokenError, ValueError, TypeError):
            return None
        return None if last is not None and found.counter <= last else int(found.counter)


def settings(secret_key: str) -> dict[str, object]:
    """Flask-Security's settings: secrets of apps are encrypted under a key that is made of the installation's own."""
    return {
        "SECURITY_TOTP_SECRETS": {"1": hashlib.sha256(f"totp:{secret_key}".encode()).hexdigest()},
        "SECURITY_TOTP_ISSUER": ISSUER,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    }


def new_secret() -> str:
    """A new app's secret, encrypted."""
    return _factory().generate_totp_secret()


def matched(code: str, secret: str, last: int | None) -> int | None:
    """See ``Clocked.matched``."""
    return _factory().matched(code, secret, last)


def spelt(secret: str) -> str:
    """The secret for typing, in groups."""
    return _factory().get_totp_pretty_key(secret)


def qr_code(email: str, secret: str) -> Markup:
    """The secret as a picture that phones read: an SVG element without styles, so that it may stand in the page."""
    stream = io.BytesIO()
    code = segno.make(_factory().get_totp_uri(email, secret), error="m", micro=False)
    code.save(stream, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, border=4, scale=5, omitsize=True)
    return Markup(stream.getvalue().decode())  # noqa: S704  drawn by the library, of squares alone


def _factory() -> Clocked:
    app: Flask = current_app
    return cast("Clocked", cast("Security", app.extensions["security"]).totp_factory)
