"""Plain columns as metrics: exact, unknown where a cell is empty, told with their names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.evidence import UNKNOWN
from scoring.engine.explain import detail_of, explain
from scoring.engine.run import Result, evaluate
from scoring.errors import InputError
from scoring.evidence.freeze import freeze
from scoring.evidence.reader import open_snapshot
from scoring.sources.register import read_register
from tests.scoring.engine.world import Value, World, book_of, criterion


def of(metric: dict[str, str], **numbers: list[Value]) -> Result:
    """One leaf over plain columns."""
    book = book_of(criterion("A", 100, metric=metric))
    count = len(next(iter(numbers.values())))
    return evaluate(book, World(["Спорт"] * count, numbers=numbers), metrics={}, gates={})


def test_a_column_is_its_value() -> None:
    """Decimals as they are written, an empty cell is unknown."""
    found = of({"column": "x"}, x=[(25, 100), (0, 0), (-3, 1), (7, 1)])
    assert [2500, UNKNOWN, 0, 10_000] == found.scored.share[0].tolist()


def test_a_column_per_another() -> None:
    """0.5 / 2, 3 / nothing, nothing / 2, 1 / 0, -1 / -4."""
    found = of(
        {"column": "x", "per": "y"}, x=[(1, 2), (3, 1), (0, 0), (1, 1), (-1, 1)], y=[(2, 1), (0, 0), (2, 1), (0, 1), (-4, 1)]
    )
    assert [2500, UNKNOWN, UNKNOWN, UNKNOWN, 2500] == found.scored.share[0].tolist()


@given(st.lists(st.tuples(*[st.integers(-(10**6), 10**6), st.integers(0, 1000)] * 2), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_quotient_is_exact(rows: list[tuple[int, int, int, int]]) -> None:
    """a/b divided by c/d is ad/bc, whatever the signs."""
    leaf = of({"column": "x", "per": "y"}, x=[row[:2] for row in rows], y=[row[2:] for row in rows]).leaves[0]
    for (a, b, c, d), above, below in zip(rows, leaf.numerator.tolist(), leaf.denominator.tolist(), strict=True):
        if b and c and d:
            assert (True, a * d * below) == (below > 0, above * b * c)
        else:
            assert (0, 0) == (above, below)


def test_a_column_that_is_not_there_is_told() -> None:
    """With the field of the rule book and the columns that are."""
    with pytest.raises(InputError, match=r"A\.metric\.per: the data have no column «z»\. There are: «x»"):
        of({"column": "x", "per": "z"}, x=[(1, 1)])


def test_a_text_is_no_metric_and_a_number_no_nomination(tmp_path: Path) -> None:
    """Of a register, whose columns have a kind: it does not say that a column is not there while it lists it."""
    register = tmp_path / "register.csv"
    register.write_text("Наименование;Ссылка на госпаблик ВК;Уровень;Активность (%)\nШ;vk.com/club1;Район;50\n", encoding="utf-8")
    frozen = freeze(read_register(register).rows, (), year=2025, zone="UTC", days_off=(), into=tmp_path / "evidence")
    text, number = {"column": "Уровень"}, {"column": "Активность (%)"}

    with open_snapshot(frozen.folder) as evidence:
        with pytest.raises(InputError, match=r"A\.metric\.column: the column «Уровень» holds text"):
            evaluate(book_of(criterion("A", 100, metric=text)), evidence, metrics={}, gates={})
        with pytest.raises(InputError, match=r"nominations\.by: the column «Активность \(%\)» holds numbers"):
            evaluate(book_of(criterion("A", 100, metric=number), nominations={"by": [number]}), evidence, metrics={}, gates={})


def test_numbers_beyond_exactness_are_told() -> None:
    """Rather no answer than a wrong one."""
    with pytest.raises(InputError, match="too many digits"):
        of({"column": "x", "per": "y"}, x=[(2**60 - 1, 1)], y=[(1, 2**60 + 1)])


@pytest.mark.parametrize(
    ("value", "expected"),
    [((5, 4), "x / y: 1,25\u00a0руб.: без потерь"), ((1, 4), "x / y: 0,25\u00a0руб.: −75"), ((0, 0), "x / y: нет данных")],
)
def test_a_column_is_told_by_its_name(value: Value, expected: str) -> None:
    """Value and unit, or that there is none."""
    found = of({"column": "x", "per": "y", "unit": "руб."}, x=[value, (1, 1)], y=[(1, 1), (1, 1)])
    assert expected == explain(found.book, detail_of(found, 0), "ru", metrics={}, gates={}).lines[0].text


def test_columns_lean_and_curve_as_metrics_do() -> None:
    """The mean of the nomination, and then the curve."""
    curve = {"kind": "linear", "zero": 0, "full": 2}
    book = book_of(criterion("A", 100, metric={"column": "x"}, shrink={"prior": 1}, curve=curve))
    found = evaluate(book, World(["Спорт"] * 2, numbers={"x": [(2, 1), (0, 1)]}), metrics={}, gates={})
    assert [7500, 2500] == found.scored.share[0].tolist()
