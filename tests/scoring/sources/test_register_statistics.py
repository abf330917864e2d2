"""What a register holds, counted by hand on a few rows, and sums that must always add up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.sources.register import RegisterRow
from scoring.sources.register_statistics import WAYS, RegisterStatistics, register_statistics

ROW = RegisterRow(
    key="vk:club1", link="https://vk.com/club1", group_id=1, name="Школа № 1", ogrn="1025400000010", ogrn_valid=True,
    level="Муниципальный", founder="Мэрия", municipality="г. Яснополь", sphere1="Образование", sphere2="", sphere3="",
    status="", exempt="", address="", connected=1, mark=1, design_percent=None, widgets=2, activity_percent=None, members=100,
    weekly_reach=None, post_reach=None, line=2,
)  # fmt: skip
ROWS = (
    ROW,
    replace(ROW, key="vk:club2", members=300, mark=0, connected=0),
    replace(ROW, key="tg:school", name="Школа № 2", ogrn="", ogrn_valid=False, members=UNKNOWN, mark=UNKNOWN, municipality=""),
    replace(ROW, key="vk:club4", name="ДК", sphere1="Культура", ogrn="12", ogrn_valid=False, members=50, exempt="Приказ № 1"),
)


@pytest.fixture(name="found", scope="module")
def _found() -> RegisterStatistics:
    return register_statistics(ROWS)


def test_the_whole_register_is_counted(found: RegisterStatistics) -> None:
    """Pages, mark, connection, subscribers with their median."""
    whole = found.whole
    assert (4, 3, 4, 2, 3) == (whole.pages, whole.connected, whole.connected_known, whole.marked, whole.mark_known)
    assert (450, 3, 100.0) == (whole.members, whole.members_known, whole.members_median)


def test_troubles_are_counted_apart(found: RegisterStatistics) -> None:
    """No state number, a wrong one, the same organisation again, not run on a ground; a page counts once as troubled."""
    whole = found.whole
    assert (1, 1, 1, 1, 3) == (whole.without_ogrn, whole.wrong_ogrn, whole.duplicates, whole.exempt, whole.troubled)


def test_groups_stand_by_size_and_the_nameless_last(found: RegisterStatistics) -> None:
    """Municipalities: the town first, pages without one at the end."""
    assert [("г. Яснополь", 3), ("", 1)] == [(tally.name, tally.pages) for tally in found.by["municipality"]]


def test_networks_and_marks_are_named_by_their_keys(found: RegisterStatistics) -> None:
    """The doors have the words."""
    assert [["vk", "tg"], ["yes", "no", ""]] == [[tally.name for tally in found.by[way]] for way in ("network", "mark")]


def test_spheres_are_crossed_with_municipalities(found: RegisterStatistics) -> None:
    """Only cells with pages."""
    assert {("Образование", "г. Яснополь"): 2, ("Образование", ""): 1, ("Культура", "г. Яснополь"): 1} == {
        cell: tally.pages for cell, tally in found.crossed.items()
    }


def test_a_median_of_none_is_none() -> None:
    """A register without a number of subscribers has no middle one."""
    assert register_statistics([replace(ROW, members=UNKNOWN)]).whole.members_median is None


def test_it_is_told_to_programs(found: RegisterStatistics) -> None:
    """Every way of counting is there."""
    told = found.as_json()
    assert {"whole", "sphere_by_municipality", *WAYS} == set(told)


_rows = st.lists(
    st.builds(
        lambda number, sphere, place, level, mark, members, ogrn: replace(
            ROW, key=f"vk:club{number}", sphere1=sphere, municipality=place, level=level, mark=mark, members=members, ogrn=ogrn
        ),
        st.integers(1, 99),
        st.sampled_from(["", "Спорт", "Культура"]),
        st.sampled_from(["", "г. А", "г. Б"]),
        st.sampled_from(["", "Региональный"]),
        st.sampled_from([1, 0, UNKNOWN]),
        st.integers(-1, 1000),
        st.sampled_from(["", "1025400000010"]),
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None)
@given(_rows)
def test_the_groups_add_up_to_the_whole(rows: list[RegisterRow]) -> None:
    """In each way of counting every page falls into one group."""
    found = register_statistics(rows)
    sums = {way: (sum(one.pages for one in tallies), sum(one.members for one in tallies)) for way, tallies in found.by.items()}
    crossed = (sum(one.pages for one in found.crossed.values()), sum(one.members for one in found.crossed.values()))
    assert {(found.whole.pages, found.whole.members)} == {*sums.values(), crossed}
