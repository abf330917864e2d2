"""A juror's own answers, the receipt by which he can tell that exactly they were counted, and the mirror of his answers.

Only the juror himself sees any of it. Recused cards are in none of it, nor is practice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict
from scoring.jury import receipts as marks
from scoring.jury.agreement import Mirror, mirror
from scoring.jury.counting import Answer, Vote
from scoring.services import sealing
from scoring.services.acting import Actor
from scoring.services.jury.jurors import juror_of
from scoring.services.verdicts import counted_votes
from scoring.store.jury import Juror
from scoring.store.sealing import Seal
from scoring.store.showing_jury import OwnAnswer, own_answers, standing_round
from scoring.store.vocabulary import LaneName, RoundState, SealKind


@dataclass(frozen=True, slots=True)
class Receipt:
    """The juror's one code over ``verdicts`` that count. ``salt`` (hexadecimal) is his alone.

    ``sealed``: SHA-256 of the sealed file of verdicts, empty before there is one. ``missing``: names of pages whose verdict is
    not in that file as it was given. ``marks``: what to look for in the file, one a verdict, in alphabetical order.
    """

    code: str
    salt: str
    verdicts: int
    marks: tuple[str, ...]
    sealed: str
    missing: tuple[str, ...]


def own_verdicts(session: Session, actor: Actor, season_id: int) -> tuple[OwnAnswer, ...]:
    """One's own standing answers, the newest card first; second showings are not told apart and not listed."""
    juror = juror_of(session, actor, season_id)
    return tuple(reversed(_first_showings(session, juror)))


def receipt(session: Session, actor: Actor, season_id: int) -> Receipt:
    """One's own receipt, checked against the sealed file where there is one. Conflict as long as answers may change."""
    juror = juror_of(session, actor, season_id)
    found = standing_round(session, season_id)
    if found is None or found.state != RoundState.CLOSED:
        raise Conflict(
            "Квитанция будет после закрытия голосования, когда ответы уже не меняются.",
            "The receipt comes when the voting is closed and answers no longer change.",
        )
    given = _given(_first_showings(session, juror))
    salt = bytes.fromhex(juror.salt)
    own = sorted(marks.mark(salt, *one) for _, one in given)
    seal = sealing.current(session, season_id, SealKind.VERDICTS)
    return Receipt(
        code=marks.receipt(own),
        salt=juror.salt,
        verdicts=len(own),
        marks=tuple(own),
        sealed=seal.sha256 if seal is not None else "",
        missing=_missing(salt, given, seal) if seal is not None else (),
    )


def check_receipt(session: Session, season_id: int, salt: str, code: str) -> bool:
    """Whether a receipt's code is that of the verdicts in the sealed file that carry the salt's marks.

    The file has no salts, so the marks are made anew from the cards; works for anybody who was given salt and code.
    """
    juror = session.scalar(select(Juror).where(Juror.season_id == season_id, Juror.salt == salt))
    seal = sealing.current(session, season_id, SealKind.VERDICTS)
    if juror is None or seal is None:
        return False
    own = [str(row["mark"]) for row in _rows(seal) if row["juror"] == juror.number]
    given = _given(_first_showings(session, juror))
    whole = {marks.mark(bytes.fromhex(salt), *one) for _, one in given} == set(own)
    return whole and marks.receipt(own) == code


def own_mirror(session: Session, actor: Actor, season_id: int) -> Mirror | None:
    """How one's own answers at the border stand beside those of colleagues, who stay nameless; None before the round closed."""
    juror = juror_of(session, actor, season_id)
    found = standing_round(session, season_id)
    if found is None or found.state != RoundState.CLOSED:
        return None
    again = [
        Vote(str(juror.number), one.deal.card.page.key, Answer(one.verdict.answer))
        for one in own_answers(session, juror.id, found.id)
        if one.deal.repeat == 1 and one.deal.card.lane == LaneName.BORDER
    ]
    return mirror(counted_votes(session, season_id), str(juror.number), again)


def _first_showings(session: Session, juror: Juror) -> list[OwnAnswer]:
    found = standing_round(session, juror.season_id)
    if found is None:
        return []
    return [one for one in own_answers(session, juror.id, found.id) if one.deal.repeat == 0]


def _given(answers: Sequence[OwnAnswer]) -> list[tuple[str, tuple[str, str, int]]]:
    """Name of the page; card, answer and second of each verdict."""
    return [
        (one.deal.card.page.name, (one.deal.card.public_id, str(one.verdict.answer), _second(one.verdict.at))) for one in answers
    ]


def _second(at: datetime) -> int:
    return int(at.timestamp())


def _missing(salt: bytes, given: Sequence[tuple[str, tuple[str, str, int]]], seal: Seal) -> tuple[str, ...]:
    lost = set(marks.missing(salt, [one for _, one in given], [str(row["mark"]) for row in _rows(seal)]))
    return tuple(name for name, one in given if one[0] in lost)


def _rows(seal: Seal) -> list[dict[str, str | int]]:
    return [json.loads(line) for line in seal.content.splitlines()]
