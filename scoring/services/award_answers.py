"""What an owner answers when his award is to change: written at his own door, or told to an organizer who notes it."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.errors import Conflict, NotFound
from scoring.season.awarding import ChangeState
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services import owners
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.award_changes import local_day, text_of, waiting
from scoring.services.seasons import flush
from scoring.store.awards import AwardChange
from scoring.store.owners import OwnerAccess


def note(session: Session, actor: Actor, change_id: int, text: str, *, version: int, now: datetime) -> AwardChange:
    """Write down what the owner has told the organizers of a change that waits."""
    change, award = waiting(session, change_id, version)
    require(actor, Right.PROPOSE_AWARD_CHANGE, State(award.season.state))
    return _keep(session, actor, change, text, now)


def answer(session: Session, access: OwnerAccess, change_id: int, text: str, *, version: int, now: datetime) -> AwardChange:
    """The owner's own words to a revocation; he may say it anew while nobody has decided and the days of notice last."""
    owners.require_owner(access, access.page_id, now)
    change = session.get(AwardChange, change_id)
    if change is None or change.award.page_id != access.page_id or change.notice_until is None:
        raise NotFound("Здесь не на что отвечать.", "There is nothing to answer here.")
    if change.state != ChangeState.ASKED:
        raise Conflict(
            "Решение уже принято. Напишите организатору письмом.", "It is decided already. Write a letter to the organizer."
        )
    if local_day(change.award.season, now) > change.notice_until:
        raise Conflict(
            f"Ответить можно было до {change.notice_until:%d.%m.%Y} включительно. Напишите организатору письмом.",
            f"The answer was due by {change.notice_until:%Y-%m-%d}. Write a letter to the organizer.",
        )
    change, _ = waiting(session, change_id, version)
    return _keep(session, owners.actor_of(access), change, text, now)


def _keep(session: Session, actor: Actor, change: AwardChange, text: str, now: datetime) -> AwardChange:
    change.answer = text_of(text, "ответ владельца", "the owner's answer")
    award = change.award
    after = {"serial": award.serial, "text": change.answer}
    record(session, actor, "award.answer", award, season_id=award.season_id, now=now, after=after)
    flush(session)
    return change
