"""Invented live streams of a chunk of pages: whole ones, short ones, ones broken into parts, ones nobody confirmed."""

from dataclasses import dataclass

import numpy as np

from criteria.evidence import UNKNOWN, Int8, Int32, Int64
from scoring.sources.demo.clock import Clock, weekdays
from scoring.sources.demo.latent import Latent
from scoring.sources.demo.words import STREAM_TITLES


@dataclass(frozen=True, slots=True, eq=False)
class StreamRows:
    """Streams sorted by page and start; ``minutes`` long, ``title`` indexes the list of titles."""

    page: Int32
    time: Int64
    id: Int64
    minutes: Int64
    title: Int8
    confirmed: Int8

    def __len__(self) -> int:
        return len(self.page)


def draw_streams(rng: np.random.Generator, pages: Latent, clock: Clock) -> StreamRows:
    """Invent the year's streams of ``pages``; one in twelve is followed by a second part with the same title."""
    page = np.repeat(np.arange(len(pages.sphere)), rng.poisson(pages.streams))
    week = rng.integers(1, clock.weeks - 1, len(page))
    day = week * 7 - clock.lead + weekdays(rng, len(page))
    alive = (day >= pages.opened[page]) & (day < pages.died[page])
    page, day = page[alive], day[alive]
    n = len(page)
    time = clock.utc(day, rng.integers(10 * 60, 19 * 60, n) * 60)
    minutes = np.clip(38 * np.exp(0.8 * rng.standard_normal(n)), 2, 260).astype(np.int64)
    title = rng.integers(0, len(STREAM_TITLES), n, np.int8)
    confirmed = rng.choice(np.array([1, 0, UNKNOWN], np.int8), n, p=(0.84, 0.05, 0.11))
    broken = np.flatnonzero(rng.random(n) < 1 / 12)
    again = time[broken] + minutes[broken] * 60 + rng.integers(120, 2400, len(broken))
    row = np.concatenate((np.arange(n), broken))
    start = np.concatenate((time, again))
    length = np.concatenate((minutes, np.maximum(minutes[broken] // 2, 3)))
    order = np.lexsort((start, page[row]))
    row = row[order]
    opening = np.searchsorted(page[row], page[row], side="left")
    return StreamRows(
        page[row].astype(np.int32),
        start[order],
        id=456_239_017 + np.arange(len(row)) - opening,
        minutes=length[order],
        title=title[row],
        confirmed=confirmed[row],
    )
