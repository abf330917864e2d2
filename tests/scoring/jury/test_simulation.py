"""With the same number of verdicts the adaptive queue finds more right winners than random dealing."""

from dataclasses import dataclass
from statistics import mean

import numpy as np

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Card, Lane, Place, cards
from scoring.jury.counting import Answer, Tally, Vote, seats, tallies
from scoring.jury.dealing import Waiting, order

RULE = JuryRule(band=12, quorum=3, safety=False)
PAGES, WINNERS, VERDICTS = 300, 30, 60
NOISE_OF_SCORE, NOISE_OF_LOOK = 0.30, 0.60
"""Standard deviations beside that of the pages' true worth, which is 1."""


@dataclass(frozen=True)
class World:
    """A season whose truth is known."""

    places: list[Place]
    worth: dict[str, float]
    line: float

    def right(self, votes: list[Vote]) -> int:
        """How many of those who win are among the truly best."""
        best = set(sorted(self.worth, key=lambda page: -self.worth[page])[:WINNERS])
        return len(best & {seat.place.page for seat in seats(self.places, votes, RULE) if seat.wins})


def world(chance: np.random.Generator) -> World:
    true = chance.normal(size=PAGES)
    score = true + chance.normal(scale=NOISE_OF_SCORE, size=PAGES)
    ranked = np.argsort(-score)
    line = float(score[ranked[WINNERS - 1]])
    places = [
        Place(
            f"p{page}",
            "Культура",
            place,
            round(float(score[page]) * 10_000),
            round(line * 10_000),
            place <= WINNERS,
            True,
            3_000.0,
        )
        for place, page in enumerate(ranked.tolist(), 1)
    ]
    worth = {f"p{page}": float(true[page]) for page in range(PAGES)}
    return World(places, worth, float(np.sort(true)[-WINNERS]))


def _points(worth: float) -> int:
    return round(float(worth) * 10_000)


def play(found: World, chance: np.random.Generator, *, adaptive: bool) -> list[Vote]:
    """Fifteen jurors answer one card each in turn until the verdicts are spent."""
    votes: list[Vote] = []
    border: tuple[Card, ...] = tuple(card for card in cards(found.places, RULE) if card.lane is Lane.BORDER)
    for turn in range(VERDICTS):
        juror = str(turn % 15)
        seen = {vote.page for vote in votes if vote.juror == juror}
        counted = tallies(votes)
        left = [Waiting(card, counted.get(card.page, Tally())) for card in border if card.page not in seen]
        if adaptive:
            page = order(left, RULE, juror=juror, key=b"season")[0].page
        else:
            page = left[int(chance.integers(len(left)))].card.page
        likes = found.worth[page] + chance.normal(scale=NOISE_OF_LOOK) > found.line
        votes.append(Vote(juror, page, Answer.YES if likes else Answer.NO))
    return votes


def test_the_adaptive_queue_finds_more_right_winners_than_random_dealing_and_than_no_jury() -> None:
    """Means over sixty seasons, by a fixed seed."""
    none, random, adaptive = [], [], []
    for seed in range(60):
        chance = np.random.default_rng(seed)
        season = world(chance)
        none.append(season.right([]))
        random.append(season.right(play(season, np.random.default_rng(seed), adaptive=False)))
        adaptive.append(season.right(play(season, np.random.default_rng(seed), adaptive=True)))
    assert mean(adaptive) > mean(random) > mean(none)
