"""The letter about a decision that differs from points and verdicts. It goes past whoever has a conflict with the page."""

from datetime import datetime

from sqlalchemy.orm import Session

from scoring.services.acting import Actor
from scoring.services.jury.conflicts import has_conflict
from scoring.services.letters import people
from scoring.services.letters.drafting import AGAIN, Addressee, Draft, queue
from scoring.services.letters.words import OUTCOMES
from scoring.store.decisions import Decision
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import Role


def tell_deviation(session: Session, actor: Actor, season: Season, decision: Decision, *, now: datetime) -> list[Letter]:
    """To the observers, in the transaction of the decision."""
    automatic, final = OUTCOMES[decision.automatic], OUTCOMES[decision.final]
    fields = {
        "who": actor.name,
        "page": decision.page.name,
        "nomination": decision.nomination,
        "automatic_ru": automatic[0],
        "automatic_en": automatic[1],
        "final_ru": final[0],
        "final_en": final[1],
        "reason": decision.reason,
    }
    drafts = [
        Draft(Addressee(one.email, one.name, one.user_id, (decision.page_id,)), fields)
        for one in people.staff(session, season.id, (Role.OBSERVER,), now)
        if not has_conflict(session, season.id, one.user_id, decision.page)
    ]
    return queue(session, actor, season, "deviation", drafts, now=now, version=AGAIN)
