"""Finds the pages of a register among what a network tells of them, whatever they are called today."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from scoring.sources.collecting.keeping import Identity, Kept
from scoring.sources.collecting.recording import PageAsked

_NONE: Mapping[str, Identity] = MappingProxyType({})


class Found:
    """Pages by number and by short name. ``numbers``: short name -> number, where a network tells it by itself."""

    def __init__(self, kept: Iterable[Kept], numbers: Mapping[str, Identity] = _NONE) -> None:
        listed = list(kept)
        self._numbers = {group["id"]: group for group in listed}
        self._names = {group["screen_name"].lower(): group for group in listed if group["screen_name"]}
        self._named = numbers

    def of(self, page: PageAsked) -> Kept | None:
        """What the network tells of a page; by its number, if it is known, since names change hands."""
        if page.group_id:
            return self._numbers.get(page.group_id)
        return self._names.get(page.bare) or self._numbers.get(self._named.get(page.bare, 0))
