"""What a register holds, counted: by sphere, municipality, level, network and state mark, and sphere by municipality.

Everything is a count of rows or a sum of subscribers, so that parts add up to the whole: in each way of counting every page
falls into exactly one group, the one without a name holding those of which the register says nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final, Literal

from criteria.evidence import UNKNOWN
from scoring.sources.duplicates import duplicates
from scoring.sources.page_address import network_of
from scoring.sources.register import RegisterRow

Way = Literal["sphere", "municipality", "level", "network", "mark"]


@dataclass(frozen=True, slots=True)
class Tally:
    """Some pages of a register, counted.

    ``connected`` and ``marked``: of which the register says yes; ``connected_known``, ``mark_known``: of which it says yes or
    no. ``members``: subscribers in all, of the ``members_known`` pages whose number is known; ``members_median``: of those,
    None without one. ``without_ogrn``: no state number, ``wrong_ogrn``: one that is not valid, ``duplicates``: an earlier row
    has the same organisation and sphere, ``exempt``: not run on a ground, ``troubled``: pages with any of the first three.
    """

    name: str
    pages: int
    connected: int
    connected_known: int
    marked: int
    mark_known: int
    members: int
    members_known: int
    members_median: float | None
    without_ogrn: int
    wrong_ogrn: int
    duplicates: int
    exempt: int
    troubled: int


@dataclass(frozen=True, slots=True)
class RegisterStatistics:
    """A whole register, and its groups in each way of counting, the largest first; those without a name last.

    ``crossed``: pages by (sphere, municipality).
    """

    whole: Tally
    by: Mapping[Way, tuple[Tally, ...]]
    crossed: Mapping[tuple[str, str], Tally]

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "whole": asdict(self.whole),
            **{way: [asdict(tally) for tally in tallies] for way, tallies in self.by.items()},
            "sphere_by_municipality": [
                {"sphere": sphere, "municipality": place, **{k: v for k, v in asdict(tally).items() if k != "name"}}
                for (sphere, place), tally in self.crossed.items()
            ],
        }


_MARKS: Final = {1: "yes", 0: "no", UNKNOWN: ""}
WAYS: Final[Mapping[Way, Callable[[RegisterRow], str]]] = {
    "sphere": lambda row: row.sphere1,
    "municipality": lambda row: row.municipality,
    "level": lambda row: row.level,
    "network": lambda row: network_of(row.key),
    "mark": lambda row: _MARKS[row.mark],
}
"""The ways of counting, and into which group a page falls; networks by their keys, the mark as «yes», «no» or nothing."""


def register_statistics(rows: Iterable[RegisterRow]) -> RegisterStatistics:
    """Counts the rows of a register, which stand in its order: that decides which of two rows is the duplicate."""
    listed = list(rows)
    counted = list(zip(listed, duplicates(listed), strict=True))
    by = {way: _tallies(counted, group) for way, group in WAYS.items()}
    spheres = [tally.name for tally in by["sphere"]]
    places = [tally.name for tally in by["municipality"]]
    cells = _grouped(counted, lambda row: (row.sphere1, row.municipality))
    crossed = {
        (sphere, place): _tally(sphere, cells[sphere, place])
        for sphere in spheres
        for place in places
        if (sphere, place) in cells
    }
    return RegisterStatistics(_tally("", counted), by, crossed)


_Counted = Sequence[tuple[RegisterRow, bool]]


def _tallies(counted: _Counted, group: Callable[[RegisterRow], str]) -> tuple[Tally, ...]:
    groups = _grouped(counted, group)
    found = [_tally(name, rows) for name, rows in groups.items()]
    return tuple(sorted(found, key=lambda tally: (not tally.name, -tally.pages, tally.name)))


def _grouped(counted: _Counted, group: Callable[[RegisterRow], Any]) -> dict[Any, list[tuple[RegisterRow, bool]]]:
    groups: dict[Any, list[tuple[RegisterRow, bool]]] = defaultdict(list)
    for row, duplicate in counted:
        groups[group(row)].append((row, duplicate))
    return dict(groups)


def _tally(name: str, counted: _Counted) -> Tally:
    rows = [row for row, _ in counted]
    members = [row.members for row in rows if row.members != UNKNOWN]
    return Tally(
        name=name,
        pages=len(rows),
        connected=sum(row.connected == 1 for row in rows),
        connected_known=sum(row.connected != UNKNOWN for row in rows),
        marked=sum(row.mark == 1 for row in rows),
        mark_known=sum(row.mark != UNKNOWN for row in rows),
        members=sum(members),
        members_known=len(members),
        members_median=float(median(members)) if members else None,
        without_ogrn=sum(not row.ogrn for row in rows),
        wrong_ogrn=sum(bool(row.ogrn) and not row.ogrn_valid for row in rows),
        duplicates=sum(duplicate for _, duplicate in counted),
        exempt=sum(bool(row.exempt) for row in rows),
        troubled=sum(duplicate or not row.ogrn_valid for row, duplicate in counted),
    )
