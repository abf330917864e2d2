"""A network as a source of evidence: what it can and cannot tell, column by column, and what every collector of one can do.

Unknown stays unknown: a cell of a column that a network does not tell is left empty, whatever an answer may seem to say.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Protocol

from scoring.progress import Progress
from scoring.sources.columns import ACTIVITY, ActivityKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scoring.sources.collecting.calling import Asks
    from scoring.sources.collecting.converting import Converted
    from scoring.sources.collecting.corrections import Corrections
    from scoring.sources.collecting.dialect import Dialect
    from scoring.sources.collecting.estimate import Estimate
    from scoring.sources.collecting.keeping import Author
    from scoring.sources.collecting.pace import Time
    from scoring.sources.collecting.policy import Rules
    from scoring.sources.collecting.recording import Folder
    from scoring.sources.collecting.sweeping import Swept
    from scoring.sources.register import RegisterRow


class Told(StrEnum):
    """How much a network tells of a column."""

    WHOLE = auto()
    PARTLY = auto()
    """Of some rows only, or less exactly."""
    NOT = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """How much a network tells of a column, and what people should know of it, in Russian and English; may be empty."""

    told: Told
    ru: str = ""
    en: str = ""


WHOLE: Final = Known(Told.WHOLE)
Knows = Mapping[ActivityKind, Mapping[str, Known]]


def partly(ru: str, en: str) -> Known:
    """Told of some rows only, or less exactly: which, or how."""
    return Known(Told.PARTLY, ru, en)


def never(ru: str, en: str) -> Known:
    """Not told: why."""
    return Known(Told.NOT, ru, en)


def knows(
    posts: Mapping[str, Known] | Known, messages: Mapping[str, Known] | Known, streams: Mapping[str, Known] | Known,
    checks: Mapping[str, Known] | Known,
) -> Knows:  # fmt: skip
    """The list of a network. A column that is not named is told whole; one ``Known`` stands for all columns of a table."""
    given: Mapping[ActivityKind, Mapping[str, Known] | Known] = {
        "posts": posts, "messages": messages, "streams": streams, "checks": checks,
    }  # fmt: skip
    return MappingProxyType({kind: _columns(kind, listed) for kind, listed in given.items()})


def _columns(kind: ActivityKind, listed: Mapping[str, Known] | Known) -> Mapping[str, Known]:
    names = [heading.name for heading in ACTIVITY[kind]]
    if isinstance(listed, Known):
        return MappingProxyType(dict.fromkeys(names, listed))
    strange = listed.keys() - set(names)
    if strange:
        msg = f"{kind} has no columns {sorted(strange)}"
        raise ValueError(msg)
    return MappingProxyType({name: listed.get(name, WHOLE) for name in names})


@dataclass(frozen=True, slots=True)
class Network:
    """A network. ``key``: the prefix of its pages' keys; ``way_ru``, ``way_en``: how its evidence is come by."""

    key: str
    ru: str
    en: str
    way_ru: str
    way_en: str
    knows: Knows = field(repr=False)

    def tells(self, kind: ActivityKind) -> bool:
        """Whether anything of a table is told."""
        return any(known.told is not Told.NOT for known in self.knows[kind].values())

    def silent(self, kind: ActivityKind) -> frozenset[str]:
        """The columns of a table that are not told."""
        return frozenset(name for name, known in self.knows[kind].items() if known.told is Told.NOT)


@dataclass(frozen=True, slots=True)
class Sweeping:
    """What a sweep works with. ``over_night``: wait for the network's next day where its limit asks for it.

    ``lanes``: so many pages are read at a time, so that a slow answer does not leave the network's limit unused.
    """

    folder: "Folder"
    client: "Asks"
    author: "Author"
    time: "Time"
    over_night: bool = False
    stopped: Callable[[], bool] = lambda: False
    progress: Progress | None = None
    lanes: int = 6


class Source(Protocol):
    """A network that is collected: recordings that only grow, and activity files made of them offline."""

    @property
    def network(self) -> Network:
        """Which one, and what it tells."""
        ...

    @property
    def dialect(self) -> "Dialect":
        """How it is asked and understood."""
        ...

    @property
    def rules(self) -> "Rules":
        """How fast it may be asked, and what its errors ask for."""
        ...

    def plan(self, pages: int, seconds: float) -> "Estimate":
        """The calls of a sweep over ``pages`` pages whose window is so many seconds long."""
        ...

    def remaining(self, path: Path, used_before: Counter[tuple[str, str]], now: float) -> "Estimate":
        """The calls that an unfinished sweep still takes."""
        ...

    def begin(
        self, folder: "Folder", rows: "Sequence[RegisterRow]", *, year: int, zone: str, now: float, whole: bool = False
    ) -> Path:
        """Set out on a new sweep over the pages of this network."""
        ...

    def sweep(self, path: Path, by: Sweeping) -> "Swept":
        """Go on with a sweep where it stands; nothing noted is lost, however it ends."""
        ...

    def review(self, folder: "Folder", into: Path, corrections: "Corrections") -> int:
        """Write messages with their words for a moderator; returns how many."""
        ...

    def convert(self, folder: "Folder", into: Path, corrections: "Corrections") -> "Converted":
        """Write the activity files; the same recordings and corrections give the same bytes."""
        ...
