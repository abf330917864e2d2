"""The verdicts that count: the last answer to each card of the standing round.

Those of people with a conflict, and of jurors who were removed, are kept and do not count.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scoring.jury.cards import Lane
from scoring.jury.counting import Answer, Vote
from scoring.jury.receipts import mark
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Page
from scoring.store.vocabulary import AnswerWord, DealState, RoundState


def counted_votes(session: Session, season_id: int, lane: Lane = Lane.BORDER) -> Sequence[Vote]:
    """One vote for each juror and page: first showings only, no practice cards, nothing of recused cards."""
    rows = session.execute(
        select(Juror.number, Page.key, Verdict.answer)
        .join(Deal, Deal.juror_id == Juror.id)
        .join(Verdict, Verdict.deal_id == Deal.id)
        .join(JuryCard, JuryCard.id == Deal.card_id)
        .join(JuryRound, JuryRound.id == JuryCard.round_id)
        .join(Page, Page.id == JuryCard.page_id)
        .where(JuryCard.lane == lane.value, *_counting(season_id))
        .order_by(Juror.number, Page.key)
    )
    return [Vote(str(number), key, Answer(answer)) for number, key, answer in rows]


def sealed_verdicts(session: Session, season_id: int) -> list[dict[str, str | int]]:
    """The verdicts of the standing round as the sealed file has them, each with its mark, by page, lane and juror's number."""
    rows = session.execute(
        select(Page.key, JuryCard.lane, JuryCard.public_id, Juror.number, Juror.salt, Verdict.answer, Verdict.reason, Verdict.at)
        .join(JuryCard, JuryCard.page_id == Page.id)
        .join(JuryRound, JuryRound.id == JuryCard.round_id)
        .join(Deal, Deal.card_id == JuryCard.id)
        .join(Juror, Juror.id == Deal.juror_id)
        .join(Verdict, Verdict.deal_id == Deal.id)
        .where(*_counting(season_id))
        .order_by(Page.key, JuryCard.lane, Juror.number)
    )
    return [
        {
            "page": page,
            "lane": lane,
            "juror": number,
            "answer": answer,
            "reason": reason,
            "mark": mark(bytes.fromhex(salt), card, answer, int(at.timestamp())),
        }
        for page, lane, card, number, salt, answer, reason, at in rows
    ]


def _counting(season_id: int) -> tuple[ColumnElement[bool], ...]:
    """Last answers that were not taken back, to first showings of real cards, of standing jurors without a conflict."""
    last = select(func.max(Verdict.id)).group_by(Verdict.deal_id)
    return (
        JuryRound.season_id == season_id,
        JuryRound.state != RoundState.VOID,
        ~JuryCard.practice,
        Deal.repeat == 0,
        Deal.state != DealState.RECUSED,
        Juror.removed_at.is_(None),
        Verdict.id.in_(last),
        Verdict.answer != AnswerWord.WITHDRAWN,
    )
