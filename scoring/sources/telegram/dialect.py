"""Telegram as a source: how it is asked and understood, and what it tells of each column."""

import math
from collections.abc import Iterable, Mapping
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.dialect import Piece
from scoring.sources.collecting.estimate import POSTS, share_of_year
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Folder, Line, PageAsked
from scoring.sources.collecting.source import SweptSource
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.network import Network, knows, never, partly
from scoring.sources.telegram import channels
from scoring.sources.telegram.channels import Reader
from scoring.sources.telegram.client import CARD, CHANNEL, OLDER
from scoring.sources.telegram.policy import RULES

_LISTED: Final = 20
"""Posts a preview."""
_BY_DESCRIPTION: Final = partly("по описанию канала", "by the channel's description")
_NO_WIDGETS: Final = never("виджетов у каналов нет", "channels have no widgets")

TELEGRAM_NETWORK: Final = Network(
    "tg", "Telegram", "Telegram", "сбор с открытых страниц предпросмотра", "collected from public previews",
    knows(
        posts={
            "text": never("вместо текста его длина и ключ", "its length and key stand in its place"),
            "repost": partly("по отметке «переслано»", "by the mark «forwarded»"),
            "advert": never("пометки рекламы в предпросмотре нет", "previews bear no mark of advertising"),
            "attachments": partly("что видно в предпросмотре", "what a preview shows"),
            "comments_open": never("комментариев в предпросмотре нет", "previews have no comments"),
            "deleted": partly("между обходами", "between sweeps"),
        },
        messages=never("комментариев в предпросмотре нет", "previews have no comments"),
        streams=never("эфиры — по ссылкам и таблицей", "streams come by links and by table"),
        checks={
            "cover_width": never("обложек у каналов нет", "channels have no covers"),
            "description_facts": partly("по словам описания", "by words of the description"),
            "phone": _BY_DESCRIPTION,
            "mail_or_site": _BY_DESCRIPTION,
            "address": _BY_DESCRIPTION,
            "widgets_correct": _NO_WIDGETS,
            "widgets_wrong": _NO_WIDGETS,
            "widgets_waived": never("решает организатор", "the organizer decides"),
            "mark": never("госметки в предпросмотре нет", "previews bear no state mark"),
            "closed": partly("открытые каналы; о закрытых не узнать", "open channels; of closed ones nothing is known"),
            "members": partly("сверх тысячи округлено сетью", "rounded by the network above a thousand"),
        },
    ),
)  # fmt: skip


class TelegramDialect:
    """The site of public previews."""

    network: Network = TELEGRAM_NETWORK
    rules: Rules = RULES
    version: str = ""
    closed: int = -1
    flat: bool = False
    looks: frozenset[str] = frozenset({CHANNEL, CARD})

    def planned(self, pages: int, seconds: float) -> Mapping[str, int]:
        """A page a channel, and older ones by twenty posts."""
        return {CHANNEL: pages, OLDER: math.ceil(pages * POSTS * share_of_year(seconds) / _LISTED)}

    def look_up(self, caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        """The heads of the channels."""
        return channels.look_up(caller, pages)

    def found(self, lines: Iterable[Line]) -> Found:
        """The same out of a recording's lines."""
        return channels.found(lines)

    def piece(self, line: Line) -> Piece | None:
        """Of which channel."""
        return Piece(line["params"]["channel"]) if line["method"] in {CHANNEL, OLDER} else None

    def reader(self, caller: Caller, folder: Folder, author: Author, since: int) -> Reader:  # noqa: ARG002 no words of citizens here
        """Reads channels."""
        return Reader(caller, since)


TELEGRAM: Final = SweptSource(TelegramDialect())
