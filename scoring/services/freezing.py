"""Freezing a season: its register and batches become evidence that nothing changes any more."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import KeptBatch, freeze
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.imports import batch_paths
from scoring.services.register import register_rows
from scoring.services.seasons import advance
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import FileKind

_ACTIVITY = (FileKind.POSTS, FileKind.MESSAGES, FileKind.STREAMS, FileKind.CHECKS)


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
        found = session.get_one(Season, season_id)
        zone, year = found.zone, found.year
        rows = register_rows(session, season_id)
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
    snapshot = freeze(rows, batches, year=year, zone=zone, days_off=days_off(year), into=home.evidence, progress=progress)
    with transaction(engine) as session:
        advance(session, actor, season_id, State.FROZEN, now=clock(), evidence=snapshot.name, within_job=within_job)
    return snapshot.name
