"""Reads a page: its wall back to the beginning of the window, and the comments below the posts that have any."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.http import Params
from scoring.sources.collecting.keeping import Author, Identity, Kept
from scoring.sources.collecting.recording import Folder, Line
from scoring.sources.collecting.troubles import Trouble, troubles_of
from scoring.sources.collecting.wall import Wall
from scoring.sources.collecting.windows import older, unlisted
from scoring.sources.vk import keeping
from scoring.sources.vk.policy import COMMENTS_CLOSED

LISTED: Final = 100
"""Posts a call, and comments a call."""
OVERLAP: Final = 5
"""Posts that two neighbouring calls have in common, so that a post deleted meanwhile hides no other."""
BACK: Final = 45
"""So far a call goes back when it has nothing in common with the one before."""
_BACKS: Final = 3
WALL: Final = "wall.get"
COMMENTS: Final = "wall.getComments"


@dataclass(slots=True)
class Reader:
    """Reads pages one by one; safe for several threads. ``since``: beginning of the window, UTC seconds."""

    caller: Caller
    folder: Folder
    author: Author
    since: int

    def read(self, page: str, identity: Identity) -> tuple[Line, list[Trouble]]:
        """The line that ends a page, and what the operator should see. Raises NotNow: call again then, nothing is lost."""
        group_id = int(identity)
        wall = self.wall(page, group_id)
        whole: list[int] = []
        closed: list[int] = []
        troubles = wall.troubles
        for post in wall.posts.values():
            if post["comments"] and post["date"] >= self.since and not post.get("foreign"):
                code, faults = self.comments(page, group_id, post["id"])
                troubles += faults
                if code == COMMENTS_CLOSED:
                    closed.append(post["id"])
                elif not faults:
                    whole.append(post["id"])
        line = {"id": group_id, "code": wall.code, "start": wall.start, "comments": sorted(whole), "closed": sorted(closed)}
        return line, troubles

    def wall(self, page: str, group_id: int) -> Wall:
        """The posts from ``since`` on, and those older ones that came with them."""
        found = Wall()
        offset, backs, torn = 0, 0, False
        before: set[int] = set()
        while True:
            told = self.caller.call(
                WALL, {"owner_id": -group_id, "filter": "owner", "count": LISTED, "offset": offset}, keeping.wall
            )
            found.troubles += troubles_of(WALL, page, told)
            if told.kept is None or unlisted(told):
                found.code = told.code or 0
                return found
            torn |= not told.whole
            posts = told.kept["items"]
            numbers = {post["id"] for post in posts}
            if offset and before and numbers and not numbers & before:
                if backs < _BACKS:
                    backs += 1
                    offset = max(offset - BACK, 1)
                    continue
                torn = True
            found.posts |= {post["id"]: post for post in posts}
            before, backs = numbers, 0
            read, count = told.kept["read"], told.kept["count"]
            if not read or (read < LISTED and offset + read >= count):
                found.start = None if torn or offset + read < count else 0
                return found
            if older(posts, self.since):
                found.start = None if torn else self.since
                return found
            offset += max(read - OVERLAP, 1)

    def comments(self, page: str, group_id: int, post: int) -> tuple[int, list[Trouble]]:
        """Read all comments below a post. The code of the error that ended it, or 0; what the operator should see."""
        asked: Params = {"owner_id": -group_id, "post_id": post, "count": LISTED, "sort": "asc", "preview_length": 0}
        troubles: list[Trouble] = []
        code, threads = self._level(page, asked | {"thread_items_count": 10}, troubles)
        for thread in threads:
            code = code or self._level(page, asked | {"comment_id": thread}, troubles)[0]
        return code, troubles

    def _level(self, page: str, asked: Params, troubles: list[Trouble]) -> tuple[int, list[int]]:
        """All comments of one level; the code of an error or 0, and the threads that came cut short."""
        offset = 0
        cut: list[int] = []
        reduce = keeping.Comments(int(asked["owner_id"]), self.author)
        words = partial(self.folder.keep_words, page, int(asked["post_id"]))
        while True:
            told = self.caller.call(COMMENTS, asked | {"offset": offset}, reduce, words)
            if told.code != COMMENTS_CLOSED:
                troubles += troubles_of(COMMENTS, page, told)
            if told.kept is None or unlisted(told):
                return told.code or 0, cut
            cut += _cut_short(told.kept["items"])
            read, level = told.kept["read"], told.kept["count"]
            offset += read
            if not read or (offset >= level if level is not None else read < LISTED):
                return 0, cut


def _cut_short(comments: Iterable[Kept]) -> list[int]:
    threads = ((comment["id"], comment["thread"]) for comment in comments if "thread" in comment)
    return [number for number, thread in threads if thread["count"] > thread["read"]]
