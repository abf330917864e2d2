"""How long work tells where it stands: a stage by its key, how much of it is done, and how much there is."""

from typing import Protocol


class Progress(Protocol):
    """Called again and again by long work. It may raise ``Stopped`` to end the work at this point."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """``total`` is 0 while nobody knows it."""
        ...


class Stopped(Exception):
    """The work was given up, or somebody else has taken it over: leave at once and write nothing more."""


def silent(stage: str, done: int, total: int) -> None:
    """For callers that do not want to know."""
