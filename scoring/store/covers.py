"""The covers of pages: which picture each showed when it was looked at. The pictures are files named by their SHA-256."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Page
from scoring.store.vocabulary import CoverSource


class PageCover(Base):
    """A cover as it was seen once; a page's newest row counts. Rows are only ever added, and only while a season collects."""

    __tablename__ = "page_cover"
    __table_args__ = (
        CheckConstraint("source IN ('collected', 'folder', 'demo')", name="source"),
        CheckConstraint("width > 0 AND height > 0", name="size"),
        Index("ix_page_cover_season_page", "season_id", "page_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    """Names the file; it is a JPEG of our own writing."""
    width: Mapped[int] = mapped_column()
    height: Mapped[int] = mapped_column()
    source: Mapped[CoverSource] = mapped_column(String(10))
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """When the page looked so."""
    made_at: Mapped[datetime] = mapped_column(Moment)

    page: Mapped[Page] = relationship()
