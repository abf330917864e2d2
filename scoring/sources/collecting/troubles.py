"""What an operator should see of a sweep: answers that lie, and errors."""

from dataclasses import dataclass

from scoring.sources.collecting.calling import Told


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something an operator should see: the call, the page (or empty), the field or the code, and the words."""

    method: str
    page: str
    field: str
    words: str


def troubles_of(method: str, page: str, told: Told) -> list[Trouble]:
    """The faults of an answer, or the error."""
    if told.code is not None:
        return [Trouble(method, page, str(told.code), told.words)]
    return [Trouble(method, page, fault.field, fault.words) for fault in told.faults]
