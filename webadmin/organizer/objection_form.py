"""The form by which an organizer says what an objection or an appeal corrects: rows with their cells, and a new one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import request

from scoring.evidence.corrected import corrected
from scoring.evidence.corrections import TABLES, value_columns
from scoring.evidence.reader import open_snapshot
from scoring.season.objecting import Ground
from scoring.services import objection_changes
from scoring.services.objection_changes import Cell, Wanted, column_title
from scoring.sources.clock import day_of_text
from scoring.store.showing_corrections import active
from scoring.store.tables import Appeal, Objection
from webadmin.context import db
from webadmin.i18n import language
from webadmin.organizer.forms import typed

ADDED = ("posts", "messages", "streams", "checks")
"""Tables to which a row may be added."""
_INTERNAL = frozenset({"text_key", "title_key", "duplicate"})
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A row of evidence in the form: its key, its cells as they stand or as they were typed, whether it is struck out."""

    key: str
    cells: Sequence[Cell]
    struck: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form. ``adding``: the table of the new row, empty without one."""

    lines: Sequence[Line]
    adding: str
    number: str
    new: Sequence[Cell]


def form_of(objection: Objection | Appeal, folder: Path, keys: Sequence[str]) -> Form:
    """The form about some rows, with what was typed where it was sent."""
    sent = request.method == "POST"
    counting = active(db.session, objection.season_id)
    with open_snapshot(folder) as frozen:
        evidence = corrected(frozen, counting)
        lines = []
        for key in keys:
            table, row = _parts(key)
            cells = objection_changes.cells_of(evidence, objection.page.key, table, row, language())
            cells = [cell for cell in cells if cell.column not in _INTERNAL]
            if cells:
                struck = key in request.form.getlist("strike") if sent else _strikes(objection, table)
                lines.append(Line(key, [_retyped(key, cell) for cell in cells], struck))
    adding = request.form.get("adding", "") if sent else ("posts" if objection.ground == Ground.MISSING_POST else "")
    adding = adding if adding in ADDED else ""
    new = [
        _retyped(f"add:{adding}", Cell(name, column_title(adding, name, language()), ""))
        for name in (value_columns(adding) if adding else ())
        if name not in _INTERNAL
    ]
    return Form(lines, adding, typed("number"), new)


def keys_of(objection: Objection | Appeal) -> list[str]:
    """The rows that the form shows: those the objection names and those the organizer asked for, or the register's."""
    if request.method == "POST":
        given = [*request.form.getlist("line"), f"{request.form.get('more_table', '')}:{_number(typed('more_row'))}"]
    else:
        given = [*objection.rows, *(() if _has_leaf(objection) else ("pages:",))]
    return [key for key in dict.fromkeys(given) if _is_key(key)][: objection_changes.MOST]


def wanted_of(form: Form) -> list[Wanted]:
    """What the sent form asks for."""
    wanted = []
    for line in form.lines:
        table, _, row = line.key.partition(":")
        if line.struck:
            wanted.append(Wanted("strike", table, row, {}))
        else:
            wanted.append(Wanted("change", table, row, {cell.column: cell.shown for cell in line.cells}))
    if form.adding and form.number.strip():
        wanted.append(Wanted("add", form.adding, form.number, {cell.column: cell.shown for cell in form.new}))
    return wanted


def _retyped(prefix: str, cell: Cell) -> Cell:
    given = request.form.get(f"{prefix}:{cell.column}") if request.method == "POST" else None
    return cell if given is None else Cell(cell.column, cell.title, given[:_LONGEST])


def _strikes(objection: Objection | Appeal, table: str) -> bool:
    return objection.ground == Ground.NOT_OURS and table == "posts"


def _has_leaf(objection: Objection | Appeal) -> bool:
    return bool(objection.rows) or objection.ground == Ground.MISSING_POST


def _number(text: str) -> str:
    """The number of a row out of what was typed: a number, an address that ends in one, or the day of a check."""
    day = day_of_text(text)
    found = re.search(r"(\d+)\s*$", text)
    return str(day) if day is not None else found[1] if found else ""


def _parts(key: str) -> tuple[str, int | None]:
    table, _, row = key.partition(":")
    return table, int(row) if row else None


def _is_key(key: str) -> bool:
    table, _, row = key.partition(":")
    if table == "pages":
        return True
    return table in TABLES and row.isascii() and row.isdigit() and len(row) < 16
