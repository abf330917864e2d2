"""The plan of a register's import in words and as plain values, alike for the panel, the command line and programs."""

from types import MappingProxyType
from typing import Any, Final

from criteria.measurement import Language
from scoring.season.register_plan import PageChange, RegisterPlan, Value, What
from scoring.sources.columns import REGISTER
from scoring.sources.register import RegisterRow

WHAT: Final = MappingProxyType(
    {
        What.RENAMED: ("Сменили имя", "Renamed"),
        What.MOVED: ("Сменили адрес", "Moved"),
        What.RETURNED: ("Вернулись", "Returned"),
        What.CHANGED: ("Изменены сведения", "Details changed"),
    }
)
"""What becomes of pages, in the order in which it is told."""

MEASURES: Final = frozenset(
    {"design_percent", "activity_percent", "members", "weekly_reach", "post_reach", "widgets", "connected", "mark"}
)
"""Fields that monitoring measures anew each time: they change on most pages and are told after the others."""

_TITLES: Final = {heading.name: (heading.ru, heading.en) for heading in REGISTER}
_YES_NO: Final = frozenset(heading.name for heading in REGISTER if heading.cell == "yes_no")


def field_title(name: str, language: Language) -> str:
    """The column's name."""
    ru, en = _TITLES.get(name, (name, name))
    return ru if language == "ru" else en


def told_value(name: str, value: Value, language: Language) -> str:
    """A value as people write it; a dash where there is none."""
    if value is None or value == "":
        return "—"
    if name in _YES_NO:
        yes = bool(value)
        return ("да" if yes else "нет") if language == "ru" else ("yes" if yes else "no")
    if isinstance(value, float):
        text = f"{value:g}" if value.is_integer() else str(value)
        return text.replace(".", ",") if language == "ru" else text
    return str(value)


def told_changes(change: PageChange, language: Language) -> list[tuple[str, str, str]]:
    """(column, old, new) of one page, what monitoring measures last."""
    ordered = sorted(change.changes, key=lambda one: one.field in MEASURES)
    return [
        (field_title(one.field, language), told_value(one.field, one.old, language), told_value(one.field, one.new, language))
        for one in ordered
    ]


def only_measures(change: PageChange) -> bool:
    """Whether nothing but what monitoring measures has changed."""
    return bool(change.changes) and all(one.field in MEASURES for one in change.changes)


def plan_record(plan: RegisterPlan) -> dict[str, Any]:
    """The plan for a program."""
    return {
        "plan": plan.digest,
        "new": [_row(row) for row in plan.new],
        "changed": [
            {
                "page": change.row.key,
                "name": change.name,
                "what": change.what,
                "line": change.row.line,
                "fields": [{"field": one.field, "old": one.old, "new": one.new} for one in change.changes],
            }
            for change in plan.changed
        ],
        "vanished": [
            {"id": page.page_id, "name": page.name, "link": page.link, "sphere": page.sphere, "merged_into": page.into}
            for page in plan.vanished
        ],
        "clashes": [{**_row(clash.row), "was_address_of": clash.name} for clash in plan.clashes],
        "same": plan.same,
    }


def _row(row: RegisterRow) -> dict[str, Any]:
    return {"page": row.key, "name": row.name, "link": row.link, "sphere": row.sphere1, "line": row.line}
