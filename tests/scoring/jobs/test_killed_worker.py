"""A worker that is killed for real: its job is taken over, goes on where it stood, and nothing of it lives on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select

from scoring.cli.commands import lavr
from scoring.services import queue
from scoring.store.database import open_engine, transaction
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import Job
from tests.scoring.conftest import ORGANIZER

PATIENCE = 120
ALONE = ("--signer", "Глава: А. Вёрстова", "--without-jury", "--one-key", "--collect")


def test_a_job_survives_its_worker(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between two documents, the award job ends under another worker with every document made once."""
    monkeypatch.setenv("LAVR_DATABASE_URL", migrated_url)
    engine = open_engine(migrated_url)
    season_id = _scored_season(engine, tmp_path)
    with transaction(engine) as session:
        job = queue.enqueue(session, ORGANIZER, season_id=season_id, kind=JobKind.AWARD, now=datetime.now(UTC))
        session.flush()
        job_id = job.id

    first = _worker(tmp_path)
    _until(lambda: _job(engine, job_id).done > 0)
    children = _children(first.pid)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    left = _job(engine, job_id)
    _let_time_pass(engine, job_id)
    second = _worker(tmp_path)
    _until(lambda: _job(engine, job_id).state == JobState.DONE)
    _until(lambda: not any(Path(f"/proc/{child}/exe").exists() for child in children))
    second.terminate()
    second.wait()

    ended = _job(engine, job_id)
    with transaction(engine) as session:
        awards, made = session.execute(select(func.count(), func.count(Award.made_at))).one()
        files = session.scalars(select(AwardFile.path)).all()
    engine.dispose()
    assert JobState.RUNNING == left.state
    assert 2 == ended.attempt
    assert children
    assert 0 < awards == made
    assert len(files) == len(set(files))
    assert all((tmp_path / "awards" / path).is_file() for path in files)


def _scored_season(engine: Engine, home: Path) -> int:
    """A small season as the command line takes it to its signature."""
    files = home / "files"
    for arguments in (
        (
            "season",
            "open",
            "2025",
            "--contest",
            "Знак качества",
            "--zone",
            "Asia/Novosibirsk",
            "--signer",
            "Глава: А. Вёрстова",
            *ALONE,
        ),
        ("import", "register", str(files / "Реестр госпабликов.xlsx")),
        ("import", "activity", str(files)),
        ("season", "run", "2025", "--until", "scored"),
        ("season", "step", "proposed"),
        ("season", "step", "signed"),
    ):
        if arguments[0] == "import" and not files.exists():
            _write_files(files)
        result = CliRunner().invoke(lavr, ["--home", str(home), *arguments], catch_exceptions=False)
        assert 0 == result.exit_code, result.output
    with transaction(engine) as session:
        return session.scalars(select(Season.id)).one()


def _write_files(folder: Path) -> None:
    from scoring.sources.demo import write_season  # noqa: PLC0415  only this test needs it

    write_season(folder, scale="small", seed=1, year=2025)


def _worker(home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "scoring.cli", "--home", str(home), "work"])


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _job(engine: Engine, job_id: int) -> Job:
    with transaction(engine) as session:
        return session.get_one(Job, job_id)


def _let_time_pass(engine: Engine, job_id: int) -> None:
    """As if the dead worker had been silent for a minute."""
    with transaction(engine) as session:
        session.get_one(Job, job_id).heartbeat_at = datetime.now(UTC) - timedelta(minutes=1)


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "the worker did not get there"
        time.sleep(0.05)
