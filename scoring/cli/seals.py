"""``lavr season seals``: a season's sealed files out of the database, with checksums that ``sha256sum -c`` reads."""

from pathlib import Path

import click

from scoring.cli.context import Desk
from scoring.cli.people import pass_desk
from scoring.services import sealed_files


@click.command("seals")
@click.argument("year", type=int)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда сложить / Where to put them")
@pass_desk
def seals(desk: Desk, year: int, out: Path) -> None:
    """Выгрузить запечатанные файлы сезона с их SHA-256 / Write the season's sealed files with their SHA-256."""
    with desk.transaction() as session:
        files = sealed_files.files_of(session, desk.season_id(year))
    written = sealed_files.write(files, out)
    for one in files:
        click.echo(f"{one.sha256}  {one.name}")
    desk.say(
        f"Файлов: {len(written)}, папка «{out}». Проверить: sha256sum -c {sealed_files.SUMS}; пересчитать: lavr replay {year} "
        f"--seals «{out}»",
        f"{len(written)} files in «{out}». Check: sha256sum -c {sealed_files.SUMS}; count again: lavr replay {year} "
        f"--seals «{out}»",
    )
