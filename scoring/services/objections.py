"""Objections to data: an owner raises or withdraws one, an organizer accepts it as corrections or refuses it, or takes that back.

Owners write while the season's window is open and nothing is signed; organizers answer until the signature. An acceptance lays
corrections over the frozen evidence; while the season still collects, it says that the source was mended instead.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.corrections import Correction
from scoring.home import Home
from scoring.season.objecting import Ground, ObjectionState
from scoring.season.rights import RIGHTS, Right
from scoring.season.windows import Window
from scoring.services import corrections, owner_words, owners
from scoring.services.acting import Actor, require_organizer
from scoring.services.attachments import Attachment
from scoring.services.audit import record
from scoring.services.letters import events
from scoring.services.seasons import season
from scoring.store.corrections import PageCorrection
from scoring.store.owners import Objection, ObjectionFile, ObjectionWindow, OwnerAccess
from scoring.store.seasons import Season
from scoring.store.vocabulary import CorrectionSource, Role

MOST_A_DAY: Final = 10
"""Objections of one page within 24 hours."""
ANSWERED: Final = RIGHTS[Right.DECIDE_OBJECTIONS][Role.ORGANIZER]
"""States of a season in which owners write and organizers answer."""


def set_window(
    session: Session, actor: Actor, season_id: int, *, first: date, last: date, version: int, now: datetime
) -> ObjectionWindow:
    """Set the days on which owners may object, both included; ``version`` is 0 where there were none."""
    require_organizer(actor)
    found = season(session, season_id)
    if last < first:
        raise InputError("Последний день раньше первого. Исправьте даты.", "The last day is before the first. Mend the dates.")
    if not 2000 <= first.year <= last.year <= 2101:
        raise InputError("Проверьте год в датах приёма возражений.", "Check the years of the window's dates.")
    window = session.get(ObjectionWindow, season_id)
    if (window.version if window is not None else 0) != version:
        raise owner_words.stale()
    before = None if window is None else {"first": str(window.first_day), "last": str(window.last_day)}
    if window is None:
        window = ObjectionWindow(season_id=season_id, first_day=first, last_day=last)
        session.add(window)
    window.first_day, window.last_day = first, last
    after = {"first": str(first), "last": str(last)}
    record(session, actor, "objection.window", found, season_id=season_id, now=now, before=before, after=after)
    return window


def window_of(session: Session, found: Season) -> Window | None:
    """When the owners of a season's pages may object; None where no days are set."""
    row = session.get(ObjectionWindow, found.id)
    return None if row is None else Window(row.first_day, row.last_day, found.zone)


def window_row(session: Session, season_id: int) -> ObjectionWindow | None:
    """The days as they are stored, for the form that changes them."""
    return session.get(ObjectionWindow, season_id)


def may_object(found: Season, window: Window | None, now: datetime) -> bool:
    """Whether owners may write now."""
    return window is not None and window.is_open(now) and found.state in ANSWERED


def faults(
    *, criterion: str, ground: str, words: str, link: str, rows: Sequence[str], attached: bool, codes: Collection[str]
) -> dict[str, InputError]:
    """What is wrong with an objection, by the field where it is wrong; ``codes``: what may be objected to."""
    found: dict[str, InputError] = {}
    if criterion not in codes:
        found["criterion"] = InputError("Выберите показатель из списка.", "Choose a figure of the list.")
    if ground not in set(Ground):
        found["ground"] = InputError("Выберите, что неверно.", "Choose what is wrong.")
    return found | owner_words.faults(words=words, link=link, rows=rows, attached=attached)


def raise_objection(
    session: Session,
    access: OwnerAccess,
    *,
    form: str,
    criterion: str,
    ground: Ground,
    words: str,
    link: str,
    rows: Sequence[str],
    attachment: Attachment | None,
    now: datetime,
) -> Objection:
    """Write an objection down; the fields are checked by ``faults`` before. A form sent twice gives the same objection."""
    owners.require_owner(access, access.page_id, now)
    found = season(session, access.page.season_id)
    owner_words.require_form(form)
    there = session.scalar(select(Objection).where(Objection.form == form, Objection.page_id == access.page_id))
    if there is not None:
        return there
    _require_window(session, found, now)
    _require_room(session, access.page_id, ground, now)
    objection = Objection(
        season_id=found.id, page_id=access.page_id, form=form, criterion=criterion, ground=ground, words=words.strip(),
        link=link.strip(), rows=list(dict.fromkeys(rows)), state=ObjectionState.WAITING, access_id=access.id,
        made_name=access.who, made_at=now,
    )  # fmt: skip
    if attachment is not None:
        objection.file = ObjectionFile(**asdict(attachment))
    session.add(objection)
    after = {"page": access.page.key, "criterion": criterion, "ground": ground}
    record(session, owners.actor_of(access), "objection.raise", objection, season_id=found.id, now=now, after=after)
    events.objection_received(session, owners.actor_of(access), objection, now=now)
    return objection


def withdraw(session: Session, access: OwnerAccess, objection_id: int, *, now: datetime) -> Objection:
    """Take one's own waiting objection back; one of another page is not found."""
    owners.require_owner(access, access.page_id, now)
    season(session, access.page.season_id)
    mine = select(Objection).where(Objection.id == objection_id, Objection.page_id == access.page_id)
    objection = session.scalar(mine.execution_options(populate_existing=True))
    if objection is None:
        raise NotFound("Такого возражения нет.", "There is no such objection.")
    if objection.state != ObjectionState.WAITING:
        raise Conflict(
            "На это возражение уже ответили или оно отозвано. Откройте страницу заново.",
            "This objection is answered or withdrawn already. Open the page again.",
        )
    objection.state, objection.ended_at = ObjectionState.WITHDRAWN, now
    after = {"page": access.page.key, "criterion": objection.criterion}
    record(session, owners.actor_of(access), "objection.withdraw", objection, season_id=objection.season_id, now=now, after=after)
    return objection


def refuse(session: Session, actor: Actor, objection_id: int, *, version: int, answer: str, now: datetime) -> Objection:
    """Refuse a waiting objection; the owner reads the answer."""
    objection = _waiting(session, actor, objection_id, version)
    _decide(objection, actor, ObjectionState.REFUSED, owner_words.answer_text(answer), now)
    _note(session, actor, "objection.refuse", objection, now)
    events.objection_decided(session, actor, objection, accepted=False, now=now)
    return objection


def accept(
    session: Session,
    actor: Actor,
    objection_id: int,
    *,
    home: Home,
    version: int,
    answer: str,
    changes: Sequence[Correction],
    now: datetime,
) -> Objection:
    """Accept a waiting objection as corrections (``changes``) over the frozen evidence, all of them or none.

    While the season collects there is nothing to correct: then there must be none, and the answer says what was mended.
    """
    objection = _waiting(session, actor, objection_id, version)
    words = owner_words.answer_text(answer)
    frozen = objection.season.evidence is not None
    if frozen and not changes:
        raise InputError(
            "Чтобы принять возражение, укажите, что исправить: хотя бы одну строку или ячейку.",
            "To accept it say what is to be corrected: at least one row or cell.",
        )
    if changes and not frozen:
        raise InputError(
            "Свидетельства ещё не заморожены, исправлять нечего. Загрузите верный файл и примите возражение без исправлений.",
            "The evidence is not frozen yet. Import the right file and accept the objection without corrections.",
        )
    made = [
        corrections.correct(
            session,
            actor,
            objection.season_id,
            one,
            home=home,
            reason=words,
            basis=objection.link or _file_words(objection),
            now=now,
            source=CorrectionSource.OBJECTION,
        ).id
        for one in changes
    ]
    objection.corrections = made
    _decide(objection, actor, ObjectionState.ACCEPTED, words, now)
    _note(session, actor, "objection.accept", objection, now)
    events.objection_decided(session, actor, objection, accepted=True, now=now)
    return objection


def reopen(session: Session, actor: Actor, objection_id: int, *, version: int, note: str, now: datetime) -> Objection:
    """Take an answer back: the objection waits again, and its corrections count no more."""
    objection = _answerable(session, actor, objection_id, version)
    if objection.state not in (ObjectionState.ACCEPTED, ObjectionState.REFUSED):
        raise Conflict("Ответа ещё нет: отменять нечего.", "There is no answer yet to take back.")
    _require_free(session, objection.page_id, Ground(objection.ground))
    for number in objection.corrections:
        if session.get_one(PageCorrection, number, populate_existing=True).withdrawn_at is None:
            corrections.withdraw(session, actor, number, reason=note.strip() or "возражение открыто снова", now=now)
    before = {"state": objection.state, "by": objection.decided_name, "answer": objection.answer}
    objection.state, objection.ended_at = ObjectionState.WAITING, None
    objection.decided_by, objection.decided_name, objection.answer, objection.corrections = None, "", "", []
    _note(session, actor, "objection.reopen", objection, now, before=before, reason=note.strip()[: owner_words.LONGEST_WORDS])
    return objection


def _waiting(session: Session, actor: Actor, objection_id: int, version: int) -> Objection:
    objection = _answerable(session, actor, objection_id, version)
    if objection.state != ObjectionState.WAITING:
        raise Conflict(
            "На это возражение уже ответили. Откройте его заново.", "This objection is answered already. Open it again."
        )
    return objection


def _answerable(session: Session, actor: Actor, objection_id: int, version: int) -> Objection:
    """The objection, locked by its season, where the actor may answer it and the form is not stale."""
    require_organizer(actor)
    objection = session.get(Objection, objection_id)
    if objection is None:
        raise NotFound("Такого возражения нет.", "There is no such objection.")
    found = season(session, objection.season_id)
    session.refresh(objection)
    if objection.version != version:
        raise owner_words.stale()
    if found.state not in ANSWERED:
        raise Conflict(
            "Сезон уже прошёл дальше: отвечать на возражения поздно. Верните его на шаг назад на его главной странице.",
            "The season is past objections: it is too late to answer. Take it a step back on its home page.",
        )
    return objection


def _decide(objection: Objection, actor: Actor, state: ObjectionState, answer: str, now: datetime) -> None:
    objection.state, objection.ended_at, objection.answer = state, now, answer
    objection.decided_by, objection.decided_name = actor.id, actor.name[:200]


def _note(
    session: Session,
    actor: Actor,
    action: str,
    objection: Objection,
    now: datetime,
    *,
    before: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    after = {
        "page": objection.page.key,
        "criterion": objection.criterion,
        "state": objection.state,
        "corrections": objection.corrections,
    }
    record(
        session, actor, action, objection, season_id=objection.season_id, now=now, before=before, after=after,
        reason=reason or objection.answer,
    )  # fmt: skip
    session.flush()


def _require_window(session: Session, found: Season, now: datetime) -> None:
    if not may_object(found, window_of(session, found), now):
        raise Conflict("Возражения сейчас не принимаются.", "Objections are not taken now.")


def _require_room(session: Session, page_id: int, ground: Ground, now: datetime) -> None:
    _require_free(session, page_id, ground)
    lately = (Objection.page_id == page_id, Objection.made_at > now - timedelta(days=1))
    if (session.scalar(select(func.count()).select_from(Objection).where(*lately)) or 0) >= MOST_A_DAY:
        raise Conflict(
            f"За сутки от страницы принимается не больше {MOST_A_DAY} возражений. Продолжите завтра.",
            f"A page may send at most {MOST_A_DAY} objections in 24 hours. Go on tomorrow.",
        )


def _require_free(session: Session, page_id: int, ground: Ground) -> None:
    same = (Objection.page_id == page_id, Objection.ground == ground, Objection.state == ObjectionState.WAITING)
    if session.scalar(select(Objection.id).where(*same)) is not None:
        raise Conflict(
            "По этому основанию уже есть возражение, которое ждёт ответа. Дождитесь ответа или отзовите его и напишите новое.",
            "An objection on this ground waits for its answer already. Wait for it, or withdraw it and write a new one.",
        )


def _file_words(objection: Objection) -> str:
    return f"возражение № {objection.id}, файл «{objection.file.name}»" if objection.file else f"возражение № {objection.id}"
