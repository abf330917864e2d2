"""What follows from the key of a page: its second name by number, and where its posts and videos stand on its network."""

from typing import Literal

Shown = Literal["post", "video"]
"""What of a page is shown to people: a post with its comments, or a video."""


def key_by_number(key: str, number: int) -> str:
    """The key that a page has when it is called by its number; empty where its network does not number pages."""
    network, colon, _ = key.partition(":")
    return f"vk:club{number}" if network == "vk" else f"ok:{number}" if colon and network == "ok" else ""


def number_in(key: str) -> int:
    """The number that a key itself tells (``vk:club12``, ``ok:12``), or 0."""
    network, _, name = key.partition(":")
    digits = name.removeprefix("club") if network == "vk" else name if network == "ok" else ""
    return int(digits) if digits.isascii() and digits.isdecimal() else 0


def address_on(key: str, group_id: int | None, shown: Shown, number: int) -> str:
    """Where a post or a video of a page stands on its network; empty where its address cannot be told from these."""
    network, _, name = key.partition(":")
    page = group_id if group_id is not None and group_id > 0 else number_in(key)
    if number <= 0:
        return ""
    if network == "vk" and page:
        return f"https://vk.com/{'wall' if shown == 'post' else 'video'}-{page}_{number}"
    if network == "ok" and page and shown == "post":
        return f"https://ok.ru/group/{page}/topic/{number}"
    return f"https://t.me/{name}/{number}" if network == "tg" and shown == "post" else ""
