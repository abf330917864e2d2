"""What commands ask of people: who acts, which page is meant, and what a second person reads back."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.context import Desk, now
from scoring.errors import InputError, NotAllowed, NotFound
from scoring.services.accounts.memberships import role_of
from scoring.services.acting import Actor
from scoring.sources.page_address import parse_address
from scoring.sources.page_links import key_by_number
from scoring.store.corrections import PageCorrection
from scoring.store.owners import Objection
from scoring.store.people import User
from scoring.store.rules import PageFinding
from scoring.store.seasons import Page
from scoring.store.vocabulary import Via

Row = TypeVar("Row", PageFinding, PageCorrection, Objection)

SEASON: Final = click.option(
    "--season", "year", type=int, help="Год сезона; иначе последний / The season's year, else the newest"
)
BY: Final = click.option(
    "--as",
    "--by",
    "email",
    metavar="ПОЧТА",
    help="Кто действует: почта человека панели; иначе имя пользователя машины / Who acts: a person's e-mail",
)
READ: Final = click.option(
    "--read",
    "read",
    multiple=True,
    metavar="ЧТО=ПРОЧИТАННОЕ",
    help="Что прочитано; иначе спросит / What was read; else it is asked",
)


def acting(desk: Desk, session: Session, email: str | None, season_id: int | None = None) -> Actor:
    """The person with this address, acting through the command line; without one the user of the machine.

    In a season a person acts in the role that he has there.
    """
    if email is None:
        return desk.actor
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(
            f"Человека с адресом {email} нет. Добавьте его: lavr user add {email}",
            f"There is nobody with the address {email}. Add him: lavr user add {email}",
        )
    if not user.active:
        raise NotAllowed(f"Доступ {email} закрыт.", f"The access of {email} is closed.")
    role = role_of(session, user.id, season_id, now())
    behind = desk.actor.name
    return Actor(user.id, user.name, role, Via.COMMAND_LINE, behind=behind, season_id=season_id, sysadmin=user.sysadmin)


def read_back(wanted: Mapping[str, str], given: Iterable[str]) -> dict[str, str]:
    """What a second person reads out of the data, by name: out of ``--read``, and what is missing there is asked.

    ``wanted``: the question of each name.
    """
    read = {}
    for text in given:
        name, sign, words = text.partition("=")
        if not sign or name.strip() not in wanted:
            names = ", ".join(wanted)
            raise InputError(
                f"Непонятно: «{text}». Пишется ЧТО=ПРОЧИТАННОЕ, где ЧТО — одно из: {names}.",
                f"Not clear: «{text}». It is written WHAT=READ, where WHAT is one of: {names}.",
            )
        read[name.strip()] = words.strip()
    return {
        name: read[name] if name in read else click.prompt(question, default="", show_default=False)
        for name, question in wanted.items()
    }


def of_season(session: Session, table: type[Row], season_id: int, number: int, *, ru: str, en: str, command: str) -> Row:
    """The row of the season with this number; ``ru`` (in the genitive) and ``en`` name such rows, ``command`` lists them."""
    row = session.get(table, number)
    if row is None or row.season_id != season_id:
        raise NotFound(
            f"В этом сезоне нет {ru} № {number}. Номера: {command}", f"This season has no {en} № {number}. The numbers: {command}"
        )
    return row


def page_asked(session: Session, season_id: int, text: str) -> Page:
    """The page of the season with this address, however it is spelt."""
    rows = session.scalars(select(Page).where(Page.season_id == season_id))
    address = parse_address(text)
    for page in rows:
        if page.key == text or (address is not None and address.key in (page.key, key_by_number(page.key, page.group_id or 0))):
            return page
    raise InputError(
        f"В реестре сезона нет страницы «{text}». Напишите адрес, как в реестре, например vk.com/club123.",
        f"The season's register has no page «{text}». Write its address as it stands there, for example vk.com/club123.",
    )
