"""A table as a file for people: CSV for Russian spreadsheets, or a workbook; no cell of it can run."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

import xlsxwriter

from scoring.spreadsheet import unarmed

_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # the same table gives the same bytes


def csv_file(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons, a mark of UTF-8; texts that could run are quoted by an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([["" if cell is None else unarmed(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return ("\ufeff" + out.getvalue()).encode()


def workbook_file(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int] = ()) -> bytes:
    """One sheet with its first row frozen; texts are typed as texts, numbers as numbers, fractions to hundredths."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as workbook:
        workbook.set_properties({"created": _MADE})
        sheet = workbook.add_worksheet(title)
        sheet.write_row(0, 0, header, workbook.add_format({"bold": True, "bottom": 1}))
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        points = workbook.add_format({"num_format": "0.00", "valign": "top"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, unarmed(cell), wrapped)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell, points if isinstance(cell, float) else wrapped)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
    return out.getvalue()
