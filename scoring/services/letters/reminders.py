"""Reminders to jurors: once at half of the round's time, two days and one day before its end, to whoever has promised more."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from criteria.jury_rule import JuryRule
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.jury.progress import JurorProgress, desk_state, jury_progress
from scoring.services.letters.drafting import Draft, queue
from scoring.services.letters.people import addressee
from scoring.store.jury import JuryRound
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import RoundState

FEW: Final = Fraction(3, 10)
"""Whoever has done less of what he promised is reminded at half-time."""
_DAY: Final = timedelta(days=1)


def remind(session: Session, actor: Actor, found: Season, *, now: datetime) -> list[Letter]:
    """Queue the reminder that is due, of each round each kind once; the answer is empty where none is."""
    if found.state != State.JURY_OPEN:
        return []
    told = jury_progress(session, found.id, now=now)
    asked = told.round
    if asked is None or asked.state != RoundState.OPEN or asked.opened_at is None or asked.closes_at is None:
        return []
    kind = due_kind(asked.opened_at, asked.closes_at, now)
    if kind is None:
        return []
    rule = JuryRule.model_validate(asked.rule)
    share = FEW if kind == "juror_half" else Fraction(1)
    drafts = [
        _draft(one, rule, asked)
        for one in told.jurors
        if one.juror.user.active
        and one.answered < share * promised(one, rule)
        and desk_state(session, one.juror, now=now).left > 0
    ]
    return queue(session, actor, found, kind, drafts, now=now, version=asked.id)


def due_kind(opened: datetime, closes: datetime, now: datetime) -> str | None:
    """The most urgent reminder whose moment has come since the round was opened; none once it is over."""
    moments = {
        "juror_last_day": closes - _DAY,
        "juror_2days": closes - 2 * _DAY,
        "juror_half": opened + (closes - opened) / 2,
    }
    return next((kind for kind, at in moments.items() if opened < at <= now < closes), None)


def promised(one: JurorProgress, rule: JuryRule) -> int:
    """Cards that the minutes which a juror has promised are enough for; one at least."""
    return max(1, one.juror.minutes * 60 // rule.seconds_a_card)


def _draft(one: JurorProgress, rule: JuryRule, asked: JuryRound) -> Draft:
    cards = promised(one, rule)
    minutes = -(-(cards - one.answered) * rule.seconds_a_card // 60)
    fields = {"answered": one.answered, "promised": cards, "minutes_left": minutes, "closes": asked.closes_at}
    return Draft(addressee(one.juror.user), fields)
