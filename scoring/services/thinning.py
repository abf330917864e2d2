"""Thinning a season that goes into the archive: who people were is taken out of its rows; what was decided, and why, stays.

Addresses, names and words of letters and of whoever kept a page go, and so do the owners' doors, what they wrote and enclosed,
the reasons of ties, and the pictures of covers, which the worker removes as it does what was enclosed. A juror stays as his
number, a tie as what it was to. Left as they are: register, seals, verdicts, decisions, answers to objections, awards and the
journal, of which the law and the seals ask that they stay.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.letters import choices
from scoring.store.appeals import Appeal, AppealFile
from scoring.store.jury import Conflict, Juror
from scoring.store.letters import Letter
from scoring.store.owners import Objection, ObjectionFile, OwnerAccess, OwnerContact, OwnerInvitation, PageClaim
from scoring.store.people import Membership, User
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import Role

GONE: Final = "удалено"
"""What stands where a name stood."""
_OVER: Final = (State.ARCHIVED, State.CANCELLED)


def thin(session: Session, actor: Actor, found: Season, *, now: datetime) -> dict[str, int]:
    """Take the personal data out of a season's rows, within the step that archives it; how many rows of which table."""
    pages = select(Page.id).where(Page.season_id == found.id)
    addresses = set(session.scalars(select(OwnerContact.email).where(OwnerContact.page_id.in_(pages))))
    counts = {
        "contacts": _rows(session, delete(OwnerContact).where(OwnerContact.page_id.in_(pages))),
        "invitations": _rows(session, delete(OwnerInvitation).where(OwnerInvitation.page_id.in_(pages))),
        "claims": _rows(session, update(PageClaim).where(PageClaim.page_id.in_(pages)).values(who=GONE)),
        "accesses": _rows(session, update(OwnerAccess).where(OwnerAccess.page_id.in_(pages)).values(who=GONE, revoked_at=now)),
        "objections": _objections(session, found.id),
        "ties": _rows(session, update(Conflict).where(Conflict.season_id == found.id, Conflict.reason != "").values(reason=GONE)),
        "files": _files(session, found.id),
        "appeals": _appeals(session, found.id),
        "letters": _letters(session, found.id),
        "jurors": _jurors(session, found, now),
    }
    counts["choices"] = choices.forget(session, addresses)
    record(session, actor, "season.thin", found, season_id=found.id, now=now, after=counts)
    return counts


def _objections(session: Session, season_id: int) -> int:
    """Criterion, ground, outcome and answer stay; who wrote, in which words and with which link goes."""
    gone = {"made_name": GONE, "words": GONE, "link": ""}
    return _rows(session, update(Objection).where(Objection.season_id == season_id).values(**gone))


def _files(session: Session, season_id: int) -> int:
    """What owners enclosed; the worker removes files that no row names any more."""
    objections = select(Objection.id).where(Objection.season_id == season_id)
    appeals = select(Appeal.id).where(Appeal.season_id == season_id)
    return _rows(session, delete(ObjectionFile).where(ObjectionFile.objection_id.in_(objections))) + _rows(
        session, delete(AppealFile).where(AppealFile.appeal_id.in_(appeals))
    )


def _appeals(session: Session, season_id: int) -> int:
    """Grounds, outcomes and answers stay; who wrote, how to reach him and what was said on the way goes."""
    appeals = session.scalars(select(Appeal).where(Appeal.season_id == season_id)).all()
    for appeal in appeals:
        appeal.made_name, appeal.contact, appeal.words, appeal.link, appeal.talk = GONE, "", GONE, "", []
    session.flush()
    return len(appeals)


def _letters(session: Session, season_id: int) -> int:
    """A letter stays as a line: kind, moment and state; the address as a digest, so that two letters are two still."""
    letters = session.scalars(select(Letter).where(Letter.season_id == season_id)).all()
    for letter in letters:
        letter.recipient = sha256(f"{season_id}\n{letter.recipient}".encode()).hexdigest()[:32]
        letter.name, letter.subject, letter.text = GONE, GONE, GONE
    session.flush()
    return len(letters)


def _jurors(session: Session, found: Season, now: datetime) -> int:
    """Jurors become numbers; accounts of those who have no other season are closed and lose name and address."""
    jurors = session.scalars(select(Juror).where(Juror.season_id == found.id)).all()
    for juror in jurors:
        juror.organisation = juror.municipality = ""
        mine = select(Membership).where(Membership.season_id == found.id, Membership.user_id == juror.user_id)
        for membership in session.scalars(mine.where(Membership.role == Role.JUROR)):
            membership.ends_at = min(membership.ends_at or now, now)
        if not _elsewhere(session, juror.user_id, found.id):
            user = session.get_one(User, juror.user_id)
            user.name, user.email, user.active = f"Член жюри № {juror.number}", f"juror{juror.user_id}@archive.invalid", False
    session.flush()
    return len(jurors)


def _elsewhere(session: Session, user_id: int, season_id: int) -> bool:
    """Whether somebody has to do with another season that is not over, or keeps the installation."""
    others = (
        select(Membership.id)
        .join(Season, Season.id == Membership.season_id)
        .where(Membership.user_id == user_id, Membership.season_id != season_id, Season.state.not_in(_OVER))
    )
    return session.get_one(User, user_id).sysadmin or session.scalar(others.limit(1)) is not None


def _rows(session: Session, statement: Any) -> int:
    done: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)
