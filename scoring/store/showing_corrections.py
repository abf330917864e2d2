"""Named read queries about corrections: those that count, those of one page, whether a run is older than they are."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.evidence.corrections import Correction, ordered, rows_of
from scoring.store.corrections import PageCorrection
from scoring.store.results import ScoreRun
from scoring.store.vocabulary import CorrectionSource
from scoring.store.work import AuditEvent


def plain(row: PageCorrection) -> Correction:
    """A stored correction as the evidence takes it."""
    number = None if row.row_id < 0 else row.row_id
    return Correction(row.table_name, row.page, number, row.column_name, row.old, row.new, row.act)  # type: ignore[arg-type]  # by its constraint


def active(session: Session, season_id: int, *, appeals: bool = True) -> tuple[Correction, ...]:
    """The corrections that count in the next computation, in canonical order; ``appeals``: with those that appeals made."""
    query = select(PageCorrection).where(PageCorrection.season_id == season_id, PageCorrection.withdrawn_at.is_(None))
    if not appeals:
        query = query.where(PageCorrection.source != CorrectionSource.APPEAL)
    return ordered(map(plain, session.scalars(query)))


def active_at(session: Session, season_id: int, place: tuple[str, str, int, str]) -> PageCorrection | None:
    """The correction that counts for a place: page, table, row (UNKNOWN in the register), column."""
    page, table, row, column = place
    return session.scalar(
        select(PageCorrection).where(
            PageCorrection.season_id == season_id,
            PageCorrection.page == page,
            PageCorrection.table_name == table,
            PageCorrection.row_id == row,
            PageCorrection.column_name == column,
            PageCorrection.withdrawn_at.is_(None),
        )
    )


def cells_of_added(session: Session, row: PageCorrection) -> Sequence[PageCorrection]:
    """The corrections that count for cells of a row that a correction has added; none for any other correction."""
    if row.act != "add":
        return ()
    query = select(PageCorrection).where(
        PageCorrection.season_id == row.season_id,
        PageCorrection.page == row.page,
        PageCorrection.table_name == row.table_name,
        PageCorrection.row_id == row.row_id,
        PageCorrection.withdrawn_at.is_(None),
        PageCorrection.act == "change",
    )
    return session.scalars(query.order_by(PageCorrection.id)).all()


def corrections_of_page(session: Session, season_id: int, page: str) -> Sequence[PageCorrection]:
    """All corrections of one page, withdrawn ones too, the oldest first."""
    mine = (PageCorrection.season_id == season_id, PageCorrection.page == page)
    return session.scalars(select(PageCorrection).where(*mine).order_by(PageCorrection.id)).all()


def steps_of(session: Session, correction_id: int) -> Sequence[AuditEvent]:
    """What the journal tells of one correction, the oldest first."""
    mine = (AuditEvent.object_kind == PageCorrection.__name__.lower(), AuditEvent.object_id == str(correction_id))
    return session.scalars(select(AuditEvent).where(*mine).order_by(AuditEvent.id)).all()


def corrections_changed(session: Session, run: ScoreRun) -> bool:
    """Whether corrections were made or withdrawn since the run: its points are an earlier computation.

    Those that appeals made do not count: what was signed stays, and they are shown beside it.
    """
    return rows_of(active(session, run.season_id, appeals=False)) != run.corrections
