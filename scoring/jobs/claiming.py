"""A chore: owners' codes are looked for on their pages every quarter of an hour, while somebody waits for one."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from scoring.jobs.worker import Workshop
from scoring.services.claims_reading import look_for_codes
from scoring.services.tokens import find_token
from scoring.store.database import transaction
from scoring.store.seasons import Season

EVERY: Final = timedelta(minutes=15)


class LookForCodes:
    """Looks at the newest season's pages; without a token of the network, or while nobody waits, it does nothing."""

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def __call__(self, shop: Workshop) -> None:
        """Look if it is time."""
        now = shop.clock()
        if (self._looked is not None and now - self._looked < EVERY) or find_token(shop.home) is None:
            return
        self._looked = now
        with transaction(shop.engine) as session:
            season_id = session.scalar(select(Season.id).order_by(Season.year.desc()).limit(1))
        if season_id is not None:
            for _ in look_for_codes(shop.engine, shop.home, season_id, clock=shop.clock):
                pass
