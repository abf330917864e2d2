"""What an organizer wants corrected when he accepts an objection: cells and rows as people write them, turned into corrections.

Times are local times of the season's zone, yes and no are words, an empty cell says that nothing is known or that it never came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from criteria.measurement import Language
from scoring.errors import InputError
from scoring.evidence.corrected import corrected
from scoring.evidence.corrections import (
    MOMENTS,
    TABLES,
    Act,
    Correction,
    Value,
    added,
    blank_of,
    faults,
    limit_of,
    struck,
    value_columns,
)
from scoring.evidence.reader import Evidence, open_snapshot
from scoring.sources.cells import clean
from scoring.sources.clock import changes, day_of_text, utc_of_text
from scoring.sources.columns import ACTIVITY, REGISTER, Heading

MOST: Final = 60
"""Corrections that one acceptance may make."""
_YES: Final = frozenset({"да", "есть", "yes", "1"})
_NO: Final = frozenset({"нет", "no", "0"})
_NOTHING: Final = frozenset({"", "—", "-", "неизвестно", "unknown", "никогда", "never"})
_MORE: Final = {
    "duration": ("Длительность, с", "Duration, s"),
    "title_key": ("Ключ названия", "Title key"),
    "key": ("Ключ", "Key"),
    "duplicate": ("Повтор строки реестра", "Repeats a row"),
    "sphere": ("Сфера 1", "Sphere 1"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row to be changed, added or struck out: ``row`` its number (of a check its day), ``values`` by column as written."""

    act: Act
    table: str
    row: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row for a form: its column, what it is called, what stands there in words."""

    column: str
    title: str
    shown: str


def column_title(table: str, column: str, language: Language) -> str:
    """What a column is called."""
    headings: Sequence[Heading] = REGISTER if table == "pages" else ACTIVITY[table]  # type: ignore[index]  # the four kinds
    pair = next(((one.ru, one.en) for one in headings if one.name == column), _MORE.get(column, (column, column)))
    return pair[0] if language == "ru" else pair[1]


def cells_of(evidence: Evidence, page: str, table: str, row: int | None, language: Language) -> list[Cell]:
    """A row's cells that may be corrected; none where the page has no such row."""
    number = evidence.number_of(page)
    found = evidence.row_at(TABLES[table], number, row) if number is not None else None
    if found is None:
        return []
    return [
        Cell(name, column_title(table, name, language), shown(table, name, found[name], evidence.zone, language))
        for name in value_columns(table)
    ]


def shown(table: str, column: str, value: Value, zone: str, language: Language) -> str:
    """A value as people write it, so that ``value_of`` reads it back; empty where nothing is known."""
    if isinstance(value, str):
        return value
    if value == blank_of(table, column) and not _is_yes_no(table, column):
        return ""
    if column in MOMENTS:
        return datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(zone)).strftime("%d.%m.%Y %H:%M:%S")
    if _is_yes_no(table, column):
        words = ("да", "нет") if language == "ru" else ("yes", "no")
        return words[0] if value == 1 else words[1] if value == 0 else ""
    return str(value)


def value_of(table: str, column: str, text: str, zone: str, year: int) -> Value:
    """What a person wrote, as evidence keeps it; InputError says what is expected."""
    bare = clean(text)
    if limit_of(table, column, year) is None:
        return bare
    word = bare.casefold()
    title_ru, title_en = column_title(table, column, "ru"), column_title(table, column, "en")
    if _is_yes_no(table, column) and word in _YES | _NO:
        return int(word in _YES)
    blank = blank_of(table, column)
    if word in _NOTHING and blank is not None:
        return blank
    moment = utc_of_text(bare, changes(zone, year - 2, year + 2)) if column in MOMENTS else None
    if moment is not None:
        return moment
    if column in MOMENTS:
        raise InputError(
            f"«{title_ru}»: напишите день и время, например 31.03.{year} 14:05.",
            f"«{title_en}»: write day and time, for example 31.03.{year} 14:05.",
        )
    if bare.isascii() and bare.isdigit() and len(bare) < 19:
        return int(bare)
    raise InputError(
        f"«{title_ru}»: нужно целое число, «да», «нет» или пусто.",
        f"«{title_en}»: a whole number, «yes», «no» or nothing is needed.",
    )


def corrections_for(folder: Path, counting: Sequence[Correction], page: str, wanted: Sequence[Wanted]) -> list[Correction]:
    """The corrections that do what is wanted, in the order given; InputError names the first that cannot be.

    ``folder``: the frozen evidence; ``counting``: the corrections that count already.
    """
    with open_snapshot(folder) as frozen:
        made: list[Correction] = []
        for one in wanted:
            made += _of_row(frozen, page, one)
        if len(made) > MOST:
            raise InputError(f"За один раз — не больше {MOST} исправлений.", f"At most {MOST} corrections at once.")
        places = {one.place for one in made}
        others = [one for one in counting if one.place not in places]
        for correction in made:
            rest = [other for other in made if other.place != correction.place]
            wrong = faults(correction, corrected(frozen, [*others, *rest]))
            if wrong:
                raise next(iter(wrong.values()))
    return made


def _of_row(frozen: Evidence, page: str, wanted: Wanted) -> list[Correction]:
    if wanted.table not in TABLES:
        raise InputError("Выберите, что исправить.", "Choose what to correct.")
    row = _row_number(wanted)
    if wanted.act == "strike":
        return [struck(wanted.table, page, row or 0)]
    values = {column: value_of(wanted.table, column, text, frozen.zone, frozen.year) for column, text in wanted.values.items()}
    if wanted.act == "add":
        given = {column: value for column, value in values.items() if wanted.values[column].strip()}
        return [_added(wanted.table, page, row or 0, given)]
    number = frozen.number_of(page)
    there = frozen.row_at(TABLES[wanted.table], number, row) if number is not None else None
    if there is None:
        raise InputError(
            f"Строки «{wanted.row}» у этой страницы нет. Проверьте номер.",
            f"This page has no row «{wanted.row}». Check its number.",
        )
    return [
        Correction(wanted.table, page, row, column, there[column], value)
        for column, value in values.items()
        if value != there[column]
    ]


def _added(table: str, page: str, row: int, values: Mapping[str, Value]) -> Correction:
    needed = [name for name in value_columns(table) if blank_of(table, name) is None and name not in values]
    if needed:
        names = ", ".join(f"«{column_title(table, name, 'ru')}»" for name in needed)
        names_en = ", ".join(f"«{column_title(table, name, 'en')}»" for name in needed)
        raise InputError(f"Новой строке нужны: {names}.", f"A new row needs: {names_en}.")
    return added(table, page, row, values)


def _row_number(wanted: Wanted) -> int | None:
    if wanted.table == "pages":
        return None
    bare = clean(wanted.row)
    if bare.isascii() and bare.isdigit() and len(bare) < 16:
        return int(bare)
    day = day_of_text(bare) if wanted.table == "checks" else None
    if day is None:
        raise InputError(
            f"«{bare}» — не номер строки. Номер записи стоит в её адресе: wall-1_НОМЕР; у проверки это её дата.",
            f"«{bare}» is no number of a row. A post's number stands in its address: wall-1_NUMBER; a check's is its date.",
        )
    return day


def _is_yes_no(table: str, column: str) -> bool:
    found = limit_of(table, column, 2000)
    return found is not None and column not in MOMENTS and found.low == 0 and found.high == 1
