"""The table of picture sizes by network (``networks.toml``) as values."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from certificates.badge import Variant

UNVERIFIED: Final = "unverified"
_TABLE = Path(__file__).with_name("networks.toml")


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class CoverSize:
    """A picture that fills a place of a network, and what of it is surely seen; ``checked`` is a day or «unverified»."""

    key: str
    network: str
    ru: str
    en: str
    width: int
    height: int
    safe: Box
    phone: Box
    checked: str


@dataclass(frozen=True, slots=True)
class BadgeSize:
    """A badge at a size."""

    key: str
    network: str
    ru: str
    en: str
    variant: Variant
    px: int
    checked: str


@dataclass(frozen=True, slots=True)
class Networks:
    """The whole table."""

    written: date
    """The day on which the rows came to stand as they do, whether anybody has compared them with the networks or not."""
    covers: tuple[CoverSize, ...]
    pictures: tuple[CoverSize, ...]
    badges: tuple[BadgeSize, ...]

    def cover(self, key: str) -> CoverSize | None:
        """The cover of a key, or None."""
        return next((size for size in self.covers if size.key == key), None)


@cache
def networks() -> Networks:
    """The packaged table, read once. A safe rectangle that leaves its picture is an error of the table."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return Networks(
        table["written"],
        tuple(_filling(row) for row in table["cover"]),
        tuple(_filling(row) for row in table["picture"]),
        tuple(BadgeSize(**row) for row in table["badge"]),
    )


def _filling(row: dict[str, Any]) -> CoverSize:
    width, height = row["size"]
    safe, phone = Box(*row["safe"]), Box(*row.get("phone", (0, 0, width, height)))
    for box in (safe, phone):
        if not (0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height):
            msg = f"{_TABLE.name}: {row['key']}: {box} is not within {width} × {height}"
            raise ValueError(msg)
    return CoverSize(row["key"], row["network"], row["ru"], row["en"], width, height, safe, phone, row["checked"])
