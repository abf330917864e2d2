"""Quotas: counts, limits, municipalities, laureates, reserves, and the fast way to the winners."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.selection_rule import QuotaRule
from scoring.engine.points import score_of_shares, totals_of_shares
from scoring.engine.quotas import Outcome, quota
from scoring.engine.ranking import Standing, tie_breaks, tie_breaks_of_shares, winners
from scoring.engine.run import Result
from tests.scoring.engine.world import book_of, criterion, run, shares

FLOORS = {"floor": 0, "laureate_floor": 0}


def of(tenths: list[int], places: list[str] | None = None, **rule: Any) -> Result:
    """Pages of one sphere in these municipalities."""
    book = book_of(criterion("A", 100), quota=FLOORS | rule)
    return run(book, {"A": shares(*tenths)}, municipalities=places or [""] * len(tenths))


def words(result: Result) -> str:
    """W for a winner, L for a laureate, a dot for others."""
    return "".join("..LW"[code] for code in result.ranked.outcome.tolist())


@pytest.mark.parametrize(
    ("rule", "pages", "expected"),
    [
        ({"percent": 10}, 30, 3),
        ({"percent": 10, "at_least": 5}, 30, 5),
        ({"percent": 10, "at_least": 0}, 4, 0),
        ({"percent": 50, "at_most": 7}, 30, 7),
        ({"count": 4, "at_least": 9}, 30, 4),
        ({"count": 4, "at_most": 2}, 30, 2),
        ({}, 30, 1),
    ],
)
def test_how_many_win(rule: dict[str, Any], pages: int, expected: int) -> None:
    """A count stands alone; a share has a least; both have a most."""
    assert expected == quota(QuotaRule(**(FLOORS | rule)), pages)


def test_no_winner_where_the_quota_is_none() -> None:
    """At least none, at most none; the line is the floor."""
    result = of([9, 8], percent=1, at_least=0)
    assert ("..", 0) == (words(result), result.ranked.cuts[0].line)


def test_laureates_have_their_own_number() -> None:
    """One winner, three laureates, equals at that border too."""
    assert "WLLLL." == words(of([9, 8, 7, 6, 6, 5], count=1, laureates=3))


def test_a_municipality_has_so_many_winners_and_others_move_up() -> None:
    """The second of Oryol is passed over and is the first laureate."""
    result = of([9, 8, 7, 6, 5], ["Орёл", "Орёл", "Ливны", "Мценск", "Орёл"], count=2, per_municipality=1)
    assert "WLWL." == words(result)
    cut = result.ranked.cuts[0]
    assert (700_000, 700_000, 600_000, 100_000, 1) == (cut.line, cut.last_winner, cut.next, cut.distance, cut.passed_over)


def test_equals_at_the_border_of_a_municipality_are_all_taken() -> None:
    """Two of Oryol tie for its one place."""
    assert "WW.W" == words(of([9, 9, 8, 7], ["Орёл", "Орёл", "Орёл", "Ливны"], count=3, laureates=0, per_municipality=1))


def test_a_page_without_a_municipality_is_never_passed_over() -> None:
    """Nobody knows that they belong together."""
    assert "WW." == words(of([9, 8, 7], count=2, laureates=0, per_municipality=1))


def test_reserves_stand_by_in_order() -> None:
    """Equals share a number, and both stand by at the border."""
    result = of([9, 8, 7, 7, 6], count=1, reserves=2)
    assert ([0, 1, 2, 2, 0], 3) == (result.ranked.reserve.tolist(), result.ranked.cuts[0].reserves)


def test_a_reserve_could_win() -> None:
    """It reaches the winners' floor, and its municipality has a place left."""
    places = ["Орёл", "Орёл", "Ливны", "Мценск"]
    result = of([9, 8, 7, 3], places, count=1, reserves=5, floor=50, laureate_floor=10, per_municipality=1)
    assert [0, 0, 1, 0] == result.ranked.reserve.tolist()


PAGES = st.lists(
    st.tuples(
        st.integers(0, 6), st.integers(0, 3), st.sampled_from(["Спорт", "Культура", ""]), st.sampled_from(["Орёл", "Ливны", ""])
    ),
    max_size=30,
)
RULES = st.fixed_dictionaries(
    {"floor": st.sampled_from([0, 30]), "laureate_floor": st.just(0), "at_least": st.integers(0, 3)},
    optional={"percent": st.integers(1, 60), "per_municipality": st.integers(1, 2), "base": st.just("eligible")},
)


@given(PAGES, RULES)
@settings(max_examples=100, deadline=None)
def test_the_fast_way_finds_the_same_winners(pages: list[tuple[int, int, str, str]], rule: dict[str, Any]) -> None:
    """Selected before they are sorted."""
    book = book_of(criterion("A", 60), criterion("B", 40), quota=rule, ranking={"tie_break": ["B"], "decimals": 0})
    values = {"A": [(page[0], 6) for page in pages], "B": [(page[1], 3) for page in pages]}
    result = run(book, values, [page[2] for page in pages], municipalities=[page[3] for page in pages])
    basis = result.basis
    tied = tie_breaks(book, result.scored, result.leaves)
    found = winners(
        book, result.scored.total, tied, result.ranked.standing, basis.nomination, basis.nominations,
        terms=basis.terms, municipality=basis.municipality,
    )  # fmt: skip
    assert (result.ranked.outcome == Outcome.WINNER).tolist() == found.tolist()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 3), st.integers(0, 1)), min_size=1, max_size=25), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_shares_alone_find_the_same_winners(pages: list[tuple[int, int, int]], count: int) -> None:
    """Totals and tie-breaks of a bare matrix are those of its points, with and without unknown shares."""
    book = book_of(criterion("A", 60), criterion("B", 40), quota=FLOORS | {"count": count}, ranking={"tie_break": ["B"]})
    share = np.array([[2500 * page[0] for page in pages], [3300 * max(page[1], 0) - (page[1] < 0) for page in pages]], np.int32)
    whole = score_of_shares(book, share)
    nomination = np.array([page[2] for page in pages], np.int16)
    standing = np.full(len(pages), Standing.IN, np.int8)
    total = totals_of_shares(book, share)
    assert whole.total.tolist() == total.tolist()
    names = ["Спорт", "Культура"]
    expected = winners(book, whole.total, tie_breaks(book, whole, ()), standing, nomination, names)
    found = winners(book, total, tie_breaks_of_shares(book, share), standing, nomination, names)
    assert expected.tolist() == found.tolist()


def test_a_smaller_number_may_be_better() -> None:
    """«-A.count»: of equal totals the fewer counted first."""
    book = book_of(criterion("A", 100), ranking={"tie_break": ["-A.count"]})
    assert [1, 3, 2] == run(book, {"A": [(1, 2), (3, 6), (2, 4)]}).ranked.place.tolist()


def test_less_of_a_criterion_may_be_better() -> None:
    """«-A»: of equal totals the fewer points of A first."""
    book = book_of(criterion("A", 50), criterion("B", 50), ranking={"tie_break": ["-A"]})
    assert [2, 1] == run(book, {"A": shares(6, 4), "B": shares(4, 6)}).ranked.place.tolist()
