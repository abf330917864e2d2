"""Named read queries about appeals: an owner's own, what waits, how they ended, who decided of a page before."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from scoring.season.appealing import ANSWERED, UNDECIDED, AppealState
from scoring.season.awarding import LIVE, AwardAct, ChangeState
from scoring.store.appeals import Appeal
from scoring.store.awards import AwardChange
from scoring.store.corrections import PageCorrection
from scoring.store.decisions import Decision
from scoring.store.owners import Objection
from scoring.store.results import Award
from scoring.store.rules import PageFinding
from scoring.store.seasons import Page
from scoring.store.vocabulary import AwardKind, CorrectionSource, DecisionOutcome

HONOURED = {DecisionOutcome.WINNER: AwardKind.WINNER, DecisionOutcome.LAUREATE: AwardKind.LAUREATE}
"""Outcomes that are honoured with an award, and with which."""


def appeals_of(session: Session, page_id: int) -> Sequence[Appeal]:
    """The appeals of one page, the newest first, with their files."""
    query = select(Appeal).options(joinedload(Appeal.file), joinedload(Appeal.run)).where(Appeal.page_id == page_id)
    return session.scalars(query.order_by(Appeal.id.desc())).all()


def appeals_undecided(session: Session, season_id: int) -> int:
    """How many appeals of a season wait for a decision."""
    mine = (Appeal.season_id == season_id, Appeal.state.in_(UNDECIDED))
    return session.scalar(select(func.count()).select_from(Appeal).where(*mine)) or 0


def appeals_by_end(session: Session, season_id: int) -> Mapping[str, int]:
    """Appeals of a season by how they ended: an outcome, or the state of those that have none."""
    rows = session.execute(
        select(Appeal.state, Appeal.outcome, func.count())
        .where(Appeal.season_id == season_id)
        .group_by(Appeal.state, Appeal.outcome)
    )
    found: dict[str, int] = {}
    for state, outcome, count in rows:
        end = outcome if state in ANSWERED else AppealState.RECEIVED if state in UNDECIDED else state
        found[str(end)] = found.get(str(end), 0) + count
    return found


def unpublished_corrections(session: Session, season_id: int) -> int:
    """Decisions that an appeal put right and whose documents are not out yet: a new award, or a new version of one."""
    later = aliased(Decision)
    put_right = (
        select(Decision.page_id, Decision.final)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.season_id == season_id, Decision.corrected.is_not(None), later.id.is_(None))
    )
    rows = session.execute(select(Award.page_id, Award.kind).where(Award.season_id == season_id, Award.status.in_(LIVE)))
    live = {(page, kind) for page, kind in rows}
    waiting = sum(final in HONOURED and (page, HONOURED[final]) not in live for page, final in session.execute(put_right))
    return waiting + (
        session.scalar(
            select(func.count())
            .select_from(AwardChange)
            .join(Award, Award.id == AwardChange.award_id)
            .where(
                Award.season_id == season_id,
                Award.status.in_(LIVE),
                AwardChange.act == AwardAct.CORRECT,
                AwardChange.state == ChangeState.APPROVED,
                Award.kind.in_(HONOURED.values()),
            )
        )
        or 0
    )


def judges_before(session: Session, page: Page) -> frozenset[int]:
    """Who has decided of a page already: an objection, a finding, a correction, a deviation of the chair's meeting.

    What an earlier appeal led to is no such decision.
    """
    queries = (
        select(Objection.decided_by).where(Objection.page_id == page.id),
        select(PageFinding.decided_by).where(PageFinding.page_id == page.id),
        select(PageCorrection.made_by).where(
            PageCorrection.season_id == page.season_id,
            PageCorrection.page == page.key,
            PageCorrection.source != CorrectionSource.APPEAL,
        ),
        select(Decision.made_by).where(Decision.page_id == page.id, Decision.reason_code != "", Decision.corrected.is_(None)),
    )
    return frozenset(person for query in queries for person in session.scalars(query) if person is not None)
