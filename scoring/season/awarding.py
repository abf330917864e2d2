"""The life of an award as one table: its kinds, states, acts and grounds, what the check page says, the days of notice.

An award of one kind to one page lives in versions. A mistake on the paper is mended by a new version, the old one is replaced by
it. What is given is never taken out of the register: it is suspended, revoked or declined, with a ground and a day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scoring.season.windows import working_day_after

NOTICE_DAYS: Final = 5
"""Working days between telling an owner that his award is to be revoked and revoking it, in which he may answer."""
SAMPLES: Final = 5
"""Documents with the longest names, and as many drawn by chance, that a second person looks at before anything is released."""


class AwardKind(StrEnum):
    """What is given: a diploma, or a letter of thanks to whoever keeps the page, or a certificate of participation."""

    WINNER = "winner"
    LAUREATE = "laureate"
    THANKS = "thanks"
    PARTICIPANT = "participant"


class AwardStatus(StrEnum):
    """Confirmed: drawn up and not public yet. Active and suspended may change; the others are ends."""

    CONFIRMED = "confirmed"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    DECLINED = "declined"


class AwardAct(StrEnum):
    """What happens to an award. All but publishing need two persons; a correction makes a new version."""

    PUBLISH = "publish"
    CORRECT = "correct"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    DECLINE = "decline"


class AwardGround(StrEnum):
    """Why; the check page tells it in words."""

    WRONG_NAME = "wrong_name"
    RENAMED = "renamed"
    MISPRINT = "misprint"
    INQUIRY = "inquiry"
    PAGE_LOST = "page_lost"
    NOT_OFFICIAL = "not_official"
    INFLATED = "inflated"
    WRONG_DATA = "wrong_data"
    BREACH = "breach"
    MISUSE = "misuse"
    CLEARED = "cleared"
    OWN_WISH = "own_wish"


class ChangeState(StrEnum):
    """A change that one person proposes: it waits, then another approves or refuses it, or it is taken back."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Verdict(StrEnum):
    """The big word of the check page."""

    VALID = "valid"
    TERM_OVER = "term_over"
    REPLACED = "replaced"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act leads where, and for which grounds it may be done. ``notice``: the owner is told days before."""

    start: frozenset[AwardStatus]
    end: AwardStatus
    grounds: tuple[AwardGround, ...] = ()
    notice: bool = False


_LIVE: Final = frozenset({AwardStatus.ACTIVE, AwardStatus.SUSPENDED})
LIVE: Final = _LIVE
"""States of which one page has one award of a kind at most."""
STANDING: Final = _LIVE | {AwardStatus.CONFIRMED}
"""States in which an award counts among the season's awards."""

MOVES: Final[Mapping[AwardAct, Move]] = MappingProxyType(
    {
        AwardAct.PUBLISH: Move(frozenset({AwardStatus.CONFIRMED}), AwardStatus.ACTIVE),
        AwardAct.CORRECT: Move(
            _LIVE | {AwardStatus.CONFIRMED},
            AwardStatus.SUPERSEDED,
            (AwardGround.WRONG_NAME, AwardGround.RENAMED, AwardGround.MISPRINT),
        ),
        AwardAct.SUSPEND: Move(
            frozenset({AwardStatus.ACTIVE}),
            AwardStatus.SUSPENDED,
            (AwardGround.INQUIRY, AwardGround.PAGE_LOST, AwardGround.MISUSE),
        ),
        AwardAct.RESUME: Move(frozenset({AwardStatus.SUSPENDED}), AwardStatus.ACTIVE, (AwardGround.CLEARED,)),
        AwardAct.REVOKE: Move(
            _LIVE,
            AwardStatus.REVOKED,
            (
                AwardGround.NOT_OFFICIAL,
                AwardGround.INFLATED,
                AwardGround.WRONG_DATA,
                AwardGround.BREACH,
                AwardGround.MISUSE,
            ),
            notice=True,
        ),
        AwardAct.DECLINE: Move(_LIVE, AwardStatus.DECLINED, (AwardGround.OWN_WISH,)),
    }
)
"""All ways of an award; there is no other."""

PATHS: Final = frozenset((start, move.end) for move in MOVES.values() for start in move.start)
"""The same as pairs of states; the database's trigger knows them too."""

PROPOSED: Final = tuple(act for act in AwardAct if act is not AwardAct.PUBLISH)
"""Acts that one person proposes and another approves."""

_WORDS: Final = {
    AwardStatus.SUPERSEDED: Verdict.REPLACED,
    AwardStatus.SUSPENDED: Verdict.SUSPENDED,
    AwardStatus.REVOKED: Verdict.REVOKED,
    AwardStatus.DECLINED: Verdict.DECLINED,
}


def acts_from(status: AwardStatus) -> tuple[AwardAct, ...]:
    """What may be proposed for an award in this state."""
    return tuple(act for act in PROPOSED if status in MOVES[act].start and status is not AwardStatus.CONFIRMED)


def verdict(status: AwardStatus, badge_valid_to: date | None, today: date) -> Verdict:
    """What the check page says of a published award: after the badge's last day its term is over, the award stays true."""
    if status in _WORDS:
        return _WORDS[status]
    return Verdict.TERM_OVER if badge_valid_to is not None and today > badge_valid_to else Verdict.VALID


def badge_shows(status: AwardStatus, badge_valid_to: date | None, today: date) -> bool:
    """Whether the hosted badge shows the award; otherwise it is neutral."""
    return verdict(status, badge_valid_to, today) is Verdict.VALID


def badge_term(issued_on: date, years: int) -> date | None:
    """The last day of a badge: the day of issue so many years later, the 28th where there is no 29th; None for no term."""
    if years == 0:
        return None
    day = 28 if (issued_on.month, issued_on.day) == (2, 29) else issued_on.day
    return issued_on.replace(year=issued_on.year + years, day=day)


def notice_ends(told_on: date, days_off: Collection[date], days: int = NOTICE_DAYS) -> date:
    """The last of so many working days after the day on which the owner was told."""
    return working_day_after(told_on, days_off, days)
