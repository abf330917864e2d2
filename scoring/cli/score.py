"""``lavr score``: a ranking from files alone, with no database."""

import tempfile
from pathlib import Path
from typing import Literal, cast

import click

from criteria import loading
from criteria.measurement import Language
from criteria.phrases import points_text
from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.imports import activity_files
from scoring.cli.paths import read_text
from scoring.cli.people import pass_desk
from scoring.engine.ranking import Outcome
from scoring.engine.run import Result, evaluate
from scoring.engine.table import ranking_rows
from scoring.errors import InputError, UnreadableFile
from scoring.evidence.days_off import days_off
from scoring.evidence.freeze import freeze
from scoring.evidence.reader import open_snapshot
from scoring.progress import Progress
from scoring.services.imports import kind_of
from scoring.services.results import ranking_bytes
from scoring.services.seasons import check_zone
from scoring.sources.activity import ActivityBatch, import_activity
from scoring.sources.register import RegisterRow, page_aliases, read_register
from scoring.store.vocabulary import FileKind

_FORMS = ("csv", "json", "xlsx")
_TABLES = (".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".tsv")


@click.command("score")
@click.option("--rulebook", required=True, help="Файл TOML или имя из комплекта / A TOML file, or the name of a packaged one")
@click.option(
    "--evidence",
    required=True,
    type=click.Path(path_type=Path),
    help="Папка: замороженные свидетельства или реестр и CSV / A folder: frozen evidence, or a register and CSV files",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Куда: .csv, .json, .xlsx / Where to")
@click.option("--year", type=int, help="Год, если в папке исходные файлы / The year, where the folder holds plain files")
@click.option("--zone", default="Europe/Moscow", show_default=True, help="Часовой пояс / Time zone")
@pass_desk
def score(desk: Desk, rulebook: str, evidence: Path, out: Path, year: int | None, zone: str) -> None:
    """Посчитать рейтинг по файлам, без базы данных / Compute a ranking from files, without a database."""
    form = out.suffix.lstrip(".").lower()
    if form not in _FORMS:
        raise InputError(
            f"Расширение «{out.suffix}» не подходит: назовите файл .csv, .json или .xlsx.",
            f"The ending «{out.suffix}» will not do: name a .csv, .json or .xlsx file.",
        )
    check_zone(zone)
    if not out.absolute().parent.is_dir():
        raise InputError(
            f"Папки «{out.absolute().parent}» нет. Создайте её или назовите другую в --out.",
            f"There is no folder «{out.absolute().parent}». Make it, or name another one in --out.",
        )
    text = loading.packaged_text(rulebook) if rulebook in loading.names() else read_text(Path(rulebook))
    book = loading.read(text)
    with tempfile.TemporaryDirectory(prefix="lavr-") as working, Bars(desk.language) as bars:
        folder = evidence
        if not (evidence / "manifest.json").exists():
            folder = _freeze_files(evidence, _needed(year), zone, Path(working), bars, desk.language)
        bars("measure", 0, 0)
        result = evaluate(book, open_snapshot(folder))
        bars("measure", result.pages, result.pages)
    content = ranking_bytes(book, ranking_rows(result), cast("Literal['csv', 'json', 'xlsx']", form), desk.language)
    part = out.with_name(f".{out.name}.part")
    part.write_bytes(content)
    part.replace(out)
    _tell(desk, result, out)


def _freeze_files(folder: Path, year: int, zone: str, working: Path, progress: Progress, language: Language) -> Path:
    """Read and freeze plain files into the working folder; refused rows are told by count."""
    rows = _register(folder)
    aliases = page_aliases(rows)
    batches: list[ActivityBatch] = []
    files, foreign = activity_files(folder)
    if foreign:
        raise foreign[0]
    for path in files:
        batch = import_activity(path, pages=aliases, zone=zone, year=year, into=working / "batches")
        progress(batch.kind, batch.rows, batch.rows)
        if batch.refusals:
            word = "отклонено строк" if language == "ru" else "rows refused"
            click.echo(f"! {path.name}: {word}: {len(batch.refusals)}", err=True)
        batches.append(batch)
    into = working / "evidence"
    into.mkdir()
    snapshot = freeze(rows, batches, year=year, zone=zone, days_off=days_off(year), into=into)
    return into / snapshot.name


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
