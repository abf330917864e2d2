"""The life of awards: what happened to each, what is proposed, which documents were looked at, how often one is checked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import AwardAct, AwardGround, AwardStatus, CaseState, ChangeState, SampleKind

_STATUSES = "('confirmed', 'active', 'superseded', 'suspended', 'revoked', 'declined')"
_GROUNDS = (
    "('', 'wrong_name', 'renamed', 'misprint', 'inquiry', 'page_lost', 'not_official', 'inflated', 'wrong_data', 'breach', "
    "'misuse', 'cleared', 'own_wish')"
)


class AwardChange(Base):
    """A change that one person proposes and another approves or refuses."""

    __tablename__ = "award_change"
    __table_args__ = (
        CheckConstraint("act IN ('correct', 'suspend', 'resume', 'revoke', 'decline')", name="act"),
        CheckConstraint(f"ground IN {_GROUNDS}", name="ground"),
        CheckConstraint("state IN ('asked', 'approved', 'refused')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_time"),
        CheckConstraint("one_key OR state <> 'approved' OR proposed_by <> decided_by", name="two_people"),
        Index(
            "uq_award_change_waiting",
            "award_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    act: Mapped[AwardAct] = mapped_column(String(10))
    ground: Mapped[AwardGround] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    """A sentence; the check page does not show it, the owner's letter does."""
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Of a correction: the new ``name`` or ``person``; of an appeal ``kind``, ``nomination``, ``place`` and ``total``."""
    notice_until: Mapped[date | None] = mapped_column()
    """Last day on which the owner may answer; it is not approved before it is over."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the owner said."""
    state: Mapped[ChangeState] = mapped_column(String(10), default=ChangeState.ASKED)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proposed_name: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_name: Mapped[str] = mapped_column(String(200), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text, default="")
    one_key: Mapped[bool] = mapped_column(default=False)
    """The season works without second persons, so that one may do both."""
    version: Mapped[int] = mapped_column()

    award: Mapped[Award] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class AwardEvent(Base):
    """What happened to an award: rows are only ever added. ``change_id`` names who proposed and who approved it."""

    __tablename__ = "award_event"
    __table_args__ = (
        CheckConstraint("act IN ('publish', 'correct', 'suspend', 'resume', 'revoke', 'decline')", name="act"),
        CheckConstraint(f"before IN {_STATUSES}", name="before"),
        CheckConstraint(f"after IN {_STATUSES}", name="after"),
        CheckConstraint("before <> after", name="moves"),
        CheckConstraint(f"ground IN {_GROUNDS}", name="ground"),
        CheckConstraint("(act = 'publish') = (ground = '')", name="has_ground"),
        Index("ix_award_event_award", "award_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("award_change.id"))
    act: Mapped[AwardAct] = mapped_column(String(10))
    before: Mapped[AwardStatus] = mapped_column(String(12))
    after: Mapped[AwardStatus] = mapped_column(String(12))
    ground: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    effective_on: Mapped[date] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)

    award: Mapped[Award] = relationship()
    change: Mapped[AwardChange | None] = relationship()


class AwardSample(Base):
    """A document that a second person has to look at before anything is released; ``sha256`` is of the file that he saw."""

    __tablename__ = "award_sample"
    __table_args__ = (
        CheckConstraint("kind IN ('longest', 'chance')", name="kind"),
        CheckConstraint("(ticked_at IS NULL) = (sha256 = '')", name="ticked_saw_file"),
        CheckConstraint("one_key OR ticked_by <> drawn_by", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    kind: Mapped[SampleKind] = mapped_column(String(10))
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    ticked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ticked_name: Mapped[str] = mapped_column(String(200), default="")
    ticked_at: Mapped[datetime | None] = mapped_column(Moment)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    one_key: Mapped[bool] = mapped_column(default=False)

    award: Mapped[Award] = relationship()


class AwardChecks(Base):
    """How often an award was checked on a day. Nothing is known of who did."""

    __tablename__ = "award_checks"
    __table_args__ = (UniqueConstraint("award_id", "day"), CheckConstraint("times > 0", name="times"))

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    day: Mapped[date] = mapped_column()
    times: Mapped[int] = mapped_column()


class MisuseCase(Base):
    """A report that an award is used wrongly, as somebody sent it. Its words are never public."""

    __tablename__ = "misuse_case"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        Index("ix_misuse_case_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    number: Mapped[str] = mapped_column(String(64), default="")
    """As it was typed."""
    place: Mapped[str] = mapped_column(String(500))
    """Where it was seen."""
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[CaseState] = mapped_column(String(10), default=CaseState.OPEN)
    made_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_name: Mapped[str] = mapped_column(String(200), default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text, default="")

    season: Mapped[Season | None] = relationship()
    award: Mapped[Award | None] = relationship()
