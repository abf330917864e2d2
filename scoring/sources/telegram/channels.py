"""Reads a channel: page by page back to the beginning of the window."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.http import Params
from scoring.sources.collecting.keeping import Identity, Kept
from scoring.sources.collecting.recording import Line, PageAsked
from scoring.sources.collecting.troubles import Trouble, troubles_of
from scoring.sources.collecting.windows import unlisted
from scoring.sources.telegram.client import CARD, CHANNEL, OLDER
from scoring.sources.telegram.policy import NO_PREVIEW
from scoring.sources.telegram.previews import Preview, card

_PRIVATE: Final = (
    "предпросмотра нет: закрытый канал, группа или человек / there is no preview: a private channel, a group or a person"
)


def look_up(caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
    """The heads of the channels. Of a name without a preview the site is asked whether it is anybody's."""
    kept: list[Kept] = []
    troubles: list[Trouble] = []
    for page in pages:
        told = caller.call(CHANNEL, {"channel": page.bare}, Preview(page.bare))
        if told.kept is not None:
            kept += told.kept["groups"]
        if told.code in NO_PREVIEW:
            troubles.append(_without(caller, page))
        else:
            troubles += troubles_of(CHANNEL, page.key, told)
    return Found(kept), troubles


def _without(caller: Caller, page: PageAsked) -> Trouble:
    """Why there is no preview."""
    told = caller.call(CARD, {"channel": page.bare}, card)
    if told.kept is not None and not told.kept["there"]:
        return Trouble(CARD, page.key, "name", "такого канала нет / no such channel")
    return Trouble(
        CARD,
        page.key,
        "preview",
        "предпросмотра нет: закрытый канал, группа или человек / no preview: private, a group or a person",
    )


def found(lines: Iterable[Line]) -> Found:
    """The same out of a recording."""
    told = (line["answer"] for line in lines if line["method"] == CHANNEL and "answer" in line)
    return Found(head for answer in told for head in answer["groups"])


@dataclass(slots=True)
class Reader:
    """Reads channels one by one; safe for several threads. ``since``: beginning of the window, UTC seconds."""

    caller: Caller
    since: int

    def read(self, page: str, identity: Identity) -> tuple[Line, list[Trouble]]:
        """The line that ends a page, and what the operator should see. Raises NotNow: call again then, nothing is lost."""
        channel = str(identity)
        line: Line = {"id": channel, "code": 0, "start": None, "comments": [], "closed": []}
        troubles: list[Trouble] = []
        method, asked, torn = CHANNEL, Params(channel=channel), False
        while True:
            told = self.caller.call(method, asked, Preview(channel))
            troubles += troubles_of(method, page, told) if method == OLDER else []
            if told.kept is None or unlisted(told) or (told.kept["read"] and told.kept["oldest"] is None):
                return line | {"code": told.code or 0}, troubles
            torn |= not told.whole
            oldest = told.kept["oldest"]
            if oldest is None or not told.kept["more"] or oldest[0] <= 1:
                return line | {"start": None if torn else 0}, troubles
            if oldest[1] < self.since:
                return line | {"start": None if torn else self.since}, troubles
            if oldest[0] >= asked.get("before", oldest[0] + 1):  # a list that does not go back has no end
                return line, troubles
            method, asked = OLDER, {"channel": channel, "before": oldest[0]}
