"""The seats of one nomination: how many there are, who stands nearest to them, and whether as many win as there are seats."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, load_only

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.jury.cards import band
from scoring.jury.counting import Settled
from scoring.services.decisions import last_rows, places, standing
from scoring.store.decisions import Decision
from scoring.store.results import Score
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, Outcome

TIE = "tie"
"""The code of the reason for a winner beyond the quota."""
WINNER = DecisionOutcome.WINNER


@dataclass(frozen=True, slots=True)
class Nomination:
    """The standing decisions of one nomination by place, as somebody may see them.

    ``seats``: as many as win by points and verdicts. ``border``: keys of the pages that the jury settles. ``able``: keys of
    those that reach the winners' floor and were not passed over. ``check``: a gate could not be decided. ``hidden``: how many
    pages he may not see; none of the figures counts them.
    """

    name: str
    decisions: tuple[Decision, ...]
    seats: int
    border: frozenset[str]
    able: frozenset[str]
    check: frozenset[str]
    hidden: int

    def next_in(self, finals: Mapping[int, DecisionOutcome]) -> tuple[Decision, ...]:
        """Who would step in, in this order: whom the jury supports, then by place. Not whom it or the chair turned down."""
        waiting = [one for one in self.decisions if self._waits(one, finals)]
        return tuple(sorted(waiting, key=lambda one: (not _supported(one), one.place or 0, one.page.name)))

    def next_out(self, finals: Mapping[int, DecisionOutcome]) -> tuple[Decision, ...]:
        """Who would give the seat up: winners of the border and those who stepped in, the last place first."""
        won = [one for one in self.decisions if finals[one.page_id] == WINNER]
        near = [one for one in won if one.page.key in self.border or one.automatic != WINNER]
        return tuple(sorted(near, key=lambda one: (-(one.place or 0), one.page.name)))

    def _waits(self, one: Decision, finals: Mapping[int, DecisionOutcome]) -> bool:
        if one.page.key not in self.able or finals[one.page_id] in {WINNER, DecisionOutcome.EXCLUDED}:
            return False
        turned_down = one.votes.get("settled") == Settled.REJECTED or one.automatic == WINNER
        return not turned_down


def nomination(session: Session, season: Season, name: str, hidden: frozenset[int] = frozenset()) -> Nomination:
    """One nomination without the hidden pages."""
    every = standing(session, season.id, nomination=name)
    shown = tuple(one for one in every if one.page_id not in hidden)
    scores = _scores(session, shown[0].run_id, name, hidden) if shown else []
    placed = places(scores, shown[0].run) if shown else []
    rule = loading.read(season.rulebook).jury or JuryRule(band=0, safety=False)
    return Nomination(
        name,
        shown,
        sum(one.automatic == WINNER for one in shown),
        frozenset(place.page for place in band(placed, rule.band)),
        frozenset(place.page for place in placed if place.able),
        frozenset(score.page.key for score in scores if score.check),
        len(every) - len(shown),
    )


def is_beyond(one: Decision) -> bool:
    """Whether it wins beyond the quota: a co-winner, in nobody's stead."""
    return one.final == WINNER and one.automatic != WINNER and one.reason_code == TIE and one.instead_of is None


def uneven(session: Session, season: Season) -> dict[str, int]:
    """Nominations in which more (above 0) or fewer win than there are seats; fewer only where somebody could still step in."""
    rows = last_rows(season.id).subquery()
    beyond = (rows.c.final == WINNER) & (rows.c.automatic != WINNER) & (rows.c.reason_code == TIE) & rows.c.instead_of.is_(None)
    counted = session.execute(
        select(
            rows.c.nomination,
            func.sum(case((rows.c.final == WINNER, 1), else_=0)),
            func.sum(case((rows.c.automatic == WINNER, 1), else_=0)),
            func.sum(case((beyond, 1), else_=0)),
        )
        .group_by(rows.c.nomination)
        .order_by(rows.c.nomination)
    )
    found = {name: int(final) - int(seats) - int(more) for name, final, seats, more in counted}
    return {name: off for name, off in found.items() if off > 0 or (off < 0 and _somebody_waits(session, season, name))}


def _somebody_waits(session: Session, season: Season, name: str) -> bool:
    found = nomination(session, season, name)
    return bool(found.next_in({one.page_id: DecisionOutcome(one.final) for one in found.decisions}))


def _supported(one: Decision) -> bool:
    return one.votes.get("settled") == Settled.SUPPORTED


def _scores(session: Session, run_id: int, name: str, hidden: frozenset[int]) -> list[Score]:
    """The scores of a nomination without their details, which are long."""
    rows = session.scalars(
        select(Score)
        .options(
            load_only(Score.nomination, Score.place, Score.total, Score.outcome, Score.reserve, Score.check, Score.page_id),
            joinedload(Score.page),
        )
        .where(Score.run_id == run_id, Score.nomination == name, Score.outcome != Outcome.OUT)
    )
    return [score for score in rows if score.page_id not in hidden]
