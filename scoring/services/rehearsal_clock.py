"""The clock of a rehearsal: it runs like any other and is set forward by hand, by a day, to the next date, to any day.

``Season.clock`` is what this clock shows at the moment ``Season.created_at``; it never goes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError
from scoring.season.course import State
from scoring.services.acting import Actor, require_organizer
from scoring.services.appeals import window_of
from scoring.services.audit import record
from scoring.services.seasons import season, settings_of
from scoring.store.jury import JuryRound
from scoring.store.seasons import Season
from scoring.store.vocabulary import RoundState, SeasonKind

MORNING: Final = time(9)
"""The hour to which a day is set."""
_LATEST: Final = 2_150


@dataclass(frozen=True, slots=True)
class Date:
    """A moment at which something of the season falls due, in words."""

    at: datetime
    ru: str
    en: str


@dataclass(frozen=True, slots=True)
class RehearsalClock:
    """Reads the present of the rehearsal that the database holds."""

    engine: Engine

    def __call__(self) -> datetime:
        """The moment."""
        with Session(self.engine) as session:
            return present(rehearsed(session), datetime.now(UTC))


def rehearsed(session: Session) -> Season:
    """The rehearsal of this database."""
    return session.scalars(select(Season).where(Season.kind == SeasonKind.REHEARSAL)).one()


def present(found: Season, wall: datetime) -> datetime:
    """What the rehearsal's clock shows when it is ``wall`` outside."""
    return wall if found.clock is None else found.clock + (wall - found.created_at)


def move(session: Session, actor: Actor, season_id: int, to: datetime, *, wall: datetime) -> datetime:
    """Set the clock forward; the new present. Conflict in a contest and for a moment that is past."""
    require_organizer(actor)
    found = season(session, season_id)
    if found.kind != SeasonKind.REHEARSAL:
        raise Conflict("Часы переводят только в репетиции.", "Only a rehearsal's clock is set by hand.")
    before = present(found, wall)
    if to < before:
        raise Conflict(
            "Часы репетиции идут только вперёд. Чтобы начать год заново, удалите репетицию и откройте новую.",
            "A rehearsal's clock only goes forward. To begin the year anew, remove the rehearsal and open another.",
        )
    if to.year > _LATEST:
        raise InputError(f"Выберите день до {_LATEST} года.", f"Choose a day before the year {_LATEST}.")
    found.clock = found.created_at + (to - wall)
    told = {"from": before.isoformat(timespec="minutes"), "to": to.isoformat(timespec="minutes")}
    record(session, actor, "rehearsal.clock", found, season_id=found.id, now=to, after=told)
    return to


def days_on(found: Season, now: datetime, days: int = 1) -> datetime:
    """So many days on, at the same hour of the season's zone."""
    local = now.astimezone(ZoneInfo(found.zone))
    return (local + timedelta(days=days)).astimezone(UTC)


def morning_of(found: Season, day: date) -> datetime:
    """A day's morning in the season's zone."""
    return datetime.combine(day, MORNING, ZoneInfo(found.zone)).astimezone(UTC)


def ahead(session: Session, found: Season, now: datetime) -> Sequence[Date]:
    """What falls due after ``now``, the nearest first. Windows that end with a day are over in the morning behind it."""
    return sorted((one for one in _dates(session, found) if one.at > now), key=lambda one: one.at)


def due(found: Season, state: State) -> datetime | None:
    """When the step to a state falls due by the season's dates; None where no date says so."""
    said = settings_of(found)
    days = {
        State.ANNOUNCED: (said.announce_on, 0),
        State.COLLECTING: (said.collect_from, 0),
        State.OBJECTIONS: (said.objections_from, 0),
        State.FROZEN: (said.objections_until, 1),
    }
    day, more = days.get(state, (None, 0))
    if day is not None:
        return morning_of(found, day + timedelta(days=more))
    if state is State.CLOSED:
        return _appeals_over(found)
    return said.publish_at if state is State.PUBLISHED else None


def _dates(session: Session, found: Season) -> list[Date]:
    said = settings_of(found)
    days = [
        (said.announce_on, 0, "объявление правил", "announcement of the rules"),
        (said.collect_from, 0, "начало сбора", "beginning of the collection"),
        (said.objections_from, 0, "начало возражений", "beginning of objections"),
        (said.objections_until, 1, "возражения закончились", "objections are over"),
    ]
    dates = [Date(morning_of(found, day + timedelta(days=more)), ru, en) for day, more, ru, en in days if day is not None]
    closes = session.scalar(
        select(JuryRound.closes_at).where(JuryRound.season_id == found.id, JuryRound.state == RoundState.OPEN)
    )
    moments = [
        (closes or said.jury_closes_at, "жюри закрывается", "the jury closes"),
        (said.publish_at, "публикация", "publication"),
        (_appeals_over(found), "приём апелляций закончен", "appeals are over"),
        (_kept_until(found, said.keep_years), "срок хранения закончился", "the term of keeping is over"),
    ]
    return dates + [Date(at, ru, en) for at, ru, en in moments if at is not None]


def _appeals_over(found: Season) -> datetime | None:
    days = window_of(found)
    return None if days is None else morning_of(found, days.last + timedelta(days=1))


def _kept_until(found: Season, years: int) -> datetime | None:
    published = found.published_at
    if published is None:
        return None
    return published.replace(year=published.year + years, day=min(published.day, 28)) + timedelta(days=1)
