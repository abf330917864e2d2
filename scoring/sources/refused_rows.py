"""Tells of every refused row of an activity file: its line, the column, the value and the reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from scoring.sources.activity_header import ActivityHeader
from scoring.sources.columns import ACTIVITY, Heading
from scoring.sources.places import Found
from scoring.sources.report import Refusal, shortened
from scoring.sources.rules import IDENTITY, Fault, years_round
from scoring.sources.splitting import Reject, Split

Params = tuple[tuple[str, str], ...]
_NUMBER = re.compile(r"\s*[-−+]?\d+\s*")
_AMOUNT = re.compile(r"\s*[-−+]?\d+([.,]\d+)?\s*")
_BEGINNING = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """Why a row is refused; ``line`` counts from 0 at the beginning of its block."""

    line: int
    column: str
    value: str
    code: str
    params: Params

    def refusal(self, file: str, lines: int) -> Refusal:
        """The same for the file, in which ``lines`` lines stand before the block."""
        return Refusal(file, lines + self.line + 1, self.column, self.value, self.code, self.params)


def rejected(reject: Reject) -> Told:
    """A row that could not be split into cells, or not be decoded."""
    text = reject.text[:_BEGINNING].decode("utf-8", "replace")
    return Told(reject.line, "", shortened(text), reject.code, reject.params)


def broken(split: Split, row: int, header: ActivityHeader, rule: Fault, year: int) -> Told:
    """A row that breaks a rule."""
    if not rule.code:
        return _told(split, row, header, rule.heading, why_unreadable)
    span = years_round(year)
    params: Params = (("low", str(span.first)), ("high", str(span.last))) if rule.code == "outside_years" else ()
    return _told(split, row, header, rule.heading, lambda _value, _heading: (rule.code, params))


def repeated(found: Found, first: Found, header: ActivityHeader) -> Told:
    """A row that names the same as an earlier one."""
    params = (("line", str(first.line + 1)),)
    code = "row_twice" if found.record.record(0).strip() == first.record.record(0).strip() else "row_differs"
    told = _told(found.record, 0, header, IDENTITY[header.kind], lambda _value, _heading: (code, params))
    return replace(told, line=found.line)


def _told(split: Split, row: int, header: ActivityHeader, name: str, why: Callable[[str, Heading], tuple[str, Params]]) -> Told:
    column = header.positions[name]
    value = split.cell(column, row).decode()
    code, params = why(value, next(heading for heading in ACTIVITY[header.kind] if heading.name == name))
    return Told(int(split.lines[row]), header.names[column].strip(), shortened(value), code, params)


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
