"""What a register's file would do to the pages of a season."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.season.register_plan import FieldChange, RegisterPlan, Standing, What, after_import, plan
from scoring.sources.columns import REGISTER
from scoring.sources.register_rows import RegisterRow

ALL = frozenset(heading.name for heading in REGISTER)
SCHOOL, MUSEUM = "1025401234561", "1025400000010"


def row(key: str, name: str = "Школа", **more: Any) -> RegisterRow:
    """A row of a register; the link follows the key."""
    values: dict[str, Any] = {
        "key": key, "link": f"https://vk.com/{key.removeprefix('vk:')}", "group_id": UNKNOWN, "name": name, "ogrn": "",
        "ogrn_valid": bool(more.get("ogrn")), "level": "", "founder": "", "municipality": "", "sphere1": "Образование",
        "sphere2": "", "sphere3": "", "status": "", "exempt": "", "address": "", "connected": UNKNOWN, "mark": UNKNOWN,
        "design_percent": None, "widgets": UNKNOWN, "activity_percent": None, "members": UNKNOWN, "weekly_reach": None,
        "post_reach": None, "line": 2,
    }  # fmt: skip
    return RegisterRow(**(values | more))


def planned(before: list[RegisterRow], after: list[RegisterRow], present: frozenset[str] = ALL) -> RegisterPlan:
    """The plan over pages with ids from 1 on."""
    return plan([Standing(number, one) for number, one in enumerate(before, start=1)], after, present)


def told(found: RegisterPlan) -> list[tuple[int, str, list[str]]]:
    return [(change.page_id, change.what, [one.field for one in change.changes]) for change in found.changed]


def test_the_same_rows_change_nothing() -> None:
    """Not even when they stand in other lines."""
    rows = [row("vk:one"), row("vk:two", "Музей")]
    found = planned(rows, [replace(one, line=one.line + 5) for one in reversed(rows)])
    assert (True, 2, ()) == (found.changes_nothing, found.same, found.vanished)


def test_new_changed_and_vanished_pages_are_told() -> None:
    """Fields with what they were and what they become."""
    found = planned([row("vk:one", members=5), row("vk:two")], [row("vk:one", members=7), row("vk:three")])
    assert ["vk:three"] == [one.key for one in found.new]
    assert [(FieldChange("members", 5, 7),)] == [change.changes for change in found.changed]
    assert [2] == [page.page_id for page in found.vanished]


def test_a_page_with_another_name_is_renamed() -> None:
    """Another case or other quotation marks are no other name, but a change all the same."""
    assert [(1, What.RENAMED, ["name"])] == told(planned([row("vk:one", "Школа")], [row("vk:one", "Лицей")]))
    assert [(1, What.CHANGED, ["name"])] == told(planned([row("vk:one", "Школа «А»")], [row("vk:one", 'ШКОЛА "А"')]))


def test_a_page_is_known_by_its_number_at_another_address() -> None:
    """It keeps its key, so that what is said of it stays its own; the link is the new one."""
    found = planned([row("vk:one", group_id=7)], [row("vk:lyceum", group_id=7)])
    assert [(1, What.MOVED, ["link"])] == told(found)
    assert ("vk:one", "https://vk.com/lyceum") == (found.changed[0].row.key, found.changed[0].row.link)


def test_a_page_is_known_by_its_state_number_at_another_address() -> None:
    """The number of the former community is not the new one's."""
    found = planned([row("vk:one", ogrn=SCHOOL, group_id=7)], [row("vk:other", ogrn=SCHOOL)])
    assert [(1, What.MOVED, ["link", "group_id"])] == told(found)
    assert UNKNOWN == found.changed[0].row.group_id


def test_the_number_alone_takes_no_name_away() -> None:
    """A file that has only numbers leaves the link by name; the next file with the name changes nothing."""
    before = row("vk:one", group_id=7)
    found = planned([before], [row("vk:club7", group_id=7)])
    assert (True, 1) == (found.changes_nothing, found.same)


def test_an_unknown_number_takes_no_known_one_away() -> None:
    """A file without numbers forgets none."""
    assert planned([row("vk:one", group_id=7)], [row("vk:one")]).changes_nothing


def test_a_column_that_the_file_lacks_changes_nothing() -> None:
    """A city's list of names and links leaves everything else as it is."""
    before = row("vk:one", ogrn=SCHOOL, municipality="г. Бердск", members=5)
    found = planned([before], [row("vk:one", "Лицей", sphere1="")], frozenset({"name", "link"}))
    assert [(1, What.RENAMED, ["name"])] == told(found)
    assert replace(before, name="Лицей") == found.changed[0].row


def test_two_pages_of_one_institution_that_become_one_are_told() -> None:
    """The other one has vanished, and what it may have been merged into is named."""
    found = planned([row("vk:one", "А", ogrn=SCHOOL), row("vk:two", "Б", ogrn=SCHOOL)], [row("vk:one", "А", ogrn=SCHOOL)])
    assert [(2, "А")] == [(page.page_id, page.into) for page in found.vanished]


def test_a_page_of_another_network_is_another_page() -> None:
    """An institution that left VK for OK has one page that vanished and one that is new."""
    there = row("ok:57000000000001", ogrn=SCHOOL, link="https://ok.ru/group/57000000000001")
    found = planned([row("vk:one", ogrn=SCHOOL)], [there])
    assert ([there], [1]) == (list(found.new), [page.page_id for page in found.vanished])


def test_a_page_that_was_gone_returns() -> None:
    """Even where nothing else of it has changed; one that stays away is not told again."""
    standing = [Standing(1, row("vk:one"), gone=True), Standing(2, row("vk:two"), gone=True)]
    found = plan(standing, [row("vk:one")], ALL)
    assert ([(1, What.RETURNED, [])], ()) == (told(found), found.vanished)


def test_an_address_that_was_another_page_s_needs_a_number() -> None:
    """With one the new page goes by it, without one it cannot be taken."""
    moved = replace(row("vk:one", "Первая", group_id=7), link="https://vk.com/moved")
    taken = row("vk:one", "Вторая", sphere1="Спорт", group_id=9)
    assert ["vk:club9"] == [one.key for one in planned([moved], [row("vk:moved", "Первая", group_id=7), taken]).new]
    refused = planned([moved], [row("vk:moved", "Первая", group_id=7), replace(taken, group_id=UNKNOWN)])
    assert (["Первая"], ()) == ([clash.name for clash in refused.clashes], refused.new)


def test_the_digest_pins_file_and_register() -> None:
    """It is another one as soon as either is."""
    before, after = [row("vk:one")], [row("vk:one", "Лицей")]
    digests = {
        planned(before, after).digest,
        planned(before, [*after, row("vk:two")]).digest,
        planned([replace(before[0], members=1)], after).digest,
        planned(before, after, ALL - {"members"}).digest,
    }
    assert (4, planned(before, after).digest) == (len(digests), planned(list(before), list(after)).digest)


_ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from(("vk:one", "vk:two", "vk:club7", "vk:club9", "ok:12345", "vk:three")),
        st.sampled_from(("Школа", "Лицей", "Музей")),
        ogrn=st.sampled_from(("", SCHOOL, MUSEUM)),
        group_id=st.sampled_from((UNKNOWN, 7, 9)),
        sphere1=st.sampled_from(("", "Образование", "Культура")),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)


@settings(max_examples=200)
@given(_ROWS, _ROWS, st.sets(st.sampled_from(sorted(ALL))).map(frozenset))
def test_every_page_is_told_once(before: list[RegisterRow], after: list[RegisterRow], present: frozenset[str]) -> None:
    """Each row of the file is new, a change, the same or a clash; each page stays, changes or has vanished."""
    found = planned(before, after, present)
    assert len(after) == len(found.new) + len(found.changed) + found.same + len(found.clashes)
    assert len(before) == len(found.changed) + found.same + len(found.vanished)


@settings(max_examples=200)
@given(_ROWS, _ROWS, st.sets(st.sampled_from(sorted(ALL))).map(frozenset))
def test_what_was_applied_changes_nothing_again(
    before: list[RegisterRow], after: list[RegisterRow], present: frozenset[str]
) -> None:
    """The second import of the same file finds the register as it made it, and keys never meet."""
    found = planned(before, after, present)
    changed = {change.page_id: change.row for change in found.changed}
    then = [changed.get(number, one) for number, one in enumerate(before, start=1)] + list(found.new)
    assert len(then) == len({one.key for one in then})
    again = planned(then, after, present)
    assert ((), ()) == (again.new, again.changed)


def test_a_page_becomes_what_the_file_says() -> None:
    """Derived columns follow the ones they come from: the check of a state number, the municipality out of the address."""
    before = row("vk:one", ogrn=SCHOOL, municipality="г. Бердск", address="г. Бердск, 1")
    new = replace(row("vk:one"), ogrn="1", ogrn_valid=False, municipality="г. Искитим", address="г. Искитим, 2")
    becomes = after_import(before, new, frozenset({"address", "ogrn"}))
    assert ("1", False, "г. Искитим") == (becomes.ogrn, becomes.ogrn_valid, becomes.municipality)
