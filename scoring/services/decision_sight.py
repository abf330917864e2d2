"""Which pages of a season somebody has a tie to: he sees neither them nor any figure that they went into."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from scoring.services.acting import Actor
from scoring.store.jury import Conflict
from scoring.store.seasons import Page
from scoring.store.vocabulary import ConflictTarget


def tied_pages(session: Session, actor: Actor, season_id: int) -> frozenset[int]:
    """Ids of the pages with which the actor has a standing conflict, whatever his role."""
    if actor.id is None:
        return frozenset()
    spheres = (Page.sphere, Page.sphere2, Page.sphere3)
    meant = or_(
        and_(Conflict.target == ConflictTarget.PAGE, Conflict.value == Page.key),
        and_(Conflict.target == ConflictTarget.FOUNDER, Conflict.value == Page.founder),
        and_(Conflict.target == ConflictTarget.MUNICIPALITY, Conflict.value == Page.municipality),
        *(and_(Conflict.target == ConflictTarget.SPHERE, Conflict.value == sphere) for sphere in spheres),
    )
    found = session.scalars(
        select(Page.id)
        .join(Conflict, and_(Conflict.season_id == Page.season_id, meant))
        .where(Page.season_id == season_id, Conflict.user_id == actor.id, Conflict.removed_at.is_(None), Conflict.value != "")
    )
    return frozenset(found)
