"""Named read queries about incidents: those that count, all of a season, whether a run is older than they are."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.engine.incidents import KINDS, Incident, Incidents
from scoring.store.incidents import SeasonIncident
from scoring.store.results import ScoreRun


def plain(row: SeasonIncident) -> Incident:
    """A stored incident as the engine takes it."""
    kinds = tuple(kind for kind in KINDS if getattr(row, kind))
    return Incident(int(row.begins_at.timestamp()), int(row.ends_at.timestamp()), kinds, row.reason, row.link)


def announced(session: Session, season_id: int) -> Incidents:
    """The incidents that count in the next computation."""
    rows = session.scalars(
        select(SeasonIncident).where(SeasonIncident.season_id == season_id, SeasonIncident.removed_at.is_(None))
    )
    return Incidents(tuple(map(plain, rows)))


def incidents_of(session: Session, season_id: int) -> Sequence[SeasonIncident]:
    """All incidents of a season in the order of time, those that were taken back too."""
    mine = SeasonIncident.season_id == season_id
    return session.scalars(select(SeasonIncident).where(mine).order_by(SeasonIncident.begins_at, SeasonIncident.id)).all()


def incidents_changed(session: Session, run: ScoreRun) -> bool:
    """Whether incidents were announced or taken back since the run: its points are an earlier computation."""
    return announced(session, run.season_id).rows != run.incidents
