"""Who may come in: people, and the one-time links by which they sign in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.vocabulary import Role


class User(Base):
    """A person with a role. There is no default one: the first is made on the command line."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("role IN ('admin', 'organizer', 'observer', 'juror', 'chair')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(String(64))
    """Stands in every cookie of this person; a new one ends all of his sessions."""
    created_at: Mapped[datetime] = mapped_column(Moment)


class Membership(Base):
    """The role of a person in one season, where it is another than the account's own; it ends by itself."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("season_id", "user_id"),
        CheckConstraint("role IN ('admin', 'organizer', 'observer', 'juror', 'chair')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class SignInLink(Base):
    """A link that signs one person in once. Only the SHA-256 of its secret is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()
