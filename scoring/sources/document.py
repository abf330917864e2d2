"""Takes the tables out of a Word document (DOCX), in which cities publish their registers.

A document has no lines: rows are counted through all of its tables, so that «строка 7» is the seventh row from its beginning.
Macros never run, entities are never expanded, nothing that the document points to is opened.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from scoring.errors import UnreadableFile
from scoring.sources.cells import CellValue
from scoring.sources.sheet import DAMAGE, Place, Row, Sheet, broken, too_large

PART: Final = "word/document.xml"
"""The part of the ZIP by which a Word document is known."""
LARGEST_DOCUMENT: Final = 64 * 1024**2
"""Bytes of the text of a document once unpacked: each becomes a dozen in memory."""
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 100
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE, _ROW, _CELL = f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_TEXT, _LINK, _INSTRUCTION, _FIELD = f"{_W}t", f"{_W}hyperlink", f"{_W}instrText", f"{_W}fldSimple"
_BREAKS = frozenset(_W + name for name in ("tab", "br", "cr", "p"))
_WRAPPERS = frozenset(_W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_HYPHEN = f"{_W}noBreakHyphen"
_TARGET = re.compile(r'HYPERLINK\s+"([^"]{1,2000})"', re.IGNORECASE)
_MACROS = b"macroEnabled"


def read_tables(path: Path) -> list[Sheet]:
    """Every table of the document that has cells; tables inside cells belong to the cell.

    Raises UnreadableFile for a document with macros, one that is too large, and one that is damaged.
    """
    body, targets = _opened(path)
    sheets: list[Sheet] = []
    line = 0
    for number, table in enumerate(_tables(body), start=1):
        reading = _Reading(path, f"Таблица {number}", line, targets)
        reading.read(table)
        line += len(reading.rows)
        if reading.rows:
            sheets.append(reading.sheet())
    if not sheets:
        raise UnreadableFile(
            f"В документе «{path.name}» нет ни одной таблицы. Реестр в нём должен стоять таблицей, а не текстом или картинкой.",
            f"The document «{path.name}» has no table. A register has to stand in it as a table, not as text or a picture.",
        )
    return sheets


def _opened(path: Path) -> tuple[Any, dict[str, str]]:
    """The document's body, and where its hyperlinks lead by their id."""
    # Loading the library takes longer than most commands, which read no document.
    from docx import Document  # noqa: PLC0415
    from docx.opc.exceptions import OpcError  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415

    damage = (OpcError, etree.LxmlError, *DAMAGE)
    try:
        with zipfile.ZipFile(path) as archive:
            macros = _MACROS in archive.read("[Content_Types].xml")
            large = archive.getinfo(PART).file_size > LARGEST_DOCUMENT
        if macros or large:
            raise _with_macros(path) if macros else _too_long(path)
        with path.open("rb") as file:
            document = Document(file)
        part = document.part
        targets = {key: relation.target_ref for key, relation in part.rels.items() if relation.is_external}
        root = part.element
        if root.getroottree().docinfo.internalDTD is not None:
            raise broken(path)
    except damage as error:
        raise broken(path) from error
    return root.body, targets


def _tables(body: Any) -> Iterator[Any]:
    """The tables that are in no other table, also those in content controls."""
    for table in body.iter(_TABLE):
        if next(table.iterancestors(_TABLE), None) is None:
            yield table


class _Reading:
    """One table on its way to a sheet."""

    def __init__(self, path: Path, name: str, line: int, targets: dict[str, str]) -> None:
        self.rows: list[Row] = []
        self._path, self._name, self._line, self._targets = path, name, line, targets
        self._merged: list[tuple[Place, Place]] = []
        self._links: list[tuple[Place, str]] = []
        self._open: dict[int, tuple[int, int]] = {}
        """Column -> (first row, last column) of the cell that is being merged down there."""

    def read(self, table: Any) -> None:
        for row in _children(table, _ROW):
            if len(self.rows) >= MOST_ROWS:
                raise too_large(self._path, self._name, len(self.rows) + 1, 0, (MOST_ROWS, MOST_COLUMNS))
            self._row(row)
        for column in list(self._open):
            self._close(column, len(self.rows) - 1)

    def sheet(self) -> Sheet:
        width = max(len(cells) for _, cells in self.rows)
        rows: list[Row] = [(line, [*cells, *[""] * (width - len(cells))]) for line, cells in self.rows]
        return Sheet(self._name, rows, tuple(self._merged), (), tuple(self._links), of_document=True)

    def _row(self, row: Any) -> None:
        at = len(self.rows)
        cells: list[CellValue] = [""] * _skipped(row)
        for cell in _children(row, _CELL):
            column, span, down = len(cells), _span(cell), _down(cell)
            if column + span > MOST_COLUMNS:
                raise too_large(self._path, self._name, at + 1, column + span, (MOST_ROWS, MOST_COLUMNS))
            text, links = _content(cell, self._targets)
            goes_on = down == "continue" and column in self._open
            if not goes_on:
                self._close(column, at - 1)
                self._links += [((at, column), link) for link in links]
            if down == "restart":
                self._open[column] = (at, column + span - 1)
            elif span > 1 and not goes_on:
                self._merged.append(((at, column), (at, column + span - 1)))
            cells += ["" if goes_on else text, *[""] * (span - 1)]
        self.rows.append((self._line + at + 1, cells))

    def _close(self, column: int, last: int) -> None:
        """The cell that was being merged down in ``column`` ends in row ``last``."""
        top, right = self._open.pop(column, (last, column))
        if top < last or right > column:
            self._merged.append(((top, column), (last, right)))


def _children(element: Any, tag: str) -> Iterator[Any]:
    """The element's own rows or cells, also those in content controls and in accepted changes."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, tag)


def _content(cell: Any, targets: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """A cell's text, and where its hyperlinks lead."""
    words: list[str] = []
    links: list[str] = []
    for element in cell.iter():
        if element.tag == _TEXT:
            words.append(element.text or "")
        elif element.tag in _BREAKS:
            words.append("\n")
        elif element.tag == _HYPHEN:
            words.append("-")
        elif element.tag == _LINK:
            links.append(targets.get(element.get(_ID, ""), ""))
        elif element.tag in {_INSTRUCTION, _FIELD}:
            links += _TARGET.findall(element.text or element.get(f"{_W}instr", ""))
    return "".join(words).strip(), tuple(dict.fromkeys(link for link in links if link))


def _span(cell: Any) -> int:
    """How many columns the cell takes."""
    value = _property(cell, "tcPr", "gridSpan")
    return max(1, int(value)) if value is not None and value.isascii() and value.isdecimal() and len(value) < 5 else 1


def _down(cell: Any) -> str:
    """«restart» where a cell begins that is merged down, «continue» where one goes on, else empty."""
    value = _property(cell, "tcPr", "vMerge")
    return "" if value is None else value if value == "restart" else "continue"


def _skipped(row: Any) -> int:
    """Columns that the row leaves out before its first cell."""
    value = _property(row, "trPr", "gridBefore") or ""
    return min(int(value), MOST_COLUMNS) if value.isascii() and value.isdecimal() and len(value) < 5 else 0


def _property(element: Any, group: str, name: str) -> str | None:
    """The value of a property, empty where it stands without one, None where it does not stand."""
    properties = element.find(_W + group)
    found = properties.find(_W + name) if properties is not None else None
    return None if found is None else str(found.get(f"{_W}val", ""))


def _with_macros(path: Path) -> UnreadableFile:
    return UnreadableFile(
        f"В документе «{path.name}» есть макросы, такие файлы не принимаются. Откройте его в Word и сохраните как «Документ "
        "Word (.docx)».",
        f"The document «{path.name}» has macros; such files are not taken. Open it in Word, save it as «Word document (.docx)».",
    )


def _too_long(path: Path) -> UnreadableFile:
    most = LARGEST_DOCUMENT // 1024**2
    return UnreadableFile(
        f"Текст документа «{path.name}» в распакованном виде больше {most} МБ. Оставьте в нём только таблицу реестра или "
        "перенесите её в Excel.",
        f"The text of «{path.name}» unpacks to more than {most} MB. Keep the register's table only, or move it to Excel.",
    )
