"""What an error of a network may ask for, by which rules a network is asked, and what stops a collection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Final

from scoring.errors import Conflict, InputError, LavrError


class Policy(StrEnum):
    """What an error asks for."""

    RETRY = auto()
    """The network's own trouble: again after 1, 2, 4, 8 s."""
    SLOWER = auto()
    """Too many calls a second: again after a second."""
    PAUSE = auto()
    """Flood control: nothing of this method for ten minutes."""
    TOMORROW = auto()
    """The day's calls of this method are used up: on at the network's midnight."""
    STOP = auto()
    """The token or the program cannot go on: a person is needed."""
    STATE = auto()
    """How things are with this page or post: noted, and on to the next one."""
    DATA = auto()
    """What was asked for makes no sense to the network: told to the operator, and on."""


Policies = Mapping[int, Policy]


def table(**codes: tuple[int, ...]) -> Policies:
    """A network's codes by the policy that each asks for."""
    return MappingProxyType({code: Policy(name) for name, listed in codes.items() for code in listed})


UNANSWERED: Final = 0
"""Stands for the code where the network gave no whole answer at all, however often it was asked."""


class TokenMissing(InputError):
    """There is no token, or none that can be sent."""


class CollectionStopped(LavrError):
    """The network refuses the token or the program: nothing goes on before a person has looked."""


class NetworkDown(LavrError):
    """One call after another stays without an answer."""


class CollectionBusy(Conflict):
    """Another process is collecting into the same folder."""


class BrokenRecording(InputError):
    """A recording is not what the collector writes."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a network is asked: ``rate`` calls within any second, ``daily`` limits by method, and what its errors ask for.

    ``alarm`` makes the error that ends a collection out of a code and its words.
    """

    rate: int
    policies: Policies
    alarm: Callable[[int, str], CollectionStopped]
    daily: Mapping[str, int] = field(default_factory=dict)

    def policy_of(self, code: int) -> Policy:
        """What the table says of a code; one that nobody knows is an error of data, and no answer at all is waited for."""
        return Policy.RETRY if code == UNANSWERED else self.policies.get(code, Policy.DATA)


def down(reason: str) -> NetworkDown:
    """Nothing answers any more."""
    return NetworkDown(
        f"Сеть не отвечает ({reason}). Проверьте соединение и продолжите с --resume: собранное сохранено.",
        f"The network does not answer ({reason}). Check the connection and go on with --resume: what was collected is kept.",
    )
