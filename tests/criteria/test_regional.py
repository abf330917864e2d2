"""The rule book that comes with the program says what the default rule book says."""

import re
from typing import Any

import pytest

from criteria import loading
from criteria.curve_rule import Linear
from criteria.registry import GATES, METRICS
from criteria.rulebook import Criterion, RuleBook

TREE = {
    "D": (25, {"D1": 3, "D2": 5, "D3": 4, "D4": 6, "D5": 5, "D6": 2}),
    "R": (30, {"R1": 15, "R2": 8, "R3": 7}),
    "A": (30, {"A1": 10, "A2": 15, "A3": 5}),
    "L": (15, {"L1": 9, "L2": 6}),
}
MEASURED = {
    "D1": "avatar",
    "D2": "cover",
    "D3": "description",
    "D4": "contacts",
    "D5": "widgets",
    "D6": "name_match",
    "R1": "weekly_norm",
    "R2": "longest_silence",
    "R3": "own_content",
    "A1": "answered_share",
    "A2": "timeliness",
    "A3": "comments_open",
    "L1": "stream_count",
    "L2": "stream_quarters",
}


@pytest.fixture(scope="module", name="book")
def _book() -> RuleBook:
    return loading.packaged("regional")


def leaf(book: RuleBook, code: str) -> Criterion:
    """The criterion of that code."""
    return next(criterion for criterion in book.criteria if criterion.code == code)


def params(book: RuleBook, code: str) -> dict[str, Any]:
    """The checked parameters of a leaf, defaults filled in."""
    criterion = leaf(book, code)
    return METRICS[str(criterion.metric)].params.model_validate(criterion.params).model_dump()


def test_tree_is_that_of_the_default_rule_book(book: RuleBook) -> None:
    """Four branches of 25, 30, 30 and 15 points with their fourteen leaves."""
    tree = {
        top.code: (top.points, {child.code: child.points for child in book.children(top.code)}) for top in book.children(None)
    }
    assert tree == TREE


def test_leaves_measure_what_they_are_named_for(book: RuleBook) -> None:
    """Each leaf has its metric."""
    assert {leaf.code: leaf.metric for leaf in book.leaves} == MEASURED


def test_every_metric_is_used(book: RuleBook) -> None:
    """Nothing in the registry lies idle in the default rule book."""
    assert {leaf.metric for leaf in book.leaves} | {penalty.metric for penalty in book.penalties} - {None} == set(METRICS)


def test_penalties_are_those_of_the_default_rule_book(book: RuleBook) -> None:
    """Mark, adverts, widgets, comments by the evidence, the grave ones by a person; each confirmed by one, 20 points in all."""
    assert [(p.code, p.points, p.up_to, p.metric, p.confirm, p.disqualifies) for p in book.penalties] == [
        ("P1", 5, None, "mark_lost", True, False),
        ("P2", 1, 5, "adverts", True, False),
        ("P3", 2, None, "wrong_widgets", True, False),
        ("P4", 3, None, "comments_shut", True, False),
        ("P5", 10, None, None, True, False),
        ("P6", 20, None, None, True, True),
    ]
    assert (book.total.full, book.total.penalties_up_to) == (100, 20)


def test_gates_are_those_of_the_default_rule_book(book: RuleBook) -> None:
    """G1 to G6 and G8; G7 and G9 stand by. What nobody knows is for a person to check."""
    assert [(gate.code, gate.test, gate.on_unknown) for gate in book.gates] == [
        ("G1", "registered", "check"),
        ("G2", "open_page", "check"),
        ("G3", "state_mark", "check"),
        ("G4", "eligible_weeks", "check"),
        ("G5", "coverage", "check"),
        ("G6", "members", "check"),
        ("G8", "not_exempt", "check"),
    ]
    assert {gate.test for gate in book.gates} == set(GATES) - {"applied", "network", "not_last_winner"}


def test_curves_are_those_of_the_definitions(book: RuleBook) -> None:
    """Silence falls from 7 to 28 days, own content fills at 0.6, four streams are enough, the rest is a share as it is."""
    curves = {leaf.code: leaf.curve for leaf in book.leaves if leaf.curve != Linear()}
    assert curves == {"R2": Linear(zero=28, full=7), "R3": Linear(zero=0, full=0.6), "L1": Linear(zero=0, full=4)}


def test_small_samples_lean_on_five(book: RuleBook) -> None:
    """A1 and A2, and no other leaf."""
    shrinks = {leaf.code: (leaf.shrink.prior, leaf.shrink.otherwise) for leaf in book.leaves if leaf.shrink is not None}
    assert shrinks == {"A1": (5, 0.5), "A2": (5, 0.5)}


def test_limits_of_answers_are_those_of_sevastopol(book: RuleBook) -> None:
    """4, 9 and 27 working hours with 70 per cent in the middle."""
    limits = params(book, "A2")
    assert [limits[name] for name in ("full_hours", "middle_hours", "middle_percent", "zero_hours", "interim_percent")] == [
        4,
        9,
        70,
        27,
        50,
    ]


def test_weekly_norm_is_three(book: RuleBook) -> None:
    """Three posts a week, one in a relaxed week."""
    assert (params(book, "R1")["norm"], params(book, "R1")["relaxed_norm"]) == (3, 1)


def test_posts_are_counted_alike_everywhere(book: RuleBook) -> None:
    """What counts as a post does not differ from criterion to criterion."""
    counting = [params(book, code)["counting"] for code in ("R1", "R2", "R3", "A1", "A2", "A3")]
    assert counting == [{"min_text": 20, "same_text_days": 7, "a_day": 2, "kept_days": 30}] * 6


def test_quota_is_five_per_cent_with_floors(book: RuleBook) -> None:
    """70 for winners, 60 for laureates, one winner at least, two pages in reserve."""
    quota = book.quota
    assert (quota.percent, quota.at_least, quota.floor, quota.laureate_floor, quota.base) == (5, 1, 70, 60, "all")
    assert quota.reserves == 2


def test_ties_break_by_response_first(book: RuleBook) -> None:
    """A, R, number answered, fewer points taken off, D, L."""
    assert book.ranking.tie_break == ("A", "R", "A1.answered", "-penalties", "D", "L")


def test_nominations_are_the_five_spheres(book: RuleBook) -> None:
    """Each with its English title and short form; only education has vacations."""
    assert [(known.name, known.title_en, known.short, known.vacation_months) for known in book.nominations.known] == [
        ("Образование", "Education", "ОБР", (6, 7, 8)),
        ("Культура", "Culture", "КУЛ", ()),
        ("Здравоохранение", "Health care", "ЗДР", ()),
        ("Спорт", "Sport", "СПО", ()),
        ("Социальная защита", "Social protection", "СОЦ", ()),
    ]


def comments() -> list[str]:
    """The lines of the file that are comments alone, without their marks."""
    lines = loading.packaged_text("regional").split("\n")
    return [line.removeprefix("#") for line in lines if line.startswith("#")]


def examples() -> list[str]:
    """The tables that the comments show, as they would stand without their marks."""
    shown = "\n".join(line.strip() if line.startswith("     ") else "" for line in comments())
    return [block for block in shown.split("\n\n") if block.strip().startswith("[[")]


def curves() -> list[str]:
    """The curves that the comments show, from each opening brace to the one that closes it."""
    text, found = "\n".join(comments()), []
    for match in re.finditer(r"\{ kind", text):
        end = match.start()
        while text[match.start() : end].count("{") != text[match.start() : end].count("}") or end == match.start():
            end += 1
        found.append(text[match.start() : end])
    return found


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.strip().split("\n")[0])
def test_examples_in_the_comments_are_sound(example: str) -> None:
    """Whoever takes the marks away has a rule book that is read."""
    loading.read(loading.packaged_text("regional") + "\n" + example)


def test_comments_show_an_example_of_every_part_that_is_not_used() -> None:
    """A cap, the two gates that wait for columns of the register, a bonus, an override."""
    parts = ["[[caps]]", "[[gates]]", "[[gates]]", "[[bonuses]]", "[[overrides]]"]
    assert [example.strip().split("\n")[0] for example in examples()] == parts


def test_comments_show_every_kind_of_curve() -> None:
    """But for the straight line, which the criteria use themselves."""
    kinds = ["log", "steps", "piecewise", "band", "percentile", "min-max", "z-score", "share"]
    assert [kind for kind in kinds if not any(f'"{kind}"' in curve for curve in curves())] == []


@pytest.mark.parametrize("curve", curves())
def test_curves_in_the_comments_are_sound(curve: str) -> None:
    """As it is shown it is read."""
    text = loading.packaged_text("regional").replace('metric = "avatar"', f'metric = "avatar"\ncurve = {curve}', 1)
    assert loading.read(text).criteria[1].curve.kind in curve
