"""Builds what every metric knows beside the evidence: calendar, relaxed weeks, mandated texts."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np

from criteria.calendar import Calendar, season_calendar
from criteria.evidence import Bool, Int64
from criteria.rulebook import CalendarRule, MandatedRule, RuleBook
from criteria.setting import Setting
from scoring.engine.incidents import NO_INCIDENTS, Incidents
from scoring.engine.nominations import rule_of

_HOUR: Final = 3600
_FEWEST_PAGES: Final = 2  # a text on one page alone is never mandated, however few pages there are


def build_setting(
    book: RuleBook,
    *,
    year: int,
    zone: str,
    days_off: Iterable[date],
    nominations: Sequence[str],
    mandated: Int64,
    incidents: Incidents = NO_INCIDENTS,
) -> Setting:
    """The setting of a run over the calendar year ``year`` in the IANA ``zone``; ``mandated``: sorted text keys."""
    rule = book.calendar
    calendar = season_calendar(
        year, zone, days_off, opens=_seconds(rule.opens), closes=_seconds(rule.closes), paused=incidents.spans("messages")
    )
    vacations: list[frozenset[int]] = []
    for name in nominations:
        known = rule_of(book, name)
        vacations.append(frozenset(known.vacation_months if known else ()))
    return Setting(
        calendar,
        tuple(nominations),
        relaxed_weeks(calendar, rule, vacations),
        mandated,
        left_out=incidents.left_out(calendar),
        quiet=incidents.quiet(calendar),
    )


def relaxed_weeks(calendar: Calendar, rule: CalendarRule, vacations: Sequence[frozenset[int]]) -> Bool:
    """(nominations + 1, weeks): weeks with enough weekday days off, and those of a nomination's vacation months.

    A week belongs to the month of its Thursday. The last row serves pages of no nomination and has no vacations.
    """
    holidays = calendar.days_off_in_week() >= rule.relaxed_days_off
    months = calendar.month_of_week()
    relaxed: Bool = np.array([holidays | np.isin(months, sorted(free)) for free in [*vacations, frozenset()]], np.bool_)
    relaxed.flags.writeable = False
    return relaxed


def pages_needed(rule: MandatedRule, pages: int) -> int:
    """How many different pages make a text mandated: ceil(share of all pages), and never fewer than two."""
    return max(_FEWEST_PAGES, -(-rule.share_percent * pages // 100))


def mandated_texts(text_key: Int64, page: Int64, time: Int64, *, needed: int, hours: int) -> Int64:
    """Sorted keys of texts that at least ``needed`` different pages posted within some window of ``hours`` hours.

    All arguments (postings,) int64, in any order. A posting at time t of a page lies in every window that begins in
    [t - hours, t]; what an earlier posting of the same page and text covers already is cut off, so that a page counts once
    in a window. The largest number of pages over one beginning is then a running sum over the ends of these spans.
    """
    if not len(text_key):
        return np.zeros(0, np.int64)
    order = np.lexsort((time, page, text_key))
    key, page, time = text_key[order], page[order], time[order]
    begins = time - hours * _HOUR
    again = (key[1:] == key[:-1]) & (page[1:] == page[:-1])
    begins[1:] = np.where(again, np.maximum(begins[1:], time[:-1] + 1), begins[1:])
    ends = time + 1
    keys = np.concatenate((key, key))
    edge = np.concatenate((begins, ends))
    change = np.repeat(np.array([1, -1]), len(key))
    swept = np.lexsort((change, edge, keys))  # at one moment pages leave before others come
    inside = np.cumsum(change[swept])
    found: Int64 = np.unique(keys[swept][(inside >= needed) & (keys[swept] != 0)])
    return found


def _seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * _HOUR + int(minutes) * 60
