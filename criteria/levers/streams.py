"""Levers of live streams: one more, in a quarter that has none as long as there is such a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from criteria import phrases
from criteria.evidence import Block, Int64
from criteria.levers.evidence import with_streams
from criteria.measurement import Changed, Language
from criteria.metrics.streams import StreamCountParams, StreamQuartersParams, StreamRule, counted_streams
from criteria.setting import Scene

_NOON = 12 * 3600
_THURSDAY = 3


@dataclass(frozen=True, slots=True, eq=False)
class MoreStreams:
    """A step is a stream of ``seconds`` seconds; ``times`` and ``quarters`` (0..3) of each step."""

    block: Block
    times: Int64
    quarters: Sequence[int]
    seconds: int
    fresh: int

    @property
    def room(self) -> int:
        """So many streams can be added."""
        return len(self.times)

    def take(self, steps: int) -> Changed:
        """The first streams held."""
        quarters = self.quarters[: min(steps, self.fresh)]
        facts = {"steps": steps, "seconds": self.seconds} | {f"quarter{i}": int(i in quarters) for i in range(4)}
        return Changed(with_streams(self.block, self.times[:steps], self.seconds), facts)


def stream_count(scene: Scene, params: StreamCountParams) -> MoreStreams:
    """Up to one stream a week of the page; quarters without a stream first."""
    return _more(scene, params.streams, len(scene.setting.calendar.weeks))


def stream_quarters(scene: Scene, params: StreamQuartersParams) -> MoreStreams:
    """One stream in each quarter without any, quarters with enough weeks first."""
    return _more(scene, params.streams, 0)


def _more(scene: Scene, rule: StreamRule, most: int) -> MoreStreams:
    """At noon of the Thursdays of the page's weeks, from the last one of each quarter backwards, quarter by quarter."""
    calendar = scene.setting.calendar
    found = scene.share(counted_streams, rule)
    held = {int(quarter) for quarter in calendar.quarter_of_day[found.day]}
    weeks = np.flatnonzero(scene.asks("streams")[0])
    by_quarter = {i: weeks[calendar.quarter_of_week[weeks] == i][::-1] for i in range(4)}
    fresh = sorted((i for i in range(4) if i not in held and len(by_quarter[i])), key=lambda i: (-len(by_quarter[i]), i))
    order = [(turn, int(i not in fresh), i) for i in range(4) for turn in range(len(by_quarter[i]))]
    first = [(0, 0, i) for i in fresh]
    chosen = first + sorted(set(order).difference(first))[:most]
    monday = np.array([calendar.weeks[by_quarter[i][turn]] for turn, _, i in chosen], np.int64)
    times = calendar.midnight[monday + _THURSDAY] + _NOON
    return MoreStreams(scene.block, times, [i for _, _, i in chosen], max(rule.min_seconds, 1), len(fresh))


def tell_streams(facts: Mapping[str, int], language: Language) -> str:
    """«на 2 прямых эфира больше, во 2-м и 3-м квартале, не короче 10 минут»."""
    quarters = [i + 1 for i in range(4) if facts[f"quarter{i}"]]
    minutes = -(-facts["seconds"] // 60)
    if language == "ru":
        streams = phrases.counted_ru(facts["steps"], "прямой эфир", "прямых эфира", "прямых эфиров")
        where = f", {_joined_ru(quarters)} квартале" if quarters else ""
        length = phrases.counted_ru(minutes, "минуты", "минут", "минут")
        return f"на{phrases.NBSP}{streams} больше{where}, не короче {length}"
    streams = phrases.counted_en(facts["steps"], "more live stream", "more live streams")
    where = f" in quarter {' and '.join(map(str, quarters))}" if quarters else ""
    return f"{streams}{where}, at least {phrases.counted_en(minutes, 'minute', 'minutes')} long"


def _joined_ru(quarters: Sequence[int]) -> str:
    words = [f"{quarter}-м" for quarter in quarters]
    text = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} и{phrases.NBSP}{words[-1]}"
    return f"{'во' if quarters[0] == 2 else 'в'}{phrases.NBSP}{text}"
