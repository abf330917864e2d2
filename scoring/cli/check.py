"""``lavr check``: everything that must always hold, asked of the database and the files as they are now."""

from dataclasses import asdict

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.services.checking.whole import Checked, check
from scoring.services.letters.routine import keep_check
from scoring.store.seasons import Season


@click.command("check")
@click.argument("season", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def check_(desk: Desk, season: int | None, as_json: bool) -> None:
    """Проверить, что всё сходится: баллы, решения, подписи, печати, файлы, журнал / Check that everything holds.

    SEASON — год сезона; без него проверяются все. Ничего не исправляет; найденное видно на главной странице сезона и стоит на
    пути его следующих шагов. Код 1, если что-то не так.
    """
    season_id = desk.season_id(season) if season is not None else None
    with desk.transaction() as session:
        found = _checked(session, desk, season_id)
    if as_json:
        print_json({"holds": not found.violations, **asdict(found)})
    else:
        _tell(desk, found)
    if found.violations:
        raise SystemExit(1)


def _checked(session: Session, desk: Desk, season_id: int | None) -> Checked:
    """Every season by itself, so that each keeps its own result; what concerns the whole database is told once."""
    chosen = select(Season).order_by(Season.year, Season.id)
    if season_id is not None:
        chosen = chosen.where(Season.id == season_id)
    each = []
    for season in session.scalars(chosen).all():
        told = check(session, desk.home, season.id)
        keep_check(session, season, told, now=desk.clock())
        each.append(told)
    if not each:  # there is no season yet, and the journal is asked all the same
        return check(session, desk.home)
    violations = dict.fromkeys(violation for told in each for violation in told.violations)
    return Checked(tuple(year for told in each for year in told.years), each[0].rules, tuple(violations))


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
