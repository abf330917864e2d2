"""Corrections of frozen evidence: who changed which figure, why, and who took it back."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, and_, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import CorrectionSource


class PageCorrection(Base):
    """One correction on top of the evidence, as ``scoring.evidence.corrections`` writes them. Rows are never deleted.

    At most one counts for a place (page, table, row, column); ``row_id`` is UNKNOWN (-1) in the register, ``column_name``
    empty for a whole row. It speaks of a page by its key, so it stands when the evidence is frozen anew.
    """

    __tablename__ = "page_correction"
    __table_args__ = (
        CheckConstraint("act IN ('change', 'add', 'strike')", name="act"),
        CheckConstraint("source IN ('organizer', 'moderator', 'objection', 'appeal')", name="source"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_name = '')", name="withdrawn_has_name"),
        Index(
            "uq_page_correction_active",
            "season_id",
            "page",
            "table_name",
            "row_id",
            "column_name",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_page_correction_season_made_at", "season_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    page: Mapped[str] = mapped_column(String(200))
    """The page's key in evidence."""
    table_name: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[int] = mapped_column(BigInteger)
    column_name: Mapped[str] = mapped_column(String(40))
    act: Mapped[str] = mapped_column(String(10))
    old: Mapped[int | str | None] = mapped_column(JSON(none_as_null=True))
    new: Mapped[int | str] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    """What it stands on: a link, or the name of a file or a document."""
    source: Mapped[CorrectionSource] = mapped_column(String(10))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withdrawn_name: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    season: Mapped[Season] = relationship()
    registered: Mapped[Page | None] = relationship(
        primaryjoin=lambda: and_(foreign(PageCorrection.page) == Page.key, PageCorrection.season_id == Page.season_id),
        viewonly=True,
    )
    """The page in the season's register; None where it stands there no more."""
