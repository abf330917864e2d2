"""The logical columns of evidence: the one list that import, freezing, hashing, reading and documents go by.

Whole numbers are never null: ``criteria.evidence.UNKNOWN`` (-1) stands for «nobody knows» and ``NEVER`` (0) for a time that did
not come. Times are UTC epoch seconds, days are days since 1970-01-01. ``page`` is the index of the page in table ``pages``.

Per cents and reaches of the register are whole thousandths (``THOUSANDTHS``), half-up. Evidence has a version; a column that
came with a later one is UNKNOWN throughout in evidence frozen before.
"""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["int8", "int16", "int32", "int64", "bool", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind, what it means, and the version of evidence it came with."""

    name: str
    kind: Kind
    meaning: str
    since: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in canonical order, and the columns it is sorted by."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    def columns_of(self, version: int) -> tuple[Column, ...]:
        """The columns that evidence of a version has."""
        return tuple(column for column in self.columns if column.since <= version)


VERSION: Final = 3
"""The version of evidence that is frozen today; every earlier one can be read."""

THOUSANDTHS: Final = frozenset({"design_percent", "activity_percent", "weekly_reach", "post_reach"})

PAGES: Final = Table(
    "pages",
    (
        Column("key", "text", "canonical address, vk:club123 or vk:screen_name; the table is sorted by it"),
        Column("name", "text", "organisation by the register"),
        Column("link", "text", "address of the page as people open it"),
        Column("group_id", "int64", "number of the community, or UNKNOWN"),
        Column("ogrn", "text", "state number as written, or empty"),
        Column("ogrn_valid", "bool", "13 digits and a right check digit"),
        Column("duplicate", "bool", "an earlier row of the register has the same organisation and sphere"),
        Column("level", "text", "level (Уровень)"),
        Column("founder", "text", "founder (Учредитель)"),
        Column("municipality", "text", "municipality, or empty"),
        Column("sphere", "text", "first sphere (Сфера 1), or empty"),
        Column("exempt", "text", "ground on which the page is not run, or empty"),
        Column("mark", "int8", "state mark by the register: 1, 0, UNKNOWN"),
        Column("connected", "int8", "connected to «Госпаблики»: 1, 0, UNKNOWN"),
        Column("members", "int32", "subscribers, or UNKNOWN"),
        Column("widgets", "int8", "widgets by the register: 0, 1, 2, UNKNOWN", since=2),
        Column("design_percent", "int64", "design (Оформление) by the register, thousandths of a per cent, or UNKNOWN", since=2),
        Column("activity_percent", "int64", "activity (Активность), thousandths of a per cent, or UNKNOWN", since=2),
        Column("weekly_reach", "int64", "reach of a week, thousandths of a person, or UNKNOWN", since=2),
        Column("post_reach", "int64", "mean reach of a post, thousandths of a person, or UNKNOWN", since=2),
        Column("applied", "int8", "application filed in time: 1, 0, UNKNOWN", since=3),
        Column("last_winner", "int8", "last year's winner in the same nomination: 1, 0, UNKNOWN", since=3),
    ),
    ("key",),
)

POSTS: Final = Table(
    "posts",
    (
        Column("page", "int32", "index of the page"),
        Column("time", "int64", "published at"),
        Column("id", "int64", "number of the post on its page"),
        Column("repost", "bool", "a repost"),
        Column("advert", "bool", "marked as an advertisement"),
        Column("text_length", "int32", "characters with white space folded"),
        Column("attachments", "int16", "number of attachments"),
        Column("text_key", "int64", "the same for the same normalised text; 0 without text"),
        Column("comments_open", "int8", "1, 0, UNKNOWN"),
        Column("deleted", "int64", "seen to be gone at, or NEVER"),
    ),
    ("page", "time", "id"),
)

MESSAGES: Final = Table(
    "messages",
    (
        Column("page", "int32", "index of the page"),
        Column("asked", "int64", "written at"),
        Column("id", "int64", "number of the message on its page"),
        Column("post", "int64", "number of the post below which it stands, or UNKNOWN"),
        Column("answered", "int64", "first answer at, or NEVER"),
        Column("needs_answer", "int8", "1, 0, UNKNOWN"),
        Column("interim", "int8", "1 the answer is a template only, else 0"),
    ),
    ("page", "asked", "id"),
)

STREAMS: Final = Table(
    "streams",
    (
        Column("page", "int32", "index of the page"),
        Column("started", "int64", "began at"),
        Column("id", "int64", "number of the video on its page"),
        Column("duration", "int32", "seconds"),
        Column("title_key", "int64", "the same for the same normalised title; 0 without"),
        Column("confirmed", "int8", "1, 0, UNKNOWN"),
    ),
    ("page", "started", "id"),
)

CHECKS: Final = Table(
    "checks",
    (
        Column("page", "int32", "index of the page"),
        Column("day", "int32", "local day of the look"),
        Column("avatar", "int8", "1, 0, UNKNOWN"),
        Column("cover_width", "int32", "pixels; 0 no cover; UNKNOWN"),
        Column("description_length", "int32", "visible characters, or UNKNOWN"),
        Column("description_facts", "int8", "0 to 4, or UNKNOWN"),
        Column("phone", "int8", "1, 0, UNKNOWN"),
        Column("mail_or_site", "int8", "1, 0, UNKNOWN"),
        Column("address", "int8", "1, 0, UNKNOWN"),
        Column("widgets_correct", "int8", "0, 1, 2, UNKNOWN"),
        Column("widgets_wrong", "int8", "0, 1, 2, UNKNOWN"),
        Column("widgets_waived", "int8", "1 not asked of this organisation, else 0"),
        Column("name_match", "int16", "per cent, or UNKNOWN"),
        Column("mark", "int8", "1, 0, UNKNOWN"),
        Column("closed", "int8", "1, 0, UNKNOWN"),
        Column("members", "int32", "subscribers, or UNKNOWN"),
    ),
    ("page", "day"),
)

CALENDAR: Final = Table(
    "calendar",
    (
        Column("day", "int32", "a local day"),
        Column("off", "bool", "offices are shut: weekend or holiday, transfers applied"),
    ),
    ("day",),
)

TABLES: Final = (PAGES, POSTS, MESSAGES, STREAMS, CHECKS, CALENDAR)
ACTIVITY: Final = (POSTS, MESSAGES, STREAMS, CHECKS)
