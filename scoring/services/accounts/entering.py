"""What is written down when somebody comes in, or fails to: the journal, the account's last time, the browser he used."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.people import KnownDevice, SignInCode, User
from scoring.store.vocabulary import Via

SLEEPS_AFTER: Final = timedelta(days=30)
"""An account that nobody has used for so long is marked in the list of people."""
_FORGOTTEN_AFTER: Final = timedelta(days=400)
_MOST_DEVICES: Final = 20


@dataclass(frozen=True, slots=True)
class Device:
    """The browser that somebody came in by. ``secret``: what it is to hold from now on; ``fresh``: a letter tells of it."""

    secret: str
    fresh: bool


def person(user: User, address: str) -> Actor:
    """Somebody at the door, before anything is known of his role."""
    return Actor(user.id, user.name, None, Via.WEB, address=address)


def came_in(session: Session, actor: Actor, *, ways: Sequence[str], held: str, words: str, now: datetime) -> Device:
    """Write a sign-in down. ``ways``: by what he proved who he is. ``held``: the secret that his browser holds, if any.

    A browser is new unless it holds the secret that this person was given in it; the first ever needs no letter.
    """
    user = session.get_one(User, actor.id)
    first = user.last_sign_in_at is None
    user.last_sign_in_at = now
    device = _device(session, actor, held, words, now)
    record(session, actor, "signin.in", user, now=now, after={"by": list(ways), "device": words, "new": device.fresh})
    return Device(device.secret, device.fresh and not first)


def failed(session: Session, actor: Actor, *, way: str, tries: int, now: datetime) -> None:
    """Write a wrong try down."""
    record(session, actor, "signin.wrong", session.get_one(User, actor.id), now=now, after={"by": way, "tries": tries})


def failed_code(session: Session, tried: SignInCode, *, address: str, now: datetime) -> None:
    """Write a wrong code down; one for an address that nobody has costs and tells as much."""
    user = session.get(User, tried.user_id or 0)
    if user is not None:
        failed(session, person(user, address), way="code", tries=tried.tries, now=now)
        return
    whose = "владелец страницы" if tried.page_id is not None else "неизвестный адрес"
    stranger = Actor(None, whose, None, Via.WEB, address=address)
    record(session, stranger, "signin.wrong", tried, now=now, after={"by": "code", "tries": tried.tries})


def devices(session: Session, user_id: int) -> list[KnownDevice]:
    """The browsers in which a person has signed in, the last used first."""
    query = select(KnownDevice).where(KnownDevice.user_id == user_id).order_by(KnownDevice.last_at.desc(), KnownDevice.id.desc())
    return list(session.scalars(query.limit(_MOST_DEVICES)))


def sleeps(user: User, now: datetime) -> bool:
    """Whether nobody has used the account for a month; a new one has its month as well."""
    return user.active and now - (user.last_sign_in_at or user.created_at) > SLEEPS_AFTER


def _device(session: Session, actor: Actor, held: str, words: str, now: datetime) -> Device:
    session.execute(delete(KnownDevice).where(KnownDevice.last_at < now - _FORGOTTEN_AFTER))
    known = session.scalar(select(KnownDevice).where(KnownDevice.user_id == actor.id, KnownDevice.secret_sha256 == _digest(held)))
    if known is not None:
        known.last_at, known.network = now, actor.address
        return Device(held, fresh=False)
    secret = held or secrets.token_urlsafe(24)
    session.add(
        KnownDevice(
            user_id=actor.id, secret_sha256=_digest(secret), words=words[:120], network=actor.address, first_at=now, last_at=now
        )
    )
    return Device(secret, fresh=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
