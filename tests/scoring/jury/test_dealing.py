"""Dealing: the card that can change most comes first, and nobody can foresee his cards."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.jury_rule import JuryRule
from scoring.jury.cards import Card, Lane, cards
from scoring.jury.counting import Tally
from scoring.jury.dealing import Waiting, order, repeats, value, wants_more
from tests.scoring.jury.contest import placed

RULE = JuryRule(band=3, quorum=3)
KEY = b"season"
NOTHING = Tally()


def border(page: str, distance: float, tally: Tally = NOTHING, region: str = "") -> Waiting:
    return Waiting(Card(page, "Культура", Lane.BORDER, distance), tally, region)


def pages(found: list[Card]) -> list[str]:
    return [card.page for card in found]


def test_safety_is_asked_of_every_winner_and_the_border_of_the_band_on_both_sides() -> None:
    """Of ten pages four win; the band is of three."""
    found = cards(placed(10, 4), RULE)
    assert [card.page for card in found if card.lane is Lane.SAFETY] == ["к1", "к2", "к3", "к4"]
    assert [card.page for card in found if card.lane is Lane.BORDER] == ["к2", "к3", "к4", "к5", "к6", "к7"]


def test_a_band_of_no_places_leaves_everything_to_the_machine() -> None:
    """Only the safety lane is left then."""
    assert {card.lane for card in cards(placed(10, 4), RULE.model_copy(update={"band": 0}))} == {Lane.SAFETY}


def test_equals_at_the_end_of_the_band_belong_to_it() -> None:
    """к7 and к8 share the last place inside."""
    places = [replace(place, place=7) if place.page == "к8" else place for place in placed(10, 4)]
    assert "к8" in [card.page for card in cards(places, RULE) if card.lane is Lane.BORDER]


def test_the_safety_lane_comes_first_and_is_answered_once() -> None:
    """A winner that somebody has looked at is not shown again."""
    safety = Waiting(Card("к1", "Культура", Lane.SAFETY, 3.0), Tally())
    looked = Waiting(Card("к2", "Культура", Lane.SAFETY, 2.0), Tally(yes=1))
    assert pages(order([border("к4", 0.1), looked, safety], RULE, juror="1", key=KEY)) == ["к1", "к4"]


def test_the_card_nearest_to_the_line_comes_first() -> None:
    """Where nothing is known yet, the chance to change the outcome falls with the distance."""
    assert pages(order([border("far", 2.0), border("near", -0.1), border("mid", 1.0)], RULE, juror="1", key=KEY)) == [
        "near",
        "mid",
        "far",
    ]


def test_two_equal_verdicts_make_a_card_less_worth_than_two_that_differ() -> None:
    """The more that is said in one direction, the less one verdict more can turn."""
    assert value(0.0, 2, 0) < value(0.0, 1, 1) == value(0.0, 0, 0) == 0.5


@settings(max_examples=60, deadline=None)
@given(distance=st.floats(-5, 5), yes=st.integers(0, 6), no=st.integers(0, 6))
def test_the_value_is_symmetric(distance: float, yes: int, no: int) -> None:
    """A page above the line that is called worthless is as open as one below that is praised."""
    assert value(distance, yes, no) == value(-distance, no, yes)


def test_a_settled_card_is_not_dealt_and_an_open_one_is_up_to_twice_the_quorum() -> None:
    """Three verdicts settle; without a majority three more are asked for."""
    card = border("к4", 0.0).card
    found = [wants_more(card, tally, RULE) for tally in (Tally(3), Tally(2, 1), Tally(1, 1, 1), Tally(2, 2, 2), Tally(1, 1))]
    assert found == [False, False, True, False, True]


def test_a_card_that_others_hold_is_left_to_them() -> None:
    """Two verdicts and one card being looked at make the quorum."""
    card = border("к4", 0.0).card
    assert [wants_more(card, Tally(1, 1), RULE, reserved) for reserved in (0, 1)] == [True, False]


def test_equal_cards_come_in_an_order_of_each_jurors_own() -> None:
    """Nobody can foresee, and a juror finds his own order again after a pause."""
    equal = [border(f"к{number}", 0.0) for number in range(12)]
    first, again, other = (pages(order(equal, RULE, juror=juror, key=KEY)) for juror in ("1", "1", "2"))
    assert first == again
    assert first != other
    assert pages(order(equal, RULE, juror="1", key=b"another season")) != first


def test_not_more_than_four_of_one_region_follow_one_another_where_others_are_left() -> None:
    """Six near cards of one district are broken up by the two of another."""
    waiting = [border(f"а{n}", 0.0, region="А") for n in range(6)] + [border(f"б{n}", 3.0, region="Б") for n in range(2)]
    regions = ["А" if page.startswith("а") else "Б" for page in pages(order(waiting, RULE, juror="1", key=KEY))]
    assert regions == ["А", "А", "А", "А", "Б", "А", "А", "Б"]


def test_one_card_in_fifteen_is_shown_again_and_never_one_of_the_last() -> None:
    """After fifteen answers one of the first eight comes back."""
    answered = [border(f"к{n}", 0.0).card for n in range(15)]
    assert repeats(answered[:14], RULE, juror="1", key=KEY) is None
    assert repeats(answered, RULE, juror="1", key=KEY) in answered[:8]
