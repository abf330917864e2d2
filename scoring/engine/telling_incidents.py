"""Tells incidents in words: when, what evidence they concern, and what of it counts for nobody."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from criteria.calendar import season_calendar
from criteria.measurement import Language
from criteria.phrases import counted_en, counted_ru, day, plural_ru, span
from criteria.setting import Kind
from scoring.engine.incidents import KINDS, Incident, Incidents

KIND_WORDS: Final[dict[Kind, tuple[str, str]]] = {
    "posts": ("записи", "posts"),
    "messages": ("сообщения и ответы", "messages and answers"),
    "streams": ("эфиры", "live streams"),
    "checks": ("проверки оформления", "design checks"),
}
_EPOCH: Final = date(1970, 1, 1)


def kinds_told(incident: Incident, language: Language) -> str:
    """«записи, проверки оформления»."""
    return ", ".join(KIND_WORDS[kind][language == "en"] for kind in KINDS if kind in incident.kinds)


def when(incident: Incident, zone: str, language: Language) -> str:
    """«3 марта 10:00 — 5 марта 18:30», whole days «с 3 по 5 марта», in the local time of the zone."""
    begins, ends = (datetime.fromtimestamp(moment, ZoneInfo(zone)) for moment in (incident.begins, incident.ends))
    first, last = ((moment.date() - _EPOCH).days for moment in (begins, ends))
    if begins.hour == begins.minute == ends.hour == ends.minute == 0:
        return day(first, language) if last - first <= 1 else span(first, last - 1, language)
    until = f"{ends:%H:%M}"
    if until == "00:00":
        last, until = last - 1, "24:00"
    if first == last:
        return f"{day(first, language)}, {begins:%H:%M}–{until}"
    return f"{day(first, language)} {begins:%H:%M} — {day(last, language)} {until}"


def incident_notes(incidents: Incidents, year: int, zone: str, language: Language) -> tuple[str, ...]:
    """One sentence an incident: «неделя не учтена: Сбой сети, с 3 по 5 марта (записи, сообщения и ответы)»."""
    calendar = season_calendar(year, zone, ())
    found = []
    for incident in incidents:
        weeks = Incidents((incident,)).left_out(calendar).get("posts")
        count = 0 if weeks is None else int(weeks.sum())
        told = f"{incident.reason}, {when(incident, zone, language)} ({kinds_told(incident, language)})"
        if language == "ru":
            verb = plural_ru(count, "не учтена", "не учтены", "не учтено")
            lead = f"{'неделя' if count == 1 else counted_ru(count, 'неделя', 'недели', 'недель')} {verb}"
            found.append(f"{lead if count else 'время сбоя не учтено'} ни у кого: {told}")
        else:
            lead = counted_en(count, "week", "weeks") if count else "the time of the incident"
            found.append(f"{lead} left out for everybody: {told}")
    return tuple(found)
