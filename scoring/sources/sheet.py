"""One table of a file as rows of plain cells, and what is said of a file that gives none."""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from scoring.errors import UnreadableFile
from scoring.sources.cells import CellValue

DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    AttributeError,
    RuntimeError,
)
"""What the readers of packed files raise where a part is missing, is packed wrongly, or holds what may not stand there."""

Row = tuple[int, list[CellValue]]
Place = tuple[int, int]
"""(row, column), counted from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet or table: its name, its rows with their physical line, and where in it merged cells and formula errors stand.

    ``merged``: ((row, column), (row, column)) corners, counted from 0. ``errors``: (row, column) -> «#REF!». ``links``:
    (row, column) -> where the cell's hyperlink leads. ``of_document``: it is a table of a text, which may go on in the next
    one, while the sheets of a book stand by themselves.
    """

    name: str
    rows: list[Row]
    merged: tuple[tuple[Place, Place], ...] = ()
    errors: tuple[tuple[Place, str], ...] = ()
    links: tuple[tuple[Place, str], ...] = ()
    of_document: bool = False


def protected(path: Path) -> UnreadableFile:
    """The file is under a password."""
    return UnreadableFile(
        f"Файл «{path.name}» защищён паролем. Снимите пароль в Excel или Word и загрузите файл снова.",
        f"The file «{path.name}» is protected by a password. Take the password off in Excel or Word and import it again.",
    )


def broken(path: Path) -> UnreadableFile:
    """The file is no table that can be read."""
    return UnreadableFile(
        f"Файл «{path.name}» не читается: это не книга Excel, не документ Word и не таблица CSV, или файл повреждён. Откройте "
        "его в Excel, Word или LibreOffice, сохраните как XLSX или DOCX и загрузите снова.",
        f"The file «{path.name}» cannot be read: it is no Excel workbook, no Word document and no CSV table, or it is damaged. "
        "Open it in Excel, Word or LibreOffice, save it as XLSX or DOCX and import it again.",
    )


def too_large(path: Path, name: str, height: int, width: int, most: Place) -> UnreadableFile:
    """The sheet spans more than a table of pages may."""
    return UnreadableFile(
        f"Лист «{name}» файла «{path.name}» занимает {height} строк и {width} столбцов (предел {most[0]} и {most[1]}). Удалите "
        "пустые строки и столбцы за таблицей и сохраните файл.",
        f"The sheet «{name}» of «{path.name}» spans {height} rows and {width} columns (the limit is {most[0]} and {most[1]}). "
        "Delete empty rows and columns behind the table and save the file.",
    )
