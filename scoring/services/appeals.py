"""Appeals against published results: an owner makes one, answers questions about it, withdraws it.

Owners write within the season's working days after the publication. What reviewers do is ``appeal_reviews``.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.days_off import days_off_around
from scoring.season.appealing import UNDECIDED, AppealAct, AppealGround, AppealState, after, decide_by, window
from scoring.season.course import WRITABLE
from scoring.season.windows import Window
from scoring.services import owner_words, owners
from scoring.services.acting import Actor
from scoring.services.attachments import Attachment
from scoring.services.audit import record
from scoring.services.award_changes import local_day
from scoring.services.letters import events
from scoring.services.seasons import flush, season, settings_of
from scoring.store.appeals import Appeal, AppealFile
from scoring.store.owners import OwnerAccess
from scoring.store.seasons import Season

LONGEST_CONTACT: Final = 254
MOST_TALK: Final = 20
"""Questions and answers of one appeal."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What an owner writes. ``criterion`` may be empty; ``claim``: what he says is right (``appeal_effects.claim_of``)."""

    ground: AppealGround
    criterion: str
    words: str
    link: str
    contact: str = ""
    rows: Sequence[str] = ()
    claim: Mapping[str, Any] = field(default_factory=dict)


def window_of(found: Season) -> Window | None:
    """When appeals are taken; None before the publication and where the season takes none."""
    if found.published_at is None:
        return None
    day = local_day(found, found.published_at)
    return window(day, settings_of(found).appeal_days, days_off_around(day), found.zone)


def may_appeal(found: Season, now: datetime) -> bool:
    """Whether owners may write now."""
    days = window_of(found)
    return days is not None and days.is_open(now) and found.state in WRITABLE["appeals"]


def faults(
    *,
    ground: str,
    criterion: str,
    words: str,
    link: str,
    contact: str,
    rows: Sequence[str],
    attached: bool,
    codes: Collection[str],
) -> dict[str, InputError]:
    """What is wrong with an appeal, by the field where it is wrong; ``codes``: figures that it may be about."""
    found: dict[str, InputError] = {}
    if ground not in set(AppealGround):
        found["ground"] = InputError("Выберите основание.", "Choose the ground.")
    if criterion not in codes and (criterion or ground == AppealGround.WRONG_DATA):
        found["criterion"] = InputError("Выберите показатель из списка.", "Choose a figure of the list.")
    if len(contact.strip()) > LONGEST_CONTACT:
        found["contact"] = InputError(f"Сократите до {LONGEST_CONTACT} знаков.", f"Shorten to {LONGEST_CONTACT} characters.")
    return found | owner_words.faults(words=words, link=link, rows=rows, attached=attached)


def make_appeal(
    session: Session, access: OwnerAccess, said: Complaint, *, form: str, attachment: Attachment | None, now: datetime
) -> Appeal:
    """Write an appeal down; the fields are checked by ``faults`` before. A form sent twice gives the same appeal.

    Conflict outside the days of appeals, and where the page has appealed on this ground already.
    """
    owners.require_owner(access, access.page_id, now)
    found = season(session, access.page.season_id)
    owner_words.require_form(form)
    there = session.scalar(select(Appeal).where(Appeal.form == form, Appeal.page_id == access.page_id))
    if there is not None:
        return there
    if not may_appeal(found, now):
        raise Conflict("Апелляции сейчас не принимаются.", "Appeals are not taken now.")
    same = select(Appeal.id).where(Appeal.season_id == found.id, Appeal.page_id == access.page_id, Appeal.ground == said.ground)
    if session.scalar(same) is not None:
        raise Conflict(
            "По этому основанию апелляция от страницы уже подана. Выберите другое или дополните поданную.",
            "The page has appealed on this ground already. Choose another one, or add to the appeal that is there.",
        )
    day = local_day(found, now)
    appeal = Appeal(
        season_id=found.id, page_id=access.page_id, form=form, ground=said.ground, criterion=said.criterion,
        words=said.words.strip(), link=said.link.strip(), contact=said.contact.strip(), rows=list(dict.fromkeys(said.rows)),
        claim=dict(said.claim), state=AppealState.RECEIVED, access_id=access.id, made_name=access.who, made_at=now,
        decide_by=decide_by(day, days_off_around(day)),
    )  # fmt: skip
    if attachment is not None:
        appeal.file = AppealFile(**asdict(attachment))
    session.add(appeal)
    note(session, owners.actor_of(access), "appeal.make", appeal, now)
    events.appeal_received(session, owners.actor_of(access), appeal, now=now)
    return appeal


def reply(session: Session, access: OwnerAccess, appeal_id: int, text: str, *, now: datetime) -> Appeal:
    """Add the owner's words to his appeal: an answer to a reviewer's question, or what he forgot."""
    appeal = _own(session, access, appeal_id, now)
    if appeal.state not in UNDECIDED:
        raise _over()
    add_words(appeal, "owner", access.who, text, now)
    note(session, owners.actor_of(access), "appeal.reply", appeal, now)
    return appeal


def withdraw(session: Session, access: OwnerAccess, appeal_id: int, *, now: datetime) -> Appeal:
    """Take one's own appeal back for good; one of another page is not found."""
    appeal = _own(session, access, appeal_id, now)
    move(appeal, AppealAct.WITHDRAW)
    appeal.ended_at = now
    note(session, owners.actor_of(access), "appeal.withdraw", appeal, now)
    return appeal


def close_all(session: Session, actor: Actor, found: Season, *, now: datetime) -> None:
    """Close what was answered: within the step that closes the season."""
    closed = session.execute(
        update(Appeal)
        .where(Appeal.season_id == found.id, Appeal.state == AppealState.NOTIFIED)
        .values(state=AppealState.CLOSED, version=Appeal.version + 1)
    ).rowcount  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
    if closed:
        record(session, actor, "appeals.close", found, season_id=found.id, now=now, after={"appeals": closed})


def move(appeal: Appeal, act: AppealAct) -> None:
    """Take a step of an appeal's life; Conflict where it cannot be taken from where it stands."""
    end = after(AppealState(appeal.state), act)
    if end is None:
        raise _over()
    appeal.state = end


def add_words(appeal: Appeal, who: str, name: str, text: str, now: datetime) -> None:
    """Add a question or an answer."""
    if len(appeal.talk) >= MOST_TALK:
        raise Conflict(
            f"Сообщений уже {MOST_TALK}: решите апелляцию по тому, что известно.",
            f"There are {MOST_TALK} messages already: decide by what is known.",
        )
    kept = text.strip()
    if not kept or len(kept) > owner_words.LONGEST_WORDS:
        raise InputError(
            f"Напишите от 1 до {owner_words.LONGEST_WORDS} знаков.", f"Write 1 to {owner_words.LONGEST_WORDS} characters."
        )
    appeal.talk = [*appeal.talk, {"who": who, "name": name, "text": kept, "at": now.isoformat()}]


def note(
    session: Session,
    actor: Actor,
    action: str,
    appeal: Appeal,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write an act into the journal, never the owner's words. Conflict where somebody was faster."""
    flush(session)
    after_ = {"page": appeal.page.key, "ground": appeal.ground, "state": appeal.state, "outcome": appeal.outcome}
    record(session, actor, action, appeal, season_id=appeal.season_id, now=now, before=before, after=after_, reason=reason)
    session.flush()


def no_appeal() -> NotFound:
    """Of an appeal that is not there, or not for this person."""
    return NotFound("Такой апелляции нет.", "There is no such appeal.")


def _own(session: Session, access: OwnerAccess, appeal_id: int, now: datetime) -> Appeal:
    owners.require_owner(access, access.page_id, now)
    season(session, access.page.season_id)
    mine = select(Appeal).where(Appeal.id == appeal_id, Appeal.page_id == access.page_id)
    appeal = session.scalar(mine.execution_options(populate_existing=True))
    if appeal is None:
        raise no_appeal()
    return appeal


def _over() -> Conflict:
    return Conflict(
        "С апелляцией в этом состоянии так поступить нельзя: её уже решили, отозвали или взял другой. Откройте её заново.",
        "This cannot be done with the appeal as it stands: it is decided, withdrawn or taken by somebody else. Open it again.",
    )
