"""Reports that an award is used wrongly: anybody may send one, organizers close it with a note. Its words are never public."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.store.awards import MisuseCase
from scoring.store.results import Award
from scoring.store.vocabulary import CaseState

LONGEST_TEXT: Final = 4_000
LONGEST_PLACE: Final = 500
LONGEST_CONTACT: Final = 254
_SHORTEST: Final = 10


def report(
    session: Session, *, number: str, award: Award | None, place: str, text: str, contact: str, now: datetime
) -> MisuseCase:
    """Take a report in. ``number`` as it was typed; ``award`` where it is one that is public."""
    kept = {"place": place.strip(), "text": text.strip(), "contact": contact.strip(), "number": number.strip()[:64]}
    if not kept["place"] or len(kept["place"]) > LONGEST_PLACE:
        raise InputError(
            "Напишите, где вы это видели: адрес страницы или место.", "Write where you saw it: an address or a place."
        )
    if not _SHORTEST <= len(kept["text"]) <= LONGEST_TEXT:
        raise InputError(
            f"Опишите, что не так: от {_SHORTEST} до {LONGEST_TEXT} знаков.",
            f"Describe what is wrong in {_SHORTEST} to {LONGEST_TEXT} characters.",
        )
    if len(kept["contact"]) > LONGEST_CONTACT or any("\0" in value for value in kept.values()):
        raise InputError("Адрес для ответа слишком длинный.", "The address for an answer is too long.")
    case = MisuseCase(
        **kept,
        season_id=award.season_id if award is not None else None,
        award_id=award.id if award is not None else None,
        made_at=now,
    )
    session.add(case)
    session.flush()
    return case


def close(session: Session, actor: Actor, case_id: int, *, note: str, now: datetime) -> MisuseCase:
    """Close a case with what came of it. It changes no award: that is a change of its own, by two persons."""
    require_organizer(actor)
    case = session.scalars(select(MisuseCase).where(MisuseCase.id == case_id).with_for_update()).one_or_none()
    if case is None:
        raise NotFound("Такого сообщения нет. Вернитесь к списку.", "There is no such report. Go back to the list.")
    if case.state != CaseState.OPEN:
        raise Conflict("Это сообщение уже закрыто.", "This report is closed already.")
    if not note.strip() or len(note) > LONGEST_TEXT or "\0" in note:
        raise InputError("Напишите, чем кончилось дело.", "Write what came of it.")
    case.state, case.closed_by, case.closed_name, case.closed_at = CaseState.CLOSED, actor.id, actor.name, now
    case.note = note.strip()
    record(session, actor, "misuse.close", case, season_id=case.season_id, now=now, reason=case.note)
    return case
