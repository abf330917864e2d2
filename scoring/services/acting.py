"""Who acts, and what he may do."""

from dataclasses import dataclass

from scoring.errors import NotAllowed
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.store.vocabulary import Role, Via


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the machine's user on the command line (then ``id`` is None).

    ``role`` is his role in the season ``season_id``; the machine has its role in every season. ``behind``: whoever really acts,
    where it is somebody else in this person's name. ``address``: the network of the request.
    """

    id: int | None
    name: str
    role: Role | None
    via: Via
    behind: str = ""
    address: str = ""
    season_id: int | None = None
    """The season that the role is of; None where whoever made the actor has seen to that."""
    sysadmin: bool = False

    @property
    def keeps_accounts(self) -> bool:
        """Whether he keeps the accounts of the whole installation: an administrator of it, or the machine's own user."""
        return self.sysadmin or (self.id is None and self.role is Role.ADMIN)


def require_organizer(actor: Actor) -> None:
    """Only an organizer writes, and the season's admin, who may all that he may."""
    if actor.role not in {Role.ADMIN, Role.ORGANIZER}:
        raise NotAllowed(
            "Это действие доступно только организатору.",
            "Only an organizer may do this.",
        )


def require(actor: Actor, right: Right, state: State) -> None:
    """Refuse whoever has not this right in this state."""
    if not may(actor.role, right, state):
        raise NotAllowed(
            "Ваша роль в этом сезоне не даёт такого права, или сейчас для этого не время.",
            "Your role in this season gives no such right, or it is not the time for it.",
        )
