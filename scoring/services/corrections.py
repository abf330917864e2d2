"""Corrections on top of frozen evidence: who says what a figure really is, why, and by what; and taking one back.

The evidence itself never changes. A correction counts from the next computation on, until it is withdrawn; only while the
season's state allows computations, of an appeal after the publication. Rows are never deleted: withdrawing is the undo, and the
journal keeps both.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.evidence.corrected import CorrectedEvidence, corrected
from scoring.evidence.corrections import TABLES, Correction, faults
from scoring.evidence.reader import open_snapshot
from scoring.evidence.schema import PAGES
from scoring.home import Home
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.seasons import require_writable, season
from scoring.sources.findings import LONGEST_TEXT
from scoring.store.corrections import PageCorrection
from scoring.store.seasons import Season
from scoring.store.showing_corrections import active, active_at, cells_of_added, plain
from scoring.store.vocabulary import CorrectionSource

__all__ = ["SUPERSEDED", "active", "correct", "correction_faults", "idle_rows", "standing_row", "withdraw"]

_LONGEST_NAME: Final = 200
SUPERSEDED: Final = "заменено новым исправлением"
"""The reason that stands with a correction in whose place another one was put."""


def correct(
    session: Session,
    actor: Actor,
    season_id: int,
    correction: Correction,
    *,
    home: Home,
    reason: str,
    basis: str,
    now: datetime,
    source: CorrectionSource = CorrectionSource.ORGANIZER,
    supersede: bool = False,
) -> PageCorrection:
    """Write a correction down. ``correction.old`` is what the frozen evidence says; ``home`` holds the snapshots.

    ``supersede``: an earlier correction of the same place is withdrawn in its favour; without it that is a Conflict, as is an
    old value that the evidence does not have. InputError names what is wrong with the values, the reason or the basis.
    """
    require_organizer(actor)
    found = season(session, season_id)
    require_writable(found, "appeals" if source is CorrectionSource.APPEAL else "runs")
    earlier = active_at(session, season_id, correction.place)
    if earlier is not None and not supersede:
        raise Conflict(
            f"Эту величину уже исправил(а) {earlier.made_name}. Чтобы заменить, сначала отзовите то исправление.",
            f"{earlier.made_name} has corrected this figure already. To replace that correction withdraw it first.",
        )
    wrong = correction_faults(session, home, season_id, correction, reason=reason, basis=basis)
    if wrong:
        error = next(iter(wrong.values()))
        raise Conflict(error.ru, error.en) if "old" in wrong else error
    if earlier is not None:
        _take_back(session, actor, earlier, SUPERSEDED, now)
    row = _row(season_id, correction, source)
    row.reason, row.basis = reason.strip(), basis.strip()
    row.made_by, row.made_name, row.made_at = actor.id, actor.name[:_LONGEST_NAME], now
    session.add(row)
    session.flush()
    record(session, actor, "evidence.correct", row, season_id=season_id, now=now, after=_told(row), reason=row.reason)
    return row


def correction_faults(
    session: Session, home: Home, season_id: int, correction: Correction, *, reason: str, basis: str
) -> dict[str, InputError]:
    """What is wrong with a correction, by the field where it is wrong; empty where it may be made.

    Fields are those of ``scoring.evidence.corrections.faults``, and ``reason`` and ``basis``.
    """
    found = season(session, season_id)
    wrong: dict[str, InputError] = {}
    if found.evidence is None:
        raise _not_frozen()
    others = [one for one in active(session, season_id) if one.place != correction.place]
    with open_snapshot(home.evidence / found.evidence) as frozen:
        wrong |= faults(correction, corrected(frozen, others))
    for field, words, ru, en in (
        ("reason", reason, "причину исправления", "why it is corrected"),
        (
            "basis",
            basis,
            "основание: ссылку, имя файла или номер документа",
            "the basis: a link, a file's name or a document's number",
        ),
    ):
        if not words.strip():
            wrong[field] = InputError(f"Напишите {ru}.", f"Write {en}.")
        elif len(words.strip()) > LONGEST_TEXT:
            wrong[field] = InputError(
                f"Сократите до {LONGEST_TEXT} знаков: {ru}.", f"Shorten to {LONGEST_TEXT} characters: {en}."
            )
    return wrong


def standing_row(
    session: Session, home: Home, season_id: int, place: tuple[str, str, int, str]
) -> Mapping[str, int | str] | None:
    """The row of a place (page, table, row, column) as it reads with all corrections but that of the place; None for none.

    What stands in its column is what a correction of the place names as ``old``.
    """
    found = season(session, season_id)
    if found.evidence is None:
        raise _not_frozen()
    page, table, row, _ = place
    others = [one for one in active(session, season_id) if one.place != place]
    with open_snapshot(home.evidence / found.evidence) as frozen:
        evidence = corrected(frozen, others)
        number = evidence.number_of(page)
        return None if number is None else evidence.row_at(TABLES[table], number, None if table == PAGES.name else row)


def idle_rows(session: Session, home: Home, season_id: int) -> list[PageCorrection]:
    """The corrections that are not withdrawn and yet change nothing, since the evidence was frozen anew and says otherwise."""
    found = session.get_one(Season, season_id)
    folder = home.evidence / (found.evidence or "-")
    counting = session.scalars(
        select(PageCorrection).where(PageCorrection.season_id == season_id, PageCorrection.withdrawn_at.is_(None))
    ).all()
    if not counting or not folder.is_dir():
        return []
    with open_snapshot(folder) as frozen:
        evidence = corrected(frozen, map(plain, counting))
        idle = frozenset(evidence.idle) if isinstance(evidence, CorrectedEvidence) else frozenset()
    return [row for row in counting if plain(row) in idle]


def withdraw(session: Session, actor: Actor, correction_id: int, *, reason: str, now: datetime) -> PageCorrection:
    """Take a correction back: the frozen figure counts again from the next computation on.

    With an added row go the corrections of its cells.
    """
    require_organizer(actor)
    row = session.scalar(select(PageCorrection).where(PageCorrection.id == correction_id))
    if row is None:
        raise NotFound("Такого исправления нет.", "There is no such correction.")
    require_writable(season(session, row.season_id), "runs")
    session.refresh(row)
    if row.withdrawn_at is not None:
        raise Conflict(
            f"Это исправление уже отозвал(а) {row.withdrawn_name}. Откройте страницу заново.",
            f"{row.withdrawn_name} has withdrawn this correction already. Open the page again.",
        )
    if not reason.strip():
        raise InputError("Напишите, почему исправление отзывается.", "Write why the correction is withdrawn.")
    _take_back(session, actor, row, reason.strip()[:LONGEST_TEXT], now)
    for cell in cells_of_added(session, row):
        _take_back(session, actor, cell, reason.strip()[:LONGEST_TEXT], now)
    return row


def _take_back(session: Session, actor: Actor, row: PageCorrection, reason: str, now: datetime) -> None:
    row.withdrawn_by, row.withdrawn_name = actor.id, actor.name[:_LONGEST_NAME] or "—"
    row.withdrawn_at, row.withdrawn_reason = now, reason
    after = {"page": row.page, "withdrawn": True}
    record(
        session, actor, "evidence.withdraw", row, season_id=row.season_id, now=now, before=_told(row), after=after, reason=reason
    )
    session.flush()


def _not_frozen() -> Conflict:
    return Conflict(
        "Исправлять можно замороженные свидетельства: сначала заморозьте их на главной странице сезона.",
        "Frozen evidence can be corrected: freeze it first on the season's home page.",
    )


def _row(season_id: int, correction: Correction, source: CorrectionSource) -> PageCorrection:
    page, table, number, column = correction.place
    return PageCorrection(
        season_id=season_id,
        page=page,
        table_name=table,
        row_id=number,
        column_name=column,
        act=correction.act,
        old=correction.old,
        new=correction.new,
        source=source,
    )


def _told(row: PageCorrection) -> dict[str, object]:
    one = plain(row)
    cell = {"page": one.page, "table": one.table, "row": one.row, "column": one.column, "act": one.act}
    return {**cell, "old": one.old, "new": one.new, "basis": row.basis, "source": row.source}
