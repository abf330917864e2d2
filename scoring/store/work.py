"""Long work and the trail of what was done."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from scoring.store.base import Base, Moment
from scoring.store.vocabulary import JobKind, JobState, Via

OPEN_COLLECT: Final = text("kind = 'collect' AND state IN ('queued', 'running')")
"""Of these there is one a season at most."""

PUT_AWAY: Final = "put_away"
"""Stands in the ``result`` of failed work that somebody has seen and put away."""


class Job(Base):
    """A piece of long work. This row is the truth: a worker claims it, tells its progress in it, and ends it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name="finished_has_time"),
        Index("ix_job_state_heartbeat", "state", "heartbeat_at"),
        Index("uq_job_open_collect", "season_id", unique=True, sqlite_where=OPEN_COLLECT, postgresql_where=OPEN_COLLECT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    kind: Mapped[JobKind] = mapped_column(String(20))
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(String(20), default=JobState.QUEUED)
    stage: Mapped[str] = mapped_column(String(40), default="")
    """Key of what is being done now; the doors have the words."""
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Steps of this stage; 0 while it is not known."""
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None] = mapped_column(String(64))
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    not_before: Mapped[datetime | None] = mapped_column(Moment)
    """A waiting job sleeps until this moment; None where it may begin at once."""
    error_ru: Mapped[str | None] = mapped_column(Text)
    error_en: Mapped[str | None] = mapped_column(Text)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)


class AuditEvent(Base):
    """Who did what to what, through which door. Rows are only ever added, each chained to the one before."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object", "object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    """Its place in the chain, which is one for the whole database and has no gaps."""
    previous: Mapped[str] = mapped_column(String(64))
    """``hash`` of the event before; 64 noughts for the first."""
    hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 over everything else in the row but its id."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    """The name at that time, or the name of the machine's user on the command line."""
    true_actor: Mapped[str] = mapped_column(String(200), default="")
    """Whoever really acted, where it was somebody else in the actor's name."""
    address: Mapped[str] = mapped_column(String(45), default="")
    """The network that a request came from, too short to tell a machine."""
    via: Mapped[Via] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(64))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")


class AuditHead(Base):
    """The end of the chain of events: one row, which whoever adds events locks until he has committed."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column()
    """Of the last event; 0 before the first."""
    hash: Mapped[str] = mapped_column(String(64))
