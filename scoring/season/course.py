"""The season's course: its states and the steps between them, as one table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a season stands. What a state means for writing stands in ``WRITABLE``."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    COLLECTING = "collecting"
    OBJECTIONS = "objections"
    FROZEN = "frozen"
    SCORED = "scored"
    JURY_OPEN = "jury_open"
    JURY_CLOSED = "jury_closed"
    PROPOSED = "proposed"
    SIGNED = "signed"
    PUBLISHED = "published"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the course. ``back``: it takes something away again and needs a reason."""

    start: State
    end: State
    back: bool = False


STEPS: Final = (
    Step(State.COLLECTING, State.FROZEN),
    Step(State.FROZEN, State.SCORED),
    Step(State.SCORED, State.SIGNED),
    Step(State.SIGNED, State.PUBLISHED),
    Step(State.FROZEN, State.COLLECTING, back=True),
    Step(State.SCORED, State.COLLECTING, back=True),
    Step(State.SIGNED, State.SCORED, back=True),
)
"""There is no way back out of PUBLISHED: published means final."""

WRITABLE: Final = {
    "register": frozenset({State.COLLECTING}),
    "activity": frozenset({State.COLLECTING}),
    "rulebook": frozenset({State.COLLECTING, State.FROZEN, State.SCORED}),
    "signers": frozenset({State.COLLECTING, State.FROZEN, State.SCORED}),
    "runs": frozenset({State.FROZEN, State.SCORED}),
    "awards": frozenset({State.SIGNED}),
}
"""What may be written when."""


def step(start: State, end: State) -> Step | None:
    """The step from ``start`` to ``end``, or None where there is none."""
    return next((candidate for candidate in STEPS if (candidate.start, candidate.end) == (start, end)), None)
