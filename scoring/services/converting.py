"""From recordings to evidence: activity files are made of them and imported; the same recordings change nothing again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from scoring.home import Home
from scoring.progress import Progress, silent
from scoring.services.acting import Actor
from scoring.services.collecting import folder_of
from scoring.services.imports import FileReport, import_file
from scoring.services.uploads import keep_upload
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.network import Source
from scoring.store.database import transaction
from scoring.store.seasons import Season


@dataclass(frozen=True, slots=True)
class Evidenced:
    """What the recordings gave, and what of it was new to the season."""

    made: Converted
    reports: tuple[FileReport, ...]

    def counts(self) -> dict[str, Any]:
        """What a job's row keeps of it."""
        return {
            "files": [report.counts() for report in self.reports],
            "sweeps": self.made.sweeps,
            "unread": self.made.unread,
            "outside": self.made.outside,
            "vanished": dict(self.made.vanished),
            "unseen": dict(self.made.unseen),
        }


def make_evidence(
    engine: Engine,
    home: Home,
    actor: Actor,
    season_id: int,
    source: Source,
    *,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> Evidenced:
    """Make the four files out of all recordings so far, and import those that hold rows."""
    with transaction(engine) as session:
        year = session.get_one(Season, season_id).year
    folder = folder_of(home, year, source)
    progress("convert", 0, 0)
    made = source.convert(folder, folder.path / "activity", Corrections())
    reports = []
    for kind, rows in made.rows.items():
        if rows:
            with (made.folder / f"{kind}.csv").open("rb") as stream:
                upload = keep_upload(home, stream, f"{source.network.key}-{year}-{kind}.csv")
            reports.append(import_file(engine, home, actor, season_id, upload, clock=clock, progress=progress))
    return Evidenced(made, tuple(reports))
