"""Comments become messages and first answers: who waits in a thread, and which comment of the page answers whom.

Several comments of one author in one thread within 30 minutes of the first are one message. An answer is the first later
comment of the page that replies to the message, or to its author, or, when a single author waits, to nobody in particular.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scoring.sources.collecting.keeping import Kept

TOGETHER: Final = 30 * 60
NOBODY: Final = frozenset[str]()


@dataclass(slots=True)
class Message:
    """A message of a citizen. ``answered`` is 0 without answer; ``interim``: the answers so far are templates only."""

    id: int
    post: int
    asked: int
    author: str
    wants: bool
    comments: set[int]
    answered: int = 0
    interim: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """What moderators have said: number of the comment -> whether it wants an answer, and whether its answer is a template."""

    wants: Mapping[int, bool] = field(default_factory=dict)
    interim: Mapping[int, bool] = field(default_factory=dict)


NO_LABELS: Final = Labels()


def messages_below(
    post: int, comments: Iterable[Kept], staff: frozenset[str] = NOBODY, labels: Labels = NO_LABELS
) -> list[Message]:
    """The messages below a post, in the order of time. ``comments``: of the top level, each with its thread.

    ``staff``: hashes of the accounts from which the page has declared that it answers.
    """
    found: list[Message] = []
    for top in comments:
        thread = [top, *top.get("thread", {}).get("items", ())]
        found += _thread(post, sorted(thread, key=_when), staff, labels)
    return sorted(found, key=lambda message: (message.asked, message.id))


def _when(comment: Kept) -> tuple[int, int]:
    return comment["date"], comment["id"]


def _thread(post: int, comments: Sequence[Kept], staff: frozenset[str], labels: Labels) -> list[Message]:
    found: list[Message] = []
    for comment in comments:
        if comment.get("deleted") or comment["by"] == "other":
            continue
        if comment["by"] == "page" or comment["by"] in staff:
            for message in _addressed(comment, found):
                _answer(message, comment)
        else:
            _ask(post, comment, found, labels)
    for message in found:
        message.interim = bool(message.answered) and labels.interim.get(message.id, message.interim)
    return found


def _ask(post: int, comment: Kept, found: list[Message], labels: Labels) -> None:
    """A new message, or more of the author's last one while that waits and is young."""
    number, date = comment["id"], comment["date"]
    wants = labels.wants.get(number, comment["wants"])
    own = [message for message in found if message.author == comment["by"]]
    if own and not own[-1].answered and date - own[-1].asked <= TOGETHER:
        own[-1].comments.add(number)
        own[-1].wants = labels.wants.get(own[-1].id, own[-1].wants or wants)
    else:
        found.append(Message(number, post, date, comment["by"], wants, {number}))


def _addressed(comment: Kept, found: list[Message]) -> list[Message]:
    """The messages that a comment of the page speaks to."""
    to, user = comment.get("to"), comment.get("to_user")
    named = [message for message in found if (to in message.comments) or (user and message.author == user)]
    if named:
        return named
    waiting = [message for message in found if message.wants and (message.interim or not message.answered)]
    return waiting if len({message.author for message in waiting}) == 1 else []


def _answer(message: Message, comment: Kept) -> None:
    """The first one stops the clock; a full one after a template makes up for the template."""
    if not message.answered:
        message.answered, message.interim = comment["date"], comment["interim"]
    elif not comment["interim"]:
        message.interim = False
