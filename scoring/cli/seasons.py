"""``lavr season``: opening a season, and taking it through its course from the command line."""

from collections.abc import Iterable
from pathlib import Path

import click
from sqlalchemy import select

from criteria import loading
from scoring.cli.asked import BY, READ, acting, read_back
from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now
from scoring.cli.people import pass_desk
from scoring.cli.rehearsal import clock, rehearse
from scoring.cli.rulebook_file import sound_text
from scoring.cli.seals import seals
from scoring.cli.season_keys import key_group
from scoring.cli.workshop import handlers
from scoring.jobs.worker import Order
from scoring.season.course import State, steps_from
from scoring.season.settings import SeasonSettings
from scoring.services import course, decisions, protocols, seasons
from scoring.services.acting import Actor
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind

_JOBS = {State.FROZEN: JobKind.FREEZE, State.SCORED: JobKind.SCORE}
"""Steps that long work takes."""


@click.group("season")
def season_group() -> None:
    """Сезоны конкурса / Seasons of the contest."""


season_group.add_command(seals)
season_group.add_command(rehearse)
season_group.add_command(clock)
season_group.add_command(key_group)


@season_group.command("open")
@click.argument("year", type=int)
@click.option("--contest", required=True, help="Название конкурса на дипломе / The contest's title on the certificate")
@click.option("--region", default="", help="Регион / Region")
@click.option("--city", default="", help="Город на дипломе / City on the certificate")
@click.option("--zone", default="Europe/Moscow", show_default=True, help="Часовой пояс / Time zone")
@click.option("--signer", "signers", multiple=True, help="«Должность: И. О. Фамилия» / «Post: Name»")
@click.option("--rulebook", type=click.Path(path_type=Path), help="Регламент TOML; без него regional / A rule book")
@click.option("--without-jury", is_flag=True, help="Решают только баллы / Points alone decide")
@click.option("--one-key", is_flag=True, help="Без второго человека / Without a second person")
@click.option("--collect", is_flag=True, help="Сразу объявить и начать сбор / Announce it and begin to collect")
@pass_desk
def open_(
    desk: Desk,
    *,
    year: int,
    contest: str,
    region: str,
    city: str,
    zone: str,
    signers: tuple[str, ...],
    rulebook: Path | None,
    without_jury: bool,
    one_key: bool,
    collect: bool,
) -> None:
    """Открыть сезон / Open a season."""
    text = loading.packaged_text("regional") if rulebook is None else sound_text(rulebook)
    with desk.transaction() as session:
        opened = seasons.open_season(
            session,
            desk.actor,
            year=year,
            contest=contest,
            region=region,
            city=city,
            zone=zone,
            rulebook=seasons.without_jury(text) if without_jury else text,
            signers=[_signer(signer) for signer in signers],
            now=now(),
            settings=SeasonSettings(two_keys=not one_key),
        )
        for state in (State.ANNOUNCED, State.COLLECTING) if collect else ():
            course.advance(session, desk.actor, opened.id, state, now=now())
    if collect:
        desk.say(
            f"Сезон {year} года открыт. Теперь загрузите файлы: lavr import register ФАЙЛ, lavr import activity ПАПКА",
            f"The season of {year} is open. Now import the files: lavr import register FILE, lavr import activity DIR",
        )
    else:
        desk.say(
            f"Сезон {year} года открыт. Теперь объявите правила: lavr season step announced",
            f"The season of {year} is open. Now announce its rules: lavr season step announced",
        )


@season_group.command("list")
@pass_desk
def list_(desk: Desk) -> None:
    """Какие сезоны есть и где они стоят / The seasons and where they stand."""
    with desk.transaction() as session:
        for season in session.scalars(select(Season).order_by(Season.year)):
            click.echo(f"{season.year}  {season.state:<10}  {season.contest}")


@season_group.command("run")
@click.argument("year", type=int, required=False)
@click.option("--until", type=click.Choice(["objections", "frozen", "scored", "signed"]), default="signed", show_default=True)
@click.option("--again", is_flag=True, help="Посчитать баллы заново / Compute the points again")
@BY
@pass_desk
def run(desk: Desk, year: int | None, until: str, again: bool, email: str | None) -> None:
    """Заморозить, посчитать, подписать и выпустить награды / Freeze, score, sign and make the awards."""
    season_id = desk.season_id(year)
    actor = _actor(desk, email, season_id)
    with Bars(desk.language) as bars:
        reached = run_course(desk, season_id, State(until), bars, actor=actor, again=again)
    if not reached:
        desk.say(
            "Протокол подписал первый. Второй подписывает администратор сезона: lavr season step signed --as ПОЧТА",
            "The first has signed the protocol. The season's admin signs second: lavr season step signed --as EMAIL",
        )
        return
    desk.say("Готово.", "Done.")


@season_group.command("step")
@click.argument("state", type=click.Choice([state.value for state in State]))
@click.argument("year", type=int, required=False)
@click.option("--reason", default="", help="Причина, для шага назад / The reason, for a step back")
@BY
@READ
@pass_desk
def take_step(desk: Desk, *, state: str, year: int | None, reason: str, email: str | None, read: tuple[str, ...]) -> None:
    """Перевести сезон в другое состояние / Take the season to another state."""
    season_id = desk.season_id(year)
    actor = _actor(desk, email, season_id)
    end = State(state)
    start = _state(desk, season_id)
    if start is State.PROPOSED and end is State.SIGNED:
        _sign(desk, actor, season_id, read)
    elif end in _JOBS and _rank(start) < _rank(end):
        with Bars(desk.language) as bars:
            _work(desk, actor, season_id, end, bars)
    else:
        _advance(desk, actor, season_id, end, reason)
    with desk.transaction() as session:
        found = session.get_one(Season, season_id)
        desk.say(f"Сезон {found.year}: {found.state}.", f"The season of {found.year}: {found.state}.")


@season_group.command("publish")
@click.argument("year", type=int, required=False)
@click.option("--yes", is_flag=True, help="Не спрашивать / Do not ask")
@BY
@pass_desk
def publish(desk: Desk, year: int | None, yes: bool, email: str | None) -> None:
    """Открыть итоги всем / Open the results to everybody."""
    season_id = desk.season_id(year)
    actor = _actor(desk, email, season_id)
    _require_free(desk, actor, season_id, State.PUBLISHED)
    if not yes:
        question = desk.t("После публикации пути назад нет. Опубликовать?", "There is no way back after it. Publish?")
        click.confirm(question, abort=True)
    _advance(desk, actor, season_id, State.PUBLISHED)
    desk.say("Итоги открыты.", "The results are open.")


def run_course(desk: Desk, season_id: int, until: State, bars: Bars, *, actor: Actor, again: bool = False) -> bool:
    """Do in this process what the panel and its jobs do, step by step to ``until``; steps that are behind are left out.

    ``again``: points that are computed already are computed once more, as long as nothing is decided. Behind SIGNED the
    documents that are missing are made. False where the way ends at a protocol that waits for its second signature.
    """
    order = Order(0, season_id, {}, actor)
    if again and _state(desk, season_id) is State.SCORED:
        handlers()[JobKind.SCORE](desk.shop, order, bars)
    while _rank(start := _state(desk, season_id)) < _rank(until):
        _forward(desk, actor, season_id, bars)
        if _state(desk, season_id) is start:
            return False
    if until is State.SIGNED and _state(desk, season_id) is State.SIGNED:
        handlers()[JobKind.AWARD](desk.shop, order, bars)
    return True


def _forward(desk: Desk, actor: Actor, season_id: int, bars: Bars) -> None:
    """Take the next step; the one to SIGNED by signing the protocol."""
    with desk.transaction() as session:
        found = session.get_one(Season, season_id)
        end = next(one.end for one in steps_from(State(found.state), jury=seasons.has_jury(found)) if not one.reason)
    if end in _JOBS:
        _work(desk, actor, season_id, end, bars)
    elif end is State.SIGNED:
        _sign(desk, actor, season_id, ())
    else:
        _advance(desk, actor, season_id, end)


def _work(desk: Desk, actor: Actor, season_id: int, end: State, bars: Bars) -> None:
    """Take a step by the work that ends in it."""
    _require_free(desk, actor, season_id, end)
    handlers()[_JOBS[end]](desk.shop, Order(0, season_id, {}, actor), bars)


def _advance(desk: Desk, actor: Actor, season_id: int, end: State, reason: str = "") -> None:
    with desk.transaction() as session:
        course.advance(session, actor, season_id, end, now=now(), reason=reason)


def _sign(desk: Desk, actor: Actor, season_id: int, read: Iterable[str]) -> None:
    """Put the actor's signature under the protocol; the second signer reads winners and last places back to it."""
    with desk.transaction() as session:
        first = protocols.current(session, season_id)
        second = first is not None and first.first_by != actor.id
        nominations = protocols.counts(decisions.standing(session, season_id)) if second else {}
    wanted = {}
    for one in nominations:
        wanted[f"count:{one}"] = desk.t(f"{one}: сколько победителей", f"{one}: how many winners")
        wanted[f"last:{one}"] = desk.t(f"{one}: кто последний из них", f"{one}: who is the last of them")
    told = read_back(wanted, read)
    with desk.transaction() as session:
        protocols.sign(session, actor, season_id, now=now(), read=told)


def _require_free(desk: Desk, actor: Actor, season_id: int, end: State) -> None:
    """Refuse a step that has blockers before anything is asked or done."""
    with desk.transaction() as session:
        course.require_free(session, actor, session.get_one(Season, season_id), end, now=now())


def _actor(desk: Desk, email: str | None, season_id: int) -> Actor:
    with desk.transaction() as session:
        return acting(desk, session, email, season_id)


def _state(desk: Desk, season_id: int) -> State:
    with desk.transaction() as session:
        return State(session.get_one(Season, season_id).state)


def _signer(text: str) -> dict[str, str]:
    post, _, name = text.rpartition(":")
    return {"post": post.strip(), "name": name.strip()}


def _rank(state: State) -> int:
    return list(State).index(state)
