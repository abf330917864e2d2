"""What recurs by the clock: reminders, the nightly check with its result, the journal's hash of the day, the digest of the week.

Everything is known by its day or week, so that however often and in however many workers it runs, each happens once.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services.checking.whole import Checked, check
from scoring.services.letters.drafting import Draft, queue
from scoring.services.letters.people import staff
from scoring.services.letters.reminders import remind
from scoring.services.letters.words import STATES
from scoring.services.schedule import CLOCKWORK
from scoring.services.seasons import has_jury, season
from scoring.store.checks import NightlyCheck
from scoring.store.database import transaction
from scoring.store.jury import Deal, JuryCard, JuryRound, Verdict
from scoring.store.letters import Letter
from scoring.store.sealing import Seal
from scoring.store.seasons import Season
from scoring.store.showing_appeals import appeals_undecided
from scoring.store.showing_checks import last_check
from scoring.store.showing_owners import objections_waiting
from scoring.store.vocabulary import JobState, LetterState, Role
from scoring.store.work import AuditHead, Job

NIGHT: Final = time(3)
"""From this hour of the season's clock the night's work is due."""
MORNING: Final = time(8)
"""From this hour of a Monday the digest is due."""
_OVER: Final = frozenset({State.CLOSED, State.ARCHIVED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Done:
    """What was due and is done: letters queued of each sort, years that were checked, rows that do not hold."""

    reminders: int = 0
    hashes: int = 0
    digests: int = 0
    checked: tuple[int, ...] = ()
    violations: int = 0


def routine(engine: Engine, home: Home, *, now: datetime) -> Done:
    """Do what is due of every season that goes on."""
    with transaction(engine) as session:
        going = session.scalars(select(Season.id).where(Season.state.not_in(_OVER)).order_by(Season.id)).all()
    done = [_of_season(engine, home, season_id, now) for season_id in going]
    return Done(
        sum(one.reminders for one in done),
        sum(one.hashes for one in done),
        sum(one.digests for one in done),
        tuple(year for one in done for year in one.checked),
        sum(one.violations for one in done),
    )


def _of_season(engine: Engine, home: Home, season_id: int, now: datetime) -> Done:
    with transaction(engine) as session:
        found = session.get_one(Season, season_id)
        local = now.astimezone(ZoneInfo(found.zone))
        due = local.time() >= NIGHT and not _checked(session, season_id, local.date())
    checked = check_night(engine, home, season_id, now=now) if due else None
    with transaction(engine) as session:
        found = season(session, season_id)
        reminded = remind(session, CLOCKWORK, found, now=now)
        hashes = _hashes(session, found, now) if local.time() >= NIGHT else []
        digests = _digest(session, found, now) if _monday(local) <= local else []
        return Done(
            len(reminded),
            len(hashes),
            len(digests),
            (found.year,) if checked is not None else (),
            len(checked.violations) if checked is not None else 0,
        )


def check_night(engine: Engine, home: Home, season_id: int, *, now: datetime) -> NightlyCheck | None:
    """Ask every rule of a season and keep what was found; None where another worker has done so this night."""
    try:
        with transaction(engine) as session:
            found = session.get_one(Season, season_id)
            told = check(session, home, season_id)
            row = NightlyCheck(
                season_id=season_id,
                day=now.astimezone(ZoneInfo(found.zone)).date(),
                at=now,
                rules=told.rules,
                violations=[asdict(one) for one in told.violations],
            )
            session.add(row)
            session.flush()
            return row
    except IntegrityError:
        return None


def keep_check(session: Session, found: Season, told: Checked, *, now: datetime) -> NightlyCheck:
    """Keep what a check by hand has found in place of this day's, so that what was mended stands in nobody's way any more."""
    day = now.astimezone(ZoneInfo(found.zone)).date()
    row = session.scalar(select(NightlyCheck).where(NightlyCheck.season_id == found.id, NightlyCheck.day == day))
    if row is None:
        row = NightlyCheck(season_id=found.id, day=day)
        session.add(row)
    row.at, row.rules, row.violations = now, told.rules, [asdict(one) for one in told.violations]
    return row


def _checked(session: Session, season_id: int, day: date) -> bool:
    mine = select(func.count()).where(NightlyCheck.season_id == season_id, NightlyCheck.day == day)
    return bool(session.scalar(mine))


def _hashes(session: Session, found: Season, now: datetime) -> Sequence[Letter]:
    """To the observers: whoever keeps these letters knows later whether the journal was touched."""
    head = session.execute(select(AuditHead.number, AuditHead.hash)).one()
    seal = session.scalar(select(Seal).where(Seal.season_id == found.id).order_by(Seal.number.desc()).limit(1))
    day = now.astimezone(ZoneInfo(found.zone)).date()
    fields = {
        "day": day.strftime("%d.%m.%Y"),
        "at": now,
        "events": head.number,
        "journal": head.hash,
        "seal": {"number": seal.number, "sha256": seal.sha256} if seal is not None else None,
        **_check_words(session, found.id),
    }
    drafts = [Draft(one, fields) for one in staff(session, found.id, (Role.OBSERVER,), now)]
    return queue(session, CLOCKWORK, found, "hashes", drafts, now=now, version=int(f"{day:%Y%m%d}"))


def _digest(session: Session, found: Season, now: datetime) -> Sequence[Letter]:
    """To whoever keeps the season: what waits and what went wrong."""
    ru, en = STATES[found.state]
    fields = {
        "state_ru": ru,
        "state_en": en,
        "objections": objections_waiting(session, found.id),
        "appeals": appeals_undecided(session, found.id),
        "drafted": _letters(session, found.id, LetterState.DRAFTED),
        "failed": _letters(session, found.id, LetterState.FAILED),
        "jobs": session.scalar(
            select(func.count()).where(
                Job.season_id == found.id, Job.state == JobState.FAILED, Job.finished_at > now - timedelta(days=7)
            )
        ),
        "jury": has_jury(found) and found.state == State.JURY_OPEN,
        "verdicts": _verdicts(session, found.id, now - timedelta(days=7)),
        **_check_words(session, found.id),
    }
    drafts = [Draft(one, fields) for one in staff(session, found.id, (Role.ADMIN, Role.ORGANIZER), now)]
    year, week, _ = now.astimezone(ZoneInfo(found.zone)).isocalendar()
    return queue(session, CLOCKWORK, found, "digest", drafts, now=now, version=year * 100 + week)


def _check_words(session: Session, season_id: int) -> dict[str, Any]:
    found = last_check(session, season_id)
    if found is None:
        return {"check_ru": "ещё не было", "check_en": "has not taken place yet"}
    if not found.violations:
        return {"check_ru": "всё сходится", "check_en": "everything holds"}
    count = len(found.violations)
    return {"check_ru": f"НЕ СХОДИТСЯ, строк: {count}, смотрите главную страницу сезона",
            "check_en": f"{count} rows DO NOT HOLD, see the season's home"}  # fmt: skip


def _letters(session: Session, season_id: int, state: LetterState) -> int:
    return session.scalar(select(func.count()).where(Letter.season_id == season_id, Letter.state == state)) or 0


def _verdicts(session: Session, season_id: int, since: datetime) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Verdict)
            .join(Deal, Deal.id == Verdict.deal_id)
            .join(JuryCard, JuryCard.id == Deal.card_id)
            .join(JuryRound, JuryRound.id == JuryCard.round_id)
            .where(JuryRound.season_id == season_id, ~JuryCard.practice, Verdict.at > since)
        )
        or 0
    )


def _monday(local: datetime) -> datetime:
    """The Monday morning of a local moment's week."""
    day = local.date() - timedelta(days=local.weekday())
    return datetime.combine(day, MORNING, local.tzinfo)
