"""A season that collects, on either database, without jury and second keys; its admin and an observer."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from criteria import loading
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import seasons
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.vocabulary import Role, Via

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
ORGANIZER = Actor(None, "Анна", Role.ADMIN, Via.COMMAND_LINE)
OBSERVER = Actor(None, "Олег", Role.OBSERVER, Via.WEB)


@dataclass(frozen=True)
class Ground:
    """An engine and the season that was opened in it."""

    engine: Engine
    season_id: int


@pytest.fixture(name="ground")
def _ground(engine: Engine) -> Ground:
    with transaction(engine) as session:
        season = seasons.open_season(
            session,
            ORGANIZER,
            year=2025,
            contest="Знак качества",
            region="Приозёрская область",
            city="Приозёрск",
            zone="Asia/Novosibirsk",
            rulebook=seasons.without_jury(loading.packaged_text("regional")),
            signers=[{"post": "Председатель", "name": "А. Б. Вёрстова"}],
            now=NOW,
            settings=SeasonSettings(two_keys=False),
        )
        season.state = State.COLLECTING
        return Ground(engine, season.id)
