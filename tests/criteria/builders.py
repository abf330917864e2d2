"""Blocks of evidence out of plain lists, so that a test says only what it is about."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, get_args, get_type_hints
from zoneinfo import ZoneInfo

import numpy as np

from criteria.calendar import DAY, Calendar, season_calendar
from criteria.evidence import NEVER, UNKNOWN, Block, Checks, Messages, Pages, Posts, Streams
from criteria.measurement import Measured
from criteria.setting import Scene, Setting

ZONE = "Asia/Novosibirsk"
YEAR = 2026
Columns = TypeVar("Columns")


def moment(local: str, zone: str = ZONE) -> int:
    """UTC epoch seconds of a local time such as "2026-03-06 17:30" (or a date alone)."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


def day_number(local: str) -> int:
    """Days since 1970-01-01 of a date such as "2026-03-06"."""
    return (date.fromisoformat(local) - date(1970, 1, 1)).days


def calendar_of(year: int = YEAR, zone: str = ZONE, holidays: Iterable[str] = ()) -> Calendar:
    """A year's calendar with all weekends off, and the given dates."""
    first = date(year, 1, 1) - timedelta(days=90)
    weekends = [day for day in (first + timedelta(days=i) for i in range(560)) if day.weekday() >= 5]
    return season_calendar(year, zone, [*weekends, *map(date.fromisoformat, holidays)])


@dataclass
class Post:
    """A post that counts unless told otherwise; without a ``text_key`` its text is like no other one."""

    time: int
    text_key: int | None = None
    text_length: int = 120
    attachments: int = 0
    repost: bool = False
    advert: bool = False
    comments_open: int = 1
    deleted: int = NEVER


@dataclass
class Message:
    """A message of a citizen."""

    asked: int
    answered: int = NEVER
    needs_answer: int = 1
    interim: int = 0


@dataclass
class Stream:
    """A confirmed live stream of an hour."""

    started: int
    duration: int = 3600
    title_key: int = 0
    confirmed: int = 1


@dataclass
class Check:
    """A look at a page on which everything is in order."""

    day: int
    avatar: int = 1
    cover_width: int = 1920
    description_length: int = 300
    description_facts: int = 4
    phone: int = 1
    mail_or_site: int = 1
    address: int = 1
    widgets_correct: int = 2
    widgets_wrong: int = 0
    widgets_waived: int = 0
    name_match: int = 100
    mark: int = 1
    closed: int = 0
    members: int = 500


@dataclass
class Page:
    """A page of the register with its activity, in any order."""

    posts: Sequence[Post] = ()
    messages: Sequence[Message] = ()
    streams: Sequence[Stream] = ()
    checks: Sequence[Check] = ()
    nomination: int = UNKNOWN
    ogrn_valid: bool = True
    duplicate: bool = False
    exempt: bool = False
    mark: int = 1
    members: int = 500
    applied: int = UNKNOWN
    last_winner: int = UNKNOWN
    network: int = 0


@dataclass
class Season:
    """What all pages of a test share. ``relaxed``: (nomination, week) pairs, nomination -1 for pages of none."""

    calendar: Calendar = field(default_factory=calendar_of)
    nominations: tuple[str, ...] = ("Образование", "Спорт")
    relaxed: Iterable[tuple[int, int]] = ()
    mandated: Iterable[int] = ()

    def setting(self) -> Setting:
        """As the engine hands it to metrics."""
        relaxed = np.zeros((len(self.nominations) + 1, len(self.calendar.weeks)), np.bool_)
        for nomination, week in self.relaxed:
            relaxed[nomination, week] = True
        return Setting(self.calendar, self.nominations, relaxed, np.array(sorted(self.mandated), np.int64))


def block_of(pages: Sequence[Page], first: int = 0) -> Block:
    """A block of the pages, in their order; rows of each are put in order of time."""
    unique = iter(range(1_000_000, 10_000_000))
    posts = [
        [
            vars(post) | {"text_key": next(unique) if post.text_key is None else post.text_key}
            for post in _sorted(page.posts, "time")
        ]
        for page in pages
    ]
    for wall in posts:
        said = Counter(post["text_key"] for post in wall)
        for post in wall:
            post["repeated"] = post["text_key"] != 0 and said[post["text_key"]] > 1
    return Block(
        first=first,
        count=len(pages),
        pages=_columns(Pages, [vars(page) for page in pages]),
        posts=_with_bounds(Posts, posts),
        messages=_with_bounds(Messages, [[vars(row) for row in _sorted(page.messages, "asked")] for page in pages]),
        streams=_with_bounds(Streams, [[vars(row) for row in _sorted(page.streams, "started")] for page in pages]),
        checks=_with_bounds(Checks, [[vars(row) for row in _sorted(page.checks, "day")] for page in pages]),
    )


def scene_of(pages: Sequence[Page], season: Season | None = None) -> Scene:
    """The pages seen in their season."""
    return Scene(block_of(pages), (season or Season()).setting())


def value_of(measured: Measured, page: int = 0) -> float | None:
    """The value of one page, None where it is unknown."""
    below = int(measured.denominator[page])
    return int(measured.numerator[page]) / below if below else None


def facts_of(measured: Measured, page: int = 0) -> dict[str, int]:
    """The facts of one page, as a sentence is told from them."""
    return {name: int(values[page]) for name, values in measured.facts.items()}


def posts_each_week(counts: Iterable[int], monday: str) -> list[Post]:
    """Counted posts: two a day from each Monday 00:00 on, as many as each week's count says."""
    start = moment(monday)
    return [
        Post(start + week * 7 * DAY + (number // 2) * DAY + (number % 2) * 3600)
        for week, count in enumerate(counts)
        for number in range(count)
    ]


def _sorted(rows: Iterable[Any], key: str) -> list[Any]:
    return sorted(rows, key=lambda row: int(getattr(row, key)))


def _with_bounds(kind: type[Columns], rows: Sequence[Sequence[dict[str, Any]]]) -> Columns:
    bounds = np.append(0, np.cumsum([len(page) for page in rows])).astype(np.int64)
    return _columns(kind, [row for page in rows for row in page], bounds=bounds)


def _columns(kind: type[Columns], rows: Sequence[dict[str, Any]], **given: Any) -> Columns:
    hints = get_type_hints(kind)
    columns = dict(given)
    for column in fields(kind):  # type: ignore[arg-type]  # the kinds are the dataclasses of criteria.evidence
        if column.name not in columns:
            dtype = get_args(get_args(hints[column.name])[1])[0]
            columns[column.name] = np.array([row[column.name] for row in rows], dtype)
    return kind(**columns)
