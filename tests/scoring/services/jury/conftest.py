"""A scored season with a jury over frozen evidence, on either database: seven schools, two of them win, a band of two."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import tomlkit
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from criteria import loading
from scoring.engine.run import Result, evaluate
from scoring.evidence.corrected import open_corrected
from scoring.home import Home
from scoring.season.course import State
from scoring.services import course
from scoring.services.acting import Actor
from scoring.services.jury import cards, conflicts, desk, jurors
from scoring.services.scoring import save_run
from scoring.store.database import transaction
from scoring.store.jury import Deal, Juror, JuryRound
from scoring.store.results import RobustnessReport
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import ConflictTarget, Role, Via
from tests.post import let_go
from tests.scoring.conftest import NOW, ORGANIZER, Ground
from tests.scoring.services.conftest import WORLD

LATER = NOW + timedelta(minutes=1)
_IDS = count(1)


def _text() -> str:
    """The packaged rule book without gates and floors, so that all of the small world takes part."""
    book = tomlkit.parse(loading.packaged_text("regional"))
    book.pop("gates")
    book["quota"].update({"percent": 25, "at_least": 1, "floor": 0, "laureate_floor": 0})
    book["jury"].update({"band": 2, "repeat_every": 0})
    return tomlkit.dumps(book)


@dataclass
class Court:
    """The season, its files, and its jurors as they act."""

    ground: Ground
    home: Home
    people: list[Actor] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.ground.engine

    @property
    def season_id(self) -> int:
        """The season."""
        return self.ground.season_id

    def prepare(self) -> dict[str, int]:
        """Prepare the cards."""
        return cards.prepare(self.engine, self.home, ORGANIZER, self.season_id, now=NOW)

    def open(self, people: int = 3, **rule: object) -> None:
        """Prepare, seat so many jurors without ties, open the round; ``rule`` changes how it is counted."""
        self.prepare()
        for number in range(1, people + 1):
            self.seat(f"juror{number}@example.org")
        with transaction(self.engine) as session:
            let_go(session, ORGANIZER, self.season_id, NOW)
            found = session.scalars(select(JuryRound).where(JuryRound.state == "prepared")).one()
            found.rule = {**found.rule, **rule}
            course.advance(session, ORGANIZER, self.season_id, State.JURY_OPEN, now=NOW)

    def seat(self, email: str, *ties: tuple[ConflictTarget, str]) -> Actor:
        """A juror who has agreed and declared."""
        with transaction(self.engine) as session:
            juror = jurors.name_juror(session, ORGANIZER, self.season_id, email=email, name=email, now=NOW)
            actor = Actor(juror.user_id, email, Role.JUROR, Via.WEB)
            jurors.agree(session, actor, self.season_id, now=NOW)
            conflicts.declare(session, actor, self.season_id, ties, now=NOW)
        self.people.append(actor)
        return actor

    def step(self, to: State, now: datetime = LATER, reason: str = "") -> None:
        """Take the season on."""
        with transaction(self.engine) as session:
            course.advance(session, ORGANIZER, self.season_id, to, now=now, reason=reason)

    def next(self, actor: Actor, now: datetime = LATER) -> Deal | None:
        """The juror's next card."""
        with transaction(self.engine) as session:
            return desk.next_card(session, actor, self.season_id, now=now)

    def say(self, actor: Actor, deal: Deal, word: str = "yes", now: datetime = LATER, **more: object) -> desk.Saved:
        """Answer a card as it was dealt."""
        given = {"client_id": client_id(), "version": deal.version, "reason": "weak" if word == "no" else "", **more}
        with transaction(self.engine) as session:
            return desk.answer(session, actor, deal.public_id, answer=word, now=now, **given)  # type: ignore[arg-type]  # as named

    def practise(self, actor: Actor, now: datetime = LATER) -> None:
        """Answer the cards for practice."""
        while (deal := self.next(actor, now)) is not None and deal.card.practice:
            self.say(actor, deal, now=now)

    def finish(self, actor: Actor, word: str = "yes") -> list[Deal]:
        """Answer all that is dealt."""
        given = []
        while (deal := self.next(actor)) is not None:
            self.say(actor, deal, word)
            given.append(deal)
        return given

    def juror(self, session: Session, actor: Actor) -> Juror:
        """The juror's row."""
        return jurors.juror_of(session, actor, self.season_id)


def client_id() -> str:
    """One that was never used."""
    return f"request-{next(_IDS):08d}"


@pytest.fixture(name="judged", scope="session")
def _judged(snapshot: Path) -> Result:
    with open_corrected(snapshot) as evidence:
        return evaluate(loading.read(_text()), evidence)


@pytest.fixture(name="court")
def _court(ground: Ground, snapshot: Path, judged: Result, tmp_path: Path) -> Court:
    folder = tmp_path / "evidence" / snapshot.name
    folder.parent.mkdir()
    folder.symlink_to(snapshot)
    with transaction(ground.engine) as session:
        for row in WORLD.register.values():
            session.add(
                Page(
                    season_id=ground.season_id, key=row.key, name=f"{row.name} {row.key}", link=row.link, ogrn_valid=False,
                    municipality="Бердск", founder="Администрация", sphere=row.sphere1, group_id=row.group_id,
                    search=row.name.lower(), register_line=2,
                )
            )  # fmt: skip
        session.execute(
            update(Season)
            .where(Season.id == ground.season_id)
            .values(state=State.FROZEN, evidence=snapshot.name, rulebook=_text())
        )
        run = save_run(session, ORGANIZER, ground.season_id, evidence=snapshot.name, text=_text(), result=judged, now=NOW)
        session.add(RobustnessReport(run_id=run.id, report={"nominations": []}, created_at=NOW))
        session.get_one(Season, ground.season_id, populate_existing=True).state = State.SCORED
    return Court(ground, Home(home=tmp_path))
