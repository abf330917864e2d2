"""Invented messages of citizens below the posts of a chunk of pages, and the pages' first answers."""

from dataclasses import dataclass

import numpy as np

from criteria.evidence import UNKNOWN, Bool, Int8, Int32, Int64
from scoring.sources.demo.clock import Clock
from scoring.sources.demo.latent import Latent
from scoring.sources.demo.posts import PostRows


@dataclass(frozen=True, slots=True, eq=False)
class MessageRows:
    """Messages sorted by page and time; ``page`` counts from the chunk's first page, ``answered`` is 0 without answer."""

    page: Int32
    time: Int64
    id: Int64
    post: Int64
    answered: Int64
    needs_answer: Int8
    interim: Bool

    def __len__(self) -> int:
        return len(self.page)


def draw_messages(rng: np.random.Generator, pages: Latent, posts: PostRows, clock: Clock) -> MessageRows:
    """Invent the year's messages: each below a post of the page whose comments are open, before the year ends."""
    page, below = _below(rng, pages, posts)
    time = posts.time[below] + (rng.exponential(30 * 3600, len(page))).astype(np.int64) + 60
    inside = (posts.comments_open[below] != 0) & (time < clock.calendar.end)
    page, below, time = page[inside], below[inside], time[inside]
    order = np.lexsort((time, page))
    page, below, time = page[order], below[order], time[order]
    n = len(page)
    wants = rng.choice(np.array([1, 0, UNKNOWN], np.int8), n, p=(0.78, 0.14, 0.08))
    answered = _answered(rng, pages, clock, page, time)
    chance = pages.answers[page] * np.where(wants == 0, 0.5, 1.0)
    said = (rng.random(n) < chance) & (answered > time)
    opening = np.searchsorted(page, page, side="left")
    return MessageRows(
        page.astype(np.int32),
        time,
        id=200_000 + (np.arange(n) - opening) * 3 + page % 17,
        post=np.where(rng.random(n) < 0.05, UNKNOWN, posts.id[below]),
        answered=np.where(said, answered, 0),
        needs_answer=wants,
        interim=said & (rng.random(n) < 0.04 + 0.12 * (1 - pages.answers[page])),
    )


def _below(rng: np.random.Generator, pages: Latent, posts: PostRows) -> tuple[Int64, Int64]:
    """For every message its page, and the post (row of ``posts``) below which it stands."""
    count = len(pages.sphere)
    first = np.searchsorted(posts.page, np.arange(count + 1), side="left")
    written = np.diff(first)
    busy = np.minimum(written / 40, 1.5) ** 0.5
    number = rng.poisson(pages.asked * busy) * (written > 0)
    page = np.repeat(np.arange(count), number)
    below: Int64 = (first[page] + (rng.random(len(page)) * written[page]).astype(np.int64)).astype(np.int64)
    return page, below


def _answered(rng: np.random.Generator, pages: Latent, clock: Clock, page: Int64, time: Int64) -> Int64:
    """When an answer would come: most after some office hours, a fifth at once and at any hour."""
    n = len(page)
    office = pages.hours[page] * 3600 * np.exp(0.8 * rng.standard_normal(n))
    patient = clock.after_working(time, np.minimum(office, 300 * 3600).astype(np.int64))
    eager = time + (2400 * np.exp(0.9 * rng.standard_normal(n))).astype(np.int64) + 30
    moment: Int64 = np.where(rng.random(n) < 0.2, eager, patient)
    return moment
