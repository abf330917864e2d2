"""What a decided appeal puts right after the publication: a decision that supersedes, a new seal, a new version of an award.

Nothing that was published is edited, and nobody loses what he was given because of somebody else's appeal: whoever comes into the
list stands in it beside those who are there.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict
from scoring.season.appealing import AppealOutcome
from scoring.season.awarding import LIVE, AwardAct, AwardGround, ChangeState
from scoring.services import decisions, queue, sealing
from scoring.services.acting import Actor
from scoring.services.appeal_effects import decision_of
from scoring.services.audit import record
from scoring.store.appeals import Appeal
from scoring.store.awards import AwardChange
from scoring.store.decisions import Decision
from scoring.store.results import Award, Score, ScoreRun
from scoring.store.showing_appeals import HONOURED
from scoring.store.vocabulary import AwardKind, DecisionOutcome, SealKind

CODE: Final = "appeal"
"""The code of the reason of a decision that an appeal has changed."""
_REPLACED: Final = (AwardKind.WINNER, AwardKind.LAUREATE, AwardKind.PARTICIPANT)
"""Awards that say what became of a page."""


def put_right(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> Decision | None:
    """Supersede the page's decision as the appeal was decided, seal anew, order documents; None where nothing changes.

    The new decision keeps what was signed and tells beside it what is right; its outcome differs only where the list changes.
    """
    changes_list = appeal.outcome == AppealOutcome.LIST_CHANGED
    old = decision_of(session, appeal.season_id, appeal.page_id)
    if appeal.outcome == AppealOutcome.UNCHANGED or (old is None and not changes_list):
        return None
    new = _superseding(appeal, old or _outside(session, appeal), changes_list=changes_list)
    new.made_by, new.made_name, new.made_at = actor.id, actor.name, now
    new.supersedes_id = old.id if old is not None else None
    session.add(new)
    session.flush()
    after = {"page": appeal.page.key, "final": new.final, "appeal": appeal.id}
    before = {"page": appeal.page.key, "final": old.final if old is not None else ""}
    record(
        session,
        actor,
        "decision.correct",
        new,
        season_id=appeal.season_id,
        now=now,
        before=before,
        after=after,
        reason=new.reason,
    )
    _seal(session, appeal, now)
    if _amend_award(session, actor, appeal, new, now):
        queue.order_documents(session, actor, appeal.season_id, now=now)
    return new


def _superseding(appeal: Appeal, old: Decision, *, changes_list: bool) -> Decision:
    corrected = _corrected(appeal, old)
    kept = (
        "season_id", "run_id", "page_id", "nomination", "place", "total", "machine", "automatic", "reserve", "votes", "citation",
        "instead_of",
    )  # fmt: skip
    new = Decision(**{name: getattr(old, name) for name in kept}, corrected=corrected)
    new.final = DecisionOutcome(appeal.becomes) if changes_list else DecisionOutcome(old.final)
    new.reason_code, new.reason = (
        (CODE, f"Решение исправлено по апелляции № {appeal.id}.") if changes_list else (old.reason_code, old.reason)
    )
    return new


def _corrected(appeal: Appeal, old: Decision) -> dict[str, Any]:
    if appeal.run is None or appeal.effect is None:
        before = old.corrected or {"run": old.run.name, "nomination": old.nomination, "place": old.place, "total": old.total}
        return {**before, "appeal": appeal.id}
    right = appeal.effect["after"]
    return {
        "appeal": appeal.id,
        "run": appeal.run.name,
        "nomination": right["nomination"],
        "place": right["place"] or None,
        "total": right["total"],
    }


def _outside(session: Session, appeal: Appeal) -> Decision:
    """What stands for the decision on a page that was out of the contest; it is not written down."""
    run = session.scalars(select(ScoreRun).where(ScoreRun.season_id == appeal.season_id, ScoreRun.official)).one()
    score = session.scalars(select(Score).where(Score.run_id == run.id, Score.page_id == appeal.page_id)).one()
    out = DecisionOutcome.EXCLUDED
    return Decision(
        season_id=appeal.season_id, run_id=run.id, run=run, page_id=appeal.page_id, nomination=score.nomination, place=None,
        total=score.total, machine=out, automatic=out, final=out, reserve=None, votes={}, reason_code="", reason="", citation="",
    )  # fmt: skip


def _seal(session: Session, appeal: Appeal, now: datetime) -> None:
    """The decisions are sealed anew, and the seal before holds no longer; a season without one has none to renew."""
    if sealing.current(session, appeal.season_id, SealKind.DECISIONS) is not None:
        sealing.void(session, appeal.season, (SealKind.DECISIONS,), now=now)
        rows = decisions.sealed_rows(decisions.standing(session, appeal.season_id))
        sealing.seal(session, appeal.season, SealKind.DECISIONS, rows, now=now)


def _amend_award(session: Session, actor: Actor, appeal: Appeal, decided: Decision, now: datetime) -> bool:
    """Have the page's award replaced by a version that tells what is right; whether documents are to be made.

    The two reviewers are the two persons that the change of an award needs.
    """
    kind = HONOURED.get(DecisionOutcome(decided.final))
    right = decided.corrected or {}
    if kind is None:
        return False
    live = session.scalars(
        select(Award).where(
            Award.season_id == appeal.season_id,
            Award.page_id == appeal.page_id,
            Award.status.in_(LIVE),
            Award.kind.in_(_REPLACED),
        )
    ).first()
    if live is None:
        return True
    wanted = {"kind": kind.value, **{name: right[name] for name in ("nomination", "place", "total")}}
    if all(getattr(live, name) == value for name, value in wanted.items()):
        return False
    pending = select(AwardChange.id).where(
        AwardChange.award_id == live.id,
        (AwardChange.state == ChangeState.ASKED)
        | ((AwardChange.state == ChangeState.APPROVED) & (AwardChange.act == AwardAct.CORRECT)),
    )
    if session.scalar(pending) is not None:
        raise Conflict(
            "Награду этой страницы уже меняют. Сначала закончите это изменение в реестре наград, потом решите апелляцию.",
            "The award of this page is being changed. Finish that in the register of awards first, then decide the appeal.",
        )
    session.add(
        AwardChange(
            award_id=live.id, act=AwardAct.CORRECT, ground=AwardGround.WRONG_DATA, reason=appeal.answer, wanted=wanted,
            state=ChangeState.APPROVED, proposed_by=appeal.reviewer1_id, proposed_name=appeal.reviewer1_name,
            proposed_at=appeal.proposed_at or now, decided_by=actor.id, decided_name=actor.name, decided_at=now,
            one_key=appeal.one_key,
        )
    )  # fmt: skip
    session.flush()
    return True
