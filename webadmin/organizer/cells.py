"""Columns of a list: their titles, plain values, and cells that are more than text; every value is escaped by Markup itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from webadmin.words import TONES, Pair, word

Cell = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``name`` is the attribute of the row unless ``value`` tells the plain value (it is what the export gets).

    ``cell`` is what the list shows instead, ``full`` what the details show. ``place``: the list only, the details (and the
    export) only, or both. ``sort``: an index stands behind it.
    """

    name: str
    title: Pair
    value: Cell | None = None
    cell: Cell | None = None
    full: Cell | None = None
    number: bool = False
    sort: bool = False
    place: Literal["both", "list", "details"] = "both"

    def plain(self, row: Any) -> object:
        """The plain value in a row."""
        return self.value(row) if self.value is not None else getattr(row, self.name)


def worded(
    name: str,
    title: Pair,
    words: Mapping[str, Pair],
    *,
    tones: Mapping[str, str] = TONES,
    place: Literal["both", "list", "details"] = "both",
) -> Column:
    """A column of stored keys: a pill with the key's word, the word alone in the export."""

    def plain(row: Any) -> str:
        return word(words, getattr(row, name))

    def chip(row: Any) -> Markup:
        tone = tones.get(getattr(row, name), "plain")
        return Markup('<span class="chip chip-{}">{}</span>').format(tone, plain(row))

    return Column(name, title, plain, chip, chip, place=place)


def hashed(name: str, title: Pair, *, place: Literal["both", "details"] = "both") -> Column:
    """A column of hashes: twelve digits in the list, all of them in the details."""

    def short(row: Any) -> object:
        value = getattr(row, name)
        return Markup('<code title="{}">{}</code>').format(value, value[:12]) if value else None

    def whole(row: Any) -> object:
        value = getattr(row, name)
        return Markup("<code>{}</code>").format(value) if value else None

    return Column(name, title, None, short, whole, place=place)
