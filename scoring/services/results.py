"""The ranking of a run as a file for people and programs: CSV, JSON or a workbook."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

import xlsxwriter
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from criteria import loading
from criteria.curves import FULL
from criteria.evidence import UNKNOWN
from criteria.measurement import Language
from criteria.rulebook import RuleBook
from scoring.engine.ranking import Outcome, Standing
from scoring.engine.table import Row, csv_of, is_adjusted, ranking_cells, ranking_header
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page, Season

Format = Literal["csv", "json", "xlsx"]
MIME_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TEXT_COLUMNS: Final = frozenset({0, 2, 3, 4, 5, 7, 8})
"""Columns of the table that hold words; the others hold numbers."""
_WIDTHS: Final = {0: 20, 2: 24, 3: 60, 4: 18, 5: 24, 7: 18}


def ranking_file(session: Session, run: ScoreRun, form: Format, language: Language) -> tuple[str, str, bytes]:
    """Name, MIME type and bytes of a run's ranking."""
    year = session.get_one(Season, run.season_id).year
    book = loading.read(run.rulebook_text)
    stem = f"Рейтинг {year}" if language == "ru" else f"Ranking {year}"
    return f"{stem}.{form}", MIME_TYPES[form], ranking_bytes(book, stored_rows(session, run), form, language)


def ranking_bytes(book: RuleBook, rows: Iterable[Row], form: Format, language: Language) -> bytes:
    """Rows in one of the three forms; the CSV equals ``ranking_csv`` of the same result byte for byte."""
    if form == "csv":
        return csv_of(book, rows, language)
    if form == "json":
        return json.dumps([_record(row) for row in rows], ensure_ascii=False, indent=1).encode() + b"\n"
    return _workbook(book, rows, language)


def stored_rows(session: Session, run: ScoreRun) -> Iterator[Row]:
    """The stored scores in the canonical order of a ranking."""
    lines = {cut["nomination"]: (number, cut["line"]) for number, cut in enumerate(run.cuts)}
    book = loading.read(run.rulebook_text)
    scores = session.scalars(
        select(Score).join(Score.page).options(contains_eager(Score.page)).where(Score.run_id == run.id)
    ).all()

    def order(score: Score) -> tuple[int, int, str]:
        return (lines.get(score.nomination, (len(lines), 0))[0], score.place or len(scores) + 1, score.page.key)

    for number, score in enumerate(sorted(scores, key=order)):
        yield _row(number, score, score.page, lines.get(score.nomination), book)


def _row(number: int, score: Score, page: Page, line: tuple[int, int] | None, book: RuleBook) -> Row:
    failed, unclear = _codes(score.detail, book)
    known = any(leaf["most"] for leaf in score.detail["leaves"].values())
    outcome = Outcome[score.outcome.upper()]
    return Row(
        page=number,
        nomination=score.nomination,
        place=score.place,
        key=page.key,
        name=page.name,
        level=page.level,
        municipality=page.municipality,
        total=score.total if known else None,
        outcome=outcome,
        standing=Standing.OUT if outcome is Outcome.OUT else Standing.CHECK if score.check else Standing.IN,
        failed=failed,
        unclear=unclear,
        gap=score.total - line[1] if known and line is not None else None,
        points=score.points,
        reserve=score.reserve,
        adjusted=_adjusted(score.detail.get("totals", {})),
    )


def _codes(detail: Mapping[str, Any], book: RuleBook) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of what puts a page out, and of what nobody could decide, as ``scoring.engine.table`` orders them."""
    fails = {rule.code for rule in book.gates if rule.on_unknown == "fail"}
    passes = {code: gate["passes"] for code, gate in detail["gates"].items()}
    failed = [code for code, value in passes.items() if value == 0 or (value != 1 and code in fails)]
    unclear = [code for code, value in passes.items() if value != 1 and code not in failed]
    unclear += [code for code, cap in detail.get("caps", {}).items() if cap["passes"] == UNKNOWN]
    failed += [code for code, leaf in detail["leaves"].items() if leaf.get("lacking")]
    counted = detail.get("adjustments", {})
    failed += [rule.code for rule in book.penalties if rule.disqualifies and counted.get(rule.code, {}).get("times")]
    return tuple(failed), tuple(unclear)


def _adjusted(totals: Mapping[str, int]) -> int:
    """What lies between the sum of the criteria and the total; nothing in details stored before there was any of it."""
    return sum(totals.get(name, 0) for name in ("bonuses", "bounded")) - sum(totals.get(n, 0) for n in ("penalties", "capped"))


def _record(row: Row) -> dict[str, Any]:
    return {
        "nomination": row.nomination,
        "place": row.place,
        "page": row.key,
        "name": row.name,
        "level": row.level,
        "municipality": row.municipality,
        "total": None if row.total is None else row.total / FULL,
        "outcome": row.outcome.word,
        "failed": list(row.failed),
        "unclear": list(row.unclear),
        "gap": None if row.gap is None else row.gap / FULL,
        "reserve": row.reserve,
        "adjusted": row.adjusted / FULL,
        "points": {code: value / FULL for code, value in row.points.items()},
    }


def _workbook(book: RuleBook, rows: Iterable[Row], language: Language) -> bytes:
    rows = list(rows)
    adjusted = is_adjusted(rows)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})  # the same ranking gives the same bytes
        sheet = workbook.add_worksheet("Рейтинг" if language == "ru" else "Ranking")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        points = workbook.add_format({"num_format": "0.00##"})
        header = ranking_header(book, language, adjusted=adjusted)
        sheet.write_row(0, 0, header, bold)
        sheet.freeze_panes(1, 4)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, cell in enumerate(ranking_cells(book, row, language, adjusted=adjusted)):
                if column in _TEXT_COLUMNS:
                    sheet.write_string(last, column, cell)
                elif cell:
                    sheet.write_number(last, column, float(cell), None if column == 1 else points)
        sheet.autofilter(0, 0, last, len(header) - 1)
        for column in range(len(header)):
            sheet.set_column(column, column, _WIDTHS.get(column, 10))
    return out.getvalue()
