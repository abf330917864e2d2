"""Which rows of a page's evidence count, and why others do not: by the functions that the metrics themselves are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Literal

import numpy as np

from criteria.evidence import Block, Int64
from criteria.measurement import Metric
from criteria.metrics.counting import PostReason, post_reasons
from criteria.metrics.response import MessageReason, message_reasons
from criteria.metrics.streams import StreamReason, stream_reasons
from criteria.rulebook import RuleBook
from criteria.setting import Scene, Setting
from scoring.engine.incidents import Incidents
from scoring.engine.terms import Terms
from scoring.engine.unaffected import inside

Kind = Literal["posts", "messages", "streams"]

_POSTS: Final = ("counting", PostReason, post_reasons)
_MESSAGES: Final = ("messages", MessageReason, message_reasons)
_STREAMS: Final = ("streams", StreamReason, stream_reasons)
_READ: Final[Mapping[str, tuple[Kind, tuple[str, type[IntEnum], Callable[[Scene, Any], Any]]]]] = {
    "weekly_norm": ("posts", _POSTS),
    "longest_silence": ("posts", _POSTS),
    "own_content": ("posts", _POSTS),
    "comments_open": ("posts", _POSTS),
    "answered_share": ("messages", _MESSAGES),
    "timeliness": ("messages", _MESSAGES),
    "stream_count": ("streams", _STREAMS),
    "stream_quarters": ("streams", _STREAMS),
}
"""By metric: the table it reads, and the parameter whose rule says what counts, with the function that tells why not."""


TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "posts.counted": ("Записи в зачёте", "Posts that count"),
    "posts.outside": ("Записи вне срока конкурса", "Posts outside the contest's period"),
    "posts.advert": ("Реклама", "Advertisements"),
    "posts.deleted": ("Записи, удалённые раньше срока", "Posts deleted too soon"),
    "posts.repost": ("Репосты: в норму не идут", "Reposts: no part of the norm"),
    "posts.short": ("Слишком короткие записи без вложений", "Posts too short and without attachment"),
    "posts.copy": ("Повторы того же текста", "Copies of the same text"),
    "posts.mandated": ("Навязанные тексты: в норму не идут", "Mandated texts: no part of the norm"),
    "posts.incident": ("Записи во время сбоя: не в счёт ни у кого", "Posts during an incident: nobody's count"),
    "posts.crowded": ("Записи сверх предела за день", "Posts beyond the limit of a day"),
    "messages.counted": ("Сообщения в зачёте", "Messages that count"),
    "messages.outside": ("Сообщения вне срока конкурса", "Messages outside the contest's period"),
    "messages.no_answer_wanted": ("Сообщения, которым ответ не нужен", "Messages that want no answer"),
    "messages.incident": ("Сообщения во время сбоя: не в счёт ни у кого", "Messages during an incident: nobody's count"),
    "messages.broken": ("Ответ записан раньше вопроса", "Answer dated before the question"),
    "messages.young": ("Без ответа, но срок ещё не вышел", "Unanswered, but still in time"),
    "streams.counted": ("Эфиры в зачёте", "Streams that count"),
    "streams.outside": ("Эфиры вне срока конкурса", "Streams outside the contest's period"),
    "streams.refused": ("Модератор увидел, что это не прямой эфир", "A moderator saw that it was not live"),
    "streams.unseen": ("Эфиры, на которые модератор не смотрел", "Streams that no moderator has looked at"),
    "streams.incident": ("Эфиры во время сбоя: не в счёт ни у кого", "Streams during an incident: nobody's count"),
    "streams.part": ("Продолжение эфира, начатого раньше", "Later part of a stream begun before"),
    "streams.short": ("Эфиры короче нужного", "Streams that are too short"),
}
"""By name of a group, what it is called in Russian and English."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Rows of one table that share a fate. ``codes``: the criteria for which it is so; ``row`` in the page's block.

    ``reason``: lower-case name in ``PostReason``, ``MessageReason`` or ``StreamReason``; «counted» counts. Or «incident»: then
    ``row`` is in the page's whole block, with what lies inside of incidents.
    """

    kind: Kind
    reason: str
    codes: tuple[str, ...]
    row: Int64

    @property
    def name(self) -> str:
        """What addresses call it, where all criteria agree on what counts."""
        return f"{self.kind}.{self.reason}"

    @property
    def title(self) -> tuple[str, str]:
        """What the group is called in Russian and English."""
        return TITLES[self.name]


def evidence_groups(
    book: RuleBook, terms: Terms, setting: Setting, block: Block, metrics: Mapping[str, Metric]
) -> tuple[Group, ...]:
    """All rows of the one page of ``block``, grouped; criteria that ask for the same share a group. Empty groups are left out."""
    return tuple(_groups(book, terms, Scene(block, setting), metrics))


def incident_groups(book: RuleBook, whole: Block, incidents: Incidents, zone: str) -> tuple[Group, ...]:
    """The rows of the one page of ``whole`` that lie inside of incidents, and so count for no criterion that reads them."""
    codes: dict[Kind, list[str]] = {}
    for leaf in book.leaves:
        if isinstance(leaf.metric, str) and leaf.metric in _READ:
            codes.setdefault(_READ[leaf.metric][0], []).append(leaf.code)
    found = []
    for kind, readers in codes.items():
        row = np.flatnonzero(inside(whole, kind, incidents, zone)).astype(np.int64)
        if len(row):
            found.append(Group(kind, "incident", tuple(readers), row))
    return tuple(found)


def _groups(book: RuleBook, terms: Terms, scene: Scene, metrics: Mapping[str, Metric]) -> Iterator[Group]:
    rules: dict[tuple[Kind, Any], list[str]] = {}
    for leaf in book.leaves:
        if isinstance(leaf.metric, str) and leaf.metric in _READ:
            kind, (name, _, _) = _READ[leaf.metric]
            params = metrics[leaf.metric].params.model_validate(terms.params[leaf.code])
            rules.setdefault((kind, getattr(params, name)), []).append(leaf.code)
    known = dict(_READ.values())
    for (kind, rule), codes in rules.items():
        _, reasons, reasons_of = known[kind]
        found = reasons_of(scene, rule)
        for reason in reasons:
            row = np.flatnonzero(found == reason).astype(np.int64)
            if len(row):
                yield Group(kind, reason.name.lower(), tuple(codes), row)
