"""Bad rows in a season's files: each is defined in docs/rulebook.md, told with its place, and touches nobody's points."""

import shutil
from pathlib import Path

import pytest

from tests.scoring.cli.conftest import call

EXAMPLE = Path(__file__).parents[3] / "docs" / "example-evidence"
BAD = {
    "a duration that is no number": ("streams.csv", "club102;90;2025-02-08 10:00;NaN;;да"),
    "a duration without end": ("streams.csv", "club102;90;2025-02-08 10:00;inf;;да"),
    "a negative duration": ("streams.csv", "club102;90;2025-02-08 10:00;-45;;да"),
    "an answer before its question": ("messages.csv", "club102;90;;2025-02-08 10:00;2025-02-07 10:00;да;"),
    "a deletion before the publication": ("posts.csv", "club102;90;2025-02-08 10:00;нет;нет;240;90;1;да;2025-02-07 10:00"),
    "a post outside the years": ("posts.csv", "club102;90;2023-02-08 10:00;нет;нет;240;90;1;да;"),
    "a check outside the years": ("checks.csv", "club102;2031-01-14;да;800;;;нет;да;да;1;1;нет;70;;нет;341"),
    "a share above everything": ("checks.csv", "club102;2025-01-21;да;800;;;нет;да;да;1;1;нет;170;;нет;341"),
    "a page that nobody knows": ("posts.csv", "club999;90;2025-02-08 10:00;нет;нет;240;90;1;да;"),
}
UNCOUNTED = {
    "a post of the year before": ("posts.csv", "club102;90;2024-12-28 10:00;нет;нет;240;90;1;да;"),
    "a post of the year after": ("posts.csv", "club102;90;2026-01-03 10:00;нет;нет;240;90;1;да;"),
    "a stream of the year after": ("streams.csv", "club102;90;2026-02-08 10:00;45;;да"),
    "a message of the year before": ("messages.csv", "club102;90;;2024-12-30 10:00;2024-12-30 11:00;да;"),
}


def ranked(folder: Path, file: str = "", row: str = "") -> tuple[bytes, str]:
    """The ranking of the worked example with one row more, and what was told beside it."""
    files = folder / f"files{bool(row)}"
    shutil.copytree(EXAMPLE, files)
    if row:
        with (files / file).open("a", encoding="utf-8") as end:
            end.write(f"{row}\n")
    out = folder / f"ranking{bool(row)}.csv"
    result = call(folder, "score", "--rulebook", "regional", "--evidence", str(files), "--year", "2025", "--out", str(out))
    assert 0 == result.exit_code, result.output
    return out.read_bytes(), result.output


@pytest.mark.parametrize(("file", "row"), BAD.values(), ids=BAD)
def test_a_bad_row_is_told_and_changes_nobody_s_points(tmp_path: Path, file: str, row: str) -> None:
    """The ranking has the bytes that it has without the row."""
    clean, _ = ranked(tmp_path)

    found, told = ranked(tmp_path, file, row)

    assert clean == found
    assert f"! {file}: отклонено строк: 1" in told


@pytest.mark.parametrize(("file", "row"), UNCOUNTED.values(), ids=UNCOUNTED)
def test_what_happened_in_a_year_beside_is_taken_and_not_counted(tmp_path: Path, file: str, row: str) -> None:
    """An export over the turn of the year needs no cutting."""
    clean, _ = ranked(tmp_path)

    found, told = ranked(tmp_path, file, row)

    assert clean == found
    assert "отклонено" not in told


def test_every_bad_row_has_its_line_in_the_document() -> None:
    """A person who meets one finds what becomes of it."""
    told = (EXAMPLE.parent / "rulebook.md").read_text(encoding="utf-8").partition("## Крайние случаи")[2].partition("\n## ")[0]
    for word in ("NaN", "Бесконечность", "Отрицательная длительность", "Ответ раньше вопроса", "Дата вне года", "одна страница"):
        assert word in told
    for word in ("ни одной страницы", "Все страницы равны", "Пустое поле номинации", "Ничего не известно"):
        assert word in told
