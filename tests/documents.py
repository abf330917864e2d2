"""The tables of the documents that follow from the code: ``python -m tests.documents`` writes them anew."""

from pathlib import Path
from typing import Final

from scoring.evidence.schema import TABLES
from scoring.sources.columns import ACTIVITY, REGISTER, Heading

DOCUMENT: Final = Path(__file__).parent.parent / "docs" / "evidence.md"
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


def written(text: str) -> str:
    """The document with every generated part between its marks replaced by what the code says now."""
    for name, content in _parts().items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        head, rest = text.split(begin, 1)
        _, tail = rest.split(end, 1)
        text = f"{head}{begin}{content}{end}{tail}"
    return text


def _parts() -> dict[str, str]:
    activity = "".join(f"\n### {_TITLES[kind]}\n\n{_files(headings)}" for kind, headings in ACTIVITY.items())
    return {"register": _files(REGISTER), "activity": f"{activity}\n", "snapshot": _snapshot()}


def _files(headings: tuple[Heading, ...]) -> str:
    rows = [f"| {'**' if h.needed else ''}{h.ru}{'**' if h.needed else ''} | {h.en} | {_CELLS[h.cell]} |" for h in headings]
    return "\n".join(["| по-русски | in English | что в ячейке |", "|---|---|---|", *rows, ""])


def _snapshot() -> str:
    parts = []
    for table in TABLES:
        rows = [f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in table.columns]
        order = ", ".join(f"`{name}`" for name in table.order)
        parts.append(
            "\n".join(
                [f"\n### {table.name}.parquet, sorted by {order}\n", "| column | kind | meaning |", "|---|---|---|", *rows, ""]
            )
        )
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
