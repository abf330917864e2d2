"""What a metric answers: an exact fraction a page, and the whole numbers its explanation quotes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from criteria.evidence import Block, Bool, Int8, Int64
from criteria.setting import Scene

Language = Literal["ru", "en"]
Facts = Mapping[str, Int64]


class Params(BaseModel):
    """Base of every metric's and gate's parameters: what a rule book may set, checked when it is read."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", strict=False)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """value = numerator / denominator, unknown where the denominator is 0. All arrays (pages of the block,), int64.

    ``settled`` marks pages whose value stands as it is: the prior of small samples is not mixed in, and they are no part of
    their nomination's mean. ``sample``: how much of the denominator one sample is, so that a prior of m samples is
    m * sample of the denominator: (numerator + m * sample * mean) / (denominator + m * sample).
    """

    numerator: Int64
    denominator: Int64
    facts: Facts
    settled: Bool | None = None
    sample: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What a gate says of each page: 1 passes, 0 fails, UNKNOWN the evidence does not tell."""

    passes: Int8
    facts: Facts = field(default_factory=dict)


class Tell(Protocol):
    """Puts the facts of one page into one sentence without a closing dot."""

    def __call__(self, facts: Mapping[str, int], language: Language) -> str:
        """The sentence."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """A page's evidence had its people done so much more, and the whole numbers that the sentence about it quotes."""

    block: Block
    facts: Mapping[str, int]


class Moves(Protocol):
    """What one page could do better, in whole steps: 1 to ``room``, each holding those before."""

    @property
    def room(self) -> int:
        """So many steps there are; 0 where nothing is left to do."""
        ...

    def take(self, steps: int) -> Changed:
        """The evidence after so many steps; the scene's own block stays as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Lever:
    """How a page raises a metric: the steps open to the one page of a scene, and the sentence about some of them."""

    moves: Callable[[Scene, Params], Moves]
    tell: Tell


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as the registry knows it: a pure function, the model of its parameters, and its sentence.

    ``measure(scene, params)`` gets an instance of ``params``. ``unit`` names the value («weeks», «share», «days»). ``lever``:
    how a page raises it, None where no step of its people would.
    """

    name: str
    measure: Callable[[Scene, Params], Measured]
    params: type[Params]
    unit: str
    tell: Tell
    lever: Lever | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as the registry knows it: who does not pass is «вне конкурса», with the sentence as the reason."""

    name: str
    test: Callable[[Scene, Params], Verdicts]
    params: type[Params]
    tell: Tell
