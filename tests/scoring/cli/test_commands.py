"""The command line: what it says, what it refuses, and what it gives to programs."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from criteria import loading
from scoring.cli.commands import lavr
from scoring.cli.context import told_errors
from scoring.sources.demo import DemoFiles, write_season
from tests.scoring.cli.conftest import OPEN

Run = Callable[..., Result]
SCORE = ("score", "--rulebook", "regional", "--evidence", "{tmp}", "--out")


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_season(tmp_path_factory.mktemp("files"), scale="small", seed=1, year=2025)


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on an empty home; errors for people become status 1 as at the shell."""
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    monkeypatch.delenv("LAVR_DATABASE_URL", raising=False)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(_shell, ["--home", str(tmp_path / "home"), *arguments])

    return run


class _Shell:
    """The command with its outermost wrapping, as click's runner wants it."""

    name = "lavr"

    def main(self, args: list[str], **_: Any) -> None:
        with told_errors("ru"):
            lavr.main(args=args, prog_name="lavr", standalone_mode=True)


_shell: Any = _Shell()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rulebook", "check", "{tmp}"), "— папка, а нужен файл"),
        (("import", "register", "{tmp}"), "— папка, а нужен файл"),
        (("--home", "{tmp}/file", "user", "add", "a@example.org"), "«{tmp}/file»: это файл, а нужна папка."),
        ((*SCORE, "x.csv", "--zone", "Нигде"), "Часового пояса «Нигде» нет"),
        ((*SCORE, "{tmp}/нет/x.csv"), "Папки «{tmp}/нет» нет. Создайте её"),
    ],
)  # fmt: skip
def test_a_wrong_place_is_told_in_a_sentence(run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    """A folder for a file, a file for a home, an unknown zone: what is wrong and what to do, and no traceback."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = run(*(argument.format(tmp=tmp_path) for argument in arguments))
    assert (1, True) == (result.exit_code, told.format(tmp=tmp_path) in result.output)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://127.0.0.1:1/none", "База данных не отвечает: "),
        ("nosuch://server/base", "LAVR_DATABASE_URL непонятен. Нужен адрес вида postgresql+psycopg://"),
        ("words", "LAVR_DATABASE_URL непонятен. Нужен адрес вида postgresql+psycopg://"),
    ],
)
def test_a_database_that_is_not_there_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, url: str, told: str) -> None:
    """An address that leads nowhere, or is none, ends with a sentence that names the setting."""
    monkeypatch.setenv("LAVR_DATABASE_URL", url)
    result = run("user", "add", "a@example.org")
    assert (1, True) == (result.exit_code, told in result.output)


def test_a_port_that_is_none_is_refused(run: Run) -> None:
    """Ports end at 65535."""
    assert 2 == run("serve", "--port", "99999").exit_code


def test_a_command_in_a_fresh_process_knows_its_tables(tmp_path: Path) -> None:
    """``lavr user add`` is the first thing that anybody does, in a process where nothing else was loaded."""
    done = subprocess.run(
        [sys.executable, "-m", "scoring.cli", "--home", str(tmp_path), "user", "add", "anna@region.example"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert "/in/" in done.stdout


def test_a_link_needs_somebody(run: Run) -> None:
    """An unknown address is told with what to do next, without a trace of the program's insides."""
    result = run("user", "link", "nobody@region.example")

    assert 1 == result.exit_code
    assert "lavr user add nobody@region.example" in result.output
    assert "Traceback" not in result.output


def test_without_a_season_nothing_can_be_imported(run: Run, files: DemoFiles) -> None:
    """The error names the command that opens one."""
    result = run("import", "register", str(files.register))

    assert 1 == result.exit_code
    assert "lavr season open" in result.output


def test_a_dry_run_tells_a_program_what_would_change(run: Run, files: DemoFiles) -> None:
    """Counts and refusals as JSON, with the reason in both languages."""
    run(*OPEN)

    told = json.loads(run("import", "register", str(files.register), "--dry-run", "--json").stdout)

    (file,) = told["files"]
    assert (True, "register", 120, 0, 2) == (told["dry_run"], file["kind"], file["new"], file["changed"], file["refused"])
    assert {"ru", "en"} == set(file["refusals"][0]["reason"])


def test_a_folder_of_activity_is_imported_whole(run: Run, files: DemoFiles) -> None:
    """Every CSV of the folder, whatever its name; the register beside them is left alone."""
    run(*OPEN)
    run("import", "register", str(files.register))

    told = json.loads(run("import", "activity", str(files.folder), "--json").stdout)

    assert ["posts", "messages", "streams", "checks"] == [file["kind"] for file in told["files"]]


@pytest.mark.parametrize("name", ["нет.xlsx", "нет"])
def test_a_file_that_is_not_there_is_told(run: Run, tmp_path: Path, name: str) -> None:
    """Before anything begins."""
    run(*OPEN)

    result = run("import", "activity", str(tmp_path / name))

    assert 1 == result.exit_code
    assert name in result.output


def test_a_sound_rule_book_is_shown_as_a_tree(run: Run, tmp_path: Path) -> None:
    """Codes, points and titles."""
    path = tmp_path / "r.toml"
    path.write_text(run("rulebook", "show", "regional").stdout, encoding="utf-8")

    result = run("rulebook", "check", str(path))

    assert 0 == result.exit_code
    assert "D     25  Оформление" in result.output


def test_a_broken_rule_book_tells_all_its_faults(run: Run, tmp_path: Path) -> None:
    """Each with its path, for people and for programs."""
    path = tmp_path / "r.toml"
    text = (
        loading.packaged_text("regional").replace("percent = 5", "percent = 500").replace('metric = "cover"', 'metric = "covr"')
    )
    path.write_text(text, encoding="utf-8")

    people, program = run("rulebook", "check", str(path)), run("rulebook", "check", str(path), "--json")

    paths = {fault["path"] for fault in json.loads(program.stdout)["faults"]}
    assert (1, 1) == (people.exit_code, program.exit_code)
    assert len(paths) >= 2
    assert all(path in people.output for path in paths)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--rulebook", "regional", "--out", "x.docx"), ".xlsx"),
        (("--rulebook", "regional", "--out", "x.csv"), "--year"),
        (("--rulebook", "нет.toml", "--out", "x.csv", "--year", "2025"), "нет.toml"),
    ],
)
def test_score_says_what_it_lacks(run: Run, files: DemoFiles, arguments: tuple[str, ...], word: str) -> None:
    """The remedy stands in the sentence."""
    result = run("score", "--evidence", str(files.folder), *arguments)

    assert 1 == result.exit_code
    assert word in result.output


def test_score_without_a_register_is_told(run: Run, tmp_path: Path) -> None:
    """A folder with nothing in it is no evidence."""
    result = run(
        "score", "--rulebook", "regional", "--evidence", str(tmp_path), "--out", str(tmp_path / "x.csv"), "--year", "2025"
    )

    assert 1 == result.exit_code
    assert "реестр" in result.output


def test_score_writes_every_form(run: Run, files: DemoFiles, tmp_path: Path) -> None:
    """CSV, JSON and a workbook tell of the same pages."""
    outs = [tmp_path / f"r.{form}" for form in ("csv", "json", "xlsx")]
    for out in outs:
        result = run(
            *("score", "--rulebook", "regional", "--evidence", str(files.folder)),
            *("--year", "2025", "--zone", "Asia/Novosibirsk", "--out", str(out)),
        )
        assert 0 == result.exit_code, result.output

    lines = outs[0].read_text(encoding="utf-8").count("\n")
    assert 121 == lines
    assert 120 == len(json.loads(outs[1].read_text(encoding="utf-8")))
    assert b"PK" == outs[2].read_bytes()[:2]


def test_publishing_tells_what_is_missing_before_it_asks(run: Run) -> None:
    """Nobody is asked about what cannot be done."""
    run(*OPEN)

    result = run("season", "publish", "2025")

    assert 1 == result.exit_code
    assert "Пока нельзя" in result.output
    assert "Опубликовать?" not in result.output


def test_a_season_without_files_is_not_frozen(run: Run) -> None:
    """The blockers come before the first bar."""
    run(*OPEN)

    result = run("season", "run", "2025")

    assert 1 == result.exit_code
    assert "загрузите реестр" in result.output
    assert "✓" not in result.output


def test_a_foreign_table_does_not_stop_the_others(run: Run, files: DemoFiles, tmp_path: Path) -> None:
    """What can be read comes in, what cannot is named, and the status says that something is left to do."""
    run(*OPEN)
    run("import", "register", str(files.register))
    folder = tmp_path / "activity"
    folder.mkdir()
    (folder / "а чужая.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (folder / "эфиры.csv").write_bytes(files.streams.read_bytes())

    result = run("import", "activity", str(folder))

    assert 1 == result.exit_code
    assert "новых 61" in result.output
    assert "а чужая.csv" in result.output


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "postgresql+psycopg://127.0.0.1:1/none"])
def test_a_database_that_cannot_be_is_told(run: Run, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """A sentence that names the setting, and no trace of the program's insides."""
    monkeypatch.setenv("LAVR_DATABASE_URL", url)

    result = run("season", "list")

    assert 1 == result.exit_code
    assert "LAVR_DATABASE_URL" in result.output


def test_a_demo_spares_other_peoples_folders(run: Run, tmp_path: Path) -> None:
    """A folder with things in it that is no earlier demo is left alone."""
    (tmp_path / "важное.txt").write_text("x", encoding="utf-8")

    result = run("demo", "--no-serve", "--scale", "small", "--out", str(tmp_path))

    assert 1 == result.exit_code
    assert (tmp_path / "важное.txt").exists()


def test_a_taken_port_is_told(run: Run) -> None:
    """With another one that could be tried."""
    import socket  # noqa: PLC0415  only this test listens

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = run("serve", "--port", str(port))

    assert 1 == result.exit_code
    assert f"--port {port + 1}" in result.output
