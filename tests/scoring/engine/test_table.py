"""The ranking as a table: one order, one form, the same bytes."""

import csv
import hashlib
import io

import pytest

from scoring.engine.run import Result, evaluate
from scoring.engine.table import exact, fixed, ranking_csv, ranking_digest, ranking_header, ranking_rows
from tests.scoring.engine.world import World, book_of, criterion, gate_of, gate_rule, metric_of, shares

BOOK = book_of(
    criterion("A", 60),
    criterion("B", 40),
    gates=[gate_rule("G1"), gate_rule("G2")],
    quota={"percent": 5, "floor": 70, "laureate_floor": 60},
)
PAGES = (
    ("vk:b", "Спорт", 9, 1, 1),
    ("vk:a", "Спорт", 9, 1, -1),
    ("vk:c", "Культура", 5, 1, 1),
    ("vk:d", "Спорт", 10, 0, -1),
    ("vk:e", "", 3, 1, 1),
)


def result_of(pages: tuple[tuple[str, str, int, int, int], ...] = PAGES, names: tuple[str, ...] = ()) -> Result:
    """Pages of (key, sphere, tenths, verdict of G1, verdict of G2)."""
    world = World([page[1] for page in pages], [page[0] for page in pages])
    for i, name in enumerate(names):
        world.pages.name[i] = name
    return evaluate(
        BOOK,
        world,
        metrics={"A": metric_of(shares(*[page[2] for page in pages])), "B": metric_of(shares(*[page[2] for page in pages]))},
        gates={"G1": gate_of([page[3] for page in pages]), "G2": gate_of([page[4] for page in pages])},
    )


def table(data: bytes) -> list[dict[str, str]]:
    """The rows by column."""
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_rows_go_by_nomination_place_and_key() -> None:
    """Nominations by name, no place last, no nomination at the very end."""
    assert [(row.nomination, row.place, row.key) for row in ranking_rows(result_of())] == [
        ("Культура", 1, "vk:c"),
        ("Спорт", 1, "vk:a"),
        ("Спорт", 1, "vk:b"),
        ("Спорт", None, "vk:d"),
        ("", None, "vk:e"),
    ]


def test_row_is_written_in_words() -> None:
    """The winner that a person has to look at, and the page that is out."""
    rows = {row["Страница"]: row for row in table(ranking_csv(result_of()))}
    winner, out = rows["vk:a"], rows["vk:d"]
    assert (winner["Итог"], winner["Решение"], winner["Допуск"], winner["До черты"]) == ("90.00", "победитель", "G2?", "0.00")
    assert (out["Место"], out["Итог"], out["Решение"], out["Допуск"]) == ("", "100.00", "вне конкурса", "G1 G2?")
    assert (winner["A Критерий A"], winner["B Критерий B"]) == ("54.00", "36.00")


def test_table_speaks_english() -> None:
    """Headers, outcomes and titles."""
    rows = table(ranking_csv(result_of(), "en"))
    assert [row["Outcome"] for row in rows] == ["participant", "winner", "winner", *["out of the contest"] * 2]
    assert ranking_header(BOOK, "en")[-2:] == ("A Criterion A", "B Criterion B")


def test_order_of_pages_does_not_change_the_bytes() -> None:
    """The same contest read in another order."""
    assert ranking_csv(result_of(tuple(reversed(PAGES)))) == ranking_csv(result_of())


def test_lines_end_with_a_line_feed_only() -> None:
    """On every machine."""
    data = ranking_csv(result_of())
    assert (data.count(b"\n"), data.count(b"\r"), data[-1:]) == (6, 0, b"\n")


def test_digest_is_of_the_russian_bytes() -> None:
    """What a run is compared by."""
    assert ranking_digest(result_of()) == hashlib.sha256(ranking_csv(result_of())).hexdigest()


def test_digest_sees_a_changed_total() -> None:
    """One tenth more for one page."""
    changed = (*PAGES[:2], ("vk:c", "Культура", 6, 1, 1), *PAGES[3:])
    assert ranking_digest(result_of(changed)) != ranking_digest(result_of())


@pytest.mark.parametrize("name", ["=1+1", "+7", "-1", "@name"])
def test_name_that_looks_like_a_formula_is_defused(name: str) -> None:
    """A spreadsheet shows it as text."""
    rows = {row["Страница"]: row for row in table(ranking_csv(result_of(names=(name,))))}
    assert rows["vk:b"]["Название"] == f"'{name}"


def test_names_with_quotes_and_line_breaks_survive() -> None:
    """«Ё», quotes and commas come back as they were."""
    name = 'МБУ "Ёлка", г. Орёл\nфилиал'
    rows = {row["Страница"]: row for row in table(ranking_csv(result_of(names=(name,))))}
    assert rows["vk:b"]["Название"] == name


@pytest.mark.parametrize(
    ("parts", "decimals", "text"),
    [(123_450, 2, "12.35"), (123_449, 2, "12.34"), (0, 2, "0.00"), (-1, 2, "0.00"), (-250_000, 2, "-25.00"), (5_000, 0, "1")],
)
def test_numbers_are_rounded_half_up(parts: int, decimals: int, text: str) -> None:
    """Ten-thousandths with a point."""
    assert fixed(parts, decimals) == text


@pytest.mark.parametrize(
    ("parts", "text"), [(120_000, "12.00"), (123_450, "12.345"), (123_456, "12.3456"), (-5, "-0.0005"), (100_500, "10.05")]
)
def test_points_of_parts_are_told_exactly(parts: int, text: str) -> None:
    """Two decimals at least, four at most, nothing rounded off."""
    assert text == exact(parts)
