"""The whole rule book as a page of sections in the order of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic import BaseModel

from criteria import registry
from criteria.errors import Fault
from criteria.rulebook import Bonus, CapRule, GateRule, Nominations, Override, Penalty, RuleBook
from criteria.selection_rule import RankingRule
from webadmin.i18n import t
from webadmin.rulebook_forms.build import add, control, field, group, moves, part, row_title, told
from webadmin.rulebook_forms.controls import Button, Control, Group, Kind, Node, Rows, anchors_of, controls_of, shown
from webadmin.rulebook_forms.curves import curve_group
from webadmin.rulebook_forms.places import MISSING, Place, path_of, rows_at, table_at
from webadmin.rulebook_forms.special import by_nodes, metric_nodes, test_nodes, tie_break_rows, total_nodes
from webadmin.rulebook_forms.tree import Family, criteria_tree, whole

_ROOT: Final[Place] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page. ``wanted`` and ``found``: points to be shared at the top of the tree, and those that are."""

    key: str
    title: str
    lead: str
    parts: tuple[Node, ...]
    wanted: int | None = None
    found: int | None = None


@dataclass(frozen=True)
class Form:
    """The page. ``relative``: points are mere proportions, so that no sum is asked for."""

    sections: tuple[Section, ...]
    relative: bool

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Everything in the page."""
        return tuple(node for section in self.sections for node in section.parts)

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """All controls by path."""
        return {one.path: one for one in controls_of(self.nodes)}


@dataclass(frozen=True, slots=True)
class Placed:
    """Faults where they are shown. ``at``: by path of a node of the form; ``anchor``: where a fault's link leads, or nothing."""

    at: Mapping[str, Sequence[Fault]]
    anchors: Mapping[Fault, str]
    titles: Mapping[Fault, str]


def form_of(data: Mapping[str, Any]) -> Form:
    """The form of a rule book as TOML gives it."""
    family = Family.of(data)
    codes = [(family.code(i), _words(family.rows[i])) for i in range(len(family.rows)) if family.code(i)]
    total = table_at(data, ("total",))
    full = whole(total.get("full", 100))
    sections = (
        Section("what", t("Что за конкурс", "What contest"), "", _what(data)),
        Section("nominations", *_told("nominations"), _nominations(data)),
        Section("time", t("Время и рассылки", "Time and sent texts"), "", _time(data)),
        Section("gates", *_told("gates"), (_tests(GateRule, "gates", data),)),
        Section("caps", *_told("caps"), (_tests(CapRule, "caps", data),)),
        Section(
            "criteria",
            *_told("criteria"),
            (*total_nodes(_ROOT, data), *criteria_tree(data)),
            full,
            family.sum_of(family.tops()),
        ),
        Section(
            "adjustments",
            t("Штрафы и надбавки", "Penalties and bonuses"),
            t("Что снимает и добавляет баллы сверх критериев", "What takes points off or adds some beside the criteria"),
            (_adjustments(Penalty, "penalties", data), _adjustments(Bonus, "bonuses", data)),
        ),
        Section("overrides", *_told("overrides"), (_overrides(data, codes),)),
        Section("quota", *_told("quota"), part(_model("quota"), ("quota",), table_at(data, ("quota",)))),
        Section("ranking", *_told("ranking"), _ranking(data, codes)),
        Section("jury", *_told("jury"), tuple(field(RuleBook, "jury", (), data))),
    )
    return Form(sections, total.get("weights") == "relative")


def placed(form: Form | None, faults: Sequence[Fault]) -> Placed:
    """Puts each fault at its field, or at the nearest thing above it that the form shows."""
    anchors = dict(anchors_of(form.nodes)) if form else {}
    names = {path: called(form, one) for path, one in form.controls.items()} if form else {}
    for section in form.sections if form else ():
        anchors.setdefault(section.key, f"section-{section.key}")
    at: dict[str, list[Fault]] = {}
    links: dict[Fault, str] = {}
    titles: dict[Fault, str] = {}
    for fault in faults:
        path = fault.path
        while path and path not in anchors:
            path = path[: max(path.rfind("."), path.rfind("["))] if max(path.rfind("."), path.rfind("[")) > 0 else ""
        if path:
            at.setdefault(path, []).append(fault)
            links[fault] = anchors[path]
            titles[fault] = names.get(path, "")
    return Placed(at, links, titles)


def called(form: Form, one: Control) -> str:
    """A control's title behind the code or the name of the row it stands in: «R1: Баллы»."""
    row = path_of(one.place[:2]) if len(one.place) > 2 and isinstance(one.place[1], int) else ""
    code = next((found for name in ("code", "name") if (found := form.controls.get(f"{row}.{name}"))), None) if row else None
    return f"{code.shown}: {one.title}" if code and code.shown and code is not one else one.title


def _told(name: str) -> tuple[str, str]:
    return told(RuleBook, name)


def _model(name: str) -> Any:
    return RuleBook.model_fields[name].annotation


def _words(row: Mapping[str, Any]) -> str:
    title = row.get("title")
    return shown(title.get(t("ru", "en"), "")) if isinstance(title, Mapping) else ""


def _what(data: Mapping[str, Any]) -> tuple[Node, ...]:
    title, hint = _told("title")
    return (
        group(_model("title"), ("title",), data, title, hint),
        control(RuleBook, "version", _ROOT, data),
        control(RuleBook, "id", _ROOT, data),
    )


def _nominations(data: Mapping[str, Any]) -> tuple[Node, ...]:
    table = table_at(data, ("nominations",))
    here = ("nominations",)
    by = table.get("by")
    sized = by == "size" or (isinstance(by, list | tuple) and "size" in by) or "sizes" in table
    known = field(Nominations, "known", here, table)
    return (*by_nodes(here, table), *(field(Nominations, "sizes", here, table) if sized else ()), *known)


def _time(data: Mapping[str, Any]) -> tuple[Node, ...]:
    return tuple(node for name in ("calendar", "mandated") for node in field(RuleBook, name, _ROOT, data))


def _tests(model: type[BaseModel], name: str, data: Mapping[str, Any]) -> Rows:
    found = rows_at(data, (name,))
    made = []
    for i, one in enumerate(found):
        row, place = (one if isinstance(one, Mapping) else {}), (name, i)
        after = part(model, place, row, leave=frozenset({"code", "title", "test", "params"}))
        parts = (*test_nodes(model, place, row), *after, *_named(model, place, row))
        brief = next((node.brief for node in parts if isinstance(node, Group) and node.brief), "")
        made.append(Group(place, row_title(row, place), "", parts, moves(place, len(found)), brief))
    return Rows((name,), "", "", tuple(made), (add((name,)),))


def _named(model: type[BaseModel], place: Place, row: Mapping[str, Any]) -> tuple[Node, ...]:
    return part(model, place, row, leave=frozenset(model.model_fields) - {"code", "title"})


def _adjustments(model: type[BaseModel], name: str, data: Mapping[str, Any]) -> Rows:
    found = rows_at(data, (name,))
    made = []
    for i, one in enumerate(found):
        row, place = (one if isinstance(one, Mapping) else {}), (name, i)
        after = part(model, place, row, leave=frozenset({"code", "title", "metric", "params"}))
        parts = (*after, *metric_nodes(model, place, row), *_named(model, place, row))
        points = shown(row.get("points", MISSING))
        made.append(Group(place, row_title(row, place), "", parts, moves(place, len(found)), points))
    title, hint = _told(name)
    return Rows((name,), title, hint, tuple(made), (add((name,)),))


def _overrides(data: Mapping[str, Any], codes: list[tuple[str, str]]) -> Rows:
    found = rows_at(data, ("overrides",))
    made = []
    for i, one in enumerate(found):
        row, place = (one if isinstance(one, Mapping) else {}), ("overrides", i)
        names = ", ".join(map(str, rows_at(row, ("nominations",)))) or f"{i + 1}"
        made.append(Group(place, names, "", _override(place, row, data, codes), moves(place, len(found))))
    return Rows(("overrides",), "", "", tuple(made), (add(("overrides",)),))


def _override(place: Place, row: Mapping[str, Any], data: Mapping[str, Any], codes: list[tuple[str, str]]) -> tuple[Node, ...]:
    family = Family.of(data)
    points = table_at(row, ("points",))
    by_code = {family.code(i): family.rows[i] for i in range(len(family.rows))}
    fields = tuple(
        _other_points((*place, "points", code), f"{code} {title}", points.get(code, MISSING), by_code[code].get("points"))
        for code, title in codes
    )
    title, _ = told(Override, "points")
    leaves = [(code, f"{code} {title}") for code, title in codes if "metric" in by_code[code]]
    return (
        control(Override, "nominations", place, row),
        Group((*place, "points"), title, t("Пустое поле: как у всех", "Empty: as everywhere"), fields),
        _other_curves(place, row, leaves),
        _other_params(place, row, leaves, by_code),
        *field(Override, "quota", place, row),
    )


def _other_points(place: Place, title: str, written: Any, usual: Any) -> Control:
    kind: Kind = "number" if written is MISSING or isinstance(written, int | float | str) else "broken"
    hint = t(f"у всех {shown(usual)}", f"elsewhere {shown(usual)}") if isinstance(usual, int) else ""
    return Control(place, title, hint, kind, written)


def _other_curves(place: Place, row: Mapping[str, Any], leaves: list[tuple[str, str]]) -> Rows:
    here = (*place, "curves")
    table = table_at(row, ("curves",))
    made = [_replaced(curve_group((*here, code), table, dict(leaves).get(code, code), "")) for code in table]
    return _pick(here, "curves", made, [one for one in leaves if one[0] not in table])


def _other_params(
    place: Place, row: Mapping[str, Any], leaves: list[tuple[str, str]], by_code: Mapping[str, Mapping[str, Any]]
) -> Rows:
    here = (*place, "params")
    table = table_at(row, ("params",))
    made = []
    for code in table:
        name = by_code.get(code, {}).get("metric")
        metric = registry.METRICS.get(name) if isinstance(name, str) else None
        parts = part(metric.params, (*here, code), table_at(table, (code,))) if metric else ()
        made.append(_replaced(Group((*here, code), dict(leaves).get(code, code), "", parts)))
    return _pick(here, "params", made, [one for one in leaves if one[0] not in table])


def _replaced(one: Group) -> Group:
    clear = Button(f"clear:{path_of(one.place)}", t("Как у всех", "As everywhere"))
    return Group(one.place, one.title, one.hint, one.parts, (clear,), one.brief)


def _pick(here: Place, name: str, made: list[Group], left: list[tuple[str, str]]) -> Rows:
    title, _ = told(Override, name)
    adds = (Button(f"pick:{path_of(here)}", t("Добавить", "Add"), tuple(left)),) if left else ()
    return Rows(here, title, "", tuple(made), adds)


def _ranking(data: Mapping[str, Any], codes: list[tuple[str, str]]) -> tuple[Node, ...]:
    table = table_at(data, ("ranking",))
    return (control(RankingRule, "decimals", ("ranking",), table), tie_break_rows(("ranking",), table, codes))
