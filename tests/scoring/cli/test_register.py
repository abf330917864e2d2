"""``lavr import register``: its plan, words about columns, pages that are gone, one step back."""

import json
from pathlib import Path

import pytest

from tests.scoring.cli.conftest import OPEN, call, done

FIRST = "Наименование;Ссылка;Сфера 1\nШкола;vk.com/school;Образование\nМузей;vk.com/museum;Культура\n"
SECOND = "Наименование;Ссылка;Сфера 1\nЛицей;vk.com/school;Образование\nТеатр;https://ok.ru/group/12345;Культура\nБез адреса;;\n"
FOREIGN = "Кто;Где\nШкола;vk.com/school\n"


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    done(home, *OPEN)
    return home


def written(folder: Path, text: str, name: str = "реестр.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_dry_run_tells_the_plan_and_writes_nothing(home: Path, tmp_path: Path) -> None:
    """Renamed, new, vanished, refused and doubtful, in words; the same again says the same."""
    done(home, "import", "register", written(tmp_path, FIRST))
    second = written(tmp_path, SECOND, "второй.csv")

    told = done(home, "import", "register", second, "--dry-run")

    wanted = ("Сменили имя: 1", "Школа → Лицей", "Новые: 1", "Нет в файле, остаются: 1", "Отклонены: 1", "«Одноклассники»")
    assert [True] * len(wanted) == [words in told for words in wanted]
    assert told == done(home, "import", "register", second, "--dry-run")


def test_a_program_reads_the_plan_and_applies_that_very_one(home: Path, tmp_path: Path) -> None:
    """By its digest; after another import it is no longer true, and nothing is written."""
    first, second = written(tmp_path, FIRST), written(tmp_path, SECOND, "второй.csv")
    plan = json.loads(done(home, "import", "register", second, "--dry-run", "--json"))["files"][0]["changes"]
    assert (["Лицей", "Театр"], [], []) == ([row["name"] for row in plan["new"]], plan["changed"], plan["vanished"])
    done(home, "import", "register", first)

    stale = call(home, "import", "register", second, "--plan", plan["plan"])
    assert (1, True) == (stale.exit_code, "реестр изменился" in stale.stderr)

    fresh = json.loads(done(home, "import", "register", second, "--dry-run", "--json"))["files"][0]["changes"]
    done(home, "import", "register", second, "--plan", fresh["plan"])
    assert [{"field": "name", "old": "Школа", "new": "Лицей"}] == fresh["changed"][0]["fields"]


def test_a_vanished_page_is_marked_by_its_address(home: Path, tmp_path: Path) -> None:
    """With a reason; an address that has not vanished is told."""
    done(home, "import", "register", written(tmp_path, FIRST))
    second = written(tmp_path, SECOND, "второй.csv")
    wrong = call(home, "import", "register", second, "--gone", "vk.com/school", "--reason", "закрыта")
    silent = call(home, "import", "register", second, "--gone", "vk.com/museum")
    done(home, "import", "register", second, "--gone", "m.vk.com/museum", "--reason", "закрыт")

    again = json.loads(done(home, "import", "register", second, "--dry-run", "--json"))["files"][0]
    assert (1, 1, []) == (wrong.exit_code, silent.exit_code, again["changes"]["vanished"])


def test_columns_are_said_once_listed_and_forgotten(home: Path, tmp_path: Path) -> None:
    """The option, what is remembered of it, and the error once it is forgotten."""
    foreign = written(tmp_path, FOREIGN)
    assert 1 == call(home, "import", "register", foreign).exit_code
    done(home, "import", "register", foreign, "--map", "Кто=name", "--map", "Где=Ссылка на госпаблик ВК")

    assert "«реестр.csv»" in done(home, "import", "register", foreign)
    assert "1: «реестр.csv»" in done(home, "import", "columns")
    done(home, "import", "columns", "--forget", "1")
    assert ("Ничего не запомнено.\n", 1) == (
        done(home, "import", "columns"),
        call(home, "import", "register", foreign).exit_code,
    )


def test_a_dry_run_remembers_nothing(home: Path, tmp_path: Path) -> None:
    """Not even what was said of columns."""
    done(home, "import", "register", written(tmp_path, FOREIGN), "--map", "Кто=name", "--map", "Где=link", "--dry-run")
    assert "Ничего не запомнено.\n" == done(home, "import", "columns")


def test_the_last_import_is_undone_once(home: Path, tmp_path: Path) -> None:
    """The register is empty again, and there is nothing more to undo."""
    first = written(tmp_path, FIRST)
    done(home, "import", "register", first)
    assert "убрано новых 2" in done(home, "import", "undo")
    assert 1 == call(home, "import", "undo").exit_code
    assert 2 == json.loads(done(home, "import", "register", first, "--dry-run", "--json"))["files"][0]["new"]
