"""The columns of evidence that a metric may read: one block of neighbouring pages, sorted by page and time.

A block is cut at page borders, so every metric is computed inside one block and blocks are independent of each other.
Times are UTC epoch seconds, ``UNKNOWN`` marks a whole number nobody knows, and every array is read-only.
"""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
Float64 = NDArray[np.float64]

UNKNOWN: Final = -1
"""Stands in a whole-number column where the source said nothing; never to be read as a value."""

NEVER: Final = 0
"""Stands in a time column where a thing has not happened: a message without answer, a post not deleted."""


class _Columns:
    """Makes the arrays of a frozen dataclass read-only, so that a metric cannot change what another one reads."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class Pages(_Columns):
    """One row a page. Lengths: the block's number of pages."""

    nomination: Int16
    """Index into ``Setting.nominations``; UNKNOWN for a page that belongs to none."""
    ogrn_valid: Bool
    """The state number (ОГРН) has 13 digits and a right check digit."""
    duplicate: Bool
    """Another page of the same organisation in the same sphere stands before this one in the register."""
    exempt: Bool
    """The founder lawfully decided that this page is not run («не ведётся на основании»)."""
    mark: Int8
    """State mark («Госметка») by the register: 1 yes, 0 no, UNKNOWN."""
    members: Int32
    """Subscribers by the register, or UNKNOWN."""
    applied: Int8
    """An application was filed in time («Заявка подана»): 1 yes, 0 no, UNKNOWN."""
    last_winner: Int8
    """Last year's winner in the same nomination («Победитель прошлого года»): 1 yes, 0 no, UNKNOWN."""
    network: Int8
    """The page's network: its place in ``criteria.networks.NETWORKS``, UNKNOWN for none of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Posts(_Columns):
    """Posts sorted by page, time and id; rows ``bounds[i]:bounds[i + 1]`` belong to page i of the block."""

    bounds: Int64
    time: Int64
    repost: Bool
    advert: Bool
    text_length: Int32
    """Characters of the text with runs of white space folded to one."""
    attachments: Int16
    text_key: Int64
    """The same number for the same normalised text; 0 for a post without text."""
    repeated: Bool
    """False where no other post of the page has the same text; where one has been taken away since, True may be left."""
    comments_open: Int8
    """1 open, 0 closed, UNKNOWN."""
    deleted: Int64
    """When the post was seen to be gone, or NEVER."""


@dataclass(frozen=True, slots=True, eq=False)
class Messages(_Columns):
    """Messages of citizens sorted by page, time and id, each with its first answer."""

    bounds: Int64
    asked: Int64
    answered: Int64
    """Time of the first answer, or NEVER."""
    needs_answer: Int8
    """1 the message wants an answer, 0 it does not, UNKNOWN counts as 1."""
    interim: Int8
    """1 the answer is a template only («Спасибо за обращение»), else 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Streams(_Columns):
    """Live streams sorted by page and start."""

    bounds: Int64
    started: Int64
    duration: Int32
    """Seconds."""
    title_key: Int64
    confirmed: Int8
    """1 a moderator saw that it was live, 0 he saw that it was not, UNKNOWN nobody looked."""


@dataclass(frozen=True, slots=True, eq=False)
class Checks(_Columns):
    """Weekly looks at a page's design, sorted by page and day."""

    bounds: Int64
    day: Int32
    """Days since 1970-01-01, local."""
    avatar: Int8
    cover_width: Int32
    """Width of the best cover picture in pixels; 0 no cover; UNKNOWN."""
    description_length: Int32
    """Visible characters."""
    description_facts: Int8
    """How many of the four stand in it: what the organisation does, address, hours, phone."""
    phone: Int8
    mail_or_site: Int8
    address: Int8
    widgets_correct: Int8
    """Widgets of the state portal (ПОС) with the right link and ОГРН: 0, 1, 2."""
    widgets_wrong: Int8
    """Widgets that are there with a wrong or broken link: 0, 1, 2."""
    widgets_waived: Int8
    """1 the organisation cannot have widgets, so that they are not asked of it."""
    name_match: Int16
    """Likeness of the page's name to the register's, in per cent."""
    mark: Int8
    closed: Int8
    """1 the page was closed, private, deleted or banned on that day."""
    members: Int32


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Evidence about ``count`` neighbouring pages; ``first`` is the season-wide index of the first one."""

    first: int
    count: int
    pages: Pages
    posts: Posts
    messages: Messages
    streams: Streams
    checks: Checks
