"""Drafting letters: text, recipient and row, in the transaction of whatever gives rise to them. Nothing leaves from here.

A letter is known by season, kind, recipient and version, so that what happens twice writes once.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.mail.message import Message, host_of
from scoring.mail.plain import one_line
from scoring.mail.transport import transport_of
from scoring.season.settings import SeasonSettings
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.letters import choices
from scoring.services.letters.kinds import KINDS, Going
from scoring.services.letters.texts import REHEARSAL, SITE, Language, rendered, with_address
from scoring.store.letters import Letter, LetterChoice
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState, SeasonKind

_CHOICE: Final = re.compile(rf"{SITE}/my/letters/[\w-]+")
AGAIN: Final = 0
"""The version that stands for «one more than there are»."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to: a person of ours by his account, or the institution of some pages by an address on file."""

    email: str
    name: str = ""
    user_id: int | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be: to whom, and what its text is made of."""

    to: Addressee
    fields: Mapping[str, Any] = field(default_factory=dict)


def queue(
    session: Session,
    actor: Actor,
    season: Season,
    kind: str,
    drafts: Iterable[Draft],
    *,
    now: datetime,
    version: int = 1,
) -> list[Letter]:
    """Write letters of one kind into the outbox; those that go by themselves are approved at once.

    ``version`` says which of several letters of a kind it is: one that is there already is not written again, unless it was
    cancelled or ``version`` is ``AGAIN``. Each is written in the language of its recipient; who declines news gets none.
    Answers the new ones.
    """
    wanted = [one for one in drafts if one.to.email.strip()]
    chosen = _chosen(session, kind, wanted, now)
    wanted = [one for one in wanted if not KINDS[kind].news or chosen[_address(one)].news]
    there = _versions(session, season.id, kind, {_address(one) for one in wanted})
    rows: list[dict[str, Any]] = []
    for one in wanted:
        address = _address(one)
        number = _number(there.get(address, {}), version)
        if number is not None:
            there.setdefault(address, {})[number] = LetterState.DRAFTED
            rows.append(_row(season, kind, one, chosen.get(address), version=number, now=now))
    if not rows:
        return []
    made = session.scalars(insert(Letter).returning(Letter), rows).all()
    record(session, actor, "letters.queue", season, season_id=season.id, now=now, after={"kind": kind, "letters": len(made)})
    return sorted(made, key=lambda letter: letter.id)


def _row(season: Season, kind: str, draft: Draft, choice: LetterChoice | None, *, version: int, now: datetime) -> dict[str, Any]:
    """A letter as the outbox keeps it, in the language that its recipient chose."""
    by_itself = KINDS[kind].going is Going.BY_ITSELF
    language = spoken(choice, season)
    key = {"choice_key": choice.key} if choice is not None else {}
    subject, text = rendered(kind, language, key | fields_of(season, draft))
    return {
        "season_id": season.id,
        "kind": kind,
        "recipient": _address(draft),
        "name": one_line(draft.to.name),
        "user_id": draft.to.user_id,
        "page_id": draft.to.pages[0] if len(draft.to.pages) == 1 else None,
        "pages": list(draft.to.pages),
        "version": version,
        "language": language,
        "subject": subject,
        "text": text,
        "state": LetterState.APPROVED if by_itself else LetterState.DRAFTED,
        "made_at": now,
        "approved_at": now if by_itself else None,
    }


def language_of(season: Season) -> Language:
    """The language of a season's letters."""
    return "en" if SeasonSettings.model_validate(season.settings).english_letters else "ru"


def spoken(choice: LetterChoice | None, season: Season) -> Language:
    """The language in which an address is written to: its own choice, or the season's."""
    own = choice.language if choice is not None else None
    return language_of(season) if own is None else "en" if own == "en" else "ru"


def fields_of(season: Season, draft: Draft) -> dict[str, Any]:
    """What every text may ask for, and what this one asks for beside it."""
    return {
        "contest": season.contest,
        "year": season.year,
        "region": season.region,
        "zone": season.zone,
        "person": draft.to.name,
        **draft.fields,
    }


def send_now(
    home: Home,
    kind: str,
    *,
    to: str,
    name: str = "",
    fields: Mapping[str, Any],
    now: datetime,
    token: str,
    language: Language = "ru",
    rehearsal: bool = False,
) -> None:
    """Send one letter of a kind that leaves at once, without a row: a code for signing in is kept nowhere.

    ``token`` makes its Message-ID and file name and must tell nothing of what is inside. Raises ``Unsent``.
    """
    if KINDS[kind].going is not Going.AT_ONCE:
        raise ValueError(f"letters of the kind {kind} go through the outbox")
    subject, text = rendered(kind, language, {"person": name, **fields})
    trapped = rehearsal or home.is_rehearsal
    transport = transport_of(home, rehearsal=trapped)
    label = f"{kind}-{token}"
    message = Message(
        id=f"lavr.{label}@{host_of(home.public_url)}",
        label=label,
        to=to,
        name=name,
        sender="Лавр" if language == "ru" else "Lavr",
        subject=f"{REHEARSAL[language]}: {subject}" if trapped else subject,
        text=with_address(text, home.address),
        language=language,
        at=now,
    )
    try:
        transport.send(message)
    finally:
        transport.close()


def message_of(home: Home, letter: Letter, season: Season, now: datetime) -> Message:
    """A letter of the outbox as it leaves; the same id at each attempt. Of a rehearsal the subject says so."""
    language: Language = "en" if letter.language == "en" else "ru"
    trapped = season.kind == SeasonKind.REHEARSAL or home.is_rehearsal
    label = f"{'rehearsal-' if trapped else ''}{season.year}-{letter.kind}-{letter.id:06d}"
    return Message(
        id=f"lavr.{label}@{host_of(home.public_url)}",
        label=label,
        to=letter.recipient,
        name=letter.name,
        sender=season.contest,
        subject=f"{REHEARSAL[language]}: {letter.subject}" if trapped else letter.subject,
        text=with_address(letter.text, home.address),
        language=language,
        at=now,
        choice=_choice_address(home, letter),
    )


def _choice_address(home: Home, letter: Letter) -> str:
    """Where news can be declined, if the letter is some."""
    found = _CHOICE.search(letter.text) if KINDS[letter.kind].news else None
    return with_address(found[0], home.address) if found else ""


def _chosen(session: Session, kind: str, drafts: Iterable[Draft], now: datetime) -> dict[str, LetterChoice]:
    """What the recipients have chosen; of news everybody has a row, whose key his letter names."""
    addresses = {_address(one) for one in drafts}
    return choices.of_everybody(session, addresses, now=now) if KINDS[kind].news else choices.of(session, addresses)


def _versions(session: Session, season_id: int, kind: str, addresses: set[str]) -> dict[str, dict[int, LetterState]]:
    """What there is already, by address and version."""
    found: dict[str, dict[int, LetterState]] = {}
    rows = session.execute(
        select(Letter.recipient, Letter.version, Letter.state).where(Letter.season_id == season_id, Letter.kind == kind)
    )
    for recipient, version, state in rows:
        if recipient in addresses:
            found.setdefault(recipient, {})[version] = LetterState(state)
    return found


def _number(there: Mapping[int, LetterState], version: int) -> int | None:
    """The version to write; None where the letter is there. After a cancelled one the next free number follows."""
    if version == AGAIN:
        return max(there, default=0) + 1
    while version in there:
        if there[version] != LetterState.CANCELLED:
            return None
        version += 1
    return version


def _address(draft: Draft) -> str:
    return draft.to.email.strip().lower()
