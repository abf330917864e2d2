"""The jury's desk: dealing a card, answering it, undoing, putting it aside, recusing oneself, asking for one more look.

Every act first takes what it writes (the round's row when dealing, the deal's row when answering) and looks afterwards, so that
two tabs, two jurors and a closing round meet on SQLite as on PostgreSQL: one is first, the other sees it.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar, cast

from sqlalchemy import Table, Update, UpdateBase, bindparam, exists, insert, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from criteria.jury_rule import JuryRule
from scoring.errors import Conflict, InputError, NewerAnswer, NotFound, RoundClosed
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.acting import Actor
from scoring.services.jury import dealer
from scoring.services.jury.conflicts import add_tie
from scoring.services.jury.jurors import juror_of
from scoring.services.seasons import season
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Season
from scoring.store.showing_jury import HeldCard, held_card, last_verdict
from scoring.store.vocabulary import AnswerWord, ConflictSource, ConflictTarget, DealState, Role, RoundState

RESERVED: Final = timedelta(minutes=30)
"""An opened card without an answer goes to others after so long."""
GRACE: Final = timedelta(minutes=15)
"""A card opened before the round's end may be answered for so long behind it."""
REASONS: Final = ("dead", "not_official", "inflated", "unacceptable", "weak", "other")
"""Why a juror says no; «other» needs a comment."""
LONGEST_COMMENT: Final = 2_000
MOST_IN_HAND: Final = 10
_JUDGES: Final = frozenset({Role.JUROR, Role.CHAIR})
_NO_SUCH_CARD: Final = ("Такой карточки у вас нет.", "You have no such card.")
_RELOAD: Final = ("Обновите страницу и ответьте ещё раз.", "Reload the page and answer again.")
_CLIENT_ID: Final = re.compile(r"[0-9A-Za-z-]{8,36}")
_ANSWERABLE: Final = (DealState.OPENED, DealState.ANSWERED, DealState.PUT_ASIDE, DealState.RELEASED)

_OWN: Final = (
    select(Deal)
    .join(Deal.juror)
    .where(
        Deal.public_id == bindparam("card"),
        Juror.user_id == bindparam("user"),
        Juror.removed_at.is_(None),
        Deal.state != DealState.RECUSED,
    )
    .options(
        contains_eager(Deal.juror),
        joinedload(Deal.card).joinedload(JuryCard.round),
        joinedload(Deal.card).joinedload(JuryCard.page),
    )
)
_DEALS: Final = cast("Table", Deal.__table__)
_TAKE: Final = (
    update(_DEALS)
    .where(
        _DEALS.c.id == bindparam("deal"),
        _DEALS.c.version == bindparam("seen"),
        _DEALS.c.state.in_(bindparam("from", expanding=True)),
        exists().where(JuryRound.id == bindparam("round"), JuryRound.state == RoundState.OPEN),
    )
    .values(state=bindparam("to"), version=_DEALS.c.version + 1)
)
"""Writes a deal if it still is what the juror saw, and its round still is open."""
_TAKE_AGAIN: Final = _TAKE.values(reserved_until=bindparam("until"))
_WRITE: Final = insert(cast("Table", Verdict.__table__))
_Statement = TypeVar("_Statement", bound=UpdateBase)


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in the database now. ``version``: the token for the next change of this card.

    ``following``: the card that lies open beside it. ``comment_ru``, ``comment_en``: what is told after a practice card was
    answered; empty otherwise.
    """

    saved_at: datetime
    revision: int
    version: int
    state: DealState
    following: str | None = None
    comment_ru: str = ""
    comment_en: str = ""


def next_card(session: Session, actor: Actor, season_id: int, *, now: datetime) -> Deal | None:
    """The card to look at now: one that lies open already, else a new one; None when nothing is left."""
    return next(iter(hand(session, actor, season_id, size=1, now=now)), None)


def hand(session: Session, actor: Actor, season_id: int, *, size: int, now: datetime) -> tuple[Deal, ...]:
    """Up to ``size`` (at most ten) cards in the order of looking at them, all held for this juror for half an hour.

    First those that lie open, then practice, then a second showing if one is due, then by value, at the end those put aside.
    RoundClosed where nothing is dealt any more, Conflict as long as the juror has not agreed and declared his ties.
    """
    juror = juror_of(session, actor, season_id)
    _require_ready(juror)
    table = dealer.table(session, juror, _open_round(session, season_id, now), now=now)
    held, chosen = _chosen(table, size)
    if chosen:
        taken = _take_round(session, season_id, now)
        if not table.still_holds(session, chosen):
            table = dealer.table(session, juror, taken, now=now)
            held, chosen = _chosen(table, size)
    dealt = _deal(session, juror, chosen, now)
    if table.practised and juror.practised_at is None:
        juror.practised_at = now
        session.flush()
    return _laid_open(session, (*held, *dealt))


def open_deal(session: Session, actor: Actor, public_id: str) -> Deal:
    """One's own card; NotFound for a foreign, an unknown and a recused one alike."""
    return _own(session, actor, public_id)


def standing_answer(session: Session, deal: Deal) -> Verdict | None:
    """The answer that stands on a card, None where there is none or it was taken back."""
    last = last_verdict(session, deal.id)
    return None if last is None or last.answer == AnswerWord.WITHDRAWN else last


def answer(
    session: Session,
    actor: Actor,
    public_id: str,
    *,
    answer: str,
    reason: str = "",
    comment: str = "",
    client_id: str,
    version: int,
    now: datetime,
) -> Saved:
    """Answer a card, or change the answer. The same ``client_id`` again changes nothing and tells the same.

    NewerAnswer where the card was answered elsewhere since ``version``, RoundClosed behind the end.
    """
    held = _held(session, actor, public_id, client_id, now)
    word, reason, comment = _checked(answer, reason, comment)
    if held.known_deal is not None:
        return _known(session, held)
    _enter(held, now)
    if not _taken(session, held, version, _ANSWERABLE, DealState.ANSWERED):
        return _settled(session, actor, public_id, client_id, now)
    saved = _append(session, held, DealState.ANSWERED, word, reason, comment, client_id, now)
    return _practised(session, held, saved, now) if held.practice else saved


def undo(session: Session, actor: Actor, public_id: str, *, client_id: str, version: int, now: datetime) -> Saved:
    """Take an answer back: it is kept as history, counts no more, and the card lies open again."""
    held = _held(session, actor, public_id, client_id, now)
    if held.known_deal is not None:
        return _known(session, held)
    _enter(held, now)
    if not _taken(session, held, version, (DealState.ANSWERED,), DealState.OPENED, until=now + RESERVED):
        return _settled(session, actor, public_id, client_id, now)
    return _append(session, held, DealState.OPENED, AnswerWord.WITHDRAWN, "", "", client_id, now)


def put_aside(session: Session, actor: Actor, public_id: str, *, version: int, now: datetime) -> Deal:
    """Lay a card aside without an answer; it comes again at the end, and others may have it meanwhile."""
    held = _held(session, actor, public_id, "", now)
    if held.state != DealState.PUT_ASIDE:
        _enter(held, now)
        if not _taken(session, held, version, (DealState.OPENED, DealState.RELEASED), DealState.PUT_ASIDE):
            _settled(session, actor, public_id, "", now)
    return _own(session, actor, public_id)


def recuse(session: Session, actor: Actor, public_id: str, *, now: datetime) -> None:
    """A conflict of interest, in one tap and for ever: all cards of this page leave the juror's lists and counts.

    Done again it answers NotFound, as for a card that never was.
    """
    deal = _own(session, actor, public_id)
    found = season(session, deal.juror.season_id)
    _enter(_held(session, actor, public_id, "", now), now)
    add_tie(session, actor, found, deal.juror.user_id, ConflictTarget.PAGE, deal.card.page.key, ConflictSource.SELF, now=now)
    session.expire(deal)


def ask_again(session: Session, actor: Actor, public_id: str, *, now: datetime) -> Deal:
    """Ask that one more juror look at this card; asked twice it counts once, and one's own answer stays one's own."""
    _enter(_held(session, actor, public_id, "", now), now)
    deal = _own(session, actor, public_id)
    if not deal.card.practice and _written(
        session, update(Deal).where(Deal.id == deal.id, ~Deal.asked).values(asked=True, version=Deal.version + 1)
    ):
        session.execute(_plain(update(JuryCard).where(JuryCard.id == deal.card_id).values(asked_again=JuryCard.asked_again + 1)))
    session.refresh(deal)
    session.refresh(deal.card, ["asked_again"])
    return deal


def rule_of(found: JuryRound) -> JuryRule:
    """The rule that a round is counted by."""
    return JuryRule.model_validate(found.rule)


def _own(session: Session, actor: Actor, public_id: str) -> Deal:
    """The actor's own card, as it stands now."""
    deal = session.scalar(_OWN, {"card": public_id, "user": actor.id or 0}, execution_options={"populate_existing": True})
    if deal is None or actor.role not in _JUDGES:
        raise NotFound(*_NO_SUCH_CARD)
    return deal


def _held(session: Session, actor: Actor, public_id: str, client_id: str, now: datetime) -> HeldCard:
    """The same with all that an act asks about; ``client_id`` is empty for acts that are repeated without harm."""
    if client_id and not _CLIENT_ID.fullmatch(client_id):
        raise InputError(*_RELOAD)
    held = held_card(session, public_id, actor.id or 0, client_id=client_id, now=now)
    if held is None or actor.role not in _JUDGES:
        raise NotFound(*_NO_SUCH_CARD)
    return held


def _require_ready(juror: Juror) -> None:
    if juror.agreed_at is None or juror.declared_at is None:
        raise Conflict(
            "Сначала примите правила жюри и заполните анкету о конфликтах интересов: это две минуты.",
            "First agree to the jury's rules and fill in the form of conflicts: it takes two minutes.",
        )


def _open_round(session: Session, season_id: int, now: datetime) -> JuryRound:
    """The round in which cards are dealt now."""
    found = session.scalar(select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state == RoundState.OPEN))
    return _require_dealing(found, now)


def _take_round(session: Session, season_id: int, now: datetime) -> JuryRound:
    """The same, taken for this transaction: dealings of a round follow one another."""
    held = select(Season.state).where(Season.id == season_id).with_for_update(read=True)
    _require_sitting(session.execute(held).scalar_one())
    is_open = (JuryRound.season_id == season_id, JuryRound.state == RoundState.OPEN)
    take = update(JuryRound).where(*is_open).values(state=RoundState.OPEN).returning(JuryRound)
    return _require_dealing(session.scalars(_plain(take), execution_options={"populate_existing": True}).one_or_none(), now)


def _require_dealing(found: JuryRound | None, now: datetime) -> JuryRound:
    if found is None or found.closes_at is None or now >= found.closes_at:
        raise RoundClosed
    return found


def _chosen(table: "dealer.Table", size: int) -> tuple[list[str], list["dealer.Chosen"]]:
    """What lies open already, by public ids, and what is to be dealt to it."""
    held = [deal.public_id for deal in table.open_now[: max(size, 1)]]
    return held, table.fresh(max(min(size, MOST_IN_HAND) - len(held), 0))


def _require_sitting(state: str) -> None:
    """Refuse where the jury does not sit."""
    if not may(Role.JUROR, Right.ANSWER_CARDS, State(state)):
        raise RoundClosed


def _enter(held: HeldCard, now: datetime) -> None:
    """Refuse behind the round's end and its grace."""
    _require_sitting(held.season_state)
    if held.round_state != RoundState.OPEN or held.closes_at is None or held.opened_at >= held.closes_at:
        raise RoundClosed
    if now >= held.closes_at + GRACE:
        raise RoundClosed


def _taken(
    session: Session, held: HeldCard, version: int, out_of: Sequence[DealState], to: DealState, until: datetime | None = None
) -> bool:
    """Whether the deal could be taken from the state in which the juror saw it; then nobody else writes it before the commit."""
    given = {"deal": held.id, "seen": version, "from": out_of, "round": held.round_id, "to": to}
    if until is None:
        return bool(session.connection().execute(_TAKE, given).rowcount)
    return bool(session.connection().execute(_TAKE_AGAIN, given | {"until": until}).rowcount)


def _plain(statement: _Statement) -> _Statement:
    return statement.execution_options(synchronize_session=False)


def _written(session: Session, statement: Update) -> bool:
    return bool(session.execute(_plain(statement)).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def _settled(session: Session, actor: Actor, public_id: str, client_id: str, now: datetime) -> Saved:
    """Nothing was written: the same request was faster, or tell why: recused, the round closed, answered elsewhere."""
    held = _held(session, actor, public_id, client_id, now)
    if held.known_deal is not None:
        return _known(session, held)
    if held.round_state != RoundState.OPEN:
        raise RoundClosed
    last = last_verdict(session, held.id)
    told = None if last is None or last.answer == AnswerWord.WITHDRAWN else last
    raise NewerAnswer(
        answer=told.answer if told else "",
        reason=told.reason if told else "",
        comment=told.comment if told else "",
        at=told.at if told else None,
        version=held.version,
    )


def _known(session: Session, held: HeldCard) -> Saved:
    """What a request that was made before has done; an id that somebody else has used is refused."""
    if held.known_deal != held.id or held.known_at is None or held.known_revision is None:
        raise InputError(*_RELOAD)
    saved = Saved(held.known_at, held.known_revision, held.version, DealState(held.state), held.following)
    return _told(session, held, saved) if held.practice and held.known_answer != AnswerWord.WITHDRAWN else saved


def _append(
    session: Session, held: HeldCard, state: DealState, word: AnswerWord, reason: str, comment: str, client_id: str, now: datetime
) -> Saved:
    """Write the verdict of a deal that was just taken, so that nobody else writes one meanwhile."""
    verdict = {
        "deal_id": held.id, "revision": held.revision + 1, "answer": word, "reason": reason, "comment": comment,
        "client_id": client_id, "blind": True, "at": now,
    }  # fmt: skip
    session.connection().execute(_WRITE, verdict)
    return Saved(now, held.revision + 1, held.version + 1, state, held.following)


def _practised(session: Session, held: HeldCard, saved: Saved, now: datetime) -> Saved:
    """What is told after a practice card; the juror has practised once nothing of it is left for him."""
    juror = session.get_one(Juror, held.juror_id)
    found = session.get_one(JuryRound, held.round_id)
    if juror.practised_at is None and dealer.table(session, juror, found, now=now).practised:
        juror.practised_at = now
        session.flush()
    return _told(session, held, saved)


def _told(session: Session, held: HeldCard, saved: Saved) -> Saved:
    shown = session.scalars(select(JuryCard.shown).where(JuryCard.id == held.card_id)).one()
    told = shown.get("after", {})
    return replace(saved, comment_ru=told.get("ru", ""), comment_en=told.get("en", ""))


def _deal(session: Session, juror: Juror, chosen: Sequence["dealer.Chosen"], now: datetime) -> list[str]:
    """Put cards into the juror's hands: new rows, or those that he gave back; their public ids in the same order."""
    dealt = [(one, one.given.public_id if one.given is not None else secrets.token_urlsafe(16)) for one in chosen]
    new = [
        {
            "public_id": public_id, "juror_id": juror.id, "card_id": one.laid.id, "repeat": one.repeat,
            "state": DealState.OPENED, "opened_at": now, "reserved_until": now + RESERVED, "asked": False, "version": 1,
        }
        for one, public_id in dealt
        if one.given is None
    ]  # fmt: skip
    if new:
        session.execute(insert(Deal), new)
    if again := [one.given.id for one, _ in dealt if one.given is not None]:
        opened = {"state": DealState.OPENED, "opened_at": now, "reserved_until": now + RESERVED, "version": Deal.version + 1}
        session.execute(_plain(update(Deal).where(Deal.id.in_(again)).values(opened)))
    return [public_id for _, public_id in dealt]


def _laid_open(session: Session, public_ids: Sequence[str]) -> tuple[Deal, ...]:
    """These cards with all that they show, in this order."""
    if not public_ids:
        return ()
    query = select(Deal).where(Deal.public_id.in_(public_ids)).options(joinedload(Deal.card).joinedload(JuryCard.page))
    found = {deal.public_id: deal for deal in session.scalars(query.execution_options(populate_existing=True))}
    return tuple(found[public_id] for public_id in public_ids)


def _checked(word: str, reason: str, comment: str) -> tuple[AnswerWord, str, str]:
    if word not in {AnswerWord.YES, AnswerWord.NO, AnswerWord.UNSURE}:
        raise InputError("Ответ: да, нет или не могу решить.", "The answer is yes, no or cannot tell.")
    kept = comment.strip()
    if len(kept) > LONGEST_COMMENT:
        raise InputError(
            f"Сократите комментарий до {LONGEST_COMMENT} знаков.", f"Shorten the comment to {LONGEST_COMMENT} characters."
        )
    if word != AnswerWord.NO:
        return AnswerWord(word), "", kept
    if reason not in ("", *REASONS):
        raise InputError("Выберите причину из списка.", "Choose a reason from the list.")
    if reason == "other" and not kept:
        raise InputError("Напишите в комментарии, какая это причина.", "Write in the comment which reason it is.")
    return AnswerWord.NO, reason, kept
