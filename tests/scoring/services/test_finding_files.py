"""Findings out of a file: proposals, once, with a report of what was refused."""

from pathlib import Path

import pytest
from sqlalchemy import select

from scoring.errors import Conflict, NotAllowed, UnreadableFile
from scoring.season.course import State
from scoring.services import finding_files, findings
from scoring.services.acting import Actor
from scoring.services.finding_files import FindingReport, propose_file
from scoring.store.database import transaction
from scoring.store.rules import PageFinding
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import FindingKind, FindingState, Role, Via
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

SECOND = Actor(None, "Борис", Role.ADMIN, Via.COMMAND_LINE)
TABLE = """Страница;Код;Раз;Причина;Доказательство
vk.com/club1;P2;3;реклама;vk.com/wall-1_5
https://vk.com/public2;D5;;нет виджетов по закону;приказ № 7
club99;P1;1;нет метки;снимок
"""


@pytest.fixture(name="frozen")
def _frozen(ground: Ground) -> Ground:
    """A season with two pages whose evidence is frozen."""
    with transaction(ground.engine) as session:
        for number in (1, 2):
            session.add(
                Page(
                    season_id=ground.season_id,
                    key=f"vk:school{number}",
                    group_id=number,
                    name="Школа",
                    link="",
                    ogrn_valid=True,
                    register_line=2,
                    search="школа",
                )
            )
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.FROZEN, "e" * 64
    return ground


def _read(ground: Ground, folder: Path, table: str = TABLE, actor: Actor = ORGANIZER) -> FindingReport:
    path = folder / "штрафы.csv"
    path.write_text(table, encoding="utf-8")
    with transaction(ground.engine) as session:
        return propose_file(session, actor, ground.season_id, path, now=NOW)


def test_rows_become_proposals(frozen: Ground, tmp_path: Path) -> None:
    """Pages by any of their addresses, the kind by the code, one time where nothing is said."""
    report = _read(frozen, tmp_path)

    assert (2, 0, [("unknown_page", 4)]) == (report.new, report.same, [(row.code, row.line) for row in report.refusals])
    with transaction(frozen.engine) as session:
        rows = session.scalars(select(PageFinding).order_by(PageFinding.id)).all()
        assert [
            ("vk:school1", FindingKind.PENALTY, "P2", 3, FindingState.PROPOSED, "Анна"),
            ("vk:school2", FindingKind.WAIVER, "D5", 1, FindingState.PROPOSED, "Анна"),
        ] == [(row.page.key, row.kind, row.code, row.times, row.state, row.made_name) for row in rows]


def test_a_file_read_twice_proposes_once(frozen: Ground, tmp_path: Path) -> None:
    """Also where a row was refused meanwhile: somebody has looked at it."""
    _read(frozen, tmp_path)
    with transaction(frozen.engine) as session:
        first = session.scalars(select(PageFinding.id).order_by(PageFinding.id)).first()
        findings.refuse(session, SECOND, first or 0, now=NOW, note="не реклама")

    report = _read(frozen, tmp_path)
    assert (0, 2) == (report.new, report.same)


def test_whoever_brought_the_file_does_not_confirm_it(frozen: Ground, tmp_path: Path) -> None:
    """A file is a proposal like any other."""
    _read(frozen, tmp_path)
    with transaction(frozen.engine) as session:
        number = session.scalars(select(PageFinding.id)).all()[0]
        with pytest.raises(NotAllowed):
            findings.confirm(session, ORGANIZER, number, now=NOW)


def test_the_journal_has_the_file(frozen: Ground, tmp_path: Path) -> None:
    """With what it brought."""
    _read(frozen, tmp_path)
    with transaction(frozen.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "finding.import")).one()
        assert {"name": "штрафы.csv", "new": 2, "same": 0, "refused": 1} == event.after


def test_a_file_waits_for_the_state_that_allows_computing(ground: Ground, tmp_path: Path) -> None:
    """Not while files are collected."""
    with pytest.raises(Conflict):
        _read(ground, tmp_path)


def test_an_observer_brings_no_file(frozen: Ground, tmp_path: Path) -> None:
    """Only organizers write."""
    with pytest.raises(NotAllowed):
        _read(frozen, tmp_path, actor=OBSERVER)


def test_a_huge_file_is_refused(frozen: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is read."""
    monkeypatch.setattr(finding_files, "LARGEST", 10)
    with pytest.raises(UnreadableFile):
        _read(frozen, tmp_path)
