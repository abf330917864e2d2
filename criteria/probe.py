"""Asks a metric which facts it gives, by measuring one page of which nothing is known."""

from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

import numpy as np

from criteria.calendar import season_calendar
from criteria.evidence import Block, Checks, Messages, Pages, Posts, Streams
from criteria.measurement import Metric, Params
from criteria.setting import Scene, Setting


def empty_block() -> Block:
    """A block of one page without any posts, messages, streams or checks."""
    return Block(
        first=0,
        count=1,
        pages=Pages(**_empty(Pages)),
        posts=Posts(**_empty(Posts)),
        messages=Messages(**_empty(Messages)),
        streams=Streams(**_empty(Streams)),
        checks=Checks(**_empty(Checks)),
    )


def _empty(part: type) -> dict[str, Any]:
    """Zeros in every column: one row for pages, bounds [0, 0] and no row for the rest."""
    columns = {}
    hints = get_type_hints(part)
    for field in fields(part):
        dtype = get_args(get_args(hints[field.name])[1])[0]
        rows = 1 if part is Pages else 2 if field.name == "bounds" else 0
        columns[field.name] = np.zeros(rows, dtype)
    return columns


@cache
def _scene() -> Scene:
    calendar = season_calendar(2026, "UTC", ())
    relaxed = np.zeros((1, len(calendar.weeks)), np.bool_)
    return Scene(empty_block(), Setting(calendar, (), relaxed, np.zeros(0, np.int64)))


def facts_of(metric: Metric, params: Params) -> tuple[str, ...]:
    """The names of the whole numbers that stand behind the metric's value."""
    scene = _scene()
    return tuple(metric.measure(Scene(scene.block, scene.setting), params).facts)
