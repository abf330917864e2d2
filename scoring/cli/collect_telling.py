"""What is told of a collection: how long it takes, what an operator should see, and what became of it."""

from collections.abc import Mapping
from typing import Final

import click

from scoring.cli.context import Desk
from scoring.services.collecting import estimate_words
from scoring.sources.collecting.converting import Converted
from scoring.sources.collecting.estimate import Estimate
from scoring.sources.collecting.troubles import Trouble

_LISTED: Final = 10


def tell_plan(desk: Desk, estimate: Estimate) -> None:
    """«6 215 вызовов, 2 дня по суточному лимиту»."""
    ru, en = estimate_words(estimate, "ru"), estimate_words(estimate, "en")
    parts = ", ".join(f"{method} {number}" for method, number in estimate.calls.items())
    source = ("по уже прочитанным страницам", "by the pages read so far") if estimate.measured else ("прикидка", "a rough guess")
    desk.say(f"Осталось: {ru} ({parts}; {source[0]}).", f"To do: {en} ({parts}; {source[1]}).")


def tell_troubles(desk: Desk, troubles: tuple[Trouble, ...]) -> None:
    """The first of them, and how many more there are."""
    for trouble in troubles[:_LISTED]:
        click.echo(f"! {trouble.page or '—'}, {trouble.method or '—'}, {trouble.field}: {trouble.words}", err=True)
    if len(troubles) > _LISTED:
        more = len(troubles) - _LISTED
        click.echo(desk.t(f"  … и ещё {more}", f"  … and {more} more"), err=True)


def _counted(found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(f"{page}: {number}" for page, number in found.items())


def tell_converted(desk: Desk, made: Converted) -> None:
    """What the recordings gave, and what a person should look at."""
    tell_troubles(desk, made.troubles)
    for ru, en, keys in (
        ("сеть не знает страниц", "pages unknown to the network", made.missing),
        ("страницы сменили адрес", "pages with a new address", tuple(f"{old} → {new}" for old, new in made.renamed.items())),
        (
            "пропали комментарии граждан (жюри)",
            "comments of citizens have vanished (jury)",
            _counted(made.vanished),
        ),
        ("эфиры без ссылки в записях", "streams that hang on no post", _counted(made.unseen)),
    ):
        if keys:
            shown = ", ".join(keys[:_LISTED]) + (" …" if len(keys) > _LISTED else "")
            click.echo(f"! {desk.t(ru, en)}: {len(keys)}: {shown}", err=True)
    if made.unread:
        click.echo(
            desk.t(f"! последний обход не закончен: страниц {made.unread}", f"! the last sweep lacks {made.unread} pages"),
            err=True,
        )
    if made.outside:
        click.echo(desk.t(f"! строк вне сезона: {made.outside}", f"! rows outside the season: {made.outside}"), err=True)
    rows = ", ".join(f"{kind}.csv {number}" for kind, number in made.rows.items())
    desk.say(
        f"Обходов {made.sweeps}. Строк: {rows}. Дальше: lavr import activity {made.folder}",
        f"{made.sweeps} sweeps. Rows: {rows}. Next: lavr import activity {made.folder}",
    )
