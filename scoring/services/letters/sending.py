"""Sending: each letter is taken by one conditional UPDATE, handed over, and noted; each of the three is its own transaction.

So a letter leaves once, however many workers there are. A worker that dies between handing over and noting leaves the letter
«sending»: it is not sent again by itself. A folder of files says whether it is there; of a mail server a person asks the log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select, update
from sqlalchemy.orm import Session

from scoring.errors import Refused, Unreached, Unsent, Unsure
from scoring.home import Home
from scoring.mail.transport import Transport, transport_of
from scoring.progress import Progress
from scoring.season.course import State
from scoring.services.letters.drafting import message_of
from scoring.services.letters.kinds import KINDS, may_leave
from scoring.services.letters.people import stands
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState, SeasonKind

MOST_ATTEMPTS: Final = 5
DOUBTFUL_AFTER: Final = timedelta(minutes=10)
"""A letter that is «sending» for so long has lost its worker."""
_PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 360))
"""Before the second, third, fourth and fifth attempt."""
_MINUTE: Final = 60.0
_NOBODY: Final = (
    "Адресата больше нет: доступ закрыт, человек вышел из жюри, или адрес убран.",
    "The recipient is gone: access closed, off the jury, or the address was removed.",
)
SENDING: Final = "letters"
"""Key of the stage."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of a release: letters that left, that were not taken for good, that will be tried again, that are in doubt."""

    left: int
    failed: int
    later: int
    doubtful: int


@dataclass(slots=True)
class _Tally:
    left: int = 0
    failed: int = 0
    later: int = 0
    doubtful: int = 0


def due(session: Session, season_id: int, now: datetime) -> int:
    """How many letters of a season may leave now."""
    found = session.get_one(Season, season_id)
    return session.scalar(select(func.count()).select_from(Letter).where(_due(found, now))) or 0


def release(
    engine: Engine,
    home: Home,
    season_id: int,
    *,
    clock: Callable[[], datetime],
    wait: Callable[[float], None],
    progress: Progress | None = None,
    transport: Transport | None = None,
) -> Sent:
    """Send what may leave now, the oldest first, so many a minute as the settings allow; running it twice sends once.

    ``wait``: lets so many seconds pass. ``transport``: another than the settings name. Raises ``Unreached`` where the mail server
    cannot be spoken to: what has not left waits as it was.
    """
    with transaction(engine) as session:
        rehearsal = session.get_one(Season, season_id).kind == SeasonKind.REHEARSAL
        total = due(session, season_id, clock())
    taker = transport or transport_of(home, rehearsal=rehearsal)
    tally = _Tally()
    find_out(engine, home, season_id, taker, clock=clock)
    try:
        done = 0
        while (number := _take(engine, season_id, taker, clock())) is not None:
            if done:
                wait(_MINUTE / home.mail_per_minute)
            _hand_over(engine, home, number, taker, clock, tally)
            done += 1
            if progress is not None:
                progress(SENDING, done, max(done, total))
    finally:
        taker.close()
    return Sent(tally.left, tally.failed, tally.later, tally.doubtful)


def find_out(engine: Engine, home: Home, season_id: int, transport: Transport, *, clock: Callable[[], datetime]) -> int:
    """Settle letters that lost their worker where the transport knows whether they left; tells how many it could settle."""
    settled = 0
    with transaction(engine) as session:
        season = session.get_one(Season, season_id)
        lost = session.scalars(
            select(Letter).where(
                Letter.season_id == season_id,
                Letter.state == LetterState.SENDING,
                Letter.sending_at < clock() - DOUBTFUL_AFTER,
                Letter.transport == transport.name,
            )
        )
        for letter in lost:
            message = message_of(home, letter, season, clock())
            there = transport.has(message.id, message.label)
            if there is not None:
                letter.state = LetterState.SENT if there else LetterState.APPROVED
                letter.sent_at, letter.error, letter.error_en = (letter.sending_at if there else None), "", ""
                settled += 1
    return settled


def doubtful(now: datetime) -> ColumnElement[bool]:
    """The condition of a letter of which nobody knows whether it left."""
    return and_(Letter.state == LetterState.SENDING, or_(Letter.error != "", Letter.sending_at < now - DOUBTFUL_AFTER))


def _due(season: Season, now: datetime) -> ColumnElement[bool]:
    """Approved, not held for later, and of a kind that may leave while the season stands here."""
    kinds = [code for code in KINDS if may_leave(code, State(season.state))]
    return and_(
        Letter.season_id == season.id,
        Letter.state == LetterState.APPROVED,
        Letter.kind.in_(kinds),
        or_(Letter.release_at.is_(None), Letter.release_at <= now),
    )


def _take(engine: Engine, season_id: int, transport: Transport, now: datetime) -> int | None:
    """Take the oldest letter that may leave; of two workers one gets it. None where there is none."""
    while True:
        with transaction(engine) as session:
            season = session.get_one(Season, season_id)
            number = session.scalar(select(Letter.id).where(_due(season, now)).order_by(Letter.id).limit(1))
            if number is None:
                return None
            taken = session.execute(
                update(Letter)
                .where(Letter.id == number, _due(season, now))
                .values(
                    state=LetterState.SENDING,
                    sending_at=now,
                    attempts=Letter.attempts + 1,
                    transport=transport.name,
                    error="",
                    error_en="",
                )
                .execution_options(synchronize_session=False)
            )
            if taken.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
                return number


def _hand_over(
    engine: Engine, home: Home, number: int, transport: Transport, clock: Callable[[], datetime], tally: _Tally
) -> None:
    """Hand one taken letter over and note what came of it."""
    with transaction(engine) as session:
        letter = session.get_one(Letter, number)
        if not stands(session, letter):
            letter.state, (letter.error, letter.error_en) = LetterState.CANCELLED, _NOBODY
            return
        message = message_of(home, letter, session.get_one(Season, letter.season_id), clock())
    try:
        transport.send(message)
    except Unsent as error:
        with transaction(engine) as session:
            _failed(session.get_one(Letter, number), error, clock(), tally)
        if isinstance(error, Unreached):
            raise
        return
    with transaction(engine) as session:
        letter = session.get_one(Letter, number)
        letter.state, letter.sent_at, letter.text = LetterState.SENT, clock(), message.text
        tally.left += 1


def _failed(letter: Letter, error: Unsent, now: datetime, tally: _Tally) -> None:
    """Note a letter that has not left, or of which that is not known."""
    letter.error, letter.error_en = error.ru, error.en
    if isinstance(error, Unsure):
        tally.doubtful += 1
    elif isinstance(error, Unreached):
        letter.state, letter.attempts = LetterState.APPROVED, letter.attempts - 1
        tally.later += 1
    elif isinstance(error, Refused) and not error.lasting and letter.attempts < MOST_ATTEMPTS:
        letter.state, letter.release_at = LetterState.APPROVED, now + _PAUSES[letter.attempts - 1]
        tally.later += 1
    else:
        letter.state = LetterState.FAILED
        tally.failed += 1
