"""VK as a source: how it is asked and understood, and what it tells of each column."""

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
from scoring.sources.vk import pages
from scoring.sources.vk.client import VERSION
from scoring.sources.vk.policy import COMMENTS_CLOSED, RULES
from scoring.sources.vk.walls import COMMENTS, LISTED, OVERLAP, WALL, Reader

_GUESSED: Final = partly("по словам, пока не поправит модератор", "by words, until a moderator mends it")
_SEEN: Final = partly("где у записи есть комментарии", "where a post has comments")

VK_NETWORK: Final = Network(
    "vk", "ВКонтакте", "VK", "сбор по сервисному токену", "collected by service token",
    knows(
        posts={
            "text": never("вместо текста его длина и ключ", "its length and key stand in its place"),
            "comments_open": _SEEN,
            "deleted": partly("между обходами", "between sweeps"),
        },
        messages={
            "needs_answer": _GUESSED,
            "interim": _GUESSED,
            "answered": partly("ответы страницы и объявленных ею аккаунтов", "answers of the page and of accounts it declares"),
        },
        streams={
            "duration_minutes": never("вместо минут секунды", "seconds stand in its place"),
            "confirmed": partly("говорит модератор", "a moderator says so"),
        },
        checks={
            "description_facts": partly("по словам описания", "by words of the description"),
            "widgets_correct": partly("по меню страницы, где сеть его отдаёт", "by the page's menu, where it is told"),
            "widgets_wrong": partly("по меню страницы, где сеть его отдаёт", "by the page's menu, where it is told"),
            "widgets_waived": never("решает организатор", "the organizer decides"),
            "mark": partly("где сеть отдаёт её сервисному токену", "where a service token is told"),
        },
    ),
)  # fmt: skip


class VkDialect:
    """VK's API by service token."""

    network: Network = VK_NETWORK
    rules: Rules = RULES
    version: str = VERSION
    closed: int = COMMENTS_CLOSED
    flat: bool = False
    looks: frozenset[str] = frozenset({pages.METHOD})

    def planned(self, pages_: int, seconds: float) -> Mapping[str, int]:
        """A look-up of 500 pages a call, walls by 100 posts that overlap, and a call for each post with comments."""
        share = share_of_year(seconds)
        return {
            pages.METHOD: math.ceil(pages_ / pages.BATCH),
            WALL: pages_ + math.ceil(pages_ * POSTS * share / (LISTED - OVERLAP)),
            COMMENTS: math.ceil(pages_ * COMMENTED * share),
        }

    def look_up(self, caller: Caller, pages_: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        """All that is told of the pages."""
        return pages.look_up(caller, pages_)

    def found(self, lines: Iterable[Line]) -> Found:
        """The pages of ``groups.getById``."""
        told = (line["answer"] for line in lines if line["method"] == pages.METHOD and "answer" in line)
        return Found(group for answer in told for group in answer["groups"])

    def piece(self, line: Line) -> Piece | None:
        """Of which community, post and thread."""
        if line["method"] not in {WALL, COMMENTS}:
            return None
        params = line["params"]
        return Piece(-params["owner_id"], params.get("post_id", 0), params.get("comment_id"))

    def reader(self, caller: Caller, folder: Folder, author: Author, since: int) -> Reader:
        """Reads walls and the comments below their posts."""
        return Reader(caller, folder, author, since)


VK: Final = SweptSource(VkDialect())
