"""Checks a rule book as a whole: what no single field shows, such as sums, parents, cycles, floors and names given twice.

Works on the table as TOML gives it, so that these faults are found even where single fields are wrong.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from criteria.errors import Fault
from criteria.faults import nearest

TOP_POINTS: Final = 100
"""The criteria at the top share this many points."""

_BRANCH_HAS_NO: Final = ("metric", "params", "curve", "shrink")
_NO_TABLE: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Draft:
    """A criterion as written; a field of the wrong type counts as absent, since it is reported by itself."""

    path: str
    table: Mapping[str, Any]
    code: str | None
    parent: str | None
    points: int | None


def table(value: object) -> Mapping[str, Any]:
    """The value when it is a table, an empty one otherwise."""
    return value if isinstance(value, Mapping) else _NO_TABLE


def rows(value: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The tables of an array of tables with their indices; nothing when it is no such array."""
    if isinstance(value, tuple):
        yield from ((i, row) for i, row in enumerate(value) if isinstance(row, Mapping))


def text(value: object) -> str | None:
    """The value when it is a text."""
    return value if isinstance(value, str) else None


def whole(value: object) -> int | None:
    """The value when it is a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    """The value when it is a number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def drafts_of(data: Mapping[str, Any]) -> list[Draft]:
    """The criteria as written."""
    return [
        Draft(f"criteria[{i}]", row, text(row.get("code")), text(row.get("parent")), whole(row.get("points")))
        for i, row in rows(data.get("criteria"))
    ]


def whole_faults(data: Mapping[str, Any], drafts: Sequence[Draft]) -> list[Fault]:
    """Every fault of the rule book as a whole, but for those that need the registry."""
    return [
        *_twice([(f"{draft.path}.code", draft.code) for draft in drafts], "код", "the code"),
        *_twice([(f"gates[{i}].code", text(row.get("code"))) for i, row in rows(data.get("gates"))], "код", "the code"),
        *_parents(drafts),
        *_cycles(drafts),
        *_roles(drafts),
        *_sums(drafts),
        *_curves(drafts),
        *_quota(table(data.get("quota"))),
        *_nominations(table(data.get("nominations"))),
        *_hours(table(data.get("calendar"))),
        *_tie_breaks(table(data.get("ranking")), drafts),
    ]


def _twice(named: Sequence[tuple[str, str | None]], ru: str, en: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path, name in named:
        if name is None:
            continue
        if name in first:
            yield Fault(
                path,
                f"{ru} «{name}» уже стоит в {first[name]}. Дайте другой",
                f'{en} "{name}" stands in {first[name]} already. Choose another one',
            )
        first.setdefault(name, path)


def _parents(drafts: Sequence[Draft]) -> Iterator[Fault]:
    codes = {draft.code for draft in drafts if draft.code is not None}
    for draft in drafts:
        if draft.parent is not None and draft.parent not in codes:
            ru, en = nearest(draft.parent, codes)
            yield Fault(
                f"{draft.path}.parent",
                f"нет критерия с кодом «{draft.parent}». {ru}",
                f'there is no criterion with the code "{draft.parent}". {en}',
            )


def _cycles(drafts: Sequence[Draft]) -> Iterator[Fault]:
    """Each ring of parents once, at its first criterion."""
    above = {draft.code: draft.parent for draft in drafts if draft.code is not None}
    told: set[str] = set()
    for draft in drafts:
        trail: list[str] = []
        code = draft.code
        while code is not None and code not in trail and code not in told:
            trail.append(code)
            code = above.get(code)
        if code is not None and code in trail:
            ring = " → ".join([*trail[trail.index(code) :], code])
            yield Fault(
                f"{draft.path}.parent",
                f"критерии стоят друг под другом по кругу: {ring}. Уберите один из parent",
                f"the criteria stand below each other in a ring: {ring}. Remove one parent",
            )
        told.update(trail)


def _roles(drafts: Sequence[Draft]) -> Iterator[Fault]:
    """A leaf measures, a branch adds up: never both, never neither."""
    parents = {draft.parent for draft in drafts}
    for draft in drafts:
        if draft.code is not None and draft.code in parents:
            for field in _BRANCH_HAS_NO:
                if field in draft.table:
                    yield Fault(
                        f"{draft.path}.{field}",
                        f"у «{draft.code}» есть подкритерии, поэтому «{field}» здесь не действует. Удалите его",
                        f'"{draft.code}" has criteria below it, so "{field}" has no effect here. Remove it',
                    )
        elif draft.code is not None and "metric" not in draft.table:
            yield Fault(
                f"{draft.path}.metric",
                f"у «{draft.code}» нет ни подкритериев, ни метрики. Добавьте metric = …",
                f'"{draft.code}" has neither criteria below it nor a metric. Add metric = …',
            )


def _sums(drafts: Sequence[Draft]) -> Iterator[Fault]:
    tops = [draft for draft in drafts if "parent" not in draft.table]
    if tops:
        yield from _sum("criteria", tops, TOP_POINTS, "критериев верхнего уровня", "of the criteria at the top")
    for draft in drafts:
        below = [child for child in drafts if child.parent is not None and child.parent == draft.code]
        if below and draft.points is not None:
            ru, en = f"подкритериев «{draft.code}»", f'of the criteria below "{draft.code}"'
            yield from _sum(f"{draft.path}.points", below, draft.points, ru, en)


def _sum(path: str, below: Sequence[Draft], wanted: int, ru: str, en: str) -> Iterator[Fault]:
    points = [draft.points for draft in below if draft.points is not None]
    if len(points) < len(below) or sum(points) == wanted:
        return
    found = sum(points)
    more = found > wanted
    yield Fault(
        path,
        f"сумма баллов {ru} должна быть {wanted}, а она {found}: {'лишних' if more else 'не хватает'} {abs(found - wanted)}",
        f"the points {en} must sum to {wanted}, but they sum to {found}: {abs(found - wanted)} too {'many' if more else 'few'}",
    )


def _curves(drafts: Sequence[Draft]) -> Iterator[Fault]:
    for draft in drafts:
        curve, path = table(draft.table.get("curve")), f"{draft.path}.curve"
        zero, full = number(curve.get("zero", 0.0)), number(curve.get("full", 1.0))
        if curve.get("kind") == "linear" and zero is not None and zero == full:
            yield Fault(
                path,
                f"zero и full равны ({zero}): прямой не провести. Сделайте их разными",
                f"zero and full are equal ({zero}): no line goes through them. Make them different",
            )
        if curve.get("kind") == "steps":
            ats = [(i, number(row.get("at"))) for i, row in rows(curve.get("steps"))]
            for (_, before), (i, at) in pairwise(ats):
                if before is not None and at is not None and at <= before:
                    yield Fault(
                        f"{path}.steps[{i}].at",
                        f"ступени должны подниматься: после {before} стоит {at}. Переставьте их по возрастанию at",
                        f"steps must rise: {at} stands after {before}. Put them in the order of at",
                    )


def _quota(quota: Mapping[str, Any]) -> Iterator[Fault]:
    floor, laureates = number(quota.get("floor")), number(quota.get("laureate_floor"))
    if floor is not None and laureates is not None and laureates > floor:
        yield Fault(
            "quota.laureate_floor",
            f"порог лауреата ({laureates}) выше порога победителя ({floor}). Сделайте его не выше",
            f"the laureate's floor ({laureates}) is above the winner's ({floor}). Make it no higher",
        )


def _nominations(nominations: Mapping[str, Any]) -> Iterator[Fault]:
    known = list(rows(nominations.get("known")))
    for field, ru, en in (("name", "название", "the name"), ("short", "сокращение", "the short form")):
        named = [(f"nominations.known[{i}].{field}", text(row.get(field))) for i, row in known]
        yield from _twice([(path, fold(name) if name and field == "name" else name) for path, name in named], ru, en)


def fold(name: str) -> str:
    """The form in which names of nominations are compared: case and runs of white space do not matter."""
    return " ".join(name.split()).casefold()


def _hours(calendar: Mapping[str, Any]) -> Iterator[Fault]:
    opens, closes = text(calendar.get("opens", "09:00")), text(calendar.get("closes", "18:00"))
    if opens is not None and closes is not None and closes <= opens:
        yield Fault(
            "calendar.closes",
            f"конец рабочего дня ({closes}) не позже начала ({opens}). Исправьте один из них",
            f"the office closes ({closes}) no later than it opens ({opens}). Mend one of them",
        )


def _tie_breaks(ranking: Mapping[str, Any], drafts: Sequence[Draft]) -> Iterator[Fault]:
    """Codes only; the facts behind a dot need the registry. A name that stands twice decides nothing the second time."""
    names = ranking.get("tie_break", ())
    if not isinstance(names, tuple):
        return
    codes = {draft.code for draft in drafts if draft.code is not None}
    counts = Counter(name for name in names if isinstance(name, str))
    for i, name in enumerate(names):
        code = text(name.split(".", 1)[0]) if isinstance(name, str) else None
        if code is not None and code not in codes:
            ru, en = nearest(code, codes)
            yield Fault(
                f"ranking.tie_break[{i}]",
                f"нет критерия с кодом «{code}». {ru}",
                f'there is no criterion with the code "{code}". {en}',
            )
        elif isinstance(name, str) and counts[name] > 1 and names.index(name) < i:
            yield Fault(
                f"ranking.tie_break[{i}]",
                f"«{name}» стоит в списке дважды. Удалите одно",
                f'"{name}" stands in the list twice. Remove one',
            )
