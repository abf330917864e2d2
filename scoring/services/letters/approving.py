"""Letting letters go: what waits, approving by retyping the count, declining, holding until a moment, trying a failed one again.

Whoever may not see the ranking sees none of the letters that tell of it, in no list and no count.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.course import PUBLIC, State
from scoring.season.rights import Right, may
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.decision_sight import tied_pages
from scoring.services.letters.kinds import EMBARGOED, KINDS, Kind
from scoring.services.seasons import season
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState

_SHORTEST_REASON: Final = 10
_AT_ONCE: Final = 5_000
"""Letters in one statement; databases bound the number of its parameters."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters of one kind in a season: how many in which state; what waits for approval, and the mark of exactly these."""

    kind: Kind
    counts: dict[LetterState, int]
    seen: str
    """Changes with every letter that comes to those waiting or leaves them."""
    release_at: datetime | None
    """The moment until which approved ones are held, where there is one."""

    @property
    def waiting(self) -> int:
        """How many wait for a person."""
        return self.counts.get(LetterState.DRAFTED, 0)

    @property
    def approved(self) -> int:
        """How many are approved and have not left."""
        return self.counts.get(LetterState.APPROVED, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many letters of a season wait for a person, and how many were not taken."""

    waiting: int
    failed: int


NOTHING: Final = Standing(0, 0)


def standing(session: Session, actor: Actor, found: Season) -> Standing:
    """What of the letters that the actor may read wants to be looked at."""
    rows = visible(session, actor, found).with_only_columns(Letter.state, func.count())
    wanted = (LetterState.DRAFTED, LetterState.FAILED)
    counted = session.execute(rows.where(Letter.state.in_(wanted)).group_by(Letter.state)).all()
    counts = {LetterState(state): count for state, count in counted}
    return Standing(counts.get(LetterState.DRAFTED, 0), counts.get(LetterState.FAILED, 0))


def visible(session: Session, actor: Actor, found: Season) -> Select[Any]:
    """The letters of a season that the actor may read: every list, count, search and export begins here."""
    return select(Letter).where(Letter.season_id == found.id, _readable(session, actor, found))


def batches(session: Session, actor: Actor, found: Season) -> list[Batch]:
    """The kinds of which there is anything, in the order of the table."""
    readable = (Letter.season_id == found.id, _readable(session, actor, found))
    counts: dict[str, dict[LetterState, int]] = {}
    held: dict[str, datetime] = {}
    rows = session.execute(
        select(Letter.kind, Letter.state, func.count(), func.max(Letter.release_at))
        .where(*readable)
        .group_by(Letter.kind, Letter.state)
    )
    for kind, state, count, release_at in rows:
        counts.setdefault(kind, {})[LetterState(state)] = count
        if state == LetterState.APPROVED and release_at is not None:
            held[kind] = release_at
    marks: dict[str, list[int]] = {}
    waiting = select(Letter.kind, Letter.id).where(*readable, Letter.state == LetterState.DRAFTED).order_by(Letter.id)
    for kind, number in session.execute(waiting):
        marks.setdefault(kind, []).append(number)
    return [Batch(KINDS[kind], counts[kind], _mark(marks.get(kind, ())), held.get(kind)) for kind in KINDS if kind in counts]


def approve(
    session: Session,
    actor: Actor,
    season_id: int,
    kind: str,
    *,
    typed: str,
    seen: str,
    now: datetime,
    release_at: datetime | None = None,
) -> int:
    """Approve all waiting letters of a kind by typing how many there are; tells how many.

    ``seen``: the mark of those that were on the screen: where others wait by now it is a Conflict. ``release_at``: not before.
    """
    found, ids = _waiting(session, actor, season_id, kind, Right.APPROVE_LETTERS, seen)
    if _digits(typed) != str(len(ids)):
        raise InputError(
            f"Писем другое число, а вписано «{typed.strip()[:20]}». Сосчитайте их на экране и впишите ещё раз.",
            f"The number of letters is another, and «{typed.strip()[:20]}» was typed. Read it on the screen and type it again.",
        )
    if release_at is not None and release_at <= now:
        raise InputError(
            "Этот момент уже прошёл. Выберите другой или оставьте пустым.", "That moment is over. Choose another one."
        )
    _write(
        session,
        ids,
        LetterState.DRAFTED,
        state=LetterState.APPROVED,
        approved_by=actor.id,
        approved_at=now,
        release_at=release_at,
    )
    _note(session, actor, "letters.approve", found, kind, len(ids), now, until=release_at)
    return len(ids)


def decline(session: Session, actor: Actor, season_id: int, kind: str, *, reason: str, seen: str, now: datetime) -> int:
    """Decide that the waiting letters of a kind do not go, with the reason; tells how many."""
    found, ids = _waiting(session, actor, season_id, kind, Right.WRITE_LETTERS, seen)
    if len(reason.strip()) < _SHORTEST_REASON:
        raise InputError(
            f"Напишите, почему письма не уйдут, хотя бы {_SHORTEST_REASON} знаков: причина останется в журнале.",
            f"Write why the letters do not go, at least {_SHORTEST_REASON} characters: the journal keeps the reason.",
        )
    _write(session, ids, LetterState.DRAFTED, state=LetterState.CANCELLED)
    _note(session, actor, "letters.decline", found, kind, len(ids), now, reason=reason.strip()[:2000])
    return len(ids)


def hold(session: Session, actor: Actor, season_id: int, kind: str, *, release_at: datetime, now: datetime) -> int:
    """Arm: let the approved letters of a kind that have not left wait for a moment; tells how many."""
    found = _season(session, actor, season_id, Right.APPROVE_LETTERS)
    if release_at <= now:
        raise InputError("Этот момент уже прошёл. Выберите другой.", "That moment is over. Choose another one.")
    ids = _ids(session, actor, found, kind, LetterState.APPROVED)
    _require_some(ids)
    _write(session, ids, LetterState.APPROVED, release_at=release_at)
    _note(session, actor, "letters.hold", found, kind, len(ids), now, until=release_at)
    return len(ids)


def disarm(session: Session, actor: Actor, season_id: int, kind: str, *, now: datetime) -> int:
    """Take the approval back of letters of a kind that have not left: they wait for a person again; tells how many."""
    found = _season(session, actor, season_id, Right.WRITE_LETTERS)
    ids = _ids(session, actor, found, kind, LetterState.APPROVED)
    _require_some(ids)
    values = {"state": LetterState.DRAFTED, "approved_by": None, "approved_at": None, "release_at": None}
    taken = _write(session, ids, LetterState.APPROVED, **values)
    _note(session, actor, "letters.disarm", found, kind, taken, now)
    return taken


def again(session: Session, actor: Actor, letter_id: int, *, now: datetime) -> Letter:
    """Try a letter again that was not taken."""
    letter, found = _letter(session, actor, letter_id, Right.WRITE_LETTERS)
    if letter.state != LetterState.FAILED:
        raise Conflict("Повторить можно только неудавшееся письмо.", "Only a letter that failed can be tried again.")
    letter.state, letter.attempts, letter.release_at = LetterState.APPROVED, 0, None
    letter.error = letter.error_en = ""
    record(session, actor, "letter.again", letter, season_id=found.id, now=now, after={"kind": letter.kind})
    return letter


def settle(session: Session, actor: Actor, letter_id: int, *, left: bool, now: datetime) -> Letter:
    """Say of a letter of which nobody knows whether it left: it did (so the mail server's log says), or it goes again."""
    letter, found = _letter(session, actor, letter_id, Right.APPROVE_LETTERS)
    if letter.state != LetterState.SENDING:
        raise Conflict("Судьба этого письма уже известна.", "What became of this letter is known already.")
    if left:
        letter.state, letter.sent_at = LetterState.SENT, letter.sending_at
    else:
        letter.state, letter.release_at = LetterState.APPROVED, None
    letter.error = letter.error_en = ""
    record(session, actor, "letter.settle", letter, season_id=found.id, now=now, after={"kind": letter.kind, "left": left})
    return letter


def _readable(session: Session, actor: Actor, found: Season) -> ColumnElement[bool]:
    """Letters that tell of results are for those who see the ranking, and not those about pages that one is tied to."""
    if found.state in PUBLIC:
        return true()
    open_ones = Letter.kind.not_in(EMBARGOED)
    if not may(actor.role, Right.SEE_RANKING, State(found.state)):
        return open_ones
    tied = tied_pages(session, actor, found.id)
    return or_(open_ones, and_(Letter.page_id.is_not(None), Letter.page_id.not_in(tied))) if tied else true()


def _season(session: Session, actor: Actor, season_id: int, right: Right) -> Season:
    found = season(session, season_id)
    require(actor, right, State(found.state))
    return found


def _waiting(session: Session, actor: Actor, season_id: int, kind: str, right: Right, seen: str) -> tuple[Season, Sequence[int]]:
    """The waiting letters of a kind, if they are those that were seen."""
    found = _season(session, actor, season_id, right)
    ids = _ids(session, actor, found, kind, LetterState.DRAFTED)
    if _mark(ids) != seen:
        raise Conflict(
            "Пока вы смотрели, писем стало больше или меньше. Посмотрите на них заново и повторите.",
            "Letters have come or gone while you were looking. Look at them anew and repeat.",
        )
    _require_some(ids)
    return found, ids


def _ids(session: Session, actor: Actor, found: Season, kind: str, state: LetterState) -> Sequence[int]:
    if kind not in KINDS:
        raise NotFound("Таких писем нет.", "There are no such letters.")
    rows = visible(session, actor, found).with_only_columns(Letter.id)
    return session.scalars(rows.where(Letter.kind == kind, Letter.state == state).order_by(Letter.id)).all()


def _require_some(ids: Sequence[int]) -> None:
    if not ids:
        raise Conflict("Таких писем уже нет: обновите страницу.", "There are no such letters any more: reload the page.")


def _letter(session: Session, actor: Actor, letter_id: int, right: Right) -> tuple[Letter, Season]:
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotFound("Такого письма нет.", "There is no such letter.")
    found = _season(session, actor, letter.season_id, right)
    mine = visible(session, actor, found).where(Letter.id == letter_id).execution_options(populate_existing=True)
    if session.scalar(mine) is None:
        raise NotFound("Такого письма нет.", "There is no such letter.")
    return letter, found


def _write(session: Session, ids: Sequence[int], only: LetterState, **values: Any) -> int:
    """Write the letters that still stand so: one that the sender has taken meanwhile is left alone. Tells how many."""
    written = 0
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        change = update(Letter).where(Letter.id.in_(some), Letter.state == only).values(**values)
        written += session.execute(change.execution_options(synchronize_session="fetch")).rowcount  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
    return written


def _note(
    session: Session, actor: Actor, action: str, found: Season, kind: str, count: int, now: datetime, *,
    until: datetime | None = None, reason: str = "",
) -> None:  # fmt: skip
    after = {"kind": kind, "letters": count} | ({"until": until.isoformat()} if until is not None else {})
    record(session, actor, action, found, season_id=found.id, now=now, after=after, reason=reason)


def _digits(typed: str) -> str:
    return "".join(typed.split()).replace("\u00a0", "").replace("\u202f", "")


def _mark(ids: Iterable[int]) -> str:
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]
