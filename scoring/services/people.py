"""People and their one-time sign-in links. There are no passwords, and no account that nobody made."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.services.accounts.memberships import grant, newest, require_may_give, roles_of
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.people import SignInLink, User
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role

LINK_LIFE: Final = timedelta(hours=24)
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


def add_user(
    session: Session, actor: Actor, *, email: str, name: str, role: Role, now: datetime, season_id: int | None = None
) -> User:
    """Add a person with a role in a season, the newest where none is named. He comes in by a link (``issue_link``).

    Where there is no season yet, an admin becomes the installation's administrator: he opens the first one.
    """
    season = session.get(Season, season_id) if season_id is not None else newest(session)
    if season is not None:
        require_may_give(actor, role, season)
    elif not actor.keeps_accounts:
        raise NotAllowed("Людей добавляет администратор.", "An administrator adds people.")
    elif role is not Role.ADMIN:
        raise InputError(
            "Сезона ещё нет, и роль дать негде. Сначала откройте сезон: lavr season open ГОД …",
            "There is no season yet in which to give a role. Open one first: lavr season open YEAR …",
        )
    user = _new(session, email, name, now=now, sysadmin=season is None)
    if season is not None:
        grant(session, season.id, user, role, now=now)
    after = {"email": user.email, "role": role, "sysadmin": user.sysadmin}
    record(session, actor, "user.add", user, now=now, season_id=season.id if season is not None else None, after=after)
    return user


def add_sysadmin(session: Session, actor: Actor, *, email: str, name: str, now: datetime) -> User:
    """Add somebody who keeps the installation's accounts and opens seasons, and has no role in any."""
    _require_keeper(actor)
    user = _new(session, email, name, now=now, sysadmin=True)
    record(session, actor, "user.add", user, now=now, after={"email": user.email, "sysadmin": True})
    return user


def _new(session: Session, email: str, name: str, *, now: datetime, sysadmin: bool) -> User:
    address = clean_email(email)
    if session.scalar(select(User).where(User.email == address)) is not None:
        raise Conflict(
            f"Человек с адресом {address} уже есть. Дайте ему роль в этом сезоне или выпустите новую ссылку для входа.",
            f"There is somebody with the address {address} already. Give him a role in this season, or issue a new link.",
        )
    user = User(email=address, name=name.strip() or address, sysadmin=sysadmin, session_key=_key(), created_at=now)
    session.add(user)
    session.flush()
    return user


def looks_like_email(text: str) -> bool:
    """Whether it may be an address at all."""
    return bool(_EMAIL.fullmatch(text.strip().lower()))


def clean_email(email: str) -> str:
    """The address in lower case; InputError where it is none."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise InputError(
            f"«{email}» не похоже на адрес почты. Напишите адрес вида имя@организация.рф.",
            f"«{email}» does not look like an e-mail address. Write one like name@example.org.",
        )
    return address


def issue_link(session: Session, actor: Actor, *, user_id: int, now: datetime) -> str:
    """The secret of a link that lets the person in once within 24 hours. It is shown now and never again."""
    user = _standing(session, user_id)
    require_may_keep(session, actor, user, now=now)
    secret = secrets.token_urlsafe(24)
    link = SignInLink(user_id=user.id, secret_sha256=_digest(secret), created_at=now, expires_at=now + LINK_LIFE, used_at=None)
    session.add(link)
    record(session, actor, "user.link", user, now=now)
    return secret


def require_may_keep(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    """Whether the actor may do something to this account: never above his own level, in none of the person's seasons.

    An admin keeps the accounts of his seasons; an organizer those of jurors; only a keeper of accounts those of his like.
    """
    if actor.keeps_accounts:
        return
    theirs = roles_of(session, user.id, now)
    mine = roles_of(session, actor.id, now) if actor.id is not None else dict.fromkeys(theirs, actor.role)
    beyond = [season for season, role in theirs.items() if not _covers(mine.get(season), role)]
    if user.sysadmin or beyond or (not theirs and Role.ADMIN not in mine.values()):
        raise NotAllowed(
            "Доступом этого человека ведает администратор установки или администратор его сезона.",
            "This person's access is kept by an administrator of the installation, or by the admin of his season.",
        )


def _covers(mine: Role | None, theirs: Role) -> bool:
    return mine is Role.ADMIN or (mine is Role.ORGANIZER and theirs is Role.JUROR)


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
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Такого человека нет.", "There is no such person.")
    require_may_keep(session, actor, user, now=now)
    if user.id == actor.id and not active:
        raise Conflict("Себе закрыть доступ нельзя.", "You cannot close your own access.")
    before = user.active
    user.active = active
    user.session_key = _key()
    record(session, actor, "user.active", user, now=now, before={"active": before}, after={"active": active})


def end_sessions(session: Session, actor: Actor, *, user_id: int, now: datetime) -> str:
    """End all sessions of a person, his own or somebody's whose account the actor keeps; the new key."""
    user = _standing(session, user_id)
    if user.id != actor.id:
        require_may_keep(session, actor, user, now=now)
    user.session_key = _key()
    record(session, actor, "user.sessions", user, now=now)
    return user.session_key


def _standing(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or not user.active:
        raise NotFound("Такого человека нет, или его доступ закрыт.", "There is no such person, or his access is closed.")
    return user


def _require_keeper(actor: Actor) -> None:
    if not actor.keeps_accounts:
        raise NotAllowed(
            "Это делает только администратор установки.",
            "Only an administrator of the installation does this.",
        )


def _key() -> str:
    return secrets.token_hex(16)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
