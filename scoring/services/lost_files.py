"""Files that no row needs any more: enclosed by owners or pictures of covers, of forms never finished and of archived seasons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services.attachments import folder_of
from scoring.services.covers import path_of
from scoring.store.appeals import AppealFile
from scoring.store.covers import PageCover
from scoring.store.owners import ObjectionFile
from scoring.store.seasons import Season

_A_WHILE: Final = timedelta(hours=1)
"""A file lies there before its row does, for as long as a form is written down."""


def forget_lost(session: Session, home: Home, *, now: datetime) -> int:
    """Remove those that have lain there for an hour; tells how many."""
    enclosed = _sweep(folder_of(home), lambda: _enclosed(session), now)
    return enclosed + _sweep(home.covers, lambda: _covers(session, home), now)


def _enclosed(session: Session) -> set[str]:
    return {stored for table in (ObjectionFile, AppealFile) for stored in session.scalars(select(table.stored))}


def _covers(session: Session, home: Home) -> set[str]:
    """Pictures of the seasons that are not in the archive. There the rows stay, since the snapshot's seal counts them."""
    kept = select(PageCover.sha256).join(Season, Season.id == PageCover.season_id).where(Season.state != State.ARCHIVED)
    return {path_of(home, name).name for name in session.scalars(kept.distinct())}


def _sweep(folder: Path, named: Callable[[], set[str]], now: datetime) -> int:
    """Whoever names the files is asked only where there are old ones."""
    old = [path for path in folder.iterdir() if _lies_long(path.stat().st_mtime, now)] if folder.is_dir() else []
    needed = named() if old else set()
    lost = [path for path in old if path.is_file() and path.name not in needed]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _lies_long(since: float, now: datetime) -> bool:
    return now.timestamp() - since > _A_WHILE.total_seconds()
