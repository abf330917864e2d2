"""What an incident would change, announced or taken back: the season's points with it and without it. Writes nothing."""

from pathlib import Path

from sqlalchemy.orm import Session

from criteria import loading
from criteria.measurement import Language
from scoring.engine.incidents import Incident, Incidents
from scoring.services.seasons import season
from scoring.services.what_if import Compared, Evaluations, compare
from scoring.store.showing import confirmed
from scoring.store.showing_corrections import active
from scoring.store.showing_incidents import announced


def with_incident(found: Incidents, incident: Incident) -> Incidents:
    """The incidents and one more."""
    return Incidents((*found.all, incident))


def without_incident(found: Incidents, incident: Incident) -> Incidents:
    """The incidents without one of them."""
    return Incidents(tuple(one for one in found if one != incident))


def effect(
    session: Session, season_id: int, folder: Path, after: Incidents, language: Language, evaluations: Evaluations
) -> Compared:
    """Who enters and who leaves when ``after`` are the season's incidents, over the snapshot in ``folder``."""
    found = season(session, season_id)
    book, findings = loading.read(found.rulebook), confirmed(session, season_id)
    corrections = active(session, season_id) if folder.name == found.evidence else ()
    before = announced(session, season_id)
    sides = [evaluations.of(folder, book, findings, incidents, corrections) for incidents in (before, after)]
    return compare(sides[0], sides[1], language)
