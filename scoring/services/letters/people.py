"""Who letters go to: the institutions of pages by their addresses on file, jurors, and people by their role in the season.

Nobody gets a letter who has no row: an account that is open, or an address on file of a page that takes part.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scoring.services.letters.drafting import Addressee
from scoring.store.jury import Juror
from scoring.store.letters import Letter
from scoring.store.owners import OwnerContact
from scoring.store.people import Membership, User
from scoring.store.seasons import Page
from scoring.store.vocabulary import Role


@dataclass(frozen=True, slots=True)
class OwnedPage:
    """A page as a letter names it."""

    id: int
    name: str
    sphere: str


@dataclass(frozen=True, slots=True)
class Owner:
    """An address on file with the pages that it stands for, by their names; one letter tells of all of them."""

    email: str
    name: str
    pages: tuple[OwnedPage, ...]

    def addressee(self, pages: Collection[OwnedPage]) -> Addressee:
        """The owner, written to about these of his pages."""
        return Addressee(self.email, self.name, pages=tuple(page.id for page in pages))


def owners(session: Session, season_id: int, page_id: int | None = None, *, email: str | None = None) -> list[Owner]:
    """Everybody with an address on file of a page that takes part, by address; of one page or one address, where it is named."""
    query = (
        select(OwnerContact.email, OwnerContact.name, Page.id, Page.name, Page.sphere)
        .join(Page, Page.id == OwnerContact.page_id)
        .where(Page.season_id == season_id, Page.gone_at.is_(None))
        .order_by(OwnerContact.email, Page.name, Page.id)
    )
    if page_id is not None:
        query = query.where(Page.id == page_id)
    if email is not None:
        query = query.where(OwnerContact.email == email)
    names: dict[str, str] = {}
    pages: dict[str, list[OwnedPage]] = {}
    for address, name, number, title, sphere in session.execute(query):
        names[address] = names.get(address) or name
        pages.setdefault(address, []).append(OwnedPage(number, title, sphere))
    return [Owner(address, names[address], tuple(owned)) for address, owned in pages.items()]


def jurors(session: Session, season_id: int) -> list[tuple[Juror, Addressee]]:
    """The season's standing jurors whose accounts are open, by number."""
    rows = session.execute(
        select(Juror, User)
        .join(User, User.id == Juror.user_id)
        .where(Juror.season_id == season_id, Juror.removed_at.is_(None), User.active)
        .order_by(Juror.number)
    )
    return [(juror, addressee(user)) for juror, user in rows]


def staff(session: Session, season_id: int, roles: Collection[Role], now: datetime) -> list[Addressee]:
    """People who have one of these roles in the season at this moment."""
    rows = session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.season_id == season_id,
            Membership.role.in_(roles),
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            User.active,
        )
        .order_by(User.id)
    )
    return [addressee(user) for user in rows]


def addressee(user: User) -> Addressee:
    """A person of ours."""
    return Addressee(user.email, user.name, user_id=user.id)


def about(owner: Owner, spheres: Mapping[int, str] | None = None) -> list[dict[str, str]]:
    """The owner's pages as texts list them; ``spheres``: only these pages, each under its nomination."""
    return [
        {"name": page.name, "nomination": spheres.get(page.id, "") if spheres is not None else page.sphere}
        for page in owner.pages
        if spheres is None or page.id in spheres
    ]


def stands(session: Session, letter: Letter) -> bool:
    """Whether whoever a letter was written to is still there when it leaves.

    His account is open, he sits on the jury, or the address is on file for one of the pages.
    """
    if letter.user_id is None:
        on_file = select(OwnerContact.id).where(OwnerContact.email == letter.recipient, OwnerContact.page_id.in_(letter.pages))
        return session.scalar(on_file.limit(1)) is not None
    if letter.kind.startswith("juror_"):
        sits = select(Juror.id).where(
            Juror.season_id == letter.season_id, Juror.user_id == letter.user_id, Juror.removed_at.is_(None)
        )
        if session.scalar(sits) is None:
            return False
    return session.get_one(User, letter.user_id).active
