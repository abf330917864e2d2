"""A sweep's recording: a file that only grows, a line a call, each on the disk before the next call is made.

The recording is also the state: a sweep that was killed goes on by asking again, and what stands in the file is not asked of
the network. A line that a kill has torn is cut off; the call it told of is made again.
"""

import fcntl
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from scoring.sources.collecting.http import Params
from scoring.sources.collecting.pace import network_day
from scoring.sources.collecting.policy import BrokenRecording, CollectionBusy
from scoring.sources.page_address import current_key

Line = dict[str, Any]
_PREFIX: Final = "sweep-"
_LOCK: Final = "lock"
_LINES: Final = frozenset({"sweep", "call", "page", "end"})
WORDS: Final = "words.jsonl"
"""The words of citizens, for moderators, until they are forgotten."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page of a sweep: what the register says, and the number of the community where it is known (else 0)."""

    key: str
    link: str
    name: str
    ogrn: str
    group_id: int = 0

    @property
    def bare(self) -> str:
        """Its name or number without the network, at the address where it stands now."""
        return current_key(self.key, self.link).partition(":")[2]


@dataclass(frozen=True, slots=True)
class Header:
    """What a sweep set out to do. ``since``: posts from here on are read; ``looked``: the moment it stands for, UTC seconds.

    ``whole``: it goes back to the beginning of the year. ``tables``: version of the words by which texts were told apart.
    ``network``: key of the network; ``version`` of its API.
    """

    number: int
    looked: int
    since: int
    whole: bool
    year: int
    zone: str
    tables: int
    pages: tuple[PageAsked, ...]
    network: str = "vk"
    version: str = ""

    def line(self) -> Line:
        """As it stands in the file."""
        pages = [[page.key, page.link, page.name, page.ogrn, page.group_id] for page in self.pages]
        told = {"line": "sweep", "network": self.network, "v": self.version}
        return told | {name: getattr(self, name) for name in _HEAD} | {"pages": pages}


_HEAD: Final = ("number", "looked", "since", "whole", "year", "zone", "tables")


def _header(path: Path, line: Line) -> Header:
    try:
        pages = tuple(PageAsked(*page) for page in line["pages"])
        return Header(**{name: line[name] for name in _HEAD}, pages=pages, network=line.get("network", "vk"), version=line["v"])
    except (KeyError, TypeError, ValueError) as error:
        raise broken(path, 1) from error


class Sweep:
    """A sweep's file, open for going on. Use as a context; safe for several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = _scanned(path)
        self.header, self._places, self.calls, self.pages = found.header, found.places, found.calls, found.pages
        self._file = path.open("r+b")
        self._file.seek(0, os.SEEK_END)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def told(self, method: str, params: Params) -> Line | None:
        """The line of a call that is behind us, or None."""
        with self._lock:
            place = self._places.get(_key(method, params))
            return None if place is None else self._line(place)

    def note(
        self, method: str, params: Params, moment: float, told: Mapping[str, Any], *, last: bool = True, tries: int = 1
    ) -> None:
        """Add a call with what came of it. ``last``: it need not be made again; ``tries``: calls that the line stands for."""
        line = {
            "line": "call",
            "method": method,
            "params": params,
            "time": round(moment, 3),
            "last": last,
            "tries": tries,
            **told,
        }
        with self._lock:
            place = self._append(line)
            self.calls[network_day(moment), method] += tries
            if last:
                self._places[_key(method, params)] = place

    def finish(self, page: str, told: Mapping[str, Any]) -> None:
        """All of a page is read: what is known of it."""
        with self._lock:
            self._append({"line": "page", "page": page, **told})
            self.pages.add(page)

    def end(self, moment: float) -> None:
        """The sweep is through."""
        days: dict[str, dict[str, int]] = {}
        for (day, method), number in sorted(self.calls.items()):
            days.setdefault(day, {})[method] = number
        with self._lock:
            self._append({"line": "end", "time": round(moment, 3), "calls": days})

    def _append(self, line: Line) -> int:
        place = self._file.seek(0, os.SEEK_END)
        self._file.write(_encoded(line))
        self._file.flush()
        os.fsync(self._file.fileno())
        return place

    def _line(self, place: int) -> Line:
        self._file.seek(place)
        found: Line = json.loads(self._file.readline())
        return found


class Folder:
    """Where a collection keeps its sweeps."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else collects into this folder meanwhile."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.path / _LOCK).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CollectionBusy(
                    f"В папку «{self.path}» уже собирает другой процесс. Дождитесь его или остановите (Ctrl-C).",
                    f"Another process is collecting into «{self.path}». Wait for it, or stop it (Ctrl-C).",
                ) from error
            yield

    def sweeps(self) -> list[Path]:
        """The recordings, oldest first."""
        return sorted(self.path.glob(f"{_PREFIX}*.jsonl")) if self.path.is_dir() else []

    def unfinished(self) -> Path | None:
        """The sweep that was broken off."""
        paths = self.sweeps()
        return paths[-1] if paths and _last_line(paths[-1]).get("line") != "end" else None

    def begin(self, header: Header) -> Path:
        """Make the file of a new sweep, whole with its header or not at all."""
        path = self.path / f"{_PREFIX}{header.number:04d}.jsonl"
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(_encoded(header.line()))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return path

    def calls_before(self, current: Path) -> Counter[tuple[str, str]]:
        """(day, method) -> calls of all finished sweeps."""
        found: Counter[tuple[str, str]] = Counter()
        for path in self.sweeps():
            if path != current:
                for day, methods in _last_line(path).get("calls", {}).items():
                    found.update({(day, method): number for method, number in methods.items()})
        return found

    def keep_words(self, page: str, post: int, words: tuple[tuple[int, str], ...]) -> None:
        """Add words of citizens to the file that only its owner may read.

        Each batch begins on a line of its own, so that one which a kill has torn takes no other with it.
        """
        if words:
            lines = b"".join(_encoded({"page": page, "post": post, "id": number, "text": text}) for number, text in words)
            handle = os.open(self.path / WORDS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(b"\n" + lines)
                file.flush()
                os.fsync(file.fileno())

    def forget_words(self) -> bool:
        """Remove the words of citizens; whether there were any."""
        there = (self.path / WORDS).exists()
        (self.path / WORDS).unlink(missing_ok=True)
        return there


def header_of(path: Path) -> Header:
    """What a sweep set out to do."""
    with path.open("rb") as file:
        return _header(path, _decoded(path, 1, file.readline()))


def lines_of(path: Path) -> Iterator[tuple[int, Line]]:
    """Calls that need not be made again, and pages that were read, with their line; a torn last line is passed over."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if not raw.endswith(b"\n"):
                return
            line = _decoded(path, number, raw)
            if line.get("line") not in _LINES:
                raise broken(path, number)
            if line.get("line") == "page" or (line.get("line") == "call" and line.get("last")):
                yield number, line


@dataclass(slots=True)
class _Scanned:
    header: Header
    places: dict[str, int]
    calls: Counter[tuple[str, str]]
    pages: set[str]

    def take(self, line: Line, place: int) -> None:
        if line["line"] == "call":
            self.calls[network_day(line["time"]), line["method"]] += line["tries"]
            if line["last"]:
                self.places[_key(line["method"], line["params"])] = place
        elif line["line"] == "page":
            self.pages.add(line["page"])


def _scanned(path: Path) -> _Scanned:
    """What stands in a sweep's file; a torn last line is cut off."""
    found: _Scanned | None = None
    place = 0
    with path.open("r+b") as file:
        for number, raw in enumerate(file, start=1):
            if not raw.endswith(b"\n"):
                break
            line = _decoded(path, number, raw)
            if found is None:
                found = _Scanned(_header(path, line), {}, Counter(), set())
            else:
                try:
                    found.take(line, place)
                except (KeyError, TypeError) as error:
                    raise broken(path, number) from error
            place += len(raw)
        file.truncate(place)
    if found is None:
        raise broken(path, 1)
    return found


def _last_line(path: Path) -> Line:
    """The last whole line; nothing when it is no JSON."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - (1 << 16), 0))
        tail = file.read()
    if not tail.endswith(b"\n"):
        return {}
    try:
        found: Line = json.loads(tail[:-1].rpartition(b"\n")[2])
    except ValueError:
        return {}
    return found


def _key(method: str, params: Params) -> str:
    return method + json.dumps(params, sort_keys=True, ensure_ascii=False)


def _encoded(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace") + b"\n"


def _decoded(path: Path, number: int, raw: bytes) -> Line:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise broken(path, number) from error
    if not isinstance(found, dict):
        raise broken(path, number)
    return found


def broken(path: Path, line: int) -> BrokenRecording:
    """The line of a recording that somebody else has written."""
    return BrokenRecording(
        f"Запись сбора «{path.name}», строка {line}: это не то, что пишет сборщик. Верните файл из копии или уберите его: этот "
        "обход придётся собрать заново.",
        f"The recording «{path.name}», line {line}: this is not what the collector writes. Put the file back from a copy, or "
        "take it away: this sweep will have to be collected again.",
    )
