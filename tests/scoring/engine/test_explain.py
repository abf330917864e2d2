"""The explanation of a page adds up, and says what stands behind each point."""

import json
from fractions import Fraction

import numpy as np
import pytest

from criteria.measurement import Language
from criteria.rulebook import RuleBook
from scoring.engine.explain import Explanation, Line, detail_of, explain
from scoring.engine.run import Result, evaluate
from tests.scoring.engine.world import World, book_of, criterion, gate_of, gate_rule, metric_of, run, shares

TREE = book_of(
    criterion("D", 40, metric=None),
    criterion("D1", 10, "D"),
    criterion("D2", 30, "D"),
    criterion("R", 60, shrink={"prior": 5}),
    gates=[gate_rule("G1"), gate_rule("G2", on_unknown="fail")],
)
METRICS = {code: metric_of([]) for code in ("D1", "D2", "R")}
GATES = {code: gate_of([]) for code in ("G1", "G2")}


def result_of(*pages: tuple[tuple[int, int], tuple[int, int], tuple[int, int]]) -> Result:
    """Pages with the values of D1, D2 and R."""
    values = {code: [page[i] for page in pages] for i, code in enumerate(("D1", "D2", "R"))}
    return run(TREE, values, gates={"G1": [1] * len(pages), "G2": [-1] * len(pages)})


def told(result: Result, page: int = 0, language: Language = "ru", book: RuleBook = TREE) -> Explanation:
    """The explanation of a page, by way of the stored form."""
    stored = json.loads(json.dumps(detail_of(result, page)))
    return explain(book, stored, language, metrics=METRICS, gates=GATES)


def line(explanation: Explanation, code: str) -> Line:
    """The line of a criterion."""
    return next(found for found in explanation.walk() if found.code == code)


def test_line_says_the_fact_and_what_it_cost() -> None:
    """7 of 10 in D1 of 10 points costs 3 points."""
    assert line(told(result_of(((7, 10), (1, 1), (1, 1)))), "D1").text == "засчитано 7: −3"


def test_line_rounds_the_loss_to_two_decimals() -> None:
    """One third of 10 points lost."""
    result = result_of(((2, 3), (1, 1), (1, 1)))
    assert (line(told(result), "D1").text, line(told(result, language="en"), "D1").text) == (
        "засчитано 2: −3,33",
        "counted 2: −3.33",
    )


def test_full_points_lose_nothing() -> None:
    """No «−0»."""
    assert line(told(result_of(((1, 1), (1, 1), (1, 1)))), "D1").text == "засчитано 1: без потерь"


def test_branch_says_how_much_of_how_much() -> None:
    """10 * 0.7 + 30 * 0.5 = 22 of 40."""
    assert line(told(result_of(((7, 10), (5, 10), (1, 1)))), "D").text == "Критерий D: 22 из 40"


def test_lines_add_up_to_the_total() -> None:
    """Leaves to branches, branches to the total, for every page of a thousand with unknown values among them."""
    random = np.random.default_rng(7)
    count = 1000
    values = {
        code: [(int(a), int(b)) for a, b in zip(random.integers(0, 9, count), random.integers(0, 3, count) * 8, strict=True)]
        for code in ("D1", "D2", "R")
    }
    result = run(TREE, values, gates={"G1": [1] * count, "G2": [1] * count})
    for page in range(0, count, 7):
        explanation = told(result, page)
        assert explanation.total == result.scored.total[page]
        for found in explanation.walk():
            assert found.most == found.got + found.lost
            assert not found.children or found.got == sum(child.got for child in found.children)


def test_unknown_leaf_says_who_got_its_points() -> None:
    """At both ends."""
    explanation = told(result_of(((0, 0), (5, 10), (1, 1))))
    assert line(explanation, "D1").notes == ("нет данных: эти баллы делят остальные критерии",)
    assert line(explanation, "D1").text == "засчитано 0"
    assert line(explanation, "D2").notes == ("наибольший балл 40 вместо 30: о части критериев нет данных",)


def test_a_branch_keeps_its_points_when_a_leaf_below_is_unknown() -> None:
    """Three shares of 40 are 39.9999 in ten-thousandths, which is no news: nobody is told of 40 instead of 40."""
    book = book_of(criterion("D", 40, metric=None), *(criterion(f"D{i}", 10, "D") for i in range(1, 5)), criterion("R", 60))
    metrics = {leaf.code: metric_of([]) for leaf in book.leaves}
    result = run(book, {"D1": [(0, 0)], **{code: [(1, 2)] for code in ("D2", "D3", "D4", "R")}})
    explanation = explain(book, detail_of(result, 0), "ru", metrics=metrics, gates={})
    assert ((), 1) == (line(explanation, "D").notes, len(line(explanation, "D2").notes))


def test_small_sample_is_marked() -> None:
    """Two observations are few; a third makes the mark go, the mean stays told."""
    result = result_of(((1, 1), (1, 1), (2, 2)), ((1, 1), (1, 1), (1, 3)))
    assert line(told(result), "R").notes == (
        "мало данных: к\u00a02\u00a0своим наблюдениям добавлено 5\u00a0раз среднее по номинации (60\u00a0%)",
    )
    assert line(told(result, 1), "R").notes == (
        "к\u00a03\u00a0своим наблюдениям добавлено 5\u00a0раз среднее по номинации (60\u00a0%)",
    )


def test_sample_of_none_says_that_the_mean_stands_in() -> None:
    """No message at all."""
    result = result_of(((1, 1), (1, 1), (0, 0)), ((1, 1), (1, 1), (1, 4)))
    assert line(told(result), "R").notes == ("мало данных: взято среднее по номинации (25\u00a0%)",)
    assert line(told(result, language="en"), "R").notes == ("low evidence: the nomination's mean (25%) stands in",)


def test_settled_value_has_no_note_on_the_mean() -> None:
    """Closed comments are no small sample."""
    metrics = {"D1": metric_of(shares(10)), "D2": metric_of(shares(10)), "R": metric_of([(0, 1)], [True])}
    gates = {code: gate_of([1]) for code in ("G1", "G2")}
    result = evaluate(TREE, World(["Спорт"]), metrics=metrics, gates=gates)
    assert line(told(result), "R").notes == ()


def test_value_and_facts_are_whole_numbers_behind_the_sentence() -> None:
    """The fraction as measured, before it leans on anything."""
    found = line(told(result_of(((7, 10), (1, 1), (2, 4)))), "R")
    assert (found.value, dict(found.facts), found.unit) == (Fraction(1, 2), {"count": 2}, "share")


def test_gates_say_why_a_page_is_out() -> None:
    """The second gate is unknown, and its rule says that this fails."""
    explanation = told(result_of(((1, 1), (1, 1), (1, 1))))
    assert [(gate.code, gate.passes, gate.fails) for gate in explanation.gates] == [("G1", 1, False), ("G2", -1, True)]
    assert explanation.reasons == ("засчитано -1",)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_lines_follow_the_rule_book(language: Language) -> None:
    """Depth first, in the order of the file, titles in the reader's language."""
    lines = list(told(result_of(((1, 1), (1, 1), (1, 1))), language=language).walk())
    assert [(found.code, found.level) for found in lines] == [("D", 0), ("D1", 1), ("D2", 1), ("R", 0)]
    assert lines[0].title == {"ru": "Критерий D", "en": "Criterion D"}[language]
