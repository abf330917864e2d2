"""Invented posts of a chunk of pages: when, which text, repost or own, deleted or not."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from criteria.calendar import DAY
from criteria.evidence import UNKNOWN, Bool, Float64, Int8, Int16, Int32, Int64
from scoring.sources.demo.clock import Clock, seconds_of_day, weekdays
from scoring.sources.demo.latent import Latent
from scoring.sources.demo.words import DID, ENDS, GREETINGS, MANDATED, SHORT, TAGS, WHO

_CAMPAIGN_DAYS: Final = (36, 80, 117, 162, 205, 240, 292, 355)
_SUMMER_OF_SCHOOLS: Final = {6: 0.55, 7: 0.3, 8: 0.5}
_QUARTER_ENDS: Final = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True, eq=False)
class PostRows:
    """Posts sorted by page and time.

    ``page`` counts from the chunk's first page; ``who`` and ``did`` index the joined word lists.
    ``kind`` of the text: 0 put together, 1 none, 2 short, 3 + k the k-th mandated text.
    """

    page: Int32
    time: Int64
    id: Int64
    kind: Int8
    greeting: Int8
    who: Int16
    did: Int16
    ending: Int8
    tag: Int8
    repost: Bool
    advert: Bool
    attachments: Int8
    comments_open: Int8
    deleted: Int64

    def __len__(self) -> int:
        return len(self.page)


def season_of_spheres(clock: Clock) -> Float64:
    """(spheres, weeks) how busy the pages of a sphere are in a week, 1 on an ordinary one."""
    month = clock.month_of_week()
    level = np.where(np.isin(month, (6, 7, 8)), 0.85, 1.0)
    level[0] = 0.45
    schools = np.array([_SUMMER_OF_SCHOOLS.get(int(m), 1.1) for m in month])
    schools[0] = 0.3
    return np.stack([schools] + [level] * (len(WHO) - 1))


def _quarter_rush(clock: Clock) -> Float64:
    """(weeks,) 1 in the last two weeks of a quarter, else 0."""
    month = clock.month_of_week()
    follows = np.append(month[1:], 1)
    last = np.isin(month, _QUARTER_ENDS) & (follows != month)
    before = np.append(last[1:], False)
    rush: Float64 = (last | before).astype(np.float64)
    return rush


def draw_posts(rng: np.random.Generator, pages: Latent, clock: Clock) -> PostRows:
    """Invent the year's posts of ``pages``."""
    page, day = _ordinary(rng, pages, clock)
    alive = (day >= pages.opened[page]) & (day < pages.died[page])
    alive &= ~((day >= pages.quiet_from[page]) & (day < pages.quiet_till[page]))
    page, day = page[alive], day[alive]
    time = clock.utc(day, seconds_of_day(rng, len(day)))
    pushed_page, pushed_time, pushed = _mandated(rng, pages, clock)
    page, time = np.concatenate((page, pushed_page)), np.concatenate((time, pushed_time))
    kind = np.concatenate((np.zeros(len(page) - len(pushed), np.int8), (pushed + 3).astype(np.int8)))
    order = np.lexsort((time, page))
    return _fill(rng, pages, clock, (page[order], time[order], kind[order]))


def _ordinary(rng: np.random.Generator, pages: Latent, clock: Clock) -> tuple[Int64, Int64]:
    """Pages and days of the posts that pages write by themselves."""
    count = len(pages.sphere)
    expected = pages.weekly[:, None] * season_of_spheres(clock)[pages.sphere]
    expected *= 1 + pages.bursty[:, None] * _quarter_rush(clock)
    wild = rng.poisson(expected * rng.gamma(1.6, 1 / 1.6, (count, clock.weeks)))
    even = np.floor(expected + rng.random((count, clock.weeks))).astype(np.int64)
    number = np.where(pages.steady[:, None], even, wild)
    page, week = np.divmod(np.repeat(np.arange(count * clock.weeks), number.ravel()), clock.weeks)
    day = week * 7 - clock.lead + weekdays(rng, len(week))
    inside = (day >= 0) & (day < clock.days)
    return page[inside], day[inside]


def _mandated(rng: np.random.Generator, pages: Latent, clock: Clock) -> tuple[Int64, Int64, Int64]:
    """Pages, times and numbers of the texts that the administration pushed to pages within two days."""
    found = []
    for campaign, day in enumerate(_CAMPAIGN_DAYS):
        alive = (pages.opened <= day) & (pages.died > day)
        obey = np.flatnonzero(alive & (rng.random(len(alive)) < pages.obedience))
        late = np.minimum(rng.exponential(9 * 3600, len(obey)), 40 * 3600).astype(np.int64)
        start = clock.utc(np.full(len(obey), day), np.full(len(obey), 9 * 3600 + 600 * campaign))
        found.append((obey, start + late, np.full(len(obey), campaign)))
    page, time, number = (np.concatenate(part) for part in zip(*found, strict=True))
    return page, np.minimum(time, clock.calendar.end - 1), number


def _fill(rng: np.random.Generator, pages: Latent, clock: Clock, rows: tuple[Int64, Int64, Int8]) -> PostRows:
    """Give every post its text and its marks."""
    page, time, kind = rows
    n = len(page)
    odd = rng.random(n)
    kind = np.where((kind == 0) & (odd < 0.03), 1, np.where((kind == 0) & (odd < 0.045), 2, kind)).astype(np.int8)
    sphere = pages.sphere[page].astype(np.int16)
    greeting = rng.integers(0, len(GREETINGS), n, np.int8)
    who = (sphere * len(WHO[0]) + rng.integers(0, len(WHO[0]), n)).astype(np.int16)
    did = (sphere * len(DID[0]) + rng.integers(0, len(DID[0]), n)).astype(np.int16)
    ending = rng.integers(0, len(ENDS), n, np.int8)
    tag = rng.integers(0, len(TAGS), n, np.int8)
    copies = _copies(rng, page, time, kind)
    for column in (greeting, who, did, ending, tag):
        column[copies] = column[copies - 1]
    closed = _closed(pages, clock, page, time)
    comments = np.where(closed, 0, 1)
    gone = rng.random(n) < 0.006
    advertiser = rng.random(len(pages.sphere)) < 0.03
    return PostRows(
        page.astype(np.int32),
        time,
        _numbers(rng, page),
        kind,
        greeting,
        who,
        did,
        ending,
        tag,
        repost=(kind < 3) & (rng.random(n) < pages.reposts[page]),
        advert=advertiser[page] & (rng.random(n) < 0.04),
        attachments=np.where(kind == 1, rng.integers(1, 10, n), rng.integers(0, 7, n)).astype(np.int8),
        comments_open=np.where(rng.random(n) < 0.02, UNKNOWN, comments).astype(np.int8),
        deleted=np.where(
            gone, np.minimum(time + 600 + (rng.exponential(25, n) * DAY).astype(np.int64), clock.calendar.end - 1), 0
        ),
    )


def _copies(rng: np.random.Generator, page: Int64, time: Int64, kind: Int8) -> Int64:
    """Indices of posts that say again what the post before them said within a week."""
    if len(page) < 2:
        return np.zeros(0, np.int64)
    near = (page[1:] == page[:-1]) & (time[1:] - time[:-1] < 6 * DAY) & (kind[1:] == 0) & (kind[:-1] == 0)
    chosen: Int64 = np.flatnonzero(near & (rng.random(len(near)) < 0.025)) + 1
    return chosen


def _closed(pages: Latent, clock: Clock, page: Int64, time: Int64) -> Bool:
    """Whether the comments below a post were closed."""
    day = clock.calendar.day_of(time) - clock.january
    closed: Bool = (day >= pages.shut_from[page]) & (day < pages.shut_till[page])
    return closed


def _numbers(rng: np.random.Generator, page: Int64) -> Int64:
    """Numbers of posts growing with time on each page, with gaps for comments, which share the count."""
    total = np.cumsum(rng.integers(1, 14, len(page)))
    opening = np.searchsorted(page, page, side="left")
    base = 40 + (page * 7919) % 9000
    number: Int64 = (total - total[opening] + base).astype(np.int64)
    return number


def text_lists() -> dict[str, list[str]]:
    """The word lists that the indices of ``PostRows`` point into."""
    return {
        "greetings": list(GREETINGS),
        "who": [who[0].upper() + who[1:] for sphere in WHO for who in sphere],
        "did": [did for sphere in DID for did in sphere],
        "ends": list(ENDS),
        "tags": list(TAGS),
        "mandated": list(MANDATED),
        "short": list(SHORT),
    }
