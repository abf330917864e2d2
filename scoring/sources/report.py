"""Refused rows: each with file, line, column, value and reason; and the table of them that opens safely in a spreadsheet."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from criteria.measurement import Language
from scoring.sources.reasons import reason
from scoring.spreadsheet import unarmed

LONGEST: Final = 200
"""Characters of a refused value that are kept."""

_HEADER: Final = MappingProxyType[Language, tuple[str, ...]](
    {
        "ru": ("Файл", "Строка", "Столбец", "Значение", "Причина"),
        "en": ("File", "Line", "Column", "Value", "Reason"),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row was refused.

    ``line`` is the physical line of the file (in a workbook, the number of the row), ``column`` the header as the file has
    it (empty when the whole row is wrong), ``value`` the first characters of the cell, ``code`` a key of the table of
    reasons, ``params`` what its sentence names.
    """

    file: str
    line: int
    column: str
    value: str
    code: str
    params: tuple[tuple[str, str], ...] = field(default=())

    def told(self, language: Language) -> str:
        """The reason as a sentence."""
        return reason(self.code, dict(self.params), language)


def shortened(value: str) -> str:
    """A refused value, cut to ``LONGEST`` characters."""
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def write_refusals(path: Path, refusals: Iterable[Refusal], language: Language) -> int:
    """Writes every refused row as CSV (UTF-8 with a mark that Excel understands, ``;`` between cells); returns how many."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADER[language])
        for row in refusals:
            cells = (unarmed(row.file), row.line, unarmed(row.column), unarmed(row.value), unarmed(row.told(language)))
            writer.writerow(cells)
            count += 1
    return count
