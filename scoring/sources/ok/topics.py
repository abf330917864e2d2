"""Reads a group: its topics back to the beginning of the window, and the comments below those that have any."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.http import Params
from scoring.sources.collecting.keeping import Author, Identity
from scoring.sources.collecting.recording import Folder, Line
from scoring.sources.collecting.troubles import Trouble, troubles_of
from scoring.sources.collecting.wall import Wall
from scoring.sources.collecting.windows import older, unlisted
from scoring.sources.ok.keeping import Comments, Topics

TOPICS: Final = "mediatopic.getTopics"
COMMENTS: Final = "discussions.getComments"
LISTED: Final = 100
"""Topics a call, and comments a call."""


@dataclass(slots=True)
class Reader:
    """Reads groups one by one; safe for several threads. ``since``: beginning of the window, UTC seconds."""

    caller: Caller
    folder: Folder
    author: Author
    since: int

    def read(self, page: str, identity: Identity) -> tuple[Line, list[Trouble]]:
        """The line that ends a page, and what the operator should see. Raises NotNow: call again then, nothing is lost."""
        group = int(identity)
        wall = self._wall(page, group)
        whole: list[int] = []
        for post in wall.posts.values():
            if post["comments"] and post["date"] >= self.since and not post.get("foreign"):
                troubles = self._comments(page, group, post["id"])
                wall.troubles += troubles
                if not troubles:
                    whole.append(post["id"])
        line = {"id": group, "code": wall.code, "start": wall.start, "comments": sorted(whole), "closed": []}
        return line, wall.troubles

    def _wall(self, page: str, group: int) -> Wall:
        """The topics from ``since`` on, and those older ones that came with them."""
        found = Wall()
        asked: Params = {"gid": group, "count": LISTED}
        seen: set[str] = set()
        torn = False
        while True:
            told = self.caller.call(TOPICS, asked, Topics(group))
            found.troubles += troubles_of(TOPICS, page, told)
            if told.kept is None or unlisted(told):
                found.code = told.code or 0
                return found
            torn |= not told.whole
            posts, anchor = told.kept["items"], told.kept["anchor"]
            found.posts |= {post["id"]: post for post in posts}
            if not told.kept["more"]:
                found.start = None if torn else 0
                return found
            if older(posts, self.since):
                found.start = None if torn else self.since
                return found
            if anchor in seen:  # a list that turns in a circle has no end
                return found
            seen.add(anchor)
            asked = asked | {"anchor": anchor}

    def _comments(self, page: str, group: int, topic: int) -> list[Trouble]:
        """Read all comments below a topic; what the operator should see, which is nothing where all were read."""
        asked: Params = {"discussionId": topic, "discussionType": "GROUP_TOPIC", "count": LISTED, "_gid": group}
        words = partial(self.folder.keep_words, page, topic)
        troubles: list[Trouble] = []
        seen: set[str] = set()
        while True:
            told = self.caller.call(COMMENTS, asked, Comments(group, self.author), words)
            troubles += troubles_of(COMMENTS, page, told)
            if told.kept is None or not told.kept["more"]:
                return troubles
            anchor = told.kept["anchor"]
            if anchor in seen:
                return [*troubles, Trouble(COMMENTS, page, "anchor", "the list turns in a circle")]
            seen.add(anchor)
            asked = asked | {"anchor": anchor}
