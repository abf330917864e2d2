"""The trail: every change writes who did what, in the transaction of the change itself, and every event is chained to the last.

Events take their places in the chain when their transaction commits: the row that ends the chain is locked last and for a
moment only, so that two transactions can neither take the same place nor wait for each other in a circle. The chain's order is
the order of commits.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any, Final

from sqlalchemy import Row, event, or_, select, update
from sqlalchemy.orm import Session, SessionTransaction

from scoring.errors import NotAllowed
from scoring.services.acting import Actor
from scoring.services.sealing import FIRST, lines
from scoring.store.people import Membership
from scoring.store.work import AuditEvent, AuditHead

_WAITING: Final = "lavr.audit"
"""Key of a session's events that wait for its commit."""
_AT_ONCE: Final = 2_000
"""Events that ``verify`` has in memory at the same time."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of reading the whole chain: so many events hold; ``broken`` is the number of the first that does not."""

    events: int
    broken: int | None


def record(
    session: Session,
    actor: Actor,
    action: str,
    target: object,
    *,
    now: datetime,
    season_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write one event about ``target``, a row that has its id already. The event is in the table once the session commits."""
    session.flush()
    _require_role_there(session, actor, season_id, now)
    made = AuditEvent(
        at=now,
        season_id=season_id,
        actor_id=actor.id,
        actor=actor.name,
        true_actor=actor.behind if actor.behind != actor.name else "",
        address=actor.address,
        via=actor.via,
        action=action,
        object_kind=type(target).__name__.lower(),
        object_id=str(getattr(target, "id", "")),
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )
    session.info.setdefault(_WAITING, []).append((made, session.get_nested_transaction()))
    return made


def _require_role_there(session: Session, actor: Actor, season_id: int | None, now: datetime) -> None:
    """A role is of one season: what is written in another one needs the same role there."""
    if actor.season_id is None or season_id is None or actor.season_id == season_id:
        return
    role = session.scalar(
        select(Membership.role).where(
            Membership.season_id == season_id,
            Membership.user_id == actor.id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
        )
    )
    if role != actor.role and not actor.sysadmin:
        raise NotAllowed(
            "В том сезоне у вас нет этой роли. Выберите сезон, в котором она есть.",
            "You do not have this role in that season. Choose a season in which you have it.",
        )


def verify(session: Session) -> Verified:
    """Read the chain from its first event to its end. An event that was changed, taken out or put in breaks it from there on."""
    number, previous = 0, FIRST
    while True:
        some = session.execute(
            select(*AuditEvent.__table__.columns).where(AuditEvent.number > number).order_by(AuditEvent.number).limit(_AT_ONCE)
        ).all()
        for one in some:
            if one.number != number + 1 or one.previous != previous or one.hash != fingerprint(one):
                return Verified(number, number + 1)
            number, previous = one.number, one.hash
        if len(some) < _AT_ONCE:
            break
    head = session.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
    return Verified(number, None if head == (number, previous) else number + 1)


def fingerprint(one: AuditEvent | Row[Any]) -> str:
    """SHA-256 of an event as a canonical JSON line, its number and the hash before it among the rest."""
    row = {
        "number": one.number,
        "previous": one.previous,
        "at": one.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "season": one.season_id,
        "actor_id": one.actor_id,
        "actor": one.actor,
        "true_actor": one.true_actor,
        "address": one.address,
        "via": one.via,
        "action": one.action,
        "object": [one.object_kind, one.object_id],
        "before": one.before,
        "after": one.after,
        "reason": one.reason,
    }
    return hashlib.sha256(lines([row])).hexdigest()


def network_of(address: str | None) -> str:
    """The network of an address as far as the journal keeps it: /24 of IPv4, /48 of IPv6; nothing where it is no address."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as they come back from the database, so that the hash of an event is the same before and after."""
    plain: dict[str, Any] | None = json.loads(json.dumps(dict(values))) if values is not None else None
    return plain


@event.listens_for(Session, "before_commit")
def _chain(session: Session) -> None:
    """Give the waiting events their places, last of all that the transaction writes."""
    if session.in_nested_transaction() or not session.info.get(_WAITING):
        return
    session.flush()
    made = [one for one, _ in session.info.pop(_WAITING)]
    last, previous = session.execute(
        update(AuditHead).values(number=AuditHead.number + len(made)).returning(AuditHead.number, AuditHead.hash)
    ).one()
    for number, one in enumerate(made, last - len(made) + 1):
        one.number, one.previous = number, previous
        one.hash = previous = fingerprint(one)
    session.execute(update(AuditHead).values(hash=previous))
    session.add_all(made)


@event.listens_for(Session, "after_soft_rollback")
def _forget_savepoint(session: Session, ended: SessionTransaction) -> None:
    """What a savepoint's rollback takes back did not happen."""
    if ended.nested:
        waiting = session.info.get(_WAITING, [])
        session.info[_WAITING] = [(one, within) for one, within in waiting if ended not in _around(within)]


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """Nor did what was never committed."""
    if ended.parent is None:
        session.info.pop(_WAITING, None)


def _around(within: SessionTransaction | None) -> Iterator[SessionTransaction]:
    while within is not None:
        yield within
        within = within.parent
