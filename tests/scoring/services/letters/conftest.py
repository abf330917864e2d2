"""A signed season with decisions, four institutions that own its six pages, a chair, an observer and two jurors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.services.acting import Actor
from scoring.services.letters.drafting import Addressee, Draft, queue
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.decisions import Decision
from scoring.store.letters import Letter
from scoring.store.owners import OwnerContact
from scoring.store.people import User
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import DecisionOutcome, LetterState, Role, Via
from tests.fixtures.databases import Databases
from tests.people import add_person
from tests.scoring.conftest import NOW
from tests.webadmin.seeding import RULEBOOK

ADMIN = Actor(1, "Анна Орлова", Role.ADMIN, Via.WEB)
ORGANIZER = Actor(2, "Олег Смотров", Role.ORGANIZER, Via.WEB)
OWNED = {
    "school@example.org": (0, 1),  # two pages of one institution, of which one wins
    "garden@example.org": (2,),
    "clinic@example.org": (3,),
    "museum@example.org": (4,),
}
OUTCOMES = ("winner", "not_selected", "laureate", "reserve", "not_selected", "excluded")


@dataclass(frozen=True)
class Outbox:
    """The database, the home folder and the season."""

    engine: Engine
    home: Home
    season_id: int

    def letters(self, *kinds: str) -> list[Letter]:
        """What stands in the outbox, in its order; of these kinds only, where any are named."""
        with Session(self.engine) as session:
            every = session.scalars(select(Letter).order_by(Letter.id)).all()
            return [one for one in every if not kinds or one.kind in kinds]

    def states(self, *kinds: str) -> list[LetterState]:
        """Their states."""
        return [LetterState(one.state) for one in self.letters(*kinds)]

    def stand(self, state: State) -> None:
        """Put the season somewhere else."""
        with transaction(self.engine) as session:
            found = session.get_one(Season, self.season_id)
            found.state = state
            found.published_at = NOW if state is State.PUBLISHED else None

    def draft(self, kind: str = "name_check", people: int = 3, *, now: datetime = NOW) -> None:
        """Letters of a kind to so many invented people."""
        drafts = [
            Draft(Addressee(f"p{number}@example.org", f"Лицо {number}", 1), {"pages": [], "appeal_days": 5, "minutes": 5})
            for number in range(people)
        ]
        with transaction(self.engine) as session:
            queue(session, ADMIN, session.get_one(Season, self.season_id), kind, drafts, now=now)


@pytest.fixture
def outbox(databases: Databases, tmp_path: Path) -> Iterator[Outbox]:
    """A copy of the sown season."""
    engine = open_engine(databases.copy(sow))
    with Session(engine) as session:
        season_id = session.scalars(select(Season.id)).one()
    yield Outbox(engine, Home(home=tmp_path, public_url="https://lavr.example"), season_id)
    engine.dispose()


def sow(url: str) -> None:
    """The season by direct rows."""
    engine = open_engine(url)
    upgrade(engine)
    with transaction(engine) as session:
        season = Season(
            year=2025, contest="Знак качества", region="Приозёрская область", city="Приозёрск", zone="Asia/Novosibirsk",
            state=State.SIGNED, rulebook=RULEBOOK, settings={"two_keys": False}, signers=[], evidence="e" * 64, created_at=NOW,
            published_at=None,
        )  # fmt: skip
        session.add(season)
        session.flush()
        _people(session)
        pages = [_page(season.id, number) for number in range(len(OUTCOMES))]
        session.add_all(pages)
        session.flush()
        session.add_all(
            OwnerContact(page_id=pages[number].id, email=email, name="", made_at=NOW)
            for email, owned in OWNED.items()
            for number in owned
        )
        _decide(session, season.id, pages)
    engine.dispose()


def _people(session: Session) -> None:
    add_person(session, "org@example.org", "Анна Орлова", Role.ADMIN, "a" * 32, NOW)
    add_person(session, "team@example.org", "Олег Смотров", Role.ORGANIZER, "b" * 32, NOW)
    add_person(session, "obs@example.org", "Нина Глазова", Role.OBSERVER, "c" * 32, NOW)
    add_person(session, "chair@example.org", "Вера Мостовая", Role.CHAIR, "d" * 32, NOW)
    add_person(session, "gone@example.org", "Уволенный", Role.OBSERVER, "e" * 32, NOW).active = False
    assert session.scalars(select(User.id).order_by(User.id)).all() == [1, 2, 3, 4, 5]


def _page(season_id: int, number: int) -> Page:
    return Page(
        season_id=season_id, key=f"vk:{100 + number}", name=f"Школа № {number + 1}", link=f"https://vk.com/school{number}",
        ogrn_valid=True, sphere="Образование", register_line=number + 2, search=f"школа {number + 1}",
    )  # fmt: skip


def _decide(session: Session, season_id: int, pages: list[Page]) -> None:
    run = ScoreRun(
        season_id=season_id, name="r" * 64, evidence="e" * 64, rulebook="d" * 64, rulebook_text=RULEBOOK, code="0", cuts=[],
        ranking="c" * 64, official=True, created_at=NOW,
    )  # fmt: skip
    session.add(run)
    session.flush()
    for number, (page, outcome) in enumerate(zip(pages, OUTCOMES, strict=True)):
        final = DecisionOutcome(outcome)
        session.add(
            Decision(
                season_id=season_id, run_id=run.id, page_id=page.id, nomination="Образование", place=number + 1,
                total=900_000 - number, machine=final, automatic=final, final=final, made_name="lavr", made_at=NOW,
            )
        )  # fmt: skip
