"""What each week of the year gave to each leaf: the parts of which a resampled year is put together.

A leaf whose numerator and denominator are sums over checks, messages, posts or streams is cut into weeks: the week of the
check, of the question, of the post, of the stream's begin. What lies on the year's border days, in no whole week, is the
``rest`` and stays in every year. Formulas are the metrics' own: a metric is asked about each check and each message as if it
were a page of its own, which is what makes the parts add up to the whole, and that is checked (``rest`` is what is left).

Choices that look across weeks stay as they were made in the real year: which of two equal texts counts, which week is a
page's first. A metric that is no sum over weeks (the longest silence, a plain column) has no parts and stays as measured.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import Block, Bool, Float64, Int64
from criteria.measurement import Measured, Metric, Params
from criteria.metrics.counting import Chosen, Counting, counted_posts
from criteria.metrics.streams import StreamCountParams, StreamQuartersParams, counted_streams
from criteria.setting import Scene

WHOLE: Final = 2**53
"""Whole numbers below this are exact as floats."""

Table = TypeVar("Table")


class Parts(Protocol):
    """A leaf of one block cut into weeks."""

    def year(self, times: Float64) -> tuple[Int64, Int64]:
        """(years, pages) numerators and denominators of years in which week w comes ``times[:, w]`` times."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Numerator and denominator are sums: (weeks, pages) float64 holding whole numbers, and (pages,) of the border days.

    The denominator is not below ``least``, as the metric has it.
    """

    numerator: Float64
    denominator: Float64
    rest: tuple[Float64, Float64]
    least: int = 0

    def year(self, times: Float64) -> tuple[Int64, Int64]:
        """Sums of whole numbers below 2**53, so that the order of adding does not matter."""
        above = (times @ self.numerator + self.rest[0]).astype(np.int64)
        below = (times @ self.denominator + self.rest[1]).astype(np.int64)
        return above, np.maximum(below, self.least)


@dataclass(frozen=True, slots=True, eq=False)
class Quarters:
    """Quarters with a stream of quarters asked.

    ``held``: by quarter the weeks that reach into it, and their streams there (weeks of the quarter, pages). ``rest`` (4,
    pages): streams of border days; ``asked`` (4, pages).
    """

    held: tuple[tuple[Int64, Float64], ...]
    rest: Float64
    asked: Bool

    def year(self, times: Float64) -> tuple[Int64, Int64]:
        """A quarter has a stream when a week that was drawn has one in it; which quarters are asked stays as measured."""
        above = np.zeros((len(times), self.asked.shape[1]), np.int64)
        for (weeks, held), rest, asked in zip(self.held, self.rest, self.asked, strict=True):
            above += ((times[:, weeks] @ held + rest) > 0) & asked
        return above, np.broadcast_to(self.asked.sum(axis=0), above.shape).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Mixed:
    """Pages whose nominations measure with different parameters: each takes its own parts."""

    parts: tuple[tuple[Parts, Bool], ...]

    def year(self, times: Float64) -> tuple[Int64, Int64]:
        """Page by page from its own parts."""
        above, below = (np.zeros((len(times), len(self.parts[0][1])), np.int64) for _ in range(2))
        for parts, pages in self.parts:
            over, under = parts.year(times)
            above[:, pages], below[:, pages] = over[:, pages], under[:, pages]
        return above, below


def mixed(asked: Sequence[tuple[Parts | None, Bool]]) -> Parts | None:
    """The parts of a leaf, one for each different set of parameters with the pages (pages,) it holds for."""
    known = [(parts, pages) for parts, pages in asked if parts is not None]
    if len(known) < len(asked):
        return None
    return known[0][0] if len(known) == 1 else Mixed(tuple(known))


def parts_of(scene: Scene, metric: Metric, params: Params, sample: int) -> Parts | None:
    """The leaf cut into weeks; None where the metric is no sum over weeks, or where its sums are too large to be exact.

    ``sample``: of the leaf as a whole, a multiple of the metric's own where nominations have different parameters.
    """
    cutter = _CUTTERS.get(metric.name)
    if cutter is None:
        return None
    parts = cutter(scene, metric, params)
    if isinstance(parts, Sums):
        scale = sample // metric.measure(scene, params).sample
        if scale > 1:
            rest = parts.rest[0] * scale, parts.rest[1] * scale
            parts = Sums(parts.numerator * scale, parts.denominator * scale, rest, parts.least * scale)
        weeks = len(scene.setting.calendar.weeks)
        largest = max(float(np.abs(each).max(initial=0)) for each in (parts.numerator, parts.denominator, *parts.rest))
        return parts if largest * (weeks + 1) < WHOLE else None
    return parts


def _checks(scene: Scene, metric: Metric, params: Params) -> Sums:
    """Each check as a page of its own."""
    checks, calendar = scene.block.checks, scene.setting.calendar
    whole = metric.measure(scene, params)
    single = metric.measure(scene.share(_single_checks, None), params)
    day = np.clip(checks.day.astype(np.int64) - calendar.first_day, 0, len(calendar.off) - 1)
    return _summed(scene, whole, _owner(checks.bounds), day, single)


def _single_checks(scene: Scene, _rule: None) -> Scene:
    checks = scene.block.checks
    return Scene(_singled(scene.block, checks=replace(checks, bounds=_each(len(checks.day)))), scene.setting)


def _messages(scene: Scene, metric: Metric, params: Params) -> Sums:
    """Each message as a page of its own; a page whose comments were shut all year stays as measured."""
    messages = scene.block.messages
    whole = metric.measure(scene, params)
    single = metric.measure(scene.share(_single_messages, None), params)
    day = scene.setting.calendar.day_of(messages.asked)
    return _summed(scene, whole, _owner(messages.bounds), day, single)


def _single_messages(scene: Scene, _rule: None) -> Scene:
    messages = scene.block.messages
    return Scene(_singled(scene.block, messages=replace(messages, bounds=_each(len(messages.asked)))), scene.setting)


def _weekly_norm(scene: Scene, metric: Metric, params: Any) -> Sums:
    """Every week by itself: min(posts, norm) of the norm."""
    setting, pages = scene.setting, scene.block.count
    posts = scene.share(counted_posts, params.counting).unprompted
    asked = scene.asks("posts").T.astype(np.float64)
    posted = _by_week(scene, posts.page, posts.day) * asked
    relaxed = setting.relaxed[scene.block.pages.nomination].T
    whole = metric.measure(scene, params)
    unit = float(whole.denominator.max(initial=0) // max(int(scene.asked_weeks("posts").max(initial=1)), 1)) if pages else 1.0
    need = np.where(relaxed, params.relaxed_norm, params.norm)
    kept = np.minimum(posted, need) * (unit / need)
    return _with_rest(whole, kept, asked * unit)


def _own_content(scene: Scene, metric: Metric, params: Any) -> Sums:
    """Own posts as they were counted, and every repost as a page of its own."""
    calendar = scene.setting.calendar
    own = scene.share(counted_posts, params.counting).own
    owns = _by_week(scene, own.page, own.day)
    posts = scene.block.posts
    reposts = scene.share(_reposts, params.counting)
    row = np.flatnonzero(posts.repost)
    shared = _by_week(scene, _owner(posts.bounds)[row], calendar.day_of(posts.time[row]), reposts)
    return _with_rest(metric.measure(scene, params), owns, owns + shared, least=1)


def _reposts(scene: Scene, rule: Counting) -> Float64:
    """(reposts,) 1 for each that counts, in the order of the block."""
    posts = scene.block.posts
    row = np.flatnonzero(posts.repost)
    columns = {name: getattr(posts, name)[row] for name in posts.__dataclass_fields__ if name != "bounds"}
    block = _singled(scene.block, posts=replace(posts, bounds=_each(len(row)), **columns))
    return counted_posts(Scene(block, scene.setting), rule).reposts.astype(np.float64)


def _comments_open(scene: Scene, metric: Metric, params: Any) -> Sums:
    """The state below each counted post."""
    own: Chosen = scene.share(counted_posts, params.counting).own
    state = scene.block.posts.comments_open[own.row]
    opened = _by_week(scene, own.page, own.day, (state == 1).astype(np.float64))
    known = _by_week(scene, own.page, own.day, ((state == 0) | (state == 1)).astype(np.float64))
    return _with_rest(metric.measure(scene, params), opened, known)


def _stream_count(scene: Scene, metric: Metric, params: Params) -> Sums:
    """Streams of the week, and whether the page is asked about the week."""
    rule = StreamCountParams.model_validate(params)
    found = scene.share(counted_streams, rule.streams)
    asked = scene.asks("streams").T
    streams = _by_week(scene, found.page, found.day) * rule.year_weeks
    return _with_rest(metric.measure(scene, params), streams, asked.astype(np.float64))


def _stream_quarters(scene: Scene, _metric: Metric, params: Params) -> Quarters:
    """Which quarters have a stream; those of border days stay in every year."""
    rule = StreamQuartersParams.model_validate(params)
    calendar, pages = scene.setting.calendar, scene.block.count
    found = scene.share(counted_streams, rule.streams)
    outside = calendar.week_of_day[found.day] < 0
    quarter = calendar.quarter_of_day[found.day]
    rest = np.zeros((4, pages))
    np.add.at(rest, (quarter[outside], found.page[outside]), 1)
    held = []
    for number in range(4):
        streams = _by_week(scene, found.page, found.day, (quarter == number).astype(np.float64))
        weeks = np.flatnonzero(streams.any(axis=1))
        held.append((weeks, streams[weeks]))
    of_week = calendar.quarter_of_week
    eligible = scene.asks("streams").T
    weeks_asked = np.array([(eligible & (of_week == number)[:, None]).sum(axis=0) for number in range(4)])
    return Quarters(tuple(held), rest, weeks_asked >= rule.min_weeks)


_CUTTERS: Final[Mapping[str, Callable[[Scene, Metric, Any], Parts]]] = {
    **dict.fromkeys(("avatar", "cover", "description", "contacts", "widgets", "name_match"), _checks),
    **dict.fromkeys(("answered_share", "timeliness"), _messages),
    "weekly_norm": _weekly_norm,
    "own_content": _own_content,
    "comments_open": _comments_open,
    "stream_count": _stream_count,
    "stream_quarters": _stream_quarters,
}


def _summed(scene: Scene, whole: Measured, page: Int64, day: Int64, single: Measured) -> Sums:
    """Single things put into weeks and pages; pages that are settled have no parts."""
    loose = np.ones(scene.block.count) if whole.settled is None else (~whole.settled).astype(np.float64)
    above = _by_week(scene, page, day, single.numerator.astype(np.float64)) * loose
    below = _by_week(scene, page, day, single.denominator.astype(np.float64)) * loose
    return _with_rest(whole, above, below)


def _with_rest(whole: Measured, above: Float64, below: Float64, least: int = 0) -> Sums:
    """The rest is what the weeks leave of the whole."""
    rest = whole.numerator - above.sum(axis=0), whole.denominator - np.maximum(below.sum(axis=0), least)
    return Sums(above, below, rest, least)


def _by_week(scene: Scene, page: Int64, day: Int64, worth: Float64 | None = None) -> Float64:
    """(weeks, pages) sums of ``worth`` (1 each where not given) by the week of the local day; border days fall out."""
    weeks, pages = len(scene.setting.calendar.weeks), scene.block.count
    week = scene.setting.calendar.week_of_day[day]
    inside = week >= 0
    cell = week[inside] * pages + page[inside]
    counted = np.bincount(cell, None if worth is None else worth[inside], minlength=weeks * pages)
    return counted.reshape(weeks, pages).astype(np.float64)


def _singled(block: Block, **tables: Any) -> Block:
    """A block in which every row of the one given table is a page of its own, and the other tables are empty."""
    count = len(next(iter(tables.values())).bounds) - 1
    kept = {name: tables.get(name, _emptied(getattr(block, name), count)) for name in ("posts", "messages", "streams", "checks")}
    names = block.pages.__dataclass_fields__
    pages = replace(block.pages, **{name: _first(getattr(block.pages, name), count) for name in names})
    return replace(block, count=count, pages=pages, **kept)


def _emptied(table: Table, count: int) -> Table:
    columns = {name: getattr(table, name)[:0] for name in table.__dataclass_fields__}  # type: ignore[attr-defined]  # a dataclass
    return replace(table, **columns | {"bounds": np.zeros(count + 1, np.int64)})  # type: ignore[type-var]  # a dataclass


def _first(column: NDArray[Any], count: int) -> NDArray[Any]:
    """The first page's value for all: nothing that is asked of single rows looks at the page."""
    return np.repeat(column[:1], count) if len(column) else np.zeros(count, column.dtype)


def _owner(bounds: Int64) -> Int64:
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def _each(count: int) -> Int64:
    return np.arange(count + 1, dtype=np.int64)
