"""Every screen opens whatever the rule book: two that use what the packaged one does not, walked link by link."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from scoring.home import Home
from scoring.season.course import State
from scoring.store.database import open_engine, transaction, upgrade
from tests.criteria.wide import WIDE
from tests.people import sign_in
from tests.webadmin import contest
from tests.webadmin.conftest import Clock
from tests.webadmin.test_traversal import walk
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

COLUMNS = {
    '{ column = "Охват", per = "Подписчики", unit = "раз" }': '{ column = "Виджеты", per = "Подписчики", unit = "раз" }',
    '{ column = "Записи" }': '{ column = "Количество подписчиков" }',
    '{ column = "Голоса" }': '{ column = "Госметка" }',
    '{ column = "Рост" }': '{ column = "Активность (%)" }',
    "floor = 70": "floor = 10",
    "floor = 60": "floor = 5",
    '"Спорт · Малые", "Культура · Малые"': '"Спорт · Малые"',
    "quota = { count = 2, at_most = 3, floor = 5, laureate_floor = 50 }": (
        "quota = { count = 2, at_most = 3, floor = 5, laureate_floor = 2 }"
    ),
}
"""What the register of the contest has in the place of a wide table's columns, and floors that somebody reaches."""
DEEP = """
format = 1
id = "deep"
version = "1"
title = { ru = "Глубокий", en = "Deep" }

[total]
full = 1000
weights = "relative"
aggregate = "harmonic"

[nominations]
by = []

[[criteria]]
code = "A"
title = { ru = "Всё", en = "All" }
points = 3

[[criteria]]
code = "A1"
parent = "A"
title = { ru = "Записи", en = "Posts" }
points = 2

[[criteria]]
code = "A11"
parent = "A1"
title = { ru = "Регулярность", en = "Regularity" }
points = 5
aggregate = "minimum"

[[criteria]]
code = "A111"
parent = "A11"
title = { ru = "Норма", en = "Norm" }
points = 1
metric = "weekly_norm"
curve = { kind = "percentile", reference = "all" }

[[criteria]]
code = "A112"
parent = "A11"
title = { ru = "Свои", en = "Own" }
points = 2
metric = "own_content"

[[criteria]]
code = "A2"
parent = "A"
title = { ru = "Ответы", en = "Answers" }
points = 1
metric = "answered_share"
missing = "fail"

[[criteria]]
code = "B"
title = { ru = "Эфиры", en = "Streams" }
points = 1
metric = "stream_count"
curve = { kind = "min-max", reference = "all" }
winsorise = { low = 5, high = 95 }

[quota]
count = 3
floor = 0
laureate_floor = 0
reserves = 5

[ranking]
decimals = 4
"""


def _wide() -> str:
    text = WIDE
    for old, new in COLUMNS.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def app(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock, rulebook: str) -> Iterator[Flask]:
    """The application over a contest scored under a rule book that is not the packaged one, decided and signed."""
    computed = contest.compute(tmp_path_factory.mktemp("contest"), 12, 8, rulebook)
    url = f"sqlite:///{tmp_path}/lavr.sqlite3"
    home = Home(home=tmp_path, database_url=SecretStr(url), public_url="http://lavr.example").make()
    engine = open_engine(url)
    upgrade(engine)
    with transaction(engine) as session:
        contest.organizer(session)
        contest.hold(session, home, computed, state=State.SIGNED, documents=False)
    engine.dispose()
    made = create_app(home, clock=clock)
    limiter.enabled = False
    yield made
    limiter.enabled = True
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def organizer(app: Flask, clock: Clock) -> FlaskClient:
    """The season's admin."""
    client = app.test_client()
    sign_in(client, 1, "a" * 32, clock())
    return client


@pytest.mark.parametrize(("rulebook", "language"), [(_wide(), "en"), (DEEP, "ru")], ids=["wide", "deep"])
def test_every_screen_opens(app: Flask, organizer: FlaskClient, language: str) -> None:
    """No link of the panel, no picture and no file answers with an error."""
    with organizer.session_transaction() as session:
        session["language"] = language

    told = list(walk(app, organizer))

    assert len(told) > 100
