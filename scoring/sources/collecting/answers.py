"""Reads answers with the types that are promised: one item that lies does not take the others with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

BIG: Final = 9_007_199_254_740_991
_MENTIONED: Final = 5
"""So many faults of one item are told."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that lies about its type: where it stands in the answer, and what is wrong with it."""

    field: str
    words: str


def _flag(value: object) -> object:
    """The network writes yes and no as 1 and 0, or as true and false."""
    return bool(value) if value in (0, 1) and isinstance(value, int) else value


Flag = Annotated[bool, BeforeValidator(_flag)]
Count = Annotated[int, Field(ge=0, le=2_147_483_647)]
Number = Annotated[int, Field(ge=1, le=BIG)]
Owner = Annotated[int, Field(ge=-BIG, le=BIG)]
Moment = Annotated[int, Field(ge=0, le=32_503_680_000)]


class Read(BaseModel):
    """Base of what is read: strict, and blind for fields that nobody has asked for."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


Item = TypeVar("Item", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: how many there are (of comments: of this level), the items as they came, what is wrong with the list."""

    count: int | None
    items: tuple[Any, ...]
    faults: tuple[Fault, ...]


def read(model: type[Item], items: Iterable[Any], place: str) -> tuple[list[Item], list[Fault]]:
    """Each item by itself, so that one that lies does not take the others with it. ``place``: where the list stands."""
    good: list[Item] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        try:
            good.append(model.model_validate(item))
        except ValidationError as error:
            faults += faults_of(error, f"{place}.{index}")
    return good, faults


def faults_of(error: ValidationError, place: str) -> Iterable[Fault]:
    """What pydantic found, without the values: they may be somebody's words."""
    for one in error.errors(include_input=False, include_context=False, include_url=False)[:_MENTIONED]:
        path = ".".join(str(part) for part in one["loc"])
        yield Fault(".".join(part for part in (place, path) if part), one["msg"])
