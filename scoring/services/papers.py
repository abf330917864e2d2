"""Papers of a decision on their way to paper: what is to be printed, and where what was printed lies.

Printing takes seconds, so that it is a job. Its values lie in a file for the owner's eyes beside the papers and not in the job's
row, which people read who may not know yet who wins. A paper's name is the SHA-256 of all that stands on it: one that is there is
never printed again. Before publication every reader has a copy of his own with his name on each page, and the journal says so.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring import __version__
from scoring.errors import NotFound
from scoring.home import Home
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.decision_papers import require_whole
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind, JobState
from scoring.store.work import Job

Kind = Literal["protocol", "cards"]
_OPEN: Final = (JobState.QUEUED, JobState.RUNNING)
_KEPT: Final = timedelta(days=60)
"""A paper that nobody has printed anew for so long is thrown away: it can be printed from the sealed files again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper to print: its kind, and all of its values as JSON has them."""

    kind: Kind
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """SHA-256 of all that stands on it, and of the program that prints it."""
        told = json.dumps([self.kind, self.values, __version__], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def folder(home: Home) -> Path:
    """Where papers lie."""
    return home.home / "papers"


def printed(home: Home, name: str) -> Path | None:
    """The file of a paper, once it is printed."""
    path = folder(home) / f"{name}.pdf"
    return path if path.is_file() else None


def order(session: Session, home: Home, actor: Actor, season: Season, sheets: Sequence[Sheet], *, now: datetime) -> Job | None:
    """Have what is not there printed; None where all of it is. Whoever may not see every page gets no paper."""
    require_whole(session, actor, season)
    missing = [sheet for sheet in sheets if printed(home, sheet.name) is None]
    if not missing:
        return None
    name = hashlib.sha256("".join(sheet.name for sheet in missing).encode()).hexdigest()
    waiting = under_way(session, season.id)
    if waiting is not None and waiting.params.get("order") == name:
        return waiting
    _forget_old(home, now)
    write(folder(home) / f"{name}.json", json.dumps([[sheet.kind, sheet.values] for sheet in missing]).encode())
    job = Job(
        season_id=season.id, kind=JobKind.PAPERS, params={"order": name}, state=JobState.QUEUED, created_by=actor.id,
        created_at=now,
    )  # fmt: skip
    session.add(job)
    record(session, actor, "papers.order", job, season_id=season.id, now=now, after={"papers": len(missing)})
    return job


def under_way(session: Session, season_id: int) -> Job | None:
    """The printing that waits or runs, the newest first."""
    mine = (Job.season_id == season_id, Job.kind == JobKind.PAPERS, Job.state.in_(_OPEN))
    return session.scalar(select(Job).where(*mine).order_by(Job.id.desc()).limit(1))


def ordered(home: Home, name: str) -> list[Sheet]:
    """What an order asks for; nothing where it was printed already."""
    path = folder(home) / f"{name}.json"
    if not path.is_file():
        return []
    return [Sheet(kind, values) for kind, values in json.loads(path.read_bytes())]


def done(home: Home, name: str) -> None:
    """An order is printed: its values are thrown away."""
    (folder(home) / f"{name}.json").unlink(missing_ok=True)


def keep(home: Home, sheet: Sheet, body: bytes) -> None:
    """Keep a printed paper."""
    write(folder(home) / f"{sheet.name}.pdf", body)


def write(path: Path, body: bytes) -> None:
    """Whole or not at all, for the owner's eyes only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    half.replace(path)


def not_printed() -> NotFound:
    """What is said of a paper that is not there."""
    return NotFound(
        "Эта бумага ещё не напечатана. Нажмите «Подготовить бумаги» на экране протокола.",
        "This paper is not printed yet. Press «Prepare the papers» on the protocol's screen.",
    )


def _forget_old(home: Home, now: datetime) -> None:
    for path in folder(home).glob("*.pdf"):
        if now.timestamp() - path.stat().st_mtime > _KEPT.total_seconds():
            path.unlink(missing_ok=True)
