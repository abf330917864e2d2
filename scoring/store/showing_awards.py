"""Named read queries about the life of awards: the register, one award's history, the public's check, the status lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from scoring.season.awarding import STANDING, AwardStatus, ChangeState
from scoring.store.awards import AwardChange, AwardChecks, AwardEvent, MisuseCase
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Page
from scoring.store.showing import is_public
from scoring.store.vocabulary import CaseState

CHECKED_DAYS = 30


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One award of the register: how many versions of it there are, how often it was checked in thirty days."""

    award: Award
    versions: int
    checks: int


def register(session: Session, season_id: int, today: date) -> Sequence[RegisterRow]:
    """All versions of all awards of a season, by nomination, kind, place and version, in one query."""
    other = aliased(Award)
    versions = (
        select(func.count())
        .where(other.season_id == Award.season_id, other.page_id == Award.page_id, other.kind == Award.kind)
        .correlate(Award)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Award, versions, checks_since(today - timedelta(days=CHECKED_DAYS)))
        .join(Award.page)
        .options(contains_eager(Award.page))
        .where(Award.season_id == season_id)
        .order_by(Award.nomination, Award.kind.desc(), Award.place, Page.name, Award.page_id, Award.version)
    )
    return [RegisterRow(award, count, int(checks)) for award, count, checks in rows]


def checks_since(day: date) -> ColumnElement[int]:
    """How often an award was checked after a day, as a column of a query for awards."""
    return (
        select(func.coalesce(func.sum(AwardChecks.times), 0))
        .where(AwardChecks.award_id == Award.id, AwardChecks.day > day)
        .correlate(Award)
        .scalar_subquery()
    )


def standing(session: Session, season_id: int) -> Sequence[Award]:
    """All awards of a season that stand, letters of thanks and certificates of participation too, with their files."""
    return session.scalars(
        select(Award)
        .join(Award.page)
        .options(contains_eager(Award.page), selectinload(Award.files))
        .where(Award.season_id == season_id, Award.status.in_(STANDING))
        .order_by(Award.nomination, Award.kind.desc(), Award.place, Page.name, Award.id)
    ).all()


def versions_of(session: Session, award: Award) -> Sequence[Award]:
    """All versions of the same award, the first first."""
    return session.scalars(
        select(Award)
        .where(Award.season_id == award.season_id, Award.page_id == award.page_id, Award.kind == award.kind)
        .order_by(Award.version)
    ).all()


def history(session: Session, award_ids: Sequence[int]) -> Sequence[AwardEvent]:
    """What happened to these versions, in order, with who proposed and who approved it."""
    return session.scalars(
        select(AwardEvent)
        .options(joinedload(AwardEvent.change), joinedload(AwardEvent.award))
        .where(AwardEvent.award_id.in_(award_ids))
        .order_by(AwardEvent.id)
    ).all()


def changes(session: Session, award_ids: Sequence[int]) -> Sequence[AwardChange]:
    """What was ever proposed for these versions, the newest first."""
    return session.scalars(select(AwardChange).where(AwardChange.award_id.in_(award_ids)).order_by(AwardChange.id.desc())).all()


def waiting_changes(session: Session, season_id: int) -> Sequence[AwardChange]:
    """Changes of a season's awards that wait for the second person, the oldest first."""
    return session.scalars(
        select(AwardChange)
        .join(AwardChange.award)
        .options(contains_eager(AwardChange.award).joinedload(Award.page))
        .where(Award.season_id == season_id, AwardChange.state == ChangeState.ASKED)
        .order_by(AwardChange.id)
    ).all()


def notices(session: Session, page_id: int) -> Sequence[AwardChange]:
    """Changes of a page's awards that wait with days of notice, to be answered by its owner."""
    return session.scalars(
        select(AwardChange)
        .join(AwardChange.award)
        .options(contains_eager(AwardChange.award))
        .where(Award.page_id == page_id, AwardChange.state == ChangeState.ASKED, AwardChange.notice_until.is_not(None))
        .order_by(AwardChange.id)
    ).all()


def by_serial(session: Session, serial: str) -> Award | None:
    """An award by its number, public or not."""
    return session.scalar(select(Award).options(joinedload(Award.page), joinedload(Award.season)).where(Award.serial == serial))


def successor(session: Session, award: Award) -> Award | None:
    """The newest version that took an award's place, through all versions between."""
    found: Award | None = None
    following: int | None = award.id
    while following is not None:
        new = session.scalar(
            select(Award)
            .options(joinedload(Award.season), joinedload(Award.page), selectinload(Award.files))
            .where(Award.supersedes_id == following, Award.status != AwardStatus.CONFIRMED)
        )
        found, following = (new, new.id) if new is not None else (found, None)
    return found


def last_event(session: Session, award: Award) -> AwardEvent | None:
    """What happened to an award last."""
    return session.scalar(select(AwardEvent).where(AwardEvent.award_id == award.id).order_by(AwardEvent.id.desc()).limit(1))


def public_file(session: Session, sha256: str) -> AwardFile | None:
    """The file of a published award with these very bytes."""
    return session.scalar(
        select(AwardFile)
        .join(AwardFile.award)
        .join(Award.season)
        .options(contains_eager(AwardFile.award).joinedload(Award.page))
        .where(AwardFile.sha256 == sha256, Award.status != AwardStatus.CONFIRMED, and_(*is_public()))
        .order_by(AwardFile.id)
        .limit(1)
    )


def listed(session: Session) -> tuple[frozenset[int], Mapping[AwardStatus, frozenset[int]]]:
    """Of all published awards: their places in the status lists, and those that are revoked or suspended.

    Whatever ends an award for good is a revocation to a program: revoked, declined and superseded alike.
    """
    rows = session.execute(
        select(Award.status_index, Award.status).join(Award.season).where(Award.status != AwardStatus.CONFIRMED, *is_public())
    ).all()
    ended = {AwardStatus.REVOKED, AwardStatus.DECLINED, AwardStatus.SUPERSEDED}
    return (
        frozenset(row.status_index for row in rows),
        {
            AwardStatus.REVOKED: frozenset(row.status_index for row in rows if row.status in ended),
            AwardStatus.SUSPENDED: frozenset(row.status_index for row in rows if row.status == AwardStatus.SUSPENDED),
        },
    )


def overflowing(session: Session, season_id: int) -> Sequence[Award]:
    """Awards whose words do not fit on the paper, as the last batch found."""
    return session.scalars(
        select(Award).where(Award.season_id == season_id, Award.status.in_(STANDING), Award.overflows).order_by(Award.id)
    ).all()


def longest_names(session: Session, season_id: int, limit: int) -> Sequence[Award]:
    """The standing awards with the longest printed names."""
    return session.scalars(
        select(Award)
        .options(joinedload(Award.page), selectinload(Award.files))
        .where(Award.season_id == season_id, Award.status.in_(STANDING))
        .order_by(func.length(Award.name).desc(), Award.id)
        .limit(limit)
    ).all()


def open_cases(session: Session) -> int:
    """Reports of misuse that nobody has closed."""
    return session.scalar(select(func.count()).where(MisuseCase.state == CaseState.OPEN)) or 0
