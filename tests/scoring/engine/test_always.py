"""What must hold whatever the contest: over rule books and pages drawn at random."""

import csv
import io
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from criteria.rulebook import RuleBook
from scoring.engine.findings import Finding, Findings
from scoring.engine.ranking import Outcome
from scoring.engine.run import Result
from scoring.engine.table import ranking_csv
from scoring.engine.tree import sums
from tests.scoring.engine.world import book_of, criterion, gate_rule, run

SPHERES = ("Спорт", "Культура", "")
PLACES = ("Орёл", "Ливны", "")
CODES = ("A", "B1", "B2", "C")
ABSOLUTE: tuple[dict[str, Any], ...] = (
    {"kind": "linear", "zero": 0, "full": 1},
    {"kind": "log", "zero": 0, "full": 1, "shift": 0.1},
    {"kind": "steps", "steps": ({"at": 0.3, "points": 0.5}, {"at": 0.8, "points": 1})},
    {"kind": "piecewise", "knots": ({"at": 0, "points": 0.1}, {"at": 0.5, "points": 0.4}, {"at": 1, "points": 1})},
)
RELATIVE: tuple[dict[str, Any], ...] = tuple(
    {"kind": kind, "reference": reference}
    for kind in ("percentile", "min-max", "z-score", "share")
    for reference in ("all", "nomination")
)
MEANS: tuple[Any, ...] = ("arithmetic", "geometric", "harmonic", "minimum", {"power": 2})

Row = tuple[int, int, int, int, str, str, int]
ROWS: st.SearchStrategy[Row] = st.tuples(
    *[st.integers(-1, 8)] * 4, st.sampled_from(SPHERES), st.sampled_from(PLACES), st.sampled_from([1, 1, 1, 0, -1])
)
PAGES = st.lists(ROWS, min_size=1, max_size=14)


@st.composite
def books(draw: st.DrawFn, curves: tuple[dict[str, Any], ...] = ABSOLUTE + RELATIVE, missing: Any = None) -> RuleBook:
    """A rule book with two levels, and every kind of rule somewhere."""
    more = [
        {
            "curve": draw(st.sampled_from(curves)),
            "missing": draw(st.sampled_from(missing or ["share", "mean", "fail"])),
        }
        for _ in CODES
    ]
    rows = [
        criterion("A", 30, **more[0]),
        criterion("B", 50, metric=None, aggregate=draw(st.sampled_from(MEANS))),
        criterion("B1", 20, "B", **more[1]),
        criterion("B2", 30, "B", **more[2]),
        criterion("C", 20, **more[3]),
    ]
    return book_of(
        *rows,
        total={"aggregate": draw(st.sampled_from(MEANS))},
        gates=[gate_rule("G1")],
        penalties=[{"code": "P1", "title": {"ru": "Ш", "en": "P"}, "points": 7}],
        overrides=[{"nominations": ["Культура"], "points": {"A": 20, "C": 30}}] if draw(st.booleans()) else [],
        quota={
            "percent": 20,
            "floor": 10,
            "laureate_floor": 5,
            "reserves": 2,
            "per_municipality": draw(st.sampled_from([None, 1])),
        },
        ranking={"tie_break": ["A", "C.count", "-penalties"]},
    )


def contest(book: RuleBook, pages: list[Row], keys: list[int] | None = None) -> Result:
    """Values in eighths, -1 for unknown; every third key has a penalty, every fifth a waiver of B1."""
    numbers = keys if keys is not None else list(range(len(pages)))
    said = [Finding(f"vk:club{key}", "penalty", "P1", 1, "", "") for key in numbers if key % 3 == 0]
    said += [Finding(f"vk:club{key}", "waiver", "B1", 1, "", "") for key in numbers if key % 5 == 4]
    return run(
        book,
        {code: [(max(page[i], 0), 8 if page[i] >= 0 else 0) for page in pages] for i, code in enumerate(CODES)},  # type: ignore[operator,misc]  # the first four are numbers
        [page[4] for page in pages],
        gates={"G1": [page[6] for page in pages]},
        findings=Findings(tuple(said)),
        keys=[f"vk:club{key}" for key in numbers],
        municipalities=[page[5] for page in pages],
    )


@given(books(), PAGES, st.randoms(use_true_random=False))
@settings(max_examples=35, deadline=None)
def test_the_order_of_pages_changes_nothing(book: RuleBook, pages: list[Row], random: Random) -> None:
    """Not one part, total, place, outcome or number in reserve."""
    order = list(range(len(pages)))
    random.shuffle(order)
    before, after = contest(book, pages), contest(book, [pages[i] for i in order], order)
    assert before.scored.got[:, order].tolist() == after.scored.got.tolist()
    for name in ("standing", "shown", "place", "outcome", "gap", "reserve"):
        assert getattr(before.ranked, name)[order].tolist() == getattr(after.ranked, name).tolist()
    assert sorted(map(str, before.ranked.cuts)) == sorted(map(str, after.ranked.cuts))


@given(books(), PAGES)
@settings(max_examples=35, deadline=None)
def test_the_order_of_criteria_changes_nothing(book: RuleBook, pages: list[Row]) -> None:
    """Not one part, total or place."""
    turned = book.model_copy(update={"criteria": tuple(reversed(book.criteria))})
    before, after = contest(book, pages), contest(turned, pages)
    assert before.scored.total.tolist() == after.scored.total.tolist()
    assert before.ranked.place.tolist() == after.ranked.place.tolist()
    parts = [{code: column.tolist() for code, column in sums(r.book, r.scored.got).items()} for r in (before, after)]
    assert parts[0] == parts[1]


@given(books(), PAGES)
@settings(max_examples=35, deadline=None)
def test_every_total_is_the_sum_of_its_parts(book: RuleBook, pages: list[Row]) -> None:
    """Exactly, and between nothing and everything."""
    scored = contest(book, pages).scored
    known = scored.total != UNKNOWN
    total = scored.got.sum(axis=0) - scored.penalties + scored.bonuses + scored.bounded - scored.capped
    assert total[known].tolist() == scored.total[known].tolist()
    assert ((scored.got >= 0) & (scored.got <= scored.most)).all()
    assert (scored.total[known] <= 1_000_000).all()


@given(books(), PAGES)
@settings(max_examples=35, deadline=None)
def test_the_parts_as_they_are_shown_add_up_to_the_total_as_it_is_shown(book: RuleBook, pages: list[Row]) -> None:
    """To the hundredth, by whoever adds the cells of a row of the ranking."""
    table = csv.DictReader(io.StringIO(ranking_csv(contest(book, pages)).decode()))
    for row in table:
        parts = [row[name] for name in row if name[:2] in {"A ", "B1", "B2", "C "} or name == "Штрафы и надбавки"]
        if row["Итог"]:
            assert row["Итог"] == str(sum(map(Decimal, parts), Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP))


@given(books(ABSOLUTE), PAGES, st.data())
@settings(max_examples=35, deadline=None)
def test_better_evidence_never_lowers_a_place(book: RuleBook, pages: list[Row], data: st.DataObject) -> None:
    """Under absolute curves, whatever the means, among pages of which all is known."""
    pages = [(*(max(value, 0) for value in page[:4]), *page[4:]) for page in pages]  # type: ignore[misc]  # the first four are numbers
    i = data.draw(st.integers(0, len(pages) - 1))
    better = list(pages)
    more = [min(8, value + data.draw(st.integers(0, 4))) for value in pages[i][:4]]
    better[i] = (*more, *pages[i][4:])  # type: ignore[assignment]  # the first four are numbers
    before, after = contest(book, pages).ranked, contest(book, better).ranked
    assert after.shown[i] >= before.shown[i]
    if after.shown[i] > before.shown[i]:
        assert after.place[i] <= before.place[i]


@given(books(ABSOLUTE, ["share"]), PAGES)
@settings(max_examples=35, deadline=None)
def test_a_hopeless_newcomer_changes_no_total(book: RuleBook, pages: list[Row]) -> None:
    """Under absolute curves; and no winner where the quota is a number."""
    quota = book.quota.model_copy(update={"percent": None, "count": 2, "floor": 30.0})  # nothing at all gives up to ten points
    book = book.model_copy(update={"quota": quota})
    before, after = contest(book, pages), contest(book, [*pages, (0, 0, 0, 0, "Спорт", "Орёл", 1)])
    assert before.scored.total.tolist() == after.scored.total[:-1].tolist()
    was, is_now = before.ranked.outcome == Outcome.WINNER, after.ranked.outcome[:-1] == Outcome.WINNER
    assert was.tolist() == is_now.tolist()


def test_a_hopeless_newcomer_may_change_a_winner_under_min_max() -> None:
    """Why the rule above is about absolute curves: the newcomer stretches B's scale, on which the two had been far apart."""
    curve = {"kind": "min-max", "reference": "all"}
    book = book_of(
        criterion("A", 55, curve=curve), criterion("B", 45, curve=curve), quota={"count": 1, "floor": 0, "laureate_floor": 0}
    )
    two, nobody = {"A": [(10, 10), (9, 10)], "B": [(5, 10), (9, 10)]}, (0, 10)

    before, after = run(book, two), run(book, {code: [*values, nobody] for code, values in two.items()})

    assert [1, 2] == before.ranked.place.tolist()
    assert [2, 1, 3] == after.ranked.place.tolist()


@given(books(), PAGES, st.data())
@settings(max_examples=35, deadline=None)
def test_a_clone_ties_with_its_original(book: RuleBook, pages: list[Row], data: st.DataObject) -> None:
    """Whatever the curves: the same evidence, the same total, place and outcome."""
    book = book.model_copy(update={"penalties": ()})
    i = data.draw(st.integers(0, len(pages) - 1))
    keys = [15 * number for number in range(len(pages) + 1)]
    ranked = contest(book, [*pages, pages[i]], keys).ranked
    for name in ("shown", "place", "outcome", "reserve", "standing"):
        column = getattr(ranked, name)
        assert column[i] == column[-1]


@given(PAGES, st.integers(2, 9), st.sampled_from(MEANS), st.lists(st.sampled_from(ABSOLUTE + RELATIVE), min_size=4, max_size=4))
@settings(max_examples=50, deadline=None)
def test_weights_scale_freely(pages: list[Row], factor: int, mean: Any, curves: list[dict[str, Any]]) -> None:
    """Relative weights 3, 5, 2 and 30, 50, 20 are the same, at every level and whatever the curves."""

    def weighed(times: int) -> Result:
        rows = [
            criterion("A", 3 * times, curve=curves[0]),
            criterion("B", 5 * times, metric=None),
            criterion("B1", times, "B", curve=curves[1]),
            criterion("B2", 2 * times, "B", curve=curves[2]),
            criterion("C", 2 * times, curve=curves[3]),
        ]
        book = book_of(*rows, total={"weights": "relative", "aggregate": mean}, gates=[gate_rule("G1")], penalties=[])
        return contest(book, pages)

    one, many = weighed(1), weighed(factor)
    assert one.scored.got.tolist() == many.scored.got.tolist()
    assert one.ranked.place.tolist() == many.ranked.place.tolist()


@pytest.mark.parametrize("count", [0, 1, 2, 30])
@pytest.mark.parametrize("curve", ABSOLUTE + RELATIVE)
def test_all_tied_share_the_first_place(count: int, curve: dict[str, Any]) -> None:
    """No page, one page, a pair, a crowd: nobody is favoured, and all who reach the floor win."""
    book = book_of(criterion("A", 100, curve=curve))
    result = run(book, {"A": [(3, 4)] * count})
    assert [1] * count == result.ranked.place.tolist()
    assert [Outcome.WINNER] * count == result.ranked.outcome.tolist()
    assert len(np.unique(result.scored.total)) == min(count, 1)
