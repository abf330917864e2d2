"""Freezing a season: its register and batches become evidence that nothing changes any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import KeptBatch, Snapshot, freeze
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.course import advance
from scoring.services.imports import batch_paths
from scoring.services.register import register_rows
from scoring.sources.register import RegisterRow
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import FileKind

_ACTIVITY = (FileKind.POSTS, FileKind.MESSAGES, FileKind.STREAMS, FileKind.CHECKS)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that is imported of a season: the register's rows, the batches, and what the year needs."""

    year: int
    zone: str
    rows: Sequence[RegisterRow]
    batches: Sequence[KeptBatch]

    def frozen(self, into: Path, progress: Progress) -> Snapshot:
        """Its snapshot in the folder ``into``."""
        return freeze(
            self.rows,
            self.batches,
            year=self.year,
            zone=self.zone,
            days_off=days_off(self.year),
            into=into,
            progress=progress,
        )


def gather(session: Session, home: Home, season_id: int) -> Gathered:
    """What is imported of a season now."""
    found = session.get_one(Season, season_id)
    batches = [
        KeptBatch(
            kind=kind.value,  # type: ignore[arg-type]  # the four kinds above
            path=path,
            source=file.name,
            sha256=file.sha256,
            rows=file.rows - file.refused,
            refused=file.refused,
        )
        for kind in _ACTIVITY
        for file, path in batch_paths(session, home, season_id, kind)
    ]
    return Gathered(found.year, found.zone, register_rows(session, season_id), batches)


def freeze_season(
    engine: Engine,
    home: Home,
    actor: Actor,
    season_id: int,
    *,
    clock: Callable[[], datetime],
    within_job: int | None,
    progress: Progress = silent,
) -> str:
    """Freeze and take the season to FROZEN; the name of the evidence. Repeating it after a crash makes the same."""
    with transaction(engine) as session:
        gathered = gather(session, home, season_id)
    snapshot = gathered.frozen(home.evidence, progress)
    with transaction(engine) as session:
        advance(session, actor, season_id, State.FROZEN, now=clock(), evidence=snapshot.name, within_job=within_job)
    return snapshot.name
