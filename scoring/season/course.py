"""The season's course: its states and the steps between them, as one table, and what may be written when."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scoring.season.roles import Role


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
    """A step of the course.

    ``by``: roles that may take it. ``back``: it takes something away again. ``two_keys``: it needs a second person. A step back
    and the end of a contest that is cancelled need a reason. ``jury``: only with a jury (True), only without one (False).
    """

    start: State
    end: State
    by: frozenset[Role]
    back: bool = False
    two_keys: bool = False
    jury: bool | None = None

    @property
    def reason(self) -> bool:
        """Whether it needs a reason in words."""
        return self.back or self.end is State.CANCELLED

    @property
    def act(self) -> str:
        """Its name among the acts that wait for a second key."""
        return f"{self.start}>{self.end}"


_ADMIN: Final = frozenset({Role.ADMIN})
_CHAIR: Final = frozenset({Role.CHAIR})
_EITHER: Final = _ADMIN | _CHAIR

FORWARD: Final = (
    Step(State.DRAFT, State.ANNOUNCED, _ADMIN),
    Step(State.ANNOUNCED, State.COLLECTING, _ADMIN),
    Step(State.COLLECTING, State.OBJECTIONS, _ADMIN),
    Step(State.OBJECTIONS, State.FROZEN, _ADMIN, two_keys=True),
    Step(State.FROZEN, State.SCORED, _ADMIN),
    Step(State.SCORED, State.JURY_OPEN, _ADMIN, jury=True),
    Step(State.JURY_OPEN, State.JURY_CLOSED, _EITHER, jury=True),
    Step(State.JURY_CLOSED, State.PROPOSED, _ADMIN, jury=True),
    Step(State.SCORED, State.PROPOSED, _ADMIN, jury=False),
    Step(State.PROPOSED, State.SIGNED, _EITHER),
    Step(State.SIGNED, State.PUBLISHED, _ADMIN),
    Step(State.PUBLISHED, State.CLOSED, _ADMIN),
    Step(State.CLOSED, State.ARCHIVED, _ADMIN),
)
"""The way of a year. The step to SIGNED is the second signature under the protocol, so that its two keys are the signers."""

BACK: Final = (
    Step(State.OBJECTIONS, State.COLLECTING, _ADMIN, back=True, two_keys=True),
    Step(State.FROZEN, State.OBJECTIONS, _ADMIN, back=True, two_keys=True),
    Step(State.SCORED, State.OBJECTIONS, _ADMIN, back=True, two_keys=True),
    Step(State.JURY_OPEN, State.SCORED, _ADMIN, back=True, two_keys=True, jury=True),
    Step(State.JURY_CLOSED, State.SCORED, _ADMIN, back=True, two_keys=True, jury=True),
    Step(State.PROPOSED, State.JURY_CLOSED, _EITHER, back=True, jury=True),
    Step(State.PROPOSED, State.SCORED, _EITHER, back=True, jury=False),
    Step(State.SIGNED, State.PROPOSED, _ADMIN, back=True, two_keys=True),
)
"""Ways back, all of them before publication; there is none out of PUBLISHED: published means final."""

UNPUBLISHED: Final = tuple(State)[: tuple(State).index(State.PUBLISHED)]
"""The states before publication, in order."""

PUBLIC: Final = frozenset({State.PUBLISHED, State.CLOSED, State.ARCHIVED})
"""The states in which results are open to everybody."""

CANCELLING: Final = tuple(Step(state, State.CANCELLED, _ADMIN, two_keys=True) for state in UNPUBLISHED)

STEPS: Final = (*FORWARD, *BACK, *CANCELLING)

_COLLECTED: Final = frozenset({State.DRAFT, State.ANNOUNCED, State.COLLECTING})
_COMPUTED: Final = frozenset({State.FROZEN, State.SCORED})
_UNSIGNED: Final = frozenset(UNPUBLISHED) - {State.SIGNED}

WRITABLE: Final = {
    "register": _COLLECTED,
    "activity": frozenset({State.COLLECTING}),
    "rulebook": frozenset({State.DRAFT}),
    "signers": _UNSIGNED,
    "runs": _COMPUTED,
    "incidents": _COLLECTED | {State.OBJECTIONS} | _COMPUTED,
    "jury": _UNSIGNED - {State.JURY_CLOSED, State.PROPOSED},
    "verdicts": frozenset({State.JURY_OPEN}),
    "decisions": frozenset({State.PROPOSED}),
    "awards": frozenset({State.SIGNED}),
    "appeals": frozenset({State.PUBLISHED}),
}
"""What may be written when. What an appeal puts right after the publication supersedes, and edits nothing."""


def step(start: State, end: State, *, jury: bool | None = None) -> Step | None:
    """The step from ``start`` to ``end``, or None where there is none; ``jury``: whether the season has one, if that is known."""
    return next((one for one in STEPS if (one.start, one.end) == (start, end) and _fits(one, jury)), None)


def steps_from(start: State, *, jury: bool) -> tuple[Step, ...]:
    """All steps from a state: the one forward first."""
    return tuple(one for one in STEPS if one.start is start and _fits(one, jury))


def _fits(one: Step, jury: bool | None) -> bool:
    return jury is None or one.jury is None or one.jury is jury
