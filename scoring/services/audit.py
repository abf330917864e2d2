"""The trail: every change writes who did what, in the transaction of the change itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from scoring.services.acting import Actor
from scoring.store.work import AuditEvent


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
) -> None:
    """Write one event about ``target``, a row that has its id already."""
    session.flush()
    session.add(
        AuditEvent(
            at=now,
            season_id=season_id,
            actor_id=actor.id,
            actor=actor.name,
            via=actor.via,
            action=action,
            object_kind=type(target).__name__.lower(),
            object_id=str(getattr(target, "id", "")),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            reason=reason,
        )
    )
