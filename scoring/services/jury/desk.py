"""The jury's desk: dealing a card, answering it, undoing, putting it aside, recusing oneself, asking for one more look.

Every act first takes what it writes (the round's row when dealing, the deal's row when answering) and looks afterwards, so that
two tabs, two jurors and a closing round meet on SQLite as on PostgreSQL: one is first, the other sees it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Update, exists, func, select, update
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
from scoring.store.showing_jury import last_verdict
from scoring.store.vocabulary import AnswerWord, ConflictSource, ConflictTarget, DealState, Role, RoundState

RESERVED: Final = timedelta(minutes=30)
"""An opened card without an answer goes to others after so long."""
GRACE: Final = timedelta(minutes=15)
"""A card opened before the round's end may be answered for so long behind it."""
REASONS: Final = ("dead", "not_official", "inflated", "unacceptable", "weak", "other")
"""Why a juror says no; «other» needs a comment."""
LONGEST_COMMENT: Final = 2_000
MOST_IN_HAND: Final = 10
_CLIENT_ID: Final = re.compile(r"[0-9A-Za-z-]{8,36}")
_ANSWERABLE: Final = (DealState.OPENED, DealState.ANSWERED, DealState.PUT_ASIDE, DealState.RELEASED)


@dataclass(frozen=True, slots=True)
class Saved:
    """What stands in the database now. ``version``: the token for the next change of this card.

    ``comment_ru``, ``comment_en``: what is told after a practice card was answered; empty otherwise.
    """

    saved_at: datetime
    revision: int
    version: int
    state: DealState
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
    found = _open_round(session, season_id)
    if found.closes_at is None or now >= found.closes_at:
        raise RoundClosed
    table = dealer.table(session, juror, found, now=now)
    held = table.open_now[: max(size, 1)]
    wanted = min(size, MOST_IN_HAND) - len(held)
    dealt = [_deal(session, juror, one, now) for one in table.fresh(wanted)] if wanted > 0 else []
    if table.practised and juror.practised_at is None:
        juror.practised_at = now
    session.flush()
    for deal in (*held, *dealt):
        session.refresh(deal.card, ["shown"])
    return (*held, *dealt)


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
    deal = _own(session, actor, public_id)
    word, reason, comment = _checked(answer, reason, comment)
    known = _known(session, deal, client_id)
    if known is not None:
        return known
    _enter(session, deal, now)
    take = _take(deal, version, DealState.ANSWERED).where(Deal.state.in_(_ANSWERABLE))
    if not _written(session, take):
        return _known(session, deal, client_id) or _refused(session, deal)
    saved = _append(session, deal, word, reason, comment, client_id, now)
    _note_practice(session, deal, now)
    return saved


def undo(session: Session, actor: Actor, public_id: str, *, client_id: str, version: int, now: datetime) -> Saved:
    """Take an answer back: it is kept as history, counts no more, and the card lies open again."""
    deal = _own(session, actor, public_id)
    known = _known(session, deal, client_id)
    if known is not None:
        return known
    _enter(session, deal, now)
    take = _take(deal, version, DealState.OPENED).where(Deal.state == DealState.ANSWERED).values(reserved_until=now + RESERVED)
    if not _written(session, take):
        return _known(session, deal, client_id) or _refused(session, deal)
    return _append(session, deal, AnswerWord.WITHDRAWN, "", "", client_id, now)


def put_aside(session: Session, actor: Actor, public_id: str, *, version: int, now: datetime) -> Deal:
    """Lay a card aside without an answer; it comes again at the end, and others may have it meanwhile."""
    deal = _own(session, actor, public_id)
    if deal.state == DealState.PUT_ASIDE:
        return deal
    _enter(session, deal, now)
    open_states = (DealState.OPENED, DealState.RELEASED)
    if not _written(session, _take(deal, version, DealState.PUT_ASIDE).where(Deal.state.in_(open_states))):
        _refused(session, deal)
    session.refresh(deal)
    return deal


def recuse(session: Session, actor: Actor, public_id: str, *, now: datetime) -> None:
    """A conflict of interest, in one tap and for ever: all cards of this page leave the juror's lists and counts.

    Done again it answers NotFound, as for a card that never was.
    """
    deal = _own(session, actor, public_id)
    found = season(session, deal.card.round.season_id)
    _enter(session, deal, now)
    juror = session.get_one(Juror, deal.juror_id)
    add_tie(session, actor, found, juror.user_id, ConflictTarget.PAGE, deal.card.page.key, ConflictSource.SELF, now=now)
    session.expire(deal)


def ask_again(session: Session, actor: Actor, public_id: str, *, now: datetime) -> Deal:
    """Ask that one more juror look at this card; asked twice it counts once, and one's own answer stays one's own."""
    deal = _own(session, actor, public_id)
    _enter(session, deal, now)
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
    deal = session.scalar(
        select(Deal)
        .join(Deal.juror)
        .where(
            Deal.public_id == public_id,
            Juror.user_id == (actor.id or 0),
            Juror.removed_at.is_(None),
            Deal.state != DealState.RECUSED,
        )
        .options(
            contains_eager(Deal.juror),
            joinedload(Deal.card).joinedload(JuryCard.round),
            joinedload(Deal.card).joinedload(JuryCard.page),
        )
        .execution_options(populate_existing=True)
    )
    if deal is None or actor.role not in {Role.JUROR, Role.CHAIR}:
        raise NotFound("Такой карточки у вас нет.", "You have no such card.")
    return deal


def _require_ready(juror: Juror) -> None:
    if juror.agreed_at is None or juror.declared_at is None:
        raise Conflict(
            "Сначала примите правила жюри и заполните анкету о конфликтах интересов: это две минуты.",
            "First agree to the jury's rules and fill in the form of conflicts: it takes two minutes.",
        )


def _open_round(session: Session, season_id: int) -> JuryRound:
    """The open round, taken for this transaction: dealings of a round follow one another."""
    _hold_season(session, season_id)
    taken = update(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state == RoundState.OPEN)
    if not _written(session, taken.values(state=RoundState.OPEN)):
        raise RoundClosed
    query = select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state == RoundState.OPEN)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _hold_season(session: Session, season_id: int) -> None:
    """Let no step of the season pass before this transaction ends; refuse where the jury does not sit."""
    held = select(Season.state).where(Season.id == season_id).with_for_update(read=True)
    if not may(Role.JUROR, Right.ANSWER_CARDS, State(session.execute(held).scalar_one())):
        raise RoundClosed


def _enter(session: Session, deal: Deal, now: datetime) -> None:
    """Refuse behind the round's end and its grace."""
    found = deal.card.round
    _hold_season(session, found.season_id)
    if found.state != RoundState.OPEN or found.closes_at is None or deal.opened_at >= found.closes_at:
        raise RoundClosed
    if now >= found.closes_at + GRACE:
        raise RoundClosed


def _take(deal: Deal, version: int, state: DealState) -> Update:
    """Write the deal if it still is what the juror saw, and its round still is open."""
    is_open = exists().where(JuryRound.id == deal.card.round_id, JuryRound.state == RoundState.OPEN)
    return update(Deal).where(Deal.id == deal.id, Deal.version == version, is_open).values(state=state, version=Deal.version + 1)


def _plain(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


def _written(session: Session, statement: Update) -> bool:
    return bool(session.execute(_plain(statement)).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult


def _refused(session: Session, deal: Deal) -> Saved:
    """Tell why nothing was written: the round was closed, the card recused, or answered elsewhere."""
    session.refresh(deal, ["state", "version"])
    session.refresh(deal.card.round, ["state"])
    if deal.card.round.state != RoundState.OPEN:
        raise RoundClosed
    if deal.state == DealState.RECUSED:
        raise NotFound("Такой карточки у вас нет.", "You have no such card.")
    last = standing_answer(session, deal)
    raise NewerAnswer(
        answer=last.answer if last else "",
        reason=last.reason if last else "",
        comment=last.comment if last else "",
        at=last.at if last else None,
        version=deal.version,
    )


def _known(session: Session, deal: Deal, client_id: str) -> Saved | None:
    """What a request that was made before has done; an id that somebody else has used is refused."""
    if not _CLIENT_ID.fullmatch(client_id):
        raise InputError("Обновите страницу и ответьте ещё раз.", "Reload the page and answer again.")
    verdict = session.scalar(select(Verdict).where(Verdict.client_id == client_id))
    if verdict is None:
        return None
    if verdict.deal_id != deal.id:
        raise InputError("Обновите страницу и ответьте ещё раз.", "Reload the page and answer again.")
    return _saved(session, deal, verdict)


def _append(session: Session, deal: Deal, word: AnswerWord, reason: str, comment: str, client_id: str, now: datetime) -> Saved:
    last = session.scalar(select(func.max(Verdict.revision)).where(Verdict.deal_id == deal.id)) or 0
    verdict = Verdict(
        deal_id=deal.id, revision=last + 1, answer=word, reason=reason, comment=comment, client_id=client_id, blind=True, at=now
    )  # fmt: skip
    session.add(verdict)
    session.flush()
    return _saved(session, deal, verdict)


def _saved(session: Session, deal: Deal, verdict: Verdict) -> Saved:
    session.refresh(deal, ["state", "version"])
    told = deal.card.shown.get("after", {}) if deal.card.practice and verdict.answer != AnswerWord.WITHDRAWN else {}
    return Saved(verdict.at, verdict.revision, deal.version, DealState(deal.state), told.get("ru", ""), told.get("en", ""))


def _note_practice(session: Session, deal: Deal, now: datetime) -> None:
    """The juror has practised once nothing of it is left for him."""
    juror = deal.juror
    if deal.card.practice and juror.practised_at is None and dealer.table(session, juror, deal.card.round, now=now).practised:
        juror.practised_at = now
        session.flush()


def _deal(session: Session, juror: Juror, chosen: "dealer.Chosen", now: datetime) -> Deal:
    """Put a card into the juror's hands: a new row, or the one that he gave back."""
    deal = chosen.given
    if deal is None:
        deal = Deal(
            public_id=secrets.token_urlsafe(16), juror_id=juror.id, card_id=chosen.card.id, repeat=chosen.repeat,
            state=DealState.OPENED, opened_at=now, reserved_until=now + RESERVED,
        )  # fmt: skip
        deal.card = chosen.card
        session.add(deal)
    else:
        deal.state, deal.opened_at, deal.reserved_until = DealState.OPENED, now, now + RESERVED
    return deal


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
