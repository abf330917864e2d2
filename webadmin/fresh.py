"""Acts that need a fresh proof of who one is: signing, turning a second key, revoking. What was typed is not lost by it."""

from datetime import timedelta
from typing import Final

from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue

from scoring.errors import NotAllowed
from scoring.services.accounts.factors import Shown
from webadmin.access import current_actor, visitor
from webadmin.context import now
from webadmin.i18n import t
from webadmin.signing.door import PROVEN
from webadmin.signing.passkeys import usable, verified
from webadmin.signing.second import refusal, show
from webadmin.visiting import Visitor, second_factor_off

FRESH: Final = timedelta(minutes=10)
"""How long a proof holds for such acts."""
_OWN: Final = frozenset({"csrf_token", "proof", "credential"})


class NotFresh(NotAllowed):
    """The person has to show once more that it is he."""

    def __init__(self, fault: str = "") -> None:
        super().__init__("Подтвердите, что это вы, и действие будет выполнено.", "Show that it is you, and the act will be done.")
        self.fault = fault


def require_fresh() -> None:
    """Let staff pass who have proved within ten minutes who they are, or prove it with this very form; others raise ``NotFresh``.

    An installation without second factors, and whoever needs none, pass.
    """
    who = visitor()
    if who is None or not who.staff or second_factor_off():
        return
    if 0 <= now().timestamp() - float(session.get(PROVEN, 0)) < FRESH.total_seconds():
        return
    fault = _proved(who)
    if fault is not None:
        raise NotFresh(fault)
    session[PROVEN] = now().timestamp()


def set_up(app: Flask) -> None:
    """Show the page that asks again."""
    app.register_error_handler(NotFresh, _ask)


def _proved(who: Visitor) -> str | None:
    """What is wrong with the proof that came with the form; empty where there is none, None where it holds."""
    if request.form.get("credential"):
        if verified(request.form["credential"]).id != who.id:
            return t("Это ключ другого человека.", "This is somebody else's passkey.")
        return None
    if not request.form.get("proof", "").strip():
        return ""
    came, _ = show(current_actor(), request.form["proof"][:60])
    return None if came is Shown.RIGHT else refusal(came, current_actor())


def _ask(error: NotFresh) -> ResponseReturnValue:
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN]
    action = f"{request.script_root}{request.full_path}".rstrip("?")
    return render_template("sign_in/again.html", kept=kept, action=action, fault=error.fault, passkeys=usable()), 403
