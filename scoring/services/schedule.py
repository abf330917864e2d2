"""The weekly sweep, which the worker orders by itself, and the day on which the words of citizens are removed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError
from scoring.home import Home
from scoring.season.course import WRITABLE, State
from scoring.services import queue
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.collecting import folder_of, forget_words
from scoring.services.seasons import season
from scoring.sources.collecting.recording import WORDS
from scoring.sources.networks import SOURCES
from scoring.store.collecting import CollectionPlan
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, Role, Via
from scoring.store.work import AuditEvent

CLOCKWORK: Final = Actor(None, "расписание", Role.ORGANIZER, Via.JOB)
"""Who orders what nobody has ordered by hand."""
MOST_DAYS: Final = 365
WORDS_DAYS: Final = 30
"""Where nobody has said otherwise."""
_WEEK: Final = timedelta(weeks=1)


def plan_of(session: Session, season_id: int) -> CollectionPlan | None:
    """The season's plan, if one was ever made."""
    return session.scalar(select(CollectionPlan).where(CollectionPlan.season_id == season_id))


def save_plan(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    version: int,
    weekday: int | None,
    hour: int,
    then_import: bool,
    words_days: int,
    now: datetime,
) -> CollectionPlan:
    """Set the weekly sweep and how long words are kept; ``weekday`` None switches it off, ``version`` 0 is the first plan."""
    require_organizer(actor)
    _require_sensible(weekday, hour, words_days)
    found = season(session, season_id)
    plan = plan_of(session, season_id)
    if version != (plan.version if plan is not None else 0):
        raise Conflict(
            "Пока вы смотрели на форму, расписание изменил кто-то другой. Откройте страницу заново и повторите.",
            "Somebody else changed the schedule while you were looking. Open the page again and repeat.",
        )
    before = _values(plan) if plan is not None else None
    if plan is None:
        plan = CollectionPlan(season_id=season_id)
        session.add(plan)
    plan.weekday, plan.hour, plan.then_import, plan.words_days = weekday, hour, then_import, words_days
    plan.next_run_at = None if weekday is None else next_run(weekday, hour, found.zone, now)
    record(session, actor, "collection.plan", plan, season_id=season_id, now=now, before=before, after=_values(plan))
    return plan


def next_run(weekday: int, hour: int, zone: str, after: datetime) -> datetime:
    """The first moment after ``after`` at which a clock of the zone shows that hour of that weekday; UTC.

    An hour that a change of the clocks leaves out is taken when it would have begun by the old time.
    """
    local = after.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    while True:
        moment = datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
        if moment > after:
            return moment
        day += _WEEK


def order_due(session: Session, now: datetime) -> list[int]:
    """Order the sweeps whose time has come; ids of the seasons. Of several workers at the same moment one orders each.

    A week in which no program ran is made up for by one sweep; while another one is under way, or the season collects no
    more, the turn is passed over.
    """
    due = session.scalars(select(CollectionPlan).where(CollectionPlan.next_run_at <= now)).all()
    return [plan.season_id for plan in due if order_one(session, plan, now)]


def order_one(session: Session, plan: CollectionPlan, now: datetime) -> bool:
    """Order the sweep of one plan as it was read; False where another worker was faster, or it is not to be made."""
    found = session.get_one(Season, plan.season_id)
    if plan.weekday is None:
        return False
    taken = session.execute(
        update(CollectionPlan)
        .where(CollectionPlan.id == plan.id, CollectionPlan.next_run_at == plan.next_run_at)
        .values(next_run_at=next_run(plan.weekday, plan.hour, found.zone, now))
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1 or found.state not in WRITABLE["activity"]:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        return False
    params: dict[str, Any] = {"network": "vk", "whole": False, "then_import": plan.then_import}
    try:
        queue.enqueue(session, CLOCKWORK, season_id=found.id, kind=JobKind.COLLECT, params=params, now=now)
    except Conflict:
        return False
    return True


def words_until(session: Session, found: Season, plan: CollectionPlan | None) -> datetime:
    """When the words of citizens are removed: some days after the decision was signed, a year after the season's end at last."""
    last = datetime(found.year + 2, 1, 1, tzinfo=ZoneInfo(found.zone)).astimezone(UTC)
    signed = _signed_at(session, found)
    if signed is None:
        return last
    return min(signed + timedelta(days=plan.words_days if plan is not None else WORDS_DAYS), last)


def forget_due(session: Session, home: Home, now: datetime) -> list[int]:
    """Remove the words of citizens whose time is over; ids of the seasons."""
    gone = []
    for found in session.scalars(select(Season).order_by(Season.id)).all():
        if not any((folder_of(home, found.year, source).path / WORDS).exists() for source in SOURCES.values()):
            continue
        if words_until(session, found, plan_of(session, found.id)) <= now:
            forget_words(session, home, CLOCKWORK, found.id, now=now, reason="срок хранения истёк")
            gone.append(found.id)
    return gone


def _signed_at(session: Session, found: Season) -> datetime | None:
    """When the decision was signed that stands now."""
    if found.state not in (State.SIGNED, State.PUBLISHED):
        return None
    steps = session.execute(
        select(AuditEvent.at, AuditEvent.after)
        .where(AuditEvent.season_id == found.id, AuditEvent.action == "season.step")
        .order_by(AuditEvent.id.desc())
    )
    return next((at for at, after in steps if (after or {}).get("state") == State.SIGNED), found.published_at)


def _values(plan: CollectionPlan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("weekday", "hour", "then_import", "words_days")}


def _require_sensible(weekday: int | None, hour: int, words_days: int) -> None:
    if weekday is not None and not 0 <= weekday <= 6:
        raise InputError("Выберите день недели из списка.", "Choose a weekday of the list.")
    if not 0 <= hour <= 23:
        raise InputError("Час — от 0 до 23.", "The hour is from 0 to 23.")
    if not 0 <= words_days <= MOST_DAYS:
        raise InputError(
            f"Тексты хранятся от 0 до {MOST_DAYS} дней после подписания решения.",
            f"Words are kept from 0 to {MOST_DAYS} days after the decision was signed.",
        )
