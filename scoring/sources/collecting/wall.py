"""What a sweep has read of one page's wall, whatever the network calls it."""

from dataclasses import dataclass, field

from scoring.sources.collecting.keeping import Kept
from scoring.sources.collecting.troubles import Trouble


@dataclass(slots=True)
class Wall:
    """What was read of a wall. ``start``: it is known from this moment on (0: all of it), None where it is not whole."""

    posts: dict[int, Kept] = field(default_factory=dict)
    start: int | None = None
    code: int = 0
    troubles: list[Trouble] = field(default_factory=list)
