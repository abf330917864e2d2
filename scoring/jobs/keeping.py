"""A chore: what strangers enclosed and nobody keeps a row of is removed, looked after every hour."""

from datetime import datetime, timedelta
from typing import Final

from scoring.jobs.worker import Workshop
from scoring.services.lost_files import forget_lost
from scoring.store.database import transaction

EVERY: Final = timedelta(hours=1)


class ForgetLostFiles:
    """Looks through the folder of enclosed files."""

    def __init__(self) -> None:
        self._looked: datetime | None = None

    def __call__(self, shop: Workshop) -> None:
        """Look if it is time."""
        now = shop.clock()
        if self._looked is None or now - self._looked >= EVERY:
            self._looked = now
            with transaction(shop.engine) as session:
                forget_lost(session, shop.home, now=now)
