"""Reads the register of pages: one file in, checked rows and refused rows out; nothing is dropped in silence."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from criteria.evidence import UNKNOWN
from scoring.errors import UnreadableFile
from scoring.sources.column_mapping import Layout, look
from scoring.sources.columns import REGISTER
from scoring.sources.header_row import Found, find_header
from scoring.sources.headers import NOTHING_SAID, labels
from scoring.sources.page_address import parse_address
from scoring.sources.page_links import key_by_number
from scoring.sources.register_rows import RegisterRow, RowReader
from scoring.sources.report import Refusal
from scoring.sources.sheet import Sheet
from scoring.sources.workbook import read_sheets

__all__ = ["RegisterBatch", "RegisterRow", "page_aliases", "read_register"]

_NAMES = {heading.name: heading.ru for heading in REGISTER}


@dataclass(frozen=True, slots=True)
class RegisterBatch:
    """What one file of the register gave.

    ``source`` the file's name, ``sha256`` of its bytes, ``sheet`` the sheet that was read (of a document all tables with the
    same header), ``ignored`` the columns that are none of the register's, ``doubts`` what is doubtful in rows that were
    taken, ``fields`` the logical names of the columns that the file has, ``unread`` other sheets that have a register too,
    ``titles`` rows that only name a section or number the columns.
    """

    source: str
    sha256: str
    sheet: str
    rows: tuple[RegisterRow, ...]
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]
    doubts: tuple[Refusal, ...] = ()
    fields: frozenset[str] = frozenset(_NAMES)
    unread: tuple[str, ...] = ()
    titles: int = 0


def read_register(path: Path, said: Mapping[str, str] = NOTHING_SAID) -> RegisterBatch:
    """Reads XLSX, XLS, XLSB, ODS, DOCX or CSV; columns by name in any order, the header anywhere in the first rows.

    ``said``: what a person has said of columns, label -> field (``column_mapping``). Raises UnreadableFile when nothing of
    the file can be used.
    """
    sheets = read_sheets(path)
    fitting = _with_header(path, sheets, said)
    sheet, header = fitting[0]
    same = [pair for pair in fitting if sheet.of_document and labels(pair[1].cells) == labels(header.cells)] or fitting[:1]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    reader = RowReader(path.name)
    for one, its_header in same:
        reader.read(one, its_header)
    read = [one.name for one, _ in same]
    return RegisterBatch(
        path.name,
        digest,
        ", ".join(read),
        tuple(reader.rows),
        tuple(reader.refusals),
        header.ignored,
        tuple(reader.doubts),
        frozenset(header.positions) | ({"link"} if any(one.links for one, _ in same) else set()),
        tuple(one.name for one, _ in fitting if one.name not in read),
        reader.titles,
    )


def page_aliases(rows: Iterable[RegisterRow]) -> dict[str, str]:
    """Every canonical address by which an activity file may call a page -> the page's key: its name, number and link now."""
    listed = tuple(rows)
    aliases = {}
    for row in listed:
        address = parse_address(row.link)
        if address is not None:
            aliases[address.key] = row.key
    aliases |= {key_by_number(row.key, row.group_id): row.key for row in listed if row.group_id != UNKNOWN}
    aliases.pop("", None)
    aliases.update((row.key, row.key) for row in listed)
    return aliases


def _with_header(path: Path, sheets: list[Sheet], said: Mapping[str, str]) -> list[tuple[Sheet, Found]]:
    """The sheets that have the register's header, in their order; at least one."""
    fitting: list[tuple[Sheet, Found]] = []
    seen: list[str] = []
    for sheet in sheets:
        found = find_header(sheet, said)
        if isinstance(found, Found):
            fitting.append((sheet, found))
        else:
            seen.extend(found)
    if not fitting:
        raise _no_header(path, seen, look(path, said))
    twice = fitting[0][1].twice
    if twice:
        columns = ", ".join(f"«{name}»" for name in twice)
        raise UnreadableFile(
            f"В файле «{path.name}» столбец стоит дважды: {columns}. Оставьте один и загрузите файл снова.",
            f"The file «{path.name}» has a column twice: {columns}. Keep one and import the file again.",
        )
    return fitting


def _no_header(path: Path, seen: list[str], layout: Layout) -> UnreadableFile:
    """Names what was looked for, what there is, and which column looks like what is missing."""
    wanted = ", ".join(f"«{heading.ru}»" for heading in REGISTER)
    got = ", ".join(f"«{cell[:80]}»" for cell in seen[:40]) or "—"
    near = [column for column in layout.columns if column.guess in {"name", "link", "group_id"}]
    ru = "; ".join(f"«{column.title}» похож на «{_NAMES[column.guess]}» ({column.score} %)" for column in near)
    options = " ".join(f'--map "{column.title}={column.guess}"' for column in near)
    told_ru = f" Возможно, {ru}: подтвердите это на экране «Столбцы» или ключом {options}." if near else ""
    en = "; ".join(f"«{column.title}» looks like «{column.guess}» ({column.score} %)" for column in near)
    told_en = f" Perhaps {en}: confirm it on the screen «Columns» or with {options}." if near else ""
    return UnreadableFile(
        f"В файле «{path.name}» не найдена строка заголовков реестра: нужны хотя бы «Наименование подведомственной "
        f"организации» и «Ссылка на госпаблик ВК» или «ID госпаблика». Искали столбцы: {wanted}. Найдено: {got}.{told_ru} "
        "Верните заголовки и загрузите файл снова.",
        f"The file «{path.name}» has no header row of a register: at least the organisation and the link or ID of the page are "
        f"needed. Looked for: {wanted}. Found: {got}.{told_en} Put the headers back and import the file again.",
    )
