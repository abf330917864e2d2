"""Gates: who takes part, who does not, and where the evidence does not tell."""

from typing import Any

import pytest

from criteria.evidence import UNKNOWN
from criteria.registry import GATES
from tests.criteria.builders import Check, Page, Post, day_number, moment, scene_of


def verdict(gate: str, page: Page, **params: Any) -> int:
    """What the gate says of a page between two others."""
    known = GATES[gate]
    other = Page([Post(moment("2026-01-01"))], checks=[Check(day_number("2026-12-20"), mark=0, members=1, closed=1)])
    return int(known.test(scene_of([other, page, other]), known.params(**params)).passes[1])


@pytest.mark.parametrize(("valid", "duplicate", "expected"), [(True, False, 1), (False, False, 0), (True, True, 0)])
def test_registered(valid: bool, duplicate: bool, expected: int) -> None:
    """A valid state number, and the first page of its organisation."""
    assert verdict("registered", Page(ogrn_valid=valid, duplicate=duplicate)) == expected


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([("2026-12-20", 0)], 1),
        ([("2026-12-20", 0), ("2026-12-27", 1)], 0),
        ([("2026-10-01", 1), ("2026-12-20", 0)], 1),
        ([("2026-11-02", 1)], 0),
        ([("2026-11-01", 1)], UNKNOWN),
        ([("2026-12-20", UNKNOWN)], UNKNOWN),
        ([("2027-01-05", 1)], UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_open_page(looks: list[tuple[str, int]], expected: int) -> None:
    """Not closed in the period's last 60 days, 2 November to 31 December; unknown without a look."""
    assert verdict("open_page", Page(checks=[Check(day_number(day), closed=closed) for day, closed in looks])) == expected


@pytest.mark.parametrize(
    ("register", "looks", "expected"),
    [
        (1, [], 1),
        (0, [], 0),
        (UNKNOWN, [], UNKNOWN),
        (1, [1, 0], 0),
        (0, [0, 1], 1),
        (0, [1, UNKNOWN], 1),
        (1, [UNKNOWN], 1),
        (UNKNOWN, [UNKNOWN], UNKNOWN),
    ],
)
def test_state_mark(register: int, looks: list[int], expected: int) -> None:
    """The last check that tells, else the register."""
    checks = [Check(day_number("2026-03-02") + 7 * week, mark=mark) for week, mark in enumerate(looks)]
    assert verdict("state_mark", Page(mark=register, checks=checks)) == expected


def test_twenty_six_eligible_weeks_pass() -> None:
    """First post on Monday 29 June: 26 whole weeks to the end of 2026."""
    days = ("2026-06-22", "2026-06-29", "2026-07-06")
    assert [verdict("eligible_weeks", Page([Post(moment(day))])) for day in days] == [1, 1, 0]


def test_page_without_posts_has_no_eligible_week() -> None:
    """No known post, no week: the gate is shut."""
    assert verdict("eligible_weeks", Page()) == 0


@pytest.mark.parametrize(("weeks", "expected"), [(4, 1), (3, 0)])
def test_coverage(weeks: int, expected: int) -> None:
    """Of five eligible weeks four must have a check; two checks of one week are one week."""
    checks = [Check(day_number("2026-11-23") + 7 * week + again, mark=1) for week in range(weeks) for again in (0, 6)]
    assert verdict("coverage", Page([Post(moment("2026-11-23"))], checks=checks)) == expected


def test_coverage_before_the_first_post_does_not_help() -> None:
    """Checks of weeks before E0 cover nothing."""
    checks = [Check(day_number("2026-03-02") + 7 * week) for week in range(20)]
    assert verdict("coverage", Page([Post(moment("2026-11-23"))], checks=checks)) == 0


def test_coverage_without_eligible_weeks_is_unknown() -> None:
    """Nothing to cover."""
    assert verdict("coverage", Page()) == UNKNOWN


def test_checks_far_outside_the_calendar_are_harmless() -> None:
    """A check years before or after the period belongs to no week."""
    page = Page([Post(moment("2026-11-23"))], checks=[Check(day_number("2019-03-02")), Check(day_number("2036-03-02"))])
    assert verdict("coverage", page) == 0


@pytest.mark.parametrize(
    ("register", "looks", "expected"),
    [(50, [], 1), (49, [], 0), (UNKNOWN, [], UNKNOWN), (10, [60], 1), (60, [60, 10], 0), (10, [60, UNKNOWN], 1)],
)
def test_members(register: int, looks: list[int], expected: int) -> None:
    """Fifty by the last check that tells, else by the register."""
    checks = [Check(day_number("2026-03-02") + 7 * week, members=members) for week, members in enumerate(looks)]
    assert verdict("members", Page(members=register, checks=checks)) == expected


@pytest.mark.parametrize(("exempt", "expected"), [(False, 1), (True, 0)])
def test_not_exempt(exempt: bool, expected: int) -> None:
    """Who is lawfully not run takes no part."""
    assert verdict("not_exempt", Page(exempt=exempt)) == expected


@pytest.mark.parametrize(("applied", "expected"), [(1, 1), (0, 0), (UNKNOWN, UNKNOWN)])
def test_applied(applied: int, expected: int) -> None:
    """Who filed no application takes no part; a silent register accuses nobody."""
    assert expected == verdict("applied", Page(applied=applied))


@pytest.mark.parametrize(("won", "expected"), [(0, 1), (1, 0), (UNKNOWN, UNKNOWN)])
def test_not_last_winner(won: int, expected: int) -> None:
    """Last year's winner of the nomination lets others win; a silent register accuses nobody."""
    assert expected == verdict("not_last_winner", Page(last_winner=won))
