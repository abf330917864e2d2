"""How a season collects by itself: the weekly sweep, what follows it, and how long the words of citizens are kept."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scoring.store.base import Base, Moment


class CollectionPlan(Base):
    """One row a season; without one nothing happens by itself. ``version`` rises with every change by a person."""

    __tablename__ = "collection_plan"
    __table_args__ = (
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour"),
        CheckConstraint("words_days BETWEEN 0 AND 365", name="words_days"),
        CheckConstraint("(weekday IS NULL) = (next_run_at IS NULL)", name="weekly_has_time"),
        Index("ix_collection_plan_next_run_at", "next_run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), unique=True)
    weekday: Mapped[int | None] = mapped_column()
    """0 is Monday; None: no sweeps by themselves."""
    hour: Mapped[int] = mapped_column(default=3)
    """Of the season's zone."""
    then_import: Mapped[bool] = mapped_column(default=True)
    """Whether a sweep is followed by making evidence out of the recordings."""
    words_days: Mapped[int] = mapped_column(default=30)
    """Days after the decision was signed for which the words of citizens are kept."""
    next_run_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable
