"""Preparing a round: which cards there are, and what they show."""

import json

import pytest
from sqlalchemy import select

from scoring.errors import Conflict
from scoring.services.jury.cards import spreads
from scoring.store.database import transaction
from scoring.store.jury import JuryCard, JuryRound
from scoring.store.results import Score
from scoring.store.vocabulary import Outcome
from tests.scoring.services.jury.conftest import Court


def rows(court: Court, round_id: int | None = None) -> list[tuple[object, ...]]:
    """The cards without their public ids."""
    with transaction(court.engine) as session:
        found = round_id or session.scalars(select(JuryRound.id).where(JuryRound.state != "void")).one()
        listed = session.scalars(select(JuryCard).where(JuryCard.round_id == found).order_by(JuryCard.id))
        return [(card.page_id, card.lane, card.practice, card.distance, card.shown) for card in listed]


def test_winners_and_the_border_get_cards(court: Court) -> None:
    """Three winners of two nominations, two pages on each side of the schools' line, three far pages for practice."""
    assert {"safety": 3, "border": 4, "practice": 3} == court.prepare()


def test_the_same_run_gives_the_same_cards(court: Court) -> None:
    """A second preparation voids the first and makes no other card."""
    court.prepare()
    first = rows(court)
    court.prepare()
    assert first == rows(court)
    with transaction(court.engine) as session:
        assert ["void", "prepared"] == [one.state for one in session.scalars(select(JuryRound).order_by(JuryRound.id))]


def test_a_card_tells_of_no_place_total_line_or_outcome(court: Court) -> None:
    """Only the register's words, posts, figures beside the median, the looks and the cover."""
    court.prepare()
    with transaction(court.engine) as session:
        cards = session.scalars(select(JuryCard).where(~JuryCard.practice)).all()
        keys = {key for card in cards for key in card.shown}
        known = {
            "format",
            "name",
            "municipality",
            "sphere",
            "nomination",
            "seats",
            "network",
            "link",
            "posts",
            "figures",
            "looks",
            "cover",
        }
        assert known == keys
        totals = {str(total) for total in session.scalars(select(Score.total).where(Score.outcome != Outcome.OUT)) if total > 999}
        assert not [total for card in cards for total in totals if total in json.dumps(card.shown)]


def test_figures_stand_beside_the_median(court: Court) -> None:
    """Four figures, in words of both languages, with the bar's two lengths."""
    court.prepare()
    shown = rows(court)[0][4]
    assert isinstance(shown, dict)
    assert 4 == len(shown["figures"])
    assert {"code", "ru", "en", "own", "median", "told", "compared", "bar"} == set(shown["figures"][0])


def test_practice_asks_about_pages_without_a_real_card(court: Court) -> None:
    """And has a comment for afterwards."""
    court.prepare()
    found = rows(court)
    real = {page for page, _, practice, _, _ in found if not practice}
    drills = [(page, shown) for page, _, practice, _, shown in found if practice]
    assert not real & {page for page, _ in drills}
    assert all(isinstance(shown, dict) and shown["after"]["ru"] for _, shown in drills)


def test_cards_are_prepared_in_scored_only(court: Court) -> None:
    """Not once the jury is open."""
    court.open()
    with pytest.raises(Conflict):
        court.prepare()


def test_a_band_of_places_gives_the_error_of_the_total() -> None:
    """The totals at its two ends are 3.29 standard errors apart."""
    scores = [Score(nomination="Спорт", place=place, total=900_000 - 10_000 * place) for place in range(1, 6)]
    page = {"page": "vk:club1", "band": [2, 3], "year_band": [1, 5]}
    found = spreads({"nominations": [{"name": "Спорт", "pages": [page]}]}, scores)
    assert 40_000 / 3.29 == pytest.approx(found["vk:club1"])
