"""Checks nominations and what is different in some of them: fields, size classes, names given twice, codes of overrides."""

from collections.abc import Iterator, Sequence
from typing import Final

from criteria.errors import Fault
from criteria.faults import nearest
from criteria.naming import fold
from criteria.written import Draft, Table, branches_of, codes_of, items, rows, table, text, whole

_BETWEEN: Final = " · "
_CHANGES: Final = ("points", "curves", "params", "quota")


def nomination_faults(data: Table) -> Iterator[Fault]:
    """The faults of the nominations' fields, classes and names."""
    nominations = table(data.get("nominations"))
    fields = fields_of(nominations)
    shown = [(f"nominations.by[{i}]", field) for i, field in enumerate(fields)]
    yield from _twice(shown, "поле", "the field")
    yield from _sizes(nominations, fields)
    known = list(rows(nominations.get("known")))
    for field, ru, en in (("name", "название", "the name"), ("short", "сокращение", "the short form")):
        named = [(f"nominations.known[{i}].{field}", text(row.get(field))) for i, row in known]
        yield from _twice([(path, fold(name) if name and field == "name" else name) for path, name in named], ru, en)


def fields_of(nominations: Table) -> list[str | None]:
    """The fields as written, a column of a table as «column = …»; None for what is neither."""
    by = nominations.get("by", "sphere")
    found: list[str | None] = []
    for item in by if isinstance(by, tuple) else (by,):
        column = text(table(item).get("column"))
        found.append(f"column = {column}" if column is not None else text(item))
    return found


def _twice(named: Sequence[tuple[str, str | None]], ru: str, en: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path, name in named:
        if name is None:
            continue
        if name in first:
            yield Fault(
                path,
                f"{ru} «{name}» уже стоит в {first[name]}. Дайте другое или удалите",
                f'{en} "{name}" stands in {first[name]} already. Choose another one or remove it',
            )
        first.setdefault(name, path)


def _sizes(nominations: Table, fields: Sequence[str | None]) -> Iterator[Fault]:
    """Classes belong to the field «size»: rising, the last one open."""
    listed, path = list(rows(nominations.get("sizes"))), "nominations.sizes"
    if "size" in fields and not items(nominations.get("sizes")):
        yield Fault(
            path,
            'для поля «size» нужны классы: sizes = [ { name = "Малые", below = 1000 }, { name = "Крупные" } ]',
            'the field "size" needs classes: sizes = [ { name = "Малые", below = 1000 }, { name = "Крупные" } ]',
        )
    if "size" not in fields and items(nominations.get("sizes")):
        yield Fault(
            path,
            "классы sizes действуют только с полем «size». Добавьте его в by или удалите sizes",
            'sizes have an effect with the field "size" only. Add it to by or remove sizes',
        )
    names = [(f"{path}[{i}].name", text(row.get("name"))) for i, row in listed]
    yield from _twice([(place, fold(name) if name else None) for place, name in names], "класс", "the class")
    before: int | None = None
    for i, row in listed:
        below, last = whole(row.get("below")), i == listed[-1][0]
        if last and "below" in row:
            yield Fault(
                f"{path}[{i}].below",
                "последний класс забирает всех остальных. Удалите у него below или добавьте ещё один класс без below",
                "the last class takes all others. Remove its below or add one more class without it",
            )
        elif not last and "below" not in row:
            yield Fault(
                f"{path}[{i}].below",
                "у всех классов, кроме последнего, нужно below. Добавьте below = …",
                "all classes but the last need below. Add below = …",
            )
        if below is not None and before is not None and below <= before:
            yield Fault(
                f"{path}[{i}].below",
                f"below должны возрастать: после {before} стоит {below}. Переставьте классы",
                f"below must rise: {below} stands after {before}. Put the classes in order",
            )
        before = below if below is not None else before


def override_faults(data: Table, drafts: Sequence[Draft]) -> Iterator[Fault]:
    """The faults of overrides, but for sums, curves, quotas and parameters, which are checked with the others of their kind."""
    overrides = list(rows(data.get("overrides")))
    listed = [
        (f"overrides[{i}].nominations[{j}]", text(name))
        for i, row in overrides
        for j, name in enumerate(items(row.get("nominations")))
    ]
    yield from _twice([(path, fold(name) if name else None) for path, name in listed], "номинация", "the nomination")
    yield from _names(table(data.get("nominations")), listed)
    codes, branches = codes_of(drafts), branches_of(drafts)
    columns = {draft.code for draft in drafts if draft.column}
    for i, row in overrides:
        for field in ("points", "curves", "params"):
            for code in table(row.get(field)):
                yield from _code(f"overrides[{i}].{field}.{code}", field, code, codes, branches)
                if field == "params" and code in columns:
                    yield Fault(
                        f"overrides[{i}].params.{code}",
                        f"метрика «{code}» — столбец таблицы, настроек у неё нет. Удалите строку",
                        f'the metric of "{code}" is a column of a table and has no parameters. Remove the line',
                    )
        if not any(field in row for field in _CHANGES):
            yield Fault(
                f"overrides[{i}]",
                "здесь ничего не меняется. Добавьте points, curves, params или quota, или удалите",
                "nothing is different here. Add points, curves, params or quota, or remove it",
            )


def _code(path: str, field: str, code: str, codes: Sequence[str], branches: set[str]) -> Iterator[Fault]:
    if code not in codes:
        ru, en = nearest(code, codes)
        yield Fault(path, f"нет критерия с кодом «{code}». {ru}", f'there is no criterion with the code "{code}". {en}')
    elif field != "points" and code in branches:
        ru, en = ("кривой", "curve") if field == "curves" else ("настроек", "parameters")
        yield Fault(
            path,
            f"у «{code}» есть подкритерии, поэтому {ru} у него нет. Назовите подкритерий",
            f'"{code}" has criteria below it, so it has no {en}. Name one of those',
        )


def _names(nominations: Table, listed: Sequence[tuple[str, str | None]]) -> Iterator[Fault]:
    """Names that no page can have: no size class of that name, or fewer parts than there are fields."""
    fields = fields_of(nominations)
    sizes = {fold(name): name for _, row in rows(nominations.get("sizes")) if (name := text(row.get("name")))}
    for path, name in listed:
        if name is None:
            continue
        if fields == ["size"] and sizes and fold(name) not in sizes:
            ru, en = nearest(name, sizes.values())
            yield Fault(path, f"нет класса «{name}». {ru}", f'there is no class "{name}". {en}')
        if len(fields) > 1 and name.count(_BETWEEN) < len(fields) - 1:
            yield Fault(
                path,
                f"номинация складывается из {len(fields)} полей. Напишите её вида «{_BETWEEN.join('АБВГДЕЖЗ'[: len(fields)])}»",
                f'a nomination is made of {len(fields)} fields. Write it like "{_BETWEEN.join("ABCDEFGH"[: len(fields)])}"',
            )
