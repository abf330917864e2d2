"""``lavr doctor``: what is missing on this machine and how to get it."""

from datetime import date

import click

from scoring import doctor as examination
from scoring.cli.context import Desk, print_json
from scoring.cli.people import pass_desk
from scoring.errors import Conflict
from scoring.services.tokens import find_token
from scoring.store.database import is_current, open_engine

_SIGNS = {
    examination.State.OK: click.style("✓", fg="green"),
    examination.State.WARNING: click.style("!", fg="yellow"),
    examination.State.MISSING: click.style("✗", fg="red"),
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def doctor(desk: Desk, as_json: bool) -> None:
    """Чего не хватает на этой машине и как это получить / What is missing here and how to get it."""
    findings = examination.examine(desk.home.home, lambda: _look_at_database(desk), lambda: _token(desk), lambda: _keys(desk))
    if as_json:
        print_json([{"what": f.what, "state": f.state, "text": desk.t(f.ru, f.en)} for f in findings])
    else:
        for finding in findings:
            click.echo(f"{_SIGNS[finding.state]} {desk.t(finding.ru, finding.en)}")
    if any(finding.state is examination.State.MISSING for finding in findings):
        raise SystemExit(1)


def _token(desk: Desk) -> str | None:
    found = find_token(desk.home)
    return found.tail if found is not None else None


def _keys(desk: Desk) -> date | None:
    if desk.home.key_folder is None:
        return None
    from certificates.keys.ring import open_ring  # noqa: PLC0415  loads pyHanko, which a machine without keys does without

    return open_ring(desk.home.key_folder, away_from=desk.home.without_keys).signer().until.date()


def _look_at_database(desk: Desk) -> None:
    if desk.home.database_url is None and not (desk.home.home / "lavr.sqlite3").exists():
        return  # it is made at the first start
    engine = open_engine(desk.home.url)
    current = is_current(engine)
    engine.dispose()
    if not current:
        raise Conflict(
            "Таблицы базы данных устарели. Они обновятся при следующем запуске lavr serve.",
            "The database's tables are out of date. The next lavr serve brings them up to date.",
        )
