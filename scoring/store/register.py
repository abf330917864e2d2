"""What was done to the register by files, so that the last of it can be undone, and what people said of a file's columns."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Season
from scoring.store.vocabulary import FileKind


class RegisterImport(Base):
    """A file that changed a season's register, and how the register stood before. Files that changed nothing leave none."""

    __tablename__ = "register_import"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_name = '')", name="undone_has_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    plan: Mapped[str] = mapped_column(String(64))
    """Digest of the plan that was applied."""
    new: Mapped[int] = mapped_column()
    changed: Mapped[int] = mapped_column()
    gone: Mapped[int] = mapped_column()
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``new``: ids of added pages. ``pages``: id -> what changed columns held before. ``file``: the file before, or null."""
    after: Mapped[str] = mapped_column(String(64))
    """Digest of the register as it stood afterwards."""
    applied_at: Mapped[datetime] = mapped_column(Moment)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    applied_name: Mapped[str] = mapped_column(String(200))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_name: Mapped[str] = mapped_column(String(200), default="")

    season: Mapped[Season] = relationship()


class ColumnMapping(Base):
    """What a person said of the columns of files with one header; it holds for every season until it is forgotten."""

    __tablename__ = "column_mapping"
    __table_args__ = (
        UniqueConstraint("kind", "signature"),
        CheckConstraint("kind IN ('register', 'posts', 'messages', 'streams', 'checks')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FileKind] = mapped_column(String(20))
    signature: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the header's labels."""
    titles: Mapped[list[str]] = mapped_column(JSON)
    """The columns' names as they were written in the file that was looked at."""
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    """Label of a column -> field; empty for a column that is left out."""
    file: Mapped[str] = mapped_column(String(255))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_name: Mapped[str] = mapped_column(String(200))
