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
from enum import IntEnum
from typing import Annotated

import numpy as np
from pydantic import Field

from criteria.calendar import DAY, Calendar
from criteria.evidence import NEVER, Bool, Int8, Int64, Posts
from criteria.measurement import Params
from criteria.metrics.rows import pages_of, totals
from criteria.setting import Scene


class Counting(Params):
    """What a post needs to count."""

    min_text: Annotated[int, Field(ge=0, le=10_000)] = 20
    same_text_days: Annotated[int, Field(ge=0, le=366)] = 7
    a_day: Annotated[int, Field(ge=1, le=100)] = 2
    kept_days: Annotated[int, Field(ge=0, le=366)] = 30


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Some of a block's posts, in its order, arrays (n,) int64: row in the block, page, local day of the calendar.

    ``bounds`` (pages + 1,) int64: the posts of page i are ``bounds[i]:bounds[i + 1]`` of them.
    """

    row: Int64
    page: Int64
    day: Int64
    bounds: Int64

    @property
    def per_page(self) -> Int64:
        """(pages,) how many fall to each page."""
        return np.diff(self.bounds)


class PostReason(IntEnum):
    """Why a post does not count, in the order in which the rules are asked; MANDATED counts for silences, not for the norm."""

    COUNTED = 0
    OUTSIDE = 1
    ADVERT = 2
    DELETED = 3
    REPOST = 4
    SHORT = 5
    COPY = 6
    MANDATED = 7
    CROWDED = 8


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
    posts, calendar, mandated = scene.block.posts, scene.setting.calendar, scene.setting.mandated
    valid = scene.share(inside_posts, None) & ~posts.advert
    valid &= _kept(posts, rule)
    reposts = valid & posts.repost
    valid &= ~posts.repost
    valid &= _substantial(posts, rule)
    valid[_copies(posts, valid, rule)] = False
    row = np.flatnonzero(valid)
    day = calendar.day_of(posts.time[row])
    own = _first_of_day(posts, row, day, rule.a_day)
    unprompted = own
    if len(mandated):
        free = np.flatnonzero(~_mandated(posts.text_key[row], mandated))
        if len(free) < len(row):
            unprompted = _first_of_day(posts, row[free], day[free], rule.a_day)
    return CountedPosts(own, unprompted, totals(posts.bounds, reposts))


def inside_posts(scene: Scene, _rule: None = None) -> Bool:
    """(posts,) which posts of the block were published inside the period."""
    return _inside(scene.block.posts, scene.setting.calendar)


def counted_reposts(scene: Scene, rule: Counting) -> Int64:
    """Rows of the reposts that count, of all pages of the block."""
    posts = scene.block.posts
    return np.flatnonzero(_inside(posts, scene.setting.calendar) & ~posts.advert & _kept(posts, rule) & posts.repost)


def post_reasons(scene: Scene, rule: Counting) -> Int8:
    """(posts,) int8 codes of ``PostReason``: whether each post of the block counts, and the first rule that keeps it out."""
    posts, calendar = scene.block.posts, scene.setting.calendar
    counted = scene.share(counted_posts, rule)
    found = np.full(len(posts.time), PostReason.COPY, np.int8)
    valid = _inside(posts, calendar) & ~posts.advert & _kept(posts, rule) & ~posts.repost & _substantial(posts, rule)
    valid[_copies(posts, valid, rule)] = False
    single = np.flatnonzero(valid)
    found[single] = PostReason.CROWDED
    found[counted.own.row] = PostReason.COUNTED
    prompted = single[_mandated(posts.text_key[single], scene.setting.mandated)]
    found[prompted] = PostReason.MANDATED
    found[counted.unprompted.row] = PostReason.COUNTED
    for reason, out in (
        (PostReason.SHORT, ~_substantial(posts, rule)),
        (PostReason.REPOST, posts.repost),
        (PostReason.DELETED, ~_kept(posts, rule)),
        (PostReason.ADVERT, posts.advert),
        (PostReason.OUTSIDE, ~_inside(posts, calendar)),
    ):
        found[out] = reason
    found.flags.writeable = False
    return found


def _inside(posts: Posts, calendar: Calendar) -> Bool:
    inside: Bool = (posts.time >= calendar.start) & (posts.time < calendar.end)
    return inside


def _kept(posts: Posts, rule: Counting) -> Bool:
    kept: Bool = posts.deleted == NEVER
    gone = np.flatnonzero(~kept)  # few are
    kept[gone] = posts.deleted[gone] - posts.time[gone] >= rule.kept_days * DAY
    return kept


def _substantial(posts: Posts, rule: Counting) -> Bool:
    substantial: Bool = (posts.text_length >= rule.min_text) | (posts.attachments >= 1)
    return substantial


def _first_of_day(posts: Posts, row: Int64, day: Int64, a_day: int) -> Chosen:
    """The first ``a_day`` posts of each page and local day; a post goes when the one ``a_day`` places before is of that day."""
    bounds = np.searchsorted(row, posts.bounds)
    more = a_day + np.flatnonzero(day[a_day:] == day[:-a_day])
    more = more[more - a_day >= bounds[np.searchsorted(bounds, more, side="right") - 1]]
    if len(more):
        wanted = np.ones(len(row), np.bool_)
        wanted[more] = False
        at = np.flatnonzero(wanted)  # indices are taken faster than a mask is read twice
        row, day, bounds = row[at], day[at], bounds - np.searchsorted(more, bounds)
    return Chosen(row, pages_of(bounds), day, bounds)


def _mandated(keys: Int64, mandated: Int64) -> Bool:
    """Which of the keys are among the sorted mandated ones; 0, the post without text, never is."""
    found = np.zeros(len(keys), np.bool_)
    if len(mandated):
        ending = np.zeros(1 << 16, np.bool_)  # a first sieve: most texts already differ in their last 16 bits
        ending[mandated & 0xFFFF] = True
        alike = np.flatnonzero(ending[keys & 0xFFFF] & (keys != 0))
        place = np.minimum(np.searchsorted(mandated, keys[alike]), len(mandated) - 1)
        found[alike] = mandated[place] == keys[alike]
    return found


def _copies(posts: Posts, valid: Bool, rule: Counting) -> Int64:
    """Rows of valid posts that repeat a counted post of the same page and text less than ``same_text_days`` before.

    Only posts that may have a copy are looked at: they are put in order of text, page and time, then each round jumps from
    every counted post to the first copy that lies at least so many days later. There are at most period / window rounds,
    each over all pages at once.
    """
    window = rule.same_text_days * DAY
    row = np.flatnonzero(valid & posts.repeated)
    if not len(row) or not window:
        return row[:0]
    page, key = np.searchsorted(posts.bounds, row, side="right") - 1, posts.text_key[row]
    order = np.lexsort((row, key))
    row, page, key = row[order], page[order], key[order]
    begins = np.ones(len(row), np.bool_)
    begins[1:] = (key[1:] != key[:-1]) | (page[1:] != page[:-1])
    group = np.cumsum(begins) - 1
    time = posts.time[row]
    since = time - time.min()
    lane = int(since.max()) + window + 1
    place = group * lane + since  # sorted; a lane is so wide that a jump beyond a group's end lands on the next group's start
    jump = np.append(np.searchsorted(place, place + window, side="left"), len(place))
    copies = np.ones(len(row), np.bool_)
    at = np.flatnonzero(begins)
    ends = np.append(at[1:], len(row))
    while len(at):
        copies[at] = False
        at = jump[at]
        within = at < ends
        at, ends = at[within], ends[within]
    return row[copies]
