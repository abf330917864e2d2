"""What a sound rule book says and perhaps does not mean: worth a second look, no fault."""

from collections.abc import Iterator
from typing import Final

from criteria.curve_rule import Curve, Piecewise, Relative
from criteria.errors import Fault
from criteria.faults import nearest
from criteria.naming import fold
from criteria.rulebook import RuleBook
from criteria.selection_rule import Aggregate, Power

_NAMED: Final = {0.0: "geometric", 1.0: "arithmetic", -1.0: "harmonic"}


def hints(book: RuleBook) -> tuple[Fault, ...]:
    """Everything worth a second look, as paths and sentences like faults; a rule book with hints may be used as it is."""
    return (
        *_powers("total.aggregate", book.total.aggregate),
        *(hint for i, criterion in enumerate(book.criteria) for hint in _powers(f"criteria[{i}].aggregate", criterion.aggregate)),
        *_curves(book),
        *_outliers(book),
        *_adjustments(book),
        *_overrides(book),
    )


def _powers(path: str, aggregate: Aggregate) -> Iterator[Fault]:
    name = _NAMED.get(aggregate.power) if isinstance(aggregate, Power) else None
    if name is not None:
        yield Fault(path, f'у этой степени есть имя: aggregate = "{name}"', f'this power has a name: aggregate = "{name}"')


def _curves(book: RuleBook) -> Iterator[Fault]:
    named = [(f"criteria[{i}].curve", criterion.curve) for i, criterion in enumerate(book.criteria)]
    named += [
        (f"overrides[{i}].curves.{code}", curve) for i, rule in enumerate(book.overrides) for code, curve in rule.curves.items()
    ]
    for path, curve in named:
        if _flat(curve):
            yield Fault(
                path,
                "здесь у всех страниц выйдет одно и то же: все значения равны",
                "here all pages get the same: all values are equal",
            )
        if isinstance(curve, Relative) and curve.reference != "frozen":
            yield Fault(
                path,
                "баллы зависят от других страниц: новая или выбывшая страница меняет их у всех",
                "points depend on other pages: one that comes or goes changes them for all",
            )


def _flat(curve: Curve) -> bool:
    if isinstance(curve, Piecewise):
        return len({knot.points for knot in curve.knots}) == 1
    return isinstance(curve, Relative) and len(curve.frozen) > 1 and len(set(curve.frozen)) == 1


def _outliers(book: RuleBook) -> Iterator[Fault]:
    for i, criterion in enumerate(book.criteria):
        rule = criterion.winsorise
        if rule is not None and (rule.low, rule.high) == (0, 100):
            yield Fault(f"criteria[{i}].winsorise", "от 0 до 100 ничего не меняется", "from 0 to 100 nothing changes")


def _adjustments(book: RuleBook) -> Iterator[Fault]:
    limits = ("penalties", book.penalties, book.total.penalties_up_to), ("bonuses", book.bonuses, book.total.bonuses_up_to)
    for room, rules, most in limits:
        for i, rule in enumerate(rules):
            if rule.points > most:
                yield Fault(
                    f"{room}[{i}].points",
                    f"за раз {rule.points:g}, а всего считается не больше {most:g} (total.{room}_up_to)",
                    f"{rule.points:g} for one time, but at most {most:g} count in all (total.{room}_up_to)",
                )


def _overrides(book: RuleBook) -> Iterator[Fault]:
    """A nomination that the rule book does not list may still come with the register, or be a slip of the pen."""
    known = {fold(rule.name): rule.name for rule in book.nominations.known}
    for i, rule in enumerate(book.overrides):
        for j, name in enumerate(rule.nominations):
            if known and fold(name) not in known:
                ru, en = nearest(name, known.values())
                yield Fault(
                    f"overrides[{i}].nominations[{j}]",
                    f"номинации «{name}» нет среди известных: проверьте, что так она написана в реестре. {ru}",
                    f'the nomination "{name}" is not among the known ones: check that the register spells it so. {en}',
                )
