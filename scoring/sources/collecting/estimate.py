"""How many calls a sweep takes, how long, and over how many of the network's days: before it begins, and while it runs."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.pace import network_day
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Header, Sweep

YEAR: Final = 366 * 86_400
POSTS: Final = 79.4
"""Posts a page and year: 275,000 of 3,465 pages in a region's report of 2023."""
COMMENTED: Final = 7.2
"""Posts with comments a page and year, at most: 25,000 comments of the same pages."""
_ENOUGH: Final = 20
"""Pages that must be read before their calls say more than the region's report."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """``calls`` by method; ``used``: calls made on the network's present day by method; ``measured``: by what was read so far.

    ``rules``: how fast the network may be asked.
    """

    calls: Mapping[str, int]
    used: Mapping[str, int]
    measured: bool
    rules: Rules

    @property
    def total(self) -> int:
        """All calls."""
        return sum(self.calls.values())

    @property
    def seconds(self) -> int:
        """How long they take at the rate that is allowed, waiting for the next day left out."""
        return math.ceil(self.total / self.rules.rate)

    @property
    def days(self) -> int:
        """Over how many of the network's days its limits spread them; 1 where they fit into today."""
        spans = [1]
        for method, limit in self.rules.daily.items():
            beyond = self.calls.get(method, 0) - max(limit - self.used.get(method, 0), 0)
            spans.append(1 + max(math.ceil(beyond / limit), 0))
        return max(spans)


def planned(dialect: Dialect, pages: int, seconds: float) -> Estimate:
    """Before a sweep over ``pages`` pages whose window is so many seconds long."""
    return Estimate(dialect.planned(pages, seconds), {}, measured=False, rules=dialect.rules)


def share_of_year(seconds: float) -> float:
    """How much of a year's posts a window of so many seconds holds: 0 to 1."""
    return min(max(seconds / YEAR, 0), 1)


def remaining(dialect: Dialect, path: Path, used_before: Counter[tuple[str, str]], now: float) -> Estimate:
    """What an unfinished sweep still takes: pages that are left, at the calls that the others took."""
    with Sweep(path) as sweep:
        return left_of(dialect, sweep.header, sweep.calls, len(sweep.pages), used_before, now)


def left_of(
    dialect: Dialect,
    header: Header,
    made: Counter[tuple[str, str]],
    done: int,
    used_before: Counter[tuple[str, str]],
    now: float,
) -> Estimate:
    """What is left of a sweep that has ``made`` these calls and read ``done`` pages."""
    left = len(header.pages) - done
    used = {method: number for (day, method), number in (made + used_before).items() if day == network_day(now)}
    plan = dialect.planned(left, header.looked - header.since)
    if done < _ENOUGH:
        return Estimate(plan, used, measured=False, rules=dialect.rules)
    so_far: Counter[str] = Counter()
    for (_, method), number in made.items():
        so_far[method] += number
    calls = {method: math.ceil(left * so_far[method] / done) for method in plan if method not in dialect.looks}
    return Estimate(calls, used, measured=True, rules=dialect.rules)
