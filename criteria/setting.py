"""What a metric knows beside the evidence: the contest's period, the calendar, the nominations."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from criteria.calendar import Calendar
from criteria.evidence import Block, Bool, Int64


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

    @cached_property
    def origin(self) -> Int64:
        """E0 of each page (UTC seconds): the later of the period's start and the first known post; its end without posts."""
        posts, calendar = self.block.posts, self.setting.calendar
        origin = np.full(self.block.count, calendar.end, np.int64)
        has = np.flatnonzero(posts.bounds[1:] > posts.bounds[:-1])
        origin[has] = np.maximum(calendar.start, posts.time[posts.bounds[:-1][has]])
        return np.minimum(origin, calendar.end)
