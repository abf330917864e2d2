"""Decisions: what becomes of each page, drafted out of points and verdicts, changed by the chair's meeting with reasons.

A decision is never changed: a new row supersedes it. The last one of each page, the one that no other supersedes, stands.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased, defer, joinedload

from criteria import loading
from criteria.jury_rule import JuryRule
from criteria.selection_rule import QuotaRule
from scoring.engine.quotas import POINT, floor_of
from scoring.engine.terms import terms_for
from scoring.errors import Conflict, InputError, NotFound
from scoring.jury.cards import Place
from scoring.jury.counting import Seat, Settled, Vote, seats
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.audit import record
from scoring.services.letters.deviations import tell_deviation
from scoring.services.sealing import decimal
from scoring.services.seasons import require_writable, season
from scoring.services.verdicts import counted_votes
from scoring.store.decisions import SHORTEST_REASON, Decision
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, Outcome

REASONS: Final = ("dead", "not_official", "inflated", "unacceptable", "conflict", "tie", "withdrawn", "other")
"""Codes of reasons for a deviation; a sentence always stands beside the code."""
SEAT: Final = "seat"
"""The code of the other half of an act: the page that takes the seat, or gives it up, by the quota."""
_OUTCOMES: Final = {
    Outcome.WINNER: DecisionOutcome.WINNER,
    Outcome.LAUREATE: DecisionOutcome.LAUREATE,
    Outcome.NONE: DecisionOutcome.NOT_SELECTED,
}


def last_rows(season_id: int) -> Select[Decision]:
    """The query for the decision that stands for each page."""
    later = aliased(Decision)
    return (
        select(Decision)
        .outerjoin(later, later.supersedes_id == Decision.id)
        .where(Decision.season_id == season_id, later.id.is_(None))
    )


def standing(session: Session, season_id: int, *, nomination: str | None = None) -> list[Decision]:
    """The decision that stands for each page, by nomination and place; of one nomination only, where it is named."""
    rows = last_rows(season_id).options(joinedload(Decision.page), joinedload(Decision.instead))
    if nomination is not None:
        rows = rows.where(Decision.nomination == nomination)
    return list(session.scalars(rows.order_by(Decision.nomination, Decision.place, Decision.page_id)))


def last_made_at(session: Session, season_id: int) -> datetime | None:
    """When the last decision of a season was written; None before the draft."""
    return session.scalar(select(Decision.made_at).where(Decision.season_id == season_id).order_by(Decision.id.desc()).limit(1))


def draft(session: Session, actor: Actor, found: Season, *, now: datetime) -> int:
    """Draft the decisions of all pages that took part: points alone, then counted verdicts. Earlier drafts are superseded."""
    run = session.scalars(select(ScoreRun).where(ScoreRun.season_id == found.id, ScoreRun.official)).one()
    scores = session.scalars(
        select(Score).options(joinedload(Score.page)).where(Score.run_id == run.id, Score.outcome != Outcome.OUT)
    ).all()
    before = {decision.page_id: decision.id for decision in standing(session, found.id)}
    rule = loading.read(found.rulebook).jury
    settled = _seats(scores, run, counted_votes(session, found.id) if rule else (), rule)
    for score in scores:
        session.add(_drafted(score, run, settled[score.page.key], before.get(score.page_id), actor, now))
    session.flush()
    record(session, actor, "decisions.draft", found, season_id=found.id, now=now, after={"pages": len(scores), "run": run.name})
    return len(scores)


def change(
    session: Session,
    actor: Actor,
    decision_id: int,
    final: DecisionOutcome,
    *,
    reason_code: str,
    reason: str,
    now: datetime,
    citation: str | None = None,
    instead_of: int | None = None,
) -> Decision:
    """Decide otherwise of a page, in the chair's meeting. A decision that somebody has superseded meanwhile is a Conflict."""
    old = session.get(Decision, decision_id)
    if old is None:
        raise NotFound("Такого решения нет.", "There is no such decision.")
    found = season(session, old.season_id)
    require(actor, Right.CHANGE_OUTCOME, State(found.state))
    require_writable(found, "decisions")
    if session.scalar(select(Decision.id).where(Decision.supersedes_id == old.id)) is not None:
        raise Conflict(
            "Это решение уже изменено. Откройте страницу заново: там стоит новое.",
            "This decision was changed meanwhile. Open the page again: the new one stands there.",
        )
    if final != old.automatic:
        _require_reason(reason_code, reason)
    new = Decision(
        season_id=old.season_id, run_id=old.run_id, page_id=old.page_id, nomination=old.nomination, place=old.place,
        total=old.total, machine=old.machine, automatic=old.automatic, final=final, reserve=old.reserve, votes=old.votes,
        reason_code=reason_code if final != old.automatic else "", reason=reason.strip() if final != old.automatic else "",
        citation=old.citation if citation is None else citation.strip(), instead_of=instead_of, made_by=actor.id,
        made_name=actor.name, made_at=now, supersedes_id=old.id,
    )  # fmt: skip
    session.add(new)
    session.flush()
    record(
        session, actor, "decision.change", new, season_id=found.id, now=now, reason=reason.strip(),
        before={"page": old.page.key, "final": old.final}, after={"page": old.page.key, "final": final, "code": reason_code},
    )  # fmt: skip
    if final not in (old.automatic, old.final):
        tell_deviation(session, actor, found, new, now=now)
    return new


def automatic_in(session: Session, run: ScoreRun, page_id: int) -> DecisionOutcome:
    """What a page would be by the points of a run and the counted verdicts; excluded where it is out of the contest there."""
    mine = session.scalars(select(Score).where(Score.run_id == run.id, Score.page_id == page_id)).one()
    if mine.outcome == Outcome.OUT:
        return DecisionOutcome.EXCLUDED
    rows = (
        select(Score)
        .options(defer(Score.points), defer(Score.detail), joinedload(Score.page))
        .where(Score.run_id == run.id, Score.nomination == mine.nomination, Score.outcome != Outcome.OUT)
    )
    rule = loading.read(run.rulebook_text).jury
    settled = _seats(session.scalars(rows).all(), run, counted_votes(session, run.season_id) if rule else (), rule)
    return _automatic(mine, settled[mine.page.key])


def deviations(decisions: Iterable[Decision]) -> list[Decision]:
    """Where the decision differs from what points and counted verdicts give."""
    return [decision for decision in decisions if decision.final != decision.automatic]


def sealed_rows(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Decisions as the sealed file has them, by page key; ``corrected`` stands only where an appeal put something right."""
    rows = [
        {
            "page": decision.page.key,
            "nomination": decision.nomination,
            "place": decision.place,
            "machine": decision.machine,
            "automatic": decision.automatic,
            "final": decision.final,
            "reserve": decision.reserve,
            "votes": decision.votes,
            "reason_code": decision.reason_code,
            "reason": decision.reason,
            "citation": decision.citation,
            "instead_of": decision.instead.key if decision.instead is not None else "",
            **({"corrected": _sealed_correction(decision.corrected)} if decision.corrected is not None else {}),
        }
        for decision in decisions
    ]
    return sorted(rows, key=lambda row: str(row["page"]))


def _sealed_correction(corrected: Mapping[str, Any]) -> dict[str, Any]:
    return {**corrected, "total": decimal(int(corrected["total"]))}


def places(scores: Sequence[Score], run: ScoreRun, *, spread: Mapping[str, float] | None = None) -> list[Place]:
    """Pages as the jury's stages see them; ``spread``: the total's standard error by page, 1 point where it is not known."""
    book = loading.read(run.rulebook_text)
    rules = {str(cut["nomination"]): terms_for(book, str(cut["nomination"])).quota for cut in run.cuts}
    lines = {str(cut["nomination"]): int(cut["line"]) for cut in run.cuts}
    won = Counter((score.nomination, score.page.municipality) for score in scores if score.outcome == Outcome.WINNER)
    return [
        Place(
            page=score.page.key,
            nomination=score.nomination,
            place=score.place,
            total=score.total,
            line=lines[score.nomination],
            wins=score.outcome == Outcome.WINNER,
            able=_able(score, rules[score.nomination], won[score.nomination, score.page.municipality]),
            spread=(spread or {}).get(score.page.key, float(POINT)),
        )
        for score in scores
        if score.place
    ]


def _able(score: Score, rule: QuotaRule, won: int) -> bool:
    """Whether a page could win: it reaches the floor, and its municipality has not all the winners it may have."""
    full = rule.per_municipality is not None and bool(score.page.municipality) and won >= rule.per_municipality
    return score.total >= floor_of(rule.floor) and (score.outcome == Outcome.WINNER or not full)


def _seats(scores: Sequence[Score], run: ScoreRun, votes: Iterable[Vote], rule: JuryRule | None) -> dict[str, Seat]:
    counted = seats(places(scores, run), votes, rule or JuryRule(band=0, safety=False))
    return {seat.place.page: seat for seat in counted}


def _drafted(score: Score, run: ScoreRun, seat: Seat, before: int | None, actor: Actor, now: datetime) -> Decision:
    automatic = _automatic(score, seat)
    return Decision(
        season_id=run.season_id,
        run_id=run.id,
        page_id=score.page_id,
        nomination=score.nomination,
        place=score.place,
        total=score.total,
        machine=_machine(score),
        automatic=automatic,
        final=automatic,
        reserve=score.reserve,
        votes=_votes(seat),
        made_by=actor.id,
        made_name=actor.name,
        made_at=now,
        supersedes_id=before,
    )


def _automatic(score: Score, seat: Seat) -> DecisionOutcome:
    machine = _machine(score)
    if seat.wins:
        return DecisionOutcome.WINNER
    return DecisionOutcome.LAUREATE if machine == DecisionOutcome.WINNER else machine


def _machine(score: Score) -> DecisionOutcome:
    if score.reserve and score.outcome == Outcome.NONE:
        return DecisionOutcome.RESERVE
    return _OUTCOMES[Outcome(score.outcome)]


def _votes(seat: Seat) -> dict[str, Any]:
    if seat.settled is None:
        return {}
    tally = seat.tally
    return {"yes": tally.yes, "no": tally.no, "unsure": tally.unsure, "settled": Settled(seat.settled).value}


def _require_reason(code: str, reason: str) -> None:
    if code not in {*REASONS, SEAT}:
        raise InputError("Выберите причину из списка.", "Choose a reason from the list.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputError(
            f"Объясните отклонение предложением, хотя бы {SHORTEST_REASON} знаков: оно войдёт в протокол.",
            f"Explain the deviation in a sentence of at least {SHORTEST_REASON} characters: it goes into the protocol.",
        )
