"""Reads the register of pages: one file in, checked rows and refused rows out; nothing is dropped in silence."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from criteria.evidence import UNKNOWN
from scoring.errors import UnreadableFile
from scoring.sources import cells
from scoring.sources.columns import REGISTER, Heading
from scoring.sources.header_row import Found, find_header
from scoring.sources.page_address import PageAddress, parse_address
from scoring.sources.page_links import key_by_number
from scoring.sources.report import Refusal, shortened
from scoring.sources.workbook import Sheet, read_sheets

_HEADINGS = {heading.name: heading for heading in REGISTER}


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One page of the register.

    ``key`` is the canonical address, ``group_id`` the number of the community or UNKNOWN, ``exempt`` the ground on which the
    page is not run (or empty), ``connected``, ``mark``, ``widgets`` and ``members`` are UNKNOWN where the register says
    nothing, percentages and reaches None; ``line`` is the physical line in the file.
    """

    key: str
    link: str
    group_id: int
    name: str
    ogrn: str
    ogrn_valid: bool
    level: str
    founder: str
    municipality: str
    sphere1: str
    sphere2: str
    sphere3: str
    status: str
    exempt: str
    address: str
    connected: int
    mark: int
    design_percent: float | None
    widgets: int
    activity_percent: float | None
    members: int
    weekly_reach: float | None
    post_reach: float | None
    line: int


@dataclass(frozen=True, slots=True)
class RegisterBatch:
    """What one file of the register gave.

    ``source`` the file's name, ``sha256`` of its bytes, ``sheet`` the sheet that was read, ``ignored`` the columns that are
    none of the register's.
    """

    source: str
    sha256: str
    sheet: str
    rows: tuple[RegisterRow, ...]
    refusals: tuple[Refusal, ...]
    ignored: tuple[str, ...]


def read_register(path: Path) -> RegisterBatch:
    """Reads XLSX, XLS, XLSB, ODS or CSV; columns by name in any order, the header anywhere in the first rows.

    Raises UnreadableFile when nothing of the file can be used.
    """
    sheets = read_sheets(path)
    sheet, header = _with_header(path, sheets)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    reader = _Reader(path.name, sheet, header)
    reader.read()
    return RegisterBatch(path.name, digest, sheet.name, tuple(reader.rows), tuple(reader.refusals), header.ignored)


def page_aliases(rows: Iterable[RegisterRow]) -> dict[str, str]:
    """Every canonical address by which an activity file may call a page -> the page's key (its name, and its number)."""
    listed = tuple(rows)
    aliases = {key_by_number(row.key, row.group_id): row.key for row in listed if row.group_id != UNKNOWN}
    aliases.pop("", None)
    aliases.update((row.key, row.key) for row in listed)
    return aliases


def _with_header(path: Path, sheets: list[Sheet]) -> tuple[Sheet, Found]:
    """The first sheet that has the register's header."""
    seen: list[str] = []
    for sheet in sheets:
        found = find_header(sheet)
        if isinstance(found, Found):
            if found.twice:
                columns = ", ".join(f"«{name}»" for name in found.twice)
                raise UnreadableFile(
                    f"В файле «{path.name}» столбец стоит дважды: {columns}. Оставьте один и загрузите файл снова.",
                    f"The file «{path.name}» has a column twice: {columns}. Keep one and import the file again.",
                )
            return sheet, found
        seen.extend(found)
    wanted = ", ".join(f"«{heading.ru}»" for heading in REGISTER)
    got = ", ".join(f"«{cell}»" for cell in seen[:40]) or "—"
    raise UnreadableFile(
        f"В файле «{path.name}» не найдена строка заголовков реестра: нужны хотя бы «Наименование подведомственной "
        f"организации» и «Ссылка на госпаблик ВК» или «ID госпаблика». Искали столбцы: {wanted}. Найдено: {got}. "
        "Верните заголовки и загрузите файл снова.",
        f"The file «{path.name}» has no header row of a register: at least the organisation and the link or ID of the page are "
        f"needed. Looked for: {wanted}. Found: {got}. Put the headers back and import the file again.",
    )


class _Reader:
    """Goes through the rows of one sheet once and sorts them into read and refused."""

    def __init__(self, file: str, sheet: Sheet, header: Found) -> None:
        self.file = file
        self.sheet = sheet
        self.header = header
        self.rows: list[RegisterRow] = []
        self.refusals: list[Refusal] = []
        self._errors = dict(sheet.errors)
        self._lines: dict[str, int] = {}

    def read(self) -> None:
        for index in range(self.header.first, len(self.sheet.rows)):
            line, raw = self.sheet.rows[index]
            errors = {name: self._errors.get((index, column)) for name, column in self.header.positions.items()}
            texts = {
                name: cells.clean(raw[column]) if column < len(raw) else "" for name, column in self.header.positions.items()
            }
            if any(texts.values()) or any(errors.values()):
                self._take(line, texts, errors)
            elif any(cells.clean(value) for value in raw):
                self._refuse(line, "link", "", cells.BadCell("no_page"))

    def _take(self, line: int, texts: dict[str, str], errors: dict[str, str | None]) -> None:
        for name, error in errors.items():
            if error:
                self._refuse(line, name, error, cells.BadCell("formula_error", (("value", error),)))
                return
        place = "link"
        try:
            numbers: dict[str, int | float | None] = {}
            for place in _NUMERIC:
                numbers[place] = _numeric(_HEADINGS[place], texts.get(place, ""))
            place = "name"
            if not texts.get("name"):
                raise cells.BadCell("missing")
            place = "link" if texts.get("link") or not texts.get("group_id") else "group_id"
            page, group_id = self._page(texts)
        except cells.BadCell as bad:
            place = bad.column or place
            self._refuse(line, place, texts.get(place, ""), bad)
            return
        first = self._twice(page.key, group_id)
        if first:
            self._refuse(line, place, texts.get(place, ""), cells.BadCell("page_twice", (("line", str(first)),)))
            return
        self._remember(page.key, group_id, line)
        self.rows.append(_row(line, page, group_id, texts, numbers))

    def _page(self, texts: dict[str, str]) -> tuple[PageAddress, int]:
        """The page's address and number: the ID column wins when the link is by number."""
        link, number = texts.get("link", ""), texts.get("group_id", "")
        if not link and not number:
            raise cells.BadCell("exempt_without_page" if texts.get("exempt") else "no_page")
        by_number = parse_address(number) if number else None
        if number and (by_number is None or by_number.group_id is None):
            raise cells.BadCell("not_a_page", column="group_id")
        by_link = parse_address(link) if link else None
        if link and by_link is None:
            raise cells.BadCell("not_a_page")
        elsewhere = by_link is not None and not by_link.key.startswith("vk:")
        if by_link is not None and (by_link.group_id is None or by_number is None or elsewhere):
            known = by_number.group_id if by_number and by_link.group_id is None else by_link.group_id
            return by_link, UNKNOWN if known is None or not key_by_number(by_link.key, known) else known
        assert by_number is not None  # noqa: S101 -- one of the two addresses was read above
        assert by_number.group_id is not None  # noqa: S101 -- checked above
        return by_number, by_number.group_id

    def _twice(self, key: str, group_id: int) -> int:
        """The line where the page stood before, or 0."""
        return self._lines.get(key) or self._lines.get(key_by_number(key, group_id), 0)

    def _remember(self, key: str, group_id: int, line: int) -> None:
        self._lines[key] = line
        if group_id != UNKNOWN:
            self._lines[key_by_number(key, group_id)] = line

    def _refuse(self, line: int, name: str, value: str, bad: cells.BadCell) -> None:
        column = self.header.names.get(name, _HEADINGS[name].ru)
        self.refusals.append(Refusal(self.file, line, column, shortened(value), bad.code, bad.params))


_NUMERIC = ("connected", "mark", "design_percent", "widgets", "activity_percent", "members", "weekly_reach", "post_reach")


def _numeric(heading: Heading, text: str) -> int | float | None:
    if heading.cell == "yes_no":
        return cells.yes_no(text)
    if heading.cell == "whole":
        return cells.whole(text, heading.low, heading.high)
    return cells.amount(text, heading.low, heading.high)


def _row(
    line: int, page: PageAddress, group_id: int, texts: dict[str, str], numbers: dict[str, int | float | None]
) -> RegisterRow:
    def told(name: str) -> str:
        return texts.get(name, "")

    def count(name: str) -> int:
        value = numbers[name]
        return UNKNOWN if value is None else int(value)

    return RegisterRow(
        key=page.key,
        link=page.link,
        group_id=group_id,
        name=told("name"),
        ogrn=told("ogrn"),
        ogrn_valid=cells.ogrn_valid(told("ogrn")),
        level=told("level"),
        founder=told("founder"),
        municipality=told("municipality") or cells.municipality_of(told("address")),
        sphere1=told("sphere1"),
        sphere2=told("sphere2"),
        sphere3=told("sphere3"),
        status=told("status"),
        exempt=told("exempt"),
        address=told("address"),
        connected=count("connected"),
        mark=count("mark"),
        design_percent=numbers["design_percent"],
        widgets=count("widgets"),
        activity_percent=numbers["activity_percent"],
        members=count("members"),
        weekly_reach=numbers["weekly_reach"],
        post_reach=numbers["post_reach"],
        line=line,
    )
