"""One's own answers with the way to change them, the rules to read again, the receipt with its check and the private mirror."""

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from scoring.errors import NotFound
from scoring.services.jury import desk, progress
from scoring.store.showing_jury import OwnAnswer, own_answers, standing_round
from scoring.store.vocabulary import RoundState
from webadmin.context import db, now
from webadmin.i18n import moment, t
from webadmin.jury import words
from webadmin.jury.door import Seat, blueprint, draw, seat


@dataclass(frozen=True, slots=True)
class Line:
    """An own answer in the list."""

    id: str
    name: str
    nomination: str
    lane: str
    answer: str
    told: str
    comment: str
    at: str


@blueprint.get("/answers")
def answers() -> ResponseReturnValue:
    """All own answers to first showings; what was recused is not among them."""
    here = seat()
    found = standing_round(db.session, here.season.id)
    asked = request.args.get("answer", "")
    asked = asked if asked in words.ANSWERS else ""
    given = own_answers(db.session, here.juror.id, found.id) if found is not None else []
    lines = [_line(here, one) for one in given if one.deal.repeat == 0 and asked in ("", one.verdict.answer)]
    return draw(
        "answers",
        here,
        lines=list(reversed(lines)),
        asked=asked,
        choices=[("", t("все", "all")), *((key, t(*pair)) for key, pair in words.ANSWERS.items())],
        open=found is not None
        and found.state == RoundState.OPEN
        and found.closes_at is not None
        and now() < found.closes_at + desk.GRACE,
    )


@blueprint.get("/rules")
def rules() -> ResponseReturnValue:
    """The rules to read again."""
    here = seat()
    rule = progress.rule_of_season(db.session, here.season.id)
    if rule is None:
        raise NotFound("В этом сезоне нет жюри: решают баллы.", "There is no jury in this season: points alone decide.")
    return draw("rules", here, rule=rule)


def _line(here: Seat, one: OwnAnswer) -> Line:
    card, verdict = one.deal.card, one.verdict
    return Line(
        one.deal.public_id,
        card.page.name,
        card.nomination,
        t(*words.LANES[card.lane]),
        verdict.answer,
        words.answer_told(verdict.answer, verdict.reason),
        verdict.comment,
        moment(verdict.at, here.season.zone),
    )
