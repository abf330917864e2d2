"""All networks by the prefix of their pages' keys: those that are collected, and those whose tables people fill in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scoring.sources.by_hand import MAX_NETWORK
from scoring.sources.network import Network, Source
from scoring.sources.ok.dialect import OK
from scoring.sources.telegram.dialect import TELEGRAM
from scoring.sources.vk.dialect import VK

SOURCES: Final[Mapping[str, Source]] = MappingProxyType({source.network.key: source for source in (VK, OK, TELEGRAM)})
"""The networks that are collected by sweeps."""

NETWORKS: Final[Mapping[str, Network]] = MappingProxyType(
    {**{key: source.network for key, source in SOURCES.items()}, MAX_NETWORK.key: MAX_NETWORK}
)
"""Every network, in the order in which people are shown them."""
