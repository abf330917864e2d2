"""One contest from files to certificates, on either database, compared with a golden season."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from criteria import loading
from scoring.cli.commands import lavr
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.reader import open_snapshot
from scoring.evidence.snapshot import verify
from scoring.store.database import open_engine, transaction
from scoring.store.results import Award, ScoreRun
from scoring.store.seasons import ImportedFile, Season
from scoring.store.vocabulary import FileKind

GOLDEN = Path(__file__).parent / "golden" / "small_season.json"
KIT = 8
"""Files of one award: certificate, badge in four forms, text of the post, kit, and what they are."""


@pytest.fixture(name="home")
def _home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a database beside it that the command will find."""
    monkeypatch.setenv("LAVR_DATABASE_URL", database_url)
    monkeypatch.setenv("LAVR_LANGUAGE", "ru")
    return tmp_path / "demo"


def _lavr(*arguments: str) -> str:
    result = CliRunner().invoke(lavr, arguments, catch_exceptions=False)
    assert 0 == result.exit_code, result.output
    return result.output


def _golden(session_facts: dict[str, Any]) -> dict[str, Any]:
    golden: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden.keys() == session_facts.keys()
    return golden


def test_a_contest_is_played_from_files_to_certificates(home: Path, database_url: str) -> None:
    """The same files give the same evidence, the same bytes of ranking and the same winners as the golden season."""
    told = _lavr("demo", "--no-serve", "--scale", "small", "--seed", "1", "--out", str(home))

    engine = open_engine(database_url)
    with transaction(engine) as session:
        season = session.scalars(select(Season)).one()
        run = session.scalars(select(ScoreRun).where(ScoreRun.official)).one()
        awards = session.scalars(select(Award).order_by(Award.nomination, Award.place)).unique().all()
        files = session.scalars(select(ImportedFile)).all()
        facts = {
            "evidence": season.evidence,
            "ranking": run.ranking,
            "imported": {str(FileKind(file.kind)): [file.rows, file.new, file.refused] for file in files},
            "awards": [[a.kind, a.nomination, a.place, a.total, a.page.key] for a in awards],
        }
        _check_documents(home, awards)
        text = season.rulebook
    engine.dispose()

    assert _golden(facts) == facts
    assert "/in/" in told
    _check_replay(home, text, facts)
    assert "Всё сходится" in _lavr("--home", str(home), "check")


def _check_documents(home: Path, awards: Any) -> None:
    """Every award has its files, as they were noted, and its kit opens."""
    for award in awards:
        assert award.made_at is not None
        for file in award.files:
            assert file.size == (home / "awards" / file.path).stat().st_size
        kit = next(home / "awards" / file.path for file in award.files if file.kind == "kit")
        assert zipfile.ZipFile(kit).testzip() is None


def _check_replay(home: Path, text: str, facts: dict[str, Any]) -> None:
    """The frozen evidence is whole, and scoring it again without a database gives the bytes of the ranking."""
    folder = home / "evidence" / facts["evidence"]
    verify(folder)
    evidence = open_snapshot(folder)
    again = ranking_csv(evaluate(loading.read(text), evidence))
    evidence.close()

    assert (home / "results" / "Рейтинг 2025.csv").read_bytes() == again


def test_scoring_files_alone_gives_the_same_ranking(home: Path, tmp_path: Path) -> None:
    """``lavr score`` on the plain files equals the contest that went through the database."""
    _lavr("demo", "--no-serve", "--scale", "small", "--seed", "1", "--out", str(home))
    out = tmp_path / "ranking.csv"

    _lavr(
        *("score", "--rulebook", "regional", "--evidence", str(home / "files"), "--out", str(out)),
        *("--year", "2025", "--zone", "Asia/Novosibirsk"),
    )

    assert (home / "results" / "Рейтинг 2025.csv").read_bytes() == out.read_bytes()
