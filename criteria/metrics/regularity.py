"""Regularity: the weekly norm (R1), the longest silence (R2), the share of own posts (R3). Source: the default rule book.

The weekly norm of three follows the recommendation of Bashkortostan of 2025 («не менее трёх сообщений в неделю»).
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from criteria import phrases
from criteria.evidence import UNKNOWN, Int32, Int64
from criteria.measurement import Language, Measured, Params
from criteria.metrics.counting import Counting, counted_posts
from criteria.metrics.rows import greatest
from criteria.setting import Scene


class WeeklyNormParams(Params):
    """``norm``: posts a week; ``relaxed_norm``: posts in a week of holidays or vacations."""

    norm: Annotated[int, Field(ge=1, le=20)] = 3
    relaxed_norm: Annotated[int, Field(ge=1, le=20)] = 1
    counting: Counting = Counting()


def weekly_norm(scene: Scene, params: WeeklyNormParams) -> Measured:
    """R1 = 1/|W| * sum over weeks of min(1, n/q): a share.

    W: whole ISO weeks inside [E0, P1) that no incident of posts touched. n: counted posts of the week without mandated texts.
    q: ``norm``, in a relaxed week ``relaxed_norm``. Kept whole over the least common multiple of both norms. Unknown where W
    is empty.
    """
    calendar, pages = scene.setting.calendar, scene.block.count
    weeks = len(calendar.weeks)
    posts = scene.share(counted_posts, params.counting).unprompted
    # A row a week and a column a page, the row before the first one for days of no whole week: sums go down whole rows.
    cell = ((calendar.week_of_day + 1) * pages)[posts.day]
    cell += posts.page
    posted = np.bincount(cell, minlength=(weeks + 1) * pages).reshape(weeks + 1, pages)[1:].astype(np.int32)
    asked, count = np.arange(weeks)[:, None] >= scene.first_week, scene.asked_weeks("posts")
    if "posts" in scene.setting.left_out:
        asked &= ~scene.setting.left_out["posts"][:, None]
    posted *= asked

    unit = math.lcm(params.norm, params.relaxed_norm)
    relaxed = scene.setting.relaxed.T[:, scene.block.pages.nomination]
    need = np.where(relaxed, np.int32(params.relaxed_norm), np.int32(params.norm))
    short = (posted < need) & asked
    kept = np.minimum(posted, need, out=need)
    kept *= np.where(relaxed, np.int32(unit // params.relaxed_norm), np.int32(unit // params.norm))
    return Measured(
        _down(kept),
        count * unit,
        {
            "weeks": count,
            "short": _down(short.view(np.int8)),
            "relaxed": _down((relaxed & asked).view(np.int8)),
            "posts": _down(posted),
            "norm": np.full(pages, params.norm, np.int64),
            "relaxed_norm": np.full(pages, params.relaxed_norm, np.int64),
            **_left_out(scene),
        },
    )


def _left_out(scene: Scene) -> Mapping[str, Int64]:
    """The fact how many weeks an incident took away, where there was one."""
    return {"left_out": scene.weeks_left_out("posts")} if "posts" in scene.setting.left_out else {}


def _down(by_week: NDArray[np.int8] | Int32) -> Int64:
    """(pages,) sums of (weeks, pages), in the kind that they have: a year's 53 flags fit an int8, its posts an int32."""
    summed: Int64 = by_week.sum(axis=0, dtype=by_week.dtype).astype(np.int64)
    return summed


def tell_weekly_norm(facts: Mapping[str, int], language: Language) -> str:
    """«12 из 52 недель без трёх записей»."""
    weeks, short, norm, relaxed = facts["weeks"], facts["short"], facts["norm"], facts["relaxed"]
    enough, left_out = facts["relaxed_norm"], facts.get("left_out", 0)
    if language == "ru":
        if not weeks:
            return "ни одной полной недели с первой известной записи: о недельной норме ничего не известно"
        of = f"из{phrases.NBSP}{phrases.counted_ru(weeks, 'недели', 'недель', 'недель')}"
        posts = f"{phrases.without_ru(norm)} {phrases.plural_ru(norm, 'записи', 'записей', 'записей')}"
        text = f"{short} {of} без {posts}" if short else f"в каждой {of} не меньше {posts}"
        rest = phrases.counted_ru(relaxed, "неделе", "неделях", "неделях")
        hint = f" (в{phrases.NBSP}{rest} каникул и праздников норма {enough})"
        gone = f"; не в счёт из-за сбоя: {phrases.counted_ru(left_out, 'неделя', 'недели', 'недель')}"
    else:
        if not weeks:
            return "not one whole week since the first known post: nothing is known of the weekly norm"
        of = f"of {phrases.counted_en(weeks, 'week', 'weeks')}"
        posts = phrases.counted_en(norm, "post", "posts")
        text = f"{short} {of} below {posts}" if short else f"each {of} has at least {posts}"
        hint = f" (the norm of {phrases.counted_en(relaxed, 'week', 'weeks')} of holidays is {enough})"
        gone = f"; left out for an incident: {phrases.counted_en(left_out, 'week', 'weeks')}"
    text += hint if relaxed and enough != norm else ""
    return text + gone if left_out else text


class SilenceParams(Params):
    """Which posts break a silence."""

    counting: Counting = Counting()


def longest_silence(scene: Scene, params: SilenceParams) -> Measured:
    """R2 = the longest gap in days between counted posts, from E0 to the first one and from the last one to P1 included.

    Counted from local day to local day: posts on Monday and on the next Monday are 7 days apart. A day of a relaxed week
    weighs 1/3, so gaps are kept in thirds of a day; of equal gaps the first is told. A day of an incident of posts weighs
    nothing. Days of the incomplete weeks at the period's borders weigh whole. Unknown for a page that has no known post before
    the period's end.
    """
    calendar, count = scene.setting.calendar, scene.block.count
    posts = scene.share(counted_posts, params.counting).own
    passed = thirds_passed(scene)
    nomination = scene.block.pages.nomination.astype(np.int64) % len(passed)
    begin, end = np.minimum(calendar.day_of(scene.origin), calendar.end_day), np.full(count, calendar.end_day, np.int64)
    filled = np.flatnonzero(posts.per_page)
    first, last = posts.bounds[:-1][filled], posts.bounds[1:][filled] - 1

    flat, row = passed.ravel(), nomination * passed.shape[1]
    at = np.repeat(row, posts.per_page)
    at += posts.day
    reached = flat[at]
    gap = np.empty_like(reached)
    np.subtract(reached[1:], reached[:-1], out=gap[1:])
    gap[first] = reached[first] - flat[row + begin][filled]
    longest = greatest(posts.bounds, gap, UNKNOWN)
    before = begin.copy()
    before[filled] = posts.day[last]
    final = flat[row + end] - flat[row + before]

    # Where no gap before a post is shorter than the one before the end, the first of the longest is told instead of the last.
    inner = (longest >= final)[filled]
    hit = np.flatnonzero(gap == np.repeat(longest, posts.per_page))
    where, first = hit[np.searchsorted(hit, first[inner])], first[inner]
    end[filled[inner]] = posts.day[where]
    before[filled[inner]] = np.where(where == first, begin[filled[inner]], posts.day[where - 1])
    known = scene.origin < calendar.end
    thirds = np.maximum(longest, final) * known
    return Measured(
        thirds,
        3 * known.astype(np.int64),
        {
            "thirds": thirds,
            "days": (end - before) * known,
            "from_day": before + calendar.first_day,
            "to_day": end + calendar.first_day,
            "known": known.astype(np.int64),
            **_quiet_days(scene, before, end),
        },
    )


def thirds_passed(scene: Scene) -> Int64:
    """(nominations + 1, days + 1) thirds of a day passed before each local day.

    A day weighs three, one of a relaxed week one, one of an incident of posts none.
    """
    week = scene.setting.calendar.week_of_day
    relaxed = scene.setting.relaxed
    weights = np.full((len(relaxed), len(week) + 1), 3, np.int64)
    weights[:, 0] = 0
    weights[:, 1:][:, week >= 0] = np.where(relaxed[:, week[week >= 0]], 1, 3)
    if scene.setting.quiet is not None:
        weights[:, 1:][:, scene.setting.quiet] = 0
    return np.cumsum(weights, axis=1)


def _quiet_days(scene: Scene, since: Int64, until: Int64) -> Mapping[str, Int64]:
    """The fact how many days of incidents lie in each page's silence, where there was an incident of posts."""
    if scene.setting.quiet is None:
        return {}
    passed = np.append(0, np.cumsum(scene.setting.quiet))
    return {"quiet": passed[until] - passed[since]}


def tell_longest_silence(facts: Mapping[str, int], language: Language) -> str:
    """«самое долгое молчание: 23 дня, с 4 по 27 июля»."""
    days, thirds = facts["days"], facts["thirds"]
    span = phrases.span(facts["from_day"], facts["to_day"], language)
    weighed, quiet = phrases.number(Fraction(thirds, 3), language), facts.get("quiet", 0)
    if language == "ru":
        if not facts["known"]:
            return "записей до конца срока нет: о молчании ничего не известно"
        text = f"самое долгое молчание: {phrases.counted_ru(days, 'день', 'дня', 'дней')}, {span}"
        hint = f" (дни каникул и праздников — за треть{', дни сбоя не в счёт' if quiet else ''}: {weighed})"
    else:
        if not facts["known"]:
            return "no post before the period's end: nothing is known of silences"
        text = f"longest silence: {phrases.counted_en(days, 'day', 'days')}, {span}"
        hint = f" (days of holidays weigh a third{', those of an incident nothing' if quiet else ''}: {weighed})"
    return text if thirds == 3 * days else text + hint


class OwnContentParams(Params):
    """Which posts count as own."""

    counting: Counting = Counting()


def own_content(scene: Scene, params: OwnContentParams) -> Measured:
    """R3 = own / (own + reposts): a share; a page without either has 0, as the rule book says."""
    posts = scene.share(counted_posts, params.counting)
    own = posts.own.per_page
    return Measured(own, np.maximum(own + posts.reposts, 1), {"own": own, "reposts": posts.reposts})


def tell_own_content(facts: Mapping[str, int], language: Language) -> str:
    """«своих записей 40, репостов 10»."""
    own, reposts = facts["own"], facts["reposts"]
    if language == "ru":
        if not own + reposts:
            return "ни записей, ни репостов в зачёте нет"
        return f"своих записей {own}, репостов {reposts} (своих {phrases.percent(own, own + reposts, language)})"
    if not own + reposts:
        return "neither posts nor reposts count"
    return f"own posts {own}, reposts {reposts} ({phrases.percent(own, own + reposts, language)} own)"
