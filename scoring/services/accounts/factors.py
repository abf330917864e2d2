"""The second factor of staff: an authenticator app, and codes on paper for the day without it.

How a code of the app is checked comes in as ``matches``; here is what follows of it: a code is taken once, tries are counted in
the row, and every fifth wrong one in a row locks the account's second step for a while, each time twice as long.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotAllowed, NotFound
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.people import require_may_keep
from scoring.store.people import Installation, Passkey, RecoveryCode, SecondFactor, User

CODES: Final = 10
AT_ONCE: Final = 5
"""Wrong tries in a row before the step is locked."""
_FIRST_LOCK: Final = timedelta(minutes=15)
_LONGEST_LOCK: Final = timedelta(hours=24)

Matches = Callable[[str, str, int | None], int | None]
"""(code, secret, last counter) -> the counter of the code that matched, later than the last one; None where none did."""


class Shown(StrEnum):
    """What came of showing a second factor."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


def factor_of(session: Session, user_id: int) -> SecondFactor | None:
    """The person's app, as it is now."""
    return session.get(SecondFactor, user_id, populate_existing=True)


def set_up(session: Session, actor: Actor, *, secret: str, counter: int, now: datetime) -> list[str]:
    """Take a new app, whose first code the door has checked, instead of any before; the recovery codes, told once."""
    user = session.get_one(User, actor.id)
    found = factor_of(session, user.id)
    renewed = found is not None
    if found is None:
        found = SecondFactor(user_id=user.id, secret=secret, since=now)
        session.add(found)
    found.secret, found.since, found.last_counter, found.tries, found.locked_until = secret, now, counter, 0, None
    codes = _new_codes(session, user.id, now)
    record(session, actor, "factor.renew" if renewed else "factor.set", user, now=now)
    return codes


def renew_codes(session: Session, actor: Actor, *, now: datetime) -> list[str]:
    """New recovery codes; those before hold no longer."""
    user = session.get_one(User, actor.id)
    codes = _new_codes(session, user.id, now)
    record(session, actor, "factor.codes", user, now=now)
    return codes


def codes_left(session: Session, user_id: int) -> int:
    """How many recovery codes are unused."""
    query = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def show_app(session: Session, actor: Actor, code: str, matches: Matches, *, now: datetime) -> Shown:
    """Show a code of the app. The try counts whatever comes of it, so the caller commits in any case."""
    found = _take_try(session, actor, now)
    if found is None:
        return Shown.LOCKED
    counter = matches("".join(code.split()), found.secret, found.last_counter)
    if counter is None:
        return _wrong(session, actor, found, now)
    taken: Any = session.execute(
        update(SecondFactor)
        .where(
            SecondFactor.user_id == found.user_id,
            or_(SecondFactor.last_counter.is_(None), SecondFactor.last_counter < counter),
        )
        .values(last_counter=counter, tries=0, locked_until=None)
    )
    return Shown.RIGHT if taken.rowcount == 1 else _wrong(session, actor, found, now)


def show_recovery(session: Session, actor: Actor, code: str, *, now: datetime) -> Shown:
    """Show a recovery code, which is used up. The try counts as one at the app does."""
    found = _take_try(session, actor, now)
    if found is None:
        return Shown.LOCKED
    used: Any = session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.user_id == found.user_id, RecoveryCode.sha256 == _digest(code), RecoveryCode.used_at.is_(None))
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return _wrong(session, actor, found, now)
    found.tries, found.locked_until = 0, None
    left = codes_left(session, found.user_id)
    record(session, actor, "factor.recovery", session.get_one(User, found.user_id), now=now, after={"left": left})
    return Shown.RIGHT


def reset(session: Session, actor: Actor, *, user_id: int, reason: str, now: datetime) -> None:
    """Take app, recovery codes and passkeys off somebody who lost them: another person does it, and the journal says why."""
    user = session.get(User, user_id)
    if user is None:
        raise NotFound("Такого человека нет.", "There is no such person.")
    require_may_keep(session, actor, user, now=now)
    if user.id == actor.id:
        raise NotAllowed("Свой второй шаг сбрасывает другой человек.", "Another person resets your own second step.")
    if not reason.strip():
        raise InputError("Напишите, почему сбрасываете.", "Write why you reset it.")
    for table in (SecondFactor, RecoveryCode, Passkey):
        session.execute(delete(table).where(table.user_id == user.id))
    user.session_key = secrets.token_hex(16)
    record(session, actor, "factor.reset", user, now=now, reason=reason.strip()[:500])


def require_factor(session: Session, actor: Actor, *, required: bool, now: datetime) -> None:
    """Say whether staff of this installation need a second factor; only whoever keeps the accounts does."""
    if not actor.keeps_accounts:
        raise NotAllowed("Это решает администратор установки.", "An administrator of the installation decides this.")
    found = session.get(Installation, 1)
    if found is None:
        found = Installation(id=1, second_factor="required")
        session.add(found)
    before, found.second_factor = found.second_factor, "required" if required else "off"
    after = {"second_factor": found.second_factor}
    record(session, actor, "installation.factor", found, now=now, before={"second_factor": before}, after=after)


def is_required(session: Session) -> bool:
    """Whether staff need a second factor; they do unless somebody has said otherwise."""
    return session.scalar(select(Installation.second_factor)) != "off"


def _take_try(session: Session, actor: Actor, now: datetime) -> SecondFactor | None:
    """One more try, unless the step is locked; the row stays locked for others until the transaction ends."""
    taken: Any = session.execute(
        update(SecondFactor)
        .where(SecondFactor.user_id == actor.id, or_(SecondFactor.locked_until.is_(None), SecondFactor.locked_until <= now))
        .values(tries=SecondFactor.tries + 1)
    )
    return factor_of(session, actor.id or 0) if taken.rowcount == 1 else None


def _wrong(session: Session, actor: Actor, found: SecondFactor, now: datetime) -> Shown:
    locks, over = divmod(found.tries, AT_ONCE)
    if not over:
        found.locked_until = now + min(_FIRST_LOCK * 2 ** min(locks - 1, 10), _LONGEST_LOCK)
    user = session.get_one(User, found.user_id)
    action = "factor.wrong" if over else "factor.locked"
    record(session, actor, action, user, now=now, after={"tries": found.tries})
    return Shown.WRONG if over else Shown.LOCKED


def _new_codes(session: Session, user_id: int, now: datetime) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = ["-".join(secrets.token_hex(2) for _ in range(4)) for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, sha256=_digest(code), made_at=now) for code in codes)
    session.flush()
    return codes


def _digest(code: str) -> str:
    """Of 64 random bits, however they are spaced; nothing slower is needed for so many."""
    return hashlib.sha256("".join(char for char in code.lower() if char.isalnum()).encode()).hexdigest()
