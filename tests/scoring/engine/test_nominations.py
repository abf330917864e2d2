"""Nominations: by one field, by several, by size, by network, by a table's column, and one for all."""

from collections.abc import Sequence
from typing import Any

import pytest

from criteria.evidence import UNKNOWN
from scoring.engine.nominations import EVERYBODY, SIZE_UNKNOWN, nominate
from scoring.errors import InputError
from tests.scoring.engine.world import World, book_of, criterion

SIZES = [{"name": "Малые", "below": 1000}, {"name": "Средние", "below": 10_000}, {"name": "Крупные"}]


def by(fields: Any, world: World, **more: Any) -> list[str]:
    """The nomination of every page, empty for none."""
    found = nominate(book_of(criterion("A", 100), nominations={"by": fields, **more}), world)
    return ["" if index == UNKNOWN else found.names[index] for index in found.of.tolist()]


def test_without_a_field_all_pages_stand_in_one_nomination() -> None:
    """Also those whose sphere nobody knows."""
    assert [EVERYBODY] * 3 == by((), World(["Спорт", "", "Культура"]))


def test_several_fields_are_joined() -> None:
    """A page that lacks one of them belongs to none."""
    world = World(["Спорт", "спорт", ""], municipalities=["Орёл", "Орёл ", "Орёл"])
    assert ["Спорт · Орёл", "Спорт · Орёл", ""] == by(("sphere", "municipality"), world)


def test_a_known_combination_keeps_its_spelling() -> None:
    """As the rule book writes it."""
    known = [{"name": "Спорт · Орёл", "title_en": "Sport in Oryol", "short": "СПОР"}]
    world = World(["СПОРТ"], municipalities=["орёл"])
    assert ["Спорт · Орёл"] == by(("sphere", "municipality"), world, known=known)


@pytest.mark.parametrize(
    ("members", "expected"),
    [(0, "Малые"), (999, "Малые"), (1000, "Средние"), (10_000, "Крупные"), (2_000_000, "Крупные"), (UNKNOWN, SIZE_UNKNOWN)],
)
def test_size_classes_end_below_their_bound(members: int, expected: str) -> None:
    """The last one takes all others; a size that nobody knows is a class of its own."""
    assert [expected] == by("size", World([""], members=[members]), sizes=SIZES)


@pytest.mark.parametrize("fields", [("size",), ("sphere", "size")])
def test_size_classes_rise_and_the_unknown_comes_last(fields: tuple[str, ...]) -> None:
    """Not by alphabet, wherever nominations are listed."""
    world = World(["А", "Б", "А", "А", "А", "Б"], members=[50_000, 1, UNKNOWN, 5000, 1, 5000])
    found = nominate(book_of(criterion("A", 100), nominations={"by": fields, "sizes": SIZES}), world).names
    sizes = [name.rpartition(" · ")[2] for name in found]
    wanted = ["Малые", "Средние", "Крупные", SIZE_UNKNOWN]
    assert (wanted if len(fields) == 1 else [*wanted, "Малые", "Средние"]) == sizes


@pytest.mark.parametrize(
    ("key", "expected"),
    [("vk:club1", "ВКонтакте"), ("ok:group1", "Одноклассники"), ("max:x", "MAX"), ("fediverse:x", "fediverse"), ("x", "")],
)
def test_networks_are_called_by_their_names(key: str, expected: str) -> None:
    """By the prefix of the key; a network nobody has heard of stands as it is written."""
    assert [expected] == by("network", World([""], keys=[key]))


def test_a_column_of_a_table_makes_nominations() -> None:
    """An empty cell belongs to none."""
    assert ["Север", "", "Юг"] == by(({"column": "Округ"},), World([""] * 3, words={"Округ": ["Север", " ", "Юг"]}))


def test_a_column_that_does_not_exist_is_told_with_those_that_do() -> None:
    """In both languages, with the field of the rule book."""
    with pytest.raises(InputError, match=r"no column «Район».*«Округ»") as caught:
        by(({"column": "Район"},), World([""], words={"Округ": ["Север"]}))
    assert "столбца «Район» в данных нет. Есть столбцы: «Округ»" in caught.value.ru


@pytest.mark.parametrize("pages", [[], ["Спорт"]])
def test_few_pages_are_no_trouble(pages: Sequence[str]) -> None:
    """None at all, and a single one."""
    assert list(pages) == by("sphere", World(pages))
