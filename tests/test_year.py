"""The whole year: the demo on either database against a golden season, and one season from its draft into the archive."""

import json
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from criteria import loading
from scoring.cli.commands import lavr
from scoring.cli.demo_keys import NAME
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.reader import open_snapshot
from scoring.evidence.snapshot import verify
from scoring.home import Home
from scoring.season.course import State
from scoring.services import rehearsal_season, sealing
from scoring.store.database import open_engine, transaction
from scoring.store.letters import Letter
from scoring.store.owners import OwnerContact
from scoring.store.people import User
from scoring.store.results import Award, ScoreRun
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import ImportedFile, Season
from scoring.store.vocabulary import FileKind, SealKind
from scoring.store.work import AuditEvent
from tests.played_year import EXCLUDED, OWNER, PlayedYear
from webadmin.context import wall_clock

GOLDEN = Path(__file__).parent / "golden"


def _lavr(*arguments: str) -> str:
    result = CliRunner().invoke(lavr, arguments, catch_exceptions=False)
    assert 0 == result.exit_code, result.output
    return result.stdout


def test_the_demo_plays_the_golden_season(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On either database the same seed gives the same evidence, bytes of ranking, verdicts, decisions and winners."""
    monkeypatch.setenv("LAVR_DATABASE_URL", database_url)
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    home = tmp_path / "demo"

    told = _lavr("demo", "--no-serve", "--scale", "small", "--seed", "1", "--out", str(home))

    facts, text, files = _facts(database_url)
    assert json.loads((GOLDEN / "small_season.json").read_text(encoding="utf-8")) == facts
    _check_documents(home, files)
    _check_proofs(home, files)
    _check_replay(home, text, facts["evidence"])
    _check_scoring_of_files(home, tmp_path / "ranking.csv")
    _check_tour(home, told)
    assert "Всё сходится" in _lavr("--home", str(home), "check")


def _facts(database_url: str) -> tuple[dict[str, Any], str, list[Award]]:
    """What must come out alike each time; the rule book; the awards with their files."""
    engine = open_engine(database_url)
    with transaction(engine) as session:
        season = session.scalars(select(Season)).one()
        run = session.scalars(select(ScoreRun).where(ScoreRun.official)).one()
        awards = list(session.scalars(select(Award).order_by(Award.nomination, Award.place, Award.total.desc())).unique())
        files = session.scalars(select(ImportedFile)).all()
        facts = {
            "evidence": season.evidence,
            "ranking": run.ranking,
            "imported": {str(FileKind(file.kind)): [file.rows, file.new, file.refused] for file in files},
            "awards": [[str(a.kind), a.nomination, a.place, a.total, a.page.key] for a in awards],
        }
        for kind in (SealKind.VERDICTS, SealKind.DECISIONS):
            seal = sealing.current(session, season.id, kind)
            facts[kind.value] = seal.sha256 if seal is not None else ""
        for award in awards:
            assert award.files
        text = season.rulebook
    engine.dispose()
    return facts, text, awards


def _check_documents(home: Path, awards: list[Award]) -> None:
    """Every award has its files, as they were noted."""
    for award in awards:
        assert award.made_at is not None
        for file in award.files:
            path = home / "awards" / file.path
            assert file.size == path.stat().st_size
            assert path.suffix != ".zip" or zipfile.ZipFile(path).testzip() is None


def _check_proofs(home: Path, awards: list[Award]) -> None:
    """A certificate is signed and vouched for by keys of the demo's own, which say so and are closed to others."""
    (path,) = (home / "awards" / file.path for file in awards[0].files if file.kind == "certificate")
    told = json.loads(_lavr("--home", str(home), "verify", "--json", str(path)))[str(path)]
    said = [told["findings"][name]["answer"] for name in ("signature", "credential")]
    assert (True, ["valid", "valid"]) == (told["genuine"], said)
    assert NAME in told["findings"]["signature"]["told"]
    assert {0o600} == {stat.S_IMODE(file.stat().st_mode) for file in (home / "demo-keys").rglob("*.key")}


def _check_replay(home: Path, text: str, evidence_name: str) -> None:
    """The frozen evidence is whole, and scoring it again without a database gives the bytes of the ranking."""
    folder = home / "evidence" / evidence_name
    verify(folder)
    evidence = open_snapshot(folder)
    again = ranking_csv(evaluate(loading.read(text), evidence))
    evidence.close()

    assert (home / "results" / "Рейтинг 2025.csv").read_bytes() == again


def _check_scoring_of_files(home: Path, out: Path) -> None:
    """``lavr score`` on the plain files equals the contest that went through the database."""
    _lavr(
        *("score", "--rulebook", "regional", "--evidence", str(home / "files"), "--out", str(out)),
        *("--year", "2025", "--zone", "Asia/Novosibirsk"),
    )

    assert (home / "results" / "Рейтинг 2025.csv").read_bytes() == out.read_bytes()


def _check_tour(home: Path, told: str) -> None:
    """The newcomer is told where to look, and a rehearsal with an open jury waits for him."""
    trial = rehearsal_season.standing(Home(home=home), 2025, wall=wall_clock())

    assert [True] * 4 == [f"  {number}. " in told for number in (1, 2, 3, 4)]
    assert "/rehearsal/2025/in/" in told
    assert trial is not None
    assert State.JURY_OPEN == trial.season.state


@pytest.fixture(name="year", scope="module")
def _year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedYear]:
    """The season, played once for all tests below."""
    played = PlayedYear(tmp_path_factory.mktemp("year"))
    played.play()
    yield played
    played.close()


def test_the_year_goes_through_every_state(year: PlayedYear) -> None:
    """From the draft to the archive each step was taken once, in order."""
    with year.writing() as session:
        ends = session.scalars(select(SeasonTransition.end).order_by(SeasonTransition.id)).all()

    assert [state.value for state in State][1:-1] == list(ends)


def test_each_step_falls_on_its_day(year: PlayedYear) -> None:
    """The season's own calendar dates its steps; no other clock does."""
    with year.writing() as session:
        days = {step.end: step.at.date().isoformat() for step in session.scalars(select(SeasonTransition))}

    assert ("2025-02-03", "2026-01-30", "2026-02-13", "2026-02-20") == tuple(
        days[state] for state in (State.ANNOUNCED, State.FROZEN, State.JURY_CLOSED, State.PUBLISHED)
    )


def test_everything_holds_in_every_state(year: PlayedYear) -> None:
    """``lavr check`` names no row, wherever the season stands."""
    assert {state.value: [] for state in list(State)[1:-1]} == year.told.checks


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (State.ANNOUNCED, "назовите членов жюри, не хватает: 5"),
        (State.FROZEN, "дождитесь конца приёма возражений: 29.01.2026"),
        (State.JURY_OPEN, "анкеты конфликтов не заполнены: 6"),
        (State.JURY_CLOSED, "победители без проверки"),
        (State.PUBLISHED, "выпустите дипломы и знаки"),
        (State.ARCHIVED, "срок хранения кончится 20.02.2029"),
    ],
    ids=str,
)
def test_a_step_before_its_time_is_refused(year: PlayedYear, step: State, why: str) -> None:
    """The panel tells what stands in the way, and the form of the step changes nothing."""
    assert 400 == year.told.statuses[f"early {step.value}"]
    assert why in year.told.refused[step.value]


def test_nobody_turns_both_keys(year: PlayedYear) -> None:
    """Whoever asked for the second key cannot be the second person."""
    assert 403 == year.told.statuses["own key"]


def test_the_objection_was_heard_before_the_freeze(year: PlayedYear) -> None:
    """The organizer's list names the page whose owner objected."""
    assert year.page_name.split("»")[0].split("«")[-1] in year.told.pages["objections"]


def test_the_chair_signs_first_and_the_admin_reads(year: PlayedYear) -> None:
    """The admin is no first signer, and figures that were read wrong sign nothing."""
    assert (403, 400) == (year.told.statuses["admin signs first"], year.told.statuses["misread"])


def test_nothing_is_public_before_its_hour(year: PlayedYear) -> None:
    """Results and numbers of certificates do not exist for strangers until the publication."""
    assert (404, 404) == (year.told.statuses["results before"], year.told.statuses["check before"])


def test_the_winners_are_shown(year: PlayedYear) -> None:
    """The public list has those who were decided to win, and not the page that the meeting excluded."""
    assert year.names[0].split("«")[-1].rstrip("»") in year.told.pages["results"]
    assert year.excluded.split("«")[-1].rstrip("»") not in year.told.pages["results"]


def test_the_diary_tells_of_the_deviation_and_not_of_whom(year: PlayedYear) -> None:
    """The public diary has the seals and counts; the reason of the meeting stands in the protocol."""
    assert year.told.hashes["decisions"] in year.told.pages["diary after appeals"]
    assert EXCLUDED not in year.told.pages["diary"]


def test_there_is_no_way_back_from_the_publication(year: PlayedYear) -> None:
    """Published means final."""
    assert 409 == year.told.statuses["back"]


def test_a_corrected_certificate_points_to_its_new_version(year: PlayedYear) -> None:
    """The number of the old sheet tells that another one took its place."""
    assert "заменён" in year.told.pages["replaced"].lower()
    assert "заменён" not in year.told.pages["check"].lower()


def test_a_revoked_certificate_says_so(year: PlayedYear) -> None:
    """After the days of notice and a second person's word the check page tells it to everybody."""
    assert "отозван" in year.told.pages["revoked"].lower()


def test_files_are_those_that_were_stored(year: PlayedYear) -> None:
    """Evidence, ranking, sealed files and the open file of results have the bytes that they had when this was written."""
    assert json.loads((GOLDEN / "year_files.json").read_text(encoding="utf-8")) == year.told.hashes


def test_an_appeal_comes_into_the_list_beside_those_who_are_there(year: PlayedYear) -> None:
    """Until it is decided the season does not close; then the award is in force, and the diary counts both."""
    assert "решите апелляции: ждут 2" in year.told.refused[State.CLOSED.value]
    assert ("laureate active", 200) == (year.told.pages["appealed"], year.told.statuses["appealed award"])
    assert "данные исправлены, список тот же 1, решение изменено 1" in year.told.pages["diary after appeals"]


def test_letters_are_those_that_were_stored(year: PlayedYear) -> None:
    """The first letter of each kind, word for word; hashes, which the file above holds, are left out."""
    first: dict[str, str] = {}
    for kind, recipient, subject, text in year.told.letters:
        first.setdefault(kind, f"{kind}\n{recipient}\n{subject}\n\n{re.sub('[0-9a-f]{64}', '<SHA-256>', text).strip()}\n")

    assert (GOLDEN / "year_letters.txt").read_text(encoding="utf-8") == ("\n" + "=" * 80 + "\n").join(first.values())


def test_every_approved_letter_left_once(year: PlayedYear) -> None:
    """As many files lie in the folder of letters as were sent."""
    assert year.told.mailed == len(list(year.home.mail.rglob("*.eml")))


def test_the_seals_are_a_chain(year: PlayedYear) -> None:
    """No sealed file and no link between two was touched."""
    assert 0 == year.told.broken


def test_the_season_is_counted_again_from_its_sealed_files(year: PlayedYear) -> None:
    """``lavr replay`` reads the sealed run and seals alone and comes to the same bytes, verdicts and decisions."""
    told = json.loads(_lavr("--home", str(year.home.home), "replay", "2025", "--json"))

    assert (True, True) == (told["same"], told["files"] > 0)


def test_the_archive_knows_no_names(year: PlayedYear) -> None:
    """Addresses of owners and names of jurors are gone, and letters are lines without words."""
    with year.writing() as session:
        contacts = session.scalars(select(OwnerContact)).all()
        recipients = set(session.scalars(select(Letter.recipient)))
        jurors = session.scalars(select(User.name).where(User.email.like("%@archive.invalid"))).all()

    assert (0, False, 6) == (len(contacts), OWNER in recipients, len(jurors))


def test_the_journal_tells_who_archived_it(year: PlayedYear) -> None:
    """The last step of the year is Anna's, and so is what was taken out."""
    with year.writing() as session:
        thinned = session.scalars(select(AuditEvent).where(AuditEvent.action == "season.thin")).one()

    assert ("Анна Орлова", 6) == (thinned.actor, (thinned.after or {})["jurors"])
