"""Who runs a page: addresses on file, one-time invitations that open one page, and the access they give."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, exists, insert, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, contains_eager

from scoring.errors import InputError, NotFound
from scoring.season.objecting import Grant, Way, owns
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.finding_files import page_of
from scoring.services.letters import choices
from scoring.services.seasons import season
from scoring.sources.contacts import is_email, read_contacts
from scoring.sources.report import Refusal
from scoring.store.owners import OwnerAccess, OwnerContact, OwnerInvitation
from scoring.store.seasons import Page
from scoring.store.vocabulary import Role, Via

INVITATION_LIFE: Final = timedelta(days=14)
ACCESS_LIFE: Final = timedelta(days=60)
MOST_DAYS: Final = 90
"""For how many days at most an invitation may hold."""
_LONGEST_NAME: Final = 200
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Invited:
    """A page with the secret of its new link, which is told now and never again."""

    page: Page
    to: str
    secret: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ContactReport:
    """What a file of addresses brought: new ones, those on file already, rows that were refused."""

    name: str
    new: int
    same: int
    refusals: tuple[Refusal, ...]


def take_contacts(session: Session, actor: Actor, season_id: int, path: Path, *, now: datetime) -> ContactReport:
    """Put every usable address of a file on file; nothing is ever removed by a file."""
    require_organizer(actor)
    found = season(session, season_id)
    rows = session.execute(select(Page.key, Page.id, Page.group_id).where(Page.season_id == season_id)).all()
    ids = {key: number for key, number, _ in rows}
    aliases = {f"vk:club{group}": key for key, _, group in rows if group is not None} | {key: key for key in ids}
    file = read_contacts(path, page_of(aliases))
    there = {
        (page_id, email)
        for page_id, email in session.execute(
            select(OwnerContact.page_id, OwnerContact.email).join(OwnerContact.page).where(Page.season_id == season_id)
        )
    }
    new = [row for row in file.rows if (ids[row.page], row.email) not in there]
    if new:
        session.execute(
            insert(OwnerContact),
            [
                {"page_id": ids[row.page], "email": row.email, "name": row.name, "made_by": actor.id, "made_at": now}
                for row in new
            ],
        )
    spoken = {row.email: row.language for row in file.rows if row.language}
    for email, choice in choices.of_everybody(session, spoken, now=now).items():
        choice.language = spoken[email]
    after = {"name": file.name, "new": len(new), "same": len(file.rows) - len(new), "refused": len(file.refusals)}
    record(session, actor, "owner.import", found, season_id=season_id, now=now, after=after)
    return ContactReport(file.name, len(new), len(file.rows) - len(new), file.refusals)


def add_contact(session: Session, actor: Actor, season_id: int, *, page_id: int, email: str, name: str, now: datetime) -> bool:
    """Put an address on file; False where it stands there already (a new name is taken over)."""
    require_organizer(actor)
    page = _page(session, season_id, page_id)
    address = clean_email(email)
    there = session.scalar(select(OwnerContact).where(OwnerContact.page_id == page.id, OwnerContact.email == address))
    if there is not None:
        there.name = name.strip()[:_LONGEST_NAME] or there.name
        return False
    contact = OwnerContact(page_id=page.id, email=address, name=name.strip()[:_LONGEST_NAME], made_by=actor.id, made_at=now)
    session.add(contact)
    record(session, actor, "owner.contact", contact, season_id=season_id, now=now, after={"page": page.key, "email": address})
    return True


def remove_contact(session: Session, actor: Actor, season_id: int, *, contact_id: int, now: datetime) -> None:
    """Take an address off the file; access that it opened stays until it is taken back."""
    require_organizer(actor)
    contact = session.get(OwnerContact, contact_id)
    if contact is None or contact.page.season_id != season_id:
        raise NotFound("Такого адреса нет.", "There is no such address.")
    before = {"page": contact.page.key, "email": contact.email}
    record(session, actor, "owner.uncontact", contact, season_id=season_id, now=now, before=before)
    session.delete(contact)


def clean_email(text: str) -> str:
    """The address in lower case; InputError where it is none."""
    address = text.strip().lower()
    if not is_email(address):
        raise InputError(
            f"«{text.strip()[:100]}» не похоже на адрес почты. Напишите адрес вида имя@организация.рф.",
            f"«{text.strip()[:100]}» does not look like an e-mail address. Write one like name@example.org.",
        )
    return address


def invite(session: Session, actor: Actor, season_id: int, *, page_id: int, now: datetime, days: int = 14) -> Invited:
    """A one-time link for one page; links of the page that nobody has used end with it."""
    require_organizer(actor)
    season(session, season_id)
    page = _page(session, season_id, page_id)
    made = _issue(session, actor, [(page, _first_contact(session, page.id))], now, _life(days))[0]
    record(session, actor, "owner.invite", page, season_id=season_id, now=now, after={"page": page.key, "to": made.to})
    return made


def invite_all(
    session: Session, actor: Actor, season_id: int, *, now: datetime, days: int = 14, sphere: str = "", every: bool = False
) -> list[Invited]:
    """One-time links for all pages with an address on file that nobody sees as owner yet; ``every``: also without address.

    Links of these pages that nobody has used end.
    """
    require_organizer(actor)
    found = season(session, season_id)
    query = select(Page).where(Page.season_id == season_id, ~_has_access(now)).order_by(Page.name, Page.id)
    query = query.where(Page.sphere == sphere) if sphere else query
    query = query if every else query.where(exists().where(OwnerContact.page_id == Page.id))
    pages = session.scalars(query).all()
    contacts = _first_contacts(session, season_id)
    made = _issue(session, actor, [(page, contacts.get(page.id, "")) for page in pages], now, _life(days))
    after = {"pages": len(made), "sphere": sphere}
    record(session, actor, "owner.invite_all", found, season_id=season_id, now=now, after=after)
    return made


def revoke_invitations(session: Session, actor: Actor, season_id: int, *, page_id: int | None, now: datetime) -> int:
    """End the unused links of a page, or of all pages; how many."""
    require_organizer(actor)
    pages = select(Page.id).where(Page.season_id == season_id)
    pages = pages if page_id is None else pages.where(Page.id == page_id)
    ended = _end_unused(session, pages, now)
    target = season(session, season_id) if page_id is None else _page(session, season_id, page_id)
    record(session, actor, "owner.uninvite", target, season_id=season_id, now=now, after={"links": ended})
    return ended


def enter(session: Session, *, secret: str, now: datetime) -> OwnerAccess:
    """Use a link up and open its page; of two simultaneous uses one gets in."""
    invitation = session.scalar(select(OwnerInvitation).where(OwnerInvitation.secret_sha256 == digest(secret)))
    if invitation is not None and invitation.expires_at > now:
        free = (OwnerInvitation.used_at.is_(None), OwnerInvitation.revoked_at.is_(None))
        used = session.execute(update(OwnerInvitation).where(OwnerInvitation.id == invitation.id, *free).values(used_at=now))
        if _count(used) == 1:
            who = invitation.sent_to or f"ссылка № {invitation.id}"
            return give_access(session, page=invitation.page, way=Way.LINK, who=who, now=now)
    raise dead_link()


def dead_link() -> NotFound:
    """What a link that opens nothing is answered, whatever the reason."""
    return NotFound(
        "Ссылка уже использована, отозвана, устарела или неверна. Попросите организатора выпустить новую.",
        "The link has been used or taken back, has expired or is wrong. Ask an organizer for a new one.",
    )


def mailed_to(session: Session, *, secret: str, now: datetime) -> tuple[Page, str]:
    """The page of a link that still holds, and the address on file that it was made for; an empty one where there is none.

    A link has no authority by itself: its code goes to the address, and without one the page has to be proved by a code that is
    posted on it. Raises ``NotFound`` for a dead one.
    """
    found = session.scalar(select(OwnerInvitation).where(OwnerInvitation.secret_sha256 == digest(secret)))
    if found is None or found.expires_at <= now or found.used_at is not None or found.revoked_at is not None:
        raise dead_link()
    return found.page, found.sent_to if on_file(session, found.page_id, found.sent_to) else ""


def on_file(session: Session, page_id: int, email: str) -> bool:
    """Whether an address stands on file for a page."""
    query = select(OwnerContact.id).where(OwnerContact.page_id == page_id, OwnerContact.email == email.strip().lower())
    return session.scalar(query) is not None


def enter_by_mail(session: Session, *, page_id: int, email: str, now: datetime) -> OwnerAccess:
    """Open a page to whoever has shown the code that went to an address on file for it."""
    page = session.get(Page, page_id)
    if page is None or not on_file(session, page_id, email):
        raise no_page()
    return give_access(session, page=page, way=Way.LINK, who=email, now=now)


def give_access(session: Session, *, page: Page, way: Way, who: str, now: datetime) -> OwnerAccess:
    """Open a page to whoever proved that it is his; called by ``enter`` and by claims only."""
    access = OwnerAccess(
        page_id=page.id, way=way, who=who[:254], session_key=secrets.token_hex(16), granted_at=now, ends_at=now + ACCESS_LIFE
    )
    session.add(access)
    session.flush()
    access.page = page
    record(
        session, actor_of(access), "owner.enter", access, season_id=page.season_id, now=now, after={"page": page.key, "way": way}
    )
    return access


def end_access(session: Session, actor: Actor, season_id: int, *, access_id: int, now: datetime) -> None:
    """Take an access back: its browser is out at the next click."""
    require_organizer(actor)
    access = session.get(OwnerAccess, access_id)
    if access is None or access.page.season_id != season_id:
        raise NotFound("Такого доступа нет.", "There is no such access.")
    if access.revoked_at is None:
        access.revoked_at, access.session_key = now, secrets.token_hex(16)
        after = {"page": access.page.key, "who": access.who}
        record(session, actor, "owner.end", access, season_id=season_id, now=now, after=after)


def accesses(session: Session, held: Collection[tuple[int, str]]) -> list[OwnerAccess]:
    """The accesses that a cookie names by id and key, as far as they are real; one query whatever it names."""
    keys = dict(held)
    rows = session.scalars(
        select(OwnerAccess).join(OwnerAccess.page).options(contains_eager(OwnerAccess.page)).where(OwnerAccess.id.in_(keys))
    )
    return [row for row in rows if secrets.compare_digest(row.session_key, keys[row.id])]


def grant_of(access: OwnerAccess) -> Grant:
    """An access as the rules know it."""
    return Grant(access.page_id, access.ends_at, access.revoked_at is not None)


def require_owner(access: OwnerAccess, page_id: int, now: datetime) -> None:
    """Only the page's owner writes about it; to anybody else the page does not exist."""
    if not owns([grant_of(access)], page_id, now):
        raise no_page()


def no_page() -> NotFound:
    """What everybody hears of a page that is not his, there or not."""
    return NotFound(
        "Такой страницы нет, или доступ к ней закончился. Войдите по ссылке организатора ещё раз.",
        "There is no such page, or your access to it has ended. Come in by the organizer's link again.",
    )


def actor_of(access: OwnerAccess) -> Actor:
    """An owner as the journal names him; he has no right of the staff's."""
    return Actor(None, f"{access.page.key}: {access.who}"[:_LONGEST_NAME], Role.OBSERVER, Via.WEB)


def digest(secret: str) -> str:
    """SHA-256 of a secret, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _has_access(now: datetime) -> Any:
    return exists().where(OwnerAccess.page_id == Page.id, OwnerAccess.revoked_at.is_(None), OwnerAccess.ends_at > now)


def _issue(session: Session, actor: Actor, pages: Iterable[tuple[Page, str]], now: datetime, life: timedelta) -> list[Invited]:
    made = [Invited(page, to, secrets.token_urlsafe(24), now + life) for page, to in pages]
    for start in range(0, len(made), _AT_ONCE):
        part = made[start : start + _AT_ONCE]
        _end_unused(session, [one.page.id for one in part], now)
        session.execute(insert(OwnerInvitation), [_values(one, actor, now) for one in part])
    return made


def _values(one: Invited, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "page_id": one.page.id,
        "secret_sha256": digest(one.secret),
        "sent_to": one.to,
        "made_by": actor.id,
        "made_at": now,
        "expires_at": one.expires,
        "used_at": None,
        "revoked_at": None,
    }


def _end_unused(session: Session, pages: Sequence[int] | Select[int], now: datetime) -> int:
    unused = (OwnerInvitation.used_at.is_(None), OwnerInvitation.revoked_at.is_(None), OwnerInvitation.expires_at > now)
    return _count(
        session.execute(update(OwnerInvitation).where(OwnerInvitation.page_id.in_(pages), *unused).values(revoked_at=now))
    )


def _first_contact(session: Session, page_id: int) -> str:
    query = select(OwnerContact.email).where(OwnerContact.page_id == page_id).order_by(OwnerContact.id).limit(1)
    return session.scalar(query) or ""


def _first_contacts(session: Session, season_id: int) -> dict[int, str]:
    rows = session.execute(
        select(OwnerContact.page_id, OwnerContact.email)
        .join(OwnerContact.page)
        .where(Page.season_id == season_id)
        .order_by(OwnerContact.id.desc())
    )
    return {page_id: email for page_id, email in rows}  # noqa: C416 a Row is no pair to dict()


def _life(days: int) -> timedelta:
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"Срок ссылки: от 1 до {MOST_DAYS} дней.", f"A link holds from 1 to {MOST_DAYS} days.")
    return timedelta(days=days)


def _page(session: Session, season_id: int, page_id: int) -> Page:
    page = session.get(Page, page_id)
    if page is None or page.season_id != season_id:
        raise NotFound("В этом сезоне такой страницы нет.", "There is no such page in this season.")
    return page


def _count(result: Any) -> int:
    found: CursorResult[Any] = result
    return found.rowcount
