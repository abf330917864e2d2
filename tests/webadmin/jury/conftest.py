"""A season whose jury sits: forty cards at the border, two jurors, one of whom is not ready yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.home import Home
from scoring.season.course import State
from scoring.store.database import open_engine, upgrade
from scoring.store.jury import Juror, JuryCard, JuryRound
from scoring.store.tables import Page, User
from scoring.store.vocabulary import LaneName, Role, RoundState
from tests.fixtures.databases import Databases
from tests.people import add_person, sign_in
from tests.webadmin import seeding
from tests.webadmin.conftest import Clock
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

PAGES = 40
READY, NEW = "juror@example.org", "new@example.org"
Enter = Callable[[str], FlaskClient]


@dataclass(frozen=True, slots=True)
class Lookout:
    """A client with its key, for requests as the desk's script makes them."""

    client: FlaskClient
    key: str

    def put(self, public_id: str, **body: Any) -> Any:
        """An answer."""
        sent = {"answer": "yes", "reason": "", "comment": "", "client_id": public_id.replace("_", "-"), "version": 1} | body
        return self.client.put(f"/jury/deal/{public_id}", json=sent, headers=self.headers)

    def post(self, path: str, **body: Any) -> Any:
        """Any other act."""
        return self.client.post(path, json=body, headers=self.headers)

    @property
    def headers(self) -> dict[str, str]:
        """What the script sends along."""
        return {"X-CSRFToken": self.key, "Accept": "application/json"}


@pytest.fixture
def home(databases: Databases, tmp_path: Path) -> Home:
    """A home folder over a copy of the sown database."""
    return Home(home=tmp_path, database_url=SecretStr(databases.copy(sow)), public_url="http://lavr.example").make()


@pytest.fixture
def app(home: Home, clock: Clock) -> Iterator[Flask]:
    """The application; its connections are closed after the test."""
    made = create_app(home, clock=clock)
    made.testing = False
    limiter.reset()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def enter(app: Flask, clock: Clock) -> Enter:
    """A client of the person with this address."""

    def client_of(email: str) -> FlaskClient:
        client = app.test_client()
        with app.app_context():
            user = db.session.scalars(select(User).where(User.email == email)).one()
        return sign_in(client, user.id, user.session_key, clock())

    return client_of


@pytest.fixture
def lookout(enter: Enter) -> Lookout:
    """The ready juror as the desk's script."""
    client = enter(READY)
    page = client.get("/jury/").get_data(as_text=True)
    return Lookout(client, page.split('data-key="')[1].split('"')[0])


def sow(url: str) -> None:
    """One season with an open round."""
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        text = loading.packaged_text("regional")
        sown = seeding.sow(session, state=State.JURY_OPEN, pages=PAGES, rulebook=text)
        jurors = [_juror(session, sown.season, number, email) for number, email in enumerate((READY, NEW), start=101)]
        jurors[0].agreed_at = jurors[0].declared_at = jurors[0].practised_at = seeding.NOW
        jurors[0].organisation = "МБОУ «Школа № 3»"
        session.add(_round(session, sown))
    engine.dispose()


def _juror(session: Session, season: int, number: int, email: str) -> Juror:
    user = add_person(session, email, f"Жюри {number}", Role.JUROR, str(number) * 8, seeding.NOW, [season])
    juror = Juror(season_id=season, user_id=user.id, number=number, salt=f"{number:032x}", minutes=30)
    session.add(juror)
    return juror


def _round(session: Session, sown: seeding.Seeded) -> JuryRound:
    pages = session.scalars(select(Page).where(Page.id.in_(sown.pages)).order_by(Page.id)).all()
    cards = [
        JuryCard(
            page_id=page.id,
            public_id=f"card-{number:017}",
            lane=LaneName.SAFETY if number % 4 == 0 else LaneName.BORDER,
            nomination=page.sphere,
            distance=number / 10,
            shown=shown(page),
        )
        for number, page in enumerate(pages)
    ]
    return JuryRound(
        season_id=sown.season, run_id=sown.run, state=RoundState.OPEN, rule=JuryRule(repeat_every=0).model_dump(mode="json"),
        key="00" * 32, made_at=seeding.NOW, opened_at=seeding.NOW, closes_at=seeding.NOW + timedelta(days=5), cards=cards,
    )  # fmt: skip


def shown(page: Page) -> dict[str, Any]:
    """What a card shows of a page, in the form in which preparing keeps it."""
    posts = [
        {
            "at": f"2026-{month:02}-14T10:30+07:00", "length": 100 * month, "attachments": month % 3, "repost": month == 3,
            "advert": month == 5, "comments_open": 1, "link": f"https://vk.com/wall-{page.group_id}_{month}",
        }
        for month in (11, 9, 5, 3, 1)
    ]  # fmt: skip
    figures = [
        {
            "code": code, "ru": ru, "en": en, "own": {"ru": own, "en": own}, "median": {"ru": median, "en": median},
            "told": {"ru": "", "en": ""}, "compared": compared, "bar": bar,
        }
        for code, ru, en, own, median, compared, bar in (
            ("A1", "Недели с тремя записями", "Weeks with three posts", "88 %", "71 %", 1, [0.88, 0.71]),
            ("B1", "Отвечают на комментарии", "Comments answered", "41 %", "62 %", -1, [0.41, 0.62]),
            ("C1", "Прямые эфиры", "Streams", "3 в год", "3 в год", 0, [0.5, 0.5]),
            ("D1", "Срок ответа", "Time to answer", "нет данных", "2 дн.", None, [None, 0.4]),
        )
    ]  # fmt: skip
    return {
        "format": 1, "name": page.name, "municipality": page.municipality, "sphere": page.sphere, "nomination": page.sphere,
        "seats": 36, "network": "VK", "link": page.link, "posts": posts, "figures": figures,
        "looks": {
            "checked": "2026-11-01", "avatar": 1, "cover_width": 1920, "description_length": 240, "members": 1840, "mark": 1,
        },
    }  # fmt: skip
