"""Taking a register into a season: new pages are added, changed ones brought up to date, none is ever deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.evidence import UNKNOWN
from scoring.services.acting import Actor, require_organizer
from scoring.services.files import Counts, note_file
from scoring.services.seasons import require_writable, season
from scoring.services.uploads import Upload
from scoring.sources.register import RegisterBatch, RegisterRow
from scoring.store.seasons import Page
from scoring.store.vocabulary import FileKind

_SAME = (
    "key",
    "name",
    "link",
    "ogrn",
    "ogrn_valid",
    "level",
    "founder",
    "municipality",
    "sphere2",
    "sphere3",
    "status",
    "exempt",
)
_ALSO = ("address", "design_percent", "activity_percent", "weekly_reach", "post_reach")


def take_register(
    session: Session, actor: Actor, season_id: int, *, upload: Upload, batch: RegisterBatch, now: datetime
) -> Counts:
    """Write the rows of one register file, its refusals and the event, and tell what was new, changed and the same."""
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "register")
    there = {page.key: page for page in session.scalars(select(Page).where(Page.season_id == season_id))}
    new = changed = 0
    for row in batch.rows:
        values = _values(row)
        page = there.get(row.key)
        if page is None:
            session.add(Page(season_id=season_id, **values))
            new += 1
        elif _differs(page, values):
            for name, value in values.items():
                setattr(page, name, value)
            changed += 1
    counts = Counts(rows=len(batch.rows) + len(batch.refusals), new=new, changed=changed, same=len(batch.rows) - new - changed)
    note_file(
        session, actor, found, kind=FileKind.REGISTER, upload=upload, counts=counts, refusals=batch.refusals, batch=None, now=now
    )
    return counts


def register_rows(session: Session, season_id: int) -> list[RegisterRow]:
    """The season's register as the sources know it, in the order in which its rows came."""
    pages = session.scalars(select(Page).where(Page.season_id == season_id).order_by(Page.id))
    return [_row(page) for page in pages]


def search_text(parts: Sequence[str]) -> str:
    """Words to search in: lower case, ё as е."""
    return " ".join(part for part in parts if part).casefold().replace("ё", "е")


def _values(row: RegisterRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in (*_SAME, *_ALSO)}
    return values | {
        "group_id": _known(row.group_id),
        "sphere": row.sphere1,
        "connected": _answer(row.connected),
        "mark": _answer(row.mark),
        "widgets": _known(row.widgets),
        "members": _known(row.members),
        "register_line": row.line,
        "search": search_text((row.name, row.link, row.key, row.ogrn, row.municipality)),
    }


def _differs(page: Page, values: dict[str, Any]) -> bool:
    """Whether anything but the line of the file has changed."""
    return any(getattr(page, name) != value for name, value in values.items() if name != "register_line")


def _row(page: Page) -> RegisterRow:
    return RegisterRow(
        **{name: getattr(page, name) for name in (*_SAME, *_ALSO)},
        group_id=_or_unknown(page.group_id),
        sphere1=page.sphere,
        connected=_or_unknown(page.connected),
        mark=_or_unknown(page.mark),
        widgets=_or_unknown(page.widgets),
        members=_or_unknown(page.members),
        line=page.register_line,
    )


def _known(value: int) -> int | None:
    return None if value == UNKNOWN else value


def _answer(value: int) -> bool | None:
    return None if value == UNKNOWN else bool(value)


def _or_unknown(value: int | bool | None) -> int:
    return UNKNOWN if value is None else int(value)
