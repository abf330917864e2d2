"""Word documents for the tests: tables with merged cells and hyperlinks, and packages with whatever parts a test wants."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
HEADER = ("Наименование организации", "Ссылка на госпаблик ВК", "Сфера 1")


def document(*tables: Sequence[Sequence[str]]) -> Any:
    """A document with these tables."""
    made = Document()
    for rows in tables:
        table = made.add_table(0, max(len(row) for row in rows))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text
        made.add_paragraph()
    return made


def link(made: Any, table: int, row: int, column: int, target: str, text: str) -> None:
    """Put a hyperlink into a cell."""
    key = made.part.relate_to(target, _HYPERLINK, is_external=True)
    hyperlink, run, word = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    hyperlink.set(qn("r:id"), key)
    word.text = text
    run.append(word)
    hyperlink.append(run)
    made.tables[table].cell(row, column).paragraphs[0]._p.append(hyperlink)


def saved(made: Any, folder: Path, name: str = "register.docx") -> Path:
    """The document as a file."""
    path = folder / name
    made.save(str(path))
    return path


def with_parts(made: Any, folder: Path, parts: Mapping[str, bytes], name: str = "register.docx") -> Path:
    """The document as a file, with some of its parts replaced."""
    raw = io.BytesIO()
    made.save(raw)
    path = folder / name
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, parts.get(part, old.read(part)))
        for part in parts.keys() - set(old.namelist()):
            new.writestr(part, parts[part])
    return path


def part(made: Any, name: str) -> bytes:
    """One part of the document."""
    raw = io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as archive:
        return archive.read(name)
