"""A season, its register of pages, and the files that were imported into it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.season.course import State
from scoring.store.base import Base, Moment
from scoring.store.vocabulary import FileKind, SeasonKind


class Season(Base):
    """One year's contest. ``version`` rises with every change, so that two editors notice each other."""

    __tablename__ = "season"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in State)})", name="state"),
        CheckConstraint("kind IN ('contest', 'rehearsal')", name="kind"),
        CheckConstraint(
            "state = 'cancelled' OR (state IN ('draft', 'announced', 'collecting', 'objections')) = (evidence IS NULL)",
            name="frozen_has_evidence",
        ),
        CheckConstraint("(state IN ('published', 'closed', 'archived')) = (published_at IS NOT NULL)", name="published_has_time"),
        UniqueConstraint("year", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column()
    kind: Mapped[SeasonKind] = mapped_column(String(10), default=SeasonKind.CONTEST)
    contest: Mapped[str] = mapped_column(String(200))
    """Title of the contest as it stands on the certificate."""
    region: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[State] = mapped_column(String(20), default=State.COLLECTING)
    rulebook: Mapped[str] = mapped_column(Text)
    """The rule book as TOML, exactly as it was put in."""
    signers: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Who signs the certificates: ``post`` and ``name`` each."""
    evidence: Mapped[str | None] = mapped_column(String(64))
    """Name of the frozen snapshot."""
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What ``scoring.season.settings.SeasonSettings`` says: dates, two keys, what is public."""
    clock: Mapped[datetime | None] = mapped_column(Moment)
    """The present of a rehearsal, moved by hand; None in a contest."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class ImportedFile(Base):
    """One file that was read into a season. The same content (``sha256``) is taken once only."""

    __tablename__ = "imported_file"
    __table_args__ = (UniqueConstraint("season_id", "kind", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    kind: Mapped[FileKind] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column()
    """Data rows read, good and refused."""
    new: Mapped[int] = mapped_column()
    changed: Mapped[int] = mapped_column()
    same: Mapped[int] = mapped_column()
    refused: Mapped[int] = mapped_column()
    batch: Mapped[str | None] = mapped_column(String(255))
    """Name of the Parquet file with the checked rows; None for a register, whose rows are pages."""
    imported_at: Mapped[datetime] = mapped_column(Moment)
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    season: Mapped[Season] = relationship()


class RefusedRow(Base):
    """A row of a file that was not taken, with the place and the reason."""

    __tablename__ = "refused_row"
    __table_args__ = (Index("ix_refused_row_file_line", "file_id", "line"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("imported_file.id"))
    line: Mapped[int] = mapped_column(BigInteger)
    column: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(40), index=True)
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    file: Mapped[ImportedFile] = relationship()


class Page(Base):
    """A row of the register: one official page in one season."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("season_id", "key"),
        Index("ix_page_season_sphere", "season_id", "sphere"),
        Index("ix_page_season_municipality", "season_id", "municipality"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    group_id: Mapped[int | None] = mapped_column(BigInteger)
    ogrn: Mapped[str] = mapped_column(String(40), default="")
    ogrn_valid: Mapped[bool] = mapped_column()
    level: Mapped[str] = mapped_column(String(100), default="")
    founder: Mapped[str] = mapped_column(Text, default="")
    municipality: Mapped[str] = mapped_column(String(200), default="")
    sphere: Mapped[str] = mapped_column(String(100), default="")
    sphere2: Mapped[str] = mapped_column(String(100), default="")
    sphere3: Mapped[str] = mapped_column(String(100), default="")
    status: Mapped[str] = mapped_column(String(100), default="")
    exempt: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(Text, default="")
    connected: Mapped[bool | None] = mapped_column()
    mark: Mapped[bool | None] = mapped_column()
    design_percent: Mapped[float | None] = mapped_column()
    widgets: Mapped[int | None] = mapped_column()
    activity_percent: Mapped[float | None] = mapped_column()
    members: Mapped[int | None] = mapped_column()
    weekly_reach: Mapped[float | None] = mapped_column()
    post_reach: Mapped[float | None] = mapped_column()
    applied: Mapped[bool | None] = mapped_column()
    last_winner: Mapped[bool | None] = mapped_column()
    register_line: Mapped[int] = mapped_column()
    gone_at: Mapped[datetime | None] = mapped_column(Moment)
    """When an organizer marked the page as gone: it is kept, and takes no part."""
    gone_reason: Mapped[str] = mapped_column(Text, default="")
    search: Mapped[str] = mapped_column(Text)
    """Name, link, ОГРН and municipality in lower case with ё as е, since SQLite's lower() knows no Cyrillic."""

    season: Mapped[Season] = relationship()
