"""What is decided of each page, the protocol that two people sign, and the asking for a second key."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DecisionOutcome, KeyState, ProtocolState

SHORTEST_REASON = 20


class Decision(Base):
    """What becomes of one page. A change is a further row that supersedes this one; rows are only ever added.

    ``machine``: by points alone. ``automatic``: by points and the counted verdicts. ``final``: as the chair's meeting has it;
    where it differs from ``automatic`` a reason stands beside it.
    """

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("machine IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name="machine"),
        CheckConstraint("automatic IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name="automatic"),
        CheckConstraint("final IN ('winner', 'laureate', 'reserve', 'not_selected', 'excluded')", name="final"),
        CheckConstraint(
            f"final = automatic OR (reason_code <> '' AND length(reason) >= {SHORTEST_REASON})", name="deviation_has_reason"
        ),
        UniqueConstraint("supersedes_id"),
        Index("ix_decision_season_page", "season_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    nomination: Mapped[str] = mapped_column(String(200))
    place: Mapped[int | None] = mapped_column()
    total: Mapped[int] = mapped_column()
    machine: Mapped[DecisionOutcome] = mapped_column(String(20))
    automatic: Mapped[DecisionOutcome] = mapped_column(String(20))
    final: Mapped[DecisionOutcome] = mapped_column(String(20))
    reserve: Mapped[int | None] = mapped_column()
    votes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Counted verdicts: yes, no, unsure, settled."""
    reason_code: Mapped[str] = mapped_column(String(30), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    citation: Mapped[str] = mapped_column(Text, default="")
    """A sentence for the stage and the press."""
    instead_of: Mapped[int | None] = mapped_column(ForeignKey("page.id"))
    """Who would otherwise be in."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    corrected: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What an appeal has put right after the publication: its number, the run, nomination, place and total (ten-thousandths).

    The other columns go on telling what was signed.
    """

    season: Mapped[Season] = relationship()
    run: Mapped[ScoreRun] = relationship()
    page: Mapped[Page] = relationship(foreign_keys=[page_id])
    instead: Mapped[Page | None] = relationship(foreign_keys=[instead_of])


class Protocol(Base):
    """The protocol of a season's decisions: signed by the chair, then by an admin, two people."""

    __tablename__ = "protocol"
    __table_args__ = (
        CheckConstraint("state IN ('drafted', 'signed', 'void')", name="state"),
        CheckConstraint("first_by <> second_by", name="two_people"),
        CheckConstraint("(state = 'signed') = (second_at IS NOT NULL AND voided_at IS NULL)", name="signed_twice"),
        Index(
            "uq_protocol_standing",
            "season_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    state: Mapped[ProtocolState] = mapped_column(String(10), default=ProtocolState.DRAFTED)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the sealed file of decisions that is signed."""
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Counts, deviations, recusals, ties, hashes: what the PDF is made from."""
    first_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    first_name: Mapped[str] = mapped_column(String(200), default="")
    first_at: Mapped[datetime | None] = mapped_column(Moment)
    second_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    second_name: Mapped[str] = mapped_column(String(200), default="")
    second_at: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    voided_at: Mapped[datetime | None] = mapped_column(Moment)

    season: Mapped[Season] = relationship()


class SecondKey(Base):
    """An act that waits for a second person: asked by one, confirmed by another, then done once."""

    __tablename__ = "second_key"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'confirmed', 'used', 'refused')", name="state"),
        CheckConstraint("confirmed_by <> asked_by", name="two_people"),
        CheckConstraint("(state IN ('confirmed', 'used')) = (confirmed_at IS NOT NULL)", name="confirmed_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    act: Mapped[str] = mapped_column(String(60))
    """For a step «frozen>objections»; for an award «award.revoke»."""
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[KeyState] = mapped_column(String(10), default=KeyState.ASKED)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_name: Mapped[str] = mapped_column(String(200), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    wrong_numbers: Mapped[int] = mapped_column(default=0)
    """How often the second person read the numbers wrong."""
