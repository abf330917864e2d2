"""``lavr check``: everything that must always hold, asked of the database and the files as they are now."""

from dataclasses import asdict

import click

from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.services.checking.whole import Checked, check


@click.command("check")
@click.argument("season", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def check_(desk: Desk, season: int | None, as_json: bool) -> None:
    """Проверить, что всё сходится: баллы, решения, подписи, печати, файлы, журнал / Check that everything holds.

    SEASON — год сезона; без него проверяются все. Ничего не меняет. Код 1, если что-то не так.
    """
    season_id = desk.season_id(season) if season is not None else None
    with desk.transaction() as session:
        found = check(session, desk.home, season_id)
    if as_json:
        print_json({"holds": not found.violations, **asdict(found)})
    else:
        _tell(desk, found)
    if found.violations:
        raise SystemExit(1)


def _tell(desk: Desk, found: Checked) -> None:
    years = ", ".join(map(str, found.years)) or "—"
    for violation in found.violations:
        click.echo(f"✗ {violation.rule} · {violation.table} {violation.row}")
        desk.say(f"  {violation.ru}", f"  {violation.en}")
    if found.violations:
        desk.say(
            f"Не сходится: {len(found.violations)}. Сезоны: {years}; правил: {found.rules}.",
            f"Does not hold: {len(found.violations)}. Seasons: {years}; rules: {found.rules}.",
        )
        return
    desk.say(
        f"Всё сходится. Сезоны: {years}; правил проверено: {found.rules}.",
        f"Everything holds. Seasons: {years}; rules asked: {found.rules}.",
    )
