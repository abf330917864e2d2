"""Importing files: a register or activity, whole or not at all, with a report of every row that was not taken."""

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from criteria.measurement import Language
from scoring.errors import UnreadableFile
from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.season.register_plan import RegisterPlan
from scoring.services.acting import Actor
from scoring.services.column_mappings import remember, remembered, said_of
from scoring.services.files import Counts, note_file
from scoring.services.register import register_rows
from scoring.services.register_import import Applied, apply_register
from scoring.services.seasons import require_writable, season
from scoring.services.uploads import Upload
from scoring.sources.activity import ActivityBatch, import_activity, recognise
from scoring.sources.column_mapping import Layout, look
from scoring.sources.columns import ActivityKind
from scoring.sources.headers import NOTHING_SAID
from scoring.sources.overlap import overlap
from scoring.sources.register import RegisterBatch, page_aliases, read_register
from scoring.sources.report import Refusal, write_refusals
from scoring.store.database import transaction
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import FileKind

_TABLES: Final = (".csv", ".gz", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What a person says of a register's file.

    ``said``: label of a column -> field. ``expected``: digest of the plan that was looked at, None where none was. ``gone``:
    vanished page -> why it is gone.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    expected: str | None = None
    gone: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file brought. ``reports``: the CSV of all refused rows by language; empty without any, or in a dry run.

    Of a register also: ``doubts`` in rows that were taken, the ``plan`` that was (or would be) applied, ``unread`` sheets that
    hold a register too, and ``mapping``, the file for which the columns were said that were used again.
    """

    kind: FileKind
    name: str
    rows: int
    new: int
    changed: int
    same: int
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]
    reports: Mapping[Language, Path]
    doubts: tuple[Refusal, ...] = ()
    plan: RegisterPlan | None = None
    unread: tuple[str, ...] = ()
    mapping: str = ""

    def counts(self) -> dict[str, Any]:
        """What a program or a job's row keeps of it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "refused": len(self.refusals),
        }


def kind_of(path: Path) -> FileKind:
    """What a file holds, by its columns: workbooks are registers; a CSV may be either."""
    if not path.name.lower().endswith(_TABLES):
        return FileKind.REGISTER
    try:
        return FileKind(recognise(path))
    except UnreadableFile as activity:
        try:
            read_register(path)
        except UnreadableFile:
            raise activity from None
        return FileKind.REGISTER


def register_waits(session: Session, season_id: int, path: Path) -> bool:
    """Whether the file is a register that a person should look at first: the season has one, or its columns are to be said."""
    try:
        if kind_of(path) is not FileKind.REGISTER:
            return False
        if session.scalar(select(Page.id).where(Page.season_id == season_id).limit(1)) is not None:
            look(path)
            return True
        layout = look(path)
        return not layout.complete and remembered(session, layout.signature) is None and layout.looks_like_register
    except UnreadableFile:
        try:
            return look(path).looks_like_register
        except UnreadableFile:
            return False


def import_file(
    engine: Engine,
    home: Home,
    actor: Actor,
    season_id: int,
    upload: Upload,
    *,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    dry_run: bool = False,
    register: RegisterWords | None = None,
) -> FileReport:
    """Read a kept file into a season. A dry run tells the same and leaves nothing behind.

    ``register``: the file is a register whatever its columns are called, and what a person says of it.
    """
    kind = kind_of(upload.path) if register is None else FileKind.REGISTER
    if kind is FileKind.REGISTER:
        words = register or RegisterWords()
        return _register(engine, home, actor, season_id, upload, words, clock=clock, progress=progress, dry_run=dry_run)
    home.batches.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.batches, prefix=".incoming-") as incoming:
        return _activity(
            engine, home, Path(incoming), actor, season_id, upload, kind, clock=clock, progress=progress, dry_run=dry_run
        )


def batch_paths(session: Session, home: Home, season_id: int, kind: FileKind) -> list[tuple[ImportedFile, Path]]:
    """The batches of one kind in the order in which they came: of two rows about the same thing the later one counts."""
    files = session.scalars(
        select(ImportedFile)
        .where(ImportedFile.season_id == season_id, ImportedFile.kind == kind, ImportedFile.batch.is_not(None))
        .order_by(ImportedFile.imported_at, ImportedFile.id)
    )
    return [(file, home.batches / str(file.batch)) for file in files]


def refusal_report(home: Home, file: ImportedFile, language: Language) -> Path:
    """Where the CSV of all of a file's refused rows lies; the table in the database may hold the first ones only."""
    return _report_path(home.batches, file.sha256, language)


def read_kept_register(engine: Engine, path: Path, said: Mapping[str, str] = NOTHING_SAID) -> tuple[RegisterBatch, str]:
    """A register's rows by what is said now and what was remembered, and the file for which the latter was said."""
    with transaction(engine) as session:
        known, row = said_of(session, path)
        name = row.file if row is not None else ""
    return read_register(path, {**known, **said}), name


def apply_kept_register(
    session: Session,
    home: Home,
    actor: Actor,
    season_id: int,
    *,
    upload: Upload,
    batch: RegisterBatch,
    expected: str,
    gone: Mapping[int, str],
    now: datetime,
) -> Applied:
    """Apply the plan that a person has looked at, with the reports of refused rows beside it."""
    applied = apply_register(session, actor, season_id, upload=upload, batch=batch, now=now, expected=expected, gone=gone)
    _write_reports(home.batches, upload, applied.refusals)
    return applied


def _register(
    engine: Engine,
    home: Home,
    actor: Actor,
    season_id: int,
    upload: Upload,
    words: RegisterWords,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
    dry_run: bool,
) -> FileReport:
    progress("register", 0, 2)
    batch, mapping = read_kept_register(engine, upload.path, words.said)
    progress("register", 1, 2)
    with transaction(engine) as session:
        applied = apply_register(
            session, actor, season_id, upload=upload, batch=batch, now=clock(), expected=words.expected, gone=words.gone
        )
        if words.said and not dry_run:
            remember(session, actor, *_whole(upload.path, words.said), now=clock())
        reports = {} if dry_run else _write_reports(home.batches, upload, applied.refusals)
        if dry_run:
            session.rollback()
    counts = applied.counts
    progress("register", counts.rows, counts.rows)
    return FileReport(
        FileKind.REGISTER,
        upload.name,
        counts.rows,
        counts.new,
        counts.changed,
        counts.same,
        applied.refusals,
        batch.ignored,
        reports,
        batch.doubts,
        applied.plan,
        batch.unread,
        mapping,
    )


def _whole(path: Path, said: Mapping[str, str]) -> tuple[Layout, dict[str, str]]:
    """What was said of some columns, with what the others are known as: that is what is remembered."""
    layout = look(path, said)
    return layout, {column.label: column.field for column in layout.columns}


def _activity(
    engine: Engine,
    home: Home,
    incoming: Path,
    actor: Actor,
    season_id: int,
    upload: Upload,
    kind: FileKind,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
    dry_run: bool,
) -> FileReport:
    with transaction(engine) as session:
        found = session.get_one(Season, season_id)
        require_writable(found, "activity")
        zone, year = found.zone, found.year
        aliases = page_aliases(register_rows(session, season_id))
    _need_register(aliases, upload.name)
    name: ActivityKind = kind.value  # type: ignore[assignment]  # every FileKind but the register is one
    batch = import_activity(
        upload.path,
        name,
        pages=aliases,
        zone=zone,
        year=year,
        into=incoming,
        progress=lambda _stage, done, total: progress(name, done, total + 1),
    )
    reports = {} if dry_run else _write_reports(home.batches, upload, batch.refusals)
    with transaction(engine) as session:
        counts = _counts(session, home, season_id, kind, name, batch)
        if not dry_run:
            _keep(session, home, actor, season_id, upload=upload, kind=kind, batch=batch, counts=counts, now=clock())
    progress(name, counts.rows, counts.rows)
    return FileReport(
        kind, upload.name, counts.rows, counts.new, counts.changed, counts.same, batch.refusals, batch.ignored, reports
    )


def _keep(
    session: Session,
    home: Home,
    actor: Actor,
    season_id: int,
    *,
    upload: Upload,
    kind: FileKind,
    batch: ActivityBatch,
    counts: Counts,
    now: datetime,
) -> None:
    """Note the file and put its batch in place: before the commit, since a row must never name a batch that is not there."""
    locked = season(session, season_id)
    require_writable(locked, "activity")
    note_file(
        session,
        actor,
        locked,
        kind=kind,
        upload=upload,
        counts=counts,
        refusals=batch.refusals,
        batch=batch.path.name,
        now=now,
    )
    batch.path.replace(home.batches / batch.path.name)


def _counts(session: Session, home: Home, season_id: int, kind: FileKind, name: ActivityKind, batch: ActivityBatch) -> Counts:
    """What the batch is to all that the season has of its kind, itself as it was last time among them."""
    names = session.scalars(
        select(ImportedFile.batch).where(
            ImportedFile.season_id == season_id, ImportedFile.kind == kind, ImportedFile.batch.is_not(None)
        )
    )
    earlier = [home.batches / str(other) for other in names]
    found = overlap(name, batch.path, [path for path in earlier if path.exists()])
    return Counts(batch.rows + len(batch.refusals), found.new, found.changed, found.same)


def _need_register(aliases: dict[str, str], name: str) -> None:
    if not aliases:
        raise UnreadableFile(
            f"Файл «{name}» пока не загружен: сначала загрузите реестр страниц, без него неизвестно, чьи это строки.",
            f"The file «{name}» is not imported yet: import the register of pages first; without it nobody knows whose rows"
            " these are.",
        )


def _write_reports(folder: Path, upload: Upload, refusals: tuple[Refusal, ...]) -> dict[Language, Path]:
    paths: dict[Language, Path] = {language: _report_path(folder, upload.sha256, language) for language in ("ru", "en")}
    folder.mkdir(parents=True, exist_ok=True)
    for language, path in paths.items():
        path.unlink(missing_ok=True)
        if refusals:
            write_refusals(path, refusals, language)
    return paths if refusals else {}


def _report_path(folder: Path, sha256: str, language: Language) -> Path:
    return folder / f"{sha256}.refused.{language}.csv"
