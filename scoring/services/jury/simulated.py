"""An invented jury for rehearsals and demonstrations: it answers the cards of an open round out of a seed, through the desk."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import erf, sqrt
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from criteria.jury_rule import JuryRule
from scoring.errors import Conflict, NotAllowed
from scoring.jury.dealing import LOOK
from scoring.progress import Progress, silent
from scoring.services.acting import Actor
from scoring.services.jury import desk
from scoring.services.jury.jurors import standing
from scoring.store.database import transaction
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound
from scoring.store.people import User
from scoring.store.seasons import Season
from scoring.store.vocabulary import AnswerWord, LaneName, Role, RoundState, SeasonKind, Via

INVENTED: Final = "@example.org"
"""Addresses of invented people end so; no letter can ever reach such a one."""
_NAMES: Final = (
    "Алла Озерцова", "Борис Травин", "Вера Мостовая", "Глеб Заречнев", "Дина Кедрова", "Егор Светлых",
    "Жанна Поляновская", "Захар Ельников", "Инга Рябинова", "Кирилл Долгополов", "Лидия Снежина", "Марк Ольховский",
)  # fmt: skip
_UNSURE: Final = 0.06
_OBJECTED: Final = 0.02
_PACE: Final = timedelta(seconds=24)
_PORTION: Final = 8
"""Cards that one juror answers before the next one is asked."""


@dataclass(frozen=True, slots=True)
class Played:
    """So many answers were given, the last of them at ``ended``."""

    answers: int
    ended: datetime


def simulate_jury(
    engine: Engine, season_id: int, seed: int, now: datetime, *, most: int | None = None, progress: Progress = silent
) -> Played:
    """Let the invented jurors answer, in turn, until nothing is left or each has answered ``most`` cards.

    Refused in a contest that has a real juror. A juror sees the page's true distance from its line through the noise of one look;
    the same seed and cards give the same answers. Time runs from ``now`` at the usual pace and stops before the round's end.
    ``progress`` counts answers of those that are wanted at least.
    """
    with transaction(engine) as session:
        jurors = _invented(session, season_id)
        wanted = _wanted(session, season_id)
    given = dict.fromkeys((juror.id for juror in jurors), 0)
    waiting, moment, answers = list(jurors), now, 0
    while waiting:
        juror = waiting.pop(0)
        size = _PORTION if most is None else min(_PORTION, most - given[juror.id])
        with transaction(engine) as session:
            some = _answer_some(session, juror, seed, moment, size)
        given[juror.id] += some
        answers += some
        progress("verdicts", answers, max(wanted, answers + 1))
        moment += some * _PACE / len(jurors)
        if some and (most is None or given[juror.id] < most):
            waiting.append(juror)
    progress("verdicts", answers, answers)
    return Played(answers, moment)


def _wanted(session: Session, season_id: int) -> int:
    """Verdicts that the round wants at least: one a card of safety, the quorum a card of the border."""
    found = session.scalar(select(JuryRound).where(JuryRound.season_id == season_id, JuryRound.state == RoundState.OPEN))
    if found is None:
        return 0
    quorum = JuryRule.model_validate(found.rule).quorum
    lanes = session.scalars(select(JuryCard.lane).where(JuryCard.round_id == found.id, ~JuryCard.practice))
    return sum(quorum if lane == LaneName.BORDER else 1 for lane in lanes)


def invite(session: Session, season_id: int, *, now: datetime) -> list[Juror]:
    """Have the invented jurors agree to the rules and declare that they have no ties, where they have not."""
    jurors = _invented(session, season_id)
    for juror in jurors:
        juror.agreed_at = juror.agreed_at or now
        juror.declared_at = juror.declared_at or now
    session.flush()
    return jurors


def _invented(session: Session, season_id: int) -> list[Juror]:
    jurors = standing(session, season_id)
    people = session.scalars(select(User).where(User.id.in_([juror.user_id for juror in jurors]))).all()
    rehearsal = session.get_one(Season, season_id).kind == SeasonKind.REHEARSAL
    if not rehearsal and not all(one.email.endswith(INVENTED) for one in people):
        raise NotAllowed(
            "За настоящее жюри никто не голосует: выдуманные ответы бывают только в репетиции и в показательном сезоне.",
            "Nobody votes for a real jury: invented answers are for rehearsals and demonstrations only.",
        )
    if not jurors:
        raise Conflict(
            "В жюри никого нет. Назовите людей: lavr jury add ПОЧТА.", "Nobody is on the jury. Name people: lavr jury add EMAIL."
        )
    return jurors


def _answer_some(session: Session, juror: Juror, seed: int, now: datetime, size: int) -> int:
    """A handful of cards of one juror; how many there were."""
    user = session.get_one(User, juror.user_id)
    actor = Actor(user.id, user.name, Role.JUROR, Via.COMMAND_LINE)
    dealt = desk.hand(session, actor, juror.season_id, size=size, now=now)
    for deal in dealt:
        _answer(session, actor, deal, juror, seed, now)
    return len(dealt)


def _answer(session: Session, actor: Actor, deal: Deal, juror: Juror, seed: int, now: datetime) -> None:
    word, reason = _say(deal, juror, seed)
    lot = _lot(seed, "id", str(deal.card.public_id), str(juror.number), str(deal.repeat), str(deal.version))
    desk.answer(
        session, actor, deal.public_id, answer=word, reason=reason, client_id=lot[:32], version=deal.version, now=now
    )  # fmt: skip


def _say(deal: Deal, juror: Juror, seed: int) -> tuple[AnswerWord, str]:
    dice = random.Random(_lot(seed, str(juror.number), deal.card.page.key, deal.card.lane))  # noqa: S311  no secret
    if dice.random() < _UNSURE:
        return AnswerWord.UNSURE, ""
    if deal.card.lane == "safety":
        return (AnswerWord.NO, "dead") if dice.random() < _OBJECTED else (AnswerWord.YES, "")
    truth = random.Random(_lot(seed, "truth", deal.card.page.key)).gauss(deal.card.distance, 1.0)  # noqa: S311  no secret
    chance = 0.5 * (1 + erf(truth / LOOK / sqrt(2)))
    return (AnswerWord.YES, "") if dice.random() < chance else (AnswerWord.NO, "weak")


def _lot(seed: int, *parts: str) -> str:
    return hashlib.sha256("\0".join((str(seed), *parts)).encode()).hexdigest()


def names(count: int) -> Sequence[tuple[str, str]]:
    """Addresses and names of so many invented jurors."""
    called = (*_NAMES, *(f"Член жюри {number}" for number in range(len(_NAMES) + 1, count + 1)))
    return [(f"juror{number}{INVENTED}", name) for number, name in enumerate(called[:count], 1)]
