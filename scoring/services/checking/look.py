"""A season as the rules of the check see it, and what a rule that does not hold has to say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.rulebook import RuleBook
from scoring.home import Home
from scoring.season.course import State
from scoring.services import decisions
from scoring.store.decisions import Decision
from scoring.store.results import ScoreRun
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import Season

_DECIDED = frozenset({State.PROPOSED, State.SIGNED, State.PUBLISHED, State.CLOSED, State.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Violation:
    """What does not hold: the rule's name, the table and the row, what is wrong and what to do, in both languages."""

    rule: str
    table: str
    row: str
    ru: str
    en: str


@dataclass(frozen=True)
class Look:
    """One season, and what several rules want to know of it; read once."""

    session: Session
    home: Home
    season: Season

    @property
    def state(self) -> State:
        """Where the season stands."""
        return State(self.season.state)

    @cached_property
    def run(self) -> ScoreRun | None:
        """The official run."""
        return self.session.scalar(select(ScoreRun).where(ScoreRun.season_id == self.season.id, ScoreRun.official))

    @cached_property
    def book(self) -> RuleBook | None:
        """The official run's rule book."""
        return loading.read(self.run.rulebook_text) if self.run is not None else None

    @cached_property
    def decided(self) -> list[Decision]:
        """The standing decisions; none while the season stands before them."""
        return decisions.standing(self.session, self.season.id) if self.state in _DECIDED else []

    @cached_property
    def put_right(self) -> frozenset[int]:
        """Pages whose decision an appeal has corrected while the season is not closed: their documents may be on their way."""
        right = (one.page_id for one in self.decided if one.corrected is not None)
        return frozenset(right) if self.state is State.PUBLISHED else frozenset()

    @cached_property
    def steps(self) -> list[SeasonTransition]:
        """The steps that were taken, in their order."""
        mine = select(SeasonTransition).where(SeasonTransition.season_id == self.season.id)
        return list(self.session.scalars(mine.order_by(SeasonTransition.id)))


Rule = Callable[[Look], Iterator[Violation]]
