"""``lavr chores``: what recurs by the clock, for an installation without a worker that runs all the time."""

import time
from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import select

from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.services import schedule
from scoring.services.letters import routine, sending
from scoring.store.letters import Letter
from scoring.store.vocabulary import LetterState


@click.command("chores")
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def chores(desk: Desk, as_json: bool) -> None:
    """Сделать, чему пришло время: напоминания, ночная проверка, письма, сводка / Do what is due by the clock.

    «lavr serve» и «lavr work» делают это сами. Без них запускайте раз в час по расписанию машины. Код 1, если ночная
    проверка нашла, что не сходится.
    """
    moment = now()
    with desk.transaction() as session:
        schedule.forget_due(session, desk.home, moment)
    done = routine.routine(desk.engine, desk.home, now=moment)
    with desk.transaction() as session:
        seasons = session.scalars(select(Letter.season_id).where(Letter.state == LetterState.APPROVED).distinct()).all()
    sent = [sending.release(desk.engine, desk.home, season_id, clock=now, wait=time.sleep) for season_id in sorted(seasons)]
    told: dict[str, Any] = asdict(done) | {"sent": sum(one.left for one in sent), "failed": sum(one.failed for one in sent)}
    if as_json:
        print_json(told)
    else:
        years = ", ".join(map(str, done.checked)) or "—"
        desk.say(
            f"Проверены сезоны: {years}; не сходится строк: {done.violations}. "
            f"Напоминаний: {done.reminders}, хешей: {done.hashes}, сводок: {done.digests}. "
            f"Писем ушло: {told['sent']}, не принято: {told['failed']}.",
            f"Seasons checked: {years}; rows that do not hold: {done.violations}. "
            f"Reminders: {done.reminders}, hashes: {done.hashes}, digests: {done.digests}. "
            f"Letters sent: {told['sent']}, refused: {told['failed']}.",
        )
    if done.violations:
        raise SystemExit(1)
