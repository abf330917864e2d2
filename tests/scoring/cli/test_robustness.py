"""Robustness on the command line: of a table without a database, and what a season without a run is told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.scoring.cli.conftest import OPEN
from tests.scoring.cli.test_commands import _shell

Run = Callable[..., Result]
TABLE = "Имя;Обложка;Ответы\nпервая;80;40\nвторая;50;68\nтретья;10;20\n"
BOOK = """
format = 1
id = "table"
version = "1"
title = { ru = "Таблица", en = "Table" }
nominations = { by = [] }
quota = { count = 1, floor = 0, laureate_floor = 0 }

[[criteria]]
code = "A"
title = { ru = "Обложка", en = "Cover" }
points = 50
metric = { column = "Обложка" }
curve = { kind = "linear", zero = 0, full = 100 }

[[criteria]]
code = "B"
title = { ru = "Ответы", en = "Answers" }
points = 50
metric = { column = "Ответы" }
curve = { kind = "linear", zero = 0, full = 100 }
"""


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on an empty home."""
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    monkeypatch.delenv("LAVR_DATABASE_URL", raising=False)
    return lambda *arguments: CliRunner().invoke(_shell, ["--home", str(tmp_path / "home"), *arguments])


@pytest.fixture(name="scored")
def _scored(run: Run, tmp_path: Path) -> tuple[Result, Path]:
    """The table scored, with a report."""
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    out = tmp_path / "report.json"
    files = ("--rulebook", "book.toml", "--evidence", "table.csv", "--out", "ranking.csv")
    named = [part if part.startswith("--") else str(tmp_path / part) for part in files]
    return run("score", *named, "--robustness", str(out)), out


def test_a_table_has_its_report_beside_the_ranking(scored: tuple[Result, Path]) -> None:
    """As JSON; a table has no weeks to resample."""
    result, out = scored
    told = json.loads(out.read_text(encoding="utf-8"))
    assert (result.exit_code, told["resamples"], [page["place"] for page in told["nominations"][0]["pages"]]) == (0, 0, [1, 2, 3])


def test_the_screen_tells_what_decides(scored: tuple[Result, Path]) -> None:
    """In sentences, and that nothing was changed."""
    result, _ = scored
    assert all(
        sentence in result.output
        for sentence in (
            "Черту решает критерий",
            "Достаточно опустить вес «Обложка» (A)",
            "Отчёт ничего не меняет в результатах.",
        )
    )


def test_a_season_without_a_run_is_told_what_to_do_first(run: Run) -> None:
    """Compute the points."""
    run(*OPEN)
    result = run("robustness")
    assert (result.exit_code, "сначала посчитайте баллы" in result.output) == (1, True)
