"""The season that benches run over: the demo's files, read in by the ordinary import and frozen."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.progress import Progress, silent
from scoring.sources.activity import import_activity
from scoring.sources.columns import ActivityKind
from scoring.sources.demo import DemoFiles, ScaleName, write_season
from scoring.sources.register import page_aliases, read_register

KINDS: Final[tuple[ActivityKind, ...]] = ("posts", "messages", "streams", "checks")
YEAR: Final = 2025
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Ground:
    """The files of a season, its frozen evidence, and a folder for whatever a bench writes."""

    scale: ScaleName
    files: DemoFiles
    evidence: Path
    working: Path

    @property
    def is_region(self) -> bool:
        """Whether the limits, which are set for a region, hold."""
        return self.scale == "region"


def lay_ground(folder: Path, scale: ScaleName, progress: Progress = silent) -> Ground:
    """Write the season into ``folder``, import and freeze it."""
    files = write_season(
        folder / "files", scale=scale, seed=SEED, year=YEAR, progress=lambda _, done, total: progress("files", done, total)
    )
    working = folder / "working"
    rows = read_register(files.register).rows
    pages = page_aliases(rows)
    batches = []
    for kind in KINDS:
        progress(kind, 0, 1)
        path = getattr(files, kind)
        batches.append(import_activity(path, kind, pages=pages, zone=files.zone, year=YEAR, into=working))
        progress(kind, 1, 1)
    frozen = freeze(rows, batches, year=YEAR, zone=files.zone, days_off=days_off(YEAR), into=folder / "evidence")
    return Ground(scale, files, frozen.folder, working)
