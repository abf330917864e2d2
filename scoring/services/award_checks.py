"""How often awards are checked, a number a day and nothing else: no address, no hour."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.store.awards import AwardChecks


def count(session: Session, checks: Mapping[tuple[int, date], int]) -> None:
    """Add to the counts of awards on days. Two processes that begin the same day at once both get their numbers in."""
    for (award_id, day), times in sorted(checks.items()):
        if _add(session, award_id, day, times):
            continue
        try:
            with session.begin_nested():
                session.execute(insert(AwardChecks).values(award_id=award_id, day=day, times=times))
        except IntegrityError:
            _add(session, award_id, day, times)


def _add(session: Session, award_id: int, day: date, times: int) -> bool:
    added = session.execute(
        update(AwardChecks)
        .where(AwardChecks.award_id == award_id, AwardChecks.day == day)
        .values(times=AwardChecks.times + times)
    )
    return bool(added.rowcount == 1)  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
