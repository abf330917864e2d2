"""Reads recordings, sweep by sweep, into what is known of each page by the end: posts, comments, videos, weekly looks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scoring.errors import InputError
from scoring.sources.collecting.dialect import Dialect, Piece
from scoring.sources.collecting.keeping import Identity, Kept
from scoring.sources.collecting.recording import Folder, Header, Line, PageAsked, broken, header_of, lines_of
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.page_links import key_by_number, number_in

_Call = tuple[Piece, Line]


@dataclass(slots=True)
class PostSeen:
    """A post as it was seen last. ``gone``: when it was first missed after that, 0 while it stands."""

    kept: Kept
    gone: int = 0
    open: bool | None = None


@dataclass(slots=True)
class PageSeen:
    """What is known of a page. ``vanished``: comments of citizens that were seen once and later not."""

    asked: PageAsked
    posts: dict[int, PostSeen] = field(default_factory=dict)
    comments: dict[int, dict[int, Kept]] = field(default_factory=dict)
    videos: dict[int, Kept] = field(default_factory=dict)
    looks: dict[str, Kept] = field(default_factory=dict)
    vanished: int = 0
    renamed: str = ""
    missing: bool = False


@dataclass(slots=True)
class Seen:
    """Everything that the sweeps have seen, by the page's key. ``unread``: pages that the last sweep has not reached."""

    year: int
    zone: str
    pages: dict[str, PageSeen]
    troubles: list[Trouble]
    sweeps: int
    unread: int


def read_sweeps(dialect: Dialect, folder: Folder) -> Seen:
    """All sweeps of a folder in their order; what an unfinished one has read of whole pages counts."""
    paths = folder.sweeps()
    if not paths:
        raise InputError(
            f"В папке «{folder.path}» нет записей сбора (sweep-0001.jsonl). Сначала соберите: lavr collect vk --once.",
            f"The folder «{folder.path}» holds no recordings (sweep-0001.jsonl). Collect first: lavr collect vk --once.",
        )
    header = header_of(paths[-1])
    seen = Seen(header.year, header.zone, {}, [], len(paths), 0)
    for path in paths:
        _take(dialect, seen, path)
    return seen


def _take(dialect: Dialect, seen: Seen, path: Path) -> None:
    header = header_of(path)
    looks: list[Line] = []
    pending: dict[Identity, list[_Call]] = {}
    read: set[str] = set()
    owners = dict[Identity, str]()
    asked = {page.key: page for page in header.pages}
    for number, line in lines_of(path):
        try:
            if line["line"] == "page":
                read.add(line["page"])
                owners[line["id"]] = line["page"]
                page = seen.pages.setdefault(line["page"], PageSeen(asked[line["page"]]))
                _take_page(dialect, page, header, line, pending.pop(line["id"], ()))
                continue
            piece = dialect.piece(line)
            if line["method"] in dialect.looks:
                looks.append(line)
            if piece is not None:
                pending.setdefault(piece.owner, []).append((piece, line))
            seen.troubles += _troubles(dialect, line, header, piece, owners)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise broken(path, number) from error
    known = dialect.found(looks)
    for one in header.pages:
        _look(seen.pages.setdefault(one.key, PageSeen(one)), header, one, known.of(one))
    seen.unread = sum(one.key not in read and not seen.pages[one.key].missing for one in header.pages)


def _look(page: PageSeen, header: Header, asked: PageAsked, group: Kept | None) -> None:
    page.asked = asked
    page.missing = group is None
    if group is None:
        return
    day = datetime.fromtimestamp(header.looked, ZoneInfo(header.zone)).date().isoformat()
    page.looks[day] = group
    named = not number_in(asked.key) and group["screen_name"]
    page.renamed = group["screen_name"] if named and group["screen_name"].lower() != asked.bare else ""


def _take_page(dialect: Dialect, page: PageSeen, header: Header, line: Line, calls: Iterable[_Call]) -> None:
    """One sweep's reading of one page."""
    told = [(piece, call) for piece, call in calls if "answer" in call]
    posts = {post["id"]: post for piece, call in told if not piece.post for post in call["answer"]["items"]}
    for number, kept in posts.items():
        if kept.get("foreign") or kept.get("donut"):
            continue
        state = page.posts.setdefault(number, PostSeen(kept))
        state.kept = kept
        state.gone = (state.gone or header.looked) if kept.get("deleted") else 0
        for video in kept.get("videos", ()):
            live = video["live"] or page.videos.get(video["id"], {}).get("live", False)
            page.videos[video["id"]] = video | {"live": live}
    if line["start"] is not None:
        for number, state in page.posts.items():
            if number not in posts and state.kept["date"] >= line["start"] and not state.gone:
                state.gone = max(header.looked, state.kept["date"])
    _take_comments(page, line, [call for call in told if call[0].post], flat=dialect.flat)


def _take_comments(page: PageSeen, line: Line, calls: list[_Call], *, flat: bool) -> None:
    levels: dict[int, dict[int, Kept]] = {}
    for piece, call in calls:
        level = levels.setdefault(piece.post, {})
        for comment in call["answer"]["items"]:
            if piece.thread is None:
                level[comment["id"]] = comment
            else:
                _add_reply(level, piece.thread, comment)
    if flat:
        levels = {post: threaded(level.values()) for post, level in levels.items()}
    whole = frozenset(line["comments"])
    for post, comments in levels.items():
        before = page.comments.get(post, {})
        if post in whole:
            page.vanished += len(_citizens(before) - _citizens(comments))
            page.comments[post] = comments
        else:
            page.comments[post] = before | comments
        _open(page, post, state=True)
    for post in line["closed"]:
        _open(page, post, state=False)


def _open(page: PageSeen, post: int, *, state: bool) -> None:
    if post in page.posts:
        page.posts[post].open = state


def _add_reply(level: dict[int, Kept], thread: int, reply: Kept) -> None:
    top = level.get(thread)
    if top is not None:
        replies = {one["id"]: one for one in top["thread"]["items"]} | {reply["id"]: reply}
        level[thread] = top | {"thread": top["thread"] | {"items": list(replies.values())}}


def _citizens(comments: Mapping[int, Kept]) -> set[int]:
    """Numbers of all comments that are not the page's own and not deleted."""
    return {one["id"] for one in _all(comments) if one["by"] not in {"page", "other"} and not one.get("deleted")}


def _all(comments: Mapping[int, Kept]) -> Iterator[Kept]:
    for comment in comments.values():
        yield comment
        yield from comment.get("thread", {}).get("items", ())


def _troubles(
    dialect: Dialect, line: Line, header: Header, piece: Piece | None, owners: Mapping[Identity, str]
) -> Iterator[Trouble]:
    """The faults of an answer and the errors of a call, as an operator should see them."""
    if "faults" not in line and "error" not in line:
        return
    page = "" if piece is None else owners.get(piece.owner) or _named(header, piece.owner)
    if "error" in line and line["error"]["code"] != dialect.closed:
        yield Trouble(line["method"], page, str(line["error"]["code"]), line["error"]["words"])
    for field_name, words in line.get("faults", ()):
        yield Trouble(line["method"], page, field_name, words)


def _named(header: Header, owner: Identity) -> str:
    """The key of a page that was not read to its end."""
    if isinstance(owner, str):
        return f"{header.network}:{owner}"
    known = (page.key for page in header.pages if page.group_id == owner)
    return next(known, key_by_number(f"{header.network}:", owner))


def threaded(comments: Iterable[Kept]) -> dict[int, Kept]:
    """A list in which replies name what they reply to, as comments of the top level, each with all replies below it."""
    roots: dict[int, int] = {}
    found: dict[int, Kept] = {}
    for comment in sorted(comments, key=lambda one: (one["date"], one["id"])):
        root: int = roots.get(comment.get("to", 0)) or comment["id"]
        roots[comment["id"]] = root
        if root == comment["id"]:
            found[root] = comment | {"thread": {"items": []}}
        else:
            found[root]["thread"]["items"].append(comment)
    return found
