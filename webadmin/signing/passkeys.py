"""Passkeys: the two ceremonies, by the ``webauthn`` library. A challenge is of this browser's session and holds five minutes."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import webauthn
from flask import current_app, jsonify, request, session
from flask.typing import ResponseReturnValue
from flask_security import Security
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from scoring.errors import InputError, NotAllowed, NotFound
from scoring.services.accounts import entering, passkeys
from scoring.services.accounts.passkeys import Made
from scoring.services.audit import network_of
from scoring.store.people import Passkey, User
from webadmin.access import public
from webadmin.context import db, home, now, writing
from webadmin.limits import limiter
from webadmin.organizer.forms import typed
from webadmin.signing import door
from webadmin.signing.door import blueprint
from webadmin.visiting import Visitor, visitor_of

_CHALLENGE: Final = "challenge"
_LIFE_SECONDS: Final = 300
_LARGEST: Final = 16_384


def usable() -> bool:
    """Whether browsers allow passkeys at our address: it has a name, and is reached by HTTPS or on this very machine."""
    parts = urlsplit(home().public_url)
    host = parts.hostname or ""
    named = any(char.isalpha() for char in host) and ":" not in host
    return named and (parts.scheme == "https" or host == "localhost" or host.endswith(".localhost"))


@blueprint.post("/sign-in/passkey/options")
@public
@limiter.limit("30 per minute")
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to ask for a passkey; whose it is the passkey itself says."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(), challenge=_challenge(), timeout=60_000, user_verification=UserVerificationRequirement.REQUIRED
    )
    return jsonify(options_to_json_dict(options))


@blueprint.post("/sign-in/passkey")
@public
@limiter.limit("20 per minute")
def use_passkey() -> ResponseReturnValue:
    """Come in by a passkey: it is something one has, opened by something one knows or is, so it is both steps."""
    waiting = door.pending()
    who = verified(request.form.get("credential", ""))
    target = waiting.next if waiting is not None and waiting.user_id == who.id else typed("next")
    return door.enter(who, ("passkey",), factor=True, target=target)


def verified(answer: str) -> Visitor:
    """Whose passkey answered the challenge of this browser. Raises ``NotAllowed`` for whatever is wrong with it."""
    challenge, made_at = _taken()
    found = _known(answer)
    try:
        checked = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        user = db.session.get_one(User, found.user_id)
        with writing() as database:
            actor = entering.person(user, network_of(request.remote_addr))
            entering.failed(database, actor, way="passkey", tries=1, now=now())
        raise _refused() from error
    if found.used_at is not None and found.used_at >= made_at:
        raise _refused()  # the answer to a challenge that was used already
    who = visitor_of(found.user_id)
    with writing() as database:
        fresh = passkeys.use(database, found, sign_count=checked.new_sign_count, now=now())
    if who is None or not fresh:
        raise _refused()
    return who


def new_options(who: Visitor) -> dict[str, Any]:
    """What the browser needs to make a passkey for the person here."""
    with writing() as database:
        handle = passkeys.handle_of(database, who.id)
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name="Лавр",
        user_name=who.email,
        user_display_name=who.name,
        user_id=bytes.fromhex(handle),
        challenge=_challenge(),
        timeout=120_000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[_descriptor(one) for one in passkeys.of_person(db.session, who.id)],
    )
    return options_to_json_dict(options)


def made(answer: str) -> Made:
    """A new passkey out of what the browser answers. Raises ``InputError`` where it does not hold."""
    challenge, _ = _taken()
    try:
        credential = parse_registration_credential_json(_short(answer))
        checked = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise InputError(
            "Ключ не добавлен: браузер ответил не так, как нужно. Обновите страницу и попробуйте ещё раз.",
            "The passkey was not added: the browser's answer does not hold. Reload the page and try again.",
        ) from error
    transports = tuple(one.value for one in credential.response.transports or ())
    return Made(checked.credential_id, checked.credential_public_key, checked.sign_count, transports)


def _known(answer: str) -> Passkey:
    """The passkey that an answer names, if its owner is the one it names too."""
    try:
        credential = parse_authentication_credential_json(_short(answer))
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _refused() from error
    found = passkeys.known(db.session, credential.raw_id)
    if found is None:
        raise NotFound(
            "Этот ключ здесь не известен: его убрали или добавили на другом сайте. Войдите по коду из письма.",
            "This passkey is not known here: it was removed, or made for another site. Sign in with a code by mail.",
        )
    handle, owner = credential.response.user_handle, db.session.get_one(User, found.user_id).passkey_handle
    if handle and handle != bytes.fromhex(owner or ""):
        raise _refused()
    return found


def _descriptor(one: Passkey) -> PublicKeyCredentialDescriptor:
    known = {way.value for way in AuthenticatorTransport}
    ways = [AuthenticatorTransport(way) for way in one.transports if way in known]
    return PublicKeyCredentialDescriptor(id=one.credential_id, transports=ways or None)


def _challenge() -> bytes:
    """A new one, in place of any before."""
    security: Security = current_app.extensions["security"]
    made_of = security.webauthn_util.generate_challenge(32).encode()
    session[_CHALLENGE] = {"value": bytes_to_base64url(made_of), "at": now().timestamp()}
    return made_of


def _taken() -> tuple[bytes, datetime]:
    """The challenge of this browser, which is used up by that, and when it was made."""
    kept: Any = session.pop(_CHALLENGE, None)
    if not isinstance(kept, dict) or not 0 <= now().timestamp() - float(kept["at"]) < _LIFE_SECONDS:
        raise NotAllowed(
            "Запрос ключа устарел. Обновите страницу и попробуйте ещё раз.",
            "The asking for a passkey has expired. Reload the page and try again.",
        )
    return base64url_to_bytes(str(kept["value"])), datetime.fromtimestamp(float(kept["at"]), UTC)


def _short(answer: str) -> str:
    if len(answer) > _LARGEST:
        raise ValueError("too long")
    json.loads(answer)
    return answer


def _refused() -> NotAllowed:
    return NotAllowed(
        "Ключ не подошёл. Попробуйте ещё раз или войдите по коду из письма.",
        "The passkey does not fit. Try again, or sign in with a code by mail.",
    )


def _host() -> str:
    return urlsplit(home().public_url).hostname or "localhost"


def _origin() -> str:
    parts = urlsplit(home().public_url)
    return f"{parts.scheme}://{parts.netloc}"
