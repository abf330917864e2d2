"""What can no longer be changed in silence: the steps of a season, and the chain of its sealed files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.season.course import State
from scoring.store.base import Base, Moment
from scoring.store.seasons import Season
from scoring.store.vocabulary import SealKind


class SeasonTransition(Base):
    """A step that was taken. Rows are only ever added."""

    __tablename__ = "season_transition"
    __table_args__ = (CheckConstraint("second_id <> actor_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    start: Mapped[State] = mapped_column(String(20))
    end: Mapped[State] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    second: Mapped[str] = mapped_column(String(200), default="")
    one_key: Mapped[bool] = mapped_column(default=False)
    """A step of two keys that one person took, since the season does without the second."""
    reason: Mapped[str] = mapped_column(Text, default="")

    season: Mapped[Season] = relationship()


class Seal(Base):
    """The SHA-256 of one sealed file, chained to the one before. Rows are only ever added."""

    __tablename__ = "seal"
    __table_args__ = (
        UniqueConstraint("season_id", "number"),
        CheckConstraint("kind IN ('rules', 'snapshot', 'run', 'verdicts', 'decisions', 'void')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    number: Mapped[int] = mapped_column()
    kind: Mapped[SealKind] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file's bytes; for «void» of the seal that no longer holds."""
    rows: Mapped[int] = mapped_column()
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """The file itself: canonical JSON lines. Kept here, so that a step and its seal are written together or not at all."""
    at: Mapped[datetime] = mapped_column(Moment)
    previous: Mapped[str] = mapped_column(String(64))
    """``chained`` of the seal before; 64 noughts for the first."""
    chained: Mapped[str] = mapped_column(String(64))
    """SHA-256 over previous, number, kind, sha256 and moment."""

    season: Mapped[Season] = relationship()
