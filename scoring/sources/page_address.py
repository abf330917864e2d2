"""The canonical address of a page: ``vk:club123`` or ``vk:screen_name``, out of whatever people write.

A page of another network has the prefix of that network: ``ok:`` (Одноклассники), ``tg:`` (Telegram), ``max:`` (MAX),
``rutube:``, ``dzen:`` (Дзен).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Network = Literal["vk", "ok", "tg", "max", "rutube", "dzen"]

NETWORKS: Final = MappingProxyType[Network, tuple[str, str]](
    {
        "vk": ("ВКонтакте", "VK"),
        "ok": ("Одноклассники", "Odnoklassniki"),
        "tg": ("Telegram", "Telegram"),
        "max": ("MAX", "MAX"),
        "rutube": ("Rutube", "Rutube"),
        "dzen": ("Дзен", "Dzen"),
    }
)
"""Network -> its name in Russian and in English."""

LONGEST: Final = 110
"""Characters of a canonical address at most."""

_FORE: Final = r"^(?:https?:)?(?://)?(?:(?:www|m|new|web)\.)?"
_HOSTS: Final = MappingProxyType[Network, re.Pattern[str]](
    {
        "vk": re.compile(_FORE + r"(?:vk\.com|vk\.ru|vkontakte\.ru)/", re.IGNORECASE),
        "ok": re.compile(_FORE + r"(?:ok\.ru|odnoklassniki\.ru)/", re.IGNORECASE),
        "tg": re.compile(_FORE + r"(?:t\.me|telegram\.me|telegram\.dog)/", re.IGNORECASE),
        "max": re.compile(_FORE + r"max\.ru/", re.IGNORECASE),
        "rutube": re.compile(_FORE + r"rutube\.ru/", re.IGNORECASE),
        "dzen": re.compile(_FORE + r"(?:dzen\.ru|zen\.yandex\.ru)/", re.IGNORECASE),
    }
)
_SUBDOMAIN = re.compile(r"^(?:https?:)?(?://)?([a-z][a-z0-9_]{3,31})\.t\.me/?$", re.IGNORECASE)
_RESOLVE = re.compile(r"^tg://resolve\?domain=([a-z][a-z0-9_]{3,31})", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:club|public|event)(\d{1,12})")
_NUMBER = re.compile(r"[-−]?(\d{1,12})")
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.]{0,62}[a-z0-9_])")
_PERSON = re.compile(r"id\d+")
_POST = re.compile(r"(?:wall|video|photo|topic|album|clip|market|story|doc|page)-?\d+(?:_\d+)?")
_OK_NUMBER = re.compile(r"(?:group/?)?(\d{5,18})")
_OK_NAME = re.compile(r"(?:group/)?([a-z][a-z0-9_.\-]{1,63})")
_OK_OTHERS = frozenset({"group", "profile", "video", "live", "music", "game", "games", "gifts", "feed", "dk", "topic"})
_TG_NAME = re.compile(r"(?:s/)?([a-z][a-z0-9_]{3,31})")
_TG_OTHERS = frozenset({"joinchat", "addstickers", "share", "proxy", "socks", "addlist", "login"})
_MAX_NAME = re.compile(r"(?:-?\d{5,20}|[a-z0-9][a-z0-9_.\-]{2,63})")
_MAX_OTHERS = frozenset({"join", "start", "help", "docs", "download"})
_RUTUBE_NAME = re.compile(r"(?:channel/)?(\d{1,12})|(?:u/)?([a-z][a-z0-9_.\-]{1,63})")
_RUTUBE_OTHERS = frozenset({"channel", "u", "video", "live", "play", "feeds", "plst", "shorts"})
_DZEN_NAME = re.compile(r"id/[0-9a-f]{24}|[a-z0-9][a-z0-9_.\-]{2,63}")
_DZEN_OTHERS = frozenset({"video", "news", "articles", "shorts", "live", "suite"})
_SEPARATORS = re.compile(r"[\s,;|]+")
_SITES = frozenset(
    {"vk.com", "vk.ru", "m.vk.com", "vkontakte.ru", "ok.ru", "m.ok.ru", "odnoklassniki.ru", "t.me", "telegram.me", "max.ru"}
)
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁԛԝАВЕКМНОРСТУХІЈЅ", "abekmhopctyxijsdqwABEKMHOPCTYXIJS")
"""Cyrillic letters that look like Latin ones, and these."""


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A page. ``key`` is canonical, ``group_id`` the number of a community of VK or OK when it is known from the address."""

    key: str
    group_id: int | None

    @property
    def network(self) -> Network:
        """The network whose page it is."""
        return network_of(self.key)

    @property
    def link(self) -> str:
        """The address as people open it."""
        network, name = self.network, self.key.partition(":")[2]
        if network == "ok":
            return f"https://ok.ru/group/{name}" if name.isdecimal() else f"https://ok.ru/{name}"
        if network == "rutube":
            return f"https://rutube.ru/channel/{name}/" if name.isdecimal() else f"https://rutube.ru/u/{name}/"
        return {"vk": "https://vk.com/", "tg": "https://t.me/", "max": "https://max.ru/", "dzen": "https://dzen.ru/"}[
            network
        ] + name


def network_of(key: str) -> Network:
    """The network of a canonical address; a key without a prefix of ours is VK's."""
    prefix = key.partition(":")[0]
    return next((network for network in NETWORKS if network == prefix), "vk")


def parse_address(text: str) -> PageAddress | None:
    """Reads vk.com/x, m.vk.com/x, https://vk.ru/x, club123, public123, event123, @x, -123 or 123; None when it is no page.

    public123 and event123 become club123, since they open the same community. The address of a person (id1) or of a post
    (wall-1_2) is not the address of a page. ok.ru/group/123, ok.ru/x, t.me/x, max.ru/x, rutube.ru/channel/1, rutube.ru/u/x and
    dzen.ru/x are pages of these networks, and so are the canonical addresses themselves; an invitation or a single post there
    is not.
    """
    bare = text.strip().strip("<>").strip()
    named = _RESOLVE.match(bare) or _SUBDOMAIN.fullmatch(re.split(r"[?#]", bare, maxsplit=1)[0])
    if named and named[1].lower() != "www":
        return PageAddress(f"tg:{named[1].lower()}", None)
    network, rest = _cut(bare)
    rest = re.split(r"[?#]", rest, maxsplit=1)[0].strip("/ ").lower()
    found = _READERS[network](rest)
    return found if found is not None and len(found.key) <= LONGEST else None


def current_key(key: str, link: str) -> str:
    """The canonical address at which a page stands now: that of its link; its key, which it keeps when it moves, without one."""
    address = parse_address(link) if link else None
    return address.key if address is not None else key


def addresses_in(text: str) -> list[PageAddress]:
    """Every page that a cell names by a full address (one with its site), in order and each once."""
    found: dict[str, PageAddress] = {}
    for word in _SEPARATORS.split(text):
        page = parse_address(word.strip("()[]«»\"'").rstrip(".")) if has_site(word) else None
        if page is not None:
            found.setdefault(page.key, page)
    return list(found.values())


def has_site(text: str) -> bool:
    """Whether the address names the site of one of the networks."""
    bare = text.strip().strip("<>()[]«»\"'")
    return any(host.match(bare) for host in _HOSTS.values()) or bool(_SUBDOMAIN.match(bare) or _RESOLVE.match(bare))


def without_look_alikes(text: str) -> tuple[str, str] | None:
    """(the address in Latin letters, the Cyrillic ones that were in it) where only such letters keep it from being a page."""
    letters = "".join(dict.fromkeys(letter for letter in text if "Ѐ" <= letter <= "ԯ"))
    latin = text.translate(_LOOK_ALIKES)
    if not letters or not latin.isascii() or not re.search("[a-zA-Z]", text):
        return None
    found = parse_address(latin)
    return (found.link, letters) if found is not None else None


def why_no_page(text: str) -> str:
    """The code of the reason for which ``parse_address`` gives None."""
    bare = text.strip().strip("<>").strip()
    network, rest = _cut(bare)
    rest = re.split(r"[?#]", rest, maxsplit=1)[0].strip("/ ").lower()
    if without_look_alikes(text) is not None:
        return "look_alikes"
    if _is_person(network, rest):
        return "page_of_person"
    if _is_invitation(network, rest):
        return "invitation"
    if _is_post(network, rest):
        return "address_of_post"
    return "not_a_page"


def _cut(bare: str) -> tuple[Network, str]:
    """The network and what stands behind its site or prefix; without either it is VK."""
    for network, host in _HOSTS.items():
        found = host.match(bare)
        if found:
            return network, bare[found.end() :]
    for network in NETWORKS:
        if bare.lower().startswith(f"{network}:"):
            return network, bare[len(network) + 1 :]
    return "vk", bare


def _vk(rest: str) -> PageAddress | None:
    bare = rest.removeprefix("@")
    numbered = _NUMBERED.fullmatch(bare) or _NUMBER.fullmatch(bare)
    if numbered:
        number = int(numbered[1])
        return PageAddress(f"vk:club{number}", number) if number else None
    if _PERSON.fullmatch(bare) or _POST.fullmatch(bare) or bare in _SITES or not _NAME.fullmatch(bare):
        return None
    return PageAddress(f"vk:{bare}", None)


def _ok(rest: str) -> PageAddress | None:
    numbered = _OK_NUMBER.fullmatch(rest)
    if numbered and int(numbered[1]):
        return PageAddress(f"ok:{int(numbered[1])}", int(numbered[1]))
    named = _OK_NAME.fullmatch(rest)
    return PageAddress(f"ok:{named[1]}", None) if named and named[1] not in _OK_OTHERS else None


def _tg(rest: str) -> PageAddress | None:
    named = _TG_NAME.fullmatch(rest.removeprefix("@"))
    return PageAddress(f"tg:{named[1]}", None) if named and named[1] not in _TG_OTHERS else None


def _max(rest: str) -> PageAddress | None:
    bare = rest.removeprefix("@")
    return PageAddress(f"max:{bare}", None) if _MAX_NAME.fullmatch(bare) and bare not in _MAX_OTHERS else None


def _rutube(rest: str) -> PageAddress | None:
    named = _RUTUBE_NAME.fullmatch(rest)
    if named is None or (named[2] or "") in _RUTUBE_OTHERS:
        return None
    return PageAddress(f"rutube:{named[1] or named[2]}", None)


def _dzen(rest: str) -> PageAddress | None:
    return PageAddress(f"dzen:{rest}", None) if _DZEN_NAME.fullmatch(rest) and rest not in _DZEN_OTHERS else None


_READERS: Final = MappingProxyType[Network, Callable[[str], PageAddress | None]](
    {"vk": _vk, "ok": _ok, "tg": _tg, "max": _max, "rutube": _rutube, "dzen": _dzen}
)


def _is_person(network: Network, rest: str) -> bool:
    return bool(_PERSON.fullmatch(rest)) if network == "vk" else rest.startswith("profile/")


def _is_invitation(network: Network, rest: str) -> bool:
    return network in ("tg", "max") and (rest.startswith("+") or rest.partition("/")[0] in ("join", "joinchat"))


def _is_post(network: Network, rest: str) -> bool:
    return bool(_POST.fullmatch(rest)) if network == "vk" else "/" in rest.removeprefix("group/").removeprefix("s/")
