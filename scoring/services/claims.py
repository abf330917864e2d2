"""Proving that a page is one's own by a code that is posted on it: asking for the code, finding it on the page, coming in.

The code stands on the page for everybody to read; what lets in is a second secret, which only the claimant's browser has.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, contains_eager

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.objecting import ClaimState, Way, claim_after_seen
from scoring.services import owners
from scoring.services.acting import Actor, require_organizer
from scoring.services.audit import record
from scoring.services.seasons import season
from scoring.store.owners import OwnerAccess, PageClaim
from scoring.store.seasons import Page
from scoring.store.vocabulary import Role, Via

CODE_LIFE: Final = timedelta(hours=24)
WORD_LIFE: Final = timedelta(days=7)
"""For so long a claim waits for an organizer where the page cannot be read."""
MOST_WAITING: Final = 3
"""Codes that may wait for one page at a time."""
_ALPHABET: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE: Final = re.compile(rf"\bLAVR-([{_ALPHABET}]{{6}})-([{_ALPHABET}]{{6}})\b")
_LONGEST_NAME: Final = 200
_READ: Final = "vk:"


@dataclass(frozen=True, slots=True)
class Asked:
    """A new claim with what is told once: the code for the page, and the secret for the browser."""

    claim: PageClaim
    code: str
    key: str


def ask(session: Session, *, page_id: int, who: str, now: datetime) -> Asked:
    """A code for somebody who says that the page is his."""
    page = session.get(Page, page_id)
    if page is None:
        raise owners.no_page()
    name = " ".join(who.split())[:_LONGEST_NAME]
    if not name:
        raise InputError("Напишите, кто вы: имя и должность.", "Write who you are: your name and post.")
    season(session, page.season_id)
    waiting = (PageClaim.page_id == page.id, PageClaim.state == ClaimState.WAITING, PageClaim.expires_at > now)
    if (session.scalar(select(func.count()).select_from(PageClaim).where(*waiting)) or 0) >= MOST_WAITING:
        raise Conflict(
            "Для этой страницы уже выдано несколько кодов. Разместите один из них или подождите сутки.",
            "Several codes are given out for this page already. Post one of them, or wait a day.",
        )
    code, key = new_code(), secrets.token_urlsafe(24)
    claim = PageClaim(
        page_id=page.id,
        key_sha256=owners.digest(key),
        code_sha256=_code_digest(code),
        who=name,
        state=ClaimState.WAITING,
        made_at=now,
        expires_at=now + (CODE_LIFE if is_read(page) else WORD_LIFE),
    )
    session.add(claim)
    after = {"page": page.key, "who": name}
    record(session, _stranger(name), "claim.ask", claim, season_id=page.season_id, now=now, after=after)
    return Asked(claim, code, key)


def is_read(page: Page) -> bool:
    """Whether codes are looked for on a page: VK's are read. A claim of any other page waits for an organizer's word."""
    return page.key.startswith(_READ)


def new_code() -> str:
    """A code of 59 bits in letters that nobody mixes up."""
    parts = ["".join(secrets.choice(_ALPHABET) for _ in range(6)) for _ in range(2)]
    return f"LAVR-{parts[0]}-{parts[1]}"


def codes_in(text: str) -> set[str]:
    """SHA-256 of every code that stands in a text of a page."""
    return {_code_digest(found[0]) for found in _CODE.finditer(text.upper())}


def pages_to_read(session: Session, season_id: int, now: datetime) -> list[Page]:
    """The pages on which a code may stand now."""
    waiting = (PageClaim.page_id == Page.id, PageClaim.state == ClaimState.WAITING, PageClaim.expires_at > now)
    mine = (Page.season_id == season_id, Page.key.startswith(_READ), exists().where(*waiting))
    return list(session.scalars(select(Page).where(*mine).order_by(Page.id)))


def seen(session: Session, page: Page, texts: Iterable[tuple[str, str]], *, now: datetime) -> list[PageClaim]:
    """Claims whose code stands in one of the page's (place, text); each is opened, or contested, by the rule."""
    found: dict[str, str] = {}
    for place, text in texts:
        for digest in codes_in(text):
            found.setdefault(digest, place)
    waiting = (PageClaim.page_id == page.id, PageClaim.state == ClaimState.WAITING, PageClaim.expires_at > now)
    claims = [claim for claim in session.scalars(select(PageClaim).where(*waiting)) if claim.code_sha256 in found]
    locked = season(session, page.season_id)
    frozen = locked.evidence is not None
    for claim in claims:
        owned = _has_owner(session, page.id, now)
        claim.state, wait = claim_after_seen(owned=owned, frozen=frozen)
        claim.seen_at, claim.seen_where = now, found[claim.code_sha256][:200]
        claim.ripe_at = now + wait if wait is not None else None
        claim.decided_at = now if claim.state is ClaimState.APPROVED else None
        after = {"page": page.key, "who": claim.who, "state": claim.state}
        record(session, _stranger("lavr"), "claim.seen", claim, season_id=page.season_id, now=now, after=after)
    return claims


def decide(
    session: Session, actor: Actor, season_id: int, *, claim_id: int, approve: bool, note: str, now: datetime
) -> PageClaim:
    """An organizer's word on a claim that has not opened the page yet; also without the code, for whom he knows."""
    require_organizer(actor)
    season(session, season_id)
    claim = session.get(PageClaim, claim_id, populate_existing=True)
    if claim is None or claim.page.season_id != season_id:
        raise NotFound("Такой заявки нет.", "There is no such claim.")
    if claim.state not in (ClaimState.WAITING, ClaimState.CONTESTED):
        raise Conflict("Эту заявку уже решили.", "This claim is decided already.")
    if not note.strip():
        raise InputError("Напишите основание решения.", "Write the ground of the decision.")
    _settle(claim, ClaimState.APPROVED if approve else ClaimState.REFUSED, actor.name, note, now)
    after = {"page": claim.page.key, "who": claim.who, "state": claim.state}
    record(session, actor, "claim.decide", claim, season_id=season_id, now=now, after=after, reason=claim.note)
    return claim


def deny(session: Session, access: OwnerAccess, claim_id: int, *, now: datetime) -> PageClaim:
    """The owner's word that a contested claim is a stranger's: then only an organizer opens the page, if anybody."""
    owners.require_owner(access, access.page_id, now)
    mine = select(PageClaim).where(PageClaim.id == claim_id, PageClaim.page_id == access.page_id)
    claim = session.scalar(mine.execution_options(populate_existing=True))
    if claim is None or claim.state != ClaimState.CONTESTED:
        raise NotFound("Такой заявки нет.", "There is no such claim.")
    claim.ripe_at = None
    after = {"page": access.page.key, "who": claim.who}
    record(session, owners.actor_of(access), "claim.deny", claim, season_id=access.page.season_id, now=now, after=after)
    return claim


def claim_of(session: Session, key: str) -> PageClaim | None:
    """The claim of a browser's secret."""
    query = select(PageClaim).join(PageClaim.page).options(contains_eager(PageClaim.page))
    return session.scalar(query.where(PageClaim.key_sha256 == owners.digest(key)))


def is_open(claim: PageClaim, now: datetime) -> bool:
    """Whether the claimant may come in: approved, or contested by nobody for long enough."""
    ripe = claim.state == ClaimState.CONTESTED and claim.ripe_at is not None and claim.ripe_at <= now
    return claim.entered_at is None and (claim.state == ClaimState.APPROVED or ripe)


def enter(session: Session, key: str, *, now: datetime) -> OwnerAccess:
    """Come in by a claim, once."""
    claim = claim_of(session, key)
    if claim is not None and is_open(claim, now):
        free = (PageClaim.id == claim.id, PageClaim.entered_at.is_(None))
        used = session.execute(update(PageClaim).where(*free).values(entered_at=now, state=ClaimState.APPROVED))
        if used.rowcount == 1:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
            return owners.give_access(session, page=claim.page, way=Way.CODE, who=claim.who, now=now)
    raise NotFound(
        "Эта заявка вход не открывает: код ещё не найден, срок вышел или заявка отклонена.",
        "This claim opens nothing: its code is not found yet, its time is over, or it was refused.",
    )


def _settle(claim: PageClaim, state: ClaimState, name: str, note: str, now: datetime) -> None:
    claim.state, claim.decided_at, claim.decided_name, claim.note = state, now, name[:254], note.strip()[:2000]


def _has_owner(session: Session, page_id: int, now: datetime) -> bool:
    open_now = (OwnerAccess.page_id == page_id, OwnerAccess.revoked_at.is_(None), OwnerAccess.ends_at > now)
    return session.scalar(select(OwnerAccess.id).where(*open_now).limit(1)) is not None


def _code_digest(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()


def _stranger(name: str) -> Actor:
    return Actor(None, name, Role.OBSERVER, Via.WEB)
