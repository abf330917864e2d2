"""«Мой вход»: one's own passkeys, recovery codes, app, browsers and sessions. Whatever changes here needs a fresh proof."""

from collections.abc import Callable
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from scoring.errors import InputError, NotAllowed
from scoring.services import people
from scoring.services.accounts import entering, factors, passkeys
from scoring.services.letters import choices
from scoring.store.tables import User
from webadmin.access import current_actor, visitor
from webadmin.context import db, now, writing
from webadmin.fresh import require_fresh
from webadmin.i18n import t
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.signing import passkeys as ceremonies
from webadmin.signing import second, totp
from webadmin.signing.door import SECRET, blueprint
from webadmin.visiting import Visitor, seasons
from webadmin.words import letter_languages


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    """All of it on one page."""
    who = _here()
    return render_template(
        "sign_in/account.html",
        who=who,
        roles=[(season, who.seasons[season.id]) for season in seasons()],
        user=db.session.get_one(User, who.id),
        factor=factors.factor_of(db.session, who.id),
        left=factors.codes_left(db.session, who.id),
        keys=passkeys.of_person(db.session, who.id),
        devices=entering.devices(db.session, who.id),
        usable=ceremonies.usable(),
        letters=choices.of(db.session, [who.email.lower()]).get(who.email.lower()),
        languages=letter_languages(),
    )


@blueprint.post("/account/passkey/options")
@limiter.limit("30 per minute")
def new_passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    return jsonify(ceremonies.new_options(_here()))


@blueprint.post("/account/passkey")
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser has made."""
    require_fresh()
    name = passkeys.clean_name(typed("name"))
    made = ceremonies.made(request.form.get("made", ""))
    return _do(
        lambda database: passkeys.add(database, current_actor(), name=name, made=made, now=now()),
        t("Ключ добавлен.", "The passkey is added."),
    )


@blueprint.post("/account/passkey/<int(max=2147483647):number>/name")
def rename_passkey(number: int) -> ResponseReturnValue:
    """Give a passkey another name."""
    return _do(
        lambda database: passkeys.rename(database, current_actor(), number, name=typed("name"), now=now()),
        t("Название изменено.", "The name is changed."),
    )


@blueprint.post("/account/passkey/<int(max=2147483647):number>/remove")
def remove_passkey(number: int) -> ResponseReturnValue:
    """Remove a passkey."""
    require_fresh()
    return _do(
        lambda database: passkeys.remove(database, current_actor(), number, now=now()),
        t("Ключ убран.", "The passkey is removed."),
    )


@blueprint.post("/account/codes")
def renew_codes() -> ResponseReturnValue:
    """New recovery codes, shown by this answer and never again."""
    _require_app()
    require_fresh()
    with writing() as database:
        codes = factors.renew_codes(database, current_actor(), now=now())
    return render_template("sign_in/recovery.html", codes=codes, onward=url_for("signing_in.account"))


@blueprint.post("/account/app")
def begin_app() -> ResponseReturnValue:
    """Begin to set up another app; the one before holds until the new one has shown its first code."""
    require_fresh()
    session[SECRET] = totp.new_secret()
    return redirect(url_for("signing_in.new_app"), 303)


@blueprint.get("/account/app")
def new_app() -> ResponseReturnValue:
    """Show the QR code of the new app."""
    if SECRET not in session:
        return redirect(url_for("signing_in.account"), 303)
    return second.set_up_page(_here().email, url_for("signing_in.finish_app"))


@blueprint.post("/account/app/finish")
@limiter.limit("20 per minute")
def finish_app() -> ResponseReturnValue:
    """Take the new app with its first code; its recovery codes are shown once."""
    require_fresh()
    if SECRET not in session:
        return redirect(url_for("signing_in.account"), 303)
    secret = str(session[SECRET])
    counter = totp.matched(typed("code"), secret, None)
    if counter is None:
        return second.set_up_page(_here().email, url_for("signing_in.finish_app"), fault=second.wrong_first()), 400
    with writing() as database:
        codes = factors.set_up(database, current_actor(), secret=secret, counter=counter, now=now())
    session.pop(SECRET)
    return render_template("sign_in/recovery.html", codes=codes, onward=url_for("signing_in.account"))


@blueprint.post("/account/letters")
def letters() -> ResponseReturnValue:
    """Choose the language of one's letters."""
    who = _here()
    return _do(
        lambda database: choices.choose(database, current_actor(), who.email, language=typed("letters"), now=now()),
        t("Язык писем записан.", "The language of letters is saved."),
    )


@blueprint.post("/account/everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End all sessions of the person here, in this browser as in all others."""
    who = _here()
    with writing() as database:
        people.end_sessions(database, current_actor(), user_id=who.id, now=now())
    session.clear()
    flash(t("Все ваши входы закончены. Войдите заново.", "All of your sessions have ended. Sign in again."), "good")
    return redirect(url_for("signing_in.sign_in"), 303)


def _do(change: Callable[[Any], object], told: str) -> ResponseReturnValue:
    try:
        with writing() as database:
            change(database)
    except InputError as error:
        flash(t(error.ru, error.en), "bad")
    else:
        flash(told, "good")
    return redirect(url_for("signing_in.account"), 303)


def _here() -> Visitor:
    who = visitor()
    if who is None:
        raise NotAllowed("Сначала войдите.", "Sign in first.")
    return who


def _require_app() -> None:
    if factors.factor_of(db.session, _here().id) is None:
        raise InputError(
            "Запасные коды заменяют приложение, а оно ещё не подключено. Сначала подключите его.",
            "Recovery codes stand in for the app, and there is none yet. Set it up first.",
        )
