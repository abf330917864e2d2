"""The tables of the documents that follow from the code: ``python -m tests.documents`` writes them anew."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from criteria import registry
from criteria.curve_rule import AbsoluteCurve, RelativeCurve, Winsorise
from criteria.jury_rule import JuryRule
from criteria.rulebook import (
    Bonus,
    CalendarRule,
    CapRule,
    Column,
    Criterion,
    GateRule,
    MandatedRule,
    NominationRule,
    Nominations,
    Override,
    Penalty,
    RuleBook,
    Shrink,
    SizeClass,
)
from criteria.schema import choices_of, gate_title, metric_title, words_of
from criteria.selection_rule import QuotaRule, RankingRule, TotalRule
from scoring.evidence.ranges import MOMENTS, RANGES
from scoring.evidence.schema import TABLES
from scoring.evidence.schema import Column as EvidenceColumn
from scoring.sources.by_hand import told_word
from scoring.sources.columns import ACTIVITY, REGISTER, Heading
from scoring.sources.network import Known
from scoring.sources.networks import NETWORKS

_ENDLESS: Final = 1_000_000
"""Beyond it a bound is a matter of storage and not worth telling."""
_DOCS: Final = Path(__file__).parent.parent / "docs"
_ROOMS: Final[Mapping[str, type[BaseModel]]] = {
    "whole": RuleBook,
    "total": TotalRule,
    "nominations": Nominations,
    "known": NominationRule,
    "sizes": SizeClass,
    "gates": GateRule,
    "caps": CapRule,
    "criteria": Criterion,
    "column": Column,
    "winsorise": Winsorise,
    "shrink": Shrink,
    "penalties": Penalty,
    "bonuses": Bonus,
    "overrides": Override,
    "quota": QuotaRule,
    "ranking": RankingRule,
    "calendar": CalendarRule,
    "mandated": MandatedRule,
    "jury": JuryRule,
}
_CELLS: Final = {
    "page": "адрес или номер страницы",
    "text": "текст",
    "whole": "целое число",
    "yes_no": "да или нет; пусто — неизвестно",
    "time": "время: 2025-12-31 23:59, 31.12.2025 23:59 или с часовым поясом",
    "day": "день: 2025-12-31 или 31.12.2025",
    "amount": "число",
}
_TITLES: Final = {
    "posts": "Записи · Posts",
    "messages": "Сообщения и первые ответы · Messages and first answers",
    "streams": "Прямые эфиры · Live streams",
    "checks": "Проверки оформления · Design checks",
}


def written(text: str, parts: Mapping[str, str]) -> str:
    """The document with every generated part between its marks replaced by what the code says now."""
    for name, content in parts.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, rest = text.split(begin, 1)
        _, tail = rest.split(end, 1)
        text = f"{head}{begin}{content}{end}{tail}"
    return text


def _evidence() -> dict[str, str]:
    activity = "".join(f"\n### {_TITLES[kind]}\n\n{_files(headings)}" for kind, headings in ACTIVITY.items())
    return {
        "register": _files(REGISTER),
        "activity": f"{activity}\n",
        "networks": _networks(),
        "example": _example(),
        "snapshot": _snapshot(),
    }


def _networks() -> str:
    """What each network tells: a table a kind, a column a network, with the reason where it is less than all."""
    heads = " | ".join(f"{network.ru} `{network.key}`" for network in NETWORKS.values())
    parts = ["\n" + "\n".join(f"- **{one.ru}** `{one.key}`: {one.way_ru}; {one.way_en}." for one in NETWORKS.values()) + "\n"]
    for kind, headings in ACTIVITY.items():
        cells = [" | ".join(_known(one.knows[kind][heading.name]) for one in NETWORKS.values()) for heading in headings]
        rows = [f"| {heading.ru} | {row} |" for heading, row in zip(headings, cells, strict=True)]
        parts.append("\n".join([f"**{_TITLES[kind]}**\n", f"| | {heads} |", "|---" * (len(NETWORKS) + 1) + "|", *rows, ""]))
    return "\n".join(parts) + "\n"


def _known(known: Known) -> str:
    ru, en = told_word(known.told)
    return f"{ru}: {known.ru} · {known.en}" if known.ru else f"{ru} · {en}"


def _example() -> str:
    """The files of the worked example as they lie in their folder, the register first."""
    files = sorted((_DOCS / "example-evidence").iterdir(), key=lambda path: (path.name != "register.csv", path.name))
    return "".join(f"\n`{path.name}`\n\n```\n{path.read_text(encoding='utf-8')}```\n" for path in files) + "\n"


def _files(headings: tuple[Heading, ...]) -> str:
    rows = [f"| {'**' if h.needed else ''}{h.ru}{'**' if h.needed else ''} | {h.en} | {_CELLS[h.cell]} |" for h in headings]
    return "\n".join(["| по-русски | in English | что в ячейке |", "|---|---|---|", *rows, ""])


def _snapshot() -> str:
    parts = []
    for table in TABLES:
        rows = [
            f"| `{column.name}` | {column.kind} | {_values(table.name, column)} | {column.meaning} |" for column in table.columns
        ]
        order = ", ".join(f"`{name}`" for name in table.order)
        parts.append(
            "\n".join(
                [
                    f"\n### {table.name}.parquet, sorted by {order}\n",
                    "| column | kind | values | meaning |",
                    "|---|---|---|---|",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts) + "\n"


def _values(table: str, column: EvidenceColumn) -> str:
    """What ``lavr evidence check`` holds against the column."""
    if column.name == "page":
        return "a row of pages"
    if column.name == MOMENTS.get(table):
        return "within a year of the season, UTC seconds"
    if column.name not in RANGES[table]:
        return ""
    low, high = RANGES[table][column.name]
    least, most = str(low).replace("-", "−"), "" if high > _ENDLESS else str(high)
    return f"{least} to {most}" if most else f"from {least}"


def _rulebook() -> dict[str, str]:
    parts = {name: _fields(model) for name, model in _ROOMS.items()}
    parts["absolute"] = "".join(_curve(kind) for kind in get_args(AbsoluteCurve))
    parts["relative"] = "".join(_curve(kind) for kind in get_args(RelativeCurve))
    parts["metrics"] = "".join(_named(metric_title(m.name)[0], m.name, m.params) for m in registry.METRICS.values())
    parts["tests"] = "".join(_named(gate_title(gate.name)[0], gate.name, gate.params) for gate in registry.GATES.values())
    return {name: f"\n{content}\n" for name, content in parts.items()}


def _curve(kind: type[BaseModel]) -> str:
    name = str(get_args(kind.model_fields["kind"].annotation)[0])
    return _named(choices_of("kind")[name][0], name, kind, "kind")


def _named(title: str, name: str, model: type[BaseModel], *left_out: str) -> str:
    fields = _fields(model, *left_out)
    return f"\n**{title[0].upper()}{title[1:]}** `{name}`\n" + (f"\n{fields}" if fields else "")


def _fields(model: type[BaseModel], *left_out: str) -> str:
    rows = []
    for name, field in model.model_fields.items():
        if name not in left_out:
            words = words_of(model, name)
            told = ". ".join(part for part in (words.title_ru, words.hint_ru) if part)
            rows.append(f"| `{name}` | {told} | {_allowed(name, field)} | {_default(field)} |")
    if not rows:
        return ""
    return "\n".join(["| поле | что это | что можно | если не написано |", "|---|---|---|---|", *rows, ""])


def _allowed(name: str, field: FieldInfo) -> str:
    bounds = {kind: getattr(found, kind) for found in _found(field) for kind in ("ge", "gt", "le", "lt") if hasattr(found, kind)}
    words = {"ge": "от", "gt": "больше", "le": "до", "lt": "меньше"}
    allowed = set(_words(field.annotation))
    shown = [f"`{value}` {ru}" for value, (ru, _) in choices_of(name).items() if value in allowed]
    return "; ".join(shown) or " ".join(f"{words[kind]} {value:g}" for kind, value in bounds.items())


def _words(annotation: Any) -> Iterator[str]:
    """The words that a field may hold, however deep its type says so."""
    for part in get_args(annotation):
        yield from (part,) if isinstance(part, str) else _words(part)


def _found(field: FieldInfo) -> Iterator[Any]:
    """The bounds of a number, also where it may be left out."""
    annotations = [field.annotation, *get_args(field.annotation)]
    for holder in (field.metadata, *(getattr(annotation, "__metadata__", ()) for annotation in annotations)):
        for found in holder:
            yield from getattr(found, "metadata", (found,)) if not isinstance(found, Ge | Gt | Le | Lt) else (found,)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**нужно**"
    value = field.default
    if value is None or value is PydanticUndefined or isinstance(value, BaseModel) or value in ("", ()):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else f'{value:g}' if isinstance(value, float) else value}`"


DOCUMENTS: Final[Mapping[Path, Callable[[], dict[str, str]]]] = MappingProxyType(
    {_DOCS / "evidence.md": _evidence, _DOCS / "rulebook.md": _rulebook}
)


def anew(document: Path) -> str:
    """The whole text of a document as the code has it now."""
    return written(document.read_text(encoding="utf-8"), DOCUMENTS[document]())


if __name__ == "__main__":
    for path in DOCUMENTS:
        path.write_text(anew(path), encoding="utf-8")
