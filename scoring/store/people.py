"""Who may come in: people, their roles in seasons, and everything by which they prove who they are."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.vocabulary import Role


class User(Base):
    """A person. There is no default one: the first is made on the command line. What he may do stands in his memberships."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    sysadmin: Mapped[bool] = mapped_column(default=False)
    """Keeps accounts and opens seasons; sees nothing of a season in which he has no role."""
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(String(64))
    """Stands in every cookie of this person; a new one ends all of his sessions."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(Moment)
    passkey_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    """The name under which authenticators know this person; tells nobody who he is."""


class Membership(Base):
    """The role of a person in one season; it ends by itself."""

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
    """A link that lets one person in once. Only the SHA-256 of its secret is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class SignInCode(Base):
    """A six-digit code that went by mail, with the tries at it: they are counted here and nowhere else.

    An asking for an address that nobody has makes a row as well, without a person and without a page, so that it costs the same.
    """

    __tablename__ = "sign_in_code"
    __table_args__ = (
        CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        Index("ix_sign_in_code_asked_made_at", "asked_sha256", "made_at"),
        Index("ix_sign_in_code_network_made_at", "network", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    asked_sha256: Mapped[str] = mapped_column(String(64))
    """Of what was asked for: codes for one address are counted by it."""
    network: Mapped[str] = mapped_column(String(45), default="")
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class SecondFactor(Base):
    """A person's authenticator app: the encrypted secret, the last code that was taken, and the wrong tries since."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(Moment)
    last_counter: Mapped[int | None] = mapped_column(BigInteger)
    """Codes up to this step of the clock are used up."""
    tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)


class RecoveryCode(Base):
    """A code on paper that stands in for the app once. Only its SHA-256 is kept."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class Passkey(Base):
    """A passkey of a person: the public half, and how often the authenticator says it was used."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    user: Mapped[User] = relationship()


class KnownDevice(Base):
    """A browser in which a person has signed in: it holds a secret of which only the SHA-256 is kept."""

    __tablename__ = "known_device"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    secret_sha256: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(120), default="")
    network: Mapped[str] = mapped_column(String(45), default="")
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)


class Installation(Base):
    """What the installation as a whole decides: the one row. Without it staff need a second factor."""

    __tablename__ = "installation"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("second_factor IN ('required', 'off')", name="second_factor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    second_factor: Mapped[str] = mapped_column(String(10), default="required")
