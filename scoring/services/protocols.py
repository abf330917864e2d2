"""The protocol: what a chair's meeting has decided, signed by the chair and by an admin, who reads the figures back to it.

The second signature is the step to SIGNED. A season that does without second keys is signed by one admin.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scoring.errors import Blocked, Conflict, InputError, NotAllowed
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services import course, sealing
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.services.decision_sight import tied_pages
from scoring.services.decisions import deviations, sealed_rows, standing
from scoring.services.letters import events
from scoring.services.seasons import require_writable, season, settings_of
from scoring.store.decisions import Decision, Protocol
from scoring.store.jury import Deal, JuryCard, JuryRound
from scoring.store.sealing import Seal
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DealState, DecisionOutcome, ProtocolState, Role, RoundState, SeasonKind


def current(session: Session, season_id: int) -> Protocol | None:
    """The protocol that is drafted or signed; a void one is history."""
    return session.scalar(select(Protocol).where(Protocol.season_id == season_id, Protocol.state != ProtocolState.VOID))


def document(session: Session, found: Season, hidden: frozenset[int] = frozenset()) -> dict[str, Any]:
    """What the protocol says: counts, winners, deviations, recusals by page as numbers, ties, sealed hashes.

    ``hidden`` pages are left out of everything but the hashes: what somebody who is tied to them may see.
    """
    every = standing(session, found.id)
    decided = [one for one in every if one.page_id not in hidden]
    seals = session.scalars(select(Seal).where(Seal.season_id == found.id).order_by(Seal.number))
    return {
        "year": found.year,
        "contest": found.contest,
        "region": found.region,
        "city": found.city,
        "rehearsal": found.kind == SeasonKind.REHEARSAL,
        "two_keys": settings_of(found).two_keys,
        "pages": len(decided),
        "counts": counts(decided),
        "laureates": dict(Counter(one.nomination for one in decided if one.final == DecisionOutcome.LAUREATE)),
        "last": last_places(decided),
        "winners": [
            {"page": one.page.key, "name": one.page.name, "municipality": one.page.municipality, "nomination": one.nomination}
            for one in decided
            if one.final == DecisionOutcome.WINNER
        ],
        "deviations": [
            {
                "page": one.page.key,
                "name": one.page.name,
                "nomination": one.nomination,
                "automatic": one.automatic,
                "final": one.final,
                "code": one.reason_code,
                "reason": one.reason,
                "votes": one.votes,
                "instead_of": one.instead.name if one.instead is not None else "",
                "by": one.made_name,
            }
            for one in deviations(decided)
            if one.instead_of not in hidden
        ],
        "recusals": recusals(session, found.id, hidden),
        "ties": ties(decided),
        "seals": [{"number": one.number, "kind": one.kind, "sha256": one.sha256} for one in seals],
        "decisions": sha256(sealing.lines(sealed_rows(every))).hexdigest(),
    }


def recusals(session: Session, season_id: int, hidden: frozenset[int] = frozenset()) -> list[dict[str, Any]]:
    """Pages of the standing round on which jurors stood aside, and how many did: numbers only."""
    rows = session.execute(
        select(Page.key, Page.name, func.count(Deal.juror_id.distinct()))
        .join(JuryCard, JuryCard.page_id == Page.id)
        .join(JuryRound, JuryRound.id == JuryCard.round_id)
        .join(Deal, Deal.card_id == JuryCard.id)
        .where(JuryRound.season_id == season_id, JuryRound.state != RoundState.VOID, Deal.state == DealState.RECUSED)
        .where(Page.id.not_in(hidden))
        .group_by(Page.id, Page.key, Page.name)
        .order_by(Page.key)
    )
    return [{"page": key, "name": name, "count": count} for key, name, count in rows]


def ties(decided: Sequence[Decision]) -> list[dict[str, Any]]:
    """Nominations whose last winning place is shared, also with pages that do not win: their names, and whether each wins."""
    lasts = {one.nomination: one.place for one in decided if one.final == one.automatic == DecisionOutcome.WINNER}
    found = []
    for nomination, place in sorted(lasts.items()):
        sharing = [one for one in decided if one.nomination == nomination and one.place == place]
        if len(sharing) > 1:
            names = [{"name": one.page.name, "wins": one.final == DecisionOutcome.WINNER} for one in sharing]
            found.append({"nomination": nomination, "place": place, "pages": names})
    return found


def counts(decided: Sequence[Decision]) -> dict[str, int]:
    """Winners by nomination: what the second signer reads back."""
    won = Counter(one.nomination for one in decided if one.final == DecisionOutcome.WINNER)
    return {nomination: won[nomination] for nomination in sorted({one.nomination for one in decided})}


def last_places(decided: Sequence[Decision]) -> dict[str, list[str]]:
    """The names of those who won with the last place of each nomination: one, or equals."""
    won = [one for one in decided if one.final == DecisionOutcome.WINNER]
    lasts: dict[str, int] = {}
    for one in won:
        lasts[one.nomination] = max(lasts.get(one.nomination, 0), one.place or 0)
    return {
        nomination: sorted(one.page.name for one in won if (one.nomination, one.place or 0) == (nomination, place))
        for nomination, place in lasts.items()
    }


def sign(session: Session, actor: Actor, season_id: int, *, now: datetime, read: Mapping[str, str] | None = None) -> Protocol:
    """Put one's signature: the first, or the second, for which ``read`` holds what the signer read.

    «count:Культура» is the number of winners, «last:Культура» the name of one with the last place, both without the pages that he
    has a conflict with, which he does not see. Whoever has a conflict with a deviation does not sign.
    """
    found = season(session, season_id)
    require_writable(found, "decisions")
    _require_free(session, actor, found)
    protocol = current(session, season_id)
    if protocol is None:
        return _first(session, actor, found, now)
    if protocol.sha256 != document(session, found)["decisions"]:
        _void(session, protocol, now)
        raise Conflict(
            "После первой подписи решения изменились: первая подпись снята, подпишите протокол заново.",
            "Decisions have changed since the first signature: it was taken off, sign the protocol anew.",
        )
    return _second(session, actor, found, protocol, now, read or {})


def _first(session: Session, actor: Actor, found: Season, now: datetime) -> Protocol:
    alone = not settings_of(found).two_keys
    if alone and actor.role is not Role.ADMIN:
        raise NotAllowed("Без второго ключа подписывает администратор сезона.", "Without a second key the season's admin signs.")
    if not alone and not may(actor.role, Right.SIGN_AS_CHAIR, State(found.state)):
        raise NotAllowed("Первым подписывает председатель жюри.", "The chair of the jury signs first.")
    in_the_way = [one for one in course.standing(session, found, State.SIGNED, now=now) if one.code != "protocol"]
    if any(not one.warning for one in in_the_way):
        raise Blocked(tuple(one for one in in_the_way if not one.warning))
    told = document(session, found)
    protocol = Protocol(
        season_id=found.id,
        sha256=told["decisions"],
        document=told,
        first_by=actor.id,
        first_name=actor.name,
        first_at=now,
        made_at=now,
    )
    session.add(protocol)
    session.flush()
    after = {"sha256": protocol.sha256, "as": "first"}
    record(session, actor, "protocol.sign", protocol, season_id=found.id, now=now, after=after)
    if alone:
        protocol.state, protocol.second_at = ProtocolState.SIGNED, now
        session.flush()
        course.advance(session, actor, found.id, State.SIGNED, now=now)
    else:
        events.second_signature(session, actor, found, protocol.first_name, now=now)
    return protocol


def _second(
    session: Session, actor: Actor, found: Season, protocol: Protocol, now: datetime, read: Mapping[str, str]
) -> Protocol:
    if not may(actor.role, Right.SIGN_AS_ADMIN, State(found.state)) or actor.id == protocol.first_by:
        raise NotAllowed(
            "Второй подписывает администратор сезона, и это другой человек.", "The season's admin signs second, another person."
        )
    wrong = misread(session, actor, found, read)
    if wrong:
        raise InputError(
            f"Прочитанное не совпало с решением: {', '.join(wrong)}. Сверьте таблицу решений и впишите заново.",
            f"What was read differs from the decision: {', '.join(wrong)}. Look at the table of decisions and write it again.",
        )
    protocol.second_by, protocol.second_name, protocol.second_at = actor.id, actor.name, now
    protocol.state = ProtocolState.SIGNED
    session.flush()
    after = {"sha256": protocol.sha256, "as": "second"}
    record(session, actor, "protocol.sign", protocol, season_id=found.id, now=now, after=after)
    course.advance(session, actor, found.id, State.SIGNED, now=now)
    return protocol


def misread(session: Session, actor: Actor, found: Season, read: Mapping[str, str]) -> list[str]:
    """Nominations of which the signer has read the count or the last name wrong."""
    hidden = tied_pages(session, actor, found.id)
    seen = [one for one in standing(session, found.id) if one.page_id not in hidden]
    lasts = last_places(seen)
    return [
        nomination
        for nomination, count in counts(seen).items()
        if read.get(f"count:{nomination}", "").strip() != str(count)
        or (count and _folded(read.get(f"last:{nomination}", "")) not in map(_folded, lasts[nomination]))
    ]


def _require_free(session: Session, actor: Actor, found: Season) -> None:
    """Nobody signs a deviation that he has a tie to: somebody else of the same role does."""
    hidden = tied_pages(session, actor, found.id)
    if hidden and any(one.page_id in hidden for one in deviations(standing(session, found.id))):
        raise NotAllowed(
            "У вас конфликт интересов со страницей, итог которой изменён на встрече. Протокол подписывает заместитель.",
            "You have a conflict with a page whose outcome the meeting changed. Your deputy signs the protocol.",
        )


def _folded(name: str) -> str:
    """A name as people write it: letters and digits count, quotes, case, ё and spaces do not."""
    return "".join(letter for letter in name.casefold().replace("ё", "е") if letter.isalnum())


def _void(session: Session, protocol: Protocol, now: datetime) -> None:
    protocol.state, protocol.voided_at = ProtocolState.VOID, now
    session.flush()
