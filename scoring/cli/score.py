"""``lavr score``: a ranking from files alone, with no database: of a season's evidence, of a register, or of any table."""

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import click

from criteria.measurement import Language
from criteria.phrases import points_text
from scoring.cli import table_evidence
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.finding_file import findings_in
from scoring.cli.imports import activity_files
from scoring.cli.people import pass_desk
from scoring.cli.robustness import names_of, tell_report, write_report
from scoring.cli.rulebook_file import text_and_book
from scoring.engine.evidence import Evidence
from scoring.engine.ranking import Outcome
from scoring.engine.run import NO_FINDINGS, Result, evaluate
from scoring.engine.table import ranking_rows
from scoring.errors import InputError, UnreadableFile
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.evidence.reader import Evidence as Snapshot
from scoring.evidence.reader import open_snapshot
from scoring.progress import Progress
from scoring.services.imports import kind_of
from scoring.services.results import ranking_bytes
from scoring.services.robustness import report_on
from scoring.services.seasons import check_zone
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.register import RegisterRow, page_aliases, read_register
from scoring.store.vocabulary import FileKind

_Form = Literal["csv", "json", "xlsx"]
_TABLES = (".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".tsv")


@click.command("score")
@click.option("--rulebook", required=True, help="Файл TOML или имя из комплекта / A TOML file, or the name of a packaged one")
@click.option(
    "--evidence",
    required=True,
    type=click.Path(path_type=Path),
    help="Папка (снимок, или реестр и CSV) либо таблица (CSV, XLSX, ODS) / A folder (a snapshot, or a register and CSV files) or "
    "a table (CSV, XLSX, ODS)",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Куда: .csv, .json, .xlsx / Where to")
@click.option("--year", type=int, help="Год, если в папке исходные файлы / The year, where the folder holds plain files")
@click.option("--zone", default="Europe/Moscow", show_default=True, help="Часовой пояс / Time zone")
@click.option("--key", help="Столбец таблицы с именем строки, иначе первый / The table's column that names a row, else the first")
@click.option("--name", help="Столбец таблицы с названием, иначе ключ / The table's column to be shown, else the key")
@click.option("--sheet", help="Лист книги, иначе первый / The workbook's sheet, else the first")
@click.option(
    "--robustness",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Куда записать отчёт об устойчивости, .json / Where to write the report of robustness, .json",
)
@click.option(
    "--findings",
    type=click.Path(path_type=Path),
    help="Штрафы, надбавки, освобождения: CSV, XLSX; строки считаются подтверждёнными тем, кто подписал файл / Penalties, "
    "bonuses, waivers; each row counts as confirmed by whoever signed the file",
)
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Куда записать ячейки, которые не прочитаны / Where to write the cells that could not be read",
)
@pass_desk
def score(
    desk: Desk,
    *,
    rulebook: str,
    evidence: Path,
    out: Path,
    year: int | None,
    zone: str,
    key: str | None,
    name: str | None,
    sheet: str | None,
    refused: Path | None,
    robustness: Path | None,
    findings: Path | None,
) -> None:
    """Посчитать рейтинг по файлам, без базы данных / Compute a ranking from files, without a database.

    Свидетельства: снимок, папка с реестром и выгрузками, один реестр или любая таблица, по строке на участника. Столбцы таблицы
    регламент называет как metric = { column = "…" }.

    The evidence: a snapshot, a folder with a register and exports, a register alone, or any table with a row for each
    participant. A rule book names columns of a table as metric = { column = "…" }.
    """
    form = _form_of(out)
    check_zone(zone)
    _, book = text_and_book(rulebook)
    table = table_evidence.Wanted(key, name, sheet, refused)
    with ExitStack() as stack:
        working = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lavr-")))
        bars = stack.enter_context(Bars(desk.language))
        found: Evidence
        if evidence.is_dir():
            found = stack.enter_context(_folder(evidence, _Plain(year, zone, working), bars, desk.language))
        else:
            found = stack.enter_context(table_evidence.opened(book, evidence, table, working, desk.language))
        bars("measure", 0, 0)
        said = findings_in(desk, findings, book, found) if findings is not None else NO_FINDINGS
        result = evaluate(book, found, findings=said)
        bars("measure", result.pages, result.pages)
        told = report_on(result, found, bars) if robustness is not None else None
        # The register's columns are read when they are asked for, so the rows are told while the folder is still there.
        content = ranking_bytes(book, ranking_rows(result), form, desk.language)
    _put(out, content)
    _tell(desk, result, out)
    if robustness is not None and told is not None:
        write_report(desk, told, robustness)
        tell_report(desk, told, result.book, names_of(result))


def _form_of(out: Path) -> _Form:
    """What the file is to be; refused before anything is computed, as is a folder that does not exist."""
    form = out.suffix.lstrip(".").lower()
    if form not in get_args(_Form):
        raise InputError(
            f"Расширение «{out.suffix}» не подходит: назовите файл .csv, .json или .xlsx.",
            f"The ending «{out.suffix}» will not do: name a .csv, .json or .xlsx file.",
        )
    if not out.absolute().parent.is_dir():
        raise InputError(
            f"Папки «{out.absolute().parent}» нет. Создайте её или назовите другую в --out.",
            f"There is no folder «{out.absolute().parent}». Make it, or name another one in --out.",
        )
    return cast("_Form", form)


def _put(out: Path, content: bytes) -> None:
    """In one step, so that nobody reads half a file."""
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)


@dataclass(frozen=True, slots=True)
class _Plain:
    """How plain files of a folder become evidence, and where."""

    year: int | None
    zone: str
    working: Path


def _folder(folder: Path, plain: _Plain, progress: Progress, language: Language) -> Snapshot:
    """The evidence in a folder: a snapshot as it is, or plain files frozen for the time of one command."""
    if (folder / "manifest.json").exists():
        return open_snapshot(folder)
    return open_snapshot(_freeze_files(folder, plain, _needed(plain.year), progress, language))


def _freeze_files(folder: Path, plain: _Plain, year: int, progress: Progress, language: Language) -> Path:
    """Read and freeze plain files into the working folder; refused rows are told by count."""
    rows = _register(folder)
    aliases = page_aliases(rows)
    batches: list[ActivityBatch] = []
    files, foreign = activity_files(folder)
    if foreign:
        raise foreign[0]
    for path in files:
        batch = import_activity(path, pages=aliases, zone=plain.zone, year=year, into=plain.working / "batches")
        progress(batch.kind, batch.rows, batch.rows)
        if batch.refusals:
            word = "отклонено строк" if language == "ru" else "rows refused"
            click.echo(f"! {path.name}: {word}: {len(batch.refusals)}", err=True)
        batches.append(batch)
    into = plain.working / "evidence"
    into.mkdir()
    return freeze(rows, batches, year=year, zone=plain.zone, days_off=days_off(year), into=into).folder


def _register(folder: Path) -> tuple[RegisterRow, ...]:
    tables = sorted(path for path in folder.iterdir() if path.suffix.lower() in _TABLES) if folder.is_dir() else []
    registers = [path for path in tables if kind_of(path) is FileKind.REGISTER]
    if len(registers) != 1:
        names = ", ".join(path.name for path in registers) or "—"
        raise UnreadableFile(
            f"В папке «{folder}» нужен ровно один реестр страниц (XLSX или CSV), найдено: {names}.",
            f"The folder «{folder}» needs exactly one register of pages (XLSX or CSV), found: {names}.",
        )
    return read_register(registers[0]).rows


def _needed(year: int | None) -> int:
    if year is None:
        raise InputError(
            "В папке исходные файлы: укажите год, например --year 2025.",
            "The folder holds plain files: name the year, for example --year 2025.",
        )
    return year


def _tell(desk: Desk, result: Result, out: Path) -> None:
    for cut in result.ranked.cuts:
        line = points_text(cut.line, desk.language)
        desk.say(
            f"{cut.nomination}: страниц {cut.pages}, победителей {cut.winners}, лауреатов {cut.laureates}, черта {line}",
            f"{cut.nomination}: {cut.pages} pages, {cut.winners} winners, {cut.laureates} laureates, line at {line}",
        )
    winners = int((result.ranked.outcome == Outcome.WINNER).sum())
    desk.say(f"Победителей всего: {winners}. Рейтинг: {out}", f"Winners in all: {winners}. Ranking: {out}")
