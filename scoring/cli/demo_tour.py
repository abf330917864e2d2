"""What the demo leaves to try, and the way through it: a rehearsal with an open jury, and numbered steps for a newcomer."""

import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import select

from scoring.cli.bars import Bars
from scoring.cli.context import Desk
from scoring.cli.demo_covers import keep_covers
from scoring.cli.imports import import_paths
from scoring.cli.playing import Play
from scoring.cli.rehearsal import HandSetTime, invented_cast
from scoring.season.course import State
from scoring.services import people, rehearsal_season
from scoring.services.awards import award_folder
from scoring.services.jury.jurors import standing
from scoring.services.rehearsal_copy import Plan
from scoring.sources.demo import write_season
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role

_JURORS = 5


def open_trial(stage: Desk, year: int, seed: int) -> str:
    """Rehearse the year on a small register of its own up to the open jury; the one-time link of one of its jurors."""
    with stage.transaction() as session:
        season_id = session.scalars(select(Season.id).where(Season.year == year)).one()
        plan = Plan(jurors=_JURORS, one_key=True, data=False)
        made = rehearsal_season.begin(session, stage.home, stage.actor, season_id, plan, now=datetime.now(UTC), chance=stage.luck)
    desk = Desk(made, stage.language, stage.chance)
    with closing(desk), tempfile.TemporaryDirectory() as folder, Bars(stage.language) as bars:
        time = HandSetTime(desk, season_id)
        play = Play(desk, season_id, invented_cast(desk, season_id), time, bars, seed)
        play.until(State.COLLECTING)
        files = write_season(Path(folder), scale="small", seed=seed, year=year, zone=time.zone)
        time.reach(State.OBJECTIONS)
        import_paths(desk, season_id, [files.register, files.posts, files.messages, files.streams, files.checks])
        keep_covers(desk, season_id, seed)
        play.until(State.JURY_OPEN)
        with desk.transaction() as session:
            juror = standing(session, season_id)[0]
            secret = people.issue_link(session, desk.actor, user_id=juror.user_id, now=desk.clock())
    return f"{made.address}/in/{secret}"


def _certificate(stage: Desk, year: int) -> tuple[str, Path]:
    """(address where an award is checked, its certificate as a file) of the year's first award."""
    with stage.transaction() as session:
        first = select(Award).join(Award.season).where(Season.year == year).order_by(Award.id).limit(1)
        award = session.scalars(first).one()
        folder = stage.home.awards / award_folder(year, award.serial)
        return f"{stage.home.address}/v/{award.serial}", folder / "certificate.pdf"


def tell_tour(stage: Desk, year: int, links: Mapping[Role, str], trial: str) -> None:
    """Numbered steps: where to look first, and what there is to see."""
    site = stage.home.address
    check, file = _certificate(stage, year)
    steps = (
        ("Итоги, как их видят все", "The results as everybody sees them", f"{site}/"),
        ("Дневник сезона: шаги, печати, счёт", "The season's diary: steps, seals, counts", f"{site}/diary/{year}"),
        (
            f"Проверка награды: загрузите туда {file}",
            f"An award's check: upload {file} there",
            check,
        ),
        ("Панель организатора (ссылка на один раз)", "The organizer's panel (one-time link)", links[Role.ADMIN]),
        ("  там: «Решение»: таблица, отклонения, протокол в PDF", "  there: decisions, deviations, protocol", ""),
        ("Стол жюри: небольшая репетиция того же года, жюри открыто", "The jury's desk: a small rehearsal, jury open", trial),
        ("Председатель жюри", "The chair of the jury", links[Role.CHAIR]),
        ("Наблюдатель: журнал, всё видно и ничего не изменить", "The observer: sees all, changes nothing", links[Role.OBSERVER]),
    )  # fmt: skip
    stage.say(
        "Что посмотреть (ссылки для входа действуют один раз и 24 часа):", "What to look at (links work once, for 24 hours):"
    )
    number = 0
    for ru, en, address in steps:
        number += not ru.startswith(" ")
        stage.say(f"  {number}. {ru}" if address else f"   {ru}", f"  {number}. {en}" if address else f"   {en}")
        if address:
            click.echo(f"     {address}")
    click.echo()
