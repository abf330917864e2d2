"""Which posts count: the reading of a page's wall that regularity and openness of comments share.

Source: the default rule book, "Counted post". A post counts when it is the page's own (no repost), no advertisement, lies
inside the period, carries at least ``min_text`` characters or an attachment, and was not seen to be gone before
``kept_days`` days had passed. Then, in this order:

1. the same text counts once within ``same_text_days`` days: after a counted post its copies are passed over until so many
   days have gone by, then the next copy counts again;
2. of the posts of one local day the first ``a_day`` count.

Reposts stand apart: no advertisement, inside the period, kept as long, without any limit on their number.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from criteria.calendar import DAY
from criteria.evidence import NEVER, Bool, Int64
from criteria.measurement import Params
from criteria.setting import Scene


class Counting(Params):
    """What a post needs to count."""

    min_text: Annotated[int, Field(ge=0, le=10_000)] = 20
    same_text_days: Annotated[int, Field(ge=0, le=366)] = 7
    a_day: Annotated[int, Field(ge=1, le=100)] = 2
    kept_days: Annotated[int, Field(ge=0, le=366)] = 30


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Some of a block's posts, in its order, all arrays (n,) int64: row in the block, page, local day of the calendar."""

    row: Int64
    page: Int64
    day: Int64

    def per_page(self, pages: int) -> Int64:
        """(pages,) how many fall to each page."""
        return np.bincount(self.page, minlength=pages).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class CountedPosts:
    """What counts on the walls of a block.

    ``own``: the page's own posts. ``unprompted``: the same without mandated texts, which are taken out before the limit of a
    day so that they never crowd out a post that the page wrote itself. ``reposts`` (pages,): reposts that count.
    """

    own: Chosen
    unprompted: Chosen
    reposts: Int64


def counted_posts(scene: Scene, rule: Counting) -> CountedPosts:
    """The counted posts of the scene; ask for them by ``scene.share(counted_posts, rule)``."""
    posts, calendar, pages = scene.block.posts, scene.setting.calendar, scene.block.count
    page_of = np.repeat(np.arange(pages), np.diff(posts.bounds))
    valid = (posts.time >= calendar.start) & (posts.time < calendar.end) & ~posts.advert
    valid &= (posts.deleted == NEVER) | (posts.deleted - posts.time >= rule.kept_days * DAY)
    reposts = np.bincount(page_of[valid & posts.repost], minlength=pages).astype(np.int64)
    valid &= ~posts.repost & ((posts.text_length >= rule.min_text) | (posts.attachments >= 1))

    row = np.flatnonzero(valid)
    row = row[~_copies(page_of[row], posts.text_key[row], posts.time[row], rule.same_text_days * DAY)]
    candidates = Chosen(row, page_of[row], calendar.day_of(posts.time[row]))
    prompted = _mandated(posts.text_key[row], scene.setting.mandated)
    own = _first_of_day(candidates, rule.a_day)
    unprompted = _first_of_day(_pick(candidates, ~prompted), rule.a_day) if prompted.any() else own
    return CountedPosts(own, unprompted, reposts)


def _pick(chosen: Chosen, wanted: Bool) -> Chosen:
    return Chosen(chosen.row[wanted], chosen.page[wanted], chosen.day[wanted])


def _first_of_day(chosen: Chosen, a_day: int) -> Chosen:
    """The first ``a_day`` posts of each page and local day; a post goes when the one ``a_day`` places before is of that day."""
    if len(chosen.row) <= a_day:
        return chosen
    wanted = np.ones(len(chosen.row), np.bool_)
    wanted[a_day:] = (chosen.day[a_day:] != chosen.day[:-a_day]) | (chosen.page[a_day:] != chosen.page[:-a_day])
    return _pick(chosen, wanted)


def _mandated(keys: Int64, mandated: Int64) -> Bool:
    """Which of the keys are among the sorted mandated ones; 0, the post without text, never is."""
    if not len(mandated):
        return np.zeros(len(keys), np.bool_)
    place = np.minimum(np.searchsorted(mandated, keys), len(mandated) - 1)
    found: Bool = (mandated[place] == keys) & (keys != 0)
    return found


def _copies(page: Int64, key: Int64, time: Int64, window: int) -> Bool:
    """Which posts repeat a counted post of the same page and text that lies less than ``window`` seconds before.

    Only texts that occur more than once are looked at: those are put in order of text, page and time, then each round
    jumps from every counted post to the first copy that lies at least ``window`` seconds later. There are at most
    period / window rounds, each over all pages at once.
    """
    copies = np.zeros(len(key), np.bool_)
    row = _repeated(key)
    if not len(row) or window <= 0:
        return copies
    begins = np.ones(len(row), np.bool_)
    begins[1:] = (key[row[1:]] != key[row[:-1]]) | (page[row[1:]] != page[row[:-1]])
    group = np.cumsum(begins) - 1
    since = time[row] - time[row].min()
    lane = int(since.max()) + window + 1
    place = group * lane + since  # sorted; a lane is so wide that a jump beyond a group's end lands on the next group's start
    jump = np.append(np.searchsorted(place, place + window, side="left"), len(place))
    copies[row] = True
    at = np.flatnonzero(begins)
    ends = np.append(at[1:], len(row))
    while len(at):
        copies[row[at]] = False
        at = jump[at]
        within = at < ends
        at, ends = at[within], ends[within]
    return copies


def _repeated(key: Int64) -> Int64:
    """Indices of the keys other than 0 that occur more than once, ordered by key and then by index."""
    order = np.argsort(key)
    ranked = key[order]
    same = ranked[1:] == ranked[:-1]
    several = np.zeros(len(key), np.bool_)
    several[1:] = same
    several[:-1] |= same
    several &= ranked != 0
    number = np.cumsum(np.append(True, ~same))[several]
    packed = np.sort(number * len(key) + order[several])  # argsort is not stable: put equal keys in order of their index
    return (packed % max(len(key), 1)).astype(np.int64)
