"""Incidents of a season: when a network or the collection failed, what evidence that concerns, and who says so."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Season


class SeasonIncident(Base):
    """One incident in [``begins_at``, ``ends_at``). Rows are never deleted: one that is taken back keeps who did it and why."""

    __tablename__ = "season_incident"
    __table_args__ = (
        CheckConstraint("begins_at < ends_at", name="lasts"),
        CheckConstraint("posts OR messages OR streams OR checks", name="concerns"),
        CheckConstraint("(removed_at IS NULL) = (removed_name = '')", name="removed_has_name"),
        Index("ix_season_incident_season_begins_at", "season_id", "begins_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    posts: Mapped[bool] = mapped_column()
    messages: Mapped[bool] = mapped_column()
    streams: Mapped[bool] = mapped_column()
    checks: Mapped[bool] = mapped_column()
    reason: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    """Where it was told, or empty."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_name: Mapped[str] = mapped_column(String(200), default="")
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_reason: Mapped[str] = mapped_column(Text, default="")

    season: Mapped[Season] = relationship()
