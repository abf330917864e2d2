"""A register comes in by its plan: pinned, audited, kept whole, and put back by one step."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.home import Home
from scoring.season.course import State
from scoring.services import column_mappings
from scoring.services.audit import record
from scoring.services.imports import FileReport, RegisterWords, import_file, register_waits
from scoring.services.register import register_rows, standing
from scoring.services.register_import import PlanMoved, last_import, undo_register, why_not_undone
from scoring.services.uploads import as_it_lies, keep_file
from scoring.sources.column_mapping import look
from scoring.store.database import transaction
from scoring.store.register import ColumnMapping, RegisterImport
from scoring.store.rules import PageFinding
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import FindingKind, FindingState
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

HEADER = ("Наименование", "Ссылка", "Сфера 1", "Количество подписчиков")
FIRST = (("Школа", "vk.com/school", "Образование", "100"), ("Музей", "vk.com/museum", "Культура", "200"))
SECOND = (("Лицей", "vk.com/school", "Образование", "100"), ("Театр", "vk.com/theatre", "Культура", "300"))

Take = Callable[..., FileReport]


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Home:
    return Home(home=tmp_path / "home").make()


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Callable[..., Path]:
    def written(name: str, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Path:
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows((header, *rows))
        path = tmp_path / name
        path.write_text(out.getvalue(), encoding="utf-8")
        return path

    return written


@pytest.fixture(name="take")
def _take(ground: Ground, home: Home) -> Take:
    def take(path: Path, *, dry_run: bool = False, **words: Any) -> FileReport:
        upload = as_it_lies(path) if dry_run else keep_file(home, path)
        register = RegisterWords(**words)
        options: dict[str, Any] = {"clock": lambda: NOW, "dry_run": dry_run, "register": register}
        return import_file(ground.engine, home, ORGANIZER, ground.season_id, upload, **options)

    return take


def names(ground: Ground) -> list[str]:
    with transaction(ground.engine) as session:
        return [row.name for row in register_rows(session, ground.season_id)]


def vanished(report: FileReport) -> dict[str, int]:
    assert report.plan is not None
    return {page.name: page.page_id for page in report.plan.vanished}


def everything(ground: Ground) -> list[Any]:
    """All that an import writes, but for the journal and the list of imports."""
    with transaction(ground.engine) as session:
        pages = [(page, session.get_one(Page, page.id).search) for page in standing(session, ground.season_id)]
        columns = [column for column in ImportedFile.__table__.columns if column.name != "id"]
        return [pages, [tuple(row) for row in session.execute(select(*columns).order_by(ImportedFile.sha256))]]


def undo(ground: Ground, **more: Any) -> None:
    with transaction(ground.engine) as session:
        undo_register(session, ORGANIZER, ground.season_id, now=NOW, **more)


def test_a_vanished_page_stays(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """It is told, and it goes on taking part."""
    take(file("а.csv", *FIRST))
    report = take(file("б.csv", *SECOND))
    assert (["Музей"], ["Лицей", "Музей", "Театр"]) == (list(vanished(report)), names(ground))


def test_a_page_that_is_marked_as_gone_is_kept_and_left_out(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """Its row stays with the reason; the evidence does not have it; the next file does not tell it again."""
    take(file("а.csv", *FIRST))
    path = file("б.csv", *SECOND)
    take(path, gone={vanished(take(path, dry_run=True))["Музей"]: "закрыт приказом № 5"})
    with transaction(ground.engine) as session:
        page = session.scalars(select(Page).where(Page.name == "Музей")).one()
        assert (NOW, "закрыт приказом № 5") == (page.gone_at, page.gone_reason)
    assert (["Лицей", "Театр"], {}) == (names(ground), vanished(take(path)))


def test_a_page_that_was_gone_comes_back_with_a_file_that_has_it(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """And takes part again."""
    first, second = file("а.csv", *FIRST), file("б.csv", *SECOND)
    take(first)
    take(second, gone={vanished(take(second, dry_run=True))["Музей"]: "закрыт"})
    take(first)
    assert ["Школа", "Музей", "Театр"] == names(ground)


@pytest.mark.parametrize(("number", "reason"), [(10_000, "закрыт"), (1, "закрыт"), (2, "  ")])
def test_only_vanished_pages_are_marked_and_with_a_reason(
    ground: Ground, take: Take, file: Callable[..., Path], number: int, reason: str
) -> None:
    """Otherwise nothing at all is written."""
    take(file("а.csv", *FIRST))
    with transaction(ground.engine) as session:
        ids = list(session.scalars(select(Page.id).order_by(Page.id)))
    before = everything(ground)
    with pytest.raises(InputError):
        take(file("б.csv", *SECOND), gone={ids[number - 1] if number < 3 else number: reason})
    assert before == everything(ground)


def test_a_plan_that_is_no_longer_true_is_not_applied(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """The error carries the fresh plan, and that one can be applied."""
    first, second = file("а.csv", *FIRST), file("б.csv", *SECOND)
    plan = take(second, dry_run=True).plan
    assert plan is not None
    take(first)
    before = everything(ground)
    with pytest.raises(PlanMoved) as moved:
        take(second, expected=plan.digest)
    assert (before, 1) == (everything(ground), len(moved.value.plan.new))
    take(second, expected=moved.value.plan.digest)
    assert ["Лицей", "Музей", "Театр"] == names(ground)


def test_the_same_file_twice_changes_nothing(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """No row of any table, no entry of the journal, and no import to undo."""
    path = file("а.csv", *FIRST)
    take(path)
    before = everything(ground)
    with transaction(ground.engine) as session:
        events = len(session.scalars(select(AuditEvent.id)).all())
    take(path)
    with transaction(ground.engine) as session:
        assert events == len(session.scalars(select(AuditEvent.id)).all())
        assert 1 == len(session.scalars(select(RegisterImport.id)).all())
    assert before == everything(ground)


def test_the_last_import_is_undone(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """Pages, texts to search in and the list of files are as they were before; once only."""
    take(file("а.csv", *FIRST))
    before = everything(ground)
    path = file("б.csv", *SECOND, ("Без адреса", "", "", ""))
    take(path, gone={vanished(take(path, dry_run=True))["Музей"]: "закрыт"})
    undo(ground)
    assert before == everything(ground)
    with pytest.raises(Conflict):
        undo(ground)


def test_an_older_file_over_a_newer_one_is_undone_too(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """The row of the older file tells again what it told."""
    first, second = file("а.csv", *FIRST), file("б.csv", *SECOND)
    take(first)
    take(second)
    before = everything(ground)
    take(first)
    assert before != everything(ground)
    undo(ground)
    assert before == everything(ground)


def test_undoing_names_the_import_that_was_on_the_screen(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """Another one meanwhile is not undone in its place."""
    take(file("а.csv", *FIRST))
    with transaction(ground.engine) as session:
        seen = last_import(session, ground.season_id)
    take(file("б.csv", *SECOND))
    assert seen is not None
    with pytest.raises(Conflict, match="imported again"):
        undo(ground, expected=seen.id)


def test_what_was_frozen_is_not_undone(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """Not even after the season has gone back to collecting."""
    take(file("а.csv", *FIRST))
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        later = NOW + timedelta(hours=1)
        record(session, ORGANIZER, "season.step", season, season_id=season.id, now=later, after={"state": State.FROZEN})
    with pytest.raises(Conflict, match="was frozen"):
        undo(ground)


def test_pages_that_somebody_named_are_not_taken_away(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """A finding about a page that the import added keeps the import; everything stays as it was."""
    take(file("а.csv", *FIRST))
    with transaction(ground.engine) as session:
        page = session.scalars(select(Page)).first()
        assert page is not None
        session.add(
            PageFinding(
                season_id=ground.season_id, page_id=page.id, kind=FindingKind.PENALTY, code="P1", times=1, reason="а",
                evidence="б", state=FindingState.PROPOSED, made_name="Анна", made_at=NOW,
            )
        )  # fmt: skip
    before = everything(ground)
    with pytest.raises(Conflict, match="name pages"):
        undo(ground)
    assert before == everything(ground)


def test_a_register_that_was_changed_since_is_not_undone(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """Somebody else's change would be lost."""
    take(file("а.csv", *FIRST))
    with transaction(ground.engine) as session:
        session.scalars(select(Page)).first().name = "Другое"  # type: ignore[union-attr]  # there are two
    with transaction(ground.engine) as session:
        assert "changed again" in str(why_not_undone(session, ground.season_id))


def test_an_observer_applies_and_undoes_nothing(ground: Ground, home: Home, take: Take, file: Callable[..., Path]) -> None:
    """The right is checked by the service."""
    path = file("а.csv", *FIRST)
    upload = keep_file(home, path)
    with pytest.raises(NotAllowed):
        import_file(ground.engine, home, OBSERVER, ground.season_id, upload, clock=lambda: NOW)
    take(path)
    with transaction(ground.engine) as session, pytest.raises(NotAllowed):
        undo_register(session, OBSERVER, ground.season_id, now=NOW)


def test_what_was_said_of_columns_is_used_again_and_forgotten(ground: Ground, take: Take, file: Callable[..., Path]) -> None:
    """The next file with the same header needs no word, in any order of its columns; once forgotten it does."""
    take(file("а.csv", ("Школа", "vk.com/school"), header=("Кто", "Где")), said={"кто": "name", "где": "link"})
    report = take(file("б.csv", ("vk.com/museum", "Музей"), header=("Где", "Кто")))
    assert ("а.csv", ["Школа", "Музей"]) == (report.mapping, names(ground))
    with transaction(ground.engine) as session:
        known = session.scalars(select(ColumnMapping)).one()
        assert "а.csv" == column_mappings.forget(session, ORGANIZER, known.id, now=NOW)
    with pytest.raises(InputError):
        take(file("в.csv", ("vk.com/theatre", "Театр"), header=("Где", "Кто")))
    with transaction(ground.engine) as session, pytest.raises(NotFound):
        column_mappings.forget(session, ORGANIZER, known.id, now=NOW)


@pytest.mark.parametrize("said", [{"кто": "name", "где": ""}, {"кто": "", "где": "link"}, {"кто": "link", "где": "link"}])
def test_a_mapping_that_names_no_page_or_nobody_is_refused(
    ground: Ground, file: Callable[..., Path], said: dict[str, str]
) -> None:
    """Nothing useless is remembered."""
    layout = look(file("а.csv", ("Школа", "vk.com/school"), header=("Кто", "Где")))
    with transaction(ground.engine) as session, pytest.raises(InputError):
        column_mappings.remember(session, ORGANIZER, layout, said, now=NOW)


def test_a_register_waits_for_a_person_where_it_would_change_one(
    ground: Ground, take: Take, file: Callable[..., Path], tmp_path: Path
) -> None:
    """The first one does not, one with foreign columns does, activity never."""
    register = file("а.csv", *FIRST)
    foreign = file("б.csv", ("Школа", "https://vk.com/school"), header=("Полное название учреждения", "Адрес в соцсети"))
    posts = file("в.csv", header=("Страница", "ID записи", "Опубликовано", "Репост", "Вложения"))
    picture = tmp_path / "г.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    with transaction(ground.engine) as session:
        waits = [register_waits(session, ground.season_id, path) for path in (register, foreign, posts, picture)]
    take(register)
    with transaction(ground.engine) as session:
        assert register_waits(session, ground.season_id, register)
    assert [False, True, False, False] == waits
