"""Agreement, influence, capacity, receipts."""

import numpy as np
import pytest

from criteria.jury_rule import JuryRule
from scoring.jury.agreement import alpha, mirror, too_alike
from scoring.jury.capacity import capacity
from scoring.jury.cards import cards
from scoring.jury.counting import Answer, Vote
from scoring.jury.influence import influences
from scoring.jury.receipts import mark, missing, receipt
from tests.scoring.jury.contest import placed, said

RULE = JuryRule(band=3, quorum=3, repeat_every=0, seconds_a_card=24)


def test_alpha_is_one_in_full_agreement_and_below_nought_where_all_differ() -> None:
    """Krippendorff's alpha over cards with at least two verdicts."""
    assert alpha(said({"a": "yyy", "b": "nnn", "c": "yy"})) == 1.0
    assert (alpha(said({"a": "yn", "b": "ny", "c": "yn"})) or 0.0) < 0


def test_alpha_equals_the_worked_example_of_krippendorff() -> None:
    """Krippendorff 2011, example B: two observers, ten units, nominal; alpha = 0.095 by hand from its table of coincidences.

    Observer A: 0 1 0 0 0 0 0 0 1 0, observer B: 1 1 1 0 0 1 0 0 0 0.
    """
    first, second = "nynnnnnnyn", "yyynnynnnn"
    votes = said({f"u{unit}": a + b for unit, (a, b) in enumerate(zip(first, second, strict=True))})
    assert alpha(votes) == pytest.approx(0.095, abs=0.001)


def test_alpha_says_nothing_where_nobody_answered_the_same_card_or_all_said_one_thing() -> None:
    """There is nothing to compare then."""
    assert alpha(said({"a": "y", "b": "n"})) is None
    assert alpha(said({"a": "yy", "b": "yy"})) is None


def test_a_juror_sees_himself_beside_the_others_on_the_same_cards() -> None:
    """Juror 1 said yes to two of three; the others' majority differs on one."""
    found = mirror(said({"a": "yyy", "b": "ynn", "c": "nnn"}), "1", [Vote("1", "a", Answer.NO)])
    assert (found.answered, found.yes, found.others_yes, found.others) == (3, 2, 2, 6)
    assert (found.compared, found.differ, found.repeated, found.steady) == (3, 1, 1, 0)


def _honest(seed: int, jurors: int = 10, pages: int = 40) -> list[Vote]:
    chance = np.random.default_rng(seed)
    worth = chance.normal(size=pages)
    return [
        Vote(str(juror), f"p{page}", Answer.YES if worth[page] + chance.normal(scale=1.0) > 0 else Answer.NO)
        for juror in range(jurors)
        for page in range(pages)
        if chance.random() < 0.5
    ]


def test_two_jurors_who_copy_each_other_raise_one_alert() -> None:
    """Juror 9 answers whatever juror 8 does."""
    votes = [vote for vote in _honest(3) if vote.juror != "9"]
    votes += [Vote("9", vote.page, vote.answer) for vote in votes if vote.juror == "8"]
    alerts = too_alike(votes)
    assert [(pair.first, pair.second) for pair in alerts] == [("8", "9")]


def test_honest_juries_raise_an_alert_in_at_most_one_of_twenty() -> None:
    """Forty juries that know nothing of one another, by fixed seeds."""
    assert sum(bool(too_alike(_honest(seed))) for seed in range(40)) <= 2


def test_a_planted_partisan_is_the_most_influential() -> None:
    """Two cards hang on him, and one on each of the others."""
    split = {"к2": ("1", "2"), "к3": ("3", "4")}
    votes = [Vote("p", page, Answer.NO) for page in split]
    votes += [Vote(against, page, Answer.NO) for page, (against, _) in split.items()]
    votes += [Vote(supporter, page, Answer.YES) for page, (_, supporter) in split.items()]
    found = influences(placed(12, 4), votes, RULE)
    assert found[0].juror == "p"
    assert (found[0].enters, found[0].leaves) == (("к2", "к3"), ("к5", "к6"))
    assert [one.places for one in found] == [4, 2, 2, 2, 2]


def test_the_planner_tells_how_many_jurors_are_missing() -> None:
    """4 safety cards and 6 border cards of 3 verdicts are 22; 10 minutes at 24 s are 25 verdicts a juror."""
    found = capacity(cards(placed(10, 4), RULE), RULE, [10, 10])
    assert (found.verdicts, found.possible, found.jurors_needed, found.enough) == (22, 50, 3, False)
    assert capacity(cards(placed(10, 4), RULE), RULE, [10, 10, 10]).enough


def test_a_receipt_fails_on_a_tampered_verdict() -> None:
    """One answer is turned round in the sealed file."""
    salt = b"0" * 16
    given = [("a", "yes", 100), ("b", "no", 160)]
    sealed = [mark(salt, *verdict) for verdict in given]
    assert missing(salt, given, sealed) == ()
    assert missing(salt, given, [sealed[0], mark(salt, "b", "yes", 160)]) == ("b",)
    assert receipt(sealed) == receipt(reversed(sealed))
