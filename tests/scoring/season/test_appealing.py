"""The ways of an appeal, its days, who may decide it, and which outcome goes with what was found: rules without a database."""

from datetime import date

import pytest

from scoring.evidence.days_off import days_off_around
from scoring.season import appeal_words
from scoring.season.appealing import (
    UNDECIDED,
    WAYS,
    AppealAct,
    AppealGround,
    AppealOutcome,
    AppealState,
    Bench,
    Inadmissible,
    after,
    decide_by,
    fits,
    window,
)

GRID = """
received     inadmissible in_review    .            .            .            .            withdrawn
inadmissible .            .            .            .            .            .            .
in_review    .            .            received     decided      .            .            withdrawn
decided      .            .            .            .            notified     .            .
notified     .            .            .            .            .            closed       .
closed       .            .            .            .            .            .            .
withdrawn    .            .            .            .            .            .            .
"""
"""State, and where each act leads from it: rule out, take, put back, decide, notify, close, withdraw."""


def test_the_whole_grid_of_ways() -> None:
    """By equality: there is no other way."""
    found = {state: [after(state, act) for act in AppealAct] for state in AppealState}
    lines = [line.split() for line in GRID.strip().splitlines()]
    wanted = {AppealState(state): [None if end == "." else AppealState(end) for end in ends] for state, *ends in lines}
    assert wanted == found


def test_every_appeal_comes_to_an_end() -> None:
    """From each state an end is reached, and from an end nothing leads on."""
    ends = {state for state in AppealState if not any(state in way.start for way in WAYS.values())}
    assert {AppealState.INADMISSIBLE, AppealState.CLOSED, AppealState.WITHDRAWN} == ends
    assert {AppealState.RECEIVED, AppealState.IN_REVIEW} == UNDECIDED


@pytest.mark.parametrize(("published", "last"), [(date(2026, 1, 15), date(2026, 1, 22)), (date(2025, 12, 30), date(2026, 1, 16))])
def test_the_window_counts_working_days_over_the_new_year(published: date, last: date) -> None:
    """By the production calendar; holidays do not shorten it."""
    days = window(published, 5, days_off_around(published), "Asia/Novosibirsk")
    assert days is not None
    assert (published, last) == (days.first, days.last)


def test_a_season_of_no_days_takes_none() -> None:
    """Zero days are no window."""
    assert window(date(2026, 1, 15), 0, (), "Asia/Novosibirsk") is None


def test_an_answer_takes_ten_working_days() -> None:
    """From Thursday the fifteenth to Thursday the twenty-ninth."""
    assert date(2026, 1, 29) == decide_by(date(2026, 1, 15), days_off_around(date(2026, 1, 15)))


@pytest.mark.parametrize(
    ("person", "first", "second"),
    [(1, True, False), (2, True, True), (3, False, False), (4, False, False), (None, True, False)],
    ids=["took it", "free", "decided before", "tied", "machine"],
)
def test_who_may_review(person: int | None, first: bool, second: bool) -> None:
    """The second is another one; neither has decided of the page before or is in conflict."""
    bench = Bench(first=1, before=frozenset({3}), tied=frozenset({4}))
    assert (first, second) == (bench.may_be_first(person), bench.may_be_second(person, two_keys=True))
    assert first == bench.may_be_second(person, two_keys=False)


def test_an_outcome_goes_with_what_was_found() -> None:
    """The list changes where corrections raise the page; without them only for calculation or procedure."""
    found = {
        (outcome, corrected, better, ground)
        for outcome in AppealOutcome
        for corrected, better in ((False, False), (True, False), (True, True))
        for ground in AppealGround
        if fits(outcome, corrected=corrected, better=better, ground=ground)
    }
    wanted = {(AppealOutcome.UNCHANGED, False, False, ground) for ground in AppealGround}
    wanted |= {(AppealOutcome.NO_EFFECT, True, False, ground) for ground in AppealGround}
    wanted |= {(AppealOutcome.LIST_CHANGED, True, True, ground) for ground in AppealGround}
    wanted |= {
        (AppealOutcome.LIST_CHANGED, False, False, ground) for ground in (AppealGround.CALCULATION, AppealGround.PROCEDURE)
    }
    assert wanted == found


def test_everything_has_its_words() -> None:
    """Grounds, states, outcomes, reasons and kind answers, in both languages."""
    tables = (
        (appeal_words.GROUNDS, AppealGround),
        (appeal_words.STATES, AppealState),
        (appeal_words.OUTCOMES, AppealOutcome),
        (appeal_words.INADMISSIBLE, Inadmissible),
        (appeal_words.KIND, Inadmissible),
    )
    assert [set(words) for _, words in tables] == [set(table) for table, _ in tables]
    assert all(ru and en for table, _ in tables for ru, en in table.values())
