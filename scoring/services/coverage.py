"""The coverage of a snapshot or of a trial, opened and counted."""

from datetime import date
from pathlib import Path

from scoring.engine.coverage import Coverage, coverage
from scoring.engine.incidents import NO_INCIDENTS, Incidents
from scoring.evidence.reader import open_snapshot


def coverage_of(folder: Path, *, today: date | None = None, incidents: Incidents = NO_INCIDENTS) -> Coverage:
    """How much the evidence in ``folder`` knows of every day by sphere; ``today``: later days are not looked at."""
    with open_snapshot(folder) as evidence:
        return coverage(evidence, today=today, incidents=incidents)
