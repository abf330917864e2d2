"""A network that is collected by sweeps: everything that is the same for all of them, around what its dialect brings along."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scoring.progress import silent
from scoring.sources.collecting import converting, estimate, reviewing, sweeping
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Folder
from scoring.sources.network import Network, Sweeping
from scoring.sources.register import RegisterRow


@dataclass(frozen=True, slots=True)
class SweptSource:
    """A ``Source`` out of a dialect."""

    dialect: Dialect

    @property
    def network(self) -> Network:
        """Which one, and what it tells."""
        return self.dialect.network

    @property
    def rules(self) -> Rules:
        """How fast it may be asked, and what its errors ask for."""
        return self.dialect.rules

    def plan(self, pages: int, seconds: float) -> estimate.Estimate:
        """The calls of a sweep over ``pages`` pages whose window is so many seconds long."""
        return estimate.planned(self.dialect, pages, seconds)

    def remaining(self, path: Path, used_before: Counter[tuple[str, str]], now: float) -> estimate.Estimate:
        """The calls that an unfinished sweep still takes."""
        return estimate.remaining(self.dialect, path, used_before, now)

    def begin(
        self, folder: Folder, rows: Sequence[RegisterRow], *, year: int, zone: str, now: float, whole: bool = False
    ) -> Path:
        """Set out on a new sweep over the pages of this network."""
        return sweeping.begin(self.dialect, folder, rows, year=year, zone=zone, now=now, whole=whole)

    def sweep(self, path: Path, by: Sweeping) -> sweeping.Swept:
        """Go on with a sweep where it stands. Raises Stopped, CollectionStopped, NetworkDown; nothing noted is lost."""
        collector = sweeping.Collector(
            self.dialect,
            by.folder,
            by.client,
            by.author,
            by.time,
            by.over_night,
            by.lanes,
            stopped=by.stopped,
            progress=by.progress or silent,
        )
        return collector.run(path)

    def review(self, folder: Folder, into: Path, corrections: Corrections) -> int:
        """Write messages with their words for a moderator; returns how many."""
        return reviewing.write_review(self.dialect, folder, into, corrections)

    def convert(self, folder: Folder, into: Path, corrections: Corrections) -> converting.Converted:
        """Write the activity files; the same recordings and corrections give the same bytes."""
        return converting.convert(self.dialect, folder, into, corrections)
