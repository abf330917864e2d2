"""What commands ask of people: who acts, and which page is meant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.cli.context import Desk
from scoring.errors import InputError, NotAllowed, NotFound
from scoring.services.acting import Actor
from scoring.sources.page_address import parse_address
from scoring.sources.page_links import key_by_number
from scoring.store.people import User
from scoring.store.seasons import Page
from scoring.store.vocabulary import Role, Via


def acting(desk: Desk, session: Session, email: str | None) -> Actor:
    """The organizer with this address, acting through the command line; without one the user of the machine."""
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
    return Actor(user.id, user.name, Role(user.role), Via.COMMAND_LINE)


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
