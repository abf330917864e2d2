"""A block of pages of which nothing but a table is known: no post, no message, no stream, no check."""

from typing import Any, Final

import numpy as np

from criteria.evidence import UNKNOWN, Block, Checks, Int16, Messages, Pages, Posts, Streams
from scoring.evidence.hashing import DTYPES
from scoring.evidence.schema import CHECKS, MESSAGES, POSTS, STREAMS, Table

_NOT_READ: Final = frozenset({"page", "id", "post"})
"""Columns of evidence that no metric reads."""


def without_activity(nomination: Int16) -> Block:
    """All pages as one block; ``nomination`` (pages,)."""
    count = len(nomination)
    return Block(
        first=0,
        count=count,
        pages=Pages(
            nomination=nomination.copy(),
            ogrn_valid=np.zeros(count, np.bool_),
            duplicate=np.zeros(count, np.bool_),
            exempt=np.zeros(count, np.bool_),
            mark=np.full(count, UNKNOWN, np.int8),
            members=np.full(count, UNKNOWN, np.int32),
            applied=np.full(count, UNKNOWN, np.int8),
            last_winner=np.full(count, UNKNOWN, np.int8),
            network=np.full(count, UNKNOWN, np.int8),
        ),
        posts=Posts(**_empty(POSTS, count), repeated=np.zeros(0, np.bool_)),
        messages=Messages(**_empty(MESSAGES, count)),
        streams=Streams(**_empty(STREAMS, count)),
        checks=Checks(**_empty(CHECKS, count)),
    )


def _empty(table: Table, count: int) -> dict[str, Any]:
    columns = {column.name: np.zeros(0, DTYPES[column.kind]) for column in table.columns if column.name not in _NOT_READ}
    return {"bounds": np.zeros(count + 1, np.int64), **columns}
