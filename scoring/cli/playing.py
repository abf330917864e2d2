"""Playing a season to its end with invented people: a demonstration, or a rehearsal that is to be seen through in minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy.orm import Session

from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.workshop import handlers
from scoring.jobs.worker import Order
from scoring.jury.counting import Settled
from scoring.season.course import State, Step, steps_from
from scoring.services import award_samples, course, decision_changes, decisions, keys, protocols, seasons
from scoring.services.acting import Actor
from scoring.services.decision_changes import Act, Effect
from scoring.services.decision_seats import Nomination, nomination
from scoring.services.jury import simulated
from scoring.services.letters import approving
from scoring.services.protocols import counts, last_places
from scoring.store.decisions import Decision
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, JobKind

_REASONS: Final = (
    (Act.CO_LAUREATE, "tie", "Жюри поддержало страницу так же уверенно, как последнего победителя: решено наградить обеих."),
    (Act.DEMOTE, "inflated", "Прирост подписчиков в марте не объяснён, жюри сомневается."),
    (Act.EXCLUDE, "not_official", "Ведение страницы передано другой организации в последний месяц года."),
)
"""What the chair's meeting does otherwise, one act a nomination."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: the admin takes the steps, the chair is the second key and signs first, another one looks at samples."""

    admin: Actor
    chair: Actor
    other: Actor


class Calendar(Protocol):
    """Time as the play needs it: called it tells the moment, ``reach`` lets it pass."""

    def __call__(self) -> datetime:
        """The moment."""
        ...

    def reach(self, state: State) -> None:
        """Let time pass until the step to this state is due."""
        ...

    def wait(self, until: datetime) -> None:
        """Let time pass until a moment."""
        ...


@dataclass(frozen=True, eq=False)
class Play:
    """A season being played at a desk."""

    desk: Desk
    season_id: int
    cast: Cast
    time: Calendar
    bars: Bars
    seed: int

    def until(self, end: State) -> None:
        """Take the season forward to ``end``, whatever is to be done in each state and each step needs."""
        order = tuple(State)
        while order.index(start := self.state) < order.index(end):
            if start in _BEFORE:
                _BEFORE[start](self)
            self._approve_letters()
            step = self._next()
            self.time.reach(step.end)
            _ACTS.get(step.end, Play._advance)(self, step)

    @property
    def state(self) -> State:
        """Where the season stands."""
        with self.desk.transaction() as session:
            return State(session.get_one(Season, self.season_id).state)

    def _next(self) -> Step:
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            return next(one for one in steps_from(State(found.state), jury=seasons.has_jury(found)) if not one.reason)

    def _advance(self, step: Step) -> None:
        with self.desk.transaction() as session:
            course.advance(session, self.cast.admin, self.season_id, step.end, now=self.time())

    def _work(self, kind: JobKind) -> None:
        handlers()[kind](self.desk.shop, Order(0, self.season_id, {}, self.cast.admin), self.bars)

    def _freeze(self, step: Step) -> None:
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            if seasons.settings_of(found).two_keys:
                asked = keys.ask(
                    session, self.cast.admin, found, step.act, reason="Возражения разобраны, сбор окончен.", now=self.time()
                )
                keys.confirm(session, self.cast.chair, asked.id, read=keys.numbers(session, found), now=self.time())
        self._work(JobKind.FREEZE)

    def _score(self, _step: Step) -> None:
        self._work(JobKind.SCORE)
        self._work(JobKind.ROBUSTNESS)

    def _open_jury(self, step: Step) -> None:
        self._work(JobKind.CARDS)
        with self.desk.transaction() as session:
            simulated.invite(session, self.season_id, now=self.time())
        self._advance(step)

    def _vote(self) -> None:
        last = simulated.simulate_jury(self.desk.engine, self.season_id, self.seed, self.time(), progress=self.bars)
        self.time.wait(last.ended + timedelta(minutes=1))

    def _meet(self) -> None:
        """The chair's meeting: a few decisions that differ from what points and verdicts give, each with its reason.

        Each act falls to the nomination with most winners in which it makes sense; none of them is left without a winner.
        """
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            won = counts(decisions.standing(session, self.season_id))
            names = sorted(won, key=lambda name: (-won[name], name))
            for act, code, reason in _REASONS:
                told = next(
                    (one for name in names if (one := self._effect(session, nomination(session, found, name), act))), None
                )
                if told is not None:
                    names.remove(told.decision.nomination)
                    self._decide(session, told, code, reason)

    def _effect(self, session: Session, found: Nomination, act: Act) -> Effect | None:
        """What the act would do to the page it would fall to; None where there is no such page, or no winner would be left."""
        one = _for(found, act)
        if one is None:
            return None
        told = decision_changes.effect(session, self.cast.chair, one.id, act)
        left = told.winners_after + bool(told.comes_in) - bool(told.goes_out)
        return told if left > 0 and not any(_liked(other) for other in told.goes_out[:1]) else None

    def _decide(self, session: Session, told: Effect, code: str, reason: str) -> None:
        other = next(iter(told.goes_out or told.comes_in), None)
        decision_changes.decide(
            session, self.cast.chair, told.decision.id, told.act, reason_code=code, reason=reason,
            other=other.id if other is not None else None, now=self.time(),
        )  # fmt: skip

    def _sign(self, _step: Step) -> None:
        """The chair first; the admin second, who has read the figures. With one key the admin alone."""
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            decided = decisions.standing(session, self.season_id)
            if not seasons.settings_of(found).two_keys:
                protocols.sign(session, self.cast.admin, self.season_id, now=self.time())
                return
            lasts = last_places(decided)
            read = {f"count:{name}": str(count) for name, count in counts(decided).items()}
            read |= {f"last:{name}": names[0] for name, names in lasts.items()}
            protocols.sign(session, self.cast.chair, self.season_id, now=self.time())
            protocols.sign(session, self.cast.admin, self.season_id, now=self.time(), read=read)

    def _award(self) -> None:
        """Make the documents; another person looks at the samples of them."""
        self._work(JobKind.AWARD)
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            award_samples.draw(session, self.cast.admin, found, now=self.time(), chance=self.desk.luck)
            for sample in award_samples.of_season(session, self.season_id):
                award_samples.tick(session, self.cast.other, sample.id, now=self.time())

    def _approve_letters(self) -> None:
        """Let the letters that wait go; in an invented season they go to nobody."""
        with self.desk.transaction() as session:
            found = session.get_one(Season, self.season_id)
            for batch in approving.batches(session, self.cast.admin, found):
                if batch.waiting:
                    approving.approve(
                        session, self.cast.admin, self.season_id, batch.kind.code, typed=str(batch.waiting), seen=batch.seen,
                        now=self.time(),
                    )  # fmt: skip


def _for(found: Nomination, act: Act) -> Decision | None:
    """The page that an act of the meeting falls to: the jury's verdict does not speak against it.

    A co-winner is the best of those without a seat whom it supports; put down or excluded is the last of the winners.
    """
    able = [one for one in found.decisions if act in decision_changes.acts(found, one)]
    if act is Act.CO_LAUREATE:
        return next((one for one in able if _liked(one)), None)
    return next((one for one in reversed(able) if one.final == DecisionOutcome.WINNER and not _liked(one)), None)


def _liked(one: Decision) -> bool:
    return one.votes.get("settled") == Settled.SUPPORTED


_ACTS: Final[dict[State, Callable[[Play, Step], None]]] = {
    State.FROZEN: Play._freeze,  # noqa: SLF001 the table of this very class
    State.SCORED: Play._score,  # noqa: SLF001
    State.JURY_OPEN: Play._open_jury,  # noqa: SLF001
    State.SIGNED: Play._sign,  # noqa: SLF001
}
"""How steps are taken that take more than a step."""
_BEFORE: Final[dict[State, Callable[[Play], None]]] = {
    State.JURY_OPEN: Play._vote,  # noqa: SLF001
    State.PROPOSED: Play._meet,  # noqa: SLF001
    State.SIGNED: Play._award,  # noqa: SLF001
}
"""What is done in a state before it is left."""
