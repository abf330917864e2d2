"""What an appeal would change: what an owner claims before he sends it, and the shadow run of proposed corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import registry
from scoring.engine.run import judge
from scoring.errors import Conflict, InputError
from scoring.evidence.corrections import Correction, corrections_of, rows_of
from scoring.home import Home
from scoring.season.appealing import AppealGround
from scoring.services import decisions, objection_changes, replaying
from scoring.services.acting import Actor
from scoring.services.correction_effects import Standing, standing_in
from scoring.services.objection_changes import Wanted
from scoring.services.owner_figures import laid_over, seen
from scoring.services.page_evidence import PageEvidence
from scoring.services.scoring import save_shadow
from scoring.store.appeals import Appeal
from scoring.store.decisions import Decision
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.showing_corrections import active
from scoring.store.vocabulary import DecisionOutcome

WHOLE: Final = 10_000
"""A hundred per cent, in hundredths of a per cent."""
RANKS: Final = (
    DecisionOutcome.EXCLUDED,
    DecisionOutcome.NOT_SELECTED,
    DecisionOutcome.RESERVE,
    DecisionOutcome.LAUREATE,
    DecisionOutcome.WINNER,
)
"""Outcomes from the lowest to the highest."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was published, and what it would be if the owner is right."""

    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Shadow:
    """A run that is not official beside what was published; ``automatic``: what the page would be by points and verdicts.

    ``better``: it would stand higher in the list of winners, laureates and reserves.
    """

    run: ScoreRun
    before: Standing
    after: Standing
    automatic: DecisionOutcome
    better: bool

    @property
    def rows(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        return {
            "before": asdict(self.before),
            "after": asdict(self.after) | {"automatic": self.automatic.value},
            "better": self.better,
        }


def share_of(found: PageEvidence, code: str) -> int | None:
    """A figure's share in hundredths of a per cent, where it is one that can be computed with; None elsewhere."""
    result = found.ground.result
    place = _leaf(found, code)
    named = result.book.leaves[place].metric if place is not None else None
    if place is None or not isinstance(named, str) or registry.METRICS[named].unit != "share":
        return None
    leaf = result.basis.leaves[place]
    whole = int(leaf.denominator[found.page])
    return None if whole <= 0 else _half_up(int(leaf.numerator[found.page]) * WHOLE, whole)


def claim_of(ground: str, *, sphere: str, percent: str) -> dict[str, Any]:
    """What an owner says is right, where it can be computed with; InputError where the number is none."""
    if ground == AppealGround.WRONG_SPHERE and sphere.strip():
        return {"sphere": sphere.strip()}
    if ground != AppealGround.WRONG_DATA or not percent.strip():
        return {}
    try:
        number = Decimal(percent.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 100:
        raise InputError("Напишите долю числом от 0 до 100.", "Write the share as a number from 0 to 100.")
    return {"percent": int(number * 100)}


def claimed(session: Session, home: Home, page: Page, criterion: str, claim: Mapping[str, Any]) -> Claimed | None:
    """What the page would be if the claim is right, by the scoring function itself; None where that cannot be computed."""
    known = seen(session, home, page)
    if known is None or not claim:
        return None
    result, number = known.found.ground.result, known.found.page
    before = standing_in(result, number)
    if "sphere" in claim:
        tried = _other_sphere(session, home, page, str(claim["sphere"]))
        other = seen(session, home, page, tried) if tried else None
        return None if other is None else Claimed(before, standing_in(other.found.ground.result, other.found.page))
    place = _leaf(known.found, criterion)
    if place is None or share_of(known.found, criterion) is None:
        return None
    leaf = result.basis.leaves[place]
    numerator = leaf.numerator.copy()
    numerator[number] = _half_up(int(claim["percent"]) * int(leaf.denominator[number]), WHOLE)
    leaves = (*result.basis.leaves[:place], replace(leaf, numerator=numerator), *result.basis.leaves[place + 1 :])
    return Claimed(before, standing_in(result, number, judge(replace(result.basis, leaves=leaves))))


def _other_sphere(session: Session, home: Home, page: Page, sphere: str) -> list[Correction]:
    wanted = [Wanted("change", "pages", "", {"sphere": sphere})]
    folder = home.evidence / (page.season.evidence or "-")
    try:
        return objection_changes.corrections_for(folder, active(session, page.season_id), page.key, wanted)
    except (InputError, FileNotFoundError):
        return []


def shadow(session: Session, actor: Actor, home: Home, appeal: Appeal, changes: Sequence[Correction], *, now: datetime) -> Shadow:
    """Compute the season with the corrections that count and these, as a run of its own that is not official."""
    known = seen(session, home, appeal.page, changes)
    if known is None or known.preliminary:
        raise Conflict(
            "Снимка свидетельств на этом сервере нет: решить апелляцию с исправлениями можно там, где он лежит.",
            "This server has no snapshot: an appeal with corrections is decided where it lies.",
        )
    result = known.found.ground.result
    laid = laid_over(active(session, appeal.season_id), changes)
    run = save_shadow(session, actor, appeal.season_id, result=result, now=now, corrections=laid)
    replaying.seal_run(session, home, run)
    automatic = decisions.automatic_in(session, run, appeal.page_id)
    return Shadow(
        run,
        published(session, appeal.season, appeal.page_id),
        standing_in(result, known.found.page),
        automatic,
        _is_better(decision_of(session, appeal.season_id, appeal.page_id), automatic),
    )


def is_fresh(session: Session, appeal: Appeal) -> bool:
    """Whether the shadow run still is what would come out: no other correction was made since the proposal."""
    laid = laid_over(active(session, appeal.season_id), corrections_of(appeal.changes))
    return appeal.run is None or rows_of(laid) == appeal.run.corrections


def decision_of(session: Session, season_id: int, page_id: int) -> Decision | None:
    """The decision that stands for a page; None for one that is out of the contest."""
    return session.scalar(decisions.last_rows(season_id).where(Decision.page_id == page_id))


def published(session: Session, found: Season, page_id: int) -> Standing:
    """What everybody was told of a page: the official run's score, or what an earlier appeal has put right."""
    run = session.scalars(select(ScoreRun).where(ScoreRun.season_id == found.id, ScoreRun.official)).one()
    score = session.scalars(select(Score).where(Score.run_id == run.id, Score.page_id == page_id)).one()
    decided = decision_of(session, found.id, page_id)
    right = (decided.corrected if decided is not None else None) or {}
    nomination = str(right.get("nomination", score.nomination))
    line = next((int(cut["line"]) for cut in run.cuts if cut["nomination"] == nomination), 0)
    outcome = decided.final if decided is not None else score.outcome
    place = right.get("place", score.place)
    return Standing(int(right.get("total", score.total)), line, int(place or 0), str(outcome), nomination)


def _is_better(decided: Decision | None, automatic: DecisionOutcome) -> bool:
    """Whether points and verdicts would now put a page higher than both they and the meeting did. None lifts an exclusion."""
    if decided is None:
        return RANKS.index(automatic) >= RANKS.index(DecisionOutcome.RESERVE)
    if decided.final == DecisionOutcome.EXCLUDED:
        return False
    highest = max(RANKS.index(DecisionOutcome(decided.automatic)), RANKS.index(DecisionOutcome(decided.final)))
    return RANKS.index(automatic) > highest


def _leaf(found: PageEvidence, code: str) -> int | None:
    return next((i for i, leaf in enumerate(found.ground.result.book.leaves) if leaf.code == code), None)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
