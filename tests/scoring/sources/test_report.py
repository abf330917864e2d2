"""The report of refused rows."""

import csv
from pathlib import Path
from string import Formatter

from scoring.sources.reasons import REASONS
from scoring.sources.report import Refusal, write_refusals


def test_the_table_holds_every_refusal(tmp_path: Path) -> None:
    """File, line, column, value and the sentence of the reason, in the reader's language."""
    path = tmp_path / "refused.csv"
    rows = [Refusal("a.csv", 7, "Страница", "=club1", "page_twice", (("line", "3"),)), Refusal("a.csv", 9, "", "x;y", "not_utf8")]
    assert 2 == write_refusals(path, rows, "ru")
    with path.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file, delimiter=";"))
    assert ["Файл", "Строка", "Столбец", "Значение", "Причина"] == table[0]
    assert ["a.csv", "7", "Страница", "'=club1", "эта страница уже есть в строке 3: оставьте одну из строк"] == table[1]
    assert "x;y" == table[2][3]


def test_both_languages_of_a_reason_name_the_same() -> None:
    """No sentence asks for a value that the other one does not know."""
    for code, (ru, en) in REASONS.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (ru, en)]
        assert names[0] == names[1], code
