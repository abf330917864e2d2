"""``lavr evidence``, ``lavr register``, ``lavr incident``: what they tell, write, refuse, and end with."""

import json
from pathlib import Path

from scoring.sources.register import read_register
from tests.scoring.cli.conftest import call, done

EXAMPLE = Path(__file__).parents[3] / "docs" / "example-evidence"
_FILES = ("--year", "2025", "--zone", "Asia/Novosibirsk")


def test_the_worked_example_is_sound(tmp_path: Path) -> None:
    """Status 0, and every file's rows."""
    assert "posts.csv 4" in done(tmp_path, "evidence", "check", str(EXAMPLE), *_FILES)


def test_a_fault_ends_the_check_with_status_1(tmp_path: Path) -> None:
    """With file, line, column and value."""
    for path in EXAMPLE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    checks = tmp_path / "checks.csv"
    checks.write_text(checks.read_text(encoding="utf-8").replace(";340;", ";много;").replace(";341", ";много"), encoding="utf-8")
    result = call(tmp_path, "evidence", "check", str(tmp_path), *_FILES)
    assert 1 == result.exit_code
    assert "checks.csv, строка 3, столбец «Подписчиков», значение «много»" in result.output


def test_plain_files_need_their_year(tmp_path: Path) -> None:
    """A snapshot knows its own."""
    result = call(tmp_path, "evidence", "check", str(EXAMPLE))
    assert (1, True) == (result.exit_code, "укажите год" in result.output)


def test_a_snapshot_is_checked_and_told(home: Path) -> None:
    """The season's own one: no fault, all pages."""
    (snapshot,) = (home / "evidence").iterdir()
    told = json.loads(done(home, "evidence", "check", str(snapshot), "--json"))
    figures = json.loads(done(home, "evidence", "stats", str(snapshot), "--json"))
    assert ([], 120, told["rows"]["posts.parquet"]) == (told["faults"], figures["pages"], figures["tables"][1]["rows"])


def test_figures_of_files_to_hand_over(tmp_path: Path) -> None:
    """In words, months and all."""
    assert "Образование (1): 3 0 0" in done(tmp_path, "evidence", "stats", str(EXAMPLE), *_FILES)


def test_the_register_is_counted(home: Path) -> None:
    """For people and for programs alike."""
    found = json.loads(done(home, "register", "stats", "--json"))
    assert (120, 120) == (found["whole"]["pages"], sum(tally["pages"] for tally in found["sphere"]))
    assert "Всего: 120" in done(home, "register", "stats")


def test_the_register_is_written_back(home: Path, tmp_path: Path) -> None:
    """In each of the three forms, all of its pages; another ending is refused."""
    for form in ("xlsx", "csv", "docx"):
        file = tmp_path / f"register.{form}"
        done(home, "register", "export", str(file))
        assert 120 == len(read_register(file).rows)
    assert 1 == call(home, "register", "export", str(tmp_path / "register.pdf")).exit_code


def test_an_incident_is_tried_announced_listed_and_taken_back(home: Path) -> None:
    """And tells what it would change before it counts."""
    said = ("--from", "2025-03-03 10:00", "--to", "2025-03-05", "--reason", "Сбой сети")
    assert "Войдут: " in done(home, "incident", "add", *said, "--try")
    assert [] == json.loads(done(home, "incident", "list", "--json"))
    assert "Объявлено" in done(home, "incident", "add", *said, "--data", "posts")
    (row,) = json.loads(done(home, "incident", "list", "--json"))
    assert (["posts"], "2025-03-03T03:00:00+00:00", "2025-03-05T17:00:00+00:00") == (row["data"], row["begins"], row["ends"])
    assert "посчитаны до этого" in done(home, "incident", "list")
    assert "Отменено" in done(home, "incident", "remove", str(row["id"]), "--reason", "Сбоя не было")
    (row,) = json.loads(done(home, "incident", "list", "--json"))
    assert "Сбоя не было" == row["removed"]["reason"]


def test_a_wrong_time_of_an_incident_is_told(home: Path) -> None:
    """With how to write it."""
    result = call(home, "incident", "add", "--from", "вчера", "--to", "2025-03-05", "--reason", "Сбой")
    assert (1, True) == (result.exit_code, "Пишите 2025-03-03" in result.output)


def test_two_runs_with_and_without_an_incident_differ_by_it(home: Path) -> None:
    """The comparison names it, the sealed run carries it, and the replay comes out the same."""
    (before,) = (home / "runs").iterdir()
    done(home, "incident", "add", "--from", "2025-03-03", "--to", "2025-03-05", "--reason", "Сбой сети")
    done(home, "season", "run", "--until", "scored", "--again")
    (after,) = (path for path in (home / "runs").iterdir() if path != before)
    assert "Объявлен сбой: неделя не учтена ни у кого: Сбой сети" in done(home, "diff", before.name[:12], after.name[:12])
    assert "Совпало до байта" in done(home, "replay", "2025")
    assert ["incidents.json"] == [path.name for path in after.iterdir() if path.name == "incidents.json"]
