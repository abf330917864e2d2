"""Odnoklassniki as a source: how it is asked and understood, and what it tells of each column."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.dialect import Piece
from scoring.sources.collecting.estimate import COMMENTED, POSTS, share_of_year
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Folder, Line, PageAsked
from scoring.sources.collecting.source import SweptSource
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.network import Network, knows, never, partly
from scoring.sources.ok import groups
from scoring.sources.ok.policy import RULES
from scoring.sources.ok.topics import COMMENTS, LISTED, TOPICS, Reader

_GUESSED: Final = partly("по словам, пока не поправит модератор", "by words, until a moderator mends it")
_IF_TOLD: Final = partly("где сеть его отдаёт", "where the network tells it")
_NO_WIDGETS: Final = never("виджетов ПОС сеть не отдаёт", "the network tells of no widgets")

OK_NETWORK: Final = Network(
    "ok", "Одноклассники", "Odnoklassniki", "сбор по ключам приложения", "collected by an application's keys",
    knows(
        posts={
            "text": never("вместо текста его длина и ключ", "its length and key stand in its place"),
            "advert": never("пометку рекламы сеть не отдаёт", "the network does not tell the mark of advertising"),
            "comments_open": never("закрыты ли комментарии, сеть не говорит", "whether comments are shut is not told"),
            "deleted": partly("между обходами", "between sweeps"),
        },
        messages={
            "id": partly("число по тексту, которым его называет сеть", "a number made of the text by which the network calls it"),
            "needs_answer": _GUESSED,
            "interim": _GUESSED,
            "answered": partly("ответы группы и объявленных ею аккаунтов", "answers of the group and of accounts it declares"),
        },
        streams=never("эфиры — по ссылкам и таблицей", "streams come by links and by table"),
        checks={
            "avatar": partly("если есть; нет ли его, неизвестно", "where there is one; whether there is none is not known"),
            "cover_width": _IF_TOLD,
            "description_length": _IF_TOLD,
            "description_facts": partly("по словам описания", "by words of the description"),
            "phone": _IF_TOLD,
            "mail_or_site": _IF_TOLD,
            "address": _IF_TOLD,
            "widgets_correct": _NO_WIDGETS,
            "widgets_wrong": _NO_WIDGETS,
            "widgets_waived": never("решает организатор", "the organizer decides"),
            "mark": _IF_TOLD,
        },
    ),
)  # fmt: skip


class OkDialect:
    """OK's API by the keys of an application."""

    network: Network = OK_NETWORK
    rules: Rules = RULES
    version: str = ""
    closed: int = -1
    flat: bool = True
    looks: frozenset[str] = frozenset({groups.INFO, groups.ADDRESS})

    def planned(self, pages: int, seconds: float) -> Mapping[str, int]:
        """A look-up of 100 groups a call, topics by 100, and a call for each topic with comments."""
        share = share_of_year(seconds)
        return {
            groups.INFO: math.ceil(pages / groups.BATCH),
            TOPICS: pages + math.ceil(pages * POSTS * share / LISTED),
            COMMENTS: math.ceil(pages * COMMENTED * share),
        }

    def look_up(self, caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        """All that is told of the groups."""
        return groups.look_up(caller, pages)

    def found(self, lines: Iterable[Line]) -> Found:
        """The same out of a recording's lines."""
        return groups.found(lines)

    def piece(self, line: Line) -> Piece | None:
        """Of which group and topic."""
        params = line["params"]
        if line["method"] == TOPICS:
            return Piece(params["gid"])
        return Piece(params["_gid"], params["discussionId"]) if line["method"] == COMMENTS else None

    def reader(self, caller: Caller, folder: Folder, author: Author, since: int) -> Reader:
        """Reads topics and the comments below them."""
        return Reader(caller, folder, author, since)


OK: Final = SweptSource(OkDialect())
