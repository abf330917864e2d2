"""Reads a preview: the posts of a channel and what it tells of itself, out of HTML that was made for eyes.

The classes of elements are the site's own and may change any day: a page on which nothing is found says so, and is not taken
for an empty channel.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lxml import etree, html

from scoring.sources.collecting.answers import BIG, Fault
from scoring.sources.collecting.keeping import Kept, Reduced
from scoring.sources.collecting.words import facts_in, folded, link_in, phone_in, place_in, text_key

Element = Any
"""An element of lxml, which has no types."""

_MEDIA: Final = (
    "photo_wrap", "video_player", "roundvideo_player", "voice_player", "document_wrap", "poll", "location_wrap", "contact_wrap",
    "sticker_wrap", "game", "invoice",
)  # fmt: skip
"""Elements of a message, each of which is an attachment."""
_POST: Final = re.compile(r"[A-Za-z0-9_]+/(\d{1,15})")
_COUNT: Final = re.compile(r"(\d+(?:[.,]\d+)?)([KMКМ]?)")
_THOUSANDS: Final = {"": 1, "K": 1_000, "К": 1_000, "M": 1_000_000, "М": 1_000_000}


@dataclass(frozen=True, slots=True)
class Preview:
    """Keeps a preview of a channel."""

    channel: str

    def __call__(self, content: object) -> Reduced:
        """Its posts and its head; ``oldest``: number and date of the last message that came, whatever it is."""
        text = content if isinstance(content, str) else ""
        page = _parsed(text)
        heads = [] if page is None else _all(page, "tgme_channel_info")
        if page is None or not heads:
            return Reduced(_kept([], [], 0, None, more=False), (Fault("", "no channel on the page"),))
        if "</html>" not in text[-2000:].lower():
            return Reduced(_kept([], [], 0, None, more=False), (Fault("", "the page is cut off"),))
        posts: list[Kept] = []
        faults: list[Fault] = []
        dated: list[tuple[int, int]] = []
        messages = [one for one in _all(page, "tgme_widget_message") if one.get("data-post")]
        for index, message in enumerate(messages):
            number, date = _number(message), _date(message)
            if not number or not date:
                faults.append(Fault(f"messages.{index}", "no number or no date"))
                continue
            dated.append((number, date))
            if not _has(message, "service_message"):
                posts.append(_post(message, number, date))
        more = bool(page.xpath("//link[@rel='prev'] | //a[@data-before]"))
        return Reduced(_kept([self._head(heads[0])], posts, len(messages), min(dated, default=None), more=more), tuple(faults))

    def _head(self, head: Element) -> Kept:
        """A channel has a name, a picture, a description and a count, and no fields for contacts but that."""
        description = folded("\n".join(_text(one) for one in _all(head, "tgme_channel_info_description")))
        picture = _class("tgme_page_photo_image")
        return {
            "id": self.channel,
            "name": folded(" ".join(_text(one) for one in _all(head, "tgme_channel_info_header_title"))),
            "screen_name": self.channel,
            "closed": False,
            "photo": bool(head.xpath(f".//*[{picture}]//img | .//img[{picture}]")),
            "cover": None,
            "length": len(description),
            "facts": facts_in(description),
            "phone": phone_in(description),
            "mail": link_in(description),
            "address": place_in(description),
            "menu": None,
            "mark": None,
            "members": _members(head),
            "streams": None,
        }


def card(content: object) -> Reduced:
    """Whether anything at all bears a name for which there is no preview."""
    page = _parsed(content if isinstance(content, str) else "")
    return Reduced({"there": page is not None and bool(_all(page, "tgme_page_title"))}, ())


def _kept(groups: list[Kept], posts: list[Kept], count: int, oldest: tuple[int, int] | None, *, more: bool) -> Kept:
    return {"groups": groups, "items": posts, "read": count, "oldest": oldest, "more": more}


def _post(message: Element, number: int, date: int) -> Kept:
    text = folded("\n".join(_text(one) for one in _own(message, "js-message_text")))
    things = sum(len(_own(message, f"tgme_widget_message_{kind}")) for kind in _MEDIA)
    hidden = bool(_own(message, "message_media_not_supported"))
    kept: Kept = {
        "id": number,
        "date": date,
        "length": len(text),
        "key": text_key(text),
        "attachments": max(things, int(hidden)),
        "comments": 0,
    }
    return kept | ({"repost": True} if _own(message, "tgme_widget_message_forwarded_from") else {})


def _parsed(text: str) -> Element | None:
    """The document; None where there is nothing to read. No entity is followed, and nesting has an end."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def _all(element: Element, name: str) -> list[Element]:
    """The elements of a class below."""
    return list(element.xpath(f".//*[{_class(name)}]"))


def _own(message: Element, name: str) -> list[Element]:
    """The same, without those of the message that this one replies to."""
    reply = _class("tgme_widget_message_reply")
    return list(message.xpath(f".//*[{_class(name)}][not(ancestor-or-self::*[{reply}])]"))


def _has(element: Element, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _text(element: Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    """Texts in their order, with a line feed for every break."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            yield "\n" if one.tag == "br" else ""
            yield one.text or ""
        elif one is not element:
            yield one.tail or ""


def _number(message: Element) -> int:
    found = _POST.fullmatch(message.get("data-post"))
    return int(found[1]) if found and int(found[1]) <= BIG else 0


def _date(message: Element) -> int:
    """UTC seconds; 0 where none can be read."""
    for told in message.xpath(f".//*[{_class('tgme_widget_message_date')}]//time/@datetime"):
        try:
            moment = datetime.fromisoformat(told)
        except ValueError:
            continue
        if moment.tzinfo is not None:
            return max(int(moment.timestamp()), 0)
    return 0


def _members(head: Element) -> int | None:
    """Subscribers, which the site rounds above a thousand («12.3K»); None where it does not tell."""
    for counter in _all(head, "tgme_channel_info_counter"):
        kind = " ".join(_text(one) for one in _all(counter, "counter_type")).strip().casefold()
        if kind.startswith(("subscriber", "member", "подписчик", "участник")):
            value = "".join(_text(one) for one in _all(counter, "counter_value")).replace(" ", "").replace("\u00a0", "").upper()
            found = _COUNT.fullmatch(value)
            return min(round(float(found[1].replace(",", ".")) * _THOUSANDS[found[2]]), 2_147_483_647) if found else None
    return None
