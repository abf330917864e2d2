"""Named read queries about owners and objections: an owner's own, the organizer's queue, who has come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, joinedload

from scoring.season.objecting import ClaimState, ObjectionState
from scoring.sources.page_address import parse_address
from scoring.store.owners import Objection, OwnerAccess, OwnerContact, OwnerInvitation, PageClaim
from scoring.store.seasons import Page, Season
from scoring.store.work import AuditEvent


@dataclass(frozen=True, slots=True)
class Tally:
    """How many objections of one ground stand in which state."""

    ground: str
    waiting: int
    accepted: int
    refused: int
    withdrawn: int

    @property
    def all(self) -> int:
        """Together."""
        return self.waiting + self.accepted + self.refused + self.withdrawn


@dataclass(frozen=True, slots=True)
class Reached:
    """Of a season's pages: all, with an address on file, with a link that still opens, with an owner who has come in."""

    pages: int
    contacts: int
    links: int
    owners: int


def page_by_address(session: Session, text: str, season_id: int | None = None) -> Page | None:
    """The page whose address or number a person wrote, of the newest season unless told; None where it has none such."""
    address = parse_address(text)
    if season_id is None:
        season_id = session.scalar(select(Season.id).order_by(Season.year.desc()).limit(1))
    if address is None or season_id is None:
        return None
    same = Page.key == address.key
    same = same if address.group_id is None else same | (Page.group_id == address.group_id)
    return session.scalar(select(Page).where(Page.season_id == season_id, same).order_by(Page.id).limit(1))


def objections_of(session: Session, page_id: int) -> Sequence[Objection]:
    """The objections of one page, the newest first, with their files."""
    query = select(Objection).options(joinedload(Objection.file)).where(Objection.page_id == page_id)
    return session.scalars(query.order_by(Objection.id.desc())).all()


def objections_waiting(session: Session, season_id: int) -> int:
    """How many objections of a season nobody has answered."""
    mine = (Objection.season_id == season_id, Objection.state == ObjectionState.WAITING)
    return session.scalar(select(func.count()).select_from(Objection).where(*mine)) or 0


def tally(session: Session, season_id: int) -> list[Tally]:
    """Objections of a season by ground, those most often sent first."""
    states = [func.count(case((Objection.state == state, 1))) for state in ObjectionState]
    rows = session.execute(select(Objection.ground, *states).where(Objection.season_id == season_id).group_by(Objection.ground))
    found = [Tally(str(row[0]), *(int(count) for count in row[1:])) for row in rows]
    return sorted(found, key=lambda one: (-one.all, one.ground))


def steps_of(session: Session, number: int, kind: str = "objection") -> Sequence[AuditEvent]:
    """What the journal tells of one objection, or of one ``appeal``, the oldest first."""
    mine = (AuditEvent.object_kind == kind, AuditEvent.object_id == str(number))
    return session.scalars(select(AuditEvent).where(*mine).order_by(AuditEvent.id)).all()


def claims_open(session: Session, season_id: int, now: datetime) -> Sequence[PageClaim]:
    """Claims of a season that somebody may still have to decide, the oldest first."""
    undecided = (PageClaim.state == ClaimState.CONTESTED) | (
        (PageClaim.state == ClaimState.WAITING) & (PageClaim.expires_at > now)
    )
    query = select(PageClaim).join(PageClaim.page).options(joinedload(PageClaim.page))
    return session.scalars(query.where(Page.season_id == season_id, undecided).order_by(PageClaim.id)).all()


def claims_against(session: Session, page_id: int) -> Sequence[PageClaim]:
    """Claims of a page that wait for its owner's word."""
    mine = (PageClaim.page_id == page_id, PageClaim.state == ClaimState.CONTESTED, PageClaim.entered_at.is_(None))
    return session.scalars(select(PageClaim).where(*mine).order_by(PageClaim.id)).all()


def reached(session: Session, season_id: int, now: datetime) -> Reached:
    """How far the owners of a season are reached, in one query."""
    link = and_(OwnerInvitation.used_at.is_(None), OwnerInvitation.revoked_at.is_(None), OwnerInvitation.expires_at > now)
    access = and_(OwnerAccess.revoked_at.is_(None), OwnerAccess.ends_at > now)
    row = session.execute(
        select(
            func.count(),
            func.count(case((exists().where(OwnerContact.page_id == Page.id), 1))),
            func.count(case((exists().where(OwnerInvitation.page_id == Page.id, link), 1))),
            func.count(case((exists().where(OwnerAccess.page_id == Page.id, access), 1))),
        ).where(Page.season_id == season_id)
    ).one()
    return Reached(*(int(count) for count in row))


def contacts_of(session: Session, page_ids: Sequence[int]) -> dict[int, list[OwnerContact]]:
    """The addresses on file by page, in one query."""
    found: dict[int, list[OwnerContact]] = {}
    query = select(OwnerContact).where(OwnerContact.page_id.in_(page_ids)).order_by(OwnerContact.id)
    for contact in session.scalars(query):
        found.setdefault(contact.page_id, []).append(contact)
    return found


def links_of(session: Session, page_ids: Sequence[int], now: datetime) -> dict[int, OwnerInvitation]:
    """The link of each page that still opens it, in one query."""
    open_now = (OwnerInvitation.used_at.is_(None), OwnerInvitation.revoked_at.is_(None), OwnerInvitation.expires_at > now)
    query = select(OwnerInvitation).where(OwnerInvitation.page_id.in_(page_ids), *open_now).order_by(OwnerInvitation.id)
    return {link.page_id: link for link in session.scalars(query)}


def accesses_of(session: Session, page_ids: Sequence[int], now: datetime) -> dict[int, list[OwnerAccess]]:
    """Who sees each page as its owner now, in one query."""
    found: dict[int, list[OwnerAccess]] = {}
    open_now = (OwnerAccess.revoked_at.is_(None), OwnerAccess.ends_at > now)
    query = select(OwnerAccess).where(OwnerAccess.page_id.in_(page_ids), *open_now).order_by(OwnerAccess.id)
    for access in session.scalars(query):
        found.setdefault(access.page_id, []).append(access)
    return found
