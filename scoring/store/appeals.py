"""Appeals against published results, with their files and the way by which each was decided."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from scoring.season.appealing import AppealGround, AppealOutcome, AppealState, Inadmissible
from scoring.store.base import Base, Moment
from scoring.store.owners import Attached
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season

_DECIDED = "('decided', 'notified', 'closed')"


class Appeal(Base):
    """One appeal of a page's owner on one ground. ``version`` rises with every change."""

    __tablename__ = "appeal"
    __table_args__ = (
        UniqueConstraint("season_id", "page_id", "ground"),
        CheckConstraint("ground IN ('wrong_data', 'wrong_sphere', 'calculation', 'procedure')", name="ground"),
        CheckConstraint(
            "state IN ('received', 'inadmissible', 'in_review', 'decided', 'notified', 'closed', 'withdrawn')", name="state"
        ),
        CheckConstraint(
            "inadmissible IN ('', 'comparison', 'no_ground', 'no_evidence', 'not_this_contest')", name="inadmissible_ground"
        ),
        CheckConstraint("(state = 'inadmissible') = (inadmissible <> '')", name="inadmissible_has_ground"),
        CheckConstraint("outcome IN ('', 'unchanged', 'data_corrected_no_effect', 'list_changed')", name="outcome"),
        CheckConstraint("becomes IN ('', 'winner', 'laureate', 'reserve')", name="becomes"),
        CheckConstraint("(outcome = 'list_changed') = (becomes <> '')", name="changed_list_names_outcome"),
        CheckConstraint("reviewer2_id <> reviewer1_id", name="two_people"),
        CheckConstraint("state <> 'in_review' OR reviewer1_name <> ''", name="review_has_reviewer"),
        CheckConstraint(
            f"state NOT IN {_DECIDED} OR (outcome <> '' AND reviewer2_name <> '' AND (one_key OR "
            "(reviewer1_id IS NOT NULL AND reviewer2_id IS NOT NULL)))",
            name="decided_by_two",
        ),
        CheckConstraint(f"(state IN {_DECIDED}) = (decided_at IS NOT NULL)", name="decided_has_time"),
        CheckConstraint("state NOT IN ('notified', 'closed') OR notified_at IS NOT NULL", name="notified_has_time"),
        CheckConstraint("(state IN ('received', 'in_review')) = (ended_at IS NULL)", name="ended_has_time"),
        Index("ix_appeal_season_state", "season_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    form: Mapped[str] = mapped_column(String(32), unique=True)
    """The form that it came in by, so that one sent twice is one appeal."""
    ground: Mapped[AppealGround] = mapped_column(String(20))
    criterion: Mapped[str] = mapped_column(String(8), default="")
    """The figure it is about; empty where it is about none."""
    words: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(254), default="")
    rows: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The rows of evidence it is about, as of an objection."""
    claim: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the owner says is right, where it can be computed: ``sphere``, or ``percent`` of the figure."""
    state: Mapped[AppealState] = mapped_column(String(12), default=AppealState.RECEIVED)
    inadmissible: Mapped[Inadmissible | str] = mapped_column(String(20), default="")
    access_id: Mapped[int | None] = mapped_column(ForeignKey("owner_access.id"))
    made_name: Mapped[str] = mapped_column(String(254))
    made_at: Mapped[datetime] = mapped_column(Moment)
    decide_by: Mapped[date] = mapped_column()
    talk: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Questions of reviewers and answers of the owner: ``who`` (reviewer, owner), ``name``, ``text``, ``at``."""
    reviewer1_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewer1_name: Mapped[str] = mapped_column(String(200), default="")
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[AppealOutcome | str] = mapped_column(String(30), default="")
    """Proposed by the first reviewer; decided once the state says so."""
    becomes: Mapped[str] = mapped_column(String(20), default="")
    """What the page becomes in the list, where that changes."""
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Corrections that are proposed, as ``scoring.evidence.corrections`` writes them."""
    answer: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """Why the second reviewer sent the proposal back."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("score_run.id"))
    """The shadow run: the season with the proposed corrections."""
    effect: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What the shadow run gives the page, beside what was published: ``before`` and ``after``."""
    reviewer2_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewer2_name: Mapped[str] = mapped_column(String(200), default="")
    one_key: Mapped[bool] = mapped_column(default=False)
    """The season works without second persons, so that one may do both."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    corrections: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of the corrections that the decision made."""
    notified_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it stopped waiting: decided, ruled out or withdrawn."""
    version: Mapped[int] = mapped_column()

    season: Mapped[Season] = relationship()
    page: Mapped[Page] = relationship()
    run: Mapped[ScoreRun | None] = relationship()
    file: Mapped["AppealFile | None"] = relationship(back_populates="appeal", uselist=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 SQLAlchemy declares it as an instance variable


class AppealFile(Attached, Base):
    """The file of an appeal."""

    __tablename__ = "appeal_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"), unique=True)

    appeal: Mapped[Appeal] = relationship(back_populates="file")
