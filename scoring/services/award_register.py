"""The register of awards as a file: every version of every award, what became of it, and how often it is checked."""

from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria.curves import FULL
from criteria.measurement import Language
from scoring.season import award_words
from scoring.services.table_files import csv_file, workbook_file
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Season
from scoring.store.showing_awards import RegisterRow, history, register

_HEADER: Final = (
    ("Номер", "Number"),
    ("Состояние", "Status"),
    ("Вид", "Kind"),
    ("Версия", "Version"),
    ("Заменена на", "Replaced by"),
    ("Название на документе", "Name on the document"),
    ("Страница", "Page"),
    ("Муниципалитет", "Municipality"),
    ("Номинация", "Nomination"),
    ("Место", "Place"),
    ("Баллы", "Points"),
    ("Год", "Year"),
    ("Выдана", "Issued on"),
    ("Знак действует до", "Badge good until"),
    ("Изменена", "Changed on"),
    ("Основание", "Ground"),
    ("Проверок за 30 дней", "Checks in 30 days"),
    ("SHA-256 документа", "SHA-256 of the document"),
)
_WIDTHS: Final = (24, 18, 14, 8, 24, 50, 30, 20, 20, 8, 10, 8, 12, 16, 12, 30, 10, 66)


def register_file(
    session: Session, season: Season, form: Literal["csv", "xlsx"], language: Language, *, today: date
) -> tuple[str, str, bytes]:
    """Name, type and bytes of the register in one of its forms. Secrets of winners' pages are not in it."""
    header = [ru if language == "ru" else en for ru, en in _HEADER]
    rows = list(_rows(session, season, language, today))
    title = "Реестр наград" if language == "ru" else "Register of awards"
    if form == "csv":
        return f"{title} {season.year}.csv", "text/csv", csv_file(header, rows)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return f"{title} {season.year}.xlsx", kind, workbook_file(title, header, rows, _WIDTHS)


def _rows(session: Session, season: Season, language: Language, today: date) -> Iterator[list[object]]:
    rows = register(session, season.id, today)
    ids = [row.award.id for row in rows]
    last = {event.award_id: event for event in history(session, ids)}
    heirs = {row.award.supersedes_id: row.award.serial for row in rows}
    hashes = session.execute(
        select(AwardFile.award_id, AwardFile.sha256)
        .join(Award)
        .where(Award.season_id == season.id, AwardFile.kind == "certificate")
    )
    documents = {found.award_id: found.sha256 for found in hashes}
    for row in rows:
        event = last.get(row.award.id)
        told = (event.effective_on.isoformat(), _word(award_words.GROUNDS, event.ground, language)) if event else ("", "")
        yield [*_award(row, season, language, heirs.get(row.award.id, "")), *told, row.checks, documents.get(row.award.id, "")]


def _award(row: RegisterRow, season: Season, language: Language, heir: str) -> list[object]:
    award = row.award
    return [
        award.serial,
        _word(award_words.STATUSES, award.status, language),
        _word(award_words.KINDS, award.kind, language),
        award.version,
        heir,
        award.name,
        award.page.link or award.page.key,
        award.page.municipality,
        award.nomination,
        award.place,
        award.total / FULL if award.place is not None else None,
        season.year,
        award.issued_on.isoformat(),
        award.badge_valid_to.isoformat() if award.badge_valid_to is not None else "",
    ]


def _word(words: award_words.Words, key: str, language: Language) -> str:
    ru, en = words.get(key, (key, key))
    return ru if language == "ru" else en
