"""Files that owners enclosed and that no row names any more: of forms that were never finished, and of seasons in the archive."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.services.attachments import folder_of
from scoring.store.appeals import AppealFile
from scoring.store.owners import ObjectionFile

_A_WHILE: Final = timedelta(hours=1)
"""A file lies there before its row does, for as long as a form is written down."""


def forget_lost(session: Session, home: Home, *, now: datetime) -> int:
    """Remove those that have lain there for an hour; tells how many."""
    folder = folder_of(home)
    old = [path for path in folder.iterdir() if _lies_long(path.stat().st_mtime, now)] if folder.is_dir() else []
    if not old:
        return 0
    named = {stored for table in (ObjectionFile, AppealFile) for stored in session.scalars(select(table.stored))}
    lost = [path for path in old if path.is_file() and path.name not in named]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)


def _lies_long(since: float, now: datetime) -> bool:
    return now.timestamp() - since > _A_WHILE.total_seconds()
