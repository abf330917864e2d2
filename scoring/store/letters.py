"""The outbox: letters as they will go out, and what became of them."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState


class Letter(Base):
    """One letter to one address. Nothing leaves before a person has approved it, but for kinds that go by themselves."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("season_id", "kind", "recipient", "version"),
        CheckConstraint("state IN ('drafted', 'approved', 'sending', 'sent', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("state <> 'sending' OR sending_at IS NOT NULL", name="sending_has_time"),
        Index("ix_letter_season_kind_state", "season_id", "kind", "state"),
        Index("ix_letter_state_release", "state", "release_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(300), default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"))
    """The page that it is about, where it is about one alone."""
    pages: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of all pages that it is about."""
    version: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(2), default="ru")
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[LetterState] = mapped_column(String(10), default=LetterState.DRAFTED)
    made_at: Mapped[datetime] = mapped_column(Moment)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    release_at: Mapped[datetime | None] = mapped_column(Moment)
    """Not before this moment; None: as soon as it is approved."""
    sending_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was handed over last; where it stays «sending», nobody knows whether it left."""
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    transport: Mapped[str] = mapped_column(String(10), default="")
    """What took it: «smtp» or «files»."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    """Why it has not left, in Russian, and the same in English."""
    error_en: Mapped[str] = mapped_column(Text, default="")

    season: Mapped[Season] = relationship()


class LetterChoice(Base):
    """What an address has chosen of its letters. ``language`` None: the season's own; ``news``: whether it wants those, too."""

    __tablename__ = "letter_choice"
    __table_args__ = (CheckConstraint("language IS NULL OR language IN ('ru', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str | None] = mapped_column(String(2))
    news: Mapped[bool] = mapped_column(default=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Stands in letters of news: whoever has it may change this row."""
    changed_at: Mapped[datetime] = mapped_column(Moment)
