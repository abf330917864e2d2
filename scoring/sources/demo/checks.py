"""Invented weekly looks at the design of a chunk of pages: what is there, what is mended late, what nobody could see."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from criteria.evidence import UNKNOWN, Bool, Float64, Int64
from scoring.sources.demo.clock import Clock
from scoring.sources.demo.latent import Latent

WHOLES: Final = (
    "avatar", "cover_width", "description_length", "description_facts", "phone", "mail_or_site", "address", "widgets_correct",
    "widgets_wrong", "widgets_waived", "name_match", "mark", "closed", "members",
)  # fmt: skip
_SOMETIMES_UNKNOWN: Final = ("cover_width", "description_length", "phone", "widgets_correct", "mark", "members")
_FACTS: Final = (2.2, 1.2, 0.2, 0.9)


@dataclass(frozen=True, slots=True, eq=False)
class CheckRows:
    """Looks sorted by page and day; ``day`` is a local day since 1970, ``values`` has an array for each name in ``WHOLES``."""

    page: Int64
    day: Int64
    values: dict[str, Int64]

    def __len__(self) -> int:
        return len(self.page)


def draw_checks(rng: np.random.Generator, pages: Latent, clock: Clock) -> CheckRows:
    """Invent a look on every Tuesday of the year's whole weeks, with gaps."""
    count = len(pages.sphere)
    tuesdays = clock.calendar.weeks + 1
    weeks = np.arange(len(tuesdays))
    seen = rng.random((count, len(weeks))) > np.where(rng.random(count) < 0.006, 0.45, 0.028)[:, None]
    values: dict[str, Int64] = {**_design(rng, pages, weeks), **_state(rng, pages, weeks)}
    page, week = np.nonzero(seen)
    columns = {name: values[name][page, week].astype(np.int64) for name in WHOLES}
    for name in _SOMETIMES_UNKNOWN:
        columns[name][rng.random(len(page)) < 0.006] = UNKNOWN
    return CheckRows(page, clock.calendar.first_day + tuesdays[week], columns)


def _design(rng: np.random.Generator, pages: Latent, weeks: Int64) -> dict[str, Int64]:
    """(pages, weeks) what the design has; one page in ten is mended in the second half of the year."""
    count = len(pages.sphere)
    mended = np.where(rng.random(count) < 0.10, rng.integers(26, 52, count), 0)
    quality = pages.design[:, None] - 1.6 * (weeks < mended[:, None])

    def has(ease: float, slope: float = 1.1) -> Bool:
        chance: Float64 = 1 / (1 + np.exp(-ease - slope * quality))
        found: Bool = rng.random((count, 1)) < chance
        return found

    cover, wide, widest = has(1.0), has(0.1), has(-1.4)
    widgets = has(0.1).astype(np.int16) + has(-0.6)
    wrong = np.minimum(2 - widgets, (rng.random((count, 1)) < 0.2) * rng.integers(1, 3, (count, 1)))
    waived = pages.waived[:, None]
    length = np.exp(5.0 + 0.45 * quality + 0.5 * rng.standard_normal((count, 1)))
    likeness = 72 + 11 * quality + 12 * rng.standard_normal((count, 1))
    columns: dict[str, NDArray[np.generic]] = {
        "avatar": has(2.8),
        "cover_width": np.where(~cover, 0, np.where(widest, 1920, np.where(wide, 1590, 795))),
        "description_length": np.clip(length, 0, 4000),
        "description_facts": np.sum([has(ease) for ease in _FACTS], axis=0),
        "phone": has(1.0),
        "mail_or_site": has(0.5),
        "address": has(0.8),
        "widgets_correct": np.where(waived, 0, widgets),
        "widgets_wrong": np.where(waived, 0, wrong),
        "widgets_waived": np.broadcast_to(waived, quality.shape),
        "name_match": np.clip(likeness, 4, 100),
    }
    return {name: np.asarray(column).astype(np.int64) for name, column in columns.items()}


def _state(rng: np.random.Generator, pages: Latent, weeks: Int64) -> dict[str, Int64]:
    """(pages, weeks) mark, closed or not, subscribers."""
    count = len(pages.sphere)
    shut = np.where(rng.random(count) < 0.008, rng.integers(0, 50, count), 99)[:, None]
    growth = 0.93 + 0.07 * (weeks + 1) / len(weeks) + 0.004 * rng.standard_normal((count, len(weeks)))
    return {
        "mark": (weeks >= pages.marked[:, None]).astype(np.int64),
        "closed": ((weeks >= shut) & (weeks < shut + 5)).astype(np.int64),
        "members": np.maximum(pages.members[:, None] * growth, 1).astype(np.int64),
    }
