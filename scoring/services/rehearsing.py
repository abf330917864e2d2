"""A trial: evidence out of what is imported so far, to try rule books on. The season is not touched, and nothing counts."""

import hashlib
import shutil
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.evidence.manifest import FILE
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.services.freezing import gather
from scoring.store.database import transaction
from scoring.store.register import RegisterImport
from scoring.store.seasons import ImportedFile


def rehearsal(session: Session, home: Home, season_id: int) -> Path | None:
    """The folder of the trial over exactly the files that are imported now; None where none was made of them."""
    shelf = _shelf(home, season_id) / _stamp(session, season_id)
    return next((folder for folder in sorted(shelf.glob("*")) if (folder / FILE).is_file()), None)


def rehearse(engine: Engine, home: Home, season_id: int, *, progress: Progress = silent) -> str:
    """Make the trial's evidence and forget earlier ones; the name of the snapshot."""
    with transaction(engine) as session:
        gathered, stamp = gather(session, home, season_id), _stamp(session, season_id)
    shelf = _shelf(home, season_id)
    snapshot = gathered.frozen(shelf / stamp, progress)
    for old in shelf.iterdir():
        if old.name != stamp:
            shutil.rmtree(old, ignore_errors=True)
    return snapshot.name


def _shelf(home: Home, season_id: int) -> Path:
    return home.home / "rehearsals" / str(season_id)


def _stamp(session: Session, season_id: int) -> str:
    """What tells one state of the imported files and of the register from another."""
    files = session.execute(
        select(ImportedFile.id, ImportedFile.sha256).where(ImportedFile.season_id == season_id).order_by(ImportedFile.id)
    )
    applied = session.execute(
        select(RegisterImport.id, RegisterImport.undone_at)
        .where(RegisterImport.season_id == season_id)
        .order_by(RegisterImport.id)
    )
    told = [f"{number} {sha256}" for number, sha256 in files]
    listed = "\n".join(told + [f"register {number} {undone}" for number, undone in applied])
    return hashlib.sha256(listed.encode()).hexdigest()[:16]
