"""A chore: the pictures that all winners of a badge share are drawn before the first of them asks for his kit."""

import logging
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from scoring.errors import LavrError
from scoring.jobs.worker import Workshop
from scoring.services.awards import order_of
from scoring.store.database import transaction
from scoring.store.results import Award
from scoring.store.seasons import Season
from scoring.store.vocabulary import AwardKind, AwardStatus, SeasonKind

if TYPE_CHECKING:
    from certificates.badge import BadgeKey

_log = logging.getLogger(__name__)
_BADGED: Final = (AwardKind.WINNER, AwardKind.LAUREATE)
_SHOWN: Final = (AwardStatus.CONFIRMED, AwardStatus.ACTIVE)


class DrawPictures:
    """Draws what one badge of the newest season lacks, some seconds of work; the other badges wait for the next look."""

    def __init__(self) -> None:
        self._done: set[int] = set()
        self._failed: set[int] = set()

    def __call__(self, shop: Workshop) -> None:
        """Find a badge without its pictures and draw them."""
        found = self._next(shop)
        if found is None:
            return
        from certificates.gallery import gallery_file, gallery_lacks  # noqa: PLC0415  the press's libraries are heavy

        award_id, key = found
        try:
            for name in gallery_lacks(shop.home.awards, key):
                gallery_file(shop.home.awards, key, name)
        except LavrError as fault:
            _log.warning("the pictures of award %s were not drawn: %s", award_id, fault)
            self._failed.add(award_id)
            return
        self._done.add(award_id)

    def _next(self, shop: Workshop) -> "tuple[int, BadgeKey] | None":
        """(an award that stands for its badge, the badge); None when every badge has been seen to."""
        with transaction(shop.engine) as session:
            newest = (
                select(Season.id).where(Season.kind == SeasonKind.CONTEST).order_by(Season.year.desc()).limit(1).scalar_subquery()
            )
            each = (
                select(func.min(Award.id))
                .where(Award.season_id == newest, Award.kind.in_(_BADGED), Award.status.in_(_SHOWN), Award.made_at.is_not(None))
                .group_by(Award.kind, Award.nomination)
            )
            waiting = sorted(set(session.scalars(each)) - self._done - self._failed)
            if not waiting:
                return None
            from certificates.badge import badge_key  # noqa: PLC0415  likewise

            order = order_of(session.get_one(Award, waiting[0]), public_url=shop.home.address)
        key = badge_key(order)
        return None if key is None else (waiting[0], key)
