"""Puts pages into nominations by a field of the register."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from criteria.evidence import UNKNOWN, Int16
from criteria.rulebook import NominationRule, RuleBook
from criteria.structure import fold


@dataclass(frozen=True, slots=True, eq=False)
class Nominated:
    """``names``: the nominations that have pages; ``of`` (pages,): index into them, UNKNOWN for a page of none."""

    names: tuple[str, ...]
    of: Int16


def nominate(book: RuleBook, values: Sequence[str]) -> Nominated:
    """Pages whose ``values`` differ in case or white space only share a nomination; an empty value belongs to none.

    Nominations that the rule book knows stand first, in its order and spelling, then the others by name; of several
    spellings of such a name the first by alphabet is shown.
    """
    spellings: dict[str, str] = {}
    for value in sorted(set(values)):
        if value and not value.isspace():
            spellings.setdefault(fold(value), " ".join(value.split()))
    known = {fold(rule.name): rule.name for rule in book.nominations.known}
    present = [name for name in known if name in spellings]
    order = [*present, *sorted(name for name in spellings if name not in known)]
    index = {name: i for i, name in enumerate(order)}
    by_value = {value: index.get(fold(value), UNKNOWN) for value in set(values)}
    of = np.fromiter((by_value[value] for value in values), np.int16, len(values))
    return Nominated(tuple(known.get(name, spellings[name]) for name in order), of)


def rule_of(book: RuleBook, name: str) -> NominationRule | None:
    """What the rule book says of a nomination, or None."""
    return next((rule for rule in book.nominations.known if fold(rule.name) == fold(name)), None)
