"""What the buttons of the form do to the text: add, remove and move rows, switch parts on and off, share points out."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from criteria import registry
from scoring.errors import InputError
from webadmin.i18n import t
from webadmin.rulebook_forms.edits import parsed
from webadmin.rulebook_forms.places import MISSING, Place, found_at, place_of, rows_at, table_at
from webadmin.rulebook_forms.toml_edit import arranged, with_row, written
from webadmin.rulebook_forms.tree import Family, whole

_FIRST_GATE: Final = next(iter(registry.GATES))
_NEW: Final[Mapping[str, tuple[str, str, str, Mapping[str, Any]]]] = {
    "gates": ("G", "Новый допуск", "New gate", {"test": _FIRST_GATE}),
    "caps": ("C", "Новый потолок", "New cap", {"test": _FIRST_GATE, "most": 50}),
    "penalties": ("P", "Новый штраф", "New penalty", {"points": 1}),
    "bonuses": ("B", "Новая надбавка", "New bonus", {"points": 1}),
}
"""Rows with a code: its letter, the title to begin with, and what else they need."""
_LARGEST: Final = 1000


def done(text: str, act: str, picked: str = "") -> str:
    """The text after a button was pressed; ``act`` is «verb:path», ``picked`` what stood in the select beside it.

    Raises ``InputError`` where there is no such button or nothing for it to work on.
    """
    verb, _, path = act.partition(":")
    place, data = place_of(path), parsed(text)
    if data is None:
        raise InputError(
            "Сначала исправьте запись TOML: пока она не читается, кнопки формы ничего не могут изменить.",
            "Mend the TOML first: as long as it cannot be read, the form's buttons can change nothing.",
        )
    if place is None or verb not in _VERBS:
        raise _no_such()
    return _VERBS[verb](text, data, place, picked)


def _no_such() -> InputError:
    return InputError(
        "Такой кнопки здесь нет. Обновите страницу и повторите.", "There is no such button here. Reload the page and repeat."
    )


def _add(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    if place == ("criteria",):
        return with_row(text, place, _criterion(data, None), len(rows_at(data, place)))
    found = found_at(data, place)
    if place == ("nominations", "by"):
        old = list(found) if isinstance(found, list) else [found if isinstance(found, str) else "sphere"]
        free = next((one for one in ("level", "municipality", "network", "size", "founder", "sphere") if one not in old), "level")
        return written(text, [(place, [*old, free])])
    if place[-1] == "tie_break":
        codes = [one.get("code") for one in rows_at(data, ("criteria",)) if isinstance(one, Mapping)]
        listed = rows_at(data, place)
        free = next((code for code in codes if isinstance(code, str) and code not in listed), "bonuses")
        return written(text, [(place, [*listed, free])])
    return with_row(text, place, _template(data, place), len(rows_at(data, place)))


def _template(data: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """A row to begin with; what only the organizer can know is left empty for him, and is told as a fault until then."""
    name = str(place[-1])
    rows = [row for row in rows_at(data, place) if isinstance(row, Mapping)]
    if name in _NEW:
        letter, ru, en, more = _NEW[name]
        code = _free_code(letter, {str(row.get("code")) for row in rows})
        return {"code": code, "title": {"ru": ru, "en": en}, **more}
    if name == "known":
        return {"name": "", "title_en": "", "short": ""}
    if name == "sizes":
        return {"name": t("Большие", "Large")} if rows else {"name": t("Малые", "Small"), "below": 1000}
    if name == "overrides":
        return {"nominations": []}
    if name in ("steps", "knots"):
        last = rows[-1].get("at", 0) if rows else 0
        points = rows[-1].get("points", 1) if rows else 1
        return {"at": last + 1 if isinstance(last, int | float) else 1, "points": points}
    raise _no_such()


def _free_code(letter: str, taken: set[str]) -> str:
    return next(code for n in range(1, len(taken) + 2) if (code := f"{letter}{n}") not in taken)


def _criterion(data: Mapping[str, Any], parent: str | None) -> dict[str, Any]:
    family = Family.of(data)
    code = _free_code(parent or "N", {family.code(i) for i in range(len(family.rows))})
    title = {"ru": "Новый критерий", "en": "New criterion"}
    above = {"parent": parent} if parent else {}
    return {"code": code, **above, "title": title, "points": 1, "metric": next(iter(registry.METRICS))}


def _below(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    """A new criterion below the one at ``place``, as its last child."""
    family, i = Family.of(data), _index(place, data)
    at = max(family.with_all_below(i)) + 1
    return with_row(text, ("criteria",), _criterion(data, family.code(i) or None), at)


def _remove(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    i = _index(place, data)
    gone = set(Family.of(data).with_all_below(i)) if place[:-1] == ("criteria",) else {i}
    return arranged(text, place[:-1], [k for k in range(len(rows_at(data, place[:-1]))) if k not in gone])


def _up(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    return _moved(text, data, place, -1)


def _down(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    return _moved(text, data, place, 1)


def _moved(text: str, data: Mapping[str, Any], place: Place, by: int) -> str:
    """The row changes places with its neighbour; a criterion with its brother, each with all that is below it."""
    i, count = _index(place, data), len(rows_at(data, place[:-1]))
    if place[:-1] == ("criteria",):
        return arranged(text, place[:-1], _tree_order(Family.of(data), i, by))
    if not 0 <= i + by < count:
        raise _no_such()
    order = list(range(count))
    order[i], order[i + by] = order[i + by], order[i]
    return arranged(text, place[:-1], order)


def _tree_order(family: Family, i: int, by: int) -> list[int]:
    beside = list(family.brothers(i))
    n = beside.index(i)
    if not 0 <= n + by < len(beside):
        raise _no_such()
    first, second = sorted((n, n + by))
    one, other = family.with_all_below(beside[first]), family.with_all_below(beside[second])
    moved = {*one, *other}
    begin = min(moved)
    rest = [k for k in range(len(family.rows)) if k not in moved]
    return [*(k for k in rest if k < begin), *other, *one, *(k for k in rest if k > begin)]


def _set(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    """Switch an optional part on, with numbers to begin with."""
    begin = {"shrink": {"prior": 5}, "winsorise": {"low": 1, "high": 99}, "jury": {"band": 12}}.get(str(place[-1]))
    if place[-1] == "quota":
        begin = dict(table_at(data, ("quota",))) or {"percent": 5, "floor": 70, "laureate_floor": 60}
    if begin is None:
        raise _no_such()
    return written(text, [(place, begin)])


def _clear(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    if not place or found_at(data, place) is MISSING:
        raise _no_such()
    return written(text, [(place, MISSING)])


def _pick(text: str, data: Mapping[str, Any], place: Place, picked: str) -> str:
    """Another curve or other parameters of one criterion in some nominations, beginning with what holds everywhere."""
    row = next((one for one in rows_at(data, ("criteria",)) if isinstance(one, Mapping) and one.get("code") == picked), None)
    if row is None or place[0] != "overrides":
        raise _no_such()
    begin = dict(table_at(row, (("curve" if place[-1] == "curves" else "params"),)))
    if place[-1] == "curves" and not begin:
        begin = {"kind": "linear", "zero": 0, "full": 1}
    return written(text, [((*place, picked), begin)])


def _scale(text: str, data: Mapping[str, Any], place: Place, _: str) -> str:
    """Share the points of a node, or of the whole, among those below it in their proportions, and so on downwards."""
    family = Family.of(data)
    full = whole(table_at(data, ("total",)).get("full", 100)) or 100
    top = not place
    wanted = full if top else family.points(_index(place, data))
    points: dict[int, int] = {}
    _share(family, family.tops() if top else family.below(_index(place, data)), wanted, points)
    changes = [(("criteria", i, "points"), value) for i, value in points.items() if value != family.points(i)]
    return written(text, changes)


def _share(family: Family, which: list[int], wanted: int | None, points: dict[int, int]) -> None:
    if not which or wanted is None or not len(which) <= wanted <= _LARGEST:
        return
    parts = scaled([family.points(i) or 1 for i in which], wanted)
    for i, part in zip(which, parts, strict=True):
        if i not in points:
            points[i] = part
            below = family.below(i)
            if below and family.sum_of(below) != part:
                _share(family, below, part, points)


def scaled(points: list[int], wanted: int) -> list[int]:
    """Whole numbers in the proportions of ``points`` that sum to ``wanted``, none below 1; the largest rests round up first."""
    total = sum(points)
    shares = [max(1, one * wanted // total) for one in points]
    by_rest = sorted(range(len(points)), key=lambda i: (-(points[i] * wanted % total), i))
    n = 0
    while sum(shares) != wanted:
        i = by_rest[n % len(points)] if sum(shares) < wanted else max(range(len(shares)), key=lambda k: shares[k])
        shares[i] += 1 if sum(shares) < wanted else -1
        n += 1
    return shares


def _index(place: Place, data: Mapping[str, Any]) -> int:
    """The number of the row at ``place``, which has to be there."""
    if not place or not isinstance(place[-1], int) or place[-1] >= len(rows_at(data, place[:-1])):
        raise _no_such()
    return place[-1]


_VERBS: Final[Mapping[str, Callable[[str, Mapping[str, Any], Place, str], str]]] = {
    "add": _add,
    "below": _below,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "set": _set,
    "clear": _clear,
    "pick": _pick,
    "scale": _scale,
}
