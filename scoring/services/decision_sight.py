"""Which pages of a season somebody has a tie to: he sees neither them nor any figure that they went into."""

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from scoring.services.acting import Actor
from scoring.services.jury.conflicts import ties_of
from scoring.store.seasons import Page


def tied_pages(session: Session, actor: Actor, season_id: int) -> frozenset[int]:
    """Ids of the pages with which the actor has a standing conflict, whatever his role; the machine has none."""
    ties = ties_of(session, season_id, actor.id) if actor.id is not None else None
    if ties is None or not ties.values:
        return frozenset()
    marks = (Page.key, Page.founder, Page.municipality, Page.sphere, Page.sphere2, Page.sphere3)
    pages = session.scalars(select(Page).options(load_only(*marks)).where(Page.season_id == season_id))
    return frozenset(page.id for page in pages if ties.touch(page))
