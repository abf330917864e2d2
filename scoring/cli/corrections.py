"""``lavr correct``: figures of frozen evidence put right, each with its reason and basis, and taken back."""

from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.asked import BY, SEASON, acting, of_season, page_asked
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.evidence.correction_words import row_of_text, source_words, told, value_of
from scoring.evidence.corrections import TABLES, Correction, added, struck, value_columns
from scoring.evidence.schema import PAGES
from scoring.services import corrections
from scoring.store.corrections import PageCorrection
from scoring.store.seasons import Season
from scoring.store.showing import official_run
from scoring.store.showing_corrections import corrections_changed, plain


@click.group("correct")
def correct_group() -> None:
    """Исправления данных поверх замороженного снимка / Corrections on top of the frozen evidence.

    Снимок не меняется; исправление считается со следующего расчёта. / The snapshot stays; corrections count from the next run.
    """


_json = click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
_reason = click.option("--reason", required=True, help="Почему / Why")


@correct_group.command("list")
@SEASON
@click.option("--page", help="Адрес страницы / Address of the page")
@click.option("--all", "withdrawn", is_flag=True, help="И отозванные / Withdrawn ones too")
@_json
@pass_desk
def list_(desk: Desk, year: int | None, page: str | None, withdrawn: bool, as_json: bool) -> None:
    """Показать / List them."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        query = select(PageCorrection).where(PageCorrection.season_id == season_id).order_by(PageCorrection.id)
        if page is not None:
            query = query.where(PageCorrection.page == page_asked(session, season_id, page).key)
        if not withdrawn:
            query = query.where(PageCorrection.withdrawn_at.is_(None))
        rows = session.scalars(query).all()
        if as_json:
            print_json([_record(row) for row in rows])
            return
        for row in rows:
            _tell(desk, row)
        desk.say(f"Всего: {len(rows)}", f"In all: {len(rows)}")
        _tell_outdated(desk, session, season_id)


@correct_group.command("add")
@click.argument("page")
@click.argument("table", type=click.Choice(sorted(TABLES)))
@click.option("--row", "number", help="Номер записи, сообщения, трансляции; день проверки / Number of the row, day of a check")
@click.option("--set", "cells", multiple=True, metavar="СТОЛБЕЦ=ЗНАЧЕНИЕ", help="Новое значение / The new value")
@click.option("--lost", is_flag=True, help="Добавить потерянную строку / Add a row that was lost")
@click.option("--strike", is_flag=True, help="Вычеркнуть строку / Strike the row out")
@_reason
@click.option("--basis", required=True, help="Ссылка, файл или номер документа / A link, a file or a document's number")
@SEASON
@BY
@_json
@pass_desk
def add(
    desk: Desk,
    *,
    page: str,
    table: str,
    number: str | None,
    cells: tuple[str, ...],
    lost: bool,
    strike: bool,
    reason: str,
    basis: str,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Исправить: адрес страницы и таблица / Correct: a page's address and a table.

    Значения пишут как в файлах: да, нет, 31.12.2025 23:59, 120, неизвестно. / Values as in files: yes, no, 31.12.2025 23:59.
    """
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        season = session.get_one(Season, season_id)
        key = page_asked(session, season_id, page).key
        row = _row(table, number)
        values = {
            name: value_of(table, name, text, zone=season.zone, year=season.year) for name, text in map(_cell(table), cells)
        }
        if lost or strike:
            wanted = [_whole(table, key, row, values, lost=lost)]
        else:
            wanted = [
                _change(desk, session, season_id, Correction(table, key, row, name, None, value))
                for name, value in values.items()
            ]
        if not wanted:
            raise InputError("Назовите, что исправить: --set СТОЛБЕЦ=ЗНАЧЕНИЕ.", "Say what to correct: --set COLUMN=VALUE.")
        actor = acting(desk, session, email, season_id)
        rows = [
            corrections.correct(session, actor, season_id, one, home=desk.home, reason=reason, basis=basis, now=now())
            for one in wanted
        ]
        _answer(desk, session, season_id, rows, as_json=as_json)


@correct_group.command("withdraw")
@click.argument("numbers", type=click.IntRange(1, 2_147_483_647), nargs=-1, required=True, metavar="НОМЕР…")
@_reason
@SEASON
@BY
@_json
@pass_desk
def withdraw(desk: Desk, numbers: tuple[int, ...], reason: str, year: int | None, email: str | None, as_json: bool) -> None:
    """Отозвать: снова считается замороженное / Withdraw: what was frozen counts again."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        rows = [
            corrections.withdraw(session, actor, _of_season(session, season_id, number).id, reason=reason, now=now())
            for number in sorted(set(numbers), reverse=True)  # cells of an added row before the row
        ]
        _answer(desk, session, season_id, rows, as_json=as_json)


def _row(table: str, number: str | None) -> int | None:
    if table == PAGES.name:
        return None
    row = None if number is None else row_of_text(table, number)
    if row is None:
        raise InputError(
            "Назовите строку: --row НОМЕР, для проверок --row 31.12.2025.",
            "Name the row: --row NUMBER, for checks --row 31.12.2025.",
        )
    return row


def _cell(table: str) -> Any:
    def parted(text: str) -> tuple[str, str]:
        name, sign, value = text.partition("=")
        if not sign or name.strip() not in value_columns(table):
            there = ", ".join(value_columns(table))
            raise InputError(
                f"«{text}»: нужно СТОЛБЕЦ=ЗНАЧЕНИЕ. Столбцы таблицы {table}: {there}.",
                f"«{text}»: write COLUMN=VALUE. Columns of the table {table}: {there}.",
            )
        return name.strip(), value

    return parted


def _whole(table: str, page: str, row: int | None, values: dict[str, int | str], *, lost: bool) -> Correction:
    if row is None:
        raise InputError("Страницы реестра не добавляют и не вычёркивают.", "Pages of the register are not added or struck out.")
    return added(table, page, row, values) if lost else struck(table, page, row)


def _change(desk: Desk, session: Session, season_id: int, one: Correction) -> Correction:
    there = corrections.standing_row(session, desk.home, season_id, one.place)
    old = None if there is None else there[one.column]
    return Correction(one.table, one.page, one.row, one.column, old, one.new)


def _of_season(session: Session, season_id: int, number: int) -> PageCorrection:
    return of_season(session, PageCorrection, season_id, number, ru="исправления", en="correction", command="lavr correct list")


def _answer(desk: Desk, session: Session, season_id: int, rows: list[PageCorrection], *, as_json: bool) -> None:
    if as_json:
        print_json([_record(row) for row in rows])
        return
    for row in rows:
        _tell(desk, row)
    _tell_outdated(desk, session, season_id)


def _tell(desk: Desk, row: PageCorrection) -> None:
    source = source_words(row.source, desk.language)
    click.echo(f"№ {row.id}  {told(plain(row), row.season.zone, desk.language)}")
    click.echo(f"      {row.reason} ({row.basis}); {source}: {row.made_name}")
    if row.withdrawn_at is not None:
        desk.say(
            f"      отозвано, {row.withdrawn_name}: {row.withdrawn_reason}",
            f"      withdrawn by {row.withdrawn_name}: {row.withdrawn_reason}",
        )


def _tell_outdated(desk: Desk, session: Session, season_id: int) -> None:
    run = official_run(session, season_id)
    if run is not None and corrections_changed(session, run):
        desk.say(
            "Данные изменились после расчёта: пересчитайте баллы. lavr season run --again --until scored",
            "The evidence changed since the computation: compute the points again. lavr season run --again --until scored",
        )


def _record(row: PageCorrection) -> dict[str, Any]:
    return {
        "number": row.id, "page": row.page, "table": row.table_name, "row": plain(row).row, "column": row.column_name,
        "act": row.act, "old": row.old, "new": row.new, "reason": row.reason, "basis": row.basis, "source": row.source,
        "made_by": row.made_name, "made_at": row.made_at.isoformat(), "withdrawn_by": row.withdrawn_name,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at is not None else None,
        "withdrawn_reason": row.withdrawn_reason,
    }  # fmt: skip
