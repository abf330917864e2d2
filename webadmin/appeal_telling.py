"""What the screens of appeals ask: outcomes in words, moments of the talk."""

from datetime import datetime

from scoring.store.vocabulary import Outcome
from webadmin.organizer.decisions_words import OUTCOMES
from webadmin.words import Pair, word

_OUT: dict[str, Pair] = {Outcome.OUT: ("вне конкурса", "out of the contest"), Outcome.NONE: ("участник", "participant")}


def outcome_word(key: str) -> str:
    """What became of a page, decided or computed."""
    return word({**_OUT, **OUTCOMES}, key)


def at_of(text: str) -> datetime:
    """The moment of a question or an answer."""
    return datetime.fromisoformat(text)
