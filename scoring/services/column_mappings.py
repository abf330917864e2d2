"""What people said of the columns of files: remembered by the header's signature, used again, forgotten on request."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotFound
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.sources.column_mapping import Layout, checked, look
from scoring.sources.headers import NOTHING_SAID
from scoring.store.register import ColumnMapping
from scoring.store.vocabulary import FileKind

_LONGEST_NAME = 200


def remembered(session: Session, signature: str, kind: FileKind = FileKind.REGISTER) -> ColumnMapping | None:
    """What was said of files with this header."""
    return session.scalar(select(ColumnMapping).where(ColumnMapping.kind == kind, ColumnMapping.signature == signature))


def all_remembered(session: Session) -> Sequence[ColumnMapping]:
    """Every mapping, the newest first."""
    return session.scalars(select(ColumnMapping).order_by(ColumnMapping.made_at.desc(), ColumnMapping.id.desc())).all()


def said_of(session: Session, path: Path) -> tuple[Mapping[str, str], ColumnMapping | None]:
    """What was said of the columns of this file, and the row where it stands; nothing and None for an unknown header."""
    found = remembered(session, look(path).signature)
    return (dict(found.fields), found) if found is not None else (NOTHING_SAID, None)


def remember(session: Session, actor: Actor, layout: Layout, said: Mapping[str, str], *, now: datetime) -> ColumnMapping:
    """Keep what was said of a header, in place of what was said before.

    InputError where a field is chosen twice, and where organisation or page would be left without a column.
    """
    require_organizer(actor)
    fields = checked(said)
    _refuse_useless(layout, fields)
    found = remembered(session, layout.signature)
    before = dict(found.fields) if found is not None else None
    if before == fields and found is not None:
        return found
    if found is None:
        found = ColumnMapping(kind=FileKind.REGISTER, signature=layout.signature)
        session.add(found)
    found.titles, found.fields = [column.title[:200] for column in layout.columns], fields
    found.file, found.made_at, found.made_by = layout.file[:255], now, actor.id
    found.made_name = actor.name[:_LONGEST_NAME]
    record(session, actor, "columns.remember", found, now=now, before=before, after={"file": found.file, "fields": fields})
    return found


def forget(session: Session, actor: Actor, mapping_id: int, *, now: datetime) -> str:
    """Take a mapping away; the name of the file it was made for. The next file with this header is asked about again."""
    require_organizer(actor)
    found = session.get(ColumnMapping, mapping_id, with_for_update=True)
    if found is None:
        raise NotFound("Такого соответствия столбцов нет: его уже забыли.", "There is no such mapping: it is forgotten already.")
    record(session, actor, "columns.forget", found, now=now, before={"file": found.file, "fields": dict(found.fields)})
    session.delete(found)
    return found.file


def _refuse_useless(layout: Layout, fields: Mapping[str, str]) -> None:
    given = {fields.get(column.label, column.field) for column in layout.columns}
    if "name" not in given:
        raise InputError(
            "Выберите столбец с наименованием организации: без него строку не назвать.",
            "Choose the column with the organisation's name: a row has none without it.",
        )
    if not {"link", "group_id"} & given and not any("→" in sample for column in layout.columns for sample in column.samples):
        raise InputError(
            "Выберите столбец со ссылкой на страницу или с её ID: без него неизвестно, о какой странице строка.",
            "Choose the column with the page's link or its ID: nobody knows otherwise which page a row is about.",
        )
