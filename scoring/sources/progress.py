"""How long work tells how far it is: a callable that the caller passes in."""

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called as (stage, done, total) with honest counts; ``stage`` is a stable code such as «parse» or «write»."""


def silent(stage: str, done: int, total: int) -> None:
    """Tells nobody."""
