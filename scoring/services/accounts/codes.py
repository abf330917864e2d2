"""Six-digit codes by mail: made, tried at most five times within ten minutes, used once. Every try is counted in the row.

Whether somebody has an address is told by nothing: an asking for an unknown one makes a row, costs a digest, and its tries fail.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from scoring.errors import TooOften
from scoring.store.people import SignInCode, User

LIFE: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
AN_HOUR: Final = 5
"""Codes that one address is sent in an hour: at most 25 guesses at a million."""
A_DAY: Final = 20
FROM_ONE_NETWORK: Final = 60
"""Askings from one network in an hour."""
_KEPT: Final = timedelta(days=2)
_Draw = Callable[[int], int]


class Tried(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"
    """Used, expired, tried too often, or never there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An asking. ``code`` is there where a letter is to leave, and is kept nowhere else."""

    id: int
    recipient: str
    name: str
    code: str | None


def for_account(session: Session, *, email: str, network: str, now: datetime, draw: _Draw = secrets.randbelow) -> Asked:
    """A code for whoever has this address; the same for anybody else, but for the letter."""
    address = email.strip().lower()[:254]
    user = session.scalar(select(User).where(User.email == address, User.active))
    return _ask(session, f"account:{address}", network, now, draw, user=user)


def for_page(
    session: Session, *, page_id: int, email: str, on_file: bool, network: str, now: datetime, draw: _Draw = secrets.randbelow
) -> Asked:
    """A code for an owner at an address on file; the same for an address that is not, but for the letter."""
    address = email.strip().lower()[:254]
    return _ask(session, f"page:{page_id}:{address}", network, now, draw, page=(page_id, address) if on_file else None)


def try_code(session: Session, asked_id: int, code: str, *, now: datetime) -> tuple[Tried, SignInCode | None]:
    """Try a code. The try counts whatever comes of it, so the caller commits in any case; a right one is used up.

    The row is told where a try was taken from it.
    """
    taken = session.execute(
        update(SignInCode)
        .where(
            SignInCode.id == asked_id,
            SignInCode.tries < MOST_TRIES,
            SignInCode.used_at.is_(None),
            SignInCode.expires_at > now,
        )
        .values(tries=SignInCode.tries + 1)
    )
    row = session.get(SignInCode, asked_id, populate_existing=True)
    if _none(taken) or row is None:
        return Tried.OVER, None
    right = hmac.compare_digest(row.digest, _digest(_digits(code), row.salt))
    if not right or (row.user_id is None and row.page_id is None):
        return (Tried.OVER if row.tries >= MOST_TRIES else Tried.WRONG), row
    used = session.execute(update(SignInCode).where(SignInCode.id == row.id, SignInCode.used_at.is_(None)).values(used_at=now))
    return (Tried.OVER if _none(used) else Tried.RIGHT), row


def _ask(
    session: Session,
    asked: str,
    network: str,
    now: datetime,
    draw: _Draw,
    *,
    user: User | None = None,
    page: tuple[int, str] | None = None,
) -> Asked:
    digest = hashlib.sha256(asked.encode()).hexdigest()
    session.execute(delete(SignInCode).where(SignInCode.made_at < now - _KEPT))
    hour = now - timedelta(hours=1)
    if network and _count(session, SignInCode.network == network, SignInCode.made_at > hour) >= FROM_ONE_NETWORK:
        raise TooOften(
            "Из вашей сети слишком часто просят коды. Подождите час или войдите по ключу доступа.",
            "Too many codes are asked for from your network. Wait an hour, or sign in with a passkey.",
        )
    same = SignInCode.asked_sha256 == digest
    within_hour = _count(session, same, SignInCode.made_at > hour) < AN_HOUR
    sent = within_hour & (_count(session, same, SignInCode.made_at > now - timedelta(days=1)) < A_DAY)
    code, salt = f"{draw(1_000_000):06}", secrets.token_hex(16)
    recipient = user.email if user is not None else page[1] if page is not None else ""
    row = SignInCode(
        user_id=user.id if user is not None and sent else None,
        page_id=page[0] if page is not None and sent else None,
        recipient=recipient if sent else "",
        asked_sha256=digest,
        network=network,
        salt=salt,
        digest=_digest(code, salt),
        made_at=now,
        expires_at=now + LIFE,
    )
    session.add(row)
    session.flush()
    return Asked(row.id, row.recipient, user.name if user is not None else "", code if row.recipient else None)


def _digest(code: str, salt: str) -> str:
    """Slow enough that a stolen table is worth nothing for as long as its codes hold."""
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=1 << 12, r=8, p=1).hex()[:64]


def _digits(code: str) -> str:
    return "".join(char for char in code if char.isascii() and char.isdigit())[:12]


def _count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(SignInCode).where(*conditions)) or 0


def _none(result: Any) -> bool:
    return bool(result.rowcount != 1)
