"""The canonical address of a page: ``vk:club123`` or ``vk:screen_name``, out of whatever people write."""

import re
from dataclasses import dataclass

_HOST = re.compile(r"^(?:https?:)?(?://)?(?:(?:www|m|new)\.)?(?:vk\.com|vk\.ru|vkontakte\.ru)/", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:club|public|event)(\d{1,12})")
_NUMBER = re.compile(r"[-−]?(\d{1,12})")
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.]{0,62}[a-z0-9_])")
_PERSON = re.compile(r"id\d+")
_POST = re.compile(r"(?:wall|video|photo|topic|album|clip|market|story|doc|page)-?\d+(?:_\d+)?")


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page of VK. ``key`` is canonical, ``group_id`` is the number when it is known from the address, ``link`` opens it."""

    key: str
    group_id: int | None

    @property
    def link(self) -> str:
        """The address as people open it."""
        return f"https://vk.com/{self.key.removeprefix('vk:')}"


def parse_address(text: str) -> PageAddress | None:
    """Reads vk.com/x, m.vk.com/x, https://vk.ru/x, club123, public123, event123, @x, -123 or 123; None when it is no page.

    public123 and event123 become club123, since they open the same community. The address of a person (id1) or of a post
    (wall-1_2) is not the address of a page.
    """
    bare = text.strip().strip("<>").strip()
    bare = _HOST.sub("", bare)
    bare = re.split(r"[?#]", bare, maxsplit=1)[0].strip("/ ").removeprefix("@").removeprefix("vk:").lower()
    numbered = _NUMBERED.fullmatch(bare) or _NUMBER.fullmatch(bare)
    if numbered:
        number = int(numbered[1])
        return PageAddress(f"vk:club{number}", number) if number else None
    if _PERSON.fullmatch(bare) or _POST.fullmatch(bare) or not _NAME.fullmatch(bare):
        return None
    return PageAddress(f"vk:{bare}", None)
