"""What came out: runs with the score of every page, and the awards with their files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from scoring.store.base import Base, Moment
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import AwardKind, AwardStatus, Outcome


class ScoreRun(Base):
    """One run of the engine, named by what went in. At most one run of a season is official."""

    __tablename__ = "score_run"
    __table_args__ = (
        UniqueConstraint("season_id", "name"),
        Index(
            "uq_score_run_official",
            "season_id",
            unique=True,
            sqlite_where=text("official"),
            postgresql_where=text("official"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    """SHA-256 over the names of evidence, corrections, rule book and code."""
    evidence: Mapped[str] = mapped_column(String(64))
    rulebook: Mapped[str] = mapped_column(String(64))
    rulebook_text: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(40))
    ranking: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the ranking's canonical bytes."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The confirmed findings that went in, as ``scoring.engine.findings`` writes them down."""
    corrections: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The corrections on top of the evidence, as ``scoring.evidence.corrections`` writes them down."""
    incidents: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """The incidents that were left out, as ``scoring.engine.incidents`` writes them down."""
    cuts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """One entry a nomination: name, pages, eligible, quota, winners, laureates, cut."""
    official: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)

    season: Mapped[Season] = relationship()


class Score(Base):
    """What one page got in one run. ``total`` and the parts of ``points`` are ten-thousandths of a point."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("run_id", "page_id"),
        Index("ix_score_run_nomination_place", "run_id", "nomination", "place"),
        Index("ix_score_run_outcome", "run_id", "outcome"),
        Index("ix_score_run_total", "run_id", "total"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    nomination: Mapped[str] = mapped_column(String(200))
    place: Mapped[int | None] = mapped_column()
    """Place in the nomination, shared by equals; None out of the contest."""
    total: Mapped[int] = mapped_column(BigInteger)
    outcome: Mapped[Outcome] = mapped_column(String(20))
    reserve: Mapped[int | None] = mapped_column()
    """Number in the list of those who stand by, from 1."""
    check: Mapped[bool] = mapped_column(default=False)
    """A gate could not be decided from the evidence: a person should look."""
    points: Mapped[dict[str, int]] = mapped_column(JSON)
    """Ten-thousandths of a point by the code of every criterion, branches too."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Facts behind every leaf and gate: what the explanation is told from."""

    run: Mapped[ScoreRun] = relationship()
    page: Mapped[Page] = relationship()


class RobustnessReport(Base):
    """How sure the results of a run are. It changes none of them."""

    __tablename__ = "robustness_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"), unique=True)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)

    run: Mapped[ScoreRun] = relationship()


class Award(Base):
    """One version of an award to one page. ``serial`` is printed; ``token`` opens the winner's page and is never printed.

    What is printed never changes, a trigger sees to it: a mistake is mended by a further version that supersedes this one. The
    status goes only the ways of ``scoring.season.awarding``; each step of a published award is an ``AwardEvent``.
    """

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("season_id", "page_id", "kind", "version"),
        CheckConstraint("kind IN ('winner', 'laureate', 'thanks', 'participant')", name="kind"),
        CheckConstraint("status IN ('confirmed', 'active', 'superseded', 'suspended', 'revoked', 'declined')", name="status"),
        CheckConstraint("(version = 1) = (supersedes_id IS NULL)", name="first_version"),
        CheckConstraint("status_index >= 0", name="status_index"),
        Index(
            "uq_award_live",
            "season_id",
            "page_id",
            "kind",
            unique=True,
            sqlite_where=text("status IN ('active', 'suspended')"),
            postgresql_where=text("status IN ('active', 'suspended')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("score_run.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    kind: Mapped[AwardKind] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), unique=True)
    status: Mapped[AwardStatus] = mapped_column(String(12), default=AwardStatus.CONFIRMED)
    name: Mapped[str] = mapped_column(Text)
    """The institution as it is printed."""
    person: Mapped[str] = mapped_column(String(200), default="")
    """Whom a letter of thanks is addressed to; shown on it and nowhere in public."""
    nomination: Mapped[str] = mapped_column(String(200))
    place: Mapped[int | None] = mapped_column()
    total: Mapped[int] = mapped_column(BigInteger)
    serial: Mapped[str] = mapped_column(String(22), unique=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    status_index: Mapped[int] = mapped_column(unique=True)
    """Its place in the status lists, which run on one after another; drawn by chance so that it reveals nothing."""
    issued_on: Mapped[date] = mapped_column()
    badge_valid_to: Mapped[date | None] = mapped_column()
    """Last day of the badge; the certificate has none."""
    overflows: Mapped[bool] = mapped_column(default=False)
    """Something does not fit on the paper, as the last batch found: it makes no such documents."""
    made_at: Mapped[datetime | None] = mapped_column(Moment)
    """When all of its files were made."""

    checks: Mapped[int] = query_expression()
    """How often it was checked lately, where a query asks for it; None elsewhere."""

    season: Mapped[Season] = relationship()
    run: Mapped[ScoreRun] = relationship()
    page: Mapped[Page] = relationship()
    supersedes: Mapped["Award | None"] = relationship(remote_side="Award.id")
    files: Mapped[list["AwardFile"]] = relationship(back_populates="award", order_by="AwardFile.id")


class AwardFile(Base):
    """One file of an award as it was made: where it lies under the awards' folder, and its SHA-256."""

    __tablename__ = "award_file"
    __table_args__ = (UniqueConstraint("award_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    path: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255))
    """Name under which it is downloaded."""
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)

    award: Mapped[Award] = relationship(back_populates="files")
