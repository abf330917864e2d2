"""Tells of every refused row of an activity file: its physical line, the column, the value and the reason."""

import re
from collections.abc import Callable
from typing import BinaryIO

import duckdb

from scoring.sources import duck, lines
from scoring.sources.activity_header import ActivityHeader
from scoring.sources.columns import ACTIVITY, Heading
from scoring.sources.parsed_file import ParsedFile, Reject
from scoring.sources.report import Refusal, shortened
from scoring.sources.rules import Fault, years_round

Params = tuple[tuple[str, str], ...]
_NUMBER = re.compile(r"\s*[-−+]?\d+\s*")
_AMOUNT = re.compile(r"\s*[-−+]?\d+([.,]\d+)?\s*")
_CODES = {
    "MISSING COLUMNS": "too_few_cells",
    "TOO MANY COLUMNS": "too_many_cells",
    "INVALID ENCODING": "not_utf8",
    "LINE SIZE OVER MAXIMUM": "line_too_long",
}


def refused_rows(
    base: duckdb.DuckDBPyConnection, file: str, parsed: ParsedFile, header: ActivityHeader, rules: tuple[Fault, ...], year: int
) -> tuple[Refusal, ...]:
    """Every refused row in the order of the file; nothing is looked up when there is none."""
    faulty = duck.rows(base, "SELECT row, first, rule FROM faulty ORDER BY row")
    if not faulty and not parsed.rejects:
        return ()
    found, taken = parsed.records()
    span = years_round(year)
    teller = _Teller(file, header, found, {"low": str(span.first), "high": str(span.last)})
    with parsed.plain.open("rb") as plain:
        told = [teller.rejected(reject) for reject in parsed.rejects]
        for row, first, rule in faulty:
            index = int(taken[row])
            if rule is None:
                told.append(teller.repeated(plain, index, int(taken[first])))
            else:
                told.append(teller.broken(plain, index, rules[rule]))
    return tuple(sorted(told, key=lambda refusal: refusal.line))


class _Teller:
    """Looks one row up in the file and says what is wrong with it."""

    def __init__(self, file: str, header: ActivityHeader, found: lines.Records, years: dict[str, str]) -> None:
        self.file = file
        self.header = header
        self.found = found
        self.years = tuple(years.items())
        self.headings = {heading.name: heading for heading in ACTIVITY[header.kind]}

    def rejected(self, reject: Reject) -> Refusal:
        width = len(self.header.names)
        params: Params = ()
        code = _CODES.get(reject.error, "open_quote" if reject.lines > 1 else "broken_quotes")
        if code == "too_few_cells":
            cells = lines.cells_of(reject.text.encode(), self.header.delimiter)
            params = (("found", str(len(cells))), ("expected", str(width)))
        elif code == "too_many_cells":
            params = (("expected", str(width)),)
        elif code == "open_quote":
            params = (("lines", str(reject.lines)),)
        return Refusal(self.file, self.found.line(reject.offset), "", shortened(reject.text), code, params)

    def repeated(self, plain: BinaryIO, index: int, first: int) -> Refusal:
        again, before = self._raw(plain, index).strip(), self._raw(plain, first).strip()
        identity = "day" if self.header.kind == "checks" else "id"
        params = (("line", str(self._line(first))),)
        code = "row_twice" if again == before else "row_differs"
        return self._refusal(plain, index, identity, lambda _value, _heading: (code, params))

    def broken(self, plain: BinaryIO, index: int, rule: Fault) -> Refusal:
        if not rule.code:
            return self._refusal(plain, index, rule.heading, why_unreadable)
        params = self.years if rule.code == "outside_years" else ()
        return self._refusal(plain, index, rule.heading, lambda _value, _heading: (rule.code, params))

    def _refusal(self, plain: BinaryIO, index: int, name: str, why: Callable[[str, Heading], tuple[str, Params]]) -> Refusal:
        cells = lines.cells_of(self._raw(plain, index), self.header.delimiter)
        column = self.header.positions[name]
        value = cells[column] if column < len(cells) else ""
        code, params = why(value, self.headings[name])
        return Refusal(self.file, self._line(index), self.header.names[column].strip(), shortened(value), code, params)

    def _line(self, index: int) -> int:
        return self.found.line(int(self.found.starts[index]))

    def _raw(self, plain: BinaryIO, index: int) -> bytes:
        start, end = int(self.found.starts[index]), int(self.found.ends[index])
        plain.seek(start)
        return plain.read(end - start)


def why_unreadable(value: str, heading: Heading) -> tuple[str, Params]:
    """The reason why a cell could not be read as what its column holds."""
    if not value.strip():
        return "missing", ()
    if heading.cell == "yes_no":
        return "not_yes_no", ()
    if heading.cell in {"time", "day"}:
        return f"not_a_{heading.cell}", ()
    pattern, code = (_AMOUNT, "not_an_amount") if heading.cell == "amount" else (_NUMBER, "not_a_number")
    if pattern.fullmatch(value):
        return "out_of_range", (("low", str(heading.low)), ("high", str(heading.high)))
    return code, ()
