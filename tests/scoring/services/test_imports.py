"""Files come into a season whole or not at all, twice as once, and every refused row can be found."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from scoring.cli.workshop import handlers
from scoring.errors import Conflict, UnreadableFile
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.progress import Stopped, silent
from scoring.season.course import State
from scoring.services.imports import FileReport, import_file, kind_of, refusal_report
from scoring.services.register import search_text
from scoring.services.uploads import as_it_lies, keep_file, keep_upload
from scoring.sources.demo import DemoFiles, write_season
from scoring.store.database import transaction
from scoring.store.seasons import ImportedFile, Page, RefusedRow, Season
from scoring.store.vocabulary import FileKind, JobKind
from tests.scoring.conftest import NOW, ORGANIZER, Ground


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_season(tmp_path_factory.mktemp("files"), scale="small", seed=1, year=2025)


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return Home(home=tmp_path / "home").make()


@pytest.fixture(name="take")
def _take(ground: Ground, home: Home) -> Callable[..., FileReport]:
    def take(path: Path, **options: Any) -> FileReport:
        upload = as_it_lies(path) if options.get("dry_run") else keep_file(home, path)
        return import_file(ground.engine, home, ORGANIZER, ground.season_id, upload, clock=lambda: NOW, **options)

    return take


Take = Callable[..., FileReport]


def _count(ground: Ground, table: type[Page] | type[ImportedFile] | type[RefusedRow]) -> int:
    with transaction(ground.engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _register_csv(*rows: tuple[str, str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(("Наименование организации", "Ссылка на госпаблик ВК", "Сфера 1"))
    writer.writerows(rows)
    return out.getvalue().encode()


def test_every_file_of_the_demo_comes_in_with_the_counts_it_was_written_with(take: Take, files: DemoFiles) -> None:
    """Good rows and refused rows equal the truth, file by file."""
    paths = (files.register, files.posts, files.messages, files.streams, files.checks)

    reports = [take(path) for path in paths]

    truth = [(files.written[kind].good, sum(files.written[kind].bad.values())) for kind in FileKind]
    assert truth == [(report.new, len(report.refusals)) for report in reports]


def test_a_second_import_changes_nothing(ground: Ground, take: Take, files: DemoFiles) -> None:
    """The same files again: every row is the same, and no row of any table is added."""
    for path in (files.register, files.streams):
        take(path)
    before = [_count(ground, table) for table in (Page, ImportedFile, RefusedRow)]

    again = [take(path) for path in (files.register, files.streams)]

    assert [(0, 0), (0, 0)] == [(report.new, report.changed) for report in again]
    assert before == [_count(ground, table) for table in (Page, ImportedFile, RefusedRow)]


def test_a_dry_run_leaves_nothing_behind(ground: Ground, home: Home, take: Take, files: DemoFiles) -> None:
    """It tells the counts of the real one; the database and the folders stay as they were."""
    dry = take(files.register, dry_run=True)
    pages = _count(ground, Page)
    take(files.register)
    dry_activity = take(files.streams, dry_run=True)

    assert (0, 120) == (pages, dry.new)
    assert 61 == dry_activity.new
    assert 1 == _count(ground, ImportedFile)
    assert [] == [path for path in home.batches.iterdir() if path.suffix == ".parquet"]


def test_activity_needs_its_register(take: Take, files: DemoFiles) -> None:
    """Without pages nobody knows whose rows they are."""
    with pytest.raises(UnreadableFile):
        take(files.posts)


def test_a_file_that_cannot_be_read_changes_nothing(ground: Ground, home: Home, take: Take, tmp_path: Path) -> None:
    """No page, no file, no batch."""
    broken = tmp_path / "реестр.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")

    with pytest.raises(UnreadableFile):
        take(broken)

    assert [0, 0] == [_count(ground, table) for table in (Page, ImportedFile)]
    assert [] == list(home.batches.iterdir())


def test_refused_rows_are_listed_and_reported(ground: Ground, home: Home, take: Take, files: DemoFiles) -> None:
    """The table and the CSV hold the same refusals."""
    take(files.register)
    report = take(files.streams)

    with transaction(ground.engine) as session:
        file = session.scalars(select(ImportedFile).where(ImportedFile.kind == FileKind.STREAMS)).one()
        listed = session.scalars(select(RefusedRow.line).where(RefusedRow.file_id == file.id)).all()
        path = refusal_report(home, file, "ru")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))[1:]

    assert sorted(refusal.line for refusal in report.refusals) == sorted(listed) == sorted(int(row[1]) for row in rows)


def test_a_changed_register_brings_pages_up_to_date_and_loses_none(ground: Ground, take: Take, tmp_path: Path) -> None:
    """A renamed page is changed, a new one added, one that is no longer listed stays."""
    first, second = tmp_path / "а.csv", tmp_path / "б.csv"
    first.write_bytes(_register_csv(("Школа № 1", "vk.com/school1", "Образование"), ("Музей", "vk.com/museum", "Культура")))
    second.write_bytes(_register_csv(("Лицей № 1", "vk.com/school1", "Образование"), ("Театр", "vk.com/theatre", "Культура")))
    take(first)

    report = take(second)

    with transaction(ground.engine) as session:
        names = session.scalars(select(Page.name).order_by(Page.key)).all()
    assert (1, 1, 0) == (report.new, report.changed, report.same)
    assert ["Музей", "Лицей № 1", "Театр"] == names


def test_an_older_register_can_be_put_back(ground: Ground, take: Take, tmp_path: Path) -> None:
    """The file that was taken before is applied again over a newer one."""
    first, second = tmp_path / "а.csv", tmp_path / "б.csv"
    first.write_bytes(_register_csv(("Школа № 1", "vk.com/school1", "Образование")))
    second.write_bytes(_register_csv(("Ошибка", "vk.com/school1", "Образование")))
    for path in (first, second, first):
        report = take(path)

    with transaction(ground.engine) as session:
        assert "Школа № 1" == session.scalars(select(Page.name)).one()
    assert 1 == report.changed


def test_rows_of_a_page_that_comes_later_get_in_the_second_time(ground: Ground, take: Take, tmp_path: Path) -> None:
    """A file whose pages were unknown is read anew once the register has them."""
    register, streams = tmp_path / "реестр.csv", tmp_path / "эфиры.csv"
    register.write_bytes(_register_csv(("Школа", "vk.com/school1", "Образование")))
    streams.write_text(
        'Страница,ID видео,Начало,"Длительность, мин",Название,Подтверждено\n'
        "vk.com/school1,1,2025-03-01 12:00,30,Эфир,да\n"
        "vk.com/school2,1,2025-03-01 12:00,30,Эфир,да\n",
        encoding="utf-8",
    )
    take(register)
    first = take(streams)
    register.write_bytes(_register_csv(("Школа", "vk.com/school1", "Образование"), ("Вторая", "vk.com/school2", "Образование")))
    take(register)

    second = take(streams)

    assert (1, 1) == (first.new, len(first.refusals))
    assert (1, 0, 1) == (second.new, len(second.refusals), second.same)
    assert 0 == _count(ground, RefusedRow)


def test_a_killed_import_leaves_a_state_from_which_the_same_file_goes_on(home: Home, take: Take, files: DemoFiles) -> None:
    """Stopped at any step, nothing is half-written, and the repetition gives what one undisturbed import gives."""
    take(files.register)

    for step in range(8):
        calls = iter(range(step))

        def stop(_stage: str, _done: int, _total: int, calls: Any = calls) -> None:
            if next(calls, None) is None:
                raise Stopped

        try:
            take(files.streams, progress=stop)
        except Stopped:
            continue
    whole = take(files.streams, progress=silent)

    assert (61, 3) == (whole.new + whole.same, len(whole.refusals))
    assert [] == [path for path in home.batches.iterdir() if path.name.startswith(".")]


def test_a_frozen_season_takes_no_files(ground: Ground, take: Take, files: DemoFiles) -> None:
    """After freezing the register and activity are closed."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.FROZEN, "e" * 64

    with pytest.raises(Conflict):
        take(files.register)


def test_the_kind_of_a_file_is_told_by_its_columns(home: Home, files: DemoFiles) -> None:
    """Names do not matter."""
    with files.streams.open("rb") as stream:
        renamed = keep_upload(home, stream, "что-то.csv")

    assert FileKind.STREAMS == kind_of(renamed.path)
    assert FileKind.CHECKS == kind_of(files.checks)
    assert FileKind.REGISTER == kind_of(files.register)


def test_words_are_searched_without_case_and_yo() -> None:
    """«Ёлочка» is found by «елочка»."""
    assert "детский сад «елочка» vk:elka" == search_text(("Детский сад «Ёлочка»", "", "vk:elka"))


def test_a_broken_file_does_not_stop_the_others_of_its_upload(
    ground: Ground, home: Home, files: DemoFiles, tmp_path: Path
) -> None:
    """What can be read comes in; the job tells every file that could not be, and what was imported."""
    broken, foreign = tmp_path / "сломан.xlsx", tmp_path / "чужой.csv"
    broken.write_bytes(b"PK\x03\x04")
    foreign.write_text("имя;возраст\nВася;5\n", encoding="utf-8")
    kept = [keep_file(home, path) for path in (broken, files.streams, foreign, files.register)]
    order = Order(1, ground.season_id, {"uploads": [{"sha256": one.sha256, "name": one.name} for one in kept]}, ORGANIZER)

    with pytest.raises(UnreadableFile) as told:
        handlers()[JobKind.IMPORT](Workshop(ground.engine, home, lambda: NOW), order, silent)

    named = (broken.name, foreign.name, f"Остальное загружено: «{files.register.name}», «{files.streams.name}».")
    assert [True] * 3 == [name in told.value.ru for name in named]
    assert 2 == _count(ground, ImportedFile)


def test_activity_before_the_register_is_told_by_the_file_s_name(take: Take, files: DemoFiles) -> None:
    """The sentence names the file that has to wait, since several may have been handed in."""
    with pytest.raises(UnreadableFile) as told:
        take(files.streams)

    assert f"«{files.streams.name}» пока не загружен: сначала загрузите реестр" in told.value.ru
