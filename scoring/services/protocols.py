"""The protocol: what a chair's meeting has decided, signed by the chair and by an admin, who reads the figures back to it.

The second signature is the step to SIGNED. A season that does without second keys is signed by one admin.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Blocked, Conflict, InputError, NotAllowed
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import course, sealing
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.decisions import deviations, sealed_rows, standing
from scoring.services.seasons import require_writable, season, settings_of
from scoring.store.decisions import Decision, Protocol
from scoring.store.sealing import Seal
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, ProtocolState, Role


def current(session: Session, season_id: int) -> Protocol | None:
    """The protocol that is drafted or signed; a void one is history."""
    return session.scalar(select(Protocol).where(Protocol.season_id == season_id, Protocol.state != ProtocolState.VOID))


def document(session: Session, found: Season) -> dict[str, Any]:
    """What the protocol says: counts by nomination, deviations, sealed hashes."""
    decided = standing(session, found.id)
    seals = session.scalars(select(Seal).where(Seal.season_id == found.id).order_by(Seal.number))
    return {
        "year": found.year,
        "contest": found.contest,
        "counts": counts(decided),
        "last": last_places(decided),
        "deviations": [
            {
                "page": one.page.key,
                "name": one.page.name,
                "nomination": one.nomination,
                "automatic": one.automatic,
                "final": one.final,
                "code": one.reason_code,
                "reason": one.reason,
                "by": one.made_name,
            }
            for one in deviations(decided)
        ],
        "seals": [{"number": one.number, "kind": one.kind, "sha256": one.sha256} for one in seals],
        "decisions": sha256(sealing.lines(sealed_rows(decided))).hexdigest(),
    }


def counts(decided: Sequence[Decision]) -> dict[str, int]:
    """Winners by nomination: what the second signer reads back."""
    won = Counter(one.nomination for one in decided if one.final == DecisionOutcome.WINNER)
    return {nomination: won[nomination] for nomination in sorted({one.nomination for one in decided})}


def last_places(decided: Sequence[Decision]) -> dict[str, str]:
    """The name of the last winner of each nomination by place."""
    won = [one for one in decided if one.final == DecisionOutcome.WINNER]
    return {one.nomination: one.page.name for one in sorted(won, key=lambda one: (one.place or 0, one.page.name))}


def sign(session: Session, actor: Actor, season_id: int, *, now: datetime, read: Mapping[str, str] | None = None) -> Protocol:
    """Put one's signature: the first, or the second, for which ``read`` holds the winners by nomination as read by the signer."""
    found = season(session, season_id)
    require_writable(found, "decisions")
    protocol = current(session, season_id)
    if protocol is None:
        return _first(session, actor, found, now)
    if protocol.sha256 != document(session, found)["decisions"]:
        _void(session, protocol, now)
        raise Conflict(
            "После первой подписи решения изменились: первая подпись снята, подпишите протокол заново.",
            "Decisions have changed since the first signature: it was taken off, sign the protocol anew.",
        )
    return _second(session, actor, found, protocol, now, read or {})


def _first(session: Session, actor: Actor, found: Season, now: datetime) -> Protocol:
    alone = not settings_of(found).two_keys
    if not may(actor.role, Right.SIGN_AS_CHAIR, State(found.state)) and not (alone and actor.role is Role.ADMIN):
        raise NotAllowed("Первым подписывает председатель жюри.", "The chair of the jury signs first.")
    if not found.signers:
        raise Blocked(course.standing(session, found, State.SIGNED, now=now))
    told = document(session, found)
    protocol = Protocol(
        season_id=found.id,
        sha256=told["decisions"],
        document=told,
        first_by=actor.id,
        first_name=actor.name,
        first_at=now,
        made_at=now,
    )
    session.add(protocol)
    session.flush()
    after = {"sha256": protocol.sha256, "as": "first"}
    record(session, actor, "protocol.sign", protocol, season_id=found.id, now=now, after=after)
    if alone:
        protocol.state, protocol.second_at = ProtocolState.SIGNED, now
        session.flush()
        course.advance(session, actor, found.id, State.SIGNED, now=now)
    return protocol


def _second(
    session: Session, actor: Actor, found: Season, protocol: Protocol, now: datetime, read: Mapping[str, str]
) -> Protocol:
    if not may(actor.role, Right.SIGN_AS_ADMIN, State(found.state)) or actor.id == protocol.first_by:
        raise NotAllowed(
            "Второй подписывает администратор сезона, и это другой человек.", "The season's admin signs second, another person."
        )
    told = counts(standing(session, found.id))
    wrong = [nomination for nomination, count in told.items() if read.get(nomination, "").strip() != str(count)]
    if wrong:
        raise InputError(
            f"Числа не совпали с решением: {', '.join(wrong)}. Сверьте таблицу решений и впишите заново.",
            f"The figures differ from the decision: {', '.join(wrong)}. Look at the table of decisions and write them again.",
        )
    protocol.second_by, protocol.second_name, protocol.second_at = actor.id, actor.name, now
    protocol.state = ProtocolState.SIGNED
    session.flush()
    after = {"sha256": protocol.sha256, "as": "second"}
    record(session, actor, "protocol.sign", protocol, season_id=found.id, now=now, after=after)
    course.advance(session, actor, found.id, State.SIGNED, now=now)
    return protocol


def _void(session: Session, protocol: Protocol, now: datetime) -> None:
    protocol.state, protocol.voided_at = ProtocolState.VOID, now
    session.flush()
