"""What the recordings of a collection tell an organizer: calls, pages and what is wrong with them, what each sweep brought.

Nothing here writes into a recording, so that it may be asked while a sweep is being written by another process.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Identity, Kept
from scoring.sources.collecting.pace import network_day
from scoring.sources.collecting.recording import Folder, Header, Line, PageAsked, broken, header_of, lines_of
from scoring.sources.page_links import number_in

_CALL: Final = re.compile(
    rb'\{"line":"call","method":"([^"]+)","params":\{[^{}]*\},"time":([0-9.]+),"last":(true|false),"tries":(\d+),'
)
"""How the collector begins a call's line; the answer behind it, which makes most of the file, need not be read."""
_CLOSED: Final = MappingProxyType({"vk": frozenset({7, 15, 30, 203, 204})})
_GONE: Final = MappingProxyType({"vk": frozenset({18, 19, 37})})
"""By network: codes of a wall that say how it is with the page itself."""


class Reason(StrEnum):
    """Why a page is not read as it should be, or what an organizer should know of it."""

    MISSING = "missing"
    GONE = "gone"
    CLOSED = "closed"
    FAILED = "failed"
    TORN = "torn"
    TWICE = "twice"
    RENAMED = "renamed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class PageTold:
    """A page of the sweep and what is to be told of it; ``about``: the new name, the other key, or the words of an error."""

    key: str
    link: str
    name: str
    reason: Reason
    about: str = ""


@dataclass(slots=True)
class Glance:
    """A sweep's recording as far as it goes; ``catch_up`` reads what was added since."""

    dialect: Dialect
    path: Path
    header: Header = field(init=False)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(network's day, method) -> calls."""
    read: dict[str, Line] = field(default_factory=dict)
    """Key of a page -> the line that ended it."""
    errors: dict[Identity, tuple[int, str]] = field(default_factory=dict)
    """Community -> code and words of the newest error of its wall."""
    codes: Counter[tuple[str, int]] = field(default_factory=Counter)
    """(method, code) -> how often the network answered with it."""
    ended: float = 0
    _looks: list[Line] = field(default_factory=list)
    _days: dict[int, str] = field(default_factory=dict)
    _place: int = 0
    _line: int = 1

    def __post_init__(self) -> None:
        self.header = header_of(self.path)
        self.catch_up()

    def catch_up(self) -> None:
        """Read the lines that were added; one that is still being written is left for the next time."""
        with self.path.open("rb") as file:
            if not self._place:
                self._place = len(file.readline())
            file.seek(self._place)
            for raw in file:
                if not raw.endswith(b"\n"):
                    return
                self._place += len(raw)
                self._line += 1
                try:
                    self._take(raw)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise broken(self.path, self._line) from error

    @property
    def used(self) -> Mapping[str, int]:
        """Calls by method, of all days."""
        found: Counter[str] = Counter()
        for (_, method), number in self.calls.items():
            found[method] += number
        return found

    def pages(self) -> list[PageTold]:
        """The pages of which something is to be told, as the register has them in order."""
        found = self.dialect.found(self._looks)
        first: dict[Identity, str] = {}
        told = (self._told(page, found, first) for page in self.header.pages)
        return [one for one in told if one is not None]

    def _take(self, raw: bytes) -> None:
        begin = _CALL.match(raw)
        if begin is None:
            self._take_line(json.loads(raw))
            return
        method, moment, _, tries = begin.groups()
        name = method.decode()
        self.calls[self._day(float(moment)), name] += int(tries)
        rest = raw[begin.end() :]
        if name in self.dialect.looks or rest.startswith(b'"error":'):
            self._take_call(json.loads(raw))

    def _day(self, moment: float) -> str:
        """The network's day of a moment; a quarter of an hour lies in one day in every zone."""
        quarter = int(moment // 900)
        if quarter not in self._days:
            self._days[quarter] = network_day(moment)
        return self._days[quarter]

    def _take_line(self, line: Line) -> None:
        if line["line"] == "page":
            self.read[line["page"]] = line
        elif line["line"] == "end":
            self.ended = line["time"]
        elif line["line"] == "call":
            self.calls[network_day(line["time"]), line["method"]] += line["tries"]
            self._take_call(line)

    def _take_call(self, line: Line) -> None:
        if line["method"] in self.dialect.looks and "answer" in line:
            self._looks.append(line)
        if "error" in line and line["error"]["code"] != self.dialect.closed:
            code, words = line["error"]["code"], line["error"]["words"]
            self.codes[line["method"], code] += 1
            piece = self.dialect.piece(line)
            if piece is not None and not piece.post:
                self.errors[piece.owner] = (code, words)

    def _told(self, page: PageAsked, found: Found, first: dict[Identity, str]) -> PageTold | None:
        group = found.of(page)
        if group is None:
            unknown = Reason.MISSING if self._looks else Reason.WAITING
            return PageTold(page.key, page.link, page.name, unknown)
        if first.setdefault(group["id"], page.key) != page.key:
            return PageTold(page.key, page.link, page.name, Reason.TWICE, first[group["id"]])
        reason, about = self._reading(page, group)
        return None if reason is None else PageTold(page.key, page.link, page.name, reason, about)

    def _reading(self, page: PageAsked, group: Kept) -> tuple[Reason | None, str]:
        line = self.read.get(page.key)
        if line is None:
            return (None, "") if self.ended else (Reason.WAITING, "")
        code = line["code"]
        if code in _GONE.get(self.header.network, ()):
            return Reason.GONE, ""
        if code in _CLOSED.get(self.header.network, ()) or (not code and group.get("closed")):
            return Reason.CLOSED, ""
        if code:
            return Reason.FAILED, f"{code}: {self.errors.get(group['id'], (code, ''))[1]}"
        if line["start"] is None:
            return Reason.TORN, ""
        name = group["screen_name"]
        if name and not number_in(page.key) and name.lower() != page.bare:
            return Reason.RENAMED, name
        return None, ""


@dataclass(frozen=True, slots=True)
class SweepTold:
    """What a sweep brought, beside those before it. Moments are UTC seconds; ``errors``: «method code» -> how often."""

    number: int
    began: int
    ended: float
    whole: bool
    pages: int
    read: int
    calls: Mapping[str, int]
    new_posts: int
    changed_posts: int
    gone_posts: int
    new_comments: int
    reasons: Mapping[str, int]
    errors: Mapping[str, int]


def tell_sweeps(dialect: Dialect, folder: Folder) -> None:
    """Put beside every finished recording what it brought, where that is not told yet."""
    waiting = [path for path in folder.sweeps() if not _told_path(path).exists()]
    if not waiting or folder.unfinished() in waiting[:1]:
        return
    known = _Known(dialect)
    for path in folder.sweeps():
        brought = known.take(path)
        if path in waiting and path != folder.unfinished():
            _write(_told_path(path), asdict(_told(Glance(dialect, path), brought)))


def sweeps_told(folder: Folder) -> list[SweepTold]:
    """What the finished sweeps have brought, the newest first, as far as it was told."""
    paths = [_told_path(path) for path in folder.sweeps()]
    return [SweepTold(**json.loads(path.read_text(encoding="utf-8"))) for path in reversed(paths) if path.exists()]


def calls_of_day(folder: Folder, newest: Glance, now: float) -> Mapping[str, int]:
    """Calls that were made on the network's present day, by method. ``newest``: the last recording."""
    calls = folder.calls_before(newest.path) + newest.calls
    return {method: number for (day, method), number in sorted(calls.items()) if day == network_day(now)}


def octets(folder: Folder) -> int:
    """How much room the recordings take."""
    return sum(path.stat().st_size for path in folder.path.iterdir() if path.is_file()) if folder.path.is_dir() else 0


@dataclass(slots=True)
class _Known:
    """Posts and comments of the sweeps so far, by community."""

    dialect: Dialect
    posts: defaultdict[Identity, dict[int, tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(dict))
    comments: defaultdict[Identity, set[int]] = field(default_factory=lambda: defaultdict(set))

    def take(self, path: Path) -> Counter[str]:
        """Add a sweep; how many posts and comments of it were new, changed or gone."""
        brought: Counter[str] = Counter()
        seen: defaultdict[Identity, dict[int, Kept]] = defaultdict(dict)
        for number, line in lines_of(path):
            try:
                self._take(line, seen, brought)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise broken(path, number) from error
        return brought

    def _take(self, line: Line, seen: defaultdict[Identity, dict[int, Kept]], brought: Counter[str]) -> None:
        if line["line"] == "page":
            self._compare(line["id"], line["start"], seen.pop(line["id"], {}), brought)
            return
        piece = self.dialect.piece(line)
        if piece is None or "answer" not in line:
            return
        if piece.post:
            self._take_comments(piece.owner, line["answer"]["items"], brought)
        else:
            seen[piece.owner].update((post["id"], post) for post in line["answer"]["items"])

    def _take_comments(self, owner: Identity, comments: Iterable[Kept], brought: Counter[str]) -> None:
        there = self.comments[owner]
        for comment in comments:
            numbers = {comment["id"], *(reply["id"] for reply in comment.get("thread", {}).get("items", ()))} - there
            brought["new_comments"] += len(numbers)
            there |= numbers

    def _compare(self, owner: Identity, start: int | None, posts: Mapping[int, Kept], brought: Counter[str]) -> None:
        there = self.posts[owner]
        for number, kept in posts.items():
            print_of_it = (kept["date"], kept["length"], kept["key"], kept["attachments"], bool(kept.get("deleted")))
            before = there.get(number)
            brought["new_posts"] += before is None
            brought["changed_posts"] += before is not None and before != print_of_it
            there[number] = print_of_it
        if start is not None:
            gone = [number for number, before in there.items() if number not in posts and before[0] >= start]
            brought["gone_posts"] += len(gone)
            for number in gone:
                del there[number]


def _told(glance: Glance, brought: Counter[str]) -> SweepTold:
    header = glance.header
    return SweepTold(
        header.number,
        header.looked,
        glance.ended,
        header.whole,
        len(header.pages),
        len(glance.read),
        dict(sorted(glance.used.items())),
        brought["new_posts"],
        brought["changed_posts"],
        brought["gone_posts"],
        brought["new_comments"],
        dict(Counter(page.reason.value for page in glance.pages())),
        {f"{method} {code}": number for (method, code), number in sorted(glance.codes.items())},
    )


def _told_path(path: Path) -> Path:
    return path.with_suffix(".told.json")


def _write(path: Path, told: Mapping[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
