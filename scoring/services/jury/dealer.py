"""What lies before the dealer when one juror asks for a card: his own cards, everybody's verdicts, and the ties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice

from sqlalchemy.orm import Session

from criteria.jury_rule import JuryRule
from scoring.jury.dealing import Waiting, order, repeats, wants_more
from scoring.services.jury.conflicts import Ties, ties_of
from scoring.services.jury.layout import Laid, Layout, layout
from scoring.store.jury import Juror, JuryRound
from scoring.store.showing_jury import OwnDeal, Said, own_deals, said_so_far
from scoring.store.vocabulary import DealState

_ANSWERED = (DealState.ANSWERED, DealState.LOCKED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A card to deal; ``given``: the juror's earlier deal of it, which is opened again."""

    laid: Laid
    repeat: int = 0
    given: OwnDeal | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """One juror's view of a round at one moment. Cards of pages that he is tied to are not on it."""

    juror: Juror
    round_id: int
    rule: JuryRule
    key: bytes
    now: datetime
    layout: Layout
    deals: Sequence[OwnDeal]
    said: Said
    ties: Ties

    @cached_property
    def open_now(self) -> tuple[OwnDeal, ...]:
        """His cards without an answer whose time has not run out, the oldest first."""
        return tuple(
            deal for deal in self.deals
            if deal.state == DealState.OPENED and deal.reserved_until > self.now and not self._tied(self._laid(deal))
        )  # fmt: skip

    @cached_property
    def aside(self) -> tuple[OwnDeal, ...]:
        """What he put aside and is still wanted."""
        return tuple(
            deal for deal in self.deals
            if deal.state == DealState.PUT_ASIDE and not self._tied(self._laid(deal))
            and (self._laid(deal).practice or self.wanted(self._laid(deal)))
        )  # fmt: skip

    @cached_property
    def answered(self) -> tuple[OwnDeal, ...]:
        """What he has answered, practice left out, in the order in which it was first answered."""
        given = (deal for deal in self.deals if deal.state in _ANSWERED and not self._laid(deal).practice)
        return tuple(sorted(given, key=lambda deal: deal.first or 0))

    @cached_property
    def practised(self) -> bool:
        """Whether no practice card is left that he has not seen."""
        return not list(self._practice()) and not any(self._laid(deal).practice for deal in self.open_now)

    def fresh(self, count: int) -> list[Chosen]:
        """The next ``count`` cards to deal, best first."""
        return list(islice(self._fresh(), count))

    def still_holds(self, session: Session, chosen: Sequence[Chosen]) -> bool:
        """Whether these cards could still be dealt: the juror's own cards and ties are the same, and the cards are wanted.

        Asked once nobody else deals any more, so that the table itself may be laid without keeping others waiting.
        """
        if _own(session, self.juror, self.layout) != self.deals or self._ties_now(session) != self.ties:
            return False
        cards = [one.laid.id for one in chosen]
        said = said_so_far(session, self.round_id, now=self.now, but_juror=self.juror.id, cards=cards)
        later = replace(self, said=said)
        return all(one.repeat or one.laid.practice or later.wanted(one.laid) for one in chosen)

    def _ties_now(self, session: Session) -> Ties:
        return ties_of(session, self.juror.season_id, self.juror.user_id)

    def ahead(self) -> int:
        """How many cards he could still get, open ones and those put aside among them; practice left out."""
        held = [deal for deal in (*self.open_now, *self.aside) if not self._laid(deal).practice]
        return len(held) + sum(self.wanted(laid) for laid in self._mine if not laid.practice)

    def _laid(self, deal: OwnDeal) -> Laid:
        return self.layout.by_id[deal.card_id]

    def _tied(self, laid: Laid) -> bool:
        return self.ties.meet(laid.marks)

    def _fresh(self) -> Iterator[Chosen]:
        yield from self._practice()
        again = self._again()
        if again is not None:
            yield again
        for laid in self._ordered():
            yield Chosen(laid, given=self._given.get((laid.id, 0)))
        for deal in self.aside:
            yield Chosen(self._laid(deal), deal.repeat, deal)

    @cached_property
    def _given(self) -> dict[tuple[int, int], OwnDeal]:
        return {(deal.card_id, deal.repeat): deal for deal in self.deals}

    @cached_property
    def _mine(self) -> tuple[Laid, ...]:
        """Cards of pages that he is not tied to, and that he has never seen or has given back unseen."""
        return tuple(laid for laid in self.layout.cards if self._back(self._given.get((laid.id, 0))) and not self._tied(laid))

    def _back(self, deal: OwnDeal | None) -> bool:
        if deal is None or deal.state == DealState.RELEASED:
            return True
        return deal.state == DealState.OPENED and deal.reserved_until <= self.now

    def _practice(self) -> Iterator[Chosen]:
        for laid in self._mine:
            if laid.practice:
                yield Chosen(laid, given=self._given.get((laid.id, 0)))

    def _again(self) -> Chosen | None:
        """The second showing that is due: one for each full ``repeat_every`` answers, out of those."""
        every = self.rule.repeat_every
        own = [self._laid(deal) for deal in self.answered if deal.repeat == 0]
        first = [laid for laid in own if not self._tied(laid)]
        shown = [deal for deal in self.deals if deal.repeat == 1]
        if not every or len(first) // every <= len(shown):
            return self._given_back(shown)
        block = first[len(shown) * every : (len(shown) + 1) * every]
        chosen = repeats([laid.card for laid in block], self.rule, juror=str(self.juror.number), key=self.key)
        laid = next((laid for laid in block if laid.card == chosen), None)
        return None if laid is None or (laid.id, 1) in self._given else Chosen(laid, 1)

    def _given_back(self, shown: Sequence[OwnDeal]) -> Chosen | None:
        back = next((deal for deal in shown if self._back(deal) and not self._tied(self._laid(deal))), None)
        return None if back is None else Chosen(self._laid(back), 1, back)

    def _ordered(self) -> list[Laid]:
        waiting = {laid.card: laid for laid in self._mine if not laid.practice}
        said = self.said
        asked = [
            Waiting(card, said.tally(laid.id), laid.region, said.held.get(laid.id, 0), said.asked.get(laid.id, 0))
            for card, laid in waiting.items()
        ]
        recent = [self._laid(deal).region for deal in self.answered[-4:]]
        chosen = order(asked, self.rule, juror=str(self.juror.number), key=self.key, recent=recent)
        return [waiting[card] for card in chosen]

    def wanted(self, laid: Laid) -> bool:
        """Whether one more verdict on this card is."""
        said = self.said
        return wants_more(laid.card, said.tally(laid.id), self.rule, said.held.get(laid.id, 0), said.asked.get(laid.id, 0))


def table(session: Session, juror: Juror, found: JuryRound, *, now: datetime) -> Table:
    """Lay the table for one juror: four queries, and one more where the round's cards were never read before."""
    cards = layout(session, found)
    return Table(
        juror=juror,
        round_id=found.id,
        rule=JuryRule.model_validate(found.rule),
        key=bytes.fromhex(found.key),
        now=now,
        layout=cards,
        deals=_own(session, juror, cards),
        said=said_so_far(session, found.id, now=now, but_juror=juror.id),
        ties=ties_of(session, juror.season_id, juror.user_id),
    )


def _own(session: Session, juror: Juror, cards: Layout) -> list[OwnDeal]:
    return [deal for deal in own_deals(session, juror.id) if deal.card_id in cards.by_id]
