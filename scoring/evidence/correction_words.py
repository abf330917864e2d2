"""Corrections in words, and figures as people type them: columns by their headers, moments by the season's clock."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from criteria.evidence import NEVER, UNKNOWN
from criteria.measurement import Language
from scoring.errors import InputError
from scoring.evidence.corrections import (
    MOMENTS,
    YES_NO,
    Correction,
    Value,
    blank_of,
    kind_of,
    limit_of,
    row_values,
)
from scoring.evidence.difference import Change, row_text, table_title, value_text
from scoring.evidence.schema import CHECKS, PAGES, THOUSANDTHS
from scoring.sources.cells import BadCell, amount, clean, whole, yes_no
from scoring.sources.clock import changes, day_of_text, utc_of_text
from scoring.sources.columns import ACTIVITY as HEADINGS
from scoring.sources.columns import REGISTER

_HERE: Final = {"sphere": "sphere1", "duration": "duration_seconds", "title_key": "title", "text_key": "text_key"}
_TITLES: Final = {
    "duplicate": ("Повтор организации в сфере", "Organisation twice in a sphere"),
    "ogrn_valid": ("ОГРН верен", "State number is valid"),
    "title_key": ("Ключ названия", "Title key"),
}
SOURCES: Final = {
    "organizer": ("организатор", "organizer"),
    "moderator": ("модератор", "moderator"),
    "objection": ("возражение", "objection"),
}
_BLANK: Final = frozenset({"", "неизвестно", "unknown", "не было", "never", "-", "—", "-1"})


def column_title(table: str, column: str, language: Language) -> str:
    """What files call the column: «Требует ответа»."""
    if column in _TITLES:
        return _TITLES[column][0 if language == "ru" else 1]
    headings = REGISTER if table == PAGES.name else HEADINGS[table]  # type: ignore[index]  # the four kinds of activity
    name = _HERE.get(column, column)
    found = next((one for one in headings if one.name == name), None)
    return column if found is None else found.ru if language == "ru" else found.en


def value_words(table: str, column: str, value: Value | None, zone: str, language: Language) -> str:
    """A value as people read it."""
    if value is None:
        return "—"
    if kind_of(table, column) == "bool" or (column in YES_NO and value in (0, 1)):
        return value_text(column, bool(value), zone, language)
    return value_text(column, value, zone, language)


def told(correction: Correction, zone: str, language: Language) -> str:
    """«сообщения, vk:club7, № 12: Требует ответа неизвестно → да»."""
    where = ", ".join(part for part in (table_title(correction.table, language), correction.page, row_title(correction)) if part)
    return f"{where}: {what_changed(correction, zone, language)}"


def source_words(source: str, language: Language) -> str:
    """Where a correction comes from: organizer, moderator, objection."""
    return SOURCES[source][0 if language == "ru" else 1]


def row_title(correction: Correction) -> str:
    """What names the row in its table and page; empty for the register."""
    return row_text(Change("cell", correction.table, correction.page, correction.row, None), "UTC")


def what_changed(correction: Correction, zone: str, language: Language) -> str:
    """«Требует ответа неизвестно → да», or what became of the whole row."""
    if correction.act == "strike":
        return "строка вычеркнута" if language == "ru" else "row struck out"
    if correction.act == "add":
        try:
            values = row_values(str(correction.new))
        except ValueError:
            values = {}
        parts = [
            f"{column_title(correction.table, name, language)}: {value_words(correction.table, name, value, zone, language)}"
            for name, value in values.items()
            if value not in (None, blank_of(correction.table, name))
        ]
        return ("строка добавлена: " if language == "ru" else "row added: ") + "; ".join(parts)
    old, new = (
        value_words(correction.table, correction.column, value, zone, language) for value in (correction.old, correction.new)
    )
    return f"{column_title(correction.table, correction.column, language)} {old} → {new}"


def value_of(table: str, column: str, text: str, *, zone: str, year: int) -> Value:
    """What a person typed as a value of the column; InputError says how it should be written.

    Moments are local times of the season's zone unless they say otherwise; «неизвестно» and «не было» stand for nothing known.
    """
    typed, limit = clean(text), limit_of(table, column, year)
    if limit is None:
        return typed
    if limit.blank in (UNKNOWN, NEVER) and typed.casefold() in _BLANK and not (column in YES_NO and typed in {"-", "—"}):
        return limit.blank if limit.blank is not None else UNKNOWN
    try:
        found = _number(table, column, typed, zone, year, limit.high)
    except BadCell:
        found = None
    if found is None:
        ru, en = _wanted(table, column)
        raise InputError(
            f"«{column_title(table, column, 'ru')}»: «{typed[:80]}» не подходит, нужно {ru}.",
            f"«{column_title(table, column, 'en')}»: «{typed[:80]}» will not do, write {en}.",
        )
    return found


def typed_value(column: str, value: Value | None, zone: str) -> str:
    """A value as ``value_of`` reads it and a form shows it: for a field to begin with."""
    if value is None:
        return ""
    if column in MOMENTS:
        return "" if value == NEVER else f"{datetime.fromtimestamp(int(value), ZoneInfo(zone)):%d.%m.%Y %H:%M:%S}"
    if value == UNKNOWN and column not in YES_NO:
        return ""
    if column in THOUSANDTHS:
        return f"{Decimal(int(value)) / 1000:f}"
    return str(value)


def _number(table: str, column: str, typed: str, zone: str, year: int, high: int) -> int | None:
    if column in MOMENTS:
        return utc_of_text(typed, changes(zone, year - 1, year + 1))
    if kind_of(table, column) == "bool" or column in YES_NO:
        return yes_no(typed) if typed else None
    if column in THOUSANDTHS:
        read = amount(typed, 0, high // 1000)
        return None if read is None else int(Decimal(repr(read)).scaleb(3).to_integral_value(ROUND_HALF_UP))
    return whole(typed, 0, high) if typed else None


def _wanted(table: str, column: str) -> tuple[str, str]:
    if column in MOMENTS:
        return "время: 31.12.2025 23:59", "a time: 31.12.2025 23:59"
    if kind_of(table, column) == "bool" or column in YES_NO:
        return "да или нет", "yes or no"
    limit = limit_of(table, column, 2000)
    high = limit.high if limit is not None else 0
    if column in THOUSANDTHS:
        return f"число от 0 до {high // 1000}", f"a number from 0 to {high // 1000}"
    return f"целое число от 0 до {high}", f"a whole number from 0 to {high}"


def row_of_text(table: str, text: str) -> int | None:
    """The number of a row as a person names it: a whole number, of a check its day; None for anything else."""
    typed = clean(text)
    if table == CHECKS.name:
        return day_of_text(typed)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 17 else None
