"""Looking for owners' codes on the pages of VK where somebody waits for one."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from scoring.home import Home
from scoring.season.objecting import ClaimState
from scoring.services import claims
from scoring.services.tokens import find_token
from scoring.sources.vk.client import ADDRESS, Client
from scoring.sources.vk.posted import posted_texts
from scoring.store.database import transaction
from scoring.store.seasons import Page

_PAUSE: Final = 1.0
"""Seconds between two pages, of two calls each: the network takes three a second."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A page that was looked at: who proved that it is his, with what became of it, and why it could not be read."""

    page: str
    found: tuple[tuple[str, ClaimState], ...]
    trouble: str


def look_for_codes(
    engine: Engine,
    home: Home,
    season_id: int,
    *,
    clock: Callable[[], datetime],
    api: str | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Looked]:
    """Read the pages whose codes may stand there, and open or contest the claims by the rule; TokenMissing without a token."""
    with transaction(engine) as session:
        pages = [page for page in claims.pages_to_read(session, season_id, clock()) if page.key.startswith("vk:")]
    if not pages:
        return
    token = find_token(home)
    with closing(Client(token.secret if token is not None else "", api or home.vk_api or ADDRESS)) as client:
        for number, page in enumerate(pages):
            if number:
                wait(_PAUSE)
            texts, trouble = posted_texts(client, page.key, page.group_id)
            with transaction(engine) as session:
                seen = claims.seen(session, session.get_one(Page, page.id), texts, now=clock())
                found = tuple((claim.who, ClaimState(claim.state)) for claim in seen)
            yield Looked(page.key, found, trouble)
