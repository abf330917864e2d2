"""Published indices recomputed from plain tables: ``lavr score`` gives the digits that stand in the papers.

The tables and their rule books lie in ``tests/golden/published``; the first line of each table names its source. Figures are
compared as they were printed; where a source cuts digits off instead of rounding, its table says so.
"""

import csv
import json
import math
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scoring.cli.commands import lavr

PUBLISHED = Path(__file__).parents[2] / "golden" / "published"
COUNTRIES = 23
THOUSANDTHS = 1000
SAMPLE = (Decimal(COUNTRIES - 1) / COUNTRIES).sqrt()
"""A z-score by the sample standard deviation over one by the population's."""


def scored(folder: Path, rulebook: str, table: str) -> dict[str, dict[str, Any]]:
    """The ranking by key, as a person would compute it."""
    out = folder / "out.json"
    arguments = ["--home", str(folder), "score", "--rulebook", str(PUBLISHED / rulebook), "--evidence", str(PUBLISHED / table)]
    result = CliRunner().invoke(lavr, [*arguments, "--out", str(out)], catch_exceptions=False)
    assert 0 == result.exit_code, result.output
    return {row["page"]: row for row in json.loads(out.read_text(encoding="utf-8"))}


def printed(table: str, column: str) -> dict[str, str]:
    """A column of a table as its source prints it, by key; the first line is the source, the first column the key."""
    lines = (PUBLISHED / table).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Source: ")
    rows = list(csv.DictReader(lines[1:], delimiter=";"))
    return {next(iter(row.values())): row[column] for row in rows}


def rounded(number: float | Decimal, like: str, way: str = ROUND_HALF_UP) -> str:
    """The number with as many decimals as ``like`` has."""
    exponent = Decimal(like).as_tuple().exponent
    assert isinstance(exponent, int)
    return str(Decimal(str(number)).quantize(Decimal(1).scaleb(exponent), way) + 0)


@pytest.mark.parametrize(
    ("rulebook", "table", "column", "unit"),
    [
        ("hdi/index.toml", "hdi/table.csv", "Published HDI", THOUSANDTHS),
        ("gender/index.toml", "gender/table.csv", "Published GDI", THOUSANDTHS // 2),
        ("hunger/index.toml", "hunger/table.csv", "Published GHI", 1),
        ("weighted/sum.toml", "weighted/table.csv", "Weighted sum", 1),
        ("scales/index.toml", "scales/table.csv", "Published", THOUSANDTHS),
        ("normalisation/min-max.toml", "normalisation/table.csv", "Min-Max", THOUSANDTHS),
        ("normalisation/best.toml", "normalisation/table.csv", "Ratio to the best", THOUSANDTHS),
        ("compensability/linear.toml", "compensability/table.csv", "Linear", 1),
        ("asem/index.toml", "asem/table.csv", "Index", 1),
        ("heating/sum.toml", "heating/table.csv", "Score", THOUSANDTHS),
        ("borda/moulin.toml", "borda/moulin.csv", "Borda points", 1),
        ("borda/condorcet.toml", "borda/condorcet.csv", "Borda points", 1),
        ("borda/fishburn.toml", "borda/fishburn.csv", "Borda points", 1),
        ("borda/fishburn_without_d.toml", "borda/fishburn_without_d.csv", "Borda points", 1),
    ],
)
def test_totals_are_the_published_ones(tmp_path: Path, rulebook: str, table: str, column: str, unit: int) -> None:
    """Every total, rounded as it was printed, equals the printed figure; ``unit``: totals that make 1."""
    expected = printed(table, column)

    found = scored(tmp_path, rulebook, table)

    assert expected == {key: rounded(Decimal(str(found[key]["total"])) / unit, figure) for key, figure in expected.items()}


def test_an_index_next_to_a_rounding_border_is_as_near_as_shares_can_tell(tmp_path: Path) -> None:
    """Afghanistan 1990 is 0.27251, printed 0.273: a mean of shares kept in ten-thousandths may end up below 0.2725."""
    found = scored(tmp_path, "hdi/index.toml", "hdi/near_a_border.csv")["Afghanistan 1990"]["total"] / THOUSANDTHS

    health, income = (45.9672 - 20) / 65, math.log(26.84550019) / math.log(750)
    exact = (health * (2.504050016 / 18 + 0.97112539 / 15) / 2 * income) ** (1 / 3)
    assert "0.273" == rounded(exact, "0.001") == printed("hdi/near_a_border.csv", "Published HDI")["Afghanistan 1990"]
    assert exact == pytest.approx(found, abs=0.0001)


@pytest.mark.parametrize(
    ("rulebook", "column"),
    [("tai/equal.toml", "Place equal"), ("tai/budget.toml", "Place budget"), ("tai/geometric.toml", "Place geometric")],
)
def test_places_of_the_technology_achievement_index_are_the_published_ones(tmp_path: Path, rulebook: str, column: str) -> None:
    """All 23 places under equal weights, weights of experts, and the geometric mean."""
    found = scored(tmp_path, rulebook, "tai/table.csv")

    assert printed("tai/table.csv", column) == {key: str(row["place"]) for key, row in found.items()}


@pytest.mark.parametrize(
    ("rulebook", "column"),
    [("waspas/sum.toml", "Weighted sum"), ("waspas/product.toml", "Weighted product"), ("waspas/half.toml", "Half and half")],
)
def test_scores_of_ten_alternatives_are_the_published_ones(tmp_path: Path, rulebook: str, column: str) -> None:
    """All ten, to a unit of the fourth digit, as far as four products of shares in ten-thousandths can tell; and all places."""
    found = scored(tmp_path, rulebook, "waspas/table.csv")

    expected = {key: float(figure) for key, figure in printed("waspas/table.csv", column).items()}
    assert expected == pytest.approx({key: row["total"] / THOUSANDTHS for key, row in found.items()}, abs=0.0001)
    assert printed("waspas/table.csv", "Place") == {key: str(row["place"]) for key, row in found.items()}


def test_places_of_heating_losses_are_those_of_another_program(tmp_path: Path) -> None:
    """Shares of the sum, of what is the better the less by one over it."""
    found = scored(tmp_path, "heating/sum.toml", "heating/table.csv")

    assert printed("heating/table.csv", "Place") == {key: str(row["place"]) for key, row in found.items()}


@pytest.mark.parametrize(("code", "column"), [("C", "Conn"), ("S", "Sust")])
def test_every_level_of_a_tree_gives_the_published_scores(tmp_path: Path, code: str, column: str) -> None:
    """Sub-indices are twice what they give the index; their parts were printed with two decimals, so they may be one off."""
    found = scored(tmp_path, "asem/index.toml", "asem/table.csv")

    expected = {key: float(figure) for key, figure in printed("asem/table.csv", column).items()}
    assert expected == pytest.approx({key: 2 * row["points"][code] for key, row in found.items()}, abs=0.01)


def test_z_scores_are_the_published_ones(tmp_path: Path) -> None:
    """The z out of points, by the sample standard deviation as the handbook has it."""
    expected = printed("normalisation/table.csv", "z-score")

    found = scored(tmp_path, "normalisation/z-score.toml", "normalisation/table.csv")

    z = {key: (Decimal(str(row["total"])) / THOUSANDTHS - Decimal("0.5")) * 6 * SAMPLE for key, row in found.items()}
    assert expected == {key: rounded(z[key], figure) for key, figure in expected.items()}


def test_geometric_means_are_the_published_ones(tmp_path: Path) -> None:
    """21, 1, 1, 1 is worth far less than four sixes, and gains most by one unit more."""
    expected = printed("compensability/table.csv", "Geometric")

    found = scored(tmp_path, "compensability/geometric.toml", "compensability/table.csv")

    assert expected == {key: rounded(found[key]["total"], figure, ROUND_DOWN) for key, figure in expected.items()}


def test_ratios_of_weighted_products_are_the_published_ones(tmp_path: Path) -> None:
    """P(A1 / A2) = 1.007, P(A1 / A3) = 1.067, P(A2 / A3) = 1.059."""
    total = {key: row["total"] for key, row in scored(tmp_path, "weighted/product.toml", "weighted/table.csv").items()}

    ratios = [rounded(total[one] / total[other], "0.001") for one, other in (("A1", "A2"), ("A1", "A3"), ("A2", "A3"))]

    assert ["1.007", "1.067", "1.059"] == ratios


def test_withdrawing_the_last_may_turn_the_order_round(tmp_path: Path) -> None:
    """Fishburn's example of rank reversal: a, b, c, d becomes c, b, a without d."""
    with_d = scored(tmp_path, "borda/fishburn.toml", "borda/fishburn.csv")
    without = scored(tmp_path, "borda/fishburn_without_d.toml", "borda/fishburn_without_d.csv")

    assert (["a", "b", "c", "d"], ["c", "b", "a"]) == (list(with_d), list(without))


def test_equal_weighted_sums_share_a_place(tmp_path: Path) -> None:
    """A2 and A3 have 22.00 both: nobody is put first by the order of rows."""
    found = scored(tmp_path, "weighted/sum.toml", "weighted/table.csv")

    assert {"A1": 3, "A2": 1, "A3": 1} == {key: row["place"] for key, row in found.items()}
