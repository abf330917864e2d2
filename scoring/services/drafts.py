"""Drafts of the rule book: written, renamed, copied, deleted and brought back; they count for nothing until they are adopted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.errors import BrokenRuleBook, Fault
from scoring.errors import Conflict, InputError, NotFound
from scoring.services import seasons
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.store.rules import RulebookDraft
from scoring.store.seasons import Season
from scoring.store.work import AuditEvent

LONGEST_TITLE: Final = 120
LONGEST_TEXT: Final = 1_000_000
"""Characters of a rule book's text."""
MOST: Final = 200
"""Drafts of one season."""


class DraftMoved(Conflict):
    """Somebody saved the draft meanwhile; ``text`` is what was to be saved, ``theirs`` what stands there now."""

    def __init__(self, theirs: RulebookDraft, title: str, text: str) -> None:
        super().__init__(
            "Пока вы правили черновик, его сохранил кто-то другой. Ваш текст не пропал: выберите, что с ним сделать.",
            "Somebody else saved the draft while you were editing. Your text is not lost: choose what to do with it.",
        )
        self.theirs = theirs
        self.title = title
        self.text = text


def of_season(session: Session, season_id: int) -> Sequence[RulebookDraft]:
    """The drafts of a season, the one changed last first."""
    found = select(RulebookDraft).where(RulebookDraft.season_id == season_id)
    return session.scalars(found.order_by(RulebookDraft.changed_at.desc(), RulebookDraft.id.desc())).all()


def draft(session: Session, season_id: int, draft_id: int) -> RulebookDraft:
    """A draft of this season; raises ``NotFound`` where there is none of that number."""
    found = session.get(RulebookDraft, draft_id)
    if found is None or found.season_id != season_id:
        raise NotFound(
            "Такого черновика в этом сезоне нет. Вернитесь к списку: там удалённый можно вернуть.",
            "This season has no such draft. Go back to the list, where a deleted one can be brought back.",
        )
    return found


def faults_of(text: str) -> tuple[Fault, ...]:
    """Everything that is wrong with a text as a rule book; nothing where it is sound."""
    try:
        loading.read(text)
    except BrokenRuleBook as error:
        return error.faults
    return ()


def make(session: Session, actor: Actor, season_id: int, *, title: str, text: str, now: datetime) -> RulebookDraft:
    """A new draft; a title that is taken gets a number. It may be broken."""
    require_organizer(actor)
    season = seasons.season(session, season_id)
    taken = set(session.scalars(select(RulebookDraft.title).where(RulebookDraft.season_id == season_id)))
    if len(taken) >= MOST:
        raise Conflict(
            f"Черновиков уже {MOST}. Удалите ненужные и повторите.", f"There are {MOST} drafts already. Delete some and repeat."
        )
    made = RulebookDraft(
        season_id=season.id,
        title=_free(_titled(title), taken),
        text=_fits(text),
        made_by=actor.id,
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    record(session, actor, "draft.make", made, season_id=season_id, now=now, after={"title": made.title})
    return made


def save(
    session: Session,
    actor: Actor,
    season_id: int,
    draft_id: int,
    *,
    version: int,
    text: str,
    now: datetime,
    title: str | None = None,
) -> RulebookDraft:
    """Write the text, sound or not, and the title where one is given; raises ``DraftMoved`` where somebody was faster."""
    require_organizer(actor)
    seasons.season(session, season_id)
    found = session.get(RulebookDraft, draft_id, with_for_update=True, populate_existing=True)
    if found is None or found.season_id != season_id:
        return draft(session, season_id, draft_id)
    wanted = found.title if title is None else _titled(title)
    if found.version != version:
        raise DraftMoved(found, wanted, text)
    if (wanted, text) == (found.title, found.text):
        return found
    _refuse_twin(session, found, wanted)
    before = {"title": found.title}
    found.title, found.text, found.changed_at = wanted, _fits(text), now
    record(session, actor, "draft.save", found, season_id=season_id, now=now, before=before, after={"title": wanted})
    return found


def delete(session: Session, actor: Actor, season_id: int, draft_id: int, *, now: datetime) -> AuditEvent:
    """Take a draft away; its event, in the journal once this is committed, keeps what ``restore`` brings back."""
    require_organizer(actor)
    found = draft(session, season_id, draft_id)
    kept = {"title": found.title, "text": found.text}
    event = record(session, actor, "draft.delete", found, season_id=season_id, now=now, before=kept)
    session.delete(found)
    session.flush()
    return event


def deleted(session: Session, season_id: int, event_id: int) -> AuditEvent:
    """The event of a draft's deletion; raises ``NotFound`` for any other."""
    event = session.get(AuditEvent, event_id)
    if event is None or event.season_id != season_id or event.action != "draft.delete" or not event.before:
        raise NotFound("Такого удалённого черновика нет.", "There is no such deleted draft.")
    return event


def restore(session: Session, actor: Actor, season_id: int, event_id: int, *, now: datetime) -> RulebookDraft:
    """Bring a deleted draft back under its title, or the next free one."""
    require_organizer(actor)
    kept = deleted(session, season_id, event_id).before or {}
    return make(session, actor, season_id, title=str(kept["title"]), text=str(kept["text"]), now=now)


def adopt(session: Session, actor: Actor, season_id: int, draft_id: int, *, version: int, now: datetime) -> Season:
    """Make a sound draft the season's rule book; raises ``BrokenRuleBook`` with all faults of one that is not.

    The journal keeps the text that it takes the place of.
    """
    require_organizer(actor)
    found = draft(session, season_id, draft_id)
    before = {"text": seasons.season(session, season_id).rulebook}
    season = seasons.put_rulebook(session, actor, season_id, version=version, text=found.text, now=now)
    record(session, actor, "draft.adopt", found, season_id=season_id, now=now, before=before, after={"title": found.title})
    return season


def _titled(title: str) -> str:
    plain = " ".join("".join(char if char.isprintable() else " " for char in title).split())
    if not plain:
        raise InputError("Назовите черновик.", "Give the draft a title.")
    if len(plain) > LONGEST_TITLE:
        raise InputError(
            f"Сократите название черновика до {LONGEST_TITLE} знаков.",
            f"Shorten the draft's title to {LONGEST_TITLE} characters.",
        )
    return plain


def _fits(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"Текст регламента длиннее {LONGEST_TEXT} знаков: это не регламент. Проверьте файл.",
            f"The text is longer than {LONGEST_TEXT} characters: that is no rule book. Check the file.",
        )
    return text


def _free(title: str, taken: set[str]) -> str:
    """The title itself, or with the first number that is free."""
    if title not in taken:
        return title
    numbers = (f" ({n})" for n in range(2, len(taken) + 3))
    return next(named for number in numbers if (named := title[: LONGEST_TITLE - len(number)] + number) not in taken)


def _refuse_twin(session: Session, found: RulebookDraft, title: str) -> None:
    twin = select(RulebookDraft.id).where(
        RulebookDraft.season_id == found.season_id, RulebookDraft.title == title, RulebookDraft.id != found.id
    )
    if session.scalar(twin) is not None:
        raise Conflict(
            f"Черновик «{title}» уже есть. Назовите этот иначе.", f"There is a draft «{title}» already. Call this one otherwise."
        )
