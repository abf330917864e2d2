"""``lavr collect networks`` and ``template``: what each network can tell, and empty tables for what people fill in."""

from pathlib import Path
from typing import Final

import click

from scoring.cli.context import Desk
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.sources.by_hand import template, told_word
from scoring.sources.columns import ACTIVITY, ActivityKind
from scoring.sources.network import WHOLE, Known, Network
from scoring.sources.networks import NETWORKS

_TITLES: Final[dict[ActivityKind, tuple[str, str]]] = {
    "posts": ("Записи", "Posts"),
    "messages": ("Сообщения и ответы", "Messages and answers"),
    "streams": ("Прямые эфиры", "Live streams"),
    "checks": ("Проверки оформления", "Design checks"),
}


@click.command("networks")
@pass_desk
def networks_(desk: Desk) -> None:
    """Что может сказать каждая сеть, столбец за столбцом / What each network can tell, column by column."""
    for network in NETWORKS.values():
        click.echo(f"{desk.t(network.ru, network.en)} ({network.key}): {desk.t(network.way_ru, network.way_en)}")
        for kind, (ru, en) in _TITLES.items():
            words, *rows = _told(desk, network, kind)
            click.echo(f"  {desk.t(ru, en)}: {words}")
            for row in rows:
                click.echo(f"    {row}")


def _told(desk: Desk, network: Network, kind: ActivityKind) -> list[str]:
    """How much of a table is told, and a line for each column of which it is less than all."""
    columns = network.knows[kind]
    if len(set(columns.values())) == 1:
        return [_words(desk, next(iter(columns.values())))]
    titles = {heading.name: desk.t(heading.ru, heading.en) for heading in ACTIVITY[kind]}
    less = [f"{titles[name]}: {_words(desk, known)}" for name, known in columns.items() if known != WHOLE]
    return [desk.t("да, кроме", "yes, but for"), *less]


def _words(desk: Desk, known: Known) -> str:
    told, why = desk.t(*told_word(known.told)), desk.t(known.ru, known.en)
    return f"{told} — {why}" if why else told


@click.command("template")
@click.argument("network", type=click.Choice(list(NETWORKS)))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Куда записать CSV / Where the CSV goes")
@click.option("--kind", type=click.Choice(list(ACTIVITY)), default="posts", show_default=True, help="Какая таблица / Which table")
@pass_desk
def template_(desk: Desk, network: str, *, out: Path, kind: ActivityKind) -> None:
    """Пустая таблица, которую заполняют руками / An empty table that people fill in.

    Строка с # — образец: при загрузке она пропускается. Пустые ячейки — «неизвестно», а не ноль.

    The row with # is an example, which import passes over. An empty cell is unknown and not nought.
    """
    if out.exists():
        raise InputError(
            f"Файл «{out}» уже есть. Назовите другой в --out: заполненное не перезаписывается.",
            f"The file «{out}» is there already. Name another one in --out: what is filled in is not written over.",
        )
    out.write_text(template(network, kind), encoding="utf-8", newline="")
    desk.say(
        f"Таблица: {out}. Заполните и загрузите: lavr import activity {out}",
        f"The table: {out}. Fill it in, then: lavr import activity {out}",
    )
