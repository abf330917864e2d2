"""One page's year as a person wants to see it: posts a week against the norm, answer times, the weekly looks.

Every number comes from the functions that the metrics themselves are made of, so that a picture never disagrees with a score.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from criteria import registry
from criteria.evidence import UNKNOWN, Block, Bool, Float64, Int32, Int64, Pages
from criteria.measurement import Params
from criteria.metrics.counting import counted_posts
from criteria.metrics.design import check_rows
from criteria.metrics.regularity import WeeklyNormParams
from criteria.metrics.response import TimelinessParams, asked_messages
from criteria.rulebook import Criterion, RuleBook
from criteria.setting import Scene, Setting
from scoring.engine.terms import terms_for

P = TypeVar("P", bound=Params)

_BY_LOOKS: Final = frozenset({"avatar", "cover", "description", "contacts", "widgets", "name_match"})
"""Metrics whose value is a mean over the weekly looks."""


@dataclass(frozen=True, slots=True, eq=False)
class WeekLine:
    """Arrays (W,) over the whole ISO weeks of the period: counted posts, the norm, asked of this page, relaxed, month 1..12.

    ``day``: the Monday, in days since 1970-01-01. ``left_out``: an incident of posts took the week away from all pages.
    """

    posts: Int64
    norm: Int64
    asked: Bool
    relaxed: Bool
    month: Int32
    day: Int64
    left_out: Bool


@dataclass(frozen=True, slots=True, eq=False)
class AnswerTimes:
    """``seconds`` (answered messages,): working seconds to the first answer; and how many messages have none.

    ``waiting``: unanswered too shortly before the period's end to count. Up to ``full_hours`` an answer has its full points,
    ``middle_hours`` is the second mark of the curve.
    """

    seconds: Int64
    unanswered: int
    waiting: int
    full_hours: int
    middle_hours: int


@dataclass(frozen=True, slots=True, eq=False)
class LookLine:
    """One criterion of the design over the looks: ``share`` (looks,) float64 0..1, nan where a look could not tell."""

    code: str
    share: Float64


@dataclass(frozen=True, slots=True, eq=False)
class PageYear:
    """``weeks`` and ``answers`` are None where the rule book has no such metric. ``look_day`` (looks,): days since 1970.

    ``counted`` (posts,): which of the block's posts count for the weekly norm; ``post_week`` (posts,): the week each lies in,
    -1 for none.
    """

    weeks: WeekLine | None
    answers: AnswerTimes | None
    counted: Bool
    post_week: Int64
    looks: tuple[LookLine, ...]
    look_day: Int64


def page_year(book: RuleBook, setting: Setting, block: Block) -> PageYear:
    """The year of the one page of ``block``, whose ``pages.nomination`` points into ``setting.nominations``."""
    book = _as_in_nomination(book, setting, int(block.pages.nomination[0]))
    scene = Scene(block, setting)
    rows = check_rows(scene)
    first, last = int(rows.begin[0]), int(rows.end[0])
    looks = tuple(_look(leaf, setting, block, first, last) for leaf in book.leaves if leaf.metric in _BY_LOOKS and last > first)
    calendar = setting.calendar
    rule = _params(book, "weekly_norm", WeeklyNormParams)
    counted = np.zeros(len(block.posts.time), np.bool_)
    if rule is not None:
        counted[scene.share(counted_posts, rule.counting).unprompted.row] = True
    return PageYear(
        weeks=_weeks(book, scene),
        answers=_answers(book, scene),
        counted=counted,
        post_week=calendar.week_of_day[calendar.day_of(block.posts.time)],
        looks=looks,
        look_day=block.checks.day[first:last].astype(np.int64),
    )


def _as_in_nomination(book: RuleBook, setting: Setting, nomination: int) -> RuleBook:
    """The rule book with the parameters that an override gives the metrics in the page's nomination."""
    if nomination == UNKNOWN or not book.overrides:
        return book
    params = terms_for(book, setting.nominations[nomination]).params
    criteria = tuple(one.model_copy(update={"params": params.get(one.code, one.params)}) for one in book.criteria)
    return book.model_copy(update={"criteria": criteria})


def _weeks(book: RuleBook, scene: Scene) -> WeekLine | None:
    rule = _params(book, "weekly_norm", WeeklyNormParams)
    if rule is None:
        return None
    calendar = scene.setting.calendar
    count = len(calendar.weeks)
    week = calendar.week_of_day[scene.share(counted_posts, rule.counting).unprompted.day]
    relaxed = scene.setting.relaxed[int(scene.block.pages.nomination[0])]
    return WeekLine(
        posts=np.bincount(week[week >= 0], minlength=count).astype(np.int64),
        norm=np.where(relaxed, rule.relaxed_norm, rule.norm).astype(np.int64),
        asked=scene.asks("posts")[0],
        relaxed=relaxed,
        month=calendar.month_of_week(),
        day=calendar.weeks + calendar.first_day,
        left_out=scene.setting.left_out.get("posts", np.zeros(count, np.bool_)),
    )


def _answers(book: RuleBook, scene: Scene) -> AnswerTimes | None:
    rule = _params(book, "timeliness", TimelinessParams)
    if rule is None:
        return None
    asked = scene.share(asked_messages, rule.messages)
    return AnswerTimes(
        seconds=np.sort(asked.seconds[asked.answered]),
        unanswered=int((~asked.answered).sum()),
        waiting=int(asked.waiting[0]),
        full_hours=rule.full_hours,
        middle_hours=rule.middle_hours,
    )


def _look(leaf: Criterion, setting: Setting, block: Block, first: int, last: int) -> LookLine:
    """The criterion measured look by look: each look stands as a page of its own."""
    count = last - first
    checks = block.checks
    columns = {name: getattr(checks, name)[first:last] for name in checks.__dataclass_fields__ if name != "bounds"}
    one_each = replace(
        block,
        count=count,
        pages=_repeated(block, count),
        posts=replace(block.posts, bounds=np.zeros(count + 1, np.int64)),
        messages=replace(block.messages, bounds=np.zeros(count + 1, np.int64)),
        streams=replace(block.streams, bounds=np.zeros(count + 1, np.int64)),
        checks=replace(checks, bounds=np.arange(count + 1, dtype=np.int64), **columns),
    )
    metric = registry.METRICS[str(leaf.metric)]
    measured = metric.measure(Scene(one_each, setting), metric.params.model_validate(leaf.params))
    known = measured.denominator > 0
    share = np.full(count, np.nan)
    share[known] = measured.numerator[known] / measured.denominator[known]
    return LookLine(leaf.code, share)


def _repeated(block: Block, count: int) -> Pages:
    names = block.pages.__dataclass_fields__
    return replace(block.pages, **{name: np.repeat(getattr(block.pages, name), count) for name in names})


def _params(book: RuleBook, metric: str, model: type[P]) -> P | None:
    leaf = next((leaf for leaf in book.leaves if leaf.metric == metric), None)
    return None if leaf is None else model.model_validate(leaf.params)
