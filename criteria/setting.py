"""What a metric knows beside the evidence: the contest's period, the calendar, the nominations."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

import numpy as np

from criteria.calendar import Calendar
from criteria.evidence import Block, Bool, Int64

Rule = TypeVar("Rule", bound=Hashable)
Shared = TypeVar("Shared")

Kind = Literal["posts", "messages", "streams", "checks"]
"""A table of activity; an incident concerns some of them."""


@dataclass(frozen=True)
class Setting:
    """The same for every block of a run.

    ``relaxed`` (nominations + 1, weeks) says in which weeks a nomination has the relaxed norm (holidays, vacations); its
    last row serves pages of no nomination. ``mandated`` holds the sorted text keys that were posted by so many pages
    within so short a time that nobody wrote them himself (навязанные тексты).

    ``left_out`` (weeks,) by table: whole weeks that an incident touched, in which that table asks nothing of any page; tables
    without such a week are not in it. ``quiet`` (days,): local days of incidents of posts, which weigh nothing in a silence;
    None where there are none.
    """

    calendar: Calendar
    nominations: tuple[str, ...]
    relaxed: Bool
    mandated: Int64
    left_out: Mapping[Kind, Bool] = field(default_factory=dict)
    quiet: Bool | None = None


@dataclass(frozen=True)
class Scene:
    """One block seen in its setting, with what several metrics share computed once."""

    block: Block
    setting: Setting
    _shared: dict[tuple[object, Hashable], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def share(self, build: Callable[["Scene", Rule], Shared], rule: Rule) -> Shared:
        """``build(scene, rule)``, computed once a scene however many metrics ask for it."""
        key = (build, rule)
        if key not in self._shared:
            self._shared[key] = build(self, rule)
        return cast("Shared", self._shared[key])

    @cached_property
    def origin(self) -> Int64:
        """E0 of each page (UTC seconds): the later of the period's start and the first known post; its end without posts."""
        posts, calendar = self.block.posts, self.setting.calendar
        origin = np.full(self.block.count, calendar.end, np.int64)
        has = np.flatnonzero(posts.bounds[1:] > posts.bounds[:-1])
        origin[has] = np.maximum(calendar.start, posts.time[posts.bounds[:-1][has]])
        return np.minimum(origin, calendar.end)

    @cached_property
    def first_week(self) -> Int64:
        """Index into ``Calendar.weeks`` of the first whole week that begins at E0 or later; their number where none does."""
        calendar = self.setting.calendar
        starts = calendar.midnight[calendar.weeks]
        return np.searchsorted(starts, self.origin, side="left").astype(np.int64)

    @cached_property
    def eligible_weeks(self) -> Int64:
        """|W| of each page: whole ISO weeks inside [E0, P1), those of incidents among them."""
        return len(self.setting.calendar.weeks) - self.first_week

    def weeks_left_out(self, kind: Kind) -> Int64:
        """(pages,) how many of the eligible weeks an incident took away from the table ``kind``."""
        out = self.setting.left_out.get(kind)
        if out is None:
            return np.zeros(self.block.count, np.int64)
        after = np.append(np.cumsum(out[::-1])[::-1], 0).astype(np.int64)
        return after[self.first_week]

    def asked_weeks(self, kind: Kind) -> Int64:
        """(pages,) the eligible weeks in which the table ``kind`` asks something of the page: |W| without incidents."""
        return self.eligible_weeks - self.weeks_left_out(kind) if kind in self.setting.left_out else self.eligible_weeks

    def asks(self, kind: Kind) -> Bool:
        """(pages, weeks) whether the table ``kind`` asks something of the page in each whole week of the period."""
        asked: Bool = np.arange(len(self.setting.calendar.weeks)) >= self.first_week[:, None]
        out = self.setting.left_out.get(kind)
        return asked if out is None else asked & ~out
