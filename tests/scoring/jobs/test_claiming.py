"""The chore that looks for owners' codes: while somebody waits, every quarter of an hour, and never without a token."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.jobs.claiming import EVERY, LookForCodes
from scoring.jobs.worker import Workshop
from scoring.season.objecting import ClaimState
from scoring.services import claims
from scoring.services.claims import Asked
from scoring.store.database import transaction
from scoring.store.owners import PageClaim
from scoring.store.seasons import Page
from tests.scoring.conftest import NOW, Ground
from tests.vk_world.server import TOKEN, Network, serving
from tests.vk_world.small import small_world
from tests.vk_world.truth import Entry


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The moment."""
        return self.now


@pytest.fixture(name="asked")
def _asked(ground: Ground) -> Asked:
    """Somebody waits for a code on the first page of the small world."""

    def add(session: Session) -> Asked:
        page = Page(season_id=ground.season_id, key="vk:club101", name="Школа", link="", group_id=101, ogrn_valid=True,
                    register_line=2, search="школа")  # fmt: skip
        session.add(page)
        session.flush()
        return claims.ask(session, page_id=page.id, who="И. Петрова", now=NOW)

    with transaction(ground.engine) as session:
        return add(session)


def test_a_posted_code_is_found_at_the_next_look(ground: Ground, asked: Asked, tmp_path: Path) -> None:
    """Two calls a look; between two looks there are none."""
    world = small_world()
    moment, chore = Moment(), LookForCodes()
    with serving(Network(world)) as network:
        home = Home(home=tmp_path, vk_token=SecretStr(TOKEN), vk_api=network.address)
        shop = Workshop(ground.engine, home, moment)
        calls = []
        for after in (timedelta(), EVERY - timedelta(seconds=1), EVERY):
            moment.now = NOW + after
            chore(shop)
            calls.append(len(network.calls))
            if not after:
                last = world.pages[0].entries[-1]
                world.pages[0].entries.append(Entry(last.id + 1, world.now - 3600, asked.code))
    with transaction(ground.engine) as session:
        assert ([2, 2, 4], ClaimState.APPROVED) == (calls, session.get_one(PageClaim, asked.claim.id).state)


def test_nothing_is_asked_while_nobody_waits(ground: Ground, tmp_path: Path) -> None:
    """Nor without a token."""
    with serving(Network(small_world())) as network:
        for token in (SecretStr(TOKEN), None):
            home = Home(home=tmp_path, vk_token=token, vk_api=network.address)
            LookForCodes()(Workshop(ground.engine, home, Moment()))
        assert 0 == len(network.calls)
