"""The form that puts one row of evidence right: its figures as they were frozen, what was typed, one reason for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from scoring.errors import InputError
from scoring.evidence.correction_words import column_title, row_of_text, row_title, typed_value, value_of
from scoring.evidence.corrections import (
    MOMENTS,
    TABLES,
    YES_NO,
    Correction,
    Value,
    added,
    blank_of,
    kind_of,
    limit_of,
    struck,
    value_columns,
)
from scoring.evidence.difference import table_title
from scoring.evidence.schema import PAGES
from scoring.services import corrections
from scoring.store import showing, showing_findings
from scoring.store.showing_corrections import corrections_of_page
from scoring.store.tables import Page, PageCorrection, Season
from webadmin.access import current_actor
from webadmin.asked import asked_text
from webadmin.context import db, home, now, writing
from webadmin.i18n import language, t
from webadmin.organizer import forms
from webadmin.organizer.base import Records
from webadmin.organizer.choice import needed_season

FOUND_AT_ONCE: Final = 20
_HIDDEN: Final = frozenset({"text_key", "title_key"})
"""Columns that mean nothing to people; the command line can correct them."""
_ACTS: Final = ("change", "add", "strike")


@dataclass(slots=True)
class Cell:
    """A figure in the form. ``was``: as it is kept, «1»; ``typed``: what stands in the field; ``earlier``: it is corrected."""

    column: str
    title: str
    was: str
    typed: str
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""
    error: str = ""
    earlier: PageCorrection | None = None


@dataclass(slots=True)
class Sheet:
    """The row in question with its figures. ``there``: the evidence has it; ``row`` None in the register."""

    page: Page
    table: str
    row: int | None
    there: bool
    cells: list[Cell]
    reason: str = ""
    basis: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the row is called: «сообщения, № 12»."""
        named = row_title(Correction(self.table, self.page.key, self.row, "", None, ""))
        return ", ".join(part for part in (table_title(self.table, language()), named) if part)


class CorrectionForm(Records):
    """The form beside the list of corrections."""

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """Choose a page, a table and a row, then type what is right."""
        found = needed_season()
        given = request.form if request.method == "POST" else request.args
        page = _page(found, given.get("page", ""))
        if page is None:
            return self._pages(found), 400 if request.method == "POST" else 200
        table = given.get("table", "")
        number = given.get("row", "").replace("\0", "")[:40]
        row = None if table == PAGES.name else row_of_text(table, number) if table in TABLES else None
        if found.evidence is None or table not in TABLES or (table != PAGES.name and row is None):
            wrong = t("Такого номера не бывает.", "There is no such number.") if number and table in TABLES else ""
            return self._rows(page, table, number, wrong), 400 if wrong else 200
        sheet = _sheet(found, page, table, row)
        if request.method == "GET":
            return self._form(sheet)
        return self._write(found, sheet, forms.typed("act"))

    def _write(self, found: Season, sheet: Sheet, act: str) -> ResponseReturnValue:
        if act not in _ACTS:
            raise InputError("Форма неполна. Обновите страницу и повторите.", "The form is incomplete. Reload and repeat.")
        given = _given(found, sheet, act)
        status = _check(found, sheet, given)
        if status != 200:
            return self._form(sheet), status
        with writing() as session:
            for one in given:
                corrections.correct(
                    session,
                    current_actor(),
                    found.id,
                    one,
                    home=home(),
                    reason=sheet.reason,
                    basis=sheet.basis,
                    now=now(),
                )
        flash(t("Исправлено. Баллы изменит следующий расчёт.", "Corrected. The next computation changes the points."), "good")
        return redirect(url_for("corrections.index_view", search=sheet.page.name), 303)

    def _pages(self, found: Season) -> str:
        asked = asked_text("find")
        pages = showing_findings.pages_like(db.session, found.id, asked, FOUND_AT_ONCE + 1) if asked else ()
        return self.render("panel/correction_page.html", asked=asked, pages=pages[:FOUND_AT_ONCE], most=FOUND_AT_ONCE,
                           more=len(pages) > FOUND_AT_ONCE)  # fmt: skip

    def _rows(self, page: Page, table: str, row: str, wrong: str) -> str:
        tables = [(name, table_title(name, language())) for name in TABLES]
        return self.render("panel/correction_row.html", page=page, tables=tables, table=table, row=row, wrong=wrong)

    def _form(self, sheet: Sheet) -> str:
        row = "" if sheet.row is None else row_title(Correction(sheet.table, "", sheet.row, "", None, "")).removeprefix("№ ")
        return self.render("panel/correction_new.html", page=sheet.page, sheet=sheet, row=row)


def _page(found: Season, number: str) -> Page | None:
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    page = showing.page_of(db.session, int(number))
    return page if page is not None and page.season_id == found.id else None


def _sheet(found: Season, page: Page, table: str, row: int | None) -> Sheet:
    """The row as the evidence has it with what is corrected already, and what was typed where a form came."""
    place = (page.key, table, -1 if row is None else row, "")
    there = corrections.standing_row(db.session, home(), found.id, place)
    active = {
        one.column_name: one
        for one in corrections_of_page(db.session, found.id, page.key)
        if one.withdrawn_at is None and (one.table_name, one.row_id) == place[1:3] and one.column_name
    }
    sent = request.method == "POST"
    cells = []
    for column in value_columns(table):
        if column not in _HIDDEN:
            value = there[column] if there is not None else blank_of(table, column)
            cell = Cell(
                column,
                column_title(table, column, language()),
                "" if value is None else str(value),
                typed_value(column, value, found.zone),
                _choices(table, column),
                _hint(table, column, found.year),
                earlier=active.get(column),
            )
            if sent and cell.earlier is None:
                cell.typed = forms.typed(column)
            cells.append(cell)
    return Sheet(page, table, row, there is not None, cells, forms.typed_lines("reason"), forms.typed("basis"))


def _given(found: Season, sheet: Sheet, act: str) -> list[Correction]:
    """What the form asks for; what could not be read is marked in the cells."""
    key = sheet.page.key
    if act == "strike" and sheet.row is not None:
        return [struck(sheet.table, key, sheet.row)]
    values: dict[str, Value] = {}
    for cell in sheet.cells:
        if cell.earlier is None:
            try:
                values[cell.column] = value_of(sheet.table, cell.column, cell.typed, zone=found.zone, year=found.year)
            except InputError as error:
                cell.error = error.told(language())
    if any(cell.error for cell in sheet.cells):
        return []
    if act == "add" and sheet.row is not None:
        return [added(sheet.table, key, sheet.row, values)]
    was = {cell.column: request.form.get(f"was_{cell.column}", "") for cell in sheet.cells}
    return [
        Correction(sheet.table, key, sheet.row, column, _kept(sheet.table, column, was[column]), value)
        for column, value in values.items()
        if str(value) != was[column]
    ]


def _kept(table: str, column: str, was: str) -> Value:
    """The old value as the form carried it."""
    if kind_of(table, column) == "text":
        return was
    return int(was) if was.lstrip("-").isdecimal() and len(was) < 20 else -2


def _check(found: Season, sheet: Sheet, given: Sequence[Correction]) -> int:
    """Tell all that is wrong into the sheet; 200 where nothing is, 409 where somebody was faster, else 400."""
    if any(cell.error for cell in sheet.cells):
        return 400
    if not given:
        sheet.wrong[""] = t("Ничего не изменено: впишите верное значение.", "Nothing is changed: type the right value.")
        return 400
    status = 200
    for one in given:
        faults: Mapping[str, InputError] = corrections.correction_faults(
            db.session, home(), found.id, one, reason=sheet.reason, basis=sheet.basis
        )
        for name, error in faults.items():
            _tell(sheet, one, name, error.told(language()))
            status = 409 if name == "old" or status == 409 or (name == "row" and one.act == "add") else 400
    return status


def _tell(sheet: Sheet, one: Correction, name: str, words: str) -> None:
    cell = next((cell for cell in sheet.cells if cell.column == one.column), None)
    if name in {"old", "new"} and cell is not None:
        cell.error = words
    else:
        sheet.wrong[name if name in {"reason", "basis"} else ""] = words


def _choices(table: str, column: str) -> Sequence[tuple[str, str]]:
    if column not in YES_NO and kind_of(table, column) != "bool":
        return ()
    unknown = [("-1", t("неизвестно", "unknown"))] if blank_of(table, column) == -1 else []
    return [("1", t("да", "yes")), ("0", t("нет", "no")), *unknown]


def _hint(table: str, column: str, year: int) -> str:
    if column in MOMENTS:
        told = t("По часам региона, 14.03.2025 12:00.", "By the region's clock, 14.03.2025 12:00.")
        return f"{told} {t('Пусто — не было.', 'Empty: never.')}" if blank_of(table, column) == 0 else told
    limit = limit_of(table, column, year)
    if limit is None or column in YES_NO or kind_of(table, column) == "bool":
        return ""
    return t("Пусто — неизвестно.", "Empty: unknown.") if limit.blank == -1 else ""
