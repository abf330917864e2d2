"""Puts pages into nominations: by one field of the register or by several, by size class, by network, by a table's column.

Of several fields the values are joined as «A · B». A page whose value in one of them is empty belongs to no nomination. Without
any field all pages stand in one, ``EVERYBODY``. A page of unknown size has a class of its own, ``SIZE_UNKNOWN``: it takes part
among those of whom nobody knows better, and is neither put out nor guessed to be small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from criteria.evidence import UNKNOWN, Int16, Int32
from criteria.naming import fold
from criteria.networks import NETWORKS
from criteria.rulebook import NominationRule, Nominations, RegisterField, RuleBook, SizeClass, TableField
from scoring.engine.evidence import Register
from scoring.errors import InputError

EVERYBODY: Final = "Все страницы"
EVERYBODY_EN: Final = "All pages"
SIZE_UNKNOWN: Final = "размер неизвестен"
JOINT: Final = " · "

Order = tuple[tuple[int, str], ...]
_MOST: Final = int(np.iinfo(np.int16).max)


@dataclass(frozen=True, slots=True, eq=False)
class Nominated:
    """``names``: the nominations that have pages; ``of`` (pages,): index into them, UNKNOWN for a page of none."""

    names: tuple[str, ...]
    of: Int16


def nominate(book: RuleBook, evidence: Register) -> Nominated:
    """The nominations that the pages of ``evidence`` fall into. InputError where a column of a table does not exist."""
    rule = book.nominations
    pages = len(evidence.pages.key)
    if not rule.fields:
        return grouped(book, [EVERYBODY] * pages)
    columns = [_values(rule, field, evidence) for field in rule.fields]
    if len(columns) == 1 and "size" not in rule.fields:
        return grouped(book, columns[0])
    rows = list(zip(*columns, strict=True))
    joined = {row: JOINT.join(row) if all(value.strip() for value in row) else "" for row in set(rows)}
    place = {fold(name): number for number, name in enumerate([*(size.name for size in rule.sizes), SIZE_UNKNOWN])}
    order = {
        fold(name): tuple(
            (place[fold(value)] if field == "size" else 0, fold(value)) for field, value in zip(rule.fields, row, strict=True)
        )
        for row, name in joined.items()
    }
    return grouped(book, [joined[row] for row in rows], order)


def grouped(book: RuleBook, values: Sequence[str], order: Mapping[str, Order] | None = None) -> Nominated:
    """Pages whose ``values`` differ in case or white space only share a nomination; an empty value belongs to none.

    Nominations that the rule book knows stand first, in its order and spelling, then the others by name (``order``: by what
    stands there for the folded name, so that size classes rise); of several spellings of such a name the first by alphabet
    is shown. InputError where there are more than an int16 can count.
    """
    spellings: dict[str, str] = {}
    for value in sorted(set(values)):
        if value and not value.isspace():
            spellings.setdefault(fold(value), " ".join(value.split()))
    known = {fold(rule.name): rule.name for rule in book.nominations.known}
    present = [name for name in known if name in spellings]
    others = sorted(name for name in spellings if name not in known)
    shown = [*present, *(sorted(others, key=order.__getitem__) if order is not None else others)]
    if len(shown) > _MOST:
        raise InputError(
            f"Номинаций получилось {len(shown)}, а больше {_MOST} не бывает. Назовите в nominations.by другое поле.",
            f"There would be {len(shown)} nominations, and there cannot be more than {_MOST}. "
            "Name another field in nominations.by.",
        )
    index = {name: i for i, name in enumerate(shown)}
    by_value = {value: index.get(fold(value), UNKNOWN) for value in set(values)}
    of = np.fromiter(map(by_value.__getitem__, values), np.int16, len(values))
    return Nominated(tuple(known.get(name, spellings[name]) for name in shown), of)


def rule_of(book: RuleBook, name: str) -> NominationRule | None:
    """What the rule book says of a nomination, or None."""
    return next((rule for rule in book.nominations.known if fold(rule.name) == fold(name)), None)


def network_of(key: str) -> str:
    """The network in words by the prefix of a page's key; empty where the key has none."""
    prefix, colon, _ = key.partition(":")
    return NETWORKS.get(prefix.lower(), (prefix, ""))[0] if colon else ""


def unknown_column(name: str, evidence: Register, path: str) -> InputError:
    """The error that says which columns there are; ``path``: the field of the rule book that names the missing one."""
    there = ", ".join(f"«{column}»" for column in evidence.column_names) or "—"
    return InputError(
        f"Регламент, поле {path}: столбца «{name}» в данных нет. Есть столбцы: {there}. Исправьте имя или добавьте столбец.",
        f"Rule book, field {path}: the data have no column «{name}». There are: {there}. Mend the name or add the column.",
    )


def _values(rule: Nominations, field: RegisterField | TableField, evidence: Register) -> list[str]:
    """One field of every page as text."""
    pages = evidence.pages
    if isinstance(field, TableField):
        texts = evidence.text_column(field.column)
        if texts is None and fold(field.column) in map(fold, evidence.column_names):
            raise InputError(
                f"Регламент, поле nominations.by: в столбце «{field.column}» числа, а на номинации делят по тексту. "
                'Назовите другой столбец; по числу подписчиков делит "size".',
                f"Rule book, field nominations.by: the column «{field.column}» holds numbers, and pages are divided by texts. "
                'Name another column; "size" divides by the number of subscribers.',
            )
        if texts is None:
            raise unknown_column(field.column, evidence, "nominations.by")
        return list(texts.tolist())
    match field:
        case "sphere":
            return list(pages.sphere.tolist())
        case "level":
            return list(pages.level.tolist())
        case "municipality":
            return list(pages.municipality.tolist())
        case "founder":
            return list(pages.founder.tolist())
        case "network":
            return [network_of(key) for key in pages.key.tolist()]
        case "size":
            return size_names(rule.sizes, pages.members)


def size_names(sizes: Sequence[SizeClass], members: Int32) -> list[str]:
    """The class of every page: the first one whose ``below`` its number of members does not reach, else the last."""
    names = np.array([*(size.name for size in sizes), SIZE_UNKNOWN], object)
    below = [size.below for size in sizes if size.below is not None]
    if any(after <= before for before, after in pairwise(below)):
        msg = "the size classes do not rise"
        raise ValueError(msg)
    which = np.minimum(np.searchsorted(np.array(below, np.int64), members, side="right"), max(len(sizes) - 1, 0))
    which[members == UNKNOWN] = len(sizes)
    return list(names[which].tolist())
