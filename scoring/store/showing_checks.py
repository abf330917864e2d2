"""Named read queries of what the checks of all rules have found."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.store.checks import NightlyCheck


def last_check(session: Session, season_id: int) -> NightlyCheck | None:
    """What the last check of a season has found."""
    mine = select(NightlyCheck).where(NightlyCheck.season_id == season_id)
    return session.scalar(mine.order_by(NightlyCheck.day.desc()).limit(1))
