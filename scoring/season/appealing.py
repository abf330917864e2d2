"""Appeals against published results: grounds, states, the ways between them, and who may decide; without a clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring.season.windows import Window, working_day_after

ANSWER_DAYS: Final = 10
"""Working days in which an appeal is to be decided."""


class AppealGround(StrEnum):
    """What an appeal says is wrong. There are no others: one each of a page."""

    WRONG_DATA = "wrong_data"
    WRONG_SPHERE = "wrong_sphere"
    CALCULATION = "calculation"
    PROCEDURE = "procedure"


class AppealState(StrEnum):
    """The life of an appeal."""

    RECEIVED = "received"
    INADMISSIBLE = "inadmissible"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    NOTIFIED = "notified"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class AppealOutcome(StrEnum):
    """How an appeal was decided."""

    UNCHANGED = "unchanged"
    NO_EFFECT = "data_corrected_no_effect"
    LIST_CHANGED = "list_changed"


class Inadmissible(StrEnum):
    """Why an appeal is not looked into."""

    COMPARISON = "comparison"
    NO_GROUND = "no_ground"
    NO_EVIDENCE = "no_evidence"
    NOT_THIS_CONTEST = "not_this_contest"


class AppealAct(StrEnum):
    """What moves an appeal."""

    RULE_OUT = "rule_out"
    TAKE = "take"
    PUT_BACK = "put_back"
    DECIDE = "decide"
    NOTIFY = "notify"
    CLOSE = "close"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Way:
    """From which states an act leads where."""

    start: frozenset[AppealState]
    end: AppealState


UNDECIDED: Final = frozenset({AppealState.RECEIVED, AppealState.IN_REVIEW})
"""States in which somebody waits for an answer."""
ANSWERED: Final = frozenset({AppealState.DECIDED, AppealState.NOTIFIED, AppealState.CLOSED})
"""States of an appeal that was decided."""

WAYS: Final[Mapping[AppealAct, Way]] = MappingProxyType(
    {
        AppealAct.RULE_OUT: Way(frozenset({AppealState.RECEIVED}), AppealState.INADMISSIBLE),
        AppealAct.TAKE: Way(frozenset({AppealState.RECEIVED}), AppealState.IN_REVIEW),
        AppealAct.PUT_BACK: Way(frozenset({AppealState.IN_REVIEW}), AppealState.RECEIVED),
        AppealAct.DECIDE: Way(frozenset({AppealState.IN_REVIEW}), AppealState.DECIDED),
        AppealAct.NOTIFY: Way(frozenset({AppealState.DECIDED}), AppealState.NOTIFIED),
        AppealAct.CLOSE: Way(frozenset({AppealState.NOTIFIED}), AppealState.CLOSED),
        AppealAct.WITHDRAW: Way(UNDECIDED, AppealState.WITHDRAWN),
    }
)
"""All ways of an appeal; there is no other."""


def after(state: AppealState, act: AppealAct) -> AppealState | None:
    """Where an act leads from a state; None where it cannot be done there."""
    way = WAYS[act]
    return way.end if state in way.start else None


def window(published_on: date, days: int, days_off: Collection[date], zone: str) -> Window | None:
    """The days of appeals: from the publication on, so many working days after it; None where there are none."""
    return Window(published_on, working_day_after(published_on, days_off, days), zone) if days else None


def decide_by(received_on: date, days_off: Collection[date]) -> date:
    """The last day on which an appeal is answered in time."""
    return working_day_after(received_on, days_off, ANSWER_DAYS)


@dataclass(frozen=True, slots=True)
class Bench:
    """Who has to do with an appeal's page: ``first`` took it; ``before``: who decided of the page; ``tied``: in conflict."""

    first: int | None
    before: frozenset[int]
    tied: frozenset[int]

    def may_be_first(self, person: int | None) -> bool:
        """Whether this person may take it."""
        return person not in self.before and person not in self.tied

    def may_be_second(self, person: int | None, *, two_keys: bool) -> bool:
        """Whether this person may decide what the first has proposed; one who works without second keys may do both."""
        return self.may_be_first(person) and (not two_keys or (person is not None and person != self.first))


def fits(outcome: AppealOutcome, *, corrected: bool, better: bool, ground: AppealGround) -> bool:
    """Whether an outcome goes with what was found.

    ``corrected``: corrections are made. ``better``: with them the page would stand higher in the list. A list changes without
    corrections only where the fault lay in the procedure or the calculation.
    """
    match outcome:
        case AppealOutcome.UNCHANGED:
            return not corrected
        case AppealOutcome.NO_EFFECT:
            return corrected and not better
        case AppealOutcome.LIST_CHANGED:
            return better if corrected else ground in {AppealGround.CALCULATION, AppealGround.PROCEDURE}
