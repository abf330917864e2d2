"""Incidents of a season: announcing one, and taking one back. The rule is one for all pages (``scoring.engine.incidents``).

An incident counts from the next computation on. It may be announced while the season's rule book may change: it is part of
the rules, and once the results are signed neither moves any more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import MAXYEAR, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from criteria.calendar import local_midnight
from criteria.setting import Kind
from scoring.engine.incidents import KINDS, Incident
from scoring.errors import Conflict, InputError, NotFound
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.seasons import require_writable, season
from scoring.sources.findings import LONGEST_TEXT
from scoring.store.incidents import SeasonIncident
from scoring.store.seasons import Season
from scoring.store.showing_incidents import announced, plain

__all__ = ["Announcement", "announce", "announced", "faults", "incident_of", "local", "take_back"]

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said of an incident: ``begins`` and ``ends`` as local times of the season's zone, without zone.

    ``ends`` is the first moment after it. ``kinds``: the tables of evidence that it concerns.
    """

    begins: datetime
    ends: datetime
    kinds: Collection[str]
    reason: str
    link: str = ""


def announce(session: Session, actor: Actor, season_id: int, said: Announcement, *, now: datetime) -> SeasonIncident:
    """Write an incident down. InputError names the first thing that is wrong with it."""
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "incidents")
    wrong = faults(found, said)
    if wrong:
        raise next(iter(wrong.values()))
    begins, ends = (moment.replace(tzinfo=ZoneInfo(found.zone)) for moment in (said.begins, said.ends))
    row = SeasonIncident(
        season_id=season_id,
        begins_at=begins,
        ends_at=ends,
        **{kind: kind in said.kinds for kind in KINDS},
        reason=said.reason.strip(),
        link=said.link.strip(),
        made_by=actor.id,
        made_name=actor.name[:_LONGEST_NAME],
        made_at=now,
    )
    session.add(row)
    session.flush()
    record(session, actor, "incident.announce", row, season_id=season_id, now=now, after=_told(row), reason=row.reason)
    return row


def faults(found: Season, said: Announcement) -> dict[str, InputError]:
    """What is wrong with an announcement, by the field where it is wrong; empty where it may be made."""
    wrong: dict[str, InputError] = {}
    first, last = (local_midnight(datetime(year, 1, 1).date(), found.zone) for year in (found.year, found.year + 1))  # noqa: DTZ001 a local date
    begins, ends = (moment.replace(tzinfo=ZoneInfo(found.zone)).timestamp() for moment in (said.begins, said.ends))
    if begins >= ends:
        wrong["ends"] = InputError(
            "Сбой кончается раньше, чем начинается: исправьте начало или конец.",
            "The incident ends before it begins: correct its begin or its end.",
        )
    elif ends <= first or begins >= last:
        wrong["begins"] = InputError(
            f"Сбой лежит вне срока конкурса, {found.year} года: исправьте год.",
            f"The incident lies outside the contest's period, the year {found.year}: correct the year.",
        )
    unknown = sorted(set(said.kinds) - set(KINDS))
    if unknown or not said.kinds:
        there = ", ".join(KINDS)
        wrong["kinds"] = InputError(
            f"Отметьте, каких данных коснулся сбой: {there}.", f"Say which evidence the incident concerns: {there}."
        )
    if not said.reason.strip():
        wrong["reason"] = InputError("Напишите, что случилось.", "Write what happened.")
    for field, words in (("reason", said.reason), ("link", said.link)):
        if len(words.strip()) > LONGEST_TEXT:
            wrong[field] = InputError(f"Сократите до {LONGEST_TEXT} знаков.", f"Shorten to {LONGEST_TEXT} characters.")
    return wrong


def incident_of(found: Season, said: Announcement) -> Incident:
    """What the engine would make of an announcement without faults: to see its effect before it is made."""
    begins, ends = (int(moment.replace(tzinfo=ZoneInfo(found.zone)).timestamp()) for moment in (said.begins, said.ends))
    kinds: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind in said.kinds)
    return Incident(begins, ends, kinds, said.reason.strip(), said.link.strip())


def take_back(session: Session, actor: Actor, incident_id: int, *, reason: str, now: datetime) -> SeasonIncident:
    """Take an incident back: what it left out counts again from the next computation on."""
    require_organizer(actor)
    row = session.get(SeasonIncident, incident_id)
    if row is None:
        raise NotFound("Такого сбоя нет.", "There is no such incident.")
    require_writable(season(session, row.season_id), "incidents")
    session.refresh(row)
    if row.removed_at is not None:
        raise Conflict(
            f"Этот сбой уже отменил(а) {row.removed_name}. Откройте страницу заново.",
            f"{row.removed_name} has taken this incident back already. Open the page again.",
        )
    if not reason.strip():
        raise InputError("Напишите, почему сбой отменяется.", "Write why the incident is taken back.")
    row.removed_by, row.removed_name = actor.id, actor.name[:_LONGEST_NAME] or "—"
    row.removed_at, row.removed_reason = now, reason.strip()[:LONGEST_TEXT]
    record(session, actor, "incident.remove", row, season_id=row.season_id, now=now, before=_told(row), reason=row.removed_reason)
    session.flush()
    return row


def local(text: str, *, end: bool) -> datetime | None:
    """A local time out of «2025-03-03» or «2025-03-03 10:00»; None where it is none.

    A date alone is its midnight, as an end the midnight after it, so that an incident from the 3rd to the 5th holds three days.
    """
    kept = text.strip()
    try:
        moment = datetime.fromisoformat(kept)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return None
    alone = end and len(kept) == len("2025-03-03") and moment.year < MAXYEAR
    return moment + timedelta(days=1) if alone else moment


def _told(row: SeasonIncident) -> dict[str, Any]:
    one = plain(row)
    return {"begins": row.begins_at.isoformat(), "ends": row.ends_at.isoformat(), "kinds": list(one.kinds), "link": row.link}
