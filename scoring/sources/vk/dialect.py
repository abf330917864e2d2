"""VK as a source: how it is asked and understood, and what it tells of each column."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.dialect import Piece
from scoring.sources.collecting.estimate import COMMENTED, POSTS, share_of_year
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Author, Kept
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Folder, Line, PageAsked
from scoring.sources.collecting.source import SweptSource
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.network import Network, knows, never, partly
from scoring.sources.vk import marks, pages
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
            "mark": partly("где её отдаёт API, а если так настроено, страница", "where the API tells it, or the page if set so"),
        },
    ),
)  # fmt: skip


class VkDialect:
    """VK's API by service token. ``marks``: where it does not tell the state mark, the public page is looked at."""

    network: Network = VK_NETWORK
    rules: Rules = RULES
    version: str = VERSION
    closed: int = COMMENTS_CLOSED
    flat: bool = False
    looks: frozenset[str] = frozenset({pages.METHOD, marks.PAGE})
    marks: bool = False

    def planned(self, pages_: int, seconds: float) -> Mapping[str, int]:
        """A look-up of 500 pages a call, walls by 100 posts that overlap, and a call for each post with comments."""
        share = share_of_year(seconds)
        return {
            pages.METHOD: math.ceil(pages_ / pages.BATCH),
            **({marks.PAGE: pages_} if self.marks else {}),
            WALL: pages_ + math.ceil(pages_ * POSTS * share / (LISTED - OVERLAP)),
            COMMENTS: math.ceil(pages_ * COMMENTED * share),
        }

    def look_up(self, caller: Caller, pages_: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        """All that is told of the pages."""
        kept, troubles = pages.look_up(caller, pages_)
        if self.marks:
            for index, group in enumerate(kept):
                kept[index], told = marks.marked(caller, group)
                troubles += told
        return Found(kept), troubles

    def found(self, lines: Iterable[Line]) -> Found:
        """The pages of ``groups.getById``, with the marks that public pages have shown."""
        kept: list[Kept] = []
        shown: dict[int, bool | None] = {}
        for line in lines:
            if line["method"] == pages.METHOD and "answer" in line:
                kept += line["answer"]["groups"]
            elif line["method"] == marks.PAGE and "answer" in line:
                shown[line["answer"]["id"]] = line["answer"]["mark"]
        return Found(group | {"mark": shown.get(group["id"])} if group["mark"] is None else group for group in kept)

    def piece(self, line: Line) -> Piece | None:
        """Of which community, post and thread."""
        if line["method"] not in {WALL, COMMENTS}:
            return None
        params = line["params"]
        return Piece(-params["owner_id"], params.get("post_id", 0), params.get("comment_id"))

    def reader(self, caller: Caller, folder: Folder, author: Author, since: int) -> Reader:
        """Reads walls and the comments below their posts."""
        return Reader(caller, folder, author, since)


class VkDialectWithPages(VkDialect):
    """The same, and the public pages of communities whose state mark the API does not tell."""

    marks: bool = True


VK: Final = SweptSource(VkDialect())
VK_WITH_PAGES: Final = SweptSource(VkDialectWithPages())
"""For who has set it so; the recordings are VK's, and are converted alike."""
