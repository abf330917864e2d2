"""Opens a table for people (XLSX, XLS, XLSB, ODS, DOCX or CSV) as sheets of plain cells, or says why it cannot be opened.

Most of them are a ZIP that may unpack to a thousand times its size, so its directory is looked at before anything is unpacked.
"""

import csv
import io
import itertools
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from scoring.errors import UnreadableFile
from scoring.sources.cells import CellValue
from scoring.sources.document import PART, read_tables
from scoring.sources.encoding import decoded
from scoring.sources.sheet import DAMAGE, Row, Sheet, broken, protected, too_large
from scoring.sources.workbook_xml import Beside, beside_values
from scoring.spreadsheet import bared

__all__ = ["Row", "Sheet", "read_sheets"]

LARGEST_UNPACKED: Final = 512 * 1024**2
"""Bytes that a workbook may say it unpacks to."""
LARGEST_RATIO: Final = 200
"""How many times larger than its packed size a part of a workbook may be; small parts may pack better."""
_SMALL_PART = 4 * 1024**2
LARGEST_CSV: Final = 256 * 1024**2
MOST_ROWS: Final = 300_000
MOST_COLUMNS: Final = 500
_SAMPLE_ROWS = 20
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which a workbook under a password lies."""
_OLD_WORD = "WordDocument".encode("utf-16-le")
"""The stream in which the text of an old Word document lies."""
_NO_TABLES = (
    (b"{\\rtf", "документ RTF", "an RTF document"),
    (b"%PDF", "документ PDF", "a PDF document"),
    (b"<!DOCTYPE", "страница HTML", "an HTML page"),
    (b"<html", "страница HTML", "an HTML page"),
    (b"<table", "страница HTML", "an HTML page"),
    (b"<?xml", "документ XML", "an XML document"),
)
"""How files begin that people take for tables, and what they are."""


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of the file that has cells.

    Raises UnreadableFile for a file that is empty, no table, protected by a password, or too large once unpacked.
    """
    with path.open("rb") as file:
        head = file.read(64)
    if not head:
        raise UnreadableFile(
            f"Файл «{path.name}» пуст. Выгрузите таблицу ещё раз и возьмите новый файл.",
            f"The file «{path.name}» is empty. Export the table again and take the new file.",
        )
    if head.startswith(_ZIP):
        return read_tables(path) if PART in _guard_zip(path) else _workbook(path)
    if head.startswith(_OLE):
        return _workbook(path)
    for beginning, ru, en in _NO_TABLES:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(beginning.lower()):
            raise _no_table(path, ru, en)
    return [_text_table(path)]


def _guard_zip(path: Path) -> set[str]:
    """The names of a ZIP's parts; one whose directory declares too much is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except DAMAGE as error:
        raise broken(path) from error
    total = sum(part.file_size for part in parts)
    swollen = any(part.file_size > _SMALL_PART and part.file_size > LARGEST_RATIO * max(part.compress_size, 1) for part in parts)
    if total > LARGEST_UNPACKED or swollen:
        size = f"{total / 1024**2:.0f}"
        raise UnreadableFile(
            f"Файл «{path.name}» в распакованном виде занимает {size} МБ, для таблицы это слишком много (предел "
            f"{LARGEST_UNPACKED // 1024**2} МБ). Сохраните в новую книгу только нужный лист.",
            f"The file «{path.name}» unpacks to {size} MB, too much for a table (the limit is "
            f"{LARGEST_UNPACKED // 1024**2} MB). Save only the sheet that is needed to a new workbook.",
        )
    return {part.filename for part in parts}


def _workbook(path: Path) -> list[Sheet]:
    """By content, not by the ending of the name, which is often wrong."""
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            names = book.sheet_names
            beside = beside_values(path)
            sheets = [_sheet(path, book.get_sheet_by_name(name), beside.get(name, Beside())) for name in names]
    except PasswordError as error:
        raise protected(path) from error
    except (CalamineError, *DAMAGE) as error:
        raise _unreadable(path) from error
    return [sheet for sheet in sheets if sheet.rows]


def _unreadable(path: Path) -> UnreadableFile:
    """Why no workbook came out of the file: a password, an old Word document, or damage."""
    raw = path.read_bytes()
    if _ENCRYPTED in raw:
        return protected(path)
    return _no_table(path, "документ старого Word (.doc)", "a document of old Word (.doc)") if _OLD_WORD in raw else broken(path)


def _sheet(path: Path, sheet: CalamineSheet, beside: Beside) -> Sheet:
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise too_large(path, sheet.name, sheet.total_height, sheet.total_width, (MOST_ROWS, MOST_COLUMNS))
    cells = sheet.to_python(skip_empty_area=False)
    rows: list[Row] = [(number, list(row)) for number, row in enumerate(cells, start=1)]
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), beside.errors, beside.links)


def _text_table(path: Path) -> Sheet:
    size = path.stat().st_size
    if size > LARGEST_CSV:
        raise UnreadableFile(
            f"Файл «{path.name}» больше {LARGEST_CSV // 1024**2} МБ: для таблицы это слишком много. Проверьте, тот ли это файл.",
            f"The file «{path.name}» is larger than {LARGEST_CSV // 1024**2} MB: too much for a table. Is it the right file?",
        )
    raw = path.read_bytes()
    text = decoded(raw)
    if text is None or "\x00" in text:
        raise broken(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[Row] = []
    line = 0
    try:
        for cells in reader:
            rows.append((line + 1, list[CellValue](map(bared, cells))))
            line = reader.line_num
    except csv.Error as error:
        raise broken(path) from error
    return Sheet(path.name, rows)


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first rows into the same number of cells: a decimal comma cuts the header differently."""

    def evenness(mark: str) -> tuple[int, int]:
        rows = itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), _SAMPLE_ROWS)
        try:
            widths = Counter(len(row) for row in rows if len(row) > 1)
        except csv.Error:
            return 0, 0
        return max(((rows, width) for width, rows in widths.items()), default=(0, 0))

    return max(";,\t", key=evenness)


def _no_table(path: Path, ru: str, en: str) -> UnreadableFile:
    return UnreadableFile(
        f"Файл «{path.name}» — {ru}, таблицу из него не взять. Откройте его в Word или Excel, сохраните таблицу как DOCX или "
        "XLSX и загрузите снова.",
        f"The file «{path.name}» is {en}, out of which no table can be taken. Open it in Word or Excel, save the table as DOCX "
        "or XLSX and import it again.",
    )
