"""What one network's collector brings along, so that sweeps, recordings and activity files are the same for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from scoring.sources.collecting.calling import Caller
from scoring.sources.collecting.found import Found
from scoring.sources.collecting.keeping import Author, Identity
from scoring.sources.collecting.policy import Rules
from scoring.sources.collecting.recording import Folder, Line, PageAsked
from scoring.sources.collecting.troubles import Trouble
from scoring.sources.network import Network


@dataclass(frozen=True, slots=True)
class Piece:
    """Of which page a call's answer tells: posts of its wall, or with ``post`` the comments below it, of a ``thread`` or all."""

    owner: Identity
    post: int = 0
    thread: int | None = None


class Reads(Protocol):
    """Reads pages one by one; safe for several threads."""

    def read(self, page: str, identity: Identity) -> tuple[Line, list[Trouble]]:
        """The line that ends a page, and what the operator should see. Raises NotNow: call again then, nothing is lost.

        The line has ``id``, ``code`` of the error that ended the wall, ``start`` (the wall is whole from there on, None where it
        is not), and numbers of posts: ``comments`` read whole, ``closed``.
        """
        ...


class Dialect(Protocol):
    """How a network is asked and understood.

    ``version`` of its API goes into recordings; ``closed``: the code that only says that comments are closed; ``flat``: its
    comments come as one list in which replies name what they reply to; ``looks``: the methods that look pages up.
    """

    network: Network
    rules: Rules
    version: str
    closed: int
    flat: bool
    looks: frozenset[str]

    def planned(self, pages: int, seconds: float) -> Mapping[str, int]:
        """Calls by method of a sweep over ``pages`` pages whose window is so many seconds long."""
        ...

    def look_up(self, caller: Caller, pages: tuple[PageAsked, ...]) -> tuple[Found, list[Trouble]]:
        """All that is told of the pages, and what the operator should see."""
        ...

    def found(self, lines: Iterable[Line]) -> Found:
        """The same out of a recording's lines of calls; those of other methods are passed over."""
        ...

    def piece(self, line: Line) -> Piece | None:
        """What the line of a call tells of; None for one that only looks pages up."""
        ...

    def reader(self, caller: Caller, folder: Folder, author: Author, since: int) -> Reads:
        """Reads walls back to ``since`` (UTC seconds)."""
        ...
