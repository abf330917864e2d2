"""``lavr replay``: a sealed run computed again from its files alone, compared byte for byte with what was published."""

from dataclasses import asdict
from pathlib import Path

import click

from scoring.cli.bars import Bars
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.errors import NotFound
from scoring.services import replaying, sealed_files
from scoring.services.replaying import Replay
from scoring.services.sealed_files import SealedFile

_PARTS = {
    "rulebook.toml": ("файл регламента", "the rule book's file"),
    "incidents.json": ("файл сбоев", "the file of incidents"),
    "incidents": ("хэш сбоев", "the hash of incidents"),
    "findings.json": ("файл штрафов, бонусов и освобождений", "the file of penalties, bonuses and waivers"),
    "corrections.json": ("файл исправлений данных", "the file of corrections"),
    "ranking.csv": ("файл рейтинга", "the ranking's file"),
    "evidence": ("имя свидетельств", "the name of the evidence"),
    "findings": ("хэш штрафов, бонусов и освобождений", "the hash of penalties, bonuses and waivers"),
    "corrections": ("хэш исправлений данных", "the hash of corrections"),
    "rulebook": ("хэш регламента", "the hash of the rule book"),
    "ranking": ("хэш рейтинга", "the hash of the ranking"),
    "name": ("имя расчёта", "the run's name"),
    "folder": ("имя папки", "the folder's name"),
}


@click.command("replay")
@click.argument("season", type=int, required=False)
@click.option("--run", "run_", metavar="NAME", help="Имя расчёта или его начало / A run's name or its beginning")
@click.option("--folder", type=click.Path(path_type=Path), help="Папка запечатанного расчёта, без базы / A sealed run's folder")
@click.option("--evidence", type=click.Path(path_type=Path), help="Папка снимка, если она не рядом / The snapshot's folder")
@click.option("--seals", type=click.Path(path_type=Path), help="Папка печатей сезона, без базы / Folder of the season's seals")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def replay(
    desk: Desk,
    season: int | None,
    run_: str | None,
    folder: Path | None,
    evidence: Path | None,
    seals: Path | None,
    as_json: bool,
) -> None:
    """Пересчитать сезон из запечатанных файлов и сравнить до байта / Recompute a season and compare to the byte.

    SEASON — год сезона: берётся его официальный расчёт, без года — последнего сезона. Считаются заново и печати сезона: места,
    вердикты жюри и решения.
    """
    chosen = folder if folder is not None else _folder(desk, season, run_)
    files = sealed_files.read(seals) if seals is not None else ()
    if seals is None and folder is None and run_ is None:
        files = _files(desk, season)
    with Bars(desk.language) as bars:
        found = replaying.replay(chosen, evidence=evidence, files=files, progress=bars)
    if as_json:
        print_json({"same": found.same, **asdict(found)})
    else:
        _tell(desk, found, chosen)
    if not found.same:
        raise SystemExit(1)


def _folder(desk: Desk, year: int | None, prefix: str | None) -> Path:
    """The sealed run asked for: by its files where they are there, else made out of the database."""
    if prefix is not None:
        try:
            return replaying.find_sealed(desk.home, prefix, year)
        except NotFound:
            return _sealed(desk, prefix)
    if year is not None and not _has_season(desk, year):
        return replaying.find_sealed(desk.home, "", year)
    with desk.transaction() as session:
        return replaying.official_folder(session, desk.home, desk.season_id(year))


def _files(desk: Desk, year: int | None) -> tuple[SealedFile, ...]:
    """The season's sealed files out of the database; none where it does not know the season."""
    if year is not None and not _has_season(desk, year):
        return ()
    with desk.transaction() as session:
        return sealed_files.files_of(session, desk.season_id(year))


def _sealed(desk: Desk, asked: str) -> Path:
    with desk.transaction() as session:
        return replaying.seal_run(session, desk.home, replaying.find_run(session, asked))


def _has_season(desk: Desk, year: int) -> bool:
    try:
        desk.season_id(year)
    except NotFound:
        return False
    return True


def _tell(desk: Desk, found: Replay, folder: Path) -> None:
    if found.code != found.code_now:
        desk.say(
            f"! Считала программа версии {found.code}, пересчитала {found.code_now}: различия могут быть от неё.",
            f"! Version {found.code} of the program computed then, {found.code_now} now: differences may come from that.",
        )
    if found.same:
        desk.say(
            f"Совпало до байта: сезон {found.year}, расчёт {found.run[:12]}, страниц {found.pages}.",
            f"The same to the byte: season {found.year}, run {found.run[:12]}, {found.pages} pages.",
        )
        click.echo(f"SHA-256 {found.ranking}")
        if found.files:
            desk.say(
                f"Печати сезона: {found.files}, места, вердикты и решения сосчитаны заново и совпали до байта.",
                f"Seals of the season: {found.files}; places, verdicts and decisions were counted again, the same to the byte.",
            )
        return
    desk.say(
        f"Не совпало: сезон {found.year}, расчёт {found.run[:12]}, папка «{folder}».",
        f"Not the same: season {found.year}, run {found.run[:12]}, folder «{folder}».",
    )
    for wrong in found.wrong:
        part = desk.t(*_PARTS[wrong.part])
        desk.say(
            f"  ✗ {part}: записано {wrong.said[:16]}…, на деле {wrong.found[:16]}…",
            f"  ✗ {part}: {wrong.said[:16]}… is written, {wrong.found[:16]}… was found",
        )
    for row in found.rows[: replaying.LISTED]:
        name = " · ".join(part for part in (row.file, row.row) if part)
        desk.say(f"  ✗ печать {name}:", f"  ✗ seal {name}:")
        click.echo(f"      {row.sealed[:300] or '—'}\n    → {row.found[:300] or '—'}")
    if not found.differing:
        desk.say("  Рейтинг при этом совпал до байта.", "  The ranking itself is the same to the byte.")
    for cell in found.cells:
        where = desk.t(f"строка {cell.line}, {cell.page}", f"line {cell.line}, {cell.page}").rstrip(", ")
        column = f", «{cell.column}»" if cell.column else ""
        click.echo(f"  ✗ {where}{column}: {cell.before or '—'} → {cell.after or '—'}")
    if found.differing > len(found.cells):
        rest = found.differing - len(found.cells)
        desk.say(f"  … и ещё различий: {rest}", f"  … and {rest} more")
    desk.say(
        "Верните испорченные файлы из резервной копии. Цела база данных — удалите папку и повторите: она будет сделана заново.",
        "Restore the damaged files from a backup. Where the database is sound, remove the folder and try again: it is made anew.",
    )
