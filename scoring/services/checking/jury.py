"""Rules over verdicts: none that counts comes from somebody with a tie to the page, or after the round was over."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from scoring.services.checking.look import Look, Violation
from scoring.store.jury import Conflict, Deal, JuryCard, JuryRound, Verdict
from scoring.store.seasons import Page
from scoring.store.vocabulary import AnswerWord, ConflictTarget, DealState, RoundState

GRACE: Final = timedelta(minutes=15)
"""For so long after closing a card that was open may still be answered."""


def no_verdict_of_the_tied(look: Look) -> Iterator[Violation]:
    """No verdict is counted of a juror who has a tie to the page."""
    ties: dict[int, list[Conflict]] = {}
    for tie in look.session.scalars(select(Conflict).where(Conflict.season_id == look.season.id, Conflict.removed_at.is_(None))):
        ties.setdefault(tie.user_id, []).append(tie)
    for verdict in _counted(look):
        deal, page = verdict.deal, verdict.deal.card.page
        touching = [one for one in ties.get(deal.juror.user_id, ()) if _touches(one, page)]
        for tie in touching[:1]:
            yield Violation(
                "no_verdict_of_the_tied",
                "verdict",
                str(verdict.id),
                f"Засчитан вердикт члена жюри № {deal.juror.number} о {page.key}, хотя у него конфликт интересов ({tie.value}). "
                "Отзовите его карточку: раздел «Жюри», «Конфликты».",
                f"The verdict of juror {deal.juror.number} on {page.key} counts, though he has a conflict of interest "
                f"({tie.value}). Take his card back: «Jury», «Conflicts».",
            )


def no_verdict_too_late(look: Look) -> Iterator[Violation]:
    """No verdict counts that was given after closing and its quarter of an hour."""
    for verdict in _counted(look):
        closing = verdict.deal.card.round
        ends = [closing.closes_at + GRACE] if closing.closes_at else []
        ends += [closing.ended_at] if closing.ended_at else []
        if ends and verdict.at > min(ends):
            yield Violation(
                "no_verdict_too_late",
                "verdict",
                str(verdict.id),
                f"Вердикт дан {verdict.at:%d.%m.%Y %H:%M:%S} UTC, раунд окончен {min(ends):%d.%m.%Y %H:%M:%S} UTC. Сверьте "
                "часы сервера и таблицу verdict с резервной копией; раунд можно отменить шагом назад.",
                f"The verdict was given at {verdict.at:%Y-%m-%d %H:%M:%S} UTC, the round ended at {min(ends):%Y-%m-%d %H:%M:%S} "
                "UTC. Compare the server's clock and the table verdict with a backup; a step back makes the round void.",
            )


def _counted(look: Look) -> Iterator[Verdict]:
    """The verdicts that count, asked by a query of the check's own."""
    last = select(func.max(Verdict.id)).group_by(Verdict.deal_id)
    yield from look.session.scalars(
        select(Verdict)
        .join(Verdict.deal)
        .join(Deal.card)
        .join(JuryCard.round)
        .options(
            joinedload(Verdict.deal).joinedload(Deal.juror),
            joinedload(Verdict.deal).joinedload(Deal.card).joinedload(JuryCard.page),
            joinedload(Verdict.deal).joinedload(Deal.card).joinedload(JuryCard.round),
        )
        .where(
            JuryRound.season_id == look.season.id,
            JuryRound.state != RoundState.VOID,
            ~JuryCard.practice,
            Deal.repeat == 0,
            Deal.state != DealState.RECUSED,
            Verdict.id.in_(last),
            Verdict.answer != AnswerWord.WITHDRAWN,
        )
        .order_by(Verdict.id)
    )


def _touches(tie: Conflict, page: Page) -> bool:
    values = {
        ConflictTarget.PAGE: (page.key,),
        ConflictTarget.FOUNDER: (page.founder,),
        ConflictTarget.MUNICIPALITY: (page.municipality,),
        ConflictTarget.SPHERE: (page.sphere, page.sphere2, page.sphere3),
    }
    return _folded(tie.value) in {_folded(value) for value in values[ConflictTarget(tie.target)] if value.strip()}


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())
