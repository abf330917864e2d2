"""``lavr evidence``: files and snapshots from elsewhere, checked row by row and told in figures."""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from criteria.phrases import percent
from scoring.cli.bars import Bars
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.engine.telling_incidents import KIND_WORDS
from scoring.errors import InputError
from scoring.evidence.inspection import EvidenceFault, inspect_snapshot, is_snapshot
from scoring.evidence.manifest import read_manifest
from scoring.evidence.statistics import EvidenceStatistics, evidence_statistics
from scoring.services.handing_over import frozen_for_a_look, read_handed_over
from scoring.services.seasons import check_zone

_SHOWN: Final = 100
_folder = click.argument("folder", metavar="ПАПКА", type=click.Path(path_type=Path, file_okay=False))
_year = click.option("--year", type=click.IntRange(2000, 2100), help="Год файлов; снимок знает свой / Year of the files")
_zone = click.option(
    "--zone", default="Europe/Moscow", show_default=True, help="Пояс времён без пояса / Zone of times without one"
)
_json = click.option("--json", "as_json", is_flag=True, help="Для программы, всё / For a program, everything")


@click.group("evidence")
def evidence_group() -> None:
    """Свидетельства в папке: проверить и описать / Evidence in a folder: check it and tell its figures.

    ПАПКА — замороженный снимок или файлы для передачи: реестр и выгрузки. В базу ничего не пишется. / The folder is a frozen
    snapshot, or files to hand over: a register and exports. Nothing is written to the database.
    """


@evidence_group.command("check")
@_folder
@_year
@_zone
@_json
@pass_desk
def check(desk: Desk, folder: Path, year: int | None, zone: str, as_json: bool) -> None:
    """Проверить хеши, столбцы, значения, порядок, ссылки, повторы; статус 1, если есть ошибки / Check everything.

    Каждая ошибка названа с файлом, строкой, столбцом, значением и тем, что сделать. / Each fault is named with file, row, column,
    value, and what to do.
    """
    _require(folder)
    if is_snapshot(folder):
        faults: Sequence[EvidenceFault] = inspect_snapshot(folder)
        rows = {f"{table.name}.parquet": table.rows for table in read_manifest(folder).tables}
    else:
        check_zone(zone)
        with tempfile.TemporaryDirectory(prefix="lavr-") as working, Bars(desk.language) as bars:
            found = read_handed_over(folder, year=_needed(year), zone=zone, working=Path(working), progress=bars)
        faults, rows = found.faults, found.rows
    if as_json:
        print_json({"faults": [fault.as_json() for fault in faults], "rows": rows})
    else:
        for fault in faults[:_SHOWN]:
            click.echo(fault.told(desk.language))
        if len(faults) > _SHOWN:
            desk.say(f"… и ещё {len(faults) - _SHOWN}: --json покажет все", f"… and {len(faults) - _SHOWN} more: --json has all")
        counted = ", ".join(f"{name} {count}" for name, count in rows.items())
        desk.say(f"Строк: {counted}. Ошибок: {len(faults)}", f"Rows: {counted}. Faults: {len(faults)}")
    if faults:
        raise SystemExit(1)


@evidence_group.command("stats")
@_folder
@_year
@_zone
@_json
@pass_desk
def stats(desk: Desk, folder: Path, year: int | None, zone: str, as_json: bool) -> None:
    """Сколько строк, за какое время, по сферам и месяцам, что неизвестно / Rows, span, spheres by month, unknown shares."""
    _require(folder)
    with ExitStack() as stack:
        taken = folder
        if not is_snapshot(folder):
            check_zone(zone)
            working = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lavr-")))
            with Bars(desk.language) as bars:
                found = read_handed_over(folder, year=_needed(year), zone=zone, working=working / "batches", progress=bars)
                into = working / "evidence"
                into.mkdir()
                taken = frozen_for_a_look(found, year=_needed(year), zone=zone, working=into, progress=bars)
            if found.faults:
                desk.say(
                    f"! Ошибок в файлах: {len(found.faults)}, такие строки не посчитаны: lavr evidence check",
                    f"! Faults in the files: {len(found.faults)}, such rows are not counted: lavr evidence check",
                )
        figures = evidence_statistics(taken)
    if as_json:
        print_json(figures.as_json())
        return
    _tell(desk, figures)


def _tell(desk: Desk, figures: EvidenceStatistics) -> None:
    desk.say(
        f"{figures.name[:12]}: {figures.year} год, {figures.zone}, страниц {figures.pages}",
        f"{figures.name[:12]}: the year {figures.year}, {figures.zone}, {figures.pages} pages",
    )
    for table in figures.tables:
        span = f", {table.first} — {table.last}" if table.first else ""
        desk.say(f"{table.name}: строк {table.rows}, страниц {table.pages}{span}", f"{table.name}: {table.rows} rows{span}")
        unknown = [
            f"{name} {percent(count, table.rows, desk.language)}" for name, count in table.unknown.items() if count and table.rows
        ]
        if unknown:
            desk.say(f"  неизвестно: {', '.join(unknown)}", f"  unknown: {', '.join(unknown)}")
    for kind, spheres in figures.months.items():
        ru, en = KIND_WORDS[kind]
        click.echo(click.style(desk.t(f"{ru}, по месяцам", f"{en}, by month"), bold=True))
        for sphere, months in spheres.items():
            name = sphere or desk.t("без сферы", "of no sphere")
            click.echo(f"  {name} ({figures.spheres[sphere]}): {' '.join(map(str, months))}")


def _require(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError(f"Папки «{folder}» нет. Проверьте имя.", f"There is no folder «{folder}». Check the name.")


def _needed(year: int | None) -> int:
    if year is None:
        raise InputError(
            "В папке исходные файлы: укажите год, например --year 2025.",
            "The folder holds plain files: name the year, for example --year 2025.",
        )
    return year
