"""``lavr import``: register and activity from files of this machine."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now, print_json
from scoring.cli.covers import import_covers
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.cli.register import columns, refusal_record, register, undo
from scoring.errors import UnreadableFile
from scoring.services.imports import FileReport, import_file, kind_of
from scoring.services.uploads import as_it_lies, keep_file
from scoring.sources.report import Refusal
from scoring.store.vocabulary import FileKind

_LISTED = 10
_TABLES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_ORDER = (FileKind.REGISTER, FileKind.POSTS, FileKind.MESSAGES, FileKind.STREAMS, FileKind.CHECKS)
_TITLES = {
    FileKind.REGISTER: ("реестр", "register"),
    FileKind.POSTS: ("записи", "posts"),
    FileKind.MESSAGES: ("сообщения", "messages"),
    FileKind.STREAMS: ("трансляции", "streams"),
    FileKind.CHECKS: ("проверки", "checks"),
}


@click.group("import")
def import_group() -> None:
    """Загрузка реестра и активности / Import of register and activity."""


_year = click.option("--year", type=int, help="Сезон; иначе новейший / The season; the newest by default")
_dry = click.option("--dry-run", is_flag=True, help="Только рассказать, что изменится / Only tell what would change")
_json = click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")


import_group.add_command(register)
import_group.add_command(undo)
import_group.add_command(columns)
import_group.add_command(import_covers)


@import_group.command("activity")
@click.argument("folder", type=click.Path(path_type=Path))
@_year
@_dry
@_json
@pass_desk
def activity(desk: Desk, folder: Path, year: int | None, dry_run: bool, as_json: bool) -> None:
    """Загрузить активность за год: CSV из папки или один файл / Import the year's activity: CSV files of a folder, or one."""
    season_id = desk.season_id(year)
    files, foreign = activity_files(folder)
    _tell(desk, import_paths(desk, season_id, files, dry_run=dry_run), as_json=as_json, dry_run=dry_run)
    for error in foreign:
        click.echo(click.style(error.told(desk.language), fg="red"), err=True)
    if foreign:
        raise SystemExit(1)


def activity_files(folder: Path) -> tuple[list[Path], list[UnreadableFile]]:
    """The CSV files (also .gz) of a folder by name, or the one file that was named, and what is wrong with the other tables.

    Registers are left out: they are imported by themselves.
    """
    if not folder.is_dir():
        require_file(folder)
        return [folder], []
    files, foreign = [], []
    for path in sorted(path for path in folder.iterdir() if path.name.lower().endswith(_TABLES)):
        try:
            if kind_of(path) is not FileKind.REGISTER:
                files.append(path)
        except UnreadableFile as error:
            foreign.append(error)
    if not files and not foreign:
        raise UnreadableFile(
            f"В папке «{folder}» нет файлов CSV с активностью. Положите туда записи, сообщения, трансляции и проверки.",
            f"The folder «{folder}» has no CSV files of activity. Put posts, messages, streams and checks there.",
        )
    return files, foreign


def import_paths(desk: Desk, season_id: int, files: Iterable[Path], *, dry_run: bool = False) -> list[FileReport]:
    """Keep the files and read them in, the register before the activity; with bars."""
    ordered = sorted(files, key=lambda path: (_ORDER.index(kind_of(path)), path.name))
    with Bars(desk.language) as bars:
        return [
            import_file(
                desk.engine,
                desk.home,
                desk.actor,
                season_id,
                as_it_lies(path) if dry_run else keep_file(desk.home, path),
                clock=now,
                progress=bars,
                dry_run=dry_run,
            )
            for path in ordered
        ]


def tell_report(desk: Desk, report: FileReport, *, listed: int = _LISTED) -> None:
    """One file's counts and its first ``listed`` refused rows."""
    ru, en = _TITLES[report.kind]
    desk.say(
        f"{report.name} ({ru}): новых {report.new}, изменённых {report.changed}, прежних {report.same}, "
        f"отклонённых {len(report.refusals)}",
        f"{report.name} ({en}): {report.new} new, {report.changed} changed, {report.same} the same, "
        f"{len(report.refusals)} refused",
    )
    tell_refusals(desk, report.refusals[:listed])
    rest = len(report.refusals) - listed
    if rest > 0:
        path = report.reports.get(desk.language)
        where = f" → {path}" if path else ""
        desk.say(f"    … и ещё {rest}{where}", f"    … and {rest} more{where}")


def tell_refusals(desk: Desk, refusals: Iterable[Refusal]) -> None:
    """Each row with its place and the reason."""
    for refusal in refusals:
        place = desk.t(f"строка {refusal.line}", f"line {refusal.line}")
        column = f", «{refusal.column}»" if refusal.column else ""
        click.echo(f"    {place}{column}: {refusal.told(desk.language)}")


def _tell(desk: Desk, reports: list[FileReport], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json({"dry_run": dry_run, "files": [_record(report) for report in reports]})
        return
    if dry_run:
        desk.say("Пробный прогон: ничего не записано.", "A dry run: nothing was written.")
    for report in reports:
        tell_report(desk, report)


def _record(report: FileReport) -> dict[str, Any]:
    return report.counts() | {
        "ignored_columns": list(report.ignored),
        "refusals": [refusal_record(refusal) for refusal in report.refusals],
    }
