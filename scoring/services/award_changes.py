"""Changes of an award by two persons: one proposes, another approves or refuses; then the award moves, once and for good.

A correction is carried out by the batch: it draws the next version and makes its documents, and only when they are there the old
version is replaced, so that there is no moment without a valid one. Before publication the organizer mends a name alone.
"""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.evidence.days_off import days_off_around
from scoring.season.awarding import (
    MOVES,
    AwardAct,
    AwardGround,
    AwardKind,
    AwardStatus,
    ChangeState,
    acts_from,
    badge_term,
    notice_ends,
)
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.awards import Numbers, taken_indexes
from scoring.services.letters import events
from scoring.services.seasons import flush, settings_of
from scoring.store.awards import AwardChange, AwardEvent, AwardSample
from scoring.store.results import Award
from scoring.store.seasons import Season

SHORTEST_REASON: Final = 20
LONGEST: Final = 2_000
_LONGEST_NAME: Final = 1_000
_LONGEST_PERSON: Final = 200
_LETTERS: Final[dict[AwardAct, events.AwardLetter]] = {
    AwardAct.SUSPEND: "award_suspended",
    AwardAct.RESUME: "award_restored",
    AwardAct.REVOKE: "award_revoked",
}


def propose(
    session: Session,
    actor: Actor,
    award_id: int,
    act: AwardAct,
    *,
    ground: AwardGround,
    reason: str,
    now: datetime,
    name: str = "",
    person: str = "",
) -> AwardChange:
    """Ask for a change; another person decides. A revocation waits five working days for the owner's answer.

    A correction gives the new ``name`` or ``person``. Before publication it needs nobody else: nothing was handed out.
    """
    award = _award(session, award_id)
    season = award.season
    early = season.state == State.SIGNED and act is AwardAct.CORRECT
    require(actor, Right.ISSUE_AWARDS if early else Right.PROPOSE_AWARD_CHANGE, State(season.state))
    if actor.id is None and not early and settings_of(season).two_keys:
        raise _needs_person()
    _require_possible(session, award, act, ground, reason, early=early)
    wanted = _wanted(award, name, person) if act is AwardAct.CORRECT else {}
    today = local_day(season, now)
    change = AwardChange(
        award_id=award.id,
        act=act,
        ground=ground,
        reason=reason.strip(),
        wanted=wanted,
        notice_until=notice_ends(today, days_off_around(today)) if MOVES[act].notice else None,
        proposed_by=actor.id,
        proposed_name=actor.name,
        proposed_at=now,
        one_key=early or not settings_of(season).two_keys,
    )
    if early:
        change.state, change.decided_by, change.decided_name, change.decided_at = ChangeState.APPROVED, actor.id, actor.name, now
    session.add(change)
    session.flush()
    after = {"serial": award.serial, "act": act, "ground": ground, **wanted}
    record(session, actor, "award.propose", award, season_id=season.id, now=now, after=after, reason=change.reason)
    if early:
        _reopen(session, award)
    elif change.notice_until is not None:
        told = f"{change.reason}\n\nОтветить можно до {change.notice_until:%d.%m.%Y} включительно."
        events.award_changed(session, actor, season, "award_notice", award.page, serial=award.serial, reason=told, now=now)
    return change


def refuse(session: Session, actor: Actor, change_id: int, *, version: int, note: str, now: datetime) -> AwardChange:
    """Say no, with a sentence; whoever asked may take his asking back so too."""
    change, award = waiting(session, change_id, version)
    own = actor.id is not None and actor.id == change.proposed_by
    require(actor, Right.PROPOSE_AWARD_CHANGE if own else Right.APPROVE_AWARD_CHANGE, State(award.season.state))
    change.note = text_of(note, "почему изменение отклонено", "why the change is refused")
    _decide(change, actor, ChangeState.REFUSED, now)
    record(
        session, actor, "award.refuse", award, season_id=award.season_id, now=now, after=_told(change, award), reason=change.note
    )
    flush(session)
    return change


def approve(session: Session, actor: Actor, change_id: int, *, version: int, now: datetime) -> AwardChange:
    """Let a change happen. NotAllowed for the person who asked, Conflict before the days of notice are over.

    What is no correction happens here. A correction waits for the batch, which the door orders.
    """
    change, award = waiting(session, change_id, version)
    season = award.season
    require(actor, Right.APPROVE_AWARD_CHANGE, State(season.state))
    _require_second(change, actor, two_keys=settings_of(season).two_keys)
    today = local_day(season, now)
    if change.notice_until is not None and today <= change.notice_until:
        day = change.notice_until.strftime("%d.%m.%Y")
        raise Conflict(
            f"Владелец может ответить до {day} включительно. Утвердите отзыв после этого дня или сразу приостановите награду.",
            f"The owner may answer until {day}. Approve the revocation after that day, or suspend the award at once.",
        )
    act = AwardAct(change.act)
    _require_from(award, act)
    _decide(change, actor, ChangeState.APPROVED, now)
    record(session, actor, f"award.{act}", award, season_id=season.id, now=now, before={"status": award.status},
           after=_told(change, award), reason=change.reason)  # fmt: skip
    if act is not AwardAct.CORRECT:
        _move(session, award, act, change, MOVES[act].end, today, now)
        if act in _LETTERS:
            events.award_changed(session, actor, season, _LETTERS[act], award.page, serial=award.serial,
                                 reason=change.reason, now=now)  # fmt: skip
    flush(session)
    return change


def draw_corrections(session: Session, season_id: int, *, now: datetime, numbers: Numbers) -> list[Award]:
    """The next versions that approved corrections ask for and that are not drawn yet; their documents are still to be made."""
    later = aliased(Award)
    approved = (
        select(AwardChange, Award)
        .join(AwardChange.award)
        .where(
            Award.season_id == season_id,
            AwardChange.act == AwardAct.CORRECT,
            AwardChange.state == ChangeState.APPROVED,
            ~exists().where(later.supersedes_id == Award.id),
        )
        .order_by(AwardChange.id)
    )
    taken = taken_indexes(session)
    drawn = []
    for change, old in session.execute(approved):
        new = _next_version(old, change, numbers, numbers.free_index(taken), local_day(old.season, now))
        taken.add(new.status_index)
        session.add(new)
        drawn.append(new)
    session.flush()
    return drawn


def release(session: Session, actor: Actor, award_id: int, *, now: datetime) -> bool:
    """Let a new version whose documents are there take the place of the old one; tells whether it did. Twice is once."""
    new = _award(session, award_id)
    if new.made_at is None:
        return False
    if new.supersedes_id is None:
        return _publish_late(session, actor, new, now)
    old, season = _award(session, new.supersedes_id), new.season
    change = session.scalars(
        select(AwardChange).where(AwardChange.award_id == old.id, AwardChange.act == AwardAct.CORRECT,
                                  AwardChange.state == ChangeState.APPROVED)
    ).one()  # fmt: skip
    if old.status == AwardStatus.SUPERSEDED:
        return False
    if old.status not in MOVES[AwardAct.CORRECT].start:
        raise _no_way()
    today, suspended = local_day(season, now), old.status == AwardStatus.SUSPENDED
    _move(session, old, AwardAct.CORRECT, change, AwardStatus.SUPERSEDED, today, now)
    if season.state in PUBLIC:
        _move(session, new, AwardAct.PUBLISH, None, AwardStatus.ACTIVE, today, now)
        if suspended:  # a mended name does not lift a suspension
            held = _last_suspension(session, old)
            _move(session, new, AwardAct.SUSPEND, held.change, AwardStatus.SUSPENDED, today, now)
        events.award_changed(
            session, actor, season, "award_corrected", new.page, serial=new.serial, reason=change.reason, now=now
        )
    after = {"serial": new.serial, "version": new.version}
    record(session, actor, "award.release", new, season_id=season.id, now=now, before={"serial": old.serial}, after=after)
    return True


def _publish_late(session: Session, actor: Actor, new: Award, now: datetime) -> bool:
    """Let an award that an appeal gave after the publication be true from now on."""
    if new.season.state not in PUBLIC or new.status != AwardStatus.CONFIRMED:
        return False
    _move(session, new, AwardAct.PUBLISH, None, AwardStatus.ACTIVE, local_day(new.season, now), now)
    after = {"serial": new.serial, "version": new.version}
    record(session, actor, "award.release", new, season_id=new.season_id, now=now, after=after)
    return True


def local_day(season: Season, now: datetime) -> date:
    """The day in the season's zone."""
    return now.astimezone(ZoneInfo(season.zone)).date()


def _next_version(old: Award, change: AwardChange, numbers: Numbers, index: int, today: date) -> Award:
    copied = ("season_id", "run_id", "page_id", "kind", "nomination", "place", "total")
    honoured_now = old.kind == AwardKind.PARTICIPANT and "kind" in change.wanted
    return Award(
        **{name: change.wanted.get(name, getattr(old, name)) for name in copied},
        badge_valid_to=badge_term(today, settings_of(old.season).badge_years) if honoured_now else old.badge_valid_to,
        version=old.version + 1,
        supersedes_id=old.id,
        status=AwardStatus.CONFIRMED,
        name=change.wanted.get("name", old.name),
        person=change.wanted.get("person", old.person),
        serial=numbers.new_serial(),
        token=numbers.chance.word(24),
        status_index=index,
        issued_on=today,
        made_at=None,
    )


def _move(
    session: Session, award: Award, act: AwardAct, change: AwardChange | None, end: AwardStatus, today: date, now: datetime
) -> None:
    """One step of one award's life; the database knows the ways as well."""
    session.add(
        AwardEvent(
            award_id=award.id,
            change_id=change.id if change is not None else None,
            act=act,
            before=award.status,
            after=end,
            ground=change.ground if change is not None else "",
            reason=change.reason if change is not None else "",
            effective_on=today,
            at=now,
        )
    )
    award.status = end
    session.flush()


def _last_suspension(session: Session, award: Award) -> AwardEvent:
    return session.scalars(
        select(AwardEvent)
        .where(AwardEvent.award_id == award.id, AwardEvent.act == AwardAct.SUSPEND)
        .order_by(AwardEvent.id.desc())
        .limit(1)
    ).one()


def _reopen(session: Session, award: Award) -> None:
    """Before publication: the sample of the version that goes is of no use any more."""
    found = session.scalar(select(AwardSample).where(AwardSample.award_id == award.id))
    if found is not None:
        session.delete(found)


def _decide(change: AwardChange, actor: Actor, state: ChangeState, now: datetime) -> None:
    change.state, change.decided_by, change.decided_name, change.decided_at = state, actor.id, actor.name, now


def _require_second(change: AwardChange, actor: Actor, *, two_keys: bool) -> None:
    if not two_keys:
        change.one_key = True
        return
    if actor.id is None:
        raise _needs_person()
    if change.proposed_by is None or actor.id == change.proposed_by:
        raise NotAllowed(
            "Изменение награды утверждает другой человек, а не тот, кто его предложил. Попросите другого администратора.",
            "Another person approves the change of an award, not the one who proposed it. Ask another admin.",
        )


def _needs_person() -> NotAllowed:
    return NotAllowed(
        "Награду меняют двое людей, а не учётная запись машины: добавьте --as ПОЧТА.",
        "Two persons change an award, and not the machine's account: add --as EMAIL.",
    )


def _require_possible(session: Session, award: Award, act: AwardAct, ground: AwardGround, reason: str, *, early: bool) -> None:
    if not early:
        _require_from(award, act)
    elif award.status != AwardStatus.CONFIRMED:
        raise _no_way()
    if ground not in MOVES[act].grounds:
        raise InputError("Выберите основание из списка.", "Choose a ground from the list.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputError(
            f"Объясните одним предложением, хотя бы {SHORTEST_REASON} знаков: его прочтут второй человек и владелец.",
            f"Explain in a sentence of at least {SHORTEST_REASON} characters: the second person and the owner read it.",
        )
    text_of(reason, "причину", "the reason")
    waits = select(AwardChange.id).where(AwardChange.award_id == award.id, AwardChange.state == ChangeState.ASKED)
    if session.scalar(waits) is not None:
        raise Conflict(
            "Об этой награде уже ждёт решения другое изменение. Сначала утвердите или отклоните его.",
            "Another change of this award waits for a decision. Approve or refuse it first.",
        )
    approved = select(AwardChange.id).where(
        AwardChange.award_id == award.id, AwardChange.act == AwardAct.CORRECT, AwardChange.state == ChangeState.APPROVED
    )
    if session.scalar(approved) is not None:
        raise Conflict(
            "Исправление этой награды утверждено, и выпускается новая версия. Дождитесь её и меняйте уже её.",
            "A correction of this award is approved, and the new version is being made. Wait for it and change that one.",
        )


def _require_from(award: Award, act: AwardAct) -> None:
    if act not in acts_from(AwardStatus(award.status)):
        raise _no_way()


def _no_way() -> Conflict:
    return Conflict(
        "С наградой в этом состоянии так поступить нельзя: откройте её и посмотрите, что с ней стало.",
        "This cannot be done with an award in this state: open it and see what became of it.",
    )


def _wanted(award: Award, name: str, person: str) -> dict[str, Any]:
    """What changes on the paper; something has to."""
    wanted = {"name": " ".join(name.split()), "person": " ".join(person.split())}
    if len(wanted["name"]) > _LONGEST_NAME or len(wanted["person"]) > _LONGEST_PERSON or "\0" in name + person:
        raise InputError("Название слишком длинное: оно не поместится на дипломе.", "The name is too long for a certificate.")
    changed = {key: value for key, value in wanted.items() if value and value != getattr(award, key)}
    if not changed:
        raise InputError(
            "Новая версия ничем не отличается: напишите, как должно быть.", "The new version is the same: write how it should be."
        )
    return changed


def _award(session: Session, award_id: int) -> Award:
    award = session.get(Award, award_id, with_for_update=True, populate_existing=True)
    if award is None:
        raise no_award()
    return award


def no_award() -> NotFound:
    """Of an award that is not there, or not for this person."""
    return NotFound("Такой награды нет. Вернитесь к реестру.", "There is no such award. Go back to the register.")


def no_change() -> NotFound:
    """Of a change that is not there, or not for this person."""
    return NotFound("Такого изменения нет. Вернитесь к реестру.", "There is no such change. Go back to the register.")


def waiting(session: Session, change_id: int, version: int) -> tuple[AwardChange, Award]:
    """A change that nobody has decided yet, as it was seen at its ``version``, and its award; Conflict otherwise."""
    change = session.get(AwardChange, change_id, with_for_update=True, populate_existing=True)
    if change is None:
        raise no_change()
    if change.version != version or change.state != ChangeState.ASKED:
        raise Conflict(
            "Пока вы смотрели, это изменение решил или дополнил кто-то другой. Прочтите новое и повторите, если нужно.",
            "Somebody else decided or amended this change while you were looking. Read what is new, and repeat if need be.",
        )
    return change, _award(session, change.award_id)


def text_of(text: str, ru: str, en: str) -> str:
    """A text that is neither empty nor too long; ``ru`` and ``en`` say what it is."""
    kept = text.strip()
    if not kept or len(kept) > LONGEST or "\0" in kept:
        raise InputError(f"Напишите {ru}: от 1 до {LONGEST} знаков.", f"Write {en}: 1 to {LONGEST} characters.")
    return kept


def _told(change: AwardChange, award: Award) -> dict[str, Any]:
    return {"serial": award.serial, "act": change.act, "ground": change.ground, "proposed": change.proposed_name, **change.wanted}
