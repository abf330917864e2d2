"""``lavr rulebook``: what a sound rule book is told as, what deserves a second look, and the schema for editors."""

import json
from pathlib import Path

import pytest

from criteria import loading
from criteria.schema import json_schema
from scoring.cli.rulebook_summary import summary
from tests.criteria.wide import WIDE
from tests.scoring.cli.conftest import call, done


@pytest.fixture(name="wide")
def _wide(tmp_path: Path) -> Path:
    path = tmp_path / "wide.toml"
    path.write_text(WIDE, encoding="utf-8")
    return path


def test_a_sound_rule_book_is_told_room_by_room(tmp_path: Path, wide: Path) -> None:
    """Nominations, gates, tree, caps, penalties, bonuses, winners, overrides, ties."""
    told = done(tmp_path, "rulebook", "check", str(wide)).replace("\u00a0", " ").split("\n")
    for line in (
        "  по полям: сфера · число подписчиков",
        "  Малые: до 1000",
        "  СПМ   Спорт · Малые (с особенностями)",
        "  A     60  Активность (степенное среднее 0,5)",
        "    B1    10  Просмотры (столбец «Охват» / «Подписчики», процентиль среди других)",
        "  C1   Госметка: иначе итог не выше 80",
        "  P1   Реклама: 1, до 5; по метрике adverts",
        "  P2   Накрутка: 10; назначает человек; снимает с конкурса",
        "  E1   Эфиры: 2; по метрике stream_quarters; подтверждает человек",
        "  победители: 5 % допущенных страниц, не меньше 1, не больше 10; итог от 70",
        "  лауреаты: 3; итог от 60",
        "  от одного муниципалитета не больше 2",
        "  Спорт · Малые, Культура · Малые: A = 70, B = 30, A1: от худшего до лучшего, A2: настройки",
        "    победители: 2, не больше 3; итог от 60",
        "  A, -B, A1.answered, -A3.days, -penalties, bonuses",
    ):
        assert line in told


def test_summary_is_told_in_english_too() -> None:
    """The same rooms, none of them empty."""
    book = loading.read(WIDE)
    english = summary(book, "en")
    assert [heading for heading, _ in english] == [
        *("Nominations", "Gates", "Criteria", "Caps", "Penalties", "Bonuses", "Winners", "Overrides", "Ties"),
    ]
    assert [len(lines) for _, lines in english] == [len(lines) for _, lines in summary(book, "ru")]
    assert "P1   Adverts: 1, up to 5; by the metric adverts" in dict(english)["Penalties"]


def test_a_second_look_is_proposed(tmp_path: Path, wide: Path) -> None:
    """Hints with their lines, for people and for programs; the status is that of a sound rule book."""
    people, program = done(tmp_path, "rulebook", "check", str(wide)), done(tmp_path, "rulebook", "check", str(wide), "--json")
    hint = json.loads(program)["hints"][0]
    assert "Стоит взглянуть ещё раз" in people
    assert (hint["path"], WIDE.split("\n")[hint["line"] - 1]) == ("criteria[7].curve", 'curve = { kind = "share", of = "sum" }')


def test_faults_have_their_lines_for_programs(tmp_path: Path, wide: Path) -> None:
    """An editor goes to the line."""
    wide.write_text(WIDE.replace("floor = 70", "floor = 101"), encoding="utf-8")
    result = call(tmp_path, "rulebook", "check", str(wide), "--json")
    fault = json.loads(result.stdout)["faults"][0]
    assert (result.exit_code, fault["path"], WIDE.split("\n")[fault["line"] - 1]) == (1, "quota.floor", "floor = 70")


def test_the_mark_that_windows_puts_before_a_text_is_no_fault(tmp_path: Path, wide: Path) -> None:
    """Nor are its line ends: a rule book may be written in any editor."""
    wide.write_bytes(b"\xef\xbb\xbf" + WIDE.replace("\n", "\r\n").encode())
    assert "исправен" in done(tmp_path, "rulebook", "check", str(wide))


@pytest.mark.parametrize("command", [("score", "--out", "x.csv"), ("rulebook", "reference")])
def test_every_command_names_the_broken_file_and_all_its_faults(tmp_path: Path, wide: Path, command: tuple[str, ...]) -> None:
    """As the check itself does."""
    wide.write_text(WIDE.replace("floor = 70", "floor = 101").replace('"adverts"', '"advert"'), encoding="utf-8")
    named = ["--rulebook", str(wide)] if command[0] == "score" else [str(wide)]
    result = call(tmp_path, *command, *named, "--evidence", str(tmp_path))
    assert (1, 2) == (result.exit_code, sum(name in result.output for name in ("quota.floor", "penalties[0].metric")))
    assert str(wide) in result.output


def test_every_packaged_rule_book_is_listed_and_shown(tmp_path: Path) -> None:
    """By its name, whole and in short."""
    listed = done(tmp_path, "rulebook", "list")
    assert [line.split()[0] for line in listed.splitlines()] == list(loading.names())
    assert done(tmp_path, "rulebook", "show", "regional") == loading.packaged_text("regional")
    assert "D     25  Оформление" in done(tmp_path, "rulebook", "show", "regional", "--summary")


def test_schema_is_printed_or_written(tmp_path: Path) -> None:
    """The same schema on the screen and in the file; the file's use is told."""
    out = tmp_path / "rulebook.schema.json"
    printed = json.loads(done(tmp_path, "rulebook", "schema"))
    told = done(tmp_path, "rulebook", "schema", "--out", str(out))
    assert json.loads(out.read_text(encoding="utf-8")) == printed == json_schema()
    assert f"#:schema {out}" in told


def test_schema_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """In words, with the path."""
    result = call(tmp_path, "rulebook", "schema", "--out", str(tmp_path / "none" / "x.json"))
    assert 1 == result.exit_code
    assert str(tmp_path / "none" / "x.json") in result.output
