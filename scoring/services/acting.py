"""Who acts, and what he may do."""

from dataclasses import dataclass

from scoring.errors import NotAllowed
from scoring.store.vocabulary import Role, Via


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or the machine's user on the command line (then ``id`` is None)."""

    id: int | None
    name: str
    role: Role
    via: Via


def require_organizer(actor: Actor) -> None:
    """Only an organizer writes."""
    if actor.role is not Role.ORGANIZER:
        raise NotAllowed(
            "Это действие доступно только организатору. Вы вошли как наблюдатель.",
            "Only an organizer may do this. You are signed in as an observer.",
        )
