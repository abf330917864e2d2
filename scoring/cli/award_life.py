"""``lavr award`` and ``lavr awards``: issuing, the register, and what becomes of awards by two persons' word."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from sqlalchemy.orm import Session

from scoring.cli.asked import BY, acting
from scoring.cli.bars import Bars
from scoring.cli.context import Desk, now, print_json
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.season import award_words
from scoring.season.awarding import MOVES, AwardAct, AwardGround, AwardKind, ChangeState
from scoring.services import award_changes, award_register, award_samples, awards, queue
from scoring.store import showing_awards
from scoring.store.awards import AwardChange
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import JobKind

# The press and what it brings are loaded by the commands that use them: the help comes at once.
# ruff: noqa: PLC0415

_YEAR: Final = click.argument("year", type=int, required=False, metavar="ГОД")
_SERIAL: Final = click.argument("serial", metavar="НОМЕР")
_CHANGE: Final = click.argument("number", type=click.IntRange(1, 2_147_483_647), metavar="НОМЕР")
_REASON: Final = click.option("--reason", required=True, help="Причина одним предложением / The reason in a sentence")


def _ground(act: AwardAct) -> Callable[[click.decorators.FC], click.decorators.FC]:
    grounds = MOVES[act].grounds
    words = "; ".join(f"{ground}: {award_words.GROUNDS[ground][0]}" for ground in grounds)
    default = grounds[0].value if len(grounds) == 1 else None
    return click.option(
        "--ground",
        type=click.Choice([ground.value for ground in grounds]),
        required=default is None,
        default=default,
        help=f"Основание / The ground: {words}",
    )


@click.command("award")
@_YEAR
@click.option("--thanks", is_flag=True, help="И благодарности администраторам страниц / Letters of thanks as well")
@click.option("--participants", is_flag=True, help="И сертификаты участника / Certificates of participation as well")
@BY
@pass_desk
def award(desk: Desk, *, year: int | None, thanks: bool, participants: bool, email: str | None) -> None:
    """Выпустить дипломы и знаки; прерванное продолжается той же командой / Make certificates and badges; run again to go on."""
    from scoring.cli.award_work import award as work
    from scoring.jobs.worker import Order

    season_id = desk.season_id(year)
    kinds = [*([AwardKind.THANKS.value] if thanks else []), *([AwardKind.PARTICIPANT.value] if participants else [])]
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        queue.require_award(actor, session.get_one(Season, season_id))
        queue.refuse_twin(session, season_id, JobKind.AWARD)
    with Bars(desk.language) as bars:
        told = work(desk.shop, Order(0, season_id, {"kinds": kinds}, actor), bars)
    desk.say(f"Готово. Новых документов: {told['awards']}.", f"Done. New documents: {told['awards']}.")
    if told["overflow"]:
        desk.say(
            f"Не помещаются на документе: {told['overflow']}. Сократите: lavr awards reissue НОМЕР --name …",
            f"Do not fit on the document: {told['overflow']}. Shorten: lavr awards reissue NUMBER --name …",
        )
    if told["samples"]:
        desk.say(
            f"Образцы для второго человека: {told['samples']}. lavr awards samples",
            f"Samples for a second person: {told['samples']}. lavr awards samples",
        )


@click.group("awards")
def awards_group() -> None:
    """Реестр наград: исправить, приостановить, отозвать / The register of awards: correct, suspend, revoke."""


@awards_group.command("list")
@_YEAR
@click.option("--json", "as_json", is_flag=True, help="Для программы / For a program")
@pass_desk
def list_(desk: Desk, year: int | None, as_json: bool) -> None:
    """Все награды и что ждёт решения / All awards, and what waits for a decision."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        today = award_changes.local_day(session.get_one(Season, season_id), now())
        rows = showing_awards.register(session, season_id, today)
        waiting = showing_awards.waiting_changes(session, season_id)
        if as_json:
            print_json({"awards": [_plain(row) for row in rows], "waiting": [_plain_change(one) for one in waiting]})
            return
        for row in rows:
            status = desk.t(*award_words.STATUSES[row.award.status])
            click.echo(f"{row.award.serial}  {row.award.version}  {status:<18}  {row.checks:>5}  {row.award.name}")
        for one in waiting:
            act, ground = desk.t(*award_words.ACTS[one.act]), desk.t(*award_words.GROUNDS[one.ground])
            click.echo(f"№ {one.id}  {one.award.serial}  {act}: {ground}. {one.proposed_name}")


@awards_group.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ.csv|xlsx")
@click.option("--season", "year", type=int, help="Год сезона; иначе последний / The season's year, else the newest")
@pass_desk
def export(desk: Desk, file: Path, year: int | None) -> None:
    """Выгрузить реестр наград / Write the register of awards into a file."""
    form = file.suffix.lower().lstrip(".")
    if form not in {"csv", "xlsx"}:
        raise InputError("Назовите файл с окончанием .csv или .xlsx.", "Give the file a name that ends in .csv or .xlsx.")
    with desk.transaction() as session:
        season = session.get_one(Season, desk.season_id(year))
        today = award_changes.local_day(season, now())
        _, _, body = award_register.register_file(session, season, "csv" if form == "csv" else "xlsx", desk.language, today=today)
    file.write_bytes(body)
    desk.say(f"Реестр наград записан: {file}", f"The register of awards is written: {file}")


@awards_group.command("reissue")
@_SERIAL
@click.option("--name", default="", help="Как должно быть написано название / How the name should read")
@click.option("--person", default="", help="Кому адресована благодарность / Whom the letter of thanks is addressed to")
@_ground(AwardAct.CORRECT)
@_REASON
@BY
@pass_desk
def reissue(desk: Desk, *, serial: str, name: str, person: str, ground: str, reason: str, email: str | None) -> None:
    """Предложить исправленную версию / Propose a corrected version."""
    _propose(desk, AwardAct.CORRECT, serial, ground, reason, email, name=name, person=person)


def _act(act: AwardAct, command: str, words: str) -> None:
    """One command that proposes an act."""

    @awards_group.command(command, help=words)
    @_SERIAL
    @_ground(act)
    @_REASON
    @BY
    @pass_desk
    def propose(desk: Desk, serial: str, ground: str, reason: str, email: str | None) -> None:
        _propose(desk, act, serial, ground, reason, email)


_act(AwardAct.SUSPEND, "suspend", "Предложить приостановить / Propose to suspend.")
_act(AwardAct.RESUME, "resume", "Предложить возобновить / Propose to resume.")
_act(AwardAct.REVOKE, "revoke", "Предложить отозвать, с ответом владельца / Propose to revoke, after the owner's answer.")
_act(AwardAct.DECLINE, "decline", "Записать отказ победителя / Record that the winner declines.")


@awards_group.command("approve")
@_CHANGE
@BY
@pass_desk
def approve(desk: Desk, number: int, email: str | None) -> None:
    """Утвердить предложенное другим / Approve what another person proposed."""
    with desk.transaction() as session:
        change = _change(session, number)
        actor = acting(desk, session, email, change.award.season_id)
        award_changes.approve(session, actor, number, version=change.version, now=now())
        corrects = change.act == AwardAct.CORRECT
    if corrects:
        desk.say("Утверждено. Выпустите новую версию: lavr award", "Approved. Make the new version: lavr award")
    else:
        desk.say("Утверждено.", "Approved.")


@awards_group.command("refuse")
@_CHANGE
@click.option("--note", required=True, help="Почему / Why")
@BY
@pass_desk
def refuse(desk: Desk, number: int, note: str, email: str | None) -> None:
    """Отклонить предложенное / Refuse what was proposed."""
    with desk.transaction() as session:
        change = _change(session, number)
        actor = acting(desk, session, email, change.award.season_id)
        award_changes.refuse(session, actor, number, version=change.version, note=note, now=now())
    desk.say("Отклонено.", "Refused.")


@awards_group.command("samples")
@_YEAR
@click.option("--tick", "ticked", type=int, multiple=True, metavar="НОМЕР", help="Этот документ верен / This document is right")
@BY
@pass_desk
def samples(desk: Desk, year: int | None, ticked: tuple[int, ...], email: str | None) -> None:
    """Образцы документов для второго человека / Samples of documents for a second person."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        actor = acting(desk, session, email, season_id)
        mine = {sample.id for sample in award_samples.of_season(session, season_id)}
        for number in ticked:
            if number not in mine:
                raise award_samples.no_sample()
            award_samples.tick(session, actor, number, now=now())
        for sample in award_samples.of_season(session, season_id):
            mark = "✓" if sample.sha256 else " "
            folder = desk.home.awards / awards.award_folder(sample.award.season.year, sample.award.serial)
            click.echo(f"{mark} № {sample.id}  {folder / 'certificate.pdf'}  {sample.award.name}")
        left = award_samples.unseen(session, season_id)
    desk.say(f"Осталось посмотреть: {left}.", f"Left to look at: {left}.")


def _propose(
    desk: Desk, act: AwardAct, serial: str, ground: str, reason: str, email: str | None, *, name: str = "", person: str = ""
) -> None:
    with desk.transaction() as session:
        award = _award(session, serial)
        if act is AwardAct.CORRECT:
            _require_fitting(desk, award, name, person)
        change = award_changes.propose(
            session,
            acting(desk, session, email, award.season_id),
            award.id,
            act,
            ground=AwardGround(ground),
            reason=reason,
            name=name,
            person=person,
            now=now(),
        )
        number, until, done = change.id, change.notice_until, change.state == ChangeState.APPROVED
    if done:
        desk.say("Исправление записано. Выпустите новую версию: lavr award", "Written down. Make the new version: lavr award")
        return
    if until is not None:
        desk.say(
            f"Владелец может ответить до {until:%d.%m.%Y}; потом решает другой человек.",
            f"The owner may answer until {until:%Y-%m-%d}; then another person decides.",
        )
    desk.say(
        f"Предложение № {number} ждёт другого администратора: lavr awards approve {number} --as ПОЧТА",
        f"Proposal № {number} waits for another admin: lavr awards approve {number} --as EMAIL",
    )


def _award(session: Session, serial: str) -> Award:
    from certificates.serials import normalise

    award = showing_awards.by_serial(session, normalise(serial) or "")
    if award is None:
        raise award_changes.no_award()
    return award


def _change(session: Session, number: int) -> AwardChange:
    change = session.get(AwardChange, number)
    if change is None:
        raise award_changes.no_change()
    return change


def _require_fitting(desk: Desk, award: Award, name: str, person: str) -> None:
    """A name that does not fit is refused before anybody else is asked."""
    from certificates.fitting import check_fits

    check_fits(awards.order_of(award, public_url=desk.home.address, name=name.strip(), person=person.strip()))


def _plain(row: showing_awards.RegisterRow) -> dict[str, object]:
    award = row.award
    return {
        "serial": award.serial,
        "kind": award.kind,
        "version": award.version,
        "status": award.status,
        "name": award.name,
        "page": award.page.link,
        "nomination": award.nomination,
        "checks": row.checks,
    }


def _plain_change(one: AwardChange) -> dict[str, object]:
    return {
        "number": one.id,
        "serial": one.award.serial,
        "act": one.act,
        "ground": one.ground,
        "reason": one.reason,
        "proposed_by": one.proposed_name,
        "notice_until": one.notice_until.isoformat() if one.notice_until is not None else None,
    }
