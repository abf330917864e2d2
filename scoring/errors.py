"""What can go wrong, as one tree.

::

    LavrError                      a plain sentence for the reader, in both languages
    ├── BrokenRuleBook             carries every fault of a rule book at once
    ├── InputError                 a file or a form is wrong: says where and what to do
    │   ├── UnreadableFile         nothing of the file can be used; nothing was changed
    │   ├── BrokenEvidence         a frozen snapshot does not match its name
    │   └── BrokenRun              a sealed run lacks a file, or a file of it is damaged
    ├── NotAllowed                 the actor lacks the right
    ├── NotFound                   there is no such thing, or it is not for this actor
    ├── TooOften                   it was asked too often: wait
    ├── Conflict                   somebody changed it meanwhile, or the state does not allow it
    │   ├── Blocked                a step of the season has blockers; carries them
    │   ├── NewerAnswer            another tab or device has answered this card since; carries that answer
    │   └── RoundClosed            the jury's round is closed: nothing is answered any more
    ├── MissingPart                this machine lacks a library, a font or a program
    └── Unsent                     a letter has not left
        ├── Unreached              nothing was handed over: the next letter would fare the same, all of them wait
        ├── Refused                this letter is not taken, for good or for now
        └── Unsure                 the line broke while it was handed over: it may have left
"""

from dataclasses import dataclass
from datetime import datetime

from criteria.errors import BrokenRuleBook, Fault, LavrError

__all__ = [
    "Blocked",
    "Blocker",
    "BrokenEvidence",
    "BrokenRuleBook",
    "BrokenRun",
    "Conflict",
    "Fault",
    "InputError",
    "LavrError",
    "MissingPart",
    "NewerAnswer",
    "NotAllowed",
    "NotFound",
    "Refused",
    "RoundClosed",
    "TooOften",
    "Unreached",
    "UnreadableFile",
    "Unsent",
    "Unsure",
]


class InputError(LavrError):
    """A file or a form is wrong."""


class UnreadableFile(InputError):
    """Nothing of the file can be used; nothing was changed."""


class BrokenEvidence(InputError):
    """A frozen snapshot does not match its name."""


class BrokenRun(InputError):
    """A sealed run lacks a file, or a file of it is damaged."""


class NotAllowed(LavrError):
    """The actor lacks the right."""


class NotFound(LavrError):
    """There is no such thing, or it is not for this actor."""


class TooOften(LavrError):
    """It was asked too often: wait."""


class Conflict(LavrError):
    """Somebody changed it meanwhile, or the state does not allow it."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """What stands in a step's way: a stable code, how many, and the sentence that says what to do.

    A ``warning`` stands beside the way and stops nobody.
    """

    code: str
    count: int
    ru: str
    en: str
    warning: bool = False


class Blocked(Conflict):
    """A step of the season has blockers; carries them."""

    def __init__(self, blockers: tuple[Blocker, ...]) -> None:
        super().__init__(
            "Пока нельзя: " + "; ".join(blocker.ru for blocker in blockers),
            "Not yet: " + "; ".join(blocker.en for blocker in blockers),
        )
        self.blockers = blockers


class NewerAnswer(Conflict):
    """Another tab or device has answered this card since; carries what stands there, and the version to answer with."""

    def __init__(self, *, answer: str, reason: str, comment: str, at: datetime | None, version: int) -> None:
        super().__init__(
            "Эта карточка изменилась с тех пор, как вы её открыли: сравните оба ответа и выберите.",
            "This card has changed since you opened it: compare both answers and choose.",
        )
        self.answer, self.reason, self.comment, self.at, self.version = answer, reason, comment, at, version


class RoundClosed(Conflict):
    """The jury's round is closed: nothing is dealt or answered any more."""

    def __init__(self) -> None:
        super().__init__(
            "Голосование закрыто: новые ответы уже не принимаются. Ответы, сохранённые раньше, учтены.",
            "The voting is closed: answers are taken no more. Those saved before are counted.",
        )


class MissingPart(LavrError):
    """This machine lacks a library, a font or a program."""


class Unsent(LavrError):
    """A letter has not left."""


class Unreached(Unsent):
    """Nothing was handed over: the next letter would fare the same, all of them wait."""


class Refused(Unsent):
    """This letter is not taken: for good (``lasting``), or for now."""

    def __init__(self, ru: str, en: str, *, lasting: bool) -> None:
        super().__init__(ru, en)
        self.lasting = lasting


class Unsure(Unsent):
    """The line broke while the letter was handed over: it may have left."""
