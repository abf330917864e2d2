"""Passkeys of people: kept with their public halves, named by their owners, used with a count that only grows."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.people import Passkey, User

MOST: Final = 10
LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey as its ceremony left it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]


def of_person(session: Session, user_id: int) -> list[Passkey]:
    """A person's passkeys, the oldest first."""
    return list(session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)))


def handle_of(session: Session, user_id: int) -> str:
    """The name under which authenticators know the person; drawn at the first need."""
    user = session.get_one(User, user_id)
    if user.passkey_handle is None:
        user.passkey_handle = secrets.token_hex(32)
        session.flush()
    return user.passkey_handle


def add(session: Session, actor: Actor, *, name: str, made: Made, now: datetime) -> Passkey:
    """Keep a passkey that its owner has just made."""
    user = session.get_one(User, actor.id)
    if len(of_person(session, user.id)) >= MOST:
        raise Conflict(f"Ключей уже {MOST}. Уберите один из них.", f"There are {MOST} passkeys already. Remove one of them.")
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)) is not None:
        raise Conflict("Этот ключ уже добавлен.", "This passkey has been added already.")
    found = Passkey(
        user_id=user.id,
        name=clean_name(name),
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=list(made.transports),
        made_at=now,
    )
    session.add(found)
    session.flush()
    record(session, actor, "passkey.add", found, now=now, after={"name": found.name})
    return found


def rename(session: Session, actor: Actor, number: int, *, name: str, now: datetime) -> None:
    """Give one's own passkey another name."""
    found = _own(session, actor, number)
    before, found.name = found.name, clean_name(name)
    record(session, actor, "passkey.rename", found, now=now, before={"name": before}, after={"name": found.name})


def remove(session: Session, actor: Actor, number: int, *, now: datetime) -> None:
    """Remove one's own passkey: nobody comes in by it any more."""
    found = _own(session, actor, number)
    record(session, actor, "passkey.remove", found, now=now, before={"name": found.name})
    session.delete(found)


def known(session: Session, credential_id: bytes) -> Passkey | None:
    """The passkey of an open account with this id."""
    return session.scalar(
        select(Passkey).join(User, User.id == Passkey.user_id).where(Passkey.credential_id == credential_id, User.active)
    )


def use(session: Session, found: Passkey, *, sign_count: int, now: datetime) -> bool:
    """Note that it was used; False where another use was faster, as a copied answer would be."""
    taken: Any = session.execute(
        update(Passkey)
        .where(
            Passkey.id == found.id,
            Passkey.sign_count == found.sign_count,
            or_(Passkey.used_at.is_(None), Passkey.used_at == found.used_at),
        )
        .values(sign_count=sign_count, used_at=now)
    )
    return bool(taken.rowcount == 1)


def clean_name(name: str) -> str:
    """The name on one line; InputError without one."""
    text = " ".join("".join(char if char.isprintable() else " " for char in name).split())[:LONGEST_NAME]
    if not text:
        raise InputError("Назовите ключ, например «Рабочий ноутбук».", "Name the passkey, for example «Laptop at work».")
    return text


def _own(session: Session, actor: Actor, number: int) -> Passkey:
    found = session.get(Passkey, number)
    if found is None or found.user_id != actor.id:
        raise NotFound("Такого ключа нет.", "There is no such passkey.")
    return found
