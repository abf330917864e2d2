"""The second step of staff: a code of the app or one on paper; the first time, setting the app up."""

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import NotFound
from scoring.services.accounts import factors
from scoring.services.accounts.factors import Shown
from scoring.services.acting import Actor
from scoring.store.tables import User
from webadmin.access import own_path, public, start_of, visitor
from webadmin.context import db, now, writing
from webadmin.i18n import moment, t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.signing import door, totp
from webadmin.signing.door import SECRET, Pending, blueprint
from webadmin.signing.passkeys import usable
from webadmin.visiting import Visitor, visitor_of


@blueprint.get("/sign-in/second")
@public
@limiter.limit("60 per minute")
def second() -> ResponseReturnValue:
    """Ask for a code of the app."""
    return _back() if door.pending() is None else _page()


@blueprint.post("/sign-in/second")
@public
@limiter.limit("20 per minute")
def show_second() -> ResponseReturnValue:
    """Take the second step."""
    waiting = door.pending()
    if waiting is None:
        return _back()
    actor, code = door.pending_actor(waiting), typed("code")
    came, way = show(actor, code)
    if came is Shown.RIGHT:
        return door.enter(_who(waiting), (waiting.by, way), factor=True, target=waiting.next)
    return _page(fault=refusal(came, actor)), 400


@blueprint.get("/sign-in/set-up")
@public
@limiter.limit("60 per minute")
def set_up() -> ResponseReturnValue:
    """Show the QR code of a new app; it is in this browser's session and nowhere else until its first code is shown."""
    waiting = door.pending()
    if waiting is None or SECRET not in session:
        return _back()
    return set_up_page(db.session.get_one(User, waiting.user_id).email, url_for("signing_in.finish_set_up"))


@blueprint.post("/sign-in/set-up")
@public
@limiter.limit("20 per minute")
def finish_set_up() -> ResponseReturnValue:
    """Take the app with its first code, be in, and see the recovery codes once."""
    waiting = door.pending()
    if waiting is None or SECRET not in session or factors.factor_of(db.session, waiting.user_id) is not None:
        return _back()
    actor = door.pending_actor(waiting)
    secret = str(session[SECRET])
    counter = totp.matched(typed("code"), secret, None)
    if counter is None:
        email = db.session.get_one(User, waiting.user_id).email
        return set_up_page(email, url_for("signing_in.finish_set_up"), fault=wrong_first()), 400
    who = _who(waiting)
    with writing() as database:
        codes = factors.set_up(database, actor, secret=secret, counter=counter, now=now())
    door.begin_session(who, (waiting.by, "app"), factor=True)
    return render_template("sign_in/recovery.html", codes=codes, onward=own_path(waiting.next, start_of(who)))


def show(actor: Actor, code: str) -> tuple[Shown, str]:
    """Show six digits as a code of the app, anything else as one on paper; the try is counted and committed in any case."""
    digits = "".join(code.split())
    with writing() as database:
        if digits.isdecimal() and len(digits) == 6:
            return factors.show_app(database, actor, digits, totp.matched, now=now()), "app"
        return factors.show_recovery(database, actor, code, now=now()), "recovery"


def refusal(came: Shown, actor: Actor) -> str:
    """Why the second step was not taken, and what to do."""
    if came is Shown.WRONG:
        return t(
            "Код не подошёл. Каждый код приложения действует один раз: дождитесь следующего.",
            "The code is wrong. Each code of the app is good once: wait for the next one.",
        )
    found = factors.factor_of(db.session, actor.id or 0)
    until = moment(found.locked_until, "UTC") if found is not None else "—"
    return t(
        f"Слишком много неверных кодов. Второй шаг закрыт до {until} (UTC). Если это были не вы, скажите администратору.",
        f"Too many wrong codes. The second step is locked until {until} (UTC). If it was not you, tell an administrator.",
    )


def wrong_first() -> str:
    """Why a new app is not taken."""
    return t(
        "Код не подошёл. Проверьте, что на телефоне верное время, и введите код, который показан сейчас.",
        "The code is wrong. See that the phone's time is right, and type the code that it shows now.",
    )


def set_up_page(email: str, action: str, *, fault: str = "") -> str:
    """The page with the QR code of the secret that this browser's session holds."""
    secret = str(session[SECRET])
    return render_template(
        "sign_in/set_up.html", qr=totp.qr_code(email, secret), spelt=totp.spelt(secret), action=action, fault=fault
    )


def _who(waiting: Pending) -> Visitor:
    who = visitor_of(waiting.user_id)
    if who is None:
        raise NotFound("Доступ закончился. Спросите организатора.", "Your access has ended. Ask an organizer.")
    return who


def _page(*, fault: str = "") -> str:
    return render_template("sign_in/second.html", fault=fault, passkeys=usable())


def _back() -> ResponseReturnValue:
    who = visitor()
    return redirect(url_for("signing_in.sign_in") if who is None else own_path(request.args.get("next"), start_of(who)), 303)
