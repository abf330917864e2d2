"""People and their one-time sign-in links. There are no passwords, and no account that nobody made."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.store.people import SignInLink, User
from scoring.store.vocabulary import Role

LINK_LIFE: Final = timedelta(hours=24)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


def add_user(session: Session, actor: Actor, *, email: str, name: str, role: Role, now: datetime) -> User:
    """Add a person. He comes in by a link (``issue_link``)."""
    require_organizer(actor)
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise InputError(
            f"«{email}» не похоже на адрес почты. Напишите адрес вида имя@организация.рф.",
            f"«{email}» does not look like an e-mail address. Write one like name@example.org.",
        )
    if session.scalar(select(User).where(User.email == address)) is not None:
        raise Conflict(
            f"Человек с адресом {address} уже есть. Выпустите ему новую ссылку для входа.",
            f"There is somebody with the address {address} already. Issue a new sign-in link for him.",
        )
    user = User(
        email=address, name=name.strip() or address, role=role, active=True, session_key=secrets.token_hex(16), created_at=now
    )
    session.add(user)
    record(session, actor, "user.add", user, now=now, after={"email": address, "role": role})
    return user


def issue_link(session: Session, actor: Actor, *, user_id: int, now: datetime) -> str:
    """The secret of a link that signs the person in once within 24 hours. It is shown now and never again."""
    require_organizer(actor)
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound("Такого человека нет, или его доступ закрыт.", "There is no such person, or his access is closed.")
    secret = secrets.token_urlsafe(24)
    link = SignInLink(user_id=user.id, secret_sha256=_digest(secret), created_at=now, expires_at=now + LINK_LIFE, used_at=None)
    session.add(link)
    record(session, actor, "user.link", user, now=now)
    return secret


def redeem_link(session: Session, *, secret: str, now: datetime) -> User:
    """Use a link up and tell whose it is; of two simultaneous uses one gets in."""
    link = session.scalar(select(SignInLink).where(SignInLink.secret_sha256 == _digest(secret)))
    if link is not None and link.user.active and link.expires_at > now:
        used = session.execute(
            update(SignInLink).where(SignInLink.id == link.id, SignInLink.used_at.is_(None)).values(used_at=now)
        )
        if used.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
            return link.user
    raise NotFound(
        "Ссылка уже использована, устарела или неверна. Попросите организатора выпустить новую.",
        "The link has been used, has expired or is wrong. Ask an organizer for a new one.",
    )


def set_active(session: Session, actor: Actor, *, user_id: int, active: bool, now: datetime) -> None:
    """Open or close a person's access; closing ends all of his sessions at once."""
    require_organizer(actor)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Такого человека нет.", "There is no such person.")
    if user.id == actor.id and not active:
        raise Conflict("Себе закрыть доступ нельзя.", "You cannot close your own access.")
    before = user.active
    user.active = active
    user.session_key = secrets.token_hex(16)
    record(session, actor, "user.active", user, now=now, before={"active": before}, after={"active": active})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
