"""Counting: what settles a card, and who then wins."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Place
from scoring.jury.counting import Answer, Settled, Tally, Vote, seats
from tests.scoring.jury.contest import placed, said

RULE = JuryRule(band=3, quorum=3)


def winners(places: Sequence[Place], votes: Sequence[Vote], excluded: frozenset[str] = frozenset()) -> set[str]:
    return {seat.place.page for seat in seats(places, votes, RULE, excluded=excluded) if seat.wins}


@pytest.mark.parametrize(
    ("yes", "no", "unsure", "settled"),
    [
        (2, 0, 0, Settled.BELOW_QUORUM),
        (3, 0, 0, Settled.SUPPORTED),
        (2, 1, 0, Settled.SUPPORTED),
        (1, 2, 0, Settled.REJECTED),
        (1, 1, 1, Settled.OPEN),
        (2, 0, 1, Settled.SUPPORTED),
        (0, 0, 3, Settled.OPEN),
        (3, 2, 0, Settled.OPEN),
        (2, 2, 0, Settled.OPEN),
    ],
)
def test_a_card_is_settled_by_the_quorum_and_two_thirds_of_yes_and_no(yes: int, no: int, unsure: int, settled: Settled) -> None:
    """«Cannot tell» counts to the quorum and not to the share."""
    assert Tally(yes, no, unsure).settled(RULE) is settled


def test_a_majority_must_be_more_than_a_half() -> None:
    """A half on each side settles nothing, so that it is refused as a majority."""
    with pytest.raises(ValueError, match="more than a half"):
        JuryRule(majority="1/2")


def test_without_verdicts_the_machines_result_stands() -> None:
    """Nobody wins and nobody loses by a jury that was silent."""
    places = placed(10, 4)
    assert winners(places, []) == {"к1", "к2", "к3", "к4"}


def test_a_rejected_winner_gives_its_seat_to_the_next_supported_page() -> None:
    """к4 is rejected, к6 supported: к6 takes the seat before к5, on which nothing was settled."""
    places = placed(10, 4)
    assert winners(places, said({"к4": "nnn", "к6": "yyy"})) == {"к1", "к2", "к3", "к6"}


def test_a_free_seat_goes_down_the_machines_order_where_nobody_was_supported() -> None:
    """Where the jury settled nothing the machine's result stands, so the next page steps up."""
    places = placed(10, 4)
    assert winners(places, said({"к4": "nnn"})) == {"к1", "к2", "к3", "к5"}


def test_support_without_a_free_seat_changes_nothing() -> None:
    """The quota holds."""
    places = placed(10, 4)
    assert winners(places, said({"к5": "yyy", "к6": "yyy"})) == {"к1", "к2", "к3", "к4"}


def test_verdicts_outside_the_band_count_nothing() -> None:
    """к1 lies four places above the line, and the band is of three."""
    places = placed(10, 4)
    assert winners(places, said({"к1": "nnn", "к8": "yyy"})) == {"к1", "к2", "к3", "к4"}


def test_a_rejected_page_never_steps_up() -> None:
    """The seat goes past к5, which was rejected as well."""
    places = placed(10, 4)
    assert winners(places, said({"к4": "nnn", "к5": "nny"})) == {"к1", "к2", "к3", "к6"}


def test_a_page_below_the_floor_takes_no_seat() -> None:
    """Rather a seat stays empty than that a page below the floor wins."""
    places = placed(10, 4, floor=5)
    assert winners(places, said({"к3": "nnn", "к4": "nnn"})) == {"к1", "к2", "к5"}


def test_equals_at_the_last_free_seat_take_it_together() -> None:
    """к5 and к6 share a place, and one seat is free."""
    places = [replace(place, place=5) if place.page == "к6" else place for place in placed(10, 4)]
    assert winners(places, said({"к4": "nnn"})) == {"к1", "к2", "к3", "к5", "к6"}


def test_an_excluded_page_loses_its_seat_whatever_was_said() -> None:
    """The chair's meeting excludes with a reason; the next page steps up."""
    places = placed(10, 4)
    assert winners(places, said({"к2": "yyy"}), excluded=frozenset({"к2"})) == {"к1", "к3", "к4", "к5"}


LETTERS = st.text("ynu", max_size=5)


@settings(max_examples=60, deadline=None)
@given(
    answers=st.lists(LETTERS, min_size=10, max_size=10), page=st.integers(1, 10), more=st.sampled_from([Answer.YES, Answer.NO])
)
def test_a_yes_never_costs_a_page_its_seat_and_a_no_never_gives_it_one(answers: list[str], page: int, more: Answer) -> None:
    """Monotone, once the quorum is reached: below it a verdict may complete the quorum of what others said."""
    places = placed(10, 4)
    votes = said({f"к{place}": letters + "u" * max(0, 3 - len(letters)) for place, letters in enumerate(answers, 1)})
    before = f"к{page}" in winners(places, votes)
    after = f"к{page}" in winners(places, [*votes, Vote("last", f"к{page}", more)])
    assert (before, after) != ((True, False) if more is Answer.YES else (False, True))


@settings(max_examples=60, deadline=None)
@given(answers=st.lists(LETTERS, min_size=12, max_size=12), order=st.randoms())
def test_the_order_of_verdicts_and_pages_changes_nothing_and_the_quota_holds(answers: list[str], order: Random) -> None:
    """Counting looks at neither."""
    places = placed(12, 4)
    votes = said({f"к{place}": letters for place, letters in enumerate(answers, 1)})
    expected = winners(places, votes)
    order.shuffle(places)
    order.shuffle(votes)
    assert winners(places, votes) == expected
    assert len(expected) == 4


def test_nominations_do_not_touch_one_another() -> None:
    """A seat that is given up in culture is no seat in education."""
    places = placed(6, 2) + placed(6, 2, "Образование")
    assert winners(places, said({"к2": "nnn"})) == {"к1", "к3", "о1", "о2"}
