"""What holds in each nomination: the rule book with the overrides that name the nomination laid over it, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from criteria.curve_rule import Curve
from criteria.naming import fold
from criteria.rulebook import RuleBook
from criteria.selection_rule import QuotaRule


@dataclass(frozen=True, slots=True)
class Terms:
    """``points`` of every criterion; ``curves`` and ``params`` of every leaf; all by code. ``quota`` of the nomination."""

    points: Mapping[str, int]
    curves: Mapping[str, Curve]
    params: Mapping[str, Mapping[str, Any]]
    quota: QuotaRule


def terms_of(book: RuleBook, names: Sequence[str]) -> tuple[Terms, ...]:
    """The terms of each nomination by name, and last those of pages of none: so UNKNOWN = -1 as an index finds them."""
    plain = Terms(
        {criterion.code: criterion.points for criterion in book.criteria},
        {leaf.code: leaf.curve for leaf in book.leaves},
        {leaf.code: leaf.params for leaf in book.leaves},
        book.quota,
    )
    if not book.overrides:
        return (plain,) * (len(names) + 1)
    return (*(_overridden(book, plain, fold(name)) for name in names), plain)


def terms_for(book: RuleBook, name: str) -> Terms:
    """The terms of one nomination; of a page of none with an empty name."""
    return terms_of(book, [name])[0]


def _overridden(book: RuleBook, terms: Terms, name: str) -> Terms:
    """A later override of the same thing stands over an earlier one."""
    for override in book.overrides:
        if name in {fold(other) for other in override.nominations}:
            terms = Terms(
                {**terms.points, **override.points},
                {**terms.curves, **override.curves},
                {**terms.params, **override.params},
                override.quota or terms.quota,
            )
    return terms
