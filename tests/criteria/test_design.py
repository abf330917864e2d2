"""Design: means over the weekly checks inside the period, unknown ones passed over."""

from typing import Any

import pytest

from criteria.evidence import UNKNOWN
from criteria.registry import METRICS
from tests.criteria.builders import Check, Page, day_number, facts_of, scene_of, value_of

FIRST = day_number("2026-03-02")


def design(metric: str, *checks: dict[str, Any], **params: Any) -> float | None:
    """The value of a metric for a page whose weekly checks saw this."""
    page = Page(checks=[Check(FIRST + 7 * week, **seen) for week, seen in enumerate(checks)])
    known = METRICS[metric]
    return value_of(known.measure(scene_of([Page(), page]), known.params(**params)), 1)


def test_avatar_is_a_mean_over_checks() -> None:
    """A repair after three of four weeks earns a quarter."""
    assert design("avatar", {"avatar": 0}, {"avatar": 0}, {"avatar": 0}, {"avatar": 1}) == 0.25


def test_unknown_checks_are_passed_over() -> None:
    """An error of collection is no missing avatar."""
    assert design("avatar", {"avatar": UNKNOWN}, {"avatar": 1}) == 1


def test_no_telling_check_is_unknown() -> None:
    """Nothing known, no value."""
    assert [design("avatar"), design("avatar", {"avatar": UNKNOWN})] == [None, None]


@pytest.mark.parametrize(("width", "expected"), [(1590, 1), (1589, 0.5), (1, 0.5), (0, 0), (UNKNOWN, None)])
def test_cover_by_its_width(width: int, expected: float | None) -> None:
    """A wide cover is whole, a narrow one half, none nothing."""
    assert design("cover", {"cover_width": width}) == expected


@pytest.mark.parametrize(
    ("length", "said", "expected"),
    [
        (100, 2, 1),
        (99, 2, 0),
        (100, 1, 0),
        (UNKNOWN, 1, 0),
        (99, UNKNOWN, 0),
        (UNKNOWN, 2, None),
        (100, UNKNOWN, None),
        (UNKNOWN, UNKNOWN, None),
    ],
)
def test_description_needs_length_and_facts(length: int, said: int, expected: float | None) -> None:
    """Both must be there; one that is known to be missing settles the check."""
    assert design("description", {"description_length": length, "description_facts": said}) == expected


def test_contacts_weigh_the_same() -> None:
    """A phone without e-mail and address is a third."""
    assert design("contacts", {"phone": 1, "mail_or_site": 0, "address": 0}) == pytest.approx(1 / 3)


def test_unknown_contact_is_left_out() -> None:
    """Of the two known contacts one is there."""
    assert design("contacts", {"phone": UNKNOWN, "mail_or_site": 1, "address": 0}) == 0.5


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [(2, 0, 1), (1, 0, 0.5), (1, 1, 0.7), (0, 2, 0.4), (0, 0, 0), (2, 2, 1), (1, 2, 0.7), (UNKNOWN, 0, None), (0, UNKNOWN, None)],
)
def test_widgets_right_and_wrong(right: int, wrong: int, expected: float | None) -> None:
    """Of 5 points a right widget is worth 2.5, a wrong one 1, and no more than two are asked."""
    assert design("widgets", {"widgets_correct": right, "widgets_wrong": wrong}) == expected


def test_waived_widgets_are_unknown() -> None:
    """Widgets are not asked of who cannot have them."""
    assert design("widgets", {"widgets_correct": 0, "widgets_waived": 1}) is None


@pytest.mark.parametrize(("likeness", "expected"), [(60, 1), (59, 0), (UNKNOWN, None)])
def test_name_matches_from_sixty_per_cent(likeness: int, expected: float | None) -> None:
    """The register's name, more or less."""
    assert design("name_match", {"name_match": likeness}) == expected


def test_checks_outside_the_period_do_not_count() -> None:
    """The days before and after the period are not looked at."""
    days = (("2025-12-31", 0), ("2026-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0))
    page = Page(checks=[Check(day_number(day), avatar=seen) for day, seen in days])
    metric = METRICS["avatar"]
    measured = metric.measure(scene_of([page, page]), metric.params())
    assert [(value_of(measured, i), facts_of(measured, i)["checks"]) for i in (0, 1)] == [(1, 2), (1, 2)]


_MENDED: dict[str, dict[str, Any]] = {
    "avatar": {"avatar": 0},
    "cover": {"cover_width": 0},
    "description": {"description_length": 0, "description_facts": 0},
    "contacts": {"phone": 0, "mail_or_site": 0, "address": 0},
    "widgets": {"widgets_correct": 0, "widgets_wrong": 0},
    "name_match": {"name_match": 0},
}
"""By metric of the design what a look sees on a page on which nothing of it is in order."""


def test_every_metric_of_the_design_is_a_series_of_weekly_checks() -> None:
    """None of them goes by the last look alone: those named above are all that read the looks."""
    functions: dict[str, Any] = {name: metric.measure for name, metric in METRICS.items()}
    assert {name for name, one in functions.items() if one.function.__module__ == "criteria.metrics.design"} == set(_MENDED)


@pytest.mark.parametrize("metric", _MENDED)
def test_a_last_minute_repair_earns_one_week_of_the_year(metric: str) -> None:
    """A page with nothing in order in 51 weeks and everything in the 52nd gains exactly 1/52, whatever the criterion."""
    year = [Check(day_number("2026-01-05") + 7 * week, **(_MENDED[metric] if week < 51 else {})) for week in range(52)]
    known = METRICS[metric]
    neglected = [Check(check.day, **_MENDED[metric]) for check in year]
    values = [value_of(known.measure(scene_of([Page(), Page(checks=checks)]), known.params()), 1) for checks in (neglected, year)]
    assert [0, pytest.approx(1 / 52)] == values


@pytest.mark.parametrize("metric", _MENDED)
def test_a_last_minute_neglect_costs_one_week_of_the_year(metric: str) -> None:
    """And the other way round: one bad look at the end does not undo a good year."""
    year = [Check(day_number("2026-01-05") + 7 * week, **(_MENDED[metric] if week == 51 else {})) for week in range(52)]
    known = METRICS[metric]
    assert value_of(known.measure(scene_of([Page(), Page(checks=year)]), known.params()), 1) == pytest.approx(51 / 52)
