"""What the nightly check of a season has found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Season


class NightlyCheck(Base):
    """One night's check of one season, by the day of the season's own clock; one a day, however many workers there are."""

    __tablename__ = "nightly_check"
    __table_args__ = (UniqueConstraint("season_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    day: Mapped[date] = mapped_column()
    at: Mapped[datetime] = mapped_column(Moment)
    rules: Mapped[int] = mapped_column()
    violations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What does not hold: rule, table, row, and the sentence in both languages."""

    season: Mapped[Season] = relationship()
