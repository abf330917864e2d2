"""Named read queries of the jury: the standing round, its cards with what was said so far, a juror's own cards and answers.

Each costs a fixed number of queries however many rows it answers. Nothing of a recused card is ever among what a juror gets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, defer, joinedload

from scoring.jury.cards import Card, Lane
from scoring.jury.counting import Answer, Tally
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.vocabulary import AnswerWord, DealState, RoundState


@dataclass(frozen=True, slots=True)
class Said:
    """What was said to the cards of a round so far, by card; ``held``: how many jurors have it before them, by card."""

    tallies: Mapping[int, Tally]
    held: Mapping[int, int]

    def tally(self, card_id: int) -> Tally:
        """The verdicts on one card."""
        return self.tallies.get(card_id, Tally())


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A juror's last answer to a card: its deal, the verdict that stands, and whether it is a second showing."""

    deal: Deal
    verdict: Verdict


def standing_round(session: Session, season_id: int) -> JuryRound | None:
    """The season's round that is not void, if there is one."""
    return session.scalar(select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state != RoundState.VOID))


def cards_of(session: Session, round_id: int) -> list[JuryCard]:
    """The cards of a round with their pages; what they show is read when somebody asks for it."""
    query = (
        select(JuryCard)
        .where(JuryCard.round_id == round_id)
        .options(joinedload(JuryCard.page), defer(JuryCard.shown))
        .order_by(JuryCard.id)
    )
    return list(session.scalars(query))


def plain(card: JuryCard) -> Card:
    """A card as the pure stages see it."""
    return Card(card.page.key, card.nomination, Lane(card.lane), card.distance)


def said_so_far(session: Session, round_id: int, *, now: datetime, but_juror: int | None = None) -> Said:
    """Verdicts that would count if the round closed now, and cards that are held now, those of ``but_juror`` left out."""
    answers = session.execute(
        _last_verdicts(round_id)
        .with_only_columns(Deal.card_id, Verdict.answer, func.count())
        .where(Deal.repeat == 0, Deal.state != DealState.RECUSED, Juror.removed_at.is_(None))
        .group_by(Deal.card_id, Verdict.answer)
    )
    tallies: dict[int, Tally] = {}
    for card_id, answer, count in answers:
        for _ in range(count):
            tallies[card_id] = tallies.get(card_id, Tally()).plus(Answer(answer))
    held = session.execute(
        select(Deal.card_id, func.count())
        .join(JuryCard, JuryCard.id == Deal.card_id)
        .join(Juror, Juror.id == Deal.juror_id)
        .where(
            JuryCard.round_id == round_id,
            Deal.state == DealState.OPENED,
            Deal.repeat == 0,
            Deal.reserved_until > now,
            Deal.juror_id != (but_juror or 0),
            Juror.removed_at.is_(None),
        )
        .group_by(Deal.card_id)
    )
    return Said(tallies, dict(held.all()))


def own_deals(session: Session, juror_id: int, round_id: int) -> list[Deal]:
    """All that one juror was dealt in a round, recused cards among it (for the dealer, who must not deal them again)."""
    query = (
        select(Deal)
        .join(Deal.card)
        .where(Deal.juror_id == juror_id, JuryCard.round_id == round_id)
        .options(contains_eager(Deal.card).options(joinedload(JuryCard.page), defer(JuryCard.shown)))
        .order_by(Deal.opened_at, Deal.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


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
