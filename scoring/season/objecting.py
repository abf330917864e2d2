"""Objections to data and whose page is whose: the words that tables store, and the rules, all without a clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

CONTEST_WAIT: Final = timedelta(hours=48)
"""So long a claim waits where the page has an owner already: he may speak up."""


class Ground(StrEnum):
    """Why a figure is held to be wrong."""

    MISSING_POST = "missing_post"
    ANSWER_EXISTS = "answer_exists"
    NOT_OURS = "not_ours"
    WRONG_CHECK = "wrong_check"
    OUTAGE = "outage"
    OTHER = "other"


class ObjectionState(StrEnum):
    """The life of an objection: it waits, then an organizer accepts or refuses it, or its owner withdraws it."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimState(StrEnum):
    """The life of a claim: its code waits to be posted; seen, it may be contested; then it opens the page or does not."""

    WAITING = "waiting"
    CONTESTED = "contested"
    APPROVED = "approved"
    REFUSED = "refused"


class Way(StrEnum):
    """How an owner came in."""

    LINK = "link"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Grant:
    """A page that somebody may see as its owner, until when, and whether it was taken back."""

    page: int
    ends: datetime
    revoked: bool


def owns(grants: Collection[Grant], page: int, now: datetime) -> bool:
    """Whether one of the grants opens this page now. A page that does not exist is as foreign as any other one."""
    return any(grant.page == page and not grant.revoked and now < grant.ends for grant in grants)


def claim_after_seen(*, owned: bool, frozen: bool) -> tuple[ClaimState, timedelta | None]:
    """What becomes of a claim whose code was seen on the page, and after what time it ripens by itself.

    A page without an owner opens at once; one with an owner waits 48 hours for his word; when the evidence is frozen only an
    organizer opens it.
    """
    if frozen:
        return ClaimState.CONTESTED, None
    return (ClaimState.CONTESTED, CONTEST_WAIT) if owned else (ClaimState.APPROVED, None)
