"""How far the jury has come: for a juror himself, for the organizers, and whether its time will do. Never what was answered.

Every number is counted from rows; nothing is remembered between two looks.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.jury.capacity import Capacity, capacity
from scoring.jury.cards import Lane
from scoring.jury.dealing import wants_more
from scoring.services.jury import dealer
from scoring.services.jury.jurors import standing
from scoring.services.jury.layout import Laid, Layout, layout
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Season
from scoring.store.showing_jury import Said, said_so_far, standing_round
from scoring.store.vocabulary import DealState, RoundState

MOST_SHOWN: Final = 3
"""Cards are told by 0, 1, 2 and by so many answers or more."""


@dataclass(frozen=True, slots=True)
class DeskState:
    """A juror's own standing. ``jury_share``: of the verdicts wanted that the whole jury has given, 0 to 1.

    ``minutes_left``: whole minutes that his remaining cards take at the rule's pace. ``is_open``: whether cards are dealt now.
    """

    answered: int
    put_aside: int
    left: int
    minutes_left: int
    jury_share: float
    closes_at: datetime | None
    is_open: bool
    practised: bool
    conflicts: int


@dataclass(frozen=True, slots=True)
class SphereProgress:
    """Cards of one nomination and lane by how many jurors answered: 0, 1, 2, three and more; ``wanting``: not enough yet."""

    nomination: str
    lane: Lane
    by_answers: tuple[int, ...]
    wanting: int


@dataclass(frozen=True, slots=True)
class JurorProgress:
    """A juror as the organizers see him."""

    juror: Juror
    answered: int
    put_aside: int
    recused: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class JuryProgress:
    """The whole round: its cards, its jurors, its share of the verdicts wanted, 0 to 1. Without a round there are no cards."""

    round: JuryRound | None
    spheres: tuple[SphereProgress, ...]
    jurors: tuple[JurorProgress, ...]
    share: float


def desk_state(session: Session, juror: Juror, *, now: datetime) -> DeskState:
    """Where one juror stands; before there is a round all counts are 0."""
    found = standing_round(session, juror.season_id)
    if found is None:
        return DeskState(0, 0, 0, 0, 0.0, None, is_open=False, practised=juror.practised_at is not None, conflicts=0)
    laid = dealer.table(session, juror, found, now=now)
    is_open = found.state == RoundState.OPEN and found.closes_at is not None and now < found.closes_at
    left = laid.ahead() if is_open else 0
    mine = [deal for deal in laid.answered if deal.repeat == 0]
    return DeskState(
        answered=len(mine),
        put_aside=len(laid.aside),
        left=left,
        minutes_left=-(-left * laid.rule.seconds_a_card // 60),
        jury_share=_share(laid.layout, laid.said, laid.rule),
        closes_at=found.closes_at,
        is_open=is_open,
        practised=juror.practised_at is not None,
        conflicts=len(laid.ties.values),
    )


def jury_progress(session: Session, season_id: int, *, now: datetime) -> JuryProgress:
    """The round as organizers see it: how many answered, never what."""
    found = standing_round(session, season_id)
    jurors = _jurors(session, season_id, found)
    if found is None:
        return JuryProgress(None, (), jurors, 0.0)
    rule = JuryRule.model_validate(found.rule)
    cards = layout(session, found)
    said = said_so_far(session, found.id, now=now)
    return JuryProgress(found, by_spheres(cards.real, said, rule), jurors, _share(cards, said, rule))


def by_spheres(cards: Sequence[Laid], said: Said, rule: JuryRule) -> tuple[SphereProgress, ...]:
    """These cards by nomination and lane: how many answered, never what."""
    rows = []
    for nomination, lane in sorted({(laid.card.nomination, laid.card.lane) for laid in cards}):
        inside = [laid for laid in cards if (laid.card.nomination, laid.card.lane) == (nomination, lane)]
        counts = Counter(min(said.tally(laid.id).all, MOST_SHOWN) for laid in inside)
        wanting = sum(wants_more(laid.card, said.tally(laid.id), rule, asked=said.asked.get(laid.id, 0)) for laid in inside)
        rows.append(SphereProgress(nomination, lane, tuple(counts[n] for n in range(MOST_SHOWN + 1)), wanting))
    return tuple(rows)


def plan(session: Session, season_id: int) -> Capacity | None:
    """Whether the jurors named can finish the cards of the standing round; None before there are cards."""
    found = standing_round(session, season_id)
    if found is None:
        return None
    cards = [laid.card for laid in layout(session, found).real]
    return capacity(cards, JuryRule.model_validate(found.rule), [juror.minutes for juror in standing(session, season_id)])


def rule_of_season(session: Session, season_id: int) -> JuryRule | None:
    """What the season's rule book says of the jury."""
    return loading.read(session.get_one(Season, season_id).rulebook).jury


def _share(cards: Layout, said: Said, rule: JuryRule) -> float:
    """Verdicts given of those wanted; a card never counts for more than it wants."""
    wanted = given = 0
    for laid in cards.real:
        most = (rule.quorum if laid.card.lane is Lane.BORDER else 1) + said.asked.get(laid.id, 0)
        wanted += most
        given += min(said.tally(laid.id).all, most)
    return given / wanted if wanted else 0.0


def _jurors(session: Session, season_id: int, found: JuryRound | None) -> tuple[JurorProgress, ...]:
    round_id = found.id if found is not None else 0
    counts: dict[tuple[int, str], int] = {}
    states = session.execute(
        select(Deal.juror_id, Deal.state, func.count())
        .join(JuryCard)
        .where(JuryCard.round_id == round_id, ~JuryCard.practice, Deal.repeat == 0)
        .group_by(Deal.juror_id, Deal.state)
    )
    for juror_id, state, count in states:
        counts[juror_id, state] = count
    seen = dict(
        session.execute(
            select(Deal.juror_id, func.max(func.coalesce(Verdict.at, Deal.opened_at)))
            .join(JuryCard, JuryCard.id == Deal.card_id)
            .outerjoin(Verdict, Verdict.deal_id == Deal.id)
            .where(JuryCard.round_id == round_id)
            .group_by(Deal.juror_id)
        ).all()
    )
    jurors = session.scalars(
        select(Juror)
        .where(Juror.season_id == season_id, Juror.removed_at.is_(None))
        .options(joinedload(Juror.user))
        .order_by(Juror.number)
    )
    return tuple(
        JurorProgress(
            juror,
            counts.get((juror.id, DealState.ANSWERED), 0) + counts.get((juror.id, DealState.LOCKED), 0),
            counts.get((juror.id, DealState.PUT_ASIDE), 0),
            counts.get((juror.id, DealState.RECUSED), 0),
            seen.get(juror.id),
        )
        for juror in jurors
    )
