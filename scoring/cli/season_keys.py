"""``lavr season key``: steps that need a second person, asked for by one and confirmed by another."""

from typing import Final

import click

from scoring.cli.asked import BY, READ, acting, read_back
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.season.course import State, step
from scoring.services import keys, seasons
from scoring.store.decisions import SecondKey
from scoring.store.seasons import Season
from scoring.store.vocabulary import KeyState

_NUMBER = click.argument("number", type=click.IntRange(1, 2_147_483_647), metavar="НОМЕР")
_QUESTIONS: Final = {
    "year": ("Год конкурса", "The contest's year"),
    "pages": ("Сколько страниц в реестре", "How many pages the register has"),
}


@click.group("key")
def key_group() -> None:
    """Второй ключ: шаги, на которые нужны двое / The second key: steps that take two people."""


@key_group.command("ask")
@click.argument("state", type=click.Choice([state.value for state in State]))
@click.argument("year", type=int, required=False)
@click.option("--reason", required=True, help="Причина: её прочтёт второй / The reason, which the second person reads")
@BY
@pass_desk
def ask(desk: Desk, state: str, year: int | None, reason: str, email: str | None) -> None:
    """Попросить о втором ключе для шага / Ask for a second key for a step."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = session.get_one(Season, season_id)
        taken = step(State(found.state), State(state), jury=seasons.has_jury(found))
        if taken is None or not taken.two_keys or not seasons.settings_of(found).two_keys:
            raise InputError(
                f"Отсюда ({found.state}) к «{state}» второго ключа не нужно. Шаг: lavr season step {state}",
                f"From here ({found.state}) to «{state}» no second key is needed. The step: lavr season step {state}",
            )
        key = keys.ask(session, acting(desk, session, email, season_id), found, taken.act, reason=reason, now=now())
        desk.say(
            f"Просьба № {key.id} ждёт второго человека сутки: lavr season key confirm {key.id} --as ПОЧТА",
            f"Asking № {key.id} waits a day for a second person: lavr season key confirm {key.id} --as EMAIL",
        )


@key_group.command("list")
@click.argument("year", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def list_(desk: Desk, year: int | None, as_json: bool) -> None:
    """Какие просьбы ждут / The askings that wait."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        waiting = keys.waiting(session, season_id, now())
        if as_json:
            print_json([_record(key) for key in waiting])
            return
        for key in waiting:
            click.echo(f"№ {key.id}  {key.act}  {key.asked_name}, {key.asked_at:%d.%m.%Y %H:%M} UTC: {key.reason}")
    desk.say(f"Ждут: {len(waiting)}", f"Waiting: {len(waiting)}")


@key_group.command("confirm")
@_NUMBER
@BY
@READ
@pass_desk
def confirm(desk: Desk, number: int, email: str | None, read: tuple[str, ...]) -> None:
    """Повернуть второй ключ, прочитав числа из данных / Turn the second key by reading figures out of the data."""
    figures = read_back({name: desk.t(*words) for name, words in _QUESTIONS.items()}, read)
    with desk.transaction() as session:
        key = session.get(SecondKey, number)
        actor = acting(desk, session, email, key.season_id if key is not None else None)
        turned = keys.confirm(session, actor, number, read=figures, now=now())
        state, wrong = turned.state, turned.wrong_numbers
    if state == KeyState.CONFIRMED:
        desk.say("Второй ключ повёрнут: шаг делает любой из двоих.", "The second key is turned: either of the two may go on.")
        return
    left = keys.MOST_WRONG - wrong
    raise InputError(
        f"Числа не совпали с данными. Осталось попыток: {left}." + ("" if left else " Просьба снята, попросите заново."),
        f"The figures differ from the data. Attempts left: {left}." + ("" if left else " The asking has ended, ask anew."),
    )


@key_group.command("refuse")
@_NUMBER
@BY
@pass_desk
def refuse(desk: Desk, number: int, email: str | None) -> None:
    """Отказать или забрать свою просьбу / Say no, or take one's own asking back."""
    with desk.transaction() as session:
        key = session.get(SecondKey, number)
        keys.refuse(session, acting(desk, session, email, key.season_id if key is not None else None), number, now=now())
    desk.say(f"Просьба № {number} снята.", f"Asking № {number} has ended.")


def _record(key: SecondKey) -> dict[str, object]:
    return {
        "number": key.id, "act": key.act, "reason": key.reason, "asked_by": key.asked_name,
        "asked_at": key.asked_at.isoformat(), "expires_at": key.expires_at.isoformat(),
    }  # fmt: skip
