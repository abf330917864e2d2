"""What whoever gets letters has chosen: their language, and whether news of the contest come at all. Decisions always come.

A choice belongs to an address, whatever pages or seasons it stands for. Its key stands in letters that may be declined: who has
it may change this choice and learns nothing else.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from scoring.errors import InputError, NotFound
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.letters import LetterChoice
from scoring.store.owners import OwnerContact
from scoring.store.people import User
from scoring.store.vocabulary import Role, Via

Language = Literal["ru", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("ru", "en")
_AT_ONCE: Final = 500
_KEY_BYTES: Final = 16


def of(session: Session, addresses: Collection[str]) -> dict[str, LetterChoice]:
    """The choices of these addresses, where there are any."""
    return {
        one.email: one
        for some in _parts(addresses)
        for one in session.scalars(select(LetterChoice).where(LetterChoice.email.in_(some)))
    }


def of_everybody(session: Session, addresses: Collection[str], *, now: datetime) -> dict[str, LetterChoice]:
    """The choices of these addresses; who has none gets the usual one, so that every letter can name its key."""
    there = of(session, addresses)
    missing = sorted(set(addresses) - set(there))
    for some in _parts(missing):
        rows = [
            {"email": email, "news": True, "key": secrets.token_urlsafe(_KEY_BYTES), "language": None, "changed_at": now}
            for email in some
        ]
        there |= {one.email: one for one in session.scalars(insert(LetterChoice).returning(LetterChoice), rows)}
    return there


def by_key(session: Session, key: str) -> LetterChoice:
    """The choice of a key out of a letter; NotFound where there is none."""
    found = session.scalar(select(LetterChoice).where(LetterChoice.key == key))
    if found is None:
        raise NotFound(
            "Эта ссылка больше ничего не открывает. Возьмите ссылку из последнего письма.",
            "This link opens nothing any more. Take the link of the latest letter.",
        )
    return found


def choose(
    session: Session, actor: Actor, email: str, *, language: str = "", news: bool | None = None, now: datetime
) -> LetterChoice:
    """Choose for an address; ``language``: empty for the season's own; ``news`` None: as it is."""
    if language not in ("", *LANGUAGES):
        raise InputError("Такого языка писем нет: выберите из списка.", "There is no such language of letters: choose one.")
    address = email.strip().lower()
    found = of_everybody(session, [address], now=now)[address]
    before = _told(found)
    found.language, found.news = language or None, found.news if news is None else news
    if before != _told(found):
        found.changed_at = now
        session.flush()
        record(session, actor, "letters.choose", found, now=now, before=before, after=_told(found))
    return found


def stranger(choice: LetterChoice) -> Actor:
    """Whoever changes a choice by its key, as the journal names him; no address stands there."""
    return Actor(None, veiled(choice.email), Role.OBSERVER, Via.WEB)


def veiled(email: str) -> str:
    """An address that its owner knows again and nobody else reads: «s…@example.org»."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}…@{domain}"


def forget(session: Session, addresses: Collection[str]) -> int:
    """Forget the choices of addresses that stand on file nowhere any more; who wants no news is never written to again."""
    on_file = select(OwnerContact.id).where(OwnerContact.email == LetterChoice.email)
    known = select(User.id).where(User.email == LetterChoice.email)
    gone = 0
    for some in _parts(addresses):
        mine = (LetterChoice.email.in_(some), LetterChoice.news, ~on_file.exists(), ~known.exists())
        gone += session.execute(delete(LetterChoice).where(*mine).execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]  # a DELETE's result is a CursorResult
    return gone


def _told(choice: LetterChoice) -> dict[str, object]:
    return {"language": choice.language, "news": choice.news}


def _parts(addresses: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(set(addresses))
    return (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))
