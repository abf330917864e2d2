"""The cards of a round for those who keep or lead it: the evidence of each, and how many have answered. Never what they said.

Whoever has a conflict with a page finds neither its card nor any count that it went into. Who may not know the ranking yet is
told neither what a card asks nor how many answers it has, since both tell on which side of the line the page stands.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, joinedload

from criteria.jury_rule import JuryRule
from scoring.errors import NotFound
from scoring.jury.cards import Lane
from scoring.season.course import State
from scoring.season.rights import Right, may
from scoring.services.acting import Actor, require
from scoring.services.decision_sight import tied_pages
from scoring.services.jury.conflicts import ties_of
from scoring.services.jury.layout import Laid, layout
from scoring.services.jury.progress import SphereProgress, by_spheres
from scoring.store.jury import JuryCard, JuryRound
from scoring.store.seasons import Page, Season
from scoring.store.showing_jury import Said, said_so_far, standing_round


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in the list, by its public id; ``page``: its key.

    ``lane``, ``answers``, ``missing`` (answers to the quorum): None for whoever may not know the ranking.
    """

    id: str
    page: str
    name: str
    municipality: str
    nomination: str
    lane: Lane | None
    answers: int | None
    missing: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """The cards of the standing round that one may see. ``hidden``: how many he has a conflict with; ``known``: the ranking."""

    round: JuryRound | None
    cards: tuple[CardLine, ...]
    spheres: tuple[SphereProgress, ...]
    hidden: int
    known: bool


def table(session: Session, actor: Actor, season: Season, *, now: datetime) -> Table:
    """The cards by nomination; those that lack most answers first, where that may be known, by name otherwise."""
    state = State(season.state)
    require(actor, Right.SEE_CARDS, state)
    found, known = standing_round(session, season.id), may(actor.role, Right.SEE_RANKING, state)
    if found is None:
        return Table(None, (), (), 0, known)
    every = layout(session, found).real
    ties = ties_of(session, season.id, actor.id) if actor.id is not None else None
    seen = [laid for laid in every if ties is None or not ties.meet(laid.marks)]
    said, rule = said_so_far(session, found.id, now=now), JuryRule.model_validate(found.rule)
    names = {row.id: row for row in session.execute(_names(found.id))}
    lines = [_line(laid, names[laid.id], said, rule, known=known) for laid in seen]
    if not known:  # a page that is asked of twice stands near the line on the winners' side
        lines = list({one.page: one for one in sorted(lines, key=lambda one: one.id)}.values())
    lines.sort(key=lambda one: (one.nomination, -(one.missing or 0), one.name, one.id))
    return Table(found, tuple(lines), by_spheres(seen, said, rule), len(every) - len(seen), known)


def card(session: Session, actor: Actor, season: Season, public_id: str) -> JuryCard:
    """One card with its evidence; of a page with a conflict it is as if there were none."""
    require(actor, Right.SEE_CARDS, State(season.state))
    found, hidden = standing_round(session, season.id), tied_pages(session, actor, season.id)
    mine = select(JuryCard).options(joinedload(JuryCard.page)).where(JuryCard.public_id == public_id, ~JuryCard.practice)
    row = session.scalar(mine.where(JuryCard.round_id == (found.id if found is not None else 0)))
    if row is None or row.page_id in hidden:
        raise NotFound("Такой карточки нет. Вернитесь к списку.", "There is no such card. Go back to the list.")
    return row


def _line(laid: Laid, named: Row[int, str, str], said: Said, rule: JuryRule, *, known: bool) -> CardLine:
    card, answers = laid.card, said.tally(laid.id).all
    wanted = (1 if card.lane is Lane.SAFETY else rule.quorum) + said.asked.get(laid.id, 0)
    told = (card.lane, answers, max(wanted - answers, 0)) if known else (None, None, None)
    return CardLine(named.public_id, card.page, named.name, laid.region, card.nomination, *told)


def _names(round_id: int) -> Select[int, str, str]:
    query = select(JuryCard.id, JuryCard.public_id, Page.name).join(Page, Page.id == JuryCard.page_id)
    return query.where(JuryCard.round_id == round_id, ~JuryCard.practice)
