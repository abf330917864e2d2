"""``lavr owners``: addresses of those who run the pages, one-time links for them, and reading the codes that they post."""

import csv
import io
import os
import sys
from pathlib import Path
from typing import Final

import click

from scoring.cli.asked import SEASON
from scoring.cli.context import Desk, now
from scoring.cli.imports import tell_refusals
from scoring.cli.paths import require_file
from scoring.cli.people import pass_desk
from scoring.errors import InputError
from scoring.season.objecting import ClaimState
from scoring.services import owners
from scoring.services.claims_reading import look_for_codes
from scoring.services.owners import Invited
from scoring.spreadsheet import unarmed
from scoring.store.owners import OwnerAccess
from scoring.store.showing_owners import page_by_address, reached

_HEADER: Final = ("Страница", "Название", "Почта", "Ссылка для входа", "Действует до")
_CLAIMS: Final = {
    ClaimState.APPROVED: ("доступ открыт", "open"),
    ClaimState.CONTESTED: ("ждёт решения", "waits for a decision"),
}


@click.group("owners")
def owners_group() -> None:
    """Владельцы страниц: адреса, ссылки для входа, коды / Owners of pages: addresses, sign-in links, codes."""


@owners_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@SEASON
@pass_desk
def import_(desk: Desk, file: Path, year: int | None) -> None:
    """Записать адреса из файла CSV, XLSX, ODS / Put the addresses of a file on file.

    Столбцы: Страница, Почта, Ответственный. / Columns: Page, E-mail, Contact.
    """
    require_file(file)
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        report = owners.take_contacts(session, desk.actor, season_id, file, now=now())
    desk.say(
        f"{report.name}: новых адресов {report.new}, уже были {report.same}, отклонено строк {len(report.refusals)}",
        f"{report.name}: {report.new} new addresses, {report.same} on file already, {len(report.refusals)} rows refused",
    )
    tell_refusals(desk, report.refusals)


@owners_group.command("status")
@SEASON
@pass_desk
def status(desk: Desk, year: int | None) -> None:
    """Сколько владельцев вошло / How many owners have come in."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = reached(session, season_id, now())
    desk.say(
        f"Страниц {found.pages}: с адресом {found.contacts}, ссылка ждёт {found.links}, владелец вошёл {found.owners}",
        f"{found.pages} pages: {found.contacts} with an address, {found.links} with a waiting link, {found.owners} came in",
    )


@owners_group.command("links")
@click.option("--out", type=click.Path(path_type=Path), help="Файл CSV; иначе на экран / A CSV file, else the screen")
@click.option("--page", help="Только эта страница / This page only")
@click.option("--sphere", default="", help="Только эта сфера / This sphere only")
@click.option("--every", is_flag=True, help="И страницам без адреса / Pages without address too")
@click.option("--days", default=14, show_default=True, type=int, help="Сколько дней действуют / For how many days")
@SEASON
@pass_desk
def links(desk: Desk, *, out: Path | None, page: str | None, sphere: str, every: bool, days: int, year: int | None) -> None:
    """Выпустить одноразовые ссылки; они показываются один раз / Issue one-time links; they are shown once."""
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        if page is not None:
            found = page_by_address(session, page, season_id)
            if found is None:
                raise _unknown(page)
            made = [owners.invite(session, desk.actor, season_id, page_id=found.id, now=now(), days=days)]
        else:
            made = owners.invite_all(session, desk.actor, season_id, now=now(), days=days, sphere=sphere, every=every)
        text = _table(desk, made)
        if out is not None:
            _write(out, text)
    if out is None:
        sys.stdout.write(text)
    else:
        desk.say(f"Ссылок {len(made)}: {out}", f"{len(made)} links: {out}")


@owners_group.command("revoke")
@click.option("--page", help="Ссылки и доступ одной страницы / Links and access of one page")
@click.option("--all", "every", is_flag=True, help="Все неиспользованные ссылки / All unused links")
@SEASON
@pass_desk
def revoke(desk: Desk, page: str | None, every: bool, year: int | None) -> None:
    """Отозвать неиспользованные ссылки, у одной страницы — и доступ / Take unused links back, of one page the access too."""
    if (page is None) != every:
        raise InputError("Назовите страницу: --page АДРЕС, или все: --all.", "Name a page: --page ADDRESS, or all: --all.")
    season_id = desk.season_id(year)
    with desk.transaction() as session:
        found = page_by_address(session, page, season_id) if page is not None else None
        if page is not None and found is None:
            raise _unknown(page)
        number = found.id if found is not None else None
        ended = owners.revoke_invitations(session, desk.actor, season_id, page_id=number, now=now())
        open_ones = session.query(OwnerAccess).filter_by(page_id=number, revoked_at=None).all() if number is not None else []
        for access in open_ones:
            owners.end_access(session, desk.actor, season_id, access_id=access.id, now=now())
    desk.say(
        f"Отозвано ссылок: {ended}, закрыто доступов: {len(open_ones)}",
        f"Links taken back: {ended}, accesses closed: {len(open_ones)}",
    )


@owners_group.command("read")
@click.option("--api", envvar="LAVR_VK_API", help="Адрес API / Address of the API")
@SEASON
@pass_desk
def read(desk: Desk, api: str | None, year: int | None) -> None:
    """Найти на страницах ВКонтакте коды владельцев / Look for owners' codes on pages of VK. Токен в LAVR_VK_TOKEN."""
    desk.require_network()
    season_id = desk.season_id(year)
    nobody = True
    for looked in look_for_codes(desk.engine, desk.home, season_id, clock=now, api=api):
        nobody = False
        for who, state in looked.found:
            click.echo(f"{looked.page}: {who}: {desk.t(*_CLAIMS[state])}")
        if not looked.found:
            why = f" ({looked.trouble})" if looked.trouble else ""
            desk.say(f"{looked.page}: кода нет{why}", f"{looked.page}: no code{why}")
    if nobody:
        desk.say("Кодов никто не ждёт.", "Nobody waits for a code.")


def _table(desk: Desk, made: list[Invited]) -> str:
    """The links as a table for a spreadsheet."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\n")
    writer.writerow(_HEADER)
    for one in made:
        link = f"{desk.home.address}/my/in/{one.secret}"
        cells = (one.page.link, one.page.name, one.to, link, one.expires.isoformat(timespec="minutes"))
        writer.writerow([unarmed(cell) for cell in cells])
    return target.getvalue()


def _write(path: Path, text: str) -> None:
    """For its owner's eyes only: the file lets people in."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        file.write(text)


def _unknown(page: str) -> InputError:
    return InputError(
        f"В реестре сезона нет страницы «{page}». Напишите адрес, как в реестре, например vk.com/club123.",
        f"The season's register has no page «{page}». Write its address as it stands there, for example vk.com/club123.",
    )
