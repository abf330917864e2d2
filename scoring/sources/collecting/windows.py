"""How far back a wall is read."""

from collections.abc import Sequence
from typing import Final

from scoring.sources.collecting.calling import Told
from scoring.sources.collecting.keeping import Kept

TAIL: Final = 20
"""So many posts in a row, pinned ones left out, must be older than the window before a wall is left."""


def older(posts: Sequence[Kept], since: int) -> bool:
    """Whether the last posts, pinned ones left out, all lie before the window."""
    dated = [post["date"] for post in posts if not post.get("pinned")]
    return len(dated) >= TAIL and all(date < since for date in dated[-TAIL:])


def unlisted(told: Told) -> bool:
    """The list as a whole could not be read, so that nobody knows how it goes on."""
    return told.kept is not None and not told.kept["read"] and bool(told.faults)
