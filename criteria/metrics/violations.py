"""What penalties are taken for: adverts, a lost state mark, wrong widgets, closed comments. Source: the default rule book, 6.4.

A value says how many times a penalty is due: 0 is a page without fault. What no evidence shows is unknown, never a fault.
"""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from pydantic import Field

from criteria import phrases
from criteria.evidence import UNKNOWN, Bool, Int64
from criteria.measurement import Language, Measured, Params
from criteria.metrics.counting import inside_posts
from criteria.metrics.rows import greatest, pages_of, totals
from criteria.setting import Scene


class AdvertsParams(Params):
    """Nothing to set."""


class MarkLostParams(Params):
    """Nothing to set."""


class WrongWidgetsParams(Params):
    """``weeks``: so many weeks in a row with a wrong link are forgiven."""

    weeks: Annotated[int, Field(ge=0, le=53)] = 4


class CommentsShutParams(Params):
    """``days``: so many days in a row with closed comments are forgiven."""

    days: Annotated[int, Field(ge=0, le=366)] = 30


def _any(bounds: Int64, wanted: Bool) -> Bool:
    """(pages,) whether a page has a wanted row."""
    found = np.zeros(len(bounds) - 1, np.bool_)
    filled = bounds[1:] > bounds[:-1]
    if filled.any():
        found[filled] = np.logical_or.reduceat(wanted, bounds[:-1][filled])
    return found


def _rows_of(bounds: Int64, pages: Int64) -> tuple[Int64, Int64]:
    """All rows of some pages, and for each its page as an index into ``pages``."""
    count = bounds[pages + 1] - bounds[pages]
    which = np.repeat(np.arange(len(pages)), count)
    ends = np.cumsum(count)
    return np.arange(len(which)) + np.repeat(bounds[pages] - (ends - count), count), which


def adverts(scene: Scene, _params: AdvertsParams) -> Measured:
    """Posts marked as advertisements and published inside the period, reposts and posts deleted since included; always known."""
    posts, pages = scene.block.posts, scene.block.count
    count = totals(posts.bounds, scene.share(inside_posts, None) & posts.advert)
    return Measured(count, np.ones(pages, np.int64), {"adverts": count})


def tell_adverts(facts: Mapping[str, int], language: Language) -> str:
    """«3 рекламные записи»."""
    count = facts["adverts"]
    if language == "ru":
        return (
            phrases.counted_ru(count, "рекламная запись", "рекламные записи", "рекламных записей")
            if count
            else "рекламных записей нет"
        )
    return phrases.counted_en(count, "advertising post", "advertising posts") if count else "no advertising post"


def mark_lost(scene: Scene, _params: MarkLostParams) -> Measured:
    """1 where a check inside the period saw the state mark and the next one that tells did not, else 0.

    The register's word on the mark has no date and is not asked. A mark that came back is lost all the same. Unknown where no
    check inside the period tells.
    """
    checks, calendar, pages = scene.block.checks, scene.setting.calendar, scene.block.count
    first, last = calendar.start_day + calendar.first_day, calendar.end_day + calendar.first_day
    tells = (checks.mark != UNKNOWN) & (checks.day >= first) & (checks.day < last)
    suspects = np.flatnonzero(_any(checks.bounds, tells & (checks.mark == 0)))
    row, which = _rows_of(checks.bounds, suspects)
    row, page = row[tells[row]], suspects[which[tells[row]]]
    mark = checks.mark[row]
    lost = 1 + np.flatnonzero((page[1:] == page[:-1]) & (mark[:-1] == 1) & (mark[1:] == 0))
    losers, at = np.unique(page[lost], return_index=True)
    day = np.full(pages, UNKNOWN, np.int64)
    day[losers] = checks.day[row[lost[at]]]
    known = _any(checks.bounds, tells).astype(np.int64)
    facts = {"lost": (day != UNKNOWN).astype(np.int64), "day": day, "known": known}
    return Measured(facts["lost"], known, facts)


def tell_mark_lost(facts: Mapping[str, int], language: Language) -> str:
    """«госметка пропала: 4 июля её уже не было»."""
    if not facts["known"]:
        return "была ли госметка весь срок, неизвестно" if language == "ru" else "whether the mark was kept is not known"
    if not facts["lost"]:
        return "госметка не пропадала" if language == "ru" else "the state mark was not lost"
    day = phrases.day(facts["day"], language)
    return f"госметка пропала: {day} её уже не было" if language == "ru" else f"the state mark was lost: gone by {day}"


def wrong_widgets(scene: Scene, params: WrongWidgetsParams) -> Measured:
    """1 where a widget of the state portal (ПОС) had a wrong link for more than ``weeks`` weeks in a row, else 0.

    Over the whole ISO weeks of the period: a week is wrong where every check of it that tells saw a wrong link, and fine where
    one did not. A week without such a check neither counts nor breaks a row, and a check in which widgets are waived does not
    tell. Unknown where no week tells.
    """
    checks, calendar, pages = scene.block.checks, scene.setting.calendar, scene.block.count
    weeks = len(calendar.weeks)
    first = int(calendar.weeks[0]) + calendar.first_day if weeks else 0
    tells = (checks.widgets_wrong != UNKNOWN) & (checks.widgets_waived != 1)
    tells &= (checks.day >= first) & (checks.day < first + 7 * weeks)
    suspects = np.flatnonzero(_any(checks.bounds, tells & (checks.widgets_wrong > 0)))
    row, which = _rows_of(checks.bounds, suspects)
    row, which = row[tells[row]], which[tells[row]]
    cell = which * weeks + (checks.day[row].astype(np.int64) - first) // 7
    seen = np.bincount(cell, minlength=len(suspects) * weeks).reshape(len(suspects), weeks)
    wrong = np.bincount(cell[checks.widgets_wrong[row] > 0], minlength=len(suspects) * weeks).reshape(len(suspects), weeks)
    facts = {name: np.zeros(pages, np.int64) for name in ("weeks", "from_day", "to_day")}
    longest, begin, end = _longest_row((seen > 0) & (wrong == seen), (seen > 0) & (wrong < seen))
    facts["weeks"][suspects] = longest
    facts["from_day"][suspects], facts["to_day"][suspects] = first + 7 * begin, first + 7 * end + 6
    known = _any(checks.bounds, tells).astype(np.int64)
    facts |= {"allowed": np.full(pages, params.weeks, np.int64), "known": known}
    return Measured((facts["weeks"] > params.weeks).astype(np.int64), known, facts)


def _longest_row(counts: Bool, breaks: Bool) -> tuple[Int64, Int64, Int64]:
    """(pages,) length of the first longest row in (pages, weeks), and the weeks of its two ends, 0 where there is none."""
    row, begin, longest, first, last = (np.zeros(len(counts), np.int64) for _ in range(5))
    weeks = zip(np.ascontiguousarray(counts.T), np.ascontiguousarray(breaks.T), strict=True)
    for week, (wrong, fine) in enumerate(weeks):
        begin[wrong & (row == 0)] = week
        row += wrong
        row[fine] = 0
        better = row > longest
        longest[better], first[better], last[better] = row[better], begin[better], week
    return longest, first, last


def tell_wrong_widgets(facts: Mapping[str, int], language: Language) -> str:
    """«неверная ссылка виджета 6 недель подряд, с 4 мая по 14 июня; прощается 4»."""
    weeks, allowed = facts["weeks"], facts["allowed"]
    if not facts["known"]:
        return "верны ли ссылки виджетов, неизвестно" if language == "ru" else "whether the widgets' links are right is not known"
    if not weeks:
        return "неверных ссылок виджетов не было" if language == "ru" else "the widgets had no wrong link all week long"
    span = phrases.span(facts["from_day"], facts["to_day"], language)
    if language == "ru":
        row = f"{phrases.counted_ru(weeks, 'неделю', 'недели', 'недель')} подряд" if weeks > 1 else "одну неделю"
        return f"неверная ссылка виджета {row}, {span}; прощается {allowed}"
    row = f"{phrases.counted_en(weeks, 'week', 'weeks')} in a row" if weeks > 1 else "one week"
    return f"a widget's link was wrong for {row}, {span}; {allowed} forgiven"


def comments_shut(scene: Scene, params: CommentsShutParams) -> Measured:
    """1 where comments were closed for more than ``days`` days in a row, else 0.

    A row: posts of the period, of whatever kind, known to be closed, with none known to be open between them; its length is
    the local days from its first post to its last, so that only what is proven counts. Unknown where no post's state is known.
    """
    posts, calendar, pages = scene.block.posts, scene.setting.calendar, scene.block.count
    inside = scene.share(inside_posts, None)
    opened, closed = inside & (posts.comments_open == 1), inside & (posts.comments_open == 0)
    known = _any(posts.bounds, opened | closed).astype(np.int64)
    row = np.flatnonzero(closed)
    page, day = pages_of(np.searchsorted(row, posts.bounds)), calendar.day_of(posts.time[row])

    begins = np.ones(len(row), np.bool_)
    if len(row):
        begins[1:] = (page[1:] != page[:-1]) | np.logical_or.reduceat(opened, row)[:-1]  # an open post between two closed ones
    begin = np.flatnonzero(begins)
    end = np.append(begin[1:], len(row))[: len(begin)] - 1
    length = day[end] - day[begin]
    bounds = np.searchsorted(page[begin], np.arange(pages + 1))
    longest = np.flatnonzero(length == np.repeat(greatest(bounds, length, 0), np.diff(bounds)))
    longest = longest[np.searchsorted(longest, bounds[:-1][np.diff(bounds) > 0])]  # the first of each page
    begin, end = begin[longest], end[longest]

    facts = {name: np.zeros(pages, np.int64) for name in ("days", "from_day", "to_day", "posts")}
    where = page[begin]
    facts["days"][where] = day[end] - day[begin]
    facts["from_day"][where], facts["to_day"][where] = day[begin] + calendar.first_day, day[end] + calendar.first_day
    facts["posts"][where] = end - begin + 1
    facts |= {"allowed": np.full(pages, params.days, np.int64), "known": known}
    return Measured((facts["days"] > params.days).astype(np.int64), known, facts)


def tell_comments_shut(facts: Mapping[str, int], language: Language) -> str:
    """«комментарии закрыты 45 дней подряд, с 1 марта по 15 апреля; прощается 30»."""
    days, posts = facts["days"], facts["posts"]
    if not facts["known"]:
        return "открыты ли комментарии, неизвестно" if language == "ru" else "whether comments are open is not known"
    if not posts:
        return "комментарии не закрывались" if language == "ru" else "comments were not closed"
    span = phrases.span(facts["from_day"], facts["to_day"], language)
    if language == "ru":
        if not days:
            return f"комментарии закрыты в один день, {phrases.day(facts['from_day'], language)}"
        row = phrases.counted_ru(days, "день", "дня", "дней")
        return f"комментарии закрыты {row} подряд, {span}; прощается {facts['allowed']}"
    if not days:
        return f"comments closed on one day, {phrases.day(facts['from_day'], language)}"
    return f"comments closed for {phrases.counted_en(days, 'day', 'days')} in a row, {span}; {facts['allowed']} forgiven"
