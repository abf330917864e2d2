"""Owners of pages: addresses on file, one-time invitations, the access they open, claims by a code, and objections to data."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.season.objecting import ClaimState, Ground, ObjectionState, Way
from scoring.store.base import Base, Moment
from scoring.store.seasons import Page, Season


class OwnerContact(Base):
    """An address on file of the institution that runs a page."""

    __tablename__ = "owner_contact"
    __table_args__ = (UniqueConstraint("page_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)

    page: Mapped[Page] = relationship()


class OwnerInvitation(Base):
    """A link that lets one owner in once. Only the SHA-256 of its secret is kept."""

    __tablename__ = "owner_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    sent_to: Mapped[str] = mapped_column(String(254), default="")
    """Whom the organizer gives it to, as the access will name him."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    page: Mapped[Page] = relationship()


class OwnerAccess(Base):
    """What lets one browser see one page as its owner. It belongs to the institution, ends with time, and can be taken back."""

    __tablename__ = "owner_access"
    __table_args__ = (CheckConstraint("way IN ('link', 'code')", name="way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    way: Mapped[Way] = mapped_column(String(10))
    who: Mapped[str] = mapped_column(String(254))
    """The address, or the name that the claimant gave."""
    session_key: Mapped[str] = mapped_column(String(64))
    """Stands in the cookie beside the id."""
    granted_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    page: Mapped[Page] = relationship()


class PageClaim(Base):
    """Somebody who says that a page is his, and the code that he posts on it to prove so. Only the code's SHA-256 is kept."""

    __tablename__ = "page_claim"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'contested', 'approved', 'refused')", name="state"),
        CheckConstraint("state <> 'contested' OR seen_at IS NOT NULL", name="contested_was_seen"),
        Index("ix_page_claim_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the secret in the claimant's cookie: the code stands on the page for everybody to read, so it lets nobody in."""
    code_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    who: Mapped[str] = mapped_column(String(200))
    state: Mapped[ClaimState] = mapped_column(String(10), default=ClaimState.WAITING)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_where: Mapped[str] = mapped_column(String(200), default="")
    ripe_at: Mapped[datetime | None] = mapped_column(Moment)
    """When a contested claim opens the page by itself; None where only an organizer opens it."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_name: Mapped[str] = mapped_column(String(254), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime | None] = mapped_column(Moment)

    page: Mapped[Page] = relationship()


class ObjectionWindow(Base):
    """On which days the owners of a season's pages may object. ``version`` rises with every change."""

    __tablename__ = "objection_window"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="days"),)

    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), primary_key=True, autoincrement=False)
    first_day: Mapped[date] = mapped_column()
    last_day: Mapped[date] = mapped_column()
    version: Mapped[int] = mapped_column()

    season: Mapped[Season] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class Attached:
    """The columns of an attached file: checked, lying under a random name, handed out only as a download."""

    name: Mapped[str] = mapped_column(String(120))
    """Name under which it is downloaded."""
    kind: Mapped[str] = mapped_column(String(10))
    stored: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))


class Objection(Base):
    """An owner's word that a figure is wrong, and the organizer's answer. ``version`` rises with every change."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint(
            "ground IN ('missing_post', 'answer_exists', 'not_ours', 'wrong_check', 'outage', 'other')", name="ground"
        ),
        CheckConstraint("state IN ('waiting', 'accepted', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_has_time"),
        CheckConstraint("state NOT IN ('accepted', 'refused') OR decided_name <> ''", name="decided_by_somebody"),
        Index(
            "uq_objection_open",
            "page_id",
            "ground",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_objection_season_state", "season_id", "state"),
        Index("ix_objection_season_made_at", "season_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    form: Mapped[str] = mapped_column(String(32), unique=True)
    """The form that it came in by, so that one sent twice is one objection."""
    criterion: Mapped[str] = mapped_column(String(8))
    ground: Mapped[Ground] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    rows: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The rows of evidence it is about: «messages:41» names a row by its number, «checks:20100» and «weeks:20100» by a day."""
    state: Mapped[ObjectionState] = mapped_column(String(10), default=ObjectionState.WAITING)
    access_id: Mapped[int | None] = mapped_column(ForeignKey("owner_access.id"))
    made_name: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_name: Mapped[str] = mapped_column(String(200), default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the organizer tells the owner."""
    corrections: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of the corrections that the acceptance made."""
    version: Mapped[int] = mapped_column()

    season: Mapped[Season] = relationship()
    page: Mapped[Page] = relationship()
    file: Mapped["ObjectionFile | None"] = relationship(back_populates="objection", uselist=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class ObjectionFile(Attached, Base):
    """The file of an objection."""

    __tablename__ = "objection_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), unique=True)

    objection: Mapped[Objection] = relationship(back_populates="file")
