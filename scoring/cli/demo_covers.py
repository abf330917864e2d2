"""Covers of the demo's invented pages: those whose looks tell of a cover get a drawn one, as the collector would bring it."""

from datetime import UTC, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import select

from scoring.cli.context import Desk
from scoring.services import covers
from scoring.services.covers import Seen, Small
from scoring.services.imports import batch_paths
from scoring.sources.demo.covers import cover_of
from scoring.sources.kept_rows import NUMBER, column, kept_rows
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import CoverSource, FileKind

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC).toordinal()


def keep_covers(desk: Desk, season_id: int, seed: int) -> int:
    """Keep a cover of each page at the newest look that has seen one; how many there are."""
    with desk.transaction() as session:
        zone = ZoneInfo(session.get_one(Season, season_id).zone)
        pages = {page.key: page for page in session.scalars(select(Page).where(Page.season_id == season_id).order_by(Page.key))}
        days: dict[str, int] = {}
        for _, path in batch_paths(session, desk.home, season_id, FileKind.CHECKS):
            rows = kept_rows(path)
            numbers, seen, wide = (column(rows, name) for name in (NUMBER, "day", "cover_width"))
            found = np.flatnonzero(wide > 0)
            for number, day in zip(numbers[found].tolist(), seen[found].tolist(), strict=True):
                key = rows.keys[number]
                days[key] = max(day, days.get(key, day))
        made = [_seen(pages[key], day, zone, seed) for key, day in sorted(days.items()) if key in pages]
        return covers.keep(session, desk.home, desk.actor, season_id, made, source=CoverSource.DEMO, now=desk.clock())


def _seen(page: Page, day: int, zone: ZoneInfo, seed: int) -> Seen:
    drawn = cover_of(page.sphere, page.key, seed)
    noon = datetime.combine(datetime.fromordinal(_EPOCH + day), time(12), zone)
    return Seen(page.id, Small(drawn.width, drawn.height, drawn.jpeg), noon)
