"""Levers of regularity: posts in short weeks, posts in silences, fewer reposts. A new post is set on noon of its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from criteria import phrases
from criteria.evidence import Block, Int64
from criteria.levers.evidence import with_posts, without_posts
from criteria.measurement import Changed, Language
from criteria.metrics.counting import counted_posts, counted_reposts
from criteria.metrics.regularity import OwnContentParams, SilenceParams, WeeklyNormParams, thirds_passed
from criteria.setting import Scene

_NOON = 12 * 3600


@dataclass(frozen=True, slots=True, eq=False)
class FilledWeeks:
    """A step is a week brought up to its norm, those that lack fewest posts first. ``times``: each week's new posts."""

    block: Block
    times: Sequence[Int64]
    facts: Mapping[str, int]

    @property
    def room(self) -> int:
        """Weeks below their norm."""
        return len(self.times)

    def take(self, steps: int) -> Changed:
        """The first weeks filled."""
        times = np.concatenate([np.zeros(0, np.int64), *self.times[:steps]])
        return Changed(with_posts(self.block, times), {**self.facts, "steps": steps, "posts": len(times)})


def weekly_norm(scene: Scene, params: WeeklyNormParams) -> FilledWeeks:
    """The weeks asked of the page that lie below their norm. A week whose days have no room for all of it is no step."""
    calendar, limit = scene.setting.calendar, params.counting.a_day
    days = scene.share(counted_posts, params.counting).unprompted.day
    a_day = np.bincount(days, minlength=len(calendar.off))
    relaxed = scene.setting.relaxed[int(scene.block.pages.nomination[0])]
    weeks = []
    for week in np.flatnonzero(scene.asks("posts")[0]).tolist():
        monday = int(calendar.weeks[week])
        posted = a_day[monday : monday + 7]
        lacking = int((params.relaxed_norm if relaxed[week] else params.norm) - posted.sum())
        if lacking > 0:
            places = [(int(posted[day]) + turn, day) for day in range(7) for turn in range(limit - int(posted[day]))]
            chosen = [monday + day for _, day in sorted(places)[:lacking]]
            if len(chosen) == lacking:
                weeks.append((lacking, week, calendar.midnight[np.array(chosen)] + _NOON))
    facts = {"short": len(weeks), "norm": params.norm, "relaxed_norm": params.relaxed_norm}
    return FilledWeeks(scene.block, [times for _, _, times in sorted(weeks, key=lambda found: found[:2])], facts)


def tell_weekly_norm(facts: Mapping[str, int], language: Language) -> str:
    """«на 5 недель без трёх записей меньше (останется 7): ещё 9 записей»."""
    steps, posts, left, norm = facts["steps"], facts["posts"], facts["short"] - facts["steps"], facts["norm"]
    if language == "ru":
        weeks = phrases.counted_ru(steps, "неделю", "недели", "недель")
        short = f"{phrases.without_ru(norm)} {phrases.plural_ru(norm, 'записи', 'записей', 'записей')}"
        rest = f"останется {left}" if left else "не останется ни одной"
        more = phrases.counted_ru(posts, "запись", "записи", "записей")
        return f"на{phrases.NBSP}{weeks} без {short} меньше ({rest}): ещё {more}"
    weeks, rest = phrases.counted_en(steps, "week", "weeks"), f"{left} left" if left else "none left"
    posts_wanted, more = phrases.counted_en(norm, "post", "posts"), phrases.counted_en(posts, "more post", "more posts")
    return f"{weeks} fewer below {posts_wanted} ({rest}): {more}"


@dataclass(frozen=True, slots=True, eq=False)
class ShorterSilence:
    """A step is a longest silence one day shorter, with as few posts as that takes.

    ``days``: local days between which a silence lies, rising; ``passed`` as in ``thirds_passed``, of the page's nomination.
    """

    scene: Scene
    days: Int64
    passed: Int64
    longest: int
    facts: Mapping[str, int]

    @property
    def room(self) -> int:
        """Down to a day."""
        return max(self.longest - 1, 0)

    def take(self, steps: int) -> Changed:
        """From each post as far as the silence may last, the next one there."""
        allowed = 3 * (self.longest - steps)
        new = []
        for before, after in zip(self.days[:-1].tolist(), self.days[1:].tolist(), strict=True):
            at = before
            while self.passed[after] - self.passed[at] > allowed:
                reach = int(np.searchsorted(self.passed, self.passed[at] + allowed, side="right")) - 1
                at = max(reach, at + 1)
                new.append(at)
        times = self.scene.setting.calendar.midnight[np.array(new, np.int64)] + _NOON
        facts = {**self.facts, "limit": self.longest - steps, "posts": len(new)}
        return Changed(with_posts(self.scene.block, times), facts)


def longest_silence(scene: Scene, params: SilenceParams) -> ShorterSilence:
    """The silences of the page, from E0 to the period's end."""
    calendar = scene.setting.calendar
    own = scene.share(counted_posts, params.counting).own.day
    origin = np.minimum(calendar.day_of(scene.origin), calendar.end_day)
    days = np.concatenate([origin, own, [calendar.end_day]])
    passed = thirds_passed(scene)[int(scene.block.pages.nomination[0])]
    gaps = np.diff(passed[days])
    where = int(gaps.argmax())
    known = bool(scene.origin[0] < calendar.end)
    longest = -(-int(gaps[where]) // 3) if known else 0
    facts = {
        "before": longest,
        "from_day": int(days[where]) + calendar.first_day,
        "to_day": int(days[where + 1]) + calendar.first_day,
    }
    return ShorterSilence(scene, days, passed, longest, facts)


def tell_longest_silence(facts: Mapping[str, int], language: Language) -> str:
    """«молчать не дольше 10 дней вместо 19: ещё 2 записи, прежде всего с 4 по 23 июля»."""
    limit, before, posts = facts["limit"], facts["before"], facts["posts"]
    span = phrases.span(facts["from_day"], facts["to_day"], language)
    if language == "ru":
        days = f"{limit}{phrases.NBSP}{phrases.plural_ru(limit, 'дня', 'дней', 'дней')}"
        more = phrases.counted_ru(posts, "запись", "записи", "записей")
        return f"молчать не дольше {days} вместо {before}: ещё {more}, прежде всего {span}"
    more = phrases.counted_en(posts, "more post", "more posts")
    return f"no silence over {phrases.counted_en(limit, 'day', 'days')} instead of {before}: {more}, above all {span}"


@dataclass(frozen=True, slots=True, eq=False)
class FewerReposts:
    """A step is a repost less, the last ones first. ``rows`` in that order."""

    block: Block
    rows: Int64
    facts: Mapping[str, int]

    @property
    def room(self) -> int:
        """Reposts that count; the page's first known post stays, since the page is reckoned from it."""
        return len(self.rows)

    def take(self, steps: int) -> Changed:
        """The page without the last reposts."""
        return Changed(without_posts(self.block, self.rows[:steps]), {**self.facts, "steps": steps})


def own_content(scene: Scene, params: OwnContentParams) -> FewerReposts:
    """The reposts that stand against the page's own posts."""
    rows = counted_reposts(scene, params.counting)
    own = len(scene.share(counted_posts, params.counting).own.row)
    return FewerReposts(scene.block, rows[rows > 0][::-1], {"reposts": len(rows), "own": own})


def tell_own_content(facts: Mapping[str, int], language: Language) -> str:
    """«на 12 репостов меньше: 8 на 40 своих записей»."""
    steps, left, own = facts["steps"], facts["reposts"] - facts["steps"], facts["own"]
    if language == "ru":
        fewer = phrases.counted_ru(steps, "репост", "репоста", "репостов")
        beside = phrases.counted_ru(own, "свою запись", "своих записи", "своих записей")
        return f"на{phrases.NBSP}{fewer} меньше: {left} на{phrases.NBSP}{beside}"
    fewer = phrases.counted_en(steps, "repost", "reposts")
    return f"{fewer} fewer: {left} beside {phrases.counted_en(own, 'post of its own', 'posts of its own')}"
