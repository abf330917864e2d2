"""Acts of the chair's meeting on one page, told before they are done: who goes out or in by the quota, then both at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotFound
from scoring.season.course import State
from scoring.season.rights import Right
from scoring.services.acting import Actor, require
from scoring.services.decision_seats import TIE, WINNER, Nomination, is_beyond, nomination
from scoring.services.decision_sight import tied_pages
from scoring.services.decisions import SEAT, change
from scoring.services.seasons import require_writable, season
from scoring.store.decisions import Decision
from scoring.store.vocabulary import DecisionOutcome


class Act(StrEnum):
    """What the meeting does with a page.

    Promote and demote settle the border only; exclude is open for every page; a co-laureate wins beyond the quota beside an
    equal; restore goes back to what points and verdicts gave.
    """

    PROMOTE = "promote"
    DEMOTE = "demote"
    EXCLUDE = "exclude"
    CO_LAUREATE = "co_laureate"
    RESTORE = "restore"


_FINALS: Final = {
    Act.PROMOTE: WINNER,
    Act.DEMOTE: DecisionOutcome.LAUREATE,
    Act.EXCLUDE: DecisionOutcome.EXCLUDED,
    Act.CO_LAUREATE: WINNER,
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act does: ``together`` go back with the page; one of ``goes_out`` or of ``comes_in`` has to be chosen, if any."""

    act: Act
    decision: Decision
    final: DecisionOutcome
    seats: int
    winners_before: int
    winners_after: int
    goes_out: tuple[Decision, ...]
    comes_in: tuple[Decision, ...]
    together: tuple[Decision, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether it differs from what points and verdicts give."""
        return self.final != self.decision.automatic


def acts(found: Nomination, one: Decision) -> tuple[Act, ...]:
    """What may be done with a page now."""
    settles = one.page.key in found.border and one.page.key in found.able
    if one.final != one.automatic:
        return (Act.RESTORE,) if one.final == DecisionOutcome.EXCLUDED else (Act.RESTORE, Act.EXCLUDE)
    if one.final == WINNER:
        return (Act.DEMOTE, Act.EXCLUDE) if settles else (Act.EXCLUDE,)
    return (Act.PROMOTE, Act.CO_LAUREATE, Act.EXCLUDE) if settles else (Act.EXCLUDE,)


def effect(session: Session, actor: Actor, decision_id: int, act: Act) -> Effect:
    """What an act on a page would do; changes nothing."""
    return _effect(*_asked(session, actor, decision_id), act)


def decide(
    session: Session,
    actor: Actor,
    decision_id: int,
    act: Act,
    *,
    reason_code: str = "",
    reason: str = "",
    citation: str | None = None,
    other: int | None = None,
    now: datetime,
) -> Decision:
    """Do it. ``other``: the decision on the page that goes out or comes in, as the effect told it.

    A decision that was changed meanwhile, this one or the other, is a Conflict and changes nothing.
    """
    found, old = _asked(session, actor, decision_id)
    told = _effect(found, old, act)
    paired = _paired(told, other)
    code = TIE if act is Act.CO_LAUREATE else reason_code
    instead = paired.page_id if paired is not None and told.goes_out and told.final == WINNER else None
    new = change(
        session, actor, old.id, told.final, reason_code=code, reason=reason, citation=citation, instead_of=instead, now=now
    )
    for one in told.together:
        change(session, actor, one.id, DecisionOutcome(one.automatic), reason_code="", reason="", now=now)
    if paired is not None:
        _step_aside_or_in(session, actor, old, paired, told, reason, now)
    return new


def cite(session: Session, actor: Actor, decision_id: int, citation: str, *, now: datetime) -> Decision:
    """Write the sentence for the stage and the press; the outcome stays."""
    _, old = _asked(session, actor, decision_id)
    return change(
        session, actor, old.id, DecisionOutcome(old.final), reason_code=old.reason_code, reason=old.reason, citation=citation,
        instead_of=old.instead_of, now=now,
    )  # fmt: skip


def _asked(session: Session, actor: Actor, decision_id: int) -> tuple[Nomination, Decision]:
    """The decision among those of its nomination, if the actor may change it now; a page with a conflict is not there for him."""
    old = session.get(Decision, decision_id)
    if old is None or old.page_id in (hidden := tied_pages(session, actor, old.season_id)):
        raise NotFound("Такого решения нет.", "There is no such decision.")
    held = season(session, old.season_id)
    require(actor, Right.CHANGE_OUTCOME, State(held.state))
    require_writable(held, "decisions")
    if session.scalar(select(Decision.id).where(Decision.supersedes_id == old.id)) is not None:
        raise Conflict(
            "Это решение уже изменено. Сравните оба и решите заново.",
            "This decision was changed meanwhile. Compare both and decide anew.",
        )
    return nomination(session, held, old.nomination, hidden), old


def _effect(found: Nomination, old: Decision, act: Act) -> Effect:
    if act not in acts(found, old):
        raise Conflict(
            "С этой страницей так поступить нельзя: жюри решает только у границы, а исключить с причиной можно любую.",
            "This cannot be done with this page: the jury settles the border only, and may exclude any page with a reason.",
        )
    before = {one.page_id: DecisionOutcome(one.final) for one in found.decisions}
    final = _FINALS.get(act, DecisionOutcome(old.automatic))
    together = _partners(found, old) if act is Act.RESTORE else ()
    after = {**before, old.page_id: final, **{one.page_id: DecisionOutcome(one.automatic) for one in together}}
    moved = {old.page_id, *(one.page_id for one in together)}
    beyond = sum(is_beyond(one) and one.page_id not in moved for one in found.decisions) + (act is Act.CO_LAUREATE)
    off = _won(after) - found.seats - beyond
    goes_out = tuple(one for one in found.next_out(after) if one.page_id not in moved) if off > 0 else ()
    comes_in = tuple(one for one in (*_back(found, old), *found.next_in(after)) if one.page_id not in moved) if off < 0 else ()
    return Effect(act, old, final, found.seats, _won(before), _won(after), goes_out, comes_in, together)


def _partners(found: Nomination, old: Decision) -> tuple[Decision, ...]:
    """Pages that were moved for this one, or for which it was."""
    return tuple(
        one
        for one in found.decisions
        if one.final != one.automatic and (one.page_id == old.instead_of or one.instead_of == old.page_id)
    )


def _back(found: Nomination, old: Decision) -> tuple[Decision, ...]:
    """Who had given his seat to this page."""
    return tuple(one for one in _partners(found, old) if one.automatic == WINNER)


def _won(finals: dict[int, DecisionOutcome]) -> int:
    return sum(final == WINNER for final in finals.values())


def _paired(told: Effect, other: int | None) -> Decision | None:
    candidates = told.goes_out or told.comes_in
    if not candidates:
        return None
    chosen = next((one for one in candidates if one.id == other), None)
    if chosen is None:
        if other is not None:
            raise Conflict(
                "Пока вы решали, эта страница выбыла из выбора. Откройте действие заново.",
                "While you decided, that page has left the choice. Open the act again.",
            )
        raise InputError(
            "Выберите страницу, которая уступит или займёт место.", "Choose the page that gives up or takes the seat."
        )
    return chosen


def _step_aside_or_in(
    session: Session, actor: Actor, old: Decision, paired: Decision, told: Effect, reason: str, now: datetime
) -> None:
    """The other half of the act: the page that goes out becomes a laureate, the one that comes in wins instead of this one."""
    if told.goes_out:
        final, instead, words = _without_seat(paired), None, f"Уступает место странице «{old.page.name}»."
    else:
        final, instead, words = WINNER, old.page_id, f"Занимает место страницы «{old.page.name}»."
    words = f"{words} {reason.strip()}".strip()
    change(session, actor, paired.id, final, reason_code=SEAT, reason=words, instead_of=instead, now=now)


def _without_seat(one: Decision) -> DecisionOutcome:
    """What a page becomes that gives its seat up: what it was before it stepped in, or a laureate."""
    return DecisionOutcome.LAUREATE if one.automatic == WINNER else DecisionOutcome(one.automatic)
