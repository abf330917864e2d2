"""A page's evidence with rows added, taken away or mended; each table stays in the order that blocks are sorted by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import NEVER, Block, Int64
from criteria.measurement import Changed

Table = Literal["posts", "messages", "streams", "checks"]


@dataclass(frozen=True, slots=True, eq=False)
class Mend:
    """``rows`` of one table, a step each, get ``values`` (rows,) in these columns."""

    rows: Int64
    values: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """Moves that mend rows of one table of a page, mend after mend. ``facts``: what the sentence quotes beside the steps.

    Of each mend the sentence hears «done0», «done1», …: how many of its rows the steps hold.
    """

    block: Block
    table: Table
    mends: Sequence[Mend]
    facts: Mapping[str, int]

    @property
    def room(self) -> int:
        """All rows that can be mended."""
        return sum(len(mend.rows) for mend in self.mends)

    def take(self, steps: int) -> Changed:
        """The first ``steps`` rows mended."""
        columns: dict[str, NDArray[Any]] = {}
        facts, left = {**self.facts, "steps": steps}, steps
        for number, mend in enumerate(self.mends):
            count = min(left, len(mend.rows))
            facts[f"done{number}"] = count
            left -= count
            for name, values in mend.values.items():
                column = columns.setdefault(name, getattr(getattr(self.block, self.table), name).copy())
                column[mend.rows[:count]] = values[:count]
        table = replace(getattr(self.block, self.table), **columns)
        return Changed(replace(self.block, **{self.table: table}), facts)


def with_posts(block: Block, times: Int64) -> Block:
    """The page with posts of its own at ``times``, a picture each: they count wherever a day has room.

    Comments below them are as below most of its own posts that tell; where as many are open as closed, nobody knows.
    """
    posts = block.posts
    own = posts.comments_open[~posts.repost & ~posts.advert]
    state = int(np.sign(int((own == 1).sum()) - int((own == 0).sum())))
    new = {
        "time": np.sort(times),
        "repost": False,
        "advert": False,
        "text_length": 0,
        "attachments": 1,
        "text_key": 0,
        "repeated": False,
        "comments_open": {1: 1, -1: 0, 0: -1}[state],
        "deleted": NEVER,
    }
    return replace(block, posts=_with_rows(posts, "time", new))


def with_streams(block: Block, times: Int64, seconds: int) -> Block:
    """The page with confirmed live streams of ``seconds`` seconds beginning at ``times``."""
    new = {"started": np.sort(times), "duration": seconds, "title_key": 0, "confirmed": 1}
    return replace(block, streams=_with_rows(block.streams, "started", new))


def without_posts(block: Block, rows: Int64) -> Block:
    """The page without some of its posts."""
    posts = block.posts
    columns = {field.name: np.delete(getattr(posts, field.name), rows) for field in fields(posts) if field.name != "bounds"}
    return replace(block, posts=replace(posts, bounds=np.array([0, len(columns["time"])], np.int64), **columns))


def _with_rows(table: Any, sorted_by: str, new: Mapping[str, Any]) -> Any:
    times = new[sorted_by]
    place = np.searchsorted(getattr(table, sorted_by), times, side="right")
    columns = {name: np.insert(getattr(table, name), place, value) for name, value in new.items()}
    return replace(table, bounds=np.array([0, len(columns[sorted_by])], np.int64), **columns)
