"""Networks by the prefixes of pages' keys: what they are called, and which of them tell of live streams."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from criteria.evidence import UNKNOWN

NETWORKS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "vk": ("ВКонтакте", "VK"),
        "ok": ("Одноклассники", "Odnoklassniki"),
        "tg": ("Telegram", "Telegram"),
        "max": ("MAX", "MAX"),
        "rutube": ("RUTUBE", "RUTUBE"),
        "dzen": ("Дзен", "Dzen"),
    }
)
"""Prefix -> name in Russian and English. A network's number in a block is its place here: new ones come at the end."""

TELLING_STREAMS: Final = frozenset({"vk"})
"""Networks whose collection finds live streams; of others only what people submit is known."""

_NUMBERS: Final = MappingProxyType({key: number for number, key in enumerate(NETWORKS)})
SILENT_ON_STREAMS: Final = tuple(_NUMBERS[key] for key in NETWORKS if key not in TELLING_STREAMS)
"""Numbers of the networks that tell nothing of streams by themselves."""


def network_number(key: str) -> int:
    """The number of the network of a page's key; UNKNOWN for a key of another kind."""
    prefix, colon, _ = key.partition(":")
    return _NUMBERS.get(prefix, UNKNOWN) if colon else UNKNOWN
