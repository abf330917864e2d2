"""Finding columns by their names."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.sources.columns import ACTIVITY, CHECKS, REGISTER, Heading
from scoring.sources.headers import matched


def _spelt(heading: Heading) -> st.SearchStrategy[str]:
    names = st.sampled_from((heading.ru, heading.en, *heading.also))
    return names.flatmap(
        lambda name: st.sampled_from((name, name.upper(), f"  {name} ", name.replace(" ", "\n"), name.replace("е", "ё")))
    )


@settings(max_examples=60)
@given(st.permutations(REGISTER).flatmap(lambda order: st.tuples(st.just(order), st.tuples(*map(_spelt, order)))))
def test_columns_are_found_in_any_order_and_spelling(drawn: tuple[list[Heading], tuple[str, ...]]) -> None:
    """Every column of a register is found wherever it stands, in either language, whatever its case and spaces."""
    order, names = drawn
    assert {heading.name: index for index, heading in enumerate(order)} == matched(names, REGISTER).positions


def test_a_slip_of_the_pen_is_forgiven_in_a_long_name() -> None:
    """One wrong letter in a long name does not lose the column; short names must be right."""
    found = matched(["Количество подпищиков", "ОГРМ"], REGISTER, tolerant=True)
    assert {"members": 0} == found.positions
    assert ("ОГРМ",) == found.unknown


def test_names_that_differ_by_a_negation_are_told_apart() -> None:
    """«Виджетов верных» and «Виджетов неверных» are two columns."""
    assert {"widgets_wrong": 0, "widgets_correct": 1} == matched(["Виджетов неверных", "Виджетов верных"], CHECKS).positions


def test_a_column_that_stands_twice_is_told() -> None:
    """The second one is not taken in silence."""
    assert ("ОГРН",) == matched(["ОГРН", "ОГРН организации"], REGISTER).twice


def test_no_kind_has_two_columns_of_one_name() -> None:
    """The names in the table of columns are distinct within a kind, in both languages."""
    for headings in (REGISTER, *ACTIVITY.values()):
        for language in ("ru", "en"):
            names = [getattr(heading, language) for heading in headings]
            assert len(names) == len(matched(names, headings).positions)
