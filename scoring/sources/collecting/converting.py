"""Makes the activity files of Lavr out of recordings; the same recordings give the same bytes."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from scoring.sources.cells import clean
from scoring.sources.collecting.corrections import Corrections
from scoring.sources.collecting.dialect import Dialect
from scoring.sources.collecting.keeping import Kept
from scoring.sources.collecting.names import name_match
from scoring.sources.collecting.reading import PageSeen, Seen, read_sweeps
from scoring.sources.collecting.recording import Folder
from scoring.sources.collecting.threads import Message, messages_below
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.collecting.widgets import widgets
from scoring.sources.columns import ACTIVITY, ActivityKind

Cell = str | int
Row = dict[str, Cell]
COLUMNS: Final = MappingProxyType[ActivityKind, tuple[str, ...]](
    {
        "posts": (
            "page", "id", "time", "repost", "advert", "text_length", "text_key", "attachments", "comments_open", "deleted",
        ),
        "messages": ("page", "id", "post", "asked", "answered", "needs_answer", "interim"),
        "streams": ("page", "id", "started", "duration_seconds", "title", "confirmed"),
        "checks": (
            "page", "day", "avatar", "cover_width", "description_length", "description_facts", "phone", "mail_or_site", "address",
            "widgets_correct", "widgets_wrong", "name_match", "mark", "closed", "members",
        ),
    }
)  # fmt: skip
_MOST_ATTACHMENTS: Final = 32_767


@dataclass(frozen=True, slots=True)
class Converted:
    """What the recordings gave. ``rows`` by file; ``missing``: pages the network does not know; ``renamed``: key -> new name.

    ``vanished``: page -> comments of citizens that were there once and later not, for the jury. ``unseen``: page -> streams
    that the network has counted between the first look and the last, and that hang on no post: links to ask for.
    ``outside``: rows of other years than the season's, the one before and the one after, left out.
    """

    folder: Path
    rows: Mapping[ActivityKind, int]
    missing: tuple[str, ...]
    renamed: Mapping[str, str]
    vanished: Mapping[str, int]
    unseen: Mapping[str, int]
    troubles: tuple[Trouble, ...]
    outside: int
    sweeps: int
    unread: int


def convert(dialect: Dialect, folder: Folder, into: Path, corrections: Corrections) -> Converted:
    """Writes posts.csv, messages.csv, streams.csv and checks.csv, each whole or not at all.

    A table of which the network tells nothing is not written, and a column that it does not tell stays empty.
    """
    seen = read_sweeps(dialect, folder)
    zone = ZoneInfo(seen.zone)
    into.mkdir(parents=True, exist_ok=True)
    pages = [seen.pages[key] for key in sorted(seen.pages)]
    made: dict[ActivityKind, list[Row]] = {"posts": [], "messages": [], "streams": [], "checks": []}
    for page in pages:
        made["posts"] += _posts(page)
        made["messages"] += _messages(page, corrections)
        made["streams"] += _streams(page, corrections.streams.get(page.asked.key, {}))
        made["checks"] += _checks(page)
    outside = 0
    network = dialect.network
    for kind, rows in [(kind, rows) for kind, rows in made.items() if network.tells(kind)]:
        taken = [row for row in rows if _within(row, kind, seen, zone)]
        outside += len(rows) - len(taken)
        made[kind] = taken
        _write(into / f"{kind}.csv", kind, taken, zone, network.silent(kind))
    return Converted(
        into,
        {kind: len(rows) for kind, rows in made.items() if network.tells(kind)},
        tuple(page.asked.key for page in pages if page.missing),
        {page.asked.key: page.renamed for page in pages if page.renamed},
        {page.asked.key: page.vanished for page in pages if page.vanished},
        {page.asked.key: number for page in pages if network.tells("streams") and (number := _unseen_streams(page, zone)) > 0},
        tuple(sorted(set(seen.troubles), key=lambda one: (one.page, one.method, one.field, one.words))),
        outside,
        seen.sweeps,
        seen.unread,
    )


def _posts(page: PageSeen) -> Iterator[Row]:
    for number, state in sorted(page.posts.items(), key=lambda item: (item[1].kept["date"], item[0])):
        kept = state.kept
        yield {
            "page": page.asked.link,
            "id": number,
            "time": kept["date"],
            "repost": _word(kept.get("repost", False)),
            "advert": _word(kept.get("ads", False)),
            "text_length": kept["length"],
            "text_key": kept["key"],
            "attachments": min(kept["attachments"], _MOST_ATTACHMENTS),
            "comments_open": _word(state.open),
            "deleted": state.gone or "",
        }


def messages_of(page: PageSeen, corrections: Corrections) -> list[Message]:
    """The messages below all posts of a page, in the order of time."""
    labels = corrections.labels_of(page.asked.key)
    staff = corrections.staff.get(page.asked.key, frozenset())
    found = [
        message for post, comments in page.comments.items() for message in messages_below(post, comments.values(), staff, labels)
    ]
    return sorted(found, key=lambda one: (one.asked, one.id))


def _messages(page: PageSeen, corrections: Corrections) -> Iterator[Row]:
    for message in messages_of(page, corrections):
        yield {
            "page": page.asked.link,
            "id": message.id,
            "post": message.post,
            "asked": message.asked,
            "answered": message.answered or "",
            "needs_answer": _word(message.wants),
            "interim": _word(message.interim),
        }


def _streams(page: PageSeen, confirmed: Mapping[int, bool]) -> Iterator[Row]:
    """Videos that were live once and have ended."""
    for number, video in sorted(page.videos.items(), key=lambda item: (item[1]["started"], item[0])):
        if video["live"] and video["duration"]:
            yield {
                "page": page.asked.link,
                "id": number,
                "started": video["started"],
                "duration_seconds": video["duration"],
                "title": clean(video["title"]),
                "confirmed": _word(confirmed.get(number)),
            }


def _unseen_streams(page: PageSeen, zone: ZoneInfo) -> int:
    """How many more streams the network's own count has gained than were found."""
    counts = [(day, group["streams"]) for day, group in sorted(page.looks.items()) if group["streams"] is not None]
    if not counts:
        return 0
    (first, before), (_, after) = counts[0], counts[-1]
    days = [datetime.fromtimestamp(video["started"], zone).date().isoformat() for video in page.videos.values() if video["live"]]
    return int(after - before) - sum(day >= first for day in days)


def _checks(page: PageSeen) -> Iterator[Row]:
    for day, group in sorted(page.looks.items()):
        yield {"page": page.asked.link, "day": day, **_design(page, group)}


def _design(page: PageSeen, group: Kept) -> Row:
    menu: Sequence[str] | None = group["menu"]
    found = None if menu is None else widgets(menu, page.asked.ogrn)
    return {
        "avatar": _word(group["photo"]),
        "cover_width": _number(group["cover"]),
        "description_length": _number(group["length"]),
        "description_facts": _number(group["facts"]),
        "phone": _word(group["phone"]),
        "mail_or_site": _word(group["mail"]),
        "address": _word(group["address"]),
        "widgets_correct": _number(found.correct if found else None),
        "widgets_wrong": _number(found.wrong if found else None),
        "name_match": _number(name_match(group["name"], page.asked.name)),
        "mark": _word(group["mark"]),
        "closed": _word(group["closed"]),
        "members": _number(group["members"]),
    }


def _word(value: bool | None) -> str:
    return "" if value is None else "да" if value else "нет"


def _number(value: int | None) -> Cell:
    return "" if value is None else value


_TIMES: Final = MappingProxyType[ActivityKind, tuple[str, ...]](
    {"posts": ("time", "deleted"), "messages": ("asked", "answered"), "streams": ("started",), "checks": ()}
)


def _within(row: Row, kind: ActivityKind, seen: Seen, zone: ZoneInfo) -> bool:
    """Whether a row lies in the years that import takes."""
    if kind == "checks":
        return True
    return abs(datetime.fromtimestamp(int(row[_TIMES[kind][0]]), zone).year - seen.year) <= 1


def _write(path: Path, kind: ActivityKind, rows: Iterable[Row], zone: ZoneInfo, silent: frozenset[str]) -> None:
    """Headed in Russian, times with the zone's offset; cells of ``silent`` columns stay empty."""
    headings = {heading.name: heading.ru for heading in ACTIVITY[kind]}
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([headings[name] for name in COLUMNS[kind]])
        for row in rows:
            writer.writerow(["" if name in silent else _cell(name, row[name], kind, zone) for name in COLUMNS[kind]])
    part.replace(path)


def _cell(name: str, value: Cell, kind: ActivityKind, zone: ZoneInfo) -> Cell:
    if name in _TIMES[kind] and isinstance(value, int):
        return datetime.fromtimestamp(value, zone).isoformat()
    return value
