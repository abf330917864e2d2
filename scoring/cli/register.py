"""``lavr import register``, ``undo`` and ``columns``: the register with its plan, one step back, and what was said of columns."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now, print_json
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.season.register_plan import RegisterPlan, Vanished
from scoring.services.column_mappings import all_remembered, forget
from scoring.services.imports import FileReport, RegisterWords, import_file
from scoring.services.register_import import undo_register
from scoring.services.register_telling import WHAT, field_title, only_measures, plan_record, told_changes
from scoring.services.uploads import as_it_lies, keep_file
from scoring.sources.column_mapping import said_by_names
from scoring.sources.page_address import parse_address
from scoring.sources.report import Refusal

_LISTED = 10
_year = click.option("--year", type=int, help="Сезон; иначе новейший / The season; the newest by default")


@click.command("register")
@click.argument("file", type=click.Path(path_type=Path))
@_year
@click.option("--map", "maps", multiple=True, metavar="СТОЛБЕЦ=ПОЛЕ", help="Что это за столбец / Which field a column is")
@click.option("--gone", "gone", multiple=True, metavar="АДРЕС", help="Отметить исчезнувшую страницу выбывшей / Mark as gone")
@click.option("--reason", default="", help="Почему они выбыли / Why they are gone")
@click.option("--plan", "expected", help="Применить только этот план / Apply this very plan only")
@click.option("--dry-run", is_flag=True, help="Только рассказать, что изменится / Only tell what would change")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def register(
    desk: Desk,
    file: Path,
    year: int | None,
    maps: tuple[str, ...],
    gone: tuple[str, ...],
    reason: str,
    *,
    expected: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Загрузить реестр страниц (XLSX, ODS, DOCX, CSV) / Import the register of pages."""
    require_file(file)
    season_id = desk.season_id(year)
    said = said_by_names(maps)
    words = RegisterWords(said, expected)
    if gone:
        plan = _taken(desk, season_id, file, words, dry_run=True).plan
        if plan is not None:
            words = RegisterWords(said, plan.digest if expected is None else expected, _named(plan, gone, reason))
    report = _taken(desk, season_id, file, words, dry_run=dry_run)
    if as_json:
        print_json(_record(report, dry_run=dry_run))
        return
    _tell(desk, report, dry_run=dry_run)


@click.command("undo")
@_year
@pass_desk
def undo(desk: Desk, year: int | None) -> None:
    """Отменить последнюю загрузку реестра / Undo the last import of the register."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        row = undo_register(session, desk.actor, season_id, now=now())
        desk.say(
            f"Загрузка реестра «{row.name}» отменена: убрано новых {row.new}, возвращено прежними {row.changed + row.gone}.",
            f"The import of the register «{row.name}» is undone: {row.new} new taken away, {row.changed + row.gone} put back.",
        )


@click.command("columns")
@click.option("--forget", "number", type=int, help="Забыть соответствие с этим номером / Forget the mapping of this number")
@pass_desk
def columns(desk: Desk, number: int | None) -> None:
    """Что запомнено о столбцах файлов / What is remembered of the columns of files."""
    with desk.transaction() as session:
        if number is not None:
            name = forget(session, desk.actor, number, now=now())
            desk.say(f"Соответствие столбцов файла «{name}» забыто.", f"The mapping of «{name}» is forgotten.")
            return
        rows = all_remembered(session)
        if not rows:
            desk.say("Ничего не запомнено.", "Nothing is remembered.")
        for row in rows:
            fields = ", ".join(field_title(name, desk.language) for name in row.fields.values() if name)
            click.echo(f"{row.id}: «{row.file}», {row.made_name}, {row.made_at:%d.%m.%Y}: {fields}")


def _taken(desk: Desk, season_id: int, file: Path, words: RegisterWords, *, dry_run: bool) -> FileReport:
    with Bars(desk.language) as bars:
        upload = as_it_lies(file) if dry_run else keep_file(desk.home, file)
        return import_file(
            desk.engine,
            desk.home,
            desk.actor,
            season_id,
            upload,
            clock=now,
            progress=bars,
            dry_run=dry_run,
            register=words,
        )


def _named(plan: RegisterPlan, gone: Iterable[str], reason: str) -> dict[int, str]:
    """The vanished pages that were named; InputError for an address that is none of them."""
    found = {}
    for text in gone:
        address = parse_address(text)
        page = next((page for page in plan.vanished if address is not None and _is_at(page, address.key)), None)
        if page is None:
            raise InputError(
                f"Среди исчезнувших страниц нет «{text}». Список покажет ключ --dry-run.",
                f"No vanished page is «{text}». --dry-run lists them.",
            )
        found[page.page_id] = reason
    return found


def _is_at(page: Vanished, key: str) -> bool:
    address = parse_address(page.link)
    return address is not None and address.key == key


def _tell(desk: Desk, report: FileReport, *, dry_run: bool) -> None:
    plan = report.plan
    if dry_run:
        desk.say("Пробный прогон: ничего не записано.", "A dry run: nothing was written.")
    desk.say(
        f"{report.name} (реестр): новых {report.new}, изменённых {report.changed}, прежних {report.same}, "
        f"отклонённых {len(report.refusals)}",
        f"{report.name} (register): {report.new} new, {report.changed} changed, {report.same} the same, "
        f"{len(report.refusals)} refused",
    )
    if report.mapping:
        desk.say(
            f"Столбцы поняты так же, как в файле «{report.mapping}» (lavr import columns).",
            f"Columns are understood as in the file «{report.mapping}» (lavr import columns).",
        )
    if report.unread:
        names = ", ".join(f"«{name}»" for name in report.unread)
        desk.say(f"Не прочитаны другие листы с реестром: {names}", f"Other sheets with a register were not read: {names}")
    if plan is not None:
        _tell_plan(desk, plan)
    _tell_rows(desk, ("Отклонены", "Refused"), report.refusals, report.reports.get(desk.language))
    _tell_rows(desk, ("Приняты, но сомнительны", "Taken, but doubtful"), report.doubts, None)
    if dry_run and plan is not None:
        desk.say(f"План: {plan.digest}", f"Plan: {plan.digest}")


def _tell_plan(desk: Desk, plan: RegisterPlan) -> None:
    _tell_list(desk, ("Новые", "New"), [f"{row.name} ({row.link})" for row in plan.new])
    for what, title in WHAT.items():
        changes = [change for change in plan.of(what) if not only_measures(change)]
        lines = []
        for change in changes:
            told = "; ".join(f"{column}: {old} → {new}" for column, old, new in told_changes(change, desk.language))
            lines.append(f"{change.name}: {told}" if told else change.name)
        _tell_list(desk, title, lines)
    measured = sum(only_measures(change) for change in plan.changed)
    if measured:
        desk.say(f"  Новые показатели мониторинга: {measured}", f"  New figures of monitoring: {measured}")
    vanished = [
        f"{page.name} ({page.link})"
        + (desk.t(f"; возможно, слита: {page.into}", f"; perhaps merged: {page.into}") if page.into else "")
        for page in plan.vanished
    ]
    _tell_list(desk, ("Нет в файле, остаются", "Not in the file, kept"), vanished)


def _tell_list(desk: Desk, title: tuple[str, str], lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"  {desk.t(*title)}: {len(lines)}")
    for line in lines[:_LISTED]:
        click.echo(f"    {line}")
    if len(lines) > _LISTED:
        desk.say(f"    … и ещё {len(lines) - _LISTED}", f"    … and {len(lines) - _LISTED} more")


def _tell_rows(desk: Desk, title: tuple[str, str], rows: tuple[Refusal, ...], path: Path | None) -> None:
    if not rows:
        return
    click.echo(f"  {desk.t(*title)}: {len(rows)}")
    for row in rows[:_LISTED]:
        column = f", «{row.column}»" if row.column else ""
        click.echo(f"    {desk.t(f'строка {row.line}', f'line {row.line}')}{column}: {row.told(desk.language)}")
    rest = len(rows) - _LISTED
    if rest > 0:
        where = f" → {path}" if path else ""
        desk.say(f"    … и ещё {rest}{where}", f"    … and {rest} more{where}")


def _record(report: FileReport, *, dry_run: bool) -> dict[str, Any]:
    """The report for a program: as of any file, with the plan beside it."""
    return {
        "dry_run": dry_run,
        "files": [
            report.counts()
            | {
                "ignored_columns": list(report.ignored),
                "unread_sheets": list(report.unread),
                "columns_as_in": report.mapping,
                "refusals": [refusal_record(row) for row in report.refusals],
                "doubts": [refusal_record(row) for row in report.doubts],
                "changes": plan_record(report.plan) if report.plan is not None else None,
            }
        ],
    }


def refusal_record(refusal: Refusal) -> dict[str, Any]:
    """A row's place and reason for a program."""
    return {
        "line": refusal.line,
        "column": refusal.column,
        "value": refusal.value,
        "code": refusal.code,
        "reason": {"ru": refusal.told("ru"), "en": refusal.told("en")},
    }
