"""What is read of OK's answers: only what is needed, and only where it has the expected type.

The network publishes no schema. A field that is missing says nothing; one of another type is told to the operator.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, ValidationError

from scoring.sources.collecting.answers import BIG, Count, Fault, Flag, Read, faults_of

_MOSCOW: Final = ZoneInfo("Europe/Moscow")
_BITS: Final = 52


def _number(value: object) -> object:
    """The network writes numbers of groups, topics and people as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20 else value


Id = Annotated[int, BeforeValidator(_number), Field(ge=1, le=BIG)]
Milliseconds = Annotated[int, Field(ge=0, le=32_503_680_000_000)]


class Photo(Read):
    """A picture; where its size is told, with it."""

    standard_width: Count | None = None


class Group(Read):
    """A group."""

    uid: Id
    name: str = ""
    shortname: str = ""
    description: str | None = None
    access_type: str | None = None
    private: Flag | None = None
    main_photo: Photo | None = None
    pic_avatar: str | None = None
    cover: Photo | None = None
    phone: str | None = None
    homepage_url: str | None = None
    address: str | None = None
    gos_org: Flag | None = None
    members_count: Count | None = None


class Address(Read):
    """What an address leads to."""

    object_id: Id = Field(alias="objectId")
    kind: str = Field(default="", alias="type")


class Media(Read):
    """A part of a topic."""

    type: str
    text: str = ""
    reshare: Flag = False
    photo_refs: list[str] = Field(default_factory=list)
    movie_refs: list[str] = Field(default_factory=list)


class Discussion(Read):
    """How much is said below a topic."""

    comments_count: Count | None = None


class Topic(Read):
    """An entry of a group's feed."""

    id: Id
    created_ms: Milliseconds
    author_ref: str = ""
    media: list[Media] = Field(default_factory=list)
    discussion_summary: Discussion | None = None
    is_pinned: Flag = False


class Comment(Read):
    """A comment below a topic. The list is flat: a reply names the comment and the person it replies to."""

    id: str
    text: str = ""
    date: str | None = None
    date_ms: Milliseconds | None = None
    author_id: Id | None = None
    author_ref: str = ""
    reply_to_comment_id: str = ""
    reply_to_id: Id | None = None

    @property
    def when(self) -> int:
        """UTC seconds; 0 where no date can be read. A date without milliseconds is Moscow's."""
        if self.date_ms is not None:
            return self.date_ms // 1000
        try:
            return int(datetime.strptime(self.date or "", "%Y-%m-%d %H:%M:%S").replace(tzinfo=_MOSCOW).timestamp())
        except ValueError:
            return 0


def number_of(comment: str) -> int:
    """The number of a comment, which the network calls by a text: 52 bits of its SHA-256; a plain number stays itself."""
    if comment.isascii() and comment.isdecimal() and len(comment) < 16:
        return int(comment)
    return int.from_bytes(hashlib.sha256(comment.encode("utf-8", "replace")).digest()[:7], "big") >> (56 - _BITS) or 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: its items as they came, where the next one begins, whether there is one, what is wrong with the list."""

    items: tuple[Any, ...]
    anchor: str
    more: bool
    faults: tuple[Fault, ...]


class _Listed(Read):
    anchor: str | None = None
    has_more: Flag = False


def part(content: object, name: str) -> Part:
    """The list ``name`` of an answer, in parts by ``anchor`` and ``has_more``."""
    if not isinstance(content, Mapping):
        return Part((), "", False, (Fault("", "not an object"),))
    items = content.get(name, [])
    if not isinstance(items, list):
        return Part((), "", False, (Fault(name, "not a list"),))
    try:
        found = _Listed.model_validate(content)
    except ValidationError as error:
        return Part(tuple(items), "", False, tuple(faults_of(error, "")))
    return Part(tuple(items), found.anchor or "", found.has_more and bool(found.anchor), ())


def groups_in(content: object) -> tuple[tuple[Any, ...], tuple[Fault, ...]]:
    """The groups of ``group.getInfo``, which come as a list or below ``groups``."""
    listed = content.get("groups", []) if isinstance(content, Mapping) else content
    return (tuple(listed), ()) if isinstance(listed, list) else ((), (Fault("groups", "not a list"),))
