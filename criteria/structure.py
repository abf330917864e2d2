"""Checks the tree of a rule book as a whole: codes given twice, parents, rings, leaves and branches, sums of points.

``whole_faults`` gathers these with the checks of curves, selection and nominations.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from criteria.curve_faults import curve_faults
from criteria.errors import Fault
from criteria.faults import nearest
from criteria.nomination_faults import nomination_faults, override_faults
from criteria.selection_faults import selection_faults
from criteria.written import Draft, Table, branches_of, codes_of, full_of, rows, table, text, whole

_CODED: Final = ("criteria", "gates", "caps", "penalties", "bonuses")
_BRANCH_HAS_NO: Final = ("metric", "params", "curve", "shrink", "winsorise", "missing")
_COLUMN_HAS_NO: Final = ("params", "shrink")


def whole_faults(data: Table, drafts: Sequence[Draft]) -> list[Fault]:
    """Every fault of the rule book as a whole, but for those that need the registry."""
    return [
        *_codes(data),
        *_parents(drafts),
        *_cycles(drafts),
        *_roles(drafts),
        *_columns(drafts),
        *_sums(data, drafts),
        *curve_faults(data, drafts),
        *selection_faults(data, drafts),
        *nomination_faults(data),
        *override_faults(data, drafts),
    ]


def _codes(data: Table) -> Iterator[Fault]:
    """Criteria, gates, caps, penalties and bonuses share one set of codes: findings and explanations name them by these alone."""
    first: dict[str, str] = {}
    for room in _CODED:
        for i, row in rows(data.get(room)):
            code, path = text(row.get("code")), f"{room}[{i}].code"
            if code is not None and code in first:
                yield Fault(
                    path,
                    f"код «{code}» уже стоит в {first[code]}. Дайте другой",
                    f'the code "{code}" stands in {first[code]} already. Choose another one',
                )
            elif code is not None:
                first[code] = path


def _parents(drafts: Sequence[Draft]) -> Iterator[Fault]:
    codes = set(codes_of(drafts))
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
    branches = branches_of(drafts)
    for draft in drafts:
        if draft.code is None:
            continue
        if draft.code in branches:
            for field in _BRANCH_HAS_NO:
                if field in draft.table:
                    yield Fault(
                        f"{draft.path}.{field}",
                        f"у «{draft.code}» есть подкритерии, поэтому «{field}» здесь не действует. Удалите его",
                        f'"{draft.code}" has criteria below it, so "{field}" has no effect here. Remove it',
                    )
        elif "metric" not in draft.table:
            yield Fault(
                f"{draft.path}.metric",
                f"у «{draft.code}» нет ни подкритериев, ни метрики. Добавьте metric = …",
                f'"{draft.code}" has neither criteria below it nor a metric. Add metric = …',
            )
        elif "aggregate" in draft.table:
            yield Fault(
                f"{draft.path}.aggregate",
                f"у «{draft.code}» нет подкритериев, складывать нечего. Удалите aggregate",
                f'"{draft.code}" has no criteria below it, so there is nothing to aggregate. Remove it',
            )


def _columns(drafts: Sequence[Draft]) -> Iterator[Fault]:
    """A column is a number as it stands: nothing to set, and no samples that could be few."""
    for draft in drafts:
        for field in _COLUMN_HAS_NO:
            if draft.column and field in draft.table:
                yield Fault(
                    f"{draft.path}.{field}",
                    f"метрика — столбец таблицы, у неё нет «{field}». Удалите его",
                    f'the metric is a column of a table, which has no "{field}". Remove it',
                )


def _sums(data: Table, drafts: Sequence[Draft]) -> Iterator[Fault]:
    """Points below a node sum to its own, as written and with each override; with «relative» weights nothing must sum."""
    if table(data.get("total")).get("weights", "points") != "points":
        return
    below: dict[str | None, list[Draft]] = {}
    for draft in drafts:
        if "parent" not in draft.table or draft.parent is not None:
            below.setdefault(draft.parent, []).append(draft)
    points = {draft.code: draft.points for draft in drafts if draft.code is not None}
    paths = {draft.code: f"{draft.path}.points" for draft in drafts if draft.code is not None}
    for code, children in below.items():
        if code is None or code in points:
            found = [draft.points for draft in children]
            yield from _sum(paths.get(code, "criteria") if code else "criteria", code, found, _wanted(data, code, points))
    for i, row in rows(data.get("overrides")):
        changed = {code: whole(value) for code, value in table(row.get("points")).items()}
        with_changes = points | changed
        for code, children in below.items():
            if any(draft.code in changed for draft in children) and (code is None or code in points):
                found = [with_changes.get(draft.code) if draft.code else draft.points for draft in children]
                yield from _sum(f"overrides[{i}].points", code, found, _wanted(data, code, with_changes))


def _wanted(data: Table, code: str | None, points: Mapping[str, int | None]) -> int | None:
    return full_of(data) if code is None else points.get(code)


def _sum(path: str, code: str | None, points: Sequence[int | None], wanted: int | None) -> Iterator[Fault]:
    known = [value for value in points if value is not None]
    found = sum(known)
    if wanted is None or len(known) < len(points) or found == wanted:
        return
    ru = "критериев верхнего уровня" if code is None else f"подкритериев «{code}»"
    en = "of the criteria at the top" if code is None else f'of the criteria below "{code}"'
    off, more = abs(found - wanted), found > wanted
    yield Fault(
        path,
        f"сумма баллов {ru} должна быть {wanted}, а она {found}: {'лишних' if more else 'не хватает'} {off}",
        f"the points {en} must sum to {wanted}, but they sum to {found}: {off} too {'many' if more else 'few'}",
    )
