"""``lavr letters``: the outbox at the command line: what waits, how it reads, approving by its number, sending."""

import time
from dataclasses import asdict
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

from scoring.cli.asked import BY, SEASON, acting
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError, NotFound
from scoring.services.letters import approving, sending
from scoring.services.letters.approving import Batch
from scoring.services.letters.drafting import message_of
from scoring.services.letters.kinds import KINDS
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState

_KIND: Final = click.argument("kind", type=click.Choice(list(KINDS)), metavar="ВИД")
_NUMBER: Final = click.argument("number", type=click.IntRange(1, 2_147_483_647), metavar="НОМЕР")
_STATES: Final = {
    LetterState.DRAFTED: ("ждут одобрения", "wait for approval"),
    LetterState.APPROVED: ("одобрены", "approved"),
    LetterState.SENDING: ("отправляются", "being sent"),
    LetterState.SENT: ("ушли", "sent"),
    LetterState.FAILED: ("не ушли", "failed"),
    LetterState.CANCELLED: ("отменены", "cancelled"),
}


@click.group("letters")
def letters_group() -> None:
    """Письма: что ждёт, предпросмотр, одобрение по числу, отправка / The outbox of letters."""


@letters_group.command("list")
@SEASON
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def list_(desk: Desk, year: int | None, as_json: bool) -> None:
    """Какие письма есть и сколько / Which letters there are and how many."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = approving.batches(session, desk.actor, session.get_one(Season, season_id))
        if as_json:
            print_json([{"kind": one.kind.code, **{state.value: count for state, count in one.counts.items()}} for one in found])
            return
        for one in found:
            counts = ", ".join(f"{desk.t(*_STATES[state])}: {count}" for state, count in one.counts.items())
            click.echo(f"{one.kind.code:<18} {desk.t(*one.kind.title)} · {counts}")
    if not found:
        desk.say("Писем ещё нет: их пишут шаги сезона.", "No letters yet: the season's steps write them.")


@letters_group.command("preview")
@_KIND
@SEASON
@click.option("--most", type=click.IntRange(1, 1000), default=1, show_default=True, help="Сколько писем / How many")
@pass_desk
def preview(desk: Desk, kind: str, year: int | None, most: int) -> None:
    """Показать письма одного вида, как они уйдут / Show letters of a kind as they leave."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = session.get_one(Season, season_id)
        rows = approving.visible(session, desk.actor, found).where(Letter.kind == kind).order_by(Letter.id.desc()).limit(most)
        shown = [(letter.id, message_of(desk.home, letter, found, now())) for letter in session.scalars(rows)]
    for number, one in shown:
        click.echo(f"№ {number}  {one.name} <{one.to}>\n{one.subject}\n\n{one.text}")
    if not shown:
        desk.say(
            "Таких писем нет. Какие есть: lavr letters list", "There are no such letters. Those there are: lavr letters list"
        )


@letters_group.command("approve")
@_KIND
@SEASON
@BY
@click.option(
    "--count", "typed", prompt="Сколько писем ждёт / How many letters wait", help="Их число, прочитанное в списке / Their number"
)
@click.option("--not-before", "not_before", metavar="2026-03-01T18:00", help="По часам сезона / By the season's clock")
@pass_desk
def approve(desk: Desk, kind: str, year: int | None, email: str | None, typed: str, not_before: str | None) -> None:
    """Одобрить письма одного вида, назвав их число / Approve the letters of a kind by naming their number."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        found = session.get_one(Season, season_id)
        batch = _batch(approving.batches(session, actor, found), kind)
        count = approving.approve(
            session, actor, season_id, kind, typed=typed, seen=batch.seen, now=now(), release_at=_moment(not_before, found)
        )
    desk.say(f"Одобрено писем: {count}. Отправить: lavr letters send", f"Letters approved: {count}. Send: lavr letters send")


@letters_group.command("decline")
@_KIND
@SEASON
@BY
@click.option("--reason", required=True, help="Почему; остаётся в журнале / Why; the journal keeps it")
@pass_desk
def decline(desk: Desk, kind: str, year: int | None, email: str | None, reason: str) -> None:
    """Решить, что письма одного вида не уйдут / Decide that the letters of a kind do not go."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        batch = _batch(approving.batches(session, actor, session.get_one(Season, season_id)), kind)
        count = approving.decline(session, actor, season_id, kind, reason=reason, seen=batch.seen, now=now())
    desk.say(f"Не уйдут: {count}.", f"Declined: {count}.")


@letters_group.command("send")
@SEASON
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def send(desk: Desk, year: int | None, as_json: bool) -> None:
    """Отправить одобренные письма, время которых пришло / Send approved letters whose time has come."""
    season_id = desk.season_id(year)
    sent = sending.release(desk.engine, desk.home, season_id, clock=now, wait=time.sleep)
    if as_json:
        print_json(asdict(sent))
        return
    desk.say(
        f"Ушло: {sent.left}. Не принято: {sent.failed}. Повторим позже: {sent.later}. Неизвестно: {sent.doubtful}.",
        f"Sent: {sent.left}. Refused: {sent.failed}. Tried again later: {sent.later}. In doubt: {sent.doubtful}.",
    )
    if not desk.home.mail_host:
        desk.say(
            f"Почтовый сервер не задан, письма лежат в {desk.home.mail}",
            f"No mail server is set: letters lie in {desk.home.mail}",
        )


@letters_group.command("again")
@_NUMBER
@BY
@pass_desk
def again(desk: Desk, number: int, email: str | None) -> None:
    """Отправить неудавшееся письмо ещё раз / Try a failed letter again."""
    with desk.transaction() as session:
        approving.again(session, acting(desk, session, email, _season_of(session.get(Letter, number))), number, now=now())
    desk.say(f"Письмо № {number} отправится снова.", f"Letter № {number} is sent again.")


@letters_group.command("settle")
@_NUMBER
@click.option(
    "--left/--not-left", required=True, help="Ушло ли, по журналу почтового сервера / Whether it left, by the server's log"
)
@BY
@pass_desk
def settle(desk: Desk, number: int, left: bool, email: str | None) -> None:
    """Сказать о письме, ушло ли оно / Say of a letter in doubt whether it left."""
    with desk.transaction() as session:
        actor = acting(desk, session, email, _season_of(session.get(Letter, number)))
        approving.settle(session, actor, number, left=left, now=now())
    desk.say(f"Записано о письме № {number}.", f"Noted of letter № {number}.")


def _season_of(letter: Letter | None) -> int | None:
    return letter.season_id if letter is not None else None


def _batch(found: list[Batch], kind: str) -> Batch:
    batch = next((one for one in found if one.kind.code == kind), None)
    if batch is None:
        raise NotFound("Таких писем нет. Какие есть: lavr letters list", "There are no such letters. See: lavr letters list")
    return batch


def _moment(text: str | None, found: Season) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(found.zone))
    except ValueError as error:
        raise InputError(f"«{text}»: напишите день и час: 2026-03-01T18:00.", f"«{text}»: write 2026-03-01T18:00.") from error
