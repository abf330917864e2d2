"""The check: a season that was played by the rules holds, and whatever is bent behind the program's back is named."""

import json
import shutil

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from scoring.cli.commands import lavr
from scoring.season.course import State
from scoring.services.blockers import look, standing
from scoring.services.checking.whole import check
from scoring.services.letters.routine import keep_check
from scoring.store.database import transaction
from scoring.store.seasons import Season
from tests.scoring.conftest import NOW
from tests.scoring.services.bending import unguarded
from tests.scoring.services.whole_year import Year


def broken(year: Year) -> set[tuple[str, str, str]]:
    """Rule, table and row of everything that does not hold."""
    with transaction(year.engine) as session:
        found = check(session, year.home, year.season_id)
    assert all(one.ru and one.en for one in found.violations)
    return {(one.rule, one.table, one.row) for one in found.violations}


def test_a_year_by_the_rules_holds(year: Year) -> None:
    """Every rule is asked, and none has anything to say."""
    assert set() == broken(year)


_PAGE = "(SELECT page_id FROM award ORDER BY id LIMIT 1)"
_BENDS = {
    "points_add_up": ("UPDATE score SET total = total + 100 WHERE id = 3", "score", "3"),
    "rows_give_the_ranking": ("UPDATE score SET place = 9 WHERE id = 3", "score_run", "1"),
    "run_is_its_folder": ('UPDATE score_run SET findings = \'[{"page": "x"}]\'', "score_run", "1"),
    "no_verdict_of_the_tied": (
        """INSERT INTO conflict (season_id, user_id, target, value, source, made_at, reason)
        VALUES (1, 2, 'founder', 'ОТДЕЛ  культуры', 'self', '2026-01-15', '')""",
        "verdict",
        "2",
    ),
    "no_verdict_too_late": ("UPDATE verdict SET at = '2026-02-09 00:00:00' WHERE id = 4", "verdict", "4"),
    "winners_fill_the_quota": ("UPDATE decision SET automatic = machine, final = 'reserve'", "decision", "Спорт"),
    "deviations_have_reasons": ("UPDATE decision SET final = 'excluded' WHERE id = 2", "decision", "2"),
    "awards_are_decided": ("UPDATE award SET kind = 'laureate' WHERE kind = 'winner'", "award", "0000-0000-0000-0002"),
    "winners_have_awards": (f"UPDATE award SET page_id = (SELECT max(id) FROM page) WHERE page_id = {_PAGE}", "decision", ""),
    "awards_are_their_history": ("UPDATE award SET status = 'suspended' WHERE id = 1", "award", "0000-0000-0000-0001"),
    "files_are_whole": ("UPDATE award_file SET sha256 = 'x' WHERE id = 1", "award_file", "2025/0000-0000-0000-0001/diploma.pdf"),
    "letters_were_let_go": (
        """INSERT INTO letter (id, season_id, kind, recipient, name, version, language, subject, text, state, made_at, sent_at,
        attempts, error) VALUES (900, 1, 'winner', 'a@b.ru', '', 1, 'ru', '', '', 'sent', '2026-01-15', '2026-01-15', 1, '')""",
        "letter",
        "900",
    ),
    "covers_are_there": (
        """INSERT INTO page_cover (id, season_id, page_id, sha256, width, height, source, seen_at, made_at)
        VALUES (900, 1, (SELECT min(id) FROM page), 'x', 1, 1, 'folder', '2026-01-15', '2026-01-15')""",
        "page_cover",
        "",
    ),
    "seals_are_a_chain": ("UPDATE seal SET sha256 = 'x' WHERE number = 2", "seal", "2"),
    "seals_are_their_rows": ("UPDATE season SET evidence = 'x'", "snapshot", ""),
    "snapshot_is_its_name": ("UPDATE season SET evidence = 'x'", "evidence", "x"),
    "steps_are_a_path": ("UPDATE season_transition SET \"start\" = 'frozen' WHERE id = 4", "season_transition", "4"),
    "trail_is_a_chain": ("UPDATE audit_event SET actor = 'никто' WHERE number = 2", "audit_event", "2"),
}
_GUARDED = ("award", "award_event", "verdict", "decision", "seal", "season_transition", "audit_event")


@pytest.mark.parametrize("rule", _BENDS)
def test_what_was_bent_is_named(year: Year, rule: str) -> None:
    """By rule, table and row."""
    bend, table, row = _BENDS[rule]
    with unguarded(year.engine, *_GUARDED) as connection:
        if year.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE decision DROP CONSTRAINT ck_decision_deviation_has_reason"))
        connection.execute(text(bend))

    found = broken(year)

    assert [] != [one for one in found if one[:2] == (rule, table) and row in one[2]], found


def test_a_changed_row_under_a_seal_is_named_by_its_page(year: Year) -> None:
    """Its seal tells what it was."""
    with unguarded(year.engine, *_GUARDED) as connection:
        key = connection.execute(text("SELECT key FROM page JOIN decision ON page_id = page.id WHERE decision.id = 1")).scalar()
        connection.execute(text("UPDATE decision SET citation = 'x' WHERE id = 1"))

    assert {("seals_are_their_rows", "decisions", key)} == broken(year)


def test_a_lost_file_and_a_changed_folder_are_named(year: Year) -> None:
    """The disk is looked at as well as the database."""
    next(year.home.awards.rglob("*.pdf")).unlink()
    (next(year.home.runs.iterdir()) / "rulebook.toml").write_text("[total]\n", encoding="utf-8")

    assert {"files_are_whole", "run_is_its_folder"} == {rule for rule, _, _ in broken(year)}


def test_changed_evidence_is_named_by_its_table_and_column(year: Year) -> None:
    """One byte of a frozen column on the disk is enough."""
    (snapshot,) = (year.home.evidence).iterdir()
    mine = year.home.evidence / "copy"
    shutil.copytree(snapshot.resolve(), mine)
    snapshot.unlink()
    mine.rename(snapshot)
    column = next(one for one in sorted((snapshot / "columns").iterdir()) if one.stat().st_size and "bounds" not in one.name)
    content = bytearray(column.read_bytes())
    content[0] ^= 1
    column.chmod(0o644)
    column.write_bytes(content)

    assert {("snapshot_is_its_name", "evidence", snapshot.name)} == broken(year)


def test_the_command_tells_and_ends_with_one(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    """For people in words, for programs as JSON."""
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    monkeypatch.setenv("LAVR_DATABASE_URL", year.engine.url.render_as_string(hide_password=False))
    home = ("--home", str(year.home.home))
    good = CliRunner().invoke(lavr, [*home, "check", "2025"], catch_exceptions=False)
    assert (0, True) == (good.exit_code, "Всё сходится" in good.output)
    with unguarded(year.engine, "audit_event") as connection:
        connection.execute(text("DELETE FROM audit_event WHERE number = 1"))

    bad = CliRunner().invoke(lavr, [*home, "check", "--json"], catch_exceptions=False)

    assert 1 == bad.exit_code
    assert ["audit_event"] == [one["table"] for one in json.loads(bad.output)["violations"]]


def test_what_does_not_hold_stands_in_the_way_until_it_is_mended(year: Year) -> None:
    """The command keeps what it has found; nobody takes a step over rows that do not hold, and a new check clears the way."""

    def in_the_way() -> list[int]:
        with transaction(year.engine) as session:
            found = look(session, session.get_one(Season, year.season_id), NOW)
            return [one.count for one in standing(found, State.PUBLISHED) if one.code == "check"]

    def check_again() -> list[int]:
        with transaction(year.engine) as session:
            season = session.get_one(Season, year.season_id)
            keep_check(session, season, check(session, year.home, season.id), now=NOW)
        return in_the_way()

    with unguarded(year.engine, *_GUARDED) as connection:
        before = connection.execute(text("SELECT total FROM score WHERE id = 3")).scalar()
        connection.execute(text("UPDATE score SET total = total + 100 WHERE id = 3"))
    bent = check_again()
    with unguarded(year.engine) as connection:
        connection.execute(text("UPDATE score SET total = :total WHERE id = 3"), {"total": before})

    assert (True, []) == (len(bent) == 1 and bent[0] > 0, check_again())
