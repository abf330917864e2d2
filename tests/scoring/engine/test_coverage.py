"""How much is known of every day, sphere by sphere, and which holes are called out."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from criteria.calendar import DAY
from scoring.engine.coverage import Coverage, Hole, coverage
from scoring.engine.incidents import Incident, Incidents
from tests.criteria.builders import YEAR, Check, Page, Post, day_number, moment
from tests.scoring.engine.seasons import HOUR, season_of

START = moment(f"{YEAR}-01-01")


def daily(without: Sequence[int] = (), *, a_day: int = 1) -> Page:
    """A page with so many posts on every day of the year but some, numbered from 0."""
    return Page([Post(START + day * DAY + (9 + i) * HOUR) for day in range(365) if day not in without for i in range(a_day)])


def found(pages: Sequence[Page], spheres: Sequence[str], **more: object) -> Coverage:
    """The coverage of a season of these pages."""
    return coverage(season_of(pages, spheres), **more)  # type: ignore[arg-type]  # the tests below pass what it takes


def days(first: str, last: str) -> tuple[int, int]:
    """Two dates of the year as day numbers."""
    return day_number(f"{YEAR}-{first}"), day_number(f"{YEAR}-{last}")


def test_rows_are_counted_by_sphere_and_local_day() -> None:
    """The larger sphere stands first; a post at half past midnight local time falls on its local day."""
    late = Page([Post(moment(f"{YEAR}-03-03 00:30"))])
    known = found([daily(), daily(), late], ["Спорт", "Спорт", "Культура"])
    day = day_number(f"{YEAR}-03-03") - known.first_day
    assert (("Спорт", "Культура"), [2, 1], [2, 1], 0) == (
        known.spheres,
        known.pages.tolist(),
        known.rows["posts"][:, day].tolist(),
        int(known.rows["posts"][1, day - 1]),
    )


def test_a_hole_in_one_sphere_is_called_out() -> None:
    """Eight posts a day, three days without any: twenty-four were to be expected."""
    gone = range(70, 73)
    known = found([daily(a_day=8), daily(gone, a_day=8)], ["Спорт", "Культура"])
    assert [Hole("posts", "Культура", *days("03-12", "03-14"), 24, announced=False)] == list(known.holes)


def test_a_hole_in_all_spheres_is_told_once() -> None:
    """Not once for each."""
    gone = range(70, 76)
    known = found([daily(gone, a_day=4), daily(gone, a_day=4)], ["Спорт", "Культура"])
    assert [Hole("posts", None, *days("03-12", "03-17"), 48, announced=False)] == list(known.holes)


def test_few_rows_leave_no_holes() -> None:
    """A sphere with a post a day may well be silent for a week."""
    assert () == found([daily(range(70, 77)), daily()], ["Спорт", "Культура"]).holes


def test_weekly_checks_have_no_holes_between_their_days() -> None:
    """Looks on Mondays only; the Monday on which nobody looked is the hole, and the days round it are not."""
    monday = day_number(f"{YEAR}-01-05")
    looked = [Check(monday + 7 * week) for week in range(52) if week != 9]
    known = found([Page(checks=looked) for _ in range(22)], ["Спорт"] * 22)
    assert [Hole("checks", None, *days("03-09", "03-09"), 22, announced=False)] == list(known.holes)


def test_an_announced_incident_explains_a_hole() -> None:
    """The hole says so."""
    incident = Incident(moment(f"{YEAR}-03-12"), moment(f"{YEAR}-03-13"), ("posts",), "Сбой")
    known = found([daily(range(70, 73), a_day=8)], ["Спорт"], incidents=Incidents((incident,)))
    assert [True] == [hole.announced for hole in known.holes]


def test_days_to_come_are_no_holes() -> None:
    """In the middle of a season only what lies behind is looked at."""
    page = Page([Post(START + day * DAY + hour * HOUR) for day in range(100) for hour in range(9, 13)])
    today = date(YEAR, 4, 10)
    assert (0, 1) == (len(found([page], ["Спорт"], today=today).holes), len(found([page], ["Спорт"]).holes))


def test_tables_without_a_row_are_named() -> None:
    """They are missing altogether, which is no hole."""
    assert ("messages", "streams", "checks") == found([daily()], ["Спорт"]).missing


def test_weeks_add_up_to_the_days() -> None:
    """The first and the last week of the year are short ones."""
    known = found([daily()], ["Спорт"])
    mondays, weeks = known.weeks("posts")
    assert (365, 53, 4) == (int(weeks.sum()), len(mondays), int(weeks[0, 0]))


def test_pages_without_a_sphere_are_a_row_of_their_own() -> None:
    """At the end."""
    known = found([daily(), daily(), daily()], ["", "", "Спорт"])
    assert (("Спорт", ""), [1, 2]) == (known.spheres, known.pages.tolist())


def test_a_season_without_pages_has_an_empty_map() -> None:
    """Nothing to count."""
    known = found([], [])
    assert ((), (), 0) == (known.spheres, known.holes, int(np.sum(known.rows["posts"])))
