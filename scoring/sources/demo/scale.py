"""How large an invented season is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

ScaleName = Literal["small", "region", "country"]


@dataclass(frozen=True, slots=True)
class Scale:
    """``posts`` and ``messages`` multiply a region's habits; one row in ``one_bad_in`` is spoiled on purpose, 0 for none."""

    pages: int
    chunk: int
    posts: float = 1.0
    messages: float = 1.0
    one_bad_in: int = 1000
    bad_register_rows: int = 2


SCALES: Final[Mapping[ScaleName, Scale]] = MappingProxyType(
    {
        "small": Scale(pages=120, chunk=120, one_bad_in=500),
        "region": Scale(pages=3_465, chunk=1_200, bad_register_rows=6),
        "country": Scale(pages=250_000, chunk=5_000, posts=1.26, messages=2.77, one_bad_in=0, bad_register_rows=0),
    }
)
