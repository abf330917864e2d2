"""The jury: who sits on it, with what ties, the round it is asked in, its cards, who has which before him, what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.store.base import Base, Moment
from scoring.store.people import User
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import AnswerWord, ConflictSource, ConflictTarget, DealState, LaneName, RoundState


class Juror(Base):
    """A member of one season's jury. In files and before colleagues he is a number only."""

    __tablename__ = "juror"
    __table_args__ = (
        UniqueConstraint("season_id", "user_id", name="uq_juror_season_user"),
        UniqueConstraint("season_id", "number", name="uq_juror_season_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    number: Mapped[int] = mapped_column()
    organisation: Mapped[str] = mapped_column(String(300), default="")
    municipality: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int] = mapped_column(default=10)
    """Minutes that he has promised for the whole round."""
    salt: Mapped[str] = mapped_column(String(32))
    """Hexadecimal; hides his verdicts in the sealed file, and is shown to him alone."""
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When he agreed to the rules of the jury."""
    declared_at: Mapped[datetime | None] = mapped_column(Moment)
    """When he completed the form of conflicts."""
    practised_at: Mapped[datetime | None] = mapped_column(Moment)
    """When he had answered the practice cards."""
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    season: Mapped[Season] = relationship()
    user: Mapped[User] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class Conflict(Base):
    """A tie of a person, whatever his role, to pages: one page, one founder, a municipality, a sphere.

    Whoever has it cannot take it back; two others can.
    """

    __tablename__ = "conflict"
    __table_args__ = (
        CheckConstraint("target IN ('page', 'founder', 'municipality', 'sphere')", name="target"),
        CheckConstraint("source IN ('self', 'suggested', 'chair', 'organizer', 'public')", name="source"),
        CheckConstraint("(removed_by IS NULL) = (removed_second IS NULL)", name="removed_by_two"),
        CheckConstraint("removed_by <> removed_second", name="removed_by_two_people"),
        CheckConstraint("(removed_by IS NULL) = (removed_at IS NULL)", name="removed_has_time"),
        Index(
            "uq_conflict_standing",
            "season_id",
            "user_id",
            "target",
            "value",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    target: Mapped[ConflictTarget] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(300))
    """A page's key, or the words of the register."""
    source: Mapped[ConflictSource] = mapped_column(String(20))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_second: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")


class JuryRound(Base):
    """One asking of the jury about one official run: prepared with its cards, opened, closed. A void one counts nothing."""

    __tablename__ = "jury_round"
    __table_args__ = (
        CheckConstraint("state IN ('prepared', 'open', 'closed', 'void')", name="state"),
        CheckConstraint("(state IN ('prepared', 'open')) = (ended_at IS NULL)", name="ended_has_time"),
        CheckConstraint("state <> 'open' OR (opened_at IS NOT NULL AND closes_at IS NOT NULL)", name="open_has_times"),
        Index(
            "uq_jury_round_standing",
            "season_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    state: Mapped[RoundState] = mapped_column(String(10), default=RoundState.PREPARED)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``criteria.jury_rule.JuryRule`` as the rule book had it."""
    key: Mapped[str] = mapped_column(String(64))
    """Hexadecimal secret of the dealing."""
    made_at: Mapped[datetime] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    """The first moment at which no card is dealt any more; one opened before may be answered for a quarter of an hour."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    season: Mapped[Season] = relationship()
    cards: Mapped[list["JuryCard"]] = relationship(back_populates="round", order_by="JuryCard.id")


class JuryCard(Base):
    """One question about one page, with what is shown of it, taken from the frozen evidence."""

    __tablename__ = "jury_card"
    __table_args__ = (
        UniqueConstraint("round_id", "page_id", "lane", "practice"),
        CheckConstraint("lane IN ('safety', 'border')", name="lane"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("jury_round.id"), index=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)
    lane: Mapped[LaneName] = mapped_column(String(10))
    nomination: Mapped[str] = mapped_column(String(200))
    distance: Mapped[float] = mapped_column()
    """Of the page's total from the cut line, in standard errors."""
    practice: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The evidence on the card: posts, figures beside the median, cover; no place and no total."""
    asked_again: Mapped[int] = mapped_column(default=0)
    """How many jurors asked for one more look."""

    round: Mapped[JuryRound] = relationship(back_populates="cards")
    page: Mapped[Page] = relationship()


class Deal(Base):
    """A card in the hands of a juror. ``repeat`` 1: shown a second time to measure steadiness."""

    __tablename__ = "deal"
    __table_args__ = (
        UniqueConstraint("juror_id", "card_id", "repeat"),
        CheckConstraint("state IN ('opened', 'answered', 'put_aside', 'recused', 'released', 'locked')", name="state"),
        Index("ix_deal_card_state", "card_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True)
    juror_id: Mapped[int] = mapped_column(ForeignKey("juror.id"), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("jury_card.id"))
    repeat: Mapped[int] = mapped_column(default=0)
    state: Mapped[DealState] = mapped_column(String(10), default=DealState.OPENED)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    reserved_until: Mapped[datetime] = mapped_column(Moment)
    asked: Mapped[bool] = mapped_column(default=False)
    """Whether the juror asked for one more look at the card by somebody else."""
    version: Mapped[int] = mapped_column()

    juror: Mapped[Juror] = relationship()
    card: Mapped[JuryCard] = relationship()
    verdicts: Mapped[list["Verdict"]] = relationship(back_populates="deal", order_by="Verdict.revision")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class Verdict(Base):
    """An answer; a changed one is a further row, and the last one counts. Rows are only ever added."""

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("deal_id", "revision"),
        CheckConstraint("answer IN ('yes', 'no', 'unsure', 'withdrawn')", name="answer"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    revision: Mapped[int] = mapped_column()
    answer: Mapped[AnswerWord] = mapped_column(String(10))
    """«withdrawn»: undone; the card is open again."""
    reason: Mapped[str] = mapped_column(String(20), default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    """Made by the browser, so that a repeated request is known for what it is."""
    blind: Mapped[bool] = mapped_column(default=True)
    """Given before the machine's place was shown."""
    at: Mapped[datetime] = mapped_column(Moment)

    deal: Mapped[Deal] = relationship(back_populates="verdicts")
