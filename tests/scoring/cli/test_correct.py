"""``lavr correct``: a figure put right, a row added and struck out, and taken back."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.cli.conftest import call, done

WHY = ("--reason", "опечатка", "--basis", "письмо № 5")


@pytest.fixture(name="page")
def _page(home: Path) -> str:
    """The address of some page."""
    found: str = json.loads(done(home, "finding", "list", "--json"))[0]["page"]
    return found


def listed(home: Path, *options: str) -> list[dict[str, Any]]:
    """What a program is told."""
    rows: list[dict[str, Any]] = json.loads(done(home, "correct", "list", "--json", *options))
    return rows


def test_figures_are_corrected_told_and_withdrawn(home: Path, page: str) -> None:
    """Several at once; the points are called old until they are computed again."""
    told = done(home, "correct", "add", page, "pages", "--set", "members=912345", "--set", "municipality=г. Обь", *WHY)
    assert ("→ 912345" in told, "пересчитайте баллы" in told) == (True, True)
    assert ["members", "municipality"] == sorted(row["column"] for row in listed(home, "--page", page))
    done(home, "season", "run", "--again", "--until", "scored")
    assert "пересчитайте баллы" not in done(home, "correct", "list")
    assert "опечатка (письмо № 5)" in done(home, "explain", page)
    done(home, "correct", "withdraw", "1", "2", "--reason", "ошибка")
    assert ([], 2) == (listed(home), len(listed(home, "--all")))
    assert 1 == call(home, "correct", "withdraw", "1", "--reason", "ошибка").exit_code


def test_a_lost_row_is_added_corrected_and_goes_with_its_cells(home: Path, page: str) -> None:
    """Values are written as in files."""
    done(
        home, "correct", "add", page, "streams", "--row", "99001", "--lost", "--set", "started=14.03.2025 12:00",
        "--set", "duration=3600", "--set", "confirmed=да", *WHY,
    )  # fmt: skip
    done(home, "correct", "add", page, "streams", "--row", "99001", "--set", "confirmed=нет", *WHY)
    assert ["add", "change"] == [row["act"] for row in listed(home)]
    done(home, "correct", "withdraw", "1", "--reason", "ошибка")
    assert [] == listed(home)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("pages", "--set", "members=много"), "нужно целое число"),
        (("pages", "--set", "Сфера=1"), "СТОЛБЕЦ=ЗНАЧЕНИЕ"),
        (("pages",), "Назовите, что исправить"),
        (("posts", "--set", "repost=да"), "Назовите строку"),
        (("posts", "--row", "987654321", "--strike"), "нет"),
        (("pages", "--strike"), "не добавляют и не вычёркивают"),
    ],
)
def test_what_is_wrong_is_said(home: Path, page: str, given: tuple[str, ...], words: str) -> None:
    """Nothing is written."""
    answer = call(home, "correct", "add", page, *given, *WHY)
    assert (1, True, []) == (answer.exit_code, words in answer.stderr, listed(home))
