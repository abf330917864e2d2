"""What a metric knows beside the evidence: the contest's period, the calendar, the nominations."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np

from criteria.calendar import Calendar
from criteria.evidence import Block, Bool, Int64

Rule = TypeVar("Rule", bound=Hashable)
Shared = TypeVar("Shared")


@dataclass(frozen=True)
class Setting:
    """The same for every block of a run.

    ``relaxed`` (nominations + 1, weeks) says in which weeks a nomination has the relaxed norm (holidays, vacations); its
    last row serves pages of no nomination. ``mandated`` holds the sorted text keys that were posted by so many pages
    within so short a time that nobody wrote them himself (навязанные тексты).
    """

    calendar: Calendar
    nominations: tuple[str, ...]
    relaxed: Bool
    mandated: Int64


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
        """|W| of each page: whole ISO weeks inside [E0, P1)."""
        return len(self.setting.calendar.weeks) - self.first_week
