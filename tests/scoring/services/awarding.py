"""A small season with a winner, a laureate and a participant, put straight into the tables and taken where a test wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.season.awarding import AwardKind
from scoring.season.course import State
from scoring.services import awards, decisions
from scoring.services.acting import Actor
from scoring.store.owners import OwnerContact
from scoring.store.results import Award, Score, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import Outcome, Role, Via
from tests.people import add_person
from tests.scoring.conftest import NOW, ORGANIZER

PAGES = (("Школа № 1", Outcome.WINNER, 1), ("Школа «Ёлочка»", Outcome.LAUREATE, 2), ("Музей", Outcome.NONE, 3))
TODAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Made:
    """A file as the press hands it over."""

    kind: str
    path: str
    name: str
    size: int
    sha256: str


def score(session: Session, season_id: int) -> None:
    """Put pages and an official run into the season."""
    season = session.get_one(Season, season_id)
    season.state, season.evidence = State.SCORED, "e" * 64
    run = ScoreRun(
        season_id=season.id,
        name="a" * 64,
        evidence="e" * 64,
        rulebook=loading.digest(loading.read(season.rulebook)),
        rulebook_text=season.rulebook,
        code="0",
        ranking="b" * 64,
        cuts=[{"nomination": "Образование", "line": 700_000}],
        official=True,
        created_at=NOW,
    )
    session.add(run)
    session.flush()
    for name, outcome, place in PAGES:
        add_page(session, season_id, run.id, name, place, outcome)


def add_page(session: Session, season_id: int, run_id: int, name: str, place: int, outcome: Outcome = Outcome.NONE) -> None:
    """One more page with its score."""
    page = Page(
        season_id=season_id,
        key=f"vk:club{place}",
        name=name,
        link=f"https://vk.com/club{place}",
        ogrn_valid=True,
        municipality="г. Светлоозёрск",
        sphere="Образование",
        register_line=place,
        search=name.lower(),
    )
    session.add(page)
    session.flush()
    session.add(
        Score(
            run_id=run_id,
            page_id=page.id,
            nomination="Образование",
            place=place,
            total=900_000 - place,
            outcome=outcome,
            points={},
            detail={},
        )
    )
    session.flush()


def run_of(session: Session, season_id: int) -> int:
    """The official run."""
    return session.scalars(select(ScoreRun.id).where(ScoreRun.season_id == season_id)).one()


def sign(session: Session, season_id: int) -> None:
    """The decision that points alone give, as it stands once it is signed."""
    season = session.get_one(Season, season_id)
    if season.state != State.SIGNED:
        decisions.draft(session, ORGANIZER, season, now=NOW)
        season.state = State.SIGNED
        session.flush()


def numbers() -> awards.Numbers:
    """Serials one after another."""
    serials = count(1)
    return awards.Numbers(lambda: f"0000-0000-0000-{next(serials):04d}", len)


def draw_up(session: Session, season_id: int, *kinds: AwardKind, drawn: awards.Numbers | None = None) -> int:
    """Sign, and draw the awards up."""
    sign(session, season_id)
    return awards.draw_up(session, ORGANIZER, season_id, now=NOW, today=TODAY, numbers=drawn or numbers(), kinds=kinds)


def make(session: Session, season_id: int, *, hash_of: Callable[[Award], str] | None = None) -> None:
    """Note a certificate for every award that waits for one, as if the press had made it."""
    for award_id in awards.orders(session, season_id, public_url="https://awards.example"):
        award = session.get_one(Award, award_id)
        sha256 = hash_of(award) if hash_of is not None else f"{award_id:064d}"
        awards.take_in(session, award_id, [Made("certificate", "certificate.pdf", "Диплом.pdf", 4, sha256)], now=NOW)
    session.flush()


def publish(session: Session, season_id: int) -> None:
    """Publish the season, however it stands."""
    season = session.get_one(Season, season_id)
    awards.publish(session, season, now=NOW)
    season.state, season.published_at = State.PUBLISHED, NOW
    session.flush()


def two_people(session: Session, season_id: int, at: datetime = NOW) -> tuple[Actor, Actor]:
    """An organizer who proposes and an admin who approves, in a season that wants both."""
    season = session.get_one(Season, season_id)
    season.settings = {**season.settings, "two_keys": True}
    anna = add_person(session, "anna@example.org", "Анна", Role.ORGANIZER, "a" * 32, at, [season_id])
    boris = add_person(session, "boris@example.org", "Борис", Role.ADMIN, "b" * 32, at, [season_id])
    return Actor(anna.id, "Анна", Role.ORGANIZER, Via.WEB), Actor(boris.id, "Борис", Role.ADMIN, Via.WEB)


def award_of(session: Session, season_id: int, kind: AwardKind = AwardKind.WINNER) -> Award:
    """The newest version of the season's first award of a kind."""
    mine = select(Award).where(Award.season_id == season_id, Award.kind == kind)
    return session.scalars(mine.order_by(Award.page_id, Award.version.desc()).limit(1)).one()


def owner_of(session: Session, award: Award) -> None:
    """Put an address on file of the page that has an award."""
    session.add(OwnerContact(page_id=award.page_id, email="school@example.org", made_at=NOW))
    session.flush()


def keeper_of(session: Session, page: str, name: str) -> None:
    """Put somebody on file who keeps a page."""
    page_id = session.scalars(select(Page.id).where(Page.name == page)).one()
    session.add(OwnerContact(page_id=page_id, email="keeper@example.org", name=name, made_at=NOW))
    session.flush()
