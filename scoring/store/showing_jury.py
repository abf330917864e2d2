"""Named read queries of the jury: the standing round, its cards with what was said so far, a juror's own cards and answers.

Each costs a fixed number of queries however many rows it answers. Nothing of a recused card is ever among what a juror gets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, aliased, defer, joinedload

from scoring.jury.counting import Tally
from scoring.store.base import Moment
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import AnswerWord, DealState, RoundState

_NOTHING: Final = Tally()
_LATER: Final = aliased(Verdict)


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to the cards of a round so far, by card; ``held``: how many jurors have it before them, by card.

    ``asked``: how many jurors asked for one more look, by card.
    """

    tallies: Mapping[int, Tally]
    held: Mapping[int, int]
    asked: Mapping[int, int]

    def tally(self, card_id: int) -> Tally:
        """The verdicts on one card."""
        return self.tallies.get(card_id, _NOTHING)


@dataclass(frozen=True, slots=True)
class OwnDeal:
    """A card in a juror's hands; ``first``: orders his answers by when each was first given, None before there is one."""

    id: int
    public_id: str
    card_id: int
    repeat: int
    state: DealState
    reserved_until: datetime
    first: int | None


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A juror's last answer to a card: its deal, the verdict that stands, and whether it is a second showing."""

    deal: Deal
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A juror's own card with all that an act on it asks about.

    ``revision``: of its last answer, 0 before there is one. ``known``: the answer that the asked ``client_id`` has made, if it
    has made one (its deal, revision, moment, word). ``following``: the public id of the card that lies open beside it.
    """

    id: int
    public_id: str
    state: DealState
    version: int
    opened_at: datetime
    card_id: int
    practice: bool
    juror_id: int
    user_id: int
    season_id: int
    season_state: str
    round_id: int
    round_state: RoundState
    closes_at: datetime | None
    revision: int
    following: str | None
    known_deal: int | None
    known_revision: int | None
    known_at: datetime | None
    known_answer: str | None


def standing_round(session: Session, season_id: int) -> JuryRound | None:
    """The season's round that is not void, if there is one."""
    return session.scalar(select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state != RoundState.VOID))


def cards_of(session: Session, round_id: int) -> Sequence[Any]:
    """The cards of a round without what they show, and what the register says of their pages."""
    columns: tuple[Any, ...] = (
        *(JuryCard.id, JuryCard.lane, JuryCard.nomination, JuryCard.distance, JuryCard.practice),
        *(Page.key, Page.founder, Page.municipality, Page.sphere, Page.sphere2, Page.sphere3),
    )
    query: Select[Any] = (
        select(*columns).join(Page, Page.id == JuryCard.page_id).where(JuryCard.round_id == round_id).order_by(JuryCard.id)
    )
    return session.execute(query).all()


def said_so_far(
    session: Session, round_id: int, *, now: datetime, but_juror: int | None = None, cards: Sequence[int] | None = None
) -> Said:
    """Verdicts that would count if the round closed now, and cards that are held now, those of ``but_juror`` left out.

    ``cards``: of these alone.
    """
    asked = {"round": round_id, "now": now, "juror": but_juror or 0, "cards": cards}
    said = session.execute(_SAID if cards is None else _SAID_OF_SOME, asked)
    hands = session.execute(_HANDS if cards is None else _HANDS_OF_SOME, asked).all()
    return Said(
        {row[0]: Tally(row[1], row[2], row[3]) for row in said},
        {card_id: held for card_id, held, _ in hands},
        {card_id: asked for card_id, _, asked in hands},
    )


def own_deals(session: Session, juror_id: int) -> list[OwnDeal]:
    """All that one juror was ever dealt, the oldest first, recused cards among it, since those are not dealt again."""
    return [
        OwnDeal(row.id, row.public_id, row.card_id, row.repeat, DealState(row.state), row.reserved_until, row.first)
        for row in session.execute(_OWN, {"juror": juror_id})
    ]


def held_card(session: Session, public_id: str, user_id: int, *, client_id: str, now: datetime) -> HeldCard | None:
    """A standing juror's own card, None for a foreign, an unknown and a recused one alike.

    PostgreSQL lets no step of the season pass until the transaction ends; on SQLite nobody else writes once it has written.
    """
    found: Any = session.execute(_HELD, {"card": public_id, "user": user_id, "client": client_id, "now": now}).one_or_none()
    return None if found is None else HeldCard(*found)


def own_answers(session: Session, juror_id: int, round_id: int) -> list[OwnAnswer]:
    """The juror's standing answers, practice left out, in the order in which the cards were first answered."""
    rows = session.execute(
        _last_verdicts(round_id)
        .with_only_columns(Deal, Verdict)
        .where(Deal.juror_id == juror_id, Deal.state.in_((DealState.ANSWERED, DealState.LOCKED)))
        .options(joinedload(Deal.card).options(joinedload(JuryCard.page), defer(JuryCard.shown)))
    )
    found = [OwnAnswer(deal, verdict) for deal, verdict in rows]
    first = dict(
        session.execute(
            select(Verdict.deal_id, func.min(Verdict.id)).join(Deal).where(Deal.juror_id == juror_id).group_by(Verdict.deal_id)
        ).all()
    )
    return sorted(found, key=lambda one: first[one.deal.id])


def last_verdict(session: Session, deal_id: int) -> Verdict | None:
    """The last revision of a deal's answer, a withdrawal among them."""
    return session.scalar(select(Verdict).where(Verdict.deal_id == deal_id).order_by(Verdict.revision.desc()).limit(1))


def _last_verdicts(round_id: int) -> Select[Verdict]:
    """The last revision of every deal of a round's real cards, where it was not taken back."""
    last = (
        select(func.max(Verdict.id))
        .join(Deal, Deal.id == Verdict.deal_id)
        .join(JuryCard, JuryCard.id == Deal.card_id)
        .where(JuryCard.round_id == round_id, ~JuryCard.practice)
        .group_by(Verdict.deal_id)
    )
    return (
        select(Verdict)
        .join(Deal, Deal.id == Verdict.deal_id)
        .join(Juror, Juror.id == Deal.juror_id)
        .where(Verdict.id.in_(last), Verdict.answer != AnswerWord.WITHDRAWN)
    )


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


_SAID: Final = (
    select(Deal.card_id, *(_how_many(Verdict.answer == word) for word in (AnswerWord.YES, AnswerWord.NO, AnswerWord.UNSURE)))
    .select_from(JuryCard)
    .join(Deal, Deal.card_id == JuryCard.id)
    .join(Juror, Juror.id == Deal.juror_id)
    .join(Verdict, Verdict.deal_id == Deal.id)
    .where(
        JuryCard.round_id == bindparam("round"),
        ~JuryCard.practice,
        Deal.repeat == 0,
        Deal.state.in_((DealState.ANSWERED, DealState.LOCKED)),
        Juror.removed_at.is_(None),
        Verdict.revision == select(func.max(_LATER.revision)).where(_LATER.deal_id == Deal.id).scalar_subquery(),
    )
    .group_by(Deal.card_id)
)
_SOME: Final = JuryCard.id.in_(bindparam("cards", expanding=True))
_SAID_OF_SOME: Final = _SAID.where(_SOME)
_IS_HELD: Final = and_(
    Deal.state == DealState.OPENED,
    Deal.repeat == 0,
    Deal.reserved_until > bindparam("now", type_=Moment),
    Deal.juror_id != bindparam("juror"),
    Juror.removed_at.is_(None),
)
_HANDS: Final = (
    select(Deal.card_id, _how_many(_IS_HELD), _how_many(Deal.asked.is_(True)))
    .select_from(JuryCard)
    .join(Deal, Deal.card_id == JuryCard.id)
    .join(Juror, Juror.id == Deal.juror_id)
    .where(JuryCard.round_id == bindparam("round"), or_(Deal.state == DealState.OPENED, Deal.asked))
    .group_by(Deal.card_id)
)
_HANDS_OF_SOME: Final = _HANDS.where(_SOME)
_OWN: Final = (
    select(
        Deal.id,
        Deal.public_id,
        Deal.card_id,
        Deal.repeat,
        Deal.state,
        Deal.reserved_until,
        select(func.min(Verdict.id)).where(Verdict.deal_id == Deal.id).scalar_subquery().label("first"),
    )
    .where(Deal.juror_id == bindparam("juror"))
    .order_by(Deal.opened_at, Deal.id)
)
_BESIDE: Final = aliased(Deal)
_HELD: Final = (
    select(
        Deal.id,
        Deal.public_id,
        Deal.state,
        Deal.version,
        Deal.opened_at,
        Deal.card_id,
        JuryCard.practice,
        Deal.juror_id,
        Juror.user_id,
        Juror.season_id,
        Season.state.label("season_state"),
        JuryCard.round_id,
        JuryRound.state.label("round_state"),
        JuryRound.closes_at,
        func.coalesce(select(func.max(_LATER.revision)).where(_LATER.deal_id == Deal.id).scalar_subquery(), 0).label("revision"),
        select(_BESIDE.public_id)
        .where(
            _BESIDE.juror_id == Deal.juror_id,
            _BESIDE.id != Deal.id,
            _BESIDE.state == DealState.OPENED,
            _BESIDE.reserved_until > bindparam("now", type_=Moment),
        )
        .order_by(_BESIDE.opened_at, _BESIDE.id)
        .limit(1)
        .scalar_subquery()
        .label("following"),
        Verdict.deal_id.label("known_deal"),
        Verdict.revision.label("known_revision"),
        Verdict.at.label("known_at"),
        Verdict.answer.label("known_answer"),
    )
    .join(Juror, Juror.id == Deal.juror_id)
    .join(Season, Season.id == Juror.season_id)
    .join(JuryCard, JuryCard.id == Deal.card_id)
    .join(JuryRound, JuryRound.id == JuryCard.round_id)
    .outerjoin(Verdict, Verdict.client_id == bindparam("client"))
    .where(
        Deal.public_id == bindparam("card"),
        Juror.user_id == bindparam("user"),
        Juror.removed_at.is_(None),
        Deal.state != DealState.RECUSED,
    )
    .with_for_update(read=True, of=Season)
)
