"""What lies before the dealer when one juror asks for a card: his own cards, everybody's verdicts, and the ties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from sqlalchemy.orm import Session

from criteria.jury_rule import JuryRule
from scoring.jury.dealing import Waiting, order, repeats, wants_more
from scoring.services.jury.conflicts import Ties, ties_of
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound
from scoring.store.showing_jury import OwnAnswer, Said, cards_of, own_answers, own_deals, plain, said_so_far
from scoring.store.vocabulary import DealState, LaneName

_DONE = frozenset({DealState.ANSWERED, DealState.LOCKED, DealState.RECUSED})


@dataclass(frozen=True, slots=True)
class Chosen:
    """A card to deal; ``given``: the juror's earlier deal of it, which is opened again."""

    card: JuryCard
    repeat: int = 0
    given: Deal | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """One juror's view of a round at one moment. Cards of pages that he is tied to are not on it."""

    juror: Juror
    rule: JuryRule
    key: bytes
    now: datetime
    cards: Sequence[JuryCard]
    deals: Sequence[Deal]
    answers: Sequence[OwnAnswer]
    said: Said
    ties: Ties

    @cached_property
    def open_now(self) -> tuple[Deal, ...]:
        """His cards without an answer whose time has not run out, the oldest first."""
        return tuple(
            deal for deal in self.deals
            if deal.state == DealState.OPENED and deal.reserved_until > self.now and not self.ties.touch(deal.card.page)
        )  # fmt: skip

    @cached_property
    def aside(self) -> tuple[Deal, ...]:
        """What he put aside and is still wanted."""
        return tuple(
            deal for deal in self.deals
            if deal.state == DealState.PUT_ASIDE and not self.ties.touch(deal.card.page)
            and (deal.card.practice or self._wanted(deal.card))
        )  # fmt: skip

    @cached_property
    def practised(self) -> bool:
        """Whether no practice card is left that he has not seen."""
        return not list(self._practice()) and not any(deal.card.practice for deal in self.open_now)

    def fresh(self, count: int) -> list[Chosen]:
        """The next ``count`` cards to deal, best first."""
        return list(islice(self._fresh(), count))

    def ahead(self) -> int:
        """How many cards he could still get, open ones and those put aside among them; practice left out."""
        held = [deal for deal in (*self.open_now, *self.aside) if not deal.card.practice]
        return len(held) + len(self._ordered())

    def _fresh(self) -> Iterator[Chosen]:
        yield from self._practice()
        again = self._again()
        if again is not None:
            yield again
        for card in self._ordered():
            yield Chosen(card, given=self._given.get((card.id, 0)))
        for deal in self.aside:
            yield Chosen(deal.card, deal.repeat, deal)

    @cached_property
    def _given(self) -> dict[tuple[int, int], Deal]:
        return {(deal.card_id, deal.repeat): deal for deal in self.deals}

    @cached_property
    def _mine(self) -> tuple[JuryCard, ...]:
        """Cards of pages that he is not tied to, and that he has never seen or has given back unseen."""
        return tuple(card for card in self.cards if not self.ties.touch(card.page) and self._back(self._given.get((card.id, 0))))

    def _back(self, deal: Deal | None) -> bool:
        if deal is None or deal.state == DealState.RELEASED:
            return True
        return deal.state == DealState.OPENED and deal.reserved_until <= self.now

    def _practice(self) -> Iterator[Chosen]:
        for card in self._mine:
            if card.practice:
                yield Chosen(card, given=self._given.get((card.id, 0)))

    def _again(self) -> Chosen | None:
        """The second showing that is due: one for each full ``repeat_every`` answers, out of those."""
        every = self.rule.repeat_every
        first = [one.deal.card for one in self.answers if one.deal.repeat == 0 and not self.ties.touch(one.deal.card.page)]
        shown = [deal for deal in self.deals if deal.repeat == 1]
        if not every or len(first) // every <= len(shown):
            return self._given_back(shown)
        block = first[len(shown) * every : (len(shown) + 1) * every]
        chosen = repeats([plain(card) for card in block], self.rule, juror=str(self.juror.number), key=self.key)
        card = next((card for card in block if plain(card) == chosen), None)
        return None if card is None or (card.id, 1) in self._given else Chosen(card, 1)

    def _given_back(self, shown: Sequence[Deal]) -> Chosen | None:
        back = next((deal for deal in shown if self._back(deal) and not self.ties.touch(deal.card.page)), None)
        return None if back is None else Chosen(back.card, 1, back)

    def _ordered(self) -> list[JuryCard]:
        waiting = {plain(card): card for card in self._mine if not card.practice}
        asked = [
            Waiting(one, self.said.tally(card.id), card.page.municipality, self.said.held.get(card.id, 0), card.asked_again)
            for one, card in waiting.items()
        ]
        recent = [one.deal.card.page.municipality for one in self.answers[-4:]]
        chosen = order(asked, self.rule, juror=str(self.juror.number), key=self.key, recent=recent)
        return [waiting[card] for card in chosen]

    def _wanted(self, card: JuryCard) -> bool:
        held = self.said.held.get(card.id, 0)
        return wants_more(plain(card), self.said.tally(card.id), self.rule, held, card.asked_again)


def table(session: Session, juror: Juror, found: JuryRound, *, now: datetime) -> Table:
    """Lay the table for one juror: six queries."""
    return Table(
        juror=juror,
        rule=JuryRule.model_validate(found.rule),
        key=bytes.fromhex(found.key),
        now=now,
        cards=cards_of(session, found.id),
        deals=own_deals(session, juror.id, found.id),
        answers=own_answers(session, juror.id, found.id),
        said=said_so_far(session, found.id, now=now, but_juror=juror.id),
        ties=ties_of(session, juror.season_id, juror.user_id),
    )


def lanes_done(answers: Sequence[OwnAnswer], lane: LaneName) -> int:
    """How many cards of one lane a juror has answered, second showings left out."""
    return sum(one.deal.card.lane == lane and one.deal.repeat == 0 for one in answers)
