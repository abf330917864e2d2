"""One sweep over the register: looks all pages up, then reads them one by one, and can be broken off at any moment."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from scoring.errors import InputError
from scoring.progress import Progress, silent
from scoring.sources.collecting.calling import Asks, Caller, NotNow
from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Author, Identity
from scoring.sources.collecting.lanes import Lanes
from scoring.sources.collecting.pace import Bucket, Time
from scoring.sources.collecting.recording import Folder, Header, PageAsked, Sweep, header_of, lines_of
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.collecting.words import TABLES
from scoring.sources.page_address import current_key
from scoring.sources.page_links import number_in
from scoring.sources.register import RegisterRow

RECHECK: Final = 30 * 86_400
"""Seconds back from the last sweep in which posts are looked at again: a post counts once it has stood so long."""
LANES: Final = 6
"""Pages read at a time: enough for answers that take a second, and some to spare."""
LOOKING: Final = "collect.pages"
READING: Final = "collect.walls"
"""Keys of the two stages, for who shows progress."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How a sweep ended. ``left``: pages that wait for the network's next day, which begins at ``until`` (UTC seconds)."""

    pages: int
    left: int
    until: float
    calls: int
    troubles: tuple[Trouble, ...]


@dataclass(slots=True)
class Collector:
    """What a collection works with. ``over_night``: wait for the network's next day where its limit asks for it."""

    dialect: Dialect
    folder: Folder
    client: Asks
    author: Author
    time: Time
    over_night: bool = False
    lanes: int = LANES
    stopped: Callable[[], bool] = lambda: False
    progress: Progress = silent
    bucket: Bucket = field(init=False)

    def __post_init__(self) -> None:
        self.bucket = Bucket(self.time, self.dialect.rules.rate)

    def run(self, path: Path) -> Swept:
        """Go on with a sweep where it stands. Raises Stopped, CollectionStopped, NetworkDown; nothing noted is lost."""
        with Sweep(path) as sweep:
            before = self.folder.calls_before(path)
            caller = Caller(self.client, self.dialect.rules, sweep, self.time, self.bucket, before, self.stopped)
            pages = sweep.header.pages
            try:
                found, troubles = self._looked_up(caller, pages)
            except NotNow as later:
                return Swept(len(pages), len(pages), later.until, caller.made, ())
            lanes: Lanes[tuple[PageAsked, Identity]] = Lanes(self.time, self.lanes, self.over_night, self.stopped)
            todo, twice = _to_read(pages, found)
            troubles += twice
            waiting = [(page, number) for page, number in todo if page.key not in sweep.pages]
            reader = self.dialect.reader(caller, self.folder, self.author, sweep.header.since)

            def work(job: tuple[PageAsked, Identity]) -> None:
                page, identity = job
                line, told = reader.read(page.key, identity)
                sweep.finish(page.key, line)
                troubles.extend(told)
                self.progress(READING, len(sweep.pages), len(todo))

            self.progress(READING, len(sweep.pages), len(todo))
            lanes.run(waiting, work)
            if not lanes.left:
                sweep.end(self.time.clock())
            return Swept(len(todo), len(lanes.left), lanes.until, caller.made, tuple(sorted(troubles, key=_order)))

    def _looked_up(self, caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        self.progress(LOOKING, 0, len(pages))
        while True:
            try:
                found = self.dialect.look_up(caller, pages)
            except NotNow as later:
                if later.tomorrow and not self.over_night:
                    raise
                self.time.sleep(max(later.until - self.time.clock(), 0))
            else:
                self.progress(LOOKING, len(pages), len(pages))
                return found


def _to_read(pages: Iterable[PageAsked], found: Found) -> tuple[list[tuple[PageAsked, Identity]], list[Trouble]]:
    """The pages that the network knows, each community once, and those that are another one's second name."""
    first: dict[Identity, PageAsked] = {}
    twice: list[Trouble] = []
    for page in pages:
        group = found.of(page)
        if group is not None and first.setdefault(group["id"], page) is not page:
            twice.append(Trouble("", page.key, "id", f"= {first[group['id']].key}"))
    return [(page, identity) for identity, page in first.items()], twice


def _order(trouble: Trouble) -> tuple[str, str, str]:
    return trouble.page, trouble.method, trouble.field


def window_of(year: int, zone: str) -> int:
    """A month before the first second of a local year: people write in January below the posts of December."""
    return int(datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).timestamp()) - RECHECK


def require_same(folder: Folder, year: int, zone: str, network: str = "vk") -> None:
    """Refuse to go on in a folder that holds another year, the days of another zone, or another network."""
    earlier = folder.sweeps()
    last = header_of(earlier[-1]) if earlier else None
    if last is not None and last.network != network:
        raise InputError(
            f"В папке «{folder.path}» лежит сбор другой сети ({last.network}, а нужна {network}). Назовите другую папку в --out.",
            f"The folder «{folder.path}» holds the collection of another network ({last.network}, not {network}). "
            "Name another folder in --out.",
        )
    if last is not None and (last.year, last.zone) != (year, zone):
        raise InputError(
            f"В папке «{folder.path}» лежит сбор {last.year} года по поясу {last.zone}, а нужен {year} год по поясу {zone}. "
            "Назовите другую папку в --out.",
            f"The folder «{folder.path}» holds the collection of {last.year} in the zone {last.zone}, not of {year} in {zone}. "
            "Name another folder in --out.",
        )


def begin(
    dialect: Dialect, folder: Folder, rows: Sequence[RegisterRow], *, year: int, zone: str, now: float, whole: bool = False
) -> Path:
    """Set out on a new sweep: the first one, and a ``whole`` one, go back to the beginning of the year, others a month.

    Of the register only the pages of the dialect's network are asked for.
    """
    earlier = folder.sweeps()
    since = window_start(folder, year=year, zone=zone, whole=whole)
    numbers = known_numbers(dialect, earlier[-1]) if earlier else {}
    pages = tuple(
        PageAsked(row.key, row.link, row.name, row.ogrn if row.ogrn_valid else "", _number(row, numbers))
        for row in pages_of(dialect.network.key, rows)
    )
    from_start = since == window_of(year, zone)
    number, key = len(earlier) + 1, dialect.network.key
    return folder.begin(Header(number, int(now), since, from_start, year, zone, TABLES, pages, key, dialect.version))


def pages_of(network: str, rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """The register's pages of one network."""
    return [row for row in rows if row.key.startswith(f"{network}:")]


def window_start(folder: Folder, *, year: int, zone: str, whole: bool = False) -> int:
    """From which moment on the next sweep reads posts."""
    earlier = folder.sweeps()
    start = window_of(year, zone)
    return max(start, header_of(earlier[-1]).looked - RECHECK) if earlier and not whole else start


def _number(row: RegisterRow, numbers: dict[str, int]) -> int:
    now = current_key(row.key, row.link)
    return max(row.group_id, 0) or number_in(now) or (numbers.get(row.key, 0) if now == row.key else 0)


def known_numbers(dialect: Dialect, path: Path) -> dict[str, int]:
    """Key -> number of each page that a sweep has found; names may change, numbers do not."""
    header = header_of(path)
    found = dialect.found(line for _, line in lines_of(path) if line["line"] == "call")
    known = ((page, found.of(page)) for page in header.pages)
    numbers = {page.key: page.group_id for page in header.pages if page.group_id}
    return numbers | {page.key: group["id"] for page, group in known if group is not None and isinstance(group["id"], int)}
