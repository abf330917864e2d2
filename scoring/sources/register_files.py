"""Writes a register back in its own columns: a workbook, a table of texts, or a Word document, each of which can be read again.

The twenty columns of a region's monitoring stand first and in their order, the municipality last. No text runs as a formula:
in a workbook and a document it is text by its kind, in CSV an apostrophe stands before it, which the reader takes away again.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, Literal

from criteria.evidence import UNKNOWN
from scoring.sources.columns import REGISTER, Heading
from scoring.sources.register import RegisterRow
from scoring.spreadsheet import armoured

Form = Literal["xlsx", "csv", "docx"]
Cell = str | int | float | None

MIME_TYPES: Final = MappingProxyType[Form, str](
    {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in files as the time they were made: the same register gives the same bytes."""
_WIDTHS: Final = MappingProxyType({"name": 60, "founder": 40, "exempt": 30, "link": 34, "address": 40})
_SHEET: Final = "Реестр"


def register_file(rows: Iterable[RegisterRow], form: Form, title: str) -> bytes:
    """The register in one of the forms; ``title`` stands above the table where the form has such a place."""
    match form:
        case "xlsx":
            return _workbook(rows)
        case "csv":
            return _table(rows)
        case "docx":
            return _document(rows, title)


def cells_of(row: RegisterRow) -> Iterator[Cell]:
    """A row's cells in the order of the columns: texts, numbers, «да» and «нет», None for what nobody knows."""
    for heading in REGISTER:
        value = getattr(row, heading.name)
        if heading.name == "group_id":
            yield None if value == UNKNOWN else str(value)
        elif heading.cell == "yes_no":
            yield {1: "да", 0: "нет"}.get(value)
        elif value is None or value in {UNKNOWN, ""}:
            yield None
        else:
            yield value


def _workbook(rows: Iterable[RegisterRow]) -> bytes:
    import xlsxwriter  # noqa: PLC0415  only an export needs it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": _MADE})
        sheet = workbook.add_worksheet(_SHEET)
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        sheet.write_row(0, 0, [heading.ru for heading in REGISTER], bold)
        sheet.freeze_panes(1, 3)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(cells_of(row)):
                if isinstance(cell, str):
                    sheet.write_string(last, column, cell)
                elif cell is not None:
                    sheet.write_number(last, column, cell)
        sheet.autofilter(0, 0, last, len(REGISTER) - 1)
        for column, heading in enumerate(REGISTER):
            sheet.set_column(column, column, _WIDTHS.get(heading.name, 16))
    return out.getvalue()


def _table(rows: Iterable[RegisterRow]) -> bytes:
    """Semicolons and decimal commas, since Russian spreadsheets split and count by them; a mark of UTF-8 at the beginning."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([heading.ru for heading in REGISTER])
    writer.writerows([_inert(cell) for cell in cells_of(row)] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _inert(cell: Cell) -> str:
    return armoured(cell) if isinstance(cell, str) else _plain(cell)


def _plain(cell: Cell) -> str:
    """A cell as a person writes it."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    return str(cell)


def _document(rows: Iterable[RegisterRow], title: str) -> bytes:
    """A page lying on its long side, the header repeated on each; columns that no row fills are left out."""
    from docx import Document  # noqa: PLC0415  loading it takes longer than most commands
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    listed = [list(map(_plain, cells_of(row))) for row in rows]
    shown = _shown(listed)
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.created, properties.modified = title, "", _MADE, _MADE
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(420), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(10)
    document.styles["Normal"].font.size = Pt(7)
    document.add_heading(title, level=1)
    table = document.add_table(rows=len(listed) + 1, cols=len(shown), style="Table Grid")
    _fill(table, [heading.ru for _, heading in shown], [[row[column] for column, _ in shown] for row in listed])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _shown(listed: list[list[str]]) -> list[tuple[int, Heading]]:
    """Columns with anything in them; the organisation and the link always."""
    return [
        (column, heading)
        for column, heading in enumerate(REGISTER)
        if heading.name in {"name", "link"} or any(row[column] for row in listed)
    ]


def _fill(table: Any, header: list[str], rows: list[list[str]]) -> None:
    """Writes the cells by the rows' own elements: asking a table for each cell by its number would take minutes."""
    from docx.oxml import OxmlElement  # noqa: PLC0415  loaded already
    from docx.oxml.ns import qn  # noqa: PLC0415

    for number, (row, texts) in enumerate(zip(table._tbl.tr_lst, [header, *rows], strict=True)):  # noqa: SLF001 the only quick way
        if not number:
            repeated = OxmlElement("w:tblHeader")
            row.get_or_add_trPr().append(repeated)
        for cell, text in zip(row.tc_lst, texts, strict=True):
            paragraph = cell.p_lst[0]
            run = paragraph.add_r()
            if not number:
                run.get_or_add_rPr().append(OxmlElement("w:b"))
            run.text = text
            assert paragraph.tag == qn("w:p")  # noqa: S101 a cell begins with its paragraph
