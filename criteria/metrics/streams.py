"""Live streams: how many (L1), over how many quarters (L2). Source: the default rule book, "Live stream counted"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

import numpy as np
from pydantic import Field

from criteria import phrases
from criteria.evidence import UNKNOWN, Bool, Int8, Int64
from criteria.measurement import Language, Measured, Params
from criteria.networks import SILENT_ON_STREAMS
from criteria.setting import Scene

HOUR = 3600
_UNTOLD = "об эфирах сеть не рассказывает: неизвестно", "the network does not tell of streams: not known"


class StreamRule(Params):
    """What a stream needs to count; ``unconfirmed_counts`` lets in those that no moderator has looked at."""

    min_seconds: Annotated[int, Field(ge=0, le=86_400)] = 600
    join_hours: Annotated[int, Field(ge=0, le=24)] = 2
    unconfirmed_counts: bool = False


class StreamCountParams(Params):
    """``year_weeks``: to how many weeks the number of a page opened mid-year is stretched."""

    year_weeks: Annotated[int, Field(ge=1, le=53)] = 52
    streams: StreamRule = StreamRule()


class StreamQuartersParams(Params):
    """``min_weeks``: eligible weeks from which a quarter is asked of a page."""

    min_weeks: Annotated[int, Field(ge=1, le=13)] = 6
    streams: StreamRule = StreamRule()


@dataclass(frozen=True, slots=True, eq=False)
class CountedStreams:
    """Streams that count, arrays (n,): page, and local day of the calendar on which the first part began.

    ``unconfirmed`` (pages,): streams in the period at which no moderator has looked.
    """

    page: Int64
    day: Int64
    unconfirmed: Int64


def counted_streams(scene: Scene, rule: StreamRule) -> CountedStreams:
    """Streams begun in the period that a moderator confirmed, parts joined, together at least ``min_seconds`` long.

    A part that begins at most ``join_hours`` hours after the end of the one before, with the same title on the same page,
    belongs to that stream; streams without a title stay single.
    """
    streams, pages = scene.block.streams, scene.block.count
    page_of = np.repeat(np.arange(pages), np.diff(streams.bounds))
    row, first, total = _joined(scene, rule)
    begin = row[first][total >= rule.min_seconds]
    unseen = _inside(scene) & (streams.confirmed == UNKNOWN)
    return CountedStreams(
        page_of[begin],
        scene.setting.calendar.day_of(streams.started[begin]),
        np.bincount(page_of[unseen], minlength=pages).astype(np.int64),
    )


class StreamReason(IntEnum):
    """Why a stream does not count by itself: PART belongs to one that began before, SHORT is too short with all its parts."""

    COUNTED = 0
    OUTSIDE = 1
    REFUSED = 2
    UNSEEN = 3
    PART = 4
    SHORT = 5


def stream_reasons(scene: Scene, rule: StreamRule) -> Int8:
    """(streams,) int8 codes of ``StreamReason``: whether each stream of the block counts, and what keeps it out."""
    confirmed = scene.block.streams.confirmed
    found = np.where(confirmed == UNKNOWN, StreamReason.UNSEEN, StreamReason.REFUSED).astype(np.int8)
    found[~_inside(scene)] = StreamReason.OUTSIDE
    row, first, total = _joined(scene, rule)
    long = total[np.cumsum(first) - 1] >= rule.min_seconds if len(row) else first
    found[row] = np.where(long, np.where(first, StreamReason.COUNTED, StreamReason.PART), StreamReason.SHORT)
    found.flags.writeable = False
    return found


def _inside(scene: Scene) -> Bool:
    streams, calendar = scene.block.streams, scene.setting.calendar
    inside: Bool = (streams.started >= calendar.start) & (streams.started < calendar.end)
    return inside


def _joined(scene: Scene, rule: StreamRule) -> tuple[Int64, Bool, Int64]:
    """Rows of the live streams by page, title and start; which of them are first parts; and seconds of each whole stream."""
    streams = scene.block.streams
    page_of = np.repeat(np.arange(scene.block.count), np.diff(streams.bounds))
    inside = _inside(scene)
    unseen = streams.confirmed == UNKNOWN
    live = (streams.confirmed == 1) | unseen if rule.unconfirmed_counts else streams.confirmed == 1
    row = np.flatnonzero(inside & live)
    row = row[np.lexsort((streams.started[row], streams.title_key[row], page_of[row]))]
    page, title = page_of[row], streams.title_key[row]
    started, duration = streams.started[row], np.maximum(streams.duration[row], 0).astype(np.int64)

    first = np.ones(len(row), np.bool_)
    apart = started[1:] - (started[:-1] + duration[:-1]) > rule.join_hours * HOUR
    first[1:] = (page[1:] != page[:-1]) | (title[1:] != title[:-1]) | (title[1:] == 0) | apart
    total = np.bincount(np.cumsum(first) - 1, weights=duration).astype(np.int64)  # whole seconds: exact as floats
    return row, first, total


def told_streams(scene: Scene) -> Bool:
    """(pages,) whether anything is known of a page's streams: its network tells of them, or somebody has submitted one."""
    silent = np.isin(scene.block.pages.network, SILENT_ON_STREAMS)
    told: Bool = ~silent | (np.diff(scene.block.streams.bounds) > 0)
    return told


def stream_count(scene: Scene, params: StreamCountParams) -> Measured:
    """L1 = streams * year_weeks / |W|: streams a year; unknown where |W| is 0, or where nothing is known of streams.

    W: the page's eligible weeks that no incident of streams touched.
    """
    found = scene.share(counted_streams, params.streams)
    count = np.bincount(found.page, minlength=scene.block.count).astype(np.int64)
    weeks, told = scene.asked_weeks("streams"), told_streams(scene)
    facts = {"streams": count, "weeks": weeks, "unconfirmed": found.unconfirmed, "told": told.astype(np.int64)}
    return Measured(count * params.year_weeks, np.where(told, weeks, 0), facts)


def tell_stream_count(facts: Mapping[str, int], language: Language) -> str:
    """«3 прямых эфира за 51 неделю»."""
    streams, weeks, unseen = facts["streams"], facts["weeks"], facts["unconfirmed"]
    if not facts.get("told", 1):
        return _UNTOLD[language == "en"]
    if language == "ru":
        live = (
            phrases.counted_ru(streams, "прямой эфир", "прямых эфира", "прямых эфиров") if streams else "ни одного прямого эфира"
        )
        text = f"{live} в зачёте"
        text += (
            f" за {phrases.counted_ru(weeks, 'неделю', 'недели', 'недель')}"
            if weeks
            else "; полных недель нет, сравнить не с чем"
        )
        hint = f"; не проверено модератором: {unseen}"
    else:
        live = phrases.counted_en(streams, "live stream", "live streams") if streams else "no live stream"
        text = f"{live} counted"
        text += f" in {phrases.counted_en(weeks, 'week', 'weeks')}" if weeks else "; there is no whole week to compare with"
        hint = f"; not looked at by a moderator: {unseen}"
    return text + hint if unseen else text


def stream_quarters(scene: Scene, params: StreamQuartersParams) -> Measured:
    """L2 = quarters with a stream / quarters asked: a share.

    A quarter is asked of a page when at least ``min_weeks`` of its eligible weeks (by their Thursdays) lie in it, those that
    an incident of streams touched left out; a stream in a quarter that is not asked does not count. Unknown where none is.
    """
    calendar, pages = scene.setting.calendar, scene.block.count
    found = scene.share(counted_streams, params.streams)
    weeks_before = np.zeros((len(calendar.weeks) + 1, 4), np.int64)
    inside = calendar.quarter_of_week[:, None] == np.arange(4)
    if "streams" in scene.setting.left_out:
        inside &= ~scene.setting.left_out["streams"][:, None]
    weeks_before[1:] = np.cumsum(inside, axis=0)
    asked = weeks_before[-1] - weeks_before[scene.first_week] >= params.min_weeks
    held = np.bincount(found.page * 4 + calendar.quarter_of_day[found.day], minlength=pages * 4).reshape(pages, 4) > 0
    quarters = asked.sum(axis=1).astype(np.int64)
    with_stream = (held & asked).sum(axis=1).astype(np.int64)
    told = told_streams(scene)
    facts = {"quarters": quarters, "with_stream": with_stream, "told": told.astype(np.int64)}
    return Measured(with_stream, np.where(told, quarters, 0), facts)


def tell_stream_quarters(facts: Mapping[str, int], language: Language) -> str:
    """«эфиры в 3 из 4 кварталов»."""
    quarters, held = facts["quarters"], facts["with_stream"]
    if not facts.get("told", 1):
        return _UNTOLD[language == "en"]
    if language == "ru":
        if not quarters:
            return "ни в одном квартале нет достаточно полных недель: о кварталах ничего не известно"
        return f"эфиры в{phrases.NBSP}{held} из{phrases.NBSP}{phrases.counted_ru(quarters, 'квартала', 'кварталов', 'кварталов')}"
    if not quarters:
        return "no quarter with enough eligible weeks: nothing is known of the quarters"
    return f"streams in {held} of {phrases.counted_en(quarters, 'quarter', 'quarters')}"
