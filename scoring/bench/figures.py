"""What a bench gives: figures out of repeated runs, each beside a floor and a limit where there is one."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal

Unit = Literal["s", "ms", "rows/s", "calls/s", "MB"]
_RATES: Final = frozenset({"rows/s", "calls/s"})
"""Units of which more is better."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Seconds of each run: on the wall's clock, and of processor time over all threads of the process."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a bench.

    ``runs``: a number each run, in ``unit``. ``cpu``: processor seconds of each run, where they were taken. ``floor``: what the
    least possible work gave, in ``unit``. ``limit``: the most (of times) or the least (of rates) that the median may be.
    ``counts``: what was worked on, by name.
    """

    name: str
    ru: str
    en: str
    unit: Unit
    runs: tuple[float, ...]
    cpu: tuple[float, ...] = ()
    floor: float | None = None
    limit: float | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The middle of the runs."""
        return median(self.runs)

    @property
    def ratio(self) -> float | None:
        """How many times as long as the floor it takes."""
        if self.floor is None:
            return None
        return self.floor / self.median if self.unit in _RATES else self.median / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept."""
        if self.limit is None:
            return None
        return self.median >= self.limit if self.unit in _RATES else self.median <= self.limit

    def plain(self) -> dict[str, Any]:
        """The same as plain values, for a program."""
        return {
            "name": self.name,
            "title": {"ru": self.ru, "en": self.en},
            "unit": self.unit,
            "median": self.median,
            "min": min(self.runs),
            "max": max(self.runs),
            "runs": list(self.runs),
            "cpu_s": median(self.cpu) if self.cpu else None,
            "floor": self.floor,
            "ratio": self.ratio,
            "limit": self.limit,
            "met": self.met,
            "counts": self.counts,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one bench gave: what its floor is, its figures, and the most memory that its process held, in MB (10**6 bytes)."""

    bench: str
    floor_ru: str
    floor_en: str
    figures: tuple[Figure, ...]
    peak_mb: float

    def plain(self) -> dict[str, Any]:
        """The same as plain values, for a program."""
        return {
            "bench": self.bench,
            "floor": {"ru": self.floor_ru, "en": self.floor_en},
            "peak_mb": self.peak_mb,
            "figures": [figure.plain() for figure in self.figures],
        }


def timed(work: Callable[[], object], repeat: int) -> Runs:
    """``repeat`` runs of ``work`` after one that is not counted, which pays for what a process does once."""
    work()
    wall, cpu = [], []
    for _ in range(repeat):
        began, used = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    return Runs(tuple(wall), tuple(cpu))


def peak_mb() -> float:
    """The most memory that this process has held so far, in MB.

    Linux says it of the program alone; elsewhere it is what the system counts, which may begin before the program did.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(
            line for line in status.read_text(encoding="ascii", errors="replace").splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
