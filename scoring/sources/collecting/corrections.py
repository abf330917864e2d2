"""What people say beside the recordings: labels of messages, streams that were live, accounts that answer for a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from criteria.evidence import UNKNOWN
from scoring.errors import InputError
from scoring.sources import cells
from scoring.sources.collecting.keeping import Author
from scoring.sources.collecting.threads import NO_LABELS, Labels
from scoring.sources.columns import MESSAGES, STREAMS, Heading
from scoring.sources.headers import matched
from scoring.sources.page_address import parse_address
from scoring.sources.workbook import read_sheets

_ACCOUNT: Final = Heading("account", "ID аккаунта", "Account ID", "whole", also=("Аккаунт", "Account"))
STAFF: Final = (MESSAGES[0], _ACCOUNT)
_HIGHEST: Final = 9_007_199_254_740_991
Row = tuple[int, str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Corrections:
    """By the page's key: labels of its messages, video -> whether it was live, hashes of accounts that answer for it."""

    labels: Mapping[str, Labels] = field(default_factory=dict)
    streams: Mapping[str, Mapping[int, bool]] = field(default_factory=dict)
    staff: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def labels_of(self, page: str) -> Labels:
        """The labels of a page's messages."""
        return self.labels.get(page, NO_LABELS)


def read_labels(path: Path) -> dict[str, Labels]:
    """A table with «Страница», «ID сообщения», and «Требует ответа» or «Отписка»; empty cells change nothing."""
    found: dict[str, Labels] = {}
    for line, page, row in _rows(path, MESSAGES, ("id",)):
        labels = found.setdefault(page, Labels({}, {}))
        number = _number(path, line, row["id"])
        for name, target in (("needs_answer", labels.wants), ("interim", labels.interim)):
            said = _said(path, line, row.get(name, ""))
            if said is not None and isinstance(target, dict):
                target[number] = said
    return found


def read_streams(path: Path) -> dict[str, dict[int, bool]]:
    """A table with «Страница», «ID видео» and «Подтверждено»; empty cells change nothing."""
    found: dict[str, dict[int, bool]] = {}
    for line, page, row in _rows(path, STREAMS, ("id", "confirmed")):
        said = _said(path, line, row["confirmed"])
        if said is not None:
            found.setdefault(page, {})[_number(path, line, row["id"])] = said
    return found


def read_staff(path: Path, author: Author) -> dict[str, frozenset[str]]:
    """A table with «Страница» and «ID аккаунта»; the accounts leave it as hashes."""
    found: dict[str, frozenset[str]] = {}
    for line, page, row in _rows(path, STAFF, ("account",)):
        found[page] = found.get(page, frozenset()) | {author(_number(path, line, row["account"]))}
    return found


def _rows(path: Path, headings: Sequence[Heading], needed: Sequence[str]) -> Iterator[Row]:
    """Line, page's address and cells by logical name of every row below the header."""
    sheets = read_sheets(path)
    rows = sheets[0].rows if sheets else []
    positions: dict[str, int] = {}
    for line, raw in rows:
        texts = [cells.clean(cell) for cell in raw]
        if not positions:
            found = matched(texts, headings).positions
            positions = found if {"page", *needed} <= found.keys() else {}
        elif any(texts):
            row = {name: texts[place] if place < len(texts) else "" for name, place in positions.items()}
            yield line, _page(path, line, row["page"]), row
    if not positions:
        wanted = ", ".join(f"«{heading.ru}»" for heading in headings if heading.name in {"page", *needed})
        raise InputError(
            f"В файле «{path.name}» нет строки заголовков со столбцами {wanted}. Добавьте их первой строкой.",
            f"The file «{path.name}» has no header row with the columns {wanted}. Add them as the first row.",
        )


def _page(path: Path, line: int, text: str) -> str:
    address = parse_address(text)
    if address is None:
        raise _bad(path, line, text, "адрес или номер страницы", "an address or number of a page")
    return address.key


def _number(path: Path, line: int, text: str) -> int:
    try:
        number = cells.whole(text, 0, _HIGHEST)
    except cells.BadCell:
        number = UNKNOWN
    if number == UNKNOWN:
        raise _bad(path, line, text, "целое число", "a whole number")
    return number


def _said(path: Path, line: int, text: str) -> bool | None:
    try:
        said = cells.yes_no(text)
    except cells.BadCell:
        raise _bad(path, line, text, "да или нет", "yes or no") from None
    return None if said == UNKNOWN else bool(said)


def _bad(path: Path, line: int, text: str, ru: str, en: str) -> InputError:
    return InputError(
        f"Файл «{path.name}», строка {line}: «{text[:80]}» не подходит, нужно {ru}. Исправьте и повторите.",
        f"The file «{path.name}», line {line}: «{text[:80]}» will not do, it must be {en}. Mend it and try again.",
    )
