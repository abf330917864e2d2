"""A portion: so many minutes, so many cards. What is done of it is counted from the verdicts, never by the browser."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from flask import session
from sqlalchemy import bindparam, func, select

from scoring.services.jury.desk import rule_of
from scoring.store.base import Moment
from scoring.store.jury import Deal, JuryCard, Verdict
from scoring.store.showing_jury import own_answers, said_so_far, standing_round
from scoring.store.vocabulary import AnswerWord, DealState, LaneName
from webadmin.context import db
from webadmin.i18n import t
from webadmin.jury.door import Seat
from webadmin.jury.showing import clock

MINUTES: Final = (5, 10, 20)
_USUAL_MINUTES: Final = 10
_USUAL_PACE: Final = 24
"""Before there is a round."""
_PLACE: Final = "jury_portion_paced"
"""Of the session: when it began, how many cards it has, seconds a card."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a portion is; ``saved``: the time of day of the last answer."""

    began: datetime
    size: int
    done: int
    seconds: int
    saved: str

    @property
    def told(self) -> str:
        """«7 of 25»."""
        return t(f"{min(self.done + 1, self.size)} из {self.size}", f"{min(self.done + 1, self.size)} of {self.size}")

    @property
    def left(self) -> str:
        """About how long the rest takes."""
        minutes = max(1, -(-(self.size - self.done) * self.seconds // 60))
        return t(f"~{minutes} мин", f"~{minutes} min")


def pace(here: Seat) -> int:
    """Seconds that one card takes by the rule book."""
    found = standing_round(db.session, here.season.id)
    return rule_of(found).seconds_a_card if found is not None else _USUAL_PACE


def cards_in(minutes: int, seconds: int) -> int:
    """How many cards a portion of so many minutes has."""
    return max(1, 60 * minutes // seconds)


def begin(minutes: int, seconds: int, now: datetime) -> None:
    """Begin a portion."""
    session[_PLACE] = [int(now.timestamp()), cards_in(minutes, seconds), seconds]


def place(here: Seat, now: datetime) -> Place:
    """Where the portion stands; one of ten minutes begins by itself where none was chosen."""
    if _PLACE not in session:
        begin(_USUAL_MINUTES, pace(here), now)
    began, size, seconds = session[_PLACE]
    start = datetime.fromtimestamp(began, UTC)
    done, last = db.session.execute(_DONE, {"juror": here.juror.id, "start": start}).one()
    return Place(start, size, done, seconds, clock(last, here.season.zone) if last is not None else "")


def filled(here: Seat, place: Place, now: datetime) -> int:
    """How many border cards of this portion have their quorum now. Only how many: what was said stays hidden."""
    found = standing_round(db.session, here.season.id)
    if found is None:
        return 0
    said = said_so_far(db.session, found.id, now=now)
    mine = own_answers(db.session, here.juror.id, found.id)
    cards = {one.deal.card_id for one in mine if one.verdict.at >= place.began and one.deal.card.lane == LaneName.BORDER}
    return sum(said.tally(card).all >= rule_of(found).quorum for card in cards)


_FIRST: Final = (
    select(func.min(Verdict.at).label("first"), func.max(Verdict.at).label("last"))
    .join(Deal, Deal.id == Verdict.deal_id)
    .join(JuryCard, JuryCard.id == Deal.card_id)
    .where(
        Deal.juror_id == bindparam("juror"),
        Deal.state.in_((DealState.ANSWERED, DealState.LOCKED)),
        Verdict.answer != AnswerWord.WITHDRAWN,
        ~JuryCard.practice,
    )
    .group_by(Verdict.deal_id)
    .having(func.min(Verdict.at) >= bindparam("start", type_=Moment))
    .subquery()
)
_DONE: Final = select(func.count(), func.max(_FIRST.c.last)).select_from(_FIRST)
"""Cards answered for the first time since the portion began, and when the last answer was."""
