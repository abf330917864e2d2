"""What is noted of every imported file: its counts, and each refused row with place and reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.uploads import Upload
from scoring.sources.report import Refusal
from scoring.store.seasons import ImportedFile, RefusedRow, Season
from scoring.store.vocabulary import FileKind

MOST_LISTED: Final = 20_000
"""Refused rows of one file that the panel lists; the CSV report holds all of them."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Data rows of a file, good and refused, and what the good ones were to the season."""

    rows: int
    new: int
    changed: int
    same: int


def known_file(session: Session, season_id: int, *, kind: FileKind, sha256: str) -> ImportedFile | None:
    """The file with this content, if the season has taken it already."""
    return session.scalar(
        select(ImportedFile).where(ImportedFile.season_id == season_id, ImportedFile.kind == kind, ImportedFile.sha256 == sha256)
    )


def note_file(
    session: Session,
    actor: Actor,
    season: Season,
    *,
    kind: FileKind,
    upload: Upload,
    counts: Counts,
    refusals: Sequence[Refusal],
    batch: str | None,
    now: datetime,
) -> ImportedFile:
    """Write the file's row, its refused rows and the event.

    A file that was taken before is put in once more and so is the newest again, so that an older file can be put back over
    a newer one; where nothing about it has changed, nothing is written.
    """
    require_organizer(actor)
    file = known_file(session, season.id, kind=kind, sha256=upload.sha256)
    if file is not None and not counts.new and not counts.changed and file.refused == len(refusals):
        return file
    if file is None:
        file = ImportedFile(season_id=season.id, kind=kind, sha256=upload.sha256, size=upload.size)
        session.add(file)
    file.name, file.batch = upload.name, batch
    file.rows, file.new, file.changed, file.same = counts.rows, counts.new, counts.changed, counts.same
    file.refused, file.imported_at, file.imported_by = len(refusals), now, actor.id
    session.flush()
    session.execute(delete(RefusedRow).where(RefusedRow.file_id == file.id))
    rows = [_refused(file.id, refusal) for refusal in refusals[:MOST_LISTED]]
    if rows:
        session.execute(insert(RefusedRow), rows)
    record(
        session,
        actor,
        "file.import",
        file,
        season_id=season.id,
        now=now,
        after={"name": file.name, "kind": kind, "rows": file.rows, "new": file.new, "refused": file.refused},
    )
    return file


def _refused(file_id: int, refusal: Refusal) -> dict[str, object]:
    return {
        "file_id": file_id,
        "line": refusal.line,
        "column": refusal.column[:100],
        "value": refusal.value.replace("\0", "␀"),  # PostgreSQL stores no NUL
        "reason": refusal.code,
        "params": dict(refusal.params),
    }
