"""What an owner is told of his result beside his points: medians that give nobody away, and what people changed."""

from fractions import Fraction

import pytest

from scoring.services.own_result import Moved, medians, moves
from scoring.store.decisions import Decision
from scoring.store.vocabulary import DecisionOutcome as Is


def decision(machine: Is, automatic: Is, final: Is, code: str = "", reason: str = "") -> Decision:
    """A decision of which only the outcomes matter."""
    return Decision(machine=machine, automatic=automatic, final=final, reason_code=code, reason=reason, votes={"yes": 4, "no": 3})


@pytest.mark.parametrize(
    ("points", "median"),
    [([1, 2], None), ([5, 1, 2], Fraction(2)), ([1, 2, 5, 9], Fraction(7, 2))],
    ids=["two", "three", "four"],
)
def test_a_median_needs_three_pages(points: list[int], median: Fraction | None) -> None:
    """Below that it would tell the points of single pages."""
    assert median == medians({"A1": {"got": got, "most": 10}} for got in points).get("A1")


def test_pages_without_data_do_not_count_into_a_median() -> None:
    """Two known pages and one unknown make no median."""
    pages = [{"A1": {"got": got, "most": most}} for got, most in ((3, 10), (4, 10), (0, 0))]
    assert {} == medians(pages)


def test_verdicts_that_moved_a_page_are_told_without_numbers() -> None:
    """Only the outcomes before and after."""
    assert (Moved(Is.LAUREATE, Is.WINNER, "", ""),) == moves(decision(Is.LAUREATE, Is.WINNER, Is.WINNER))


def test_the_meetings_reason_is_told_with_its_sentence() -> None:
    """As it was signed."""
    found = moves(decision(Is.WINNER, Is.WINNER, Is.EXCLUDED, "inflated", "Подписчики куплены в мае."))
    assert (Moved(Is.WINNER, Is.EXCLUDED, "inflated", "Подписчики куплены в мае."),) == found


def test_a_seat_tells_nothing_of_the_other_page() -> None:
    """Its sentence names it, and why it was moved."""
    found = moves(decision(Is.LAUREATE, Is.LAUREATE, Is.WINNER, "seat", "Занимает место страницы «Школа № 5». Накрутка."))
    assert (Moved(Is.LAUREATE, Is.WINNER, "seat", ""),) == found


@pytest.mark.parametrize("found", [None, decision(Is.WINNER, Is.WINNER, Is.WINNER)], ids=["none", "same"])
def test_where_nobody_changed_anything_nothing_is_told(found: Decision | None) -> None:
    """Neither of a page that is out of the contest nor of one that points alone decided."""
    assert () == moves(found)


def test_what_an_appeal_changed_is_not_the_jurys_word() -> None:
    """It stands among the owner's appeals."""
    assert () == moves(decision(Is.NOT_SELECTED, Is.NOT_SELECTED, Is.WINNER, "appeal", "Решение исправлено по апелляции № 1."))
