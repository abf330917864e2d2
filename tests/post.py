"""Letters in tests: approving what waits, as an admin does, and a transport that keeps what it is given."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.mail.message import Message
from scoring.services.acting import Actor
from scoring.services.letters import approving
from scoring.store.seasons import Season


def let_go(session: Session, actor: Actor, season_id: int, now: datetime) -> int:
    """Approve all that waits in a season, each kind by its count; tells how many letters."""
    found = session.get_one(Season, season_id)
    return sum(
        approving.approve(session, actor, season_id, one.kind.code, typed=str(one.waiting), seen=one.seen, now=now)
        for one in approving.batches(session, actor, found)
        if one.waiting
    )


class Post:
    """Takes every letter, or raises what it was told to; remembers what has left."""

    name = "files"

    def __init__(self, *faults: Exception | None) -> None:
        self.faults = list(faults)
        self.left: list[Message] = []

    def send(self, message: Message) -> None:
        """Take one."""
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.left.append(message)

    def has(self, message_id: str, label: str) -> bool | None:
        """What has left is known."""
        return any((one.id, one.label) == (message_id, label) for one in self.left)

    def close(self) -> None:
        """Nothing is open."""
