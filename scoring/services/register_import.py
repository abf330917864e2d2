"""Taking a register's file into a season: first the plan, then its application, and one step back.

New pages are added, known ones brought up to date; one that the file does not have is left as it is, unless an organizer
marks it as gone, with a reason. Nothing is ever deleted but by undoing the import that added it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, LavrError
from scoring.season.course import WRITABLE, State
from scoring.season.register_plan import RegisterPlan, plan, register_digest
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.files import Counts, known_file, note_file
from scoring.services.register import standing, values_of
from scoring.services.seasons import require_writable, season
from scoring.services.uploads import Upload
from scoring.sources.columns import REGISTER
from scoring.sources.register import RegisterBatch
from scoring.sources.report import Refusal, shortened
from scoring.store.register import RegisterImport
from scoring.store.seasons import ImportedFile, Page, RefusedRow, Season
from scoring.store.vocabulary import FileKind
from scoring.store.work import AuditEvent

LONGEST_REASON: Final = 500
_FILE: Final = ("name", "rows", "new", "changed", "same", "refused", "imported_by")
_LINK: Final = next(heading.ru for heading in REGISTER if heading.name == "link")


class PlanMoved(Conflict):
    """The register was changed after the plan was made; ``plan`` is what the file would do now."""

    def __init__(self, fresh: RegisterPlan) -> None:
        super().__init__(
            "Пока вы смотрели на изменения, реестр изменился. Ничего не записано: посмотрите новый список и примените его.",
            "The register was changed while you were looking. Nothing was written: look at the new list and apply that one.",
        )
        self.plan = fresh


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application did: counts of the file, the plan it followed, the row to undo it by (None: nothing changed)."""

    counts: Counts
    plan: RegisterPlan
    refusals: tuple[Refusal, ...]
    undo: int | None


def plan_register(session: Session, season_id: int, batch: RegisterBatch) -> RegisterPlan:
    """What a file would do to the season's register; nothing is written."""
    return plan(standing(session, season_id), batch.rows, batch.fields)


def refusals_of(made: RegisterPlan, batch: RegisterBatch) -> tuple[Refusal, ...]:
    """The rows that the file itself or the register refuses, in the order of their lines."""
    clashes = [
        Refusal(batch.source, clash.row.line, _LINK, clash.row.link, "address_taken", (("name", shortened(clash.name)),))
        for clash in made.clashes
    ]
    return tuple(sorted([*batch.refusals, *clashes], key=lambda refusal: refusal.line))


def apply_register(
    session: Session,
    actor: Actor,
    season_id: int,
    *,
    upload: Upload,
    batch: RegisterBatch,
    now: datetime,
    expected: str | None = None,
    gone: Mapping[int, str] | None = None,
) -> Applied:
    """Write what the plan says. ``expected``: the plan that was looked at; with another one nothing is written.

    ``gone``: vanished page -> why it is gone. Raises PlanMoved, and InputError for a page that has not vanished or has no
    reason.
    """
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "register")
    made = plan_register(session, season_id, batch)
    if expected is not None and expected != made.digest:
        raise PlanMoved(made)
    marked = _checked(made, gone or {})
    refusals = refusals_of(made, batch)
    changed = len(made.changed) + len(marked)
    counts = Counts(rows=len(batch.rows) + len(batch.refusals), new=len(made.new), changed=changed, same=made.same)
    earlier = _file_before(session, season_id, upload)
    before = _write(session, season_id, made, marked, now)
    note_file(session, actor, found, kind=FileKind.REGISTER, upload=upload, counts=counts, refusals=refusals, batch=None, now=now)
    if made.changes_nothing and not marked:
        return Applied(counts, made, refusals, None)
    session.flush()
    row = RegisterImport(
        season_id=season_id,
        name=upload.name,
        sha256=upload.sha256,
        plan=made.digest,
        new=len(made.new),
        changed=len(made.changed),
        gone=len(marked),
        before={**before, "file": earlier},
        after=register_digest(standing(session, season_id)),
        applied_at=now,
        applied_by=actor.id,
        applied_name=actor.name[:200],
    )
    session.add(row)
    after = {"name": upload.name, "plan": made.digest, "new": row.new, "changed": row.changed, "gone": row.gone}
    record(session, actor, "register.apply", row, season_id=season_id, now=now, after=after)
    return Applied(counts, made, refusals, row.id)


def last_import(session: Session, season_id: int) -> RegisterImport | None:
    """The last file that changed the season's register, undone or not."""
    return session.scalar(
        select(RegisterImport).where(RegisterImport.season_id == season_id).order_by(RegisterImport.id.desc()).limit(1)
    )


def why_not_undone(session: Session, season_id: int) -> LavrError | None:
    """What stands in the way of undoing the last import; None where it can be undone."""
    row = last_import(session, season_id)
    if row is None or row.undone_at is not None:
        return _nothing_to_undo()
    found = session.get_one(Season, season_id)
    if found.state not in WRITABLE["register"] or _frozen_since(session, row):
        return Conflict(
            "По этому реестру уже заморожены свидетельства, поэтому его загрузку не отменить. Верните сезон к сбору и загрузите "
            "исправленный файл: он покажет отличия.",
            "Evidence was frozen from this register, so its import cannot be undone. Take the season back to collecting and "
            "import a mended file: it will show the differences.",
        )
    if register_digest(standing(session, season_id)) != row.after:
        return Conflict(
            "После загрузки реестр изменили ещё раз, и отменить её нельзя. Загрузите исправленный файл: он покажет отличия.",
            "The register was changed again since, so the import cannot be undone. Import a mended file: it will show the "
            "differences.",
        )
    return None


def undo_register(
    session: Session, actor: Actor, season_id: int, *, now: datetime, expected: int | None = None
) -> RegisterImport:
    """Put the register back as it stood before its last import (``expected``, where given); Conflict where that cannot be."""
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "register")
    row = last_import(session, season_id)
    if expected is not None and (row is None or row.id != expected):
        raise Conflict(
            "После этой загрузки реестр загружали ещё раз. Обновите страницу: отменить можно только последнюю загрузку.",
            "The register was imported again since. Reload the page: only the last import can be undone.",
        )
    hindrance = why_not_undone(session, season_id)
    if hindrance is not None or row is None:
        raise hindrance or _nothing_to_undo()
    _take_back(session, row)
    _put_file_back(session, row)
    row.undone_at, row.undone_name = now, actor.name[:200] or "—"
    told = {"name": row.name, "new": row.new, "changed": row.changed, "gone": row.gone}
    record(session, actor, "register.undo", row, season_id=season_id, now=now, before=told)
    return row


def _nothing_to_undo() -> Conflict:
    return Conflict(
        "Отменять нечего: после последней отмены файлов реестра не было.",
        "There is nothing to undo: no register was imported since the last undoing.",
    )


def _checked(made: RegisterPlan, gone: Mapping[int, str]) -> dict[int, str]:
    vanished = {page.page_id: page for page in made.vanished}
    for number, reason in gone.items():
        if number not in vanished:
            raise InputError(
                "Отмечена страница, которой нет среди исчезнувших. Обновите список и отметьте заново.",
                "A page is marked that has not vanished. Reload the list and mark again.",
            )
        if not reason.strip():
            name = vanished[number].name
            raise InputError(
                f"Напишите, почему выбыла отмеченная страница ({name}): причина останется в журнале.",
                f"Write why the page that is ticked is gone ({name}): the reason stays in the journal.",
            )
    return {number: reason.strip()[:LONGEST_REASON] for number, reason in gone.items()}


def _write(session: Session, season_id: int, made: RegisterPlan, marked: Mapping[int, str], now: datetime) -> dict[str, Any]:
    """Change the pages; what they held before, for undoing."""
    touched = {change.page_id for change in made.changed} | set(marked)
    pages = _pages(session, season_id, touched)
    held: dict[str, dict[str, Any]] = {}
    for change in made.changed:
        held[str(change.page_id)] = _set(pages[change.page_id], {**values_of(change.row), "gone_at": None, "gone_reason": ""})
    for number, reason in marked.items():
        held[str(number)] = _set(pages[number], {"gone_at": now, "gone_reason": reason})
    added = [Page(season_id=season_id, **values_of(row)) for row in made.new]
    session.add_all(added)
    session.flush()
    return {"new": [page.id for page in added], "pages": held}


def _set(page: Page, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the page new values; what it held where they differ, as JSON."""
    held = {}
    for name, value in values.items():
        old = getattr(page, name)
        if old != value:
            held[name] = old.isoformat() if isinstance(old, datetime) else old
            setattr(page, name, value)
    return held


def _pages(session: Session, season_id: int, wanted: set[int]) -> dict[int, Page]:
    found = session.scalars(select(Page).where(Page.season_id == season_id))
    return {page.id: page for page in found if page.id in wanted}


def _take_back(session: Session, row: RegisterImport) -> None:
    held: dict[str, dict[str, Any]] = row.before["pages"]
    pages = _pages(session, row.season_id, {int(number) for number in held})
    for number, values in held.items():
        for name, value in values.items():
            setattr(pages[int(number)], name, datetime.fromisoformat(value) if name == "gone_at" and value else value)
    added: Sequence[int] = row.before["new"]
    try:
        with session.begin_nested():
            for start in range(0, len(added), 500):
                session.execute(delete(Page).where(Page.season_id == row.season_id, Page.id.in_(added[start : start + 500])))
    except IntegrityError as error:
        raise Conflict(
            "На страницы, которые добавила эта загрузка, уже ссылаются находки, поправки или расчёты, поэтому её не отменить. "
            "Загрузите исправленный файл и отметьте лишние страницы выбывшими.",
            "Findings, corrections or runs name pages that this import added, so it cannot be undone. Import a mended file and "
            "mark the pages that are too many as gone.",
        ) from error


def _file_before(session: Session, season_id: int, upload: Upload) -> dict[str, Any] | None:
    file = known_file(session, season_id, kind=FileKind.REGISTER, sha256=upload.sha256)
    if file is None:
        return None
    return {name: getattr(file, name) for name in _FILE} | {"imported_at": file.imported_at.isoformat()}


def _put_file_back(session: Session, row: RegisterImport) -> None:
    """The list of files says again what it said before."""
    file = known_file(session, row.season_id, kind=FileKind.REGISTER, sha256=row.sha256)
    before = row.before["file"]
    if file is None:
        return
    if before is None:
        session.execute(delete(RefusedRow).where(RefusedRow.file_id == file.id))
        session.execute(delete(ImportedFile).where(ImportedFile.id == file.id))
        return
    for name in _FILE:
        setattr(file, name, before[name])
    file.imported_at = datetime.fromisoformat(before["imported_at"])


def _frozen_since(session: Session, row: RegisterImport) -> bool:
    steps = session.scalars(
        select(AuditEvent).where(
            AuditEvent.season_id == row.season_id, AuditEvent.action == "season.step", AuditEvent.at >= row.applied_at
        )
    )
    return any((event.after or {}).get("state") == State.FROZEN for event in steps)
