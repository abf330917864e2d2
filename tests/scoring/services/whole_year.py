"""A season with a jury that was really played to its signatures, and then published: what the check and the replay look at."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.engine.run import evaluate
from scoring.engine.table import ranking_csv
from scoring.evidence.corrected import open_corrected
from scoring.home import Home
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import awards, course, protocols, replaying, sealing, seasons
from scoring.services.scoring import save_run
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.jury import Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.results import Award, RobustnessReport, Score
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import AnswerWord, DealState, FileKind, LaneName, Role, SealKind
from tests.people import add_person
from tests.scoring.conftest import NOW, ORGANIZER
from tests.scoring.evidence import invented

_LOW = (
    loading.packaged_text("regional").replace("floor = 70", "floor = 1", 1).replace("laureate_floor = 60", "laureate_floor = 1")
)
TEXT = re.sub(r"(?ms)^\[\[gates\]\].*?(?=^\[(?!\[gates\]\]))", "", _LOW)
"""The regional rule book with its jury, for invented pages that would all fail its gates and floors."""
WORLD = invented.world(invented.dice(7))
JURORS = 3


@dataclass(frozen=True)
class Year:
    """Where the season lies."""

    engine: Engine
    home: Home
    season_id: int
    evidence: Path


@dataclass(frozen=True)
class _File:
    """A file as the press hands it over."""

    kind: str
    path: str
    name: str
    size: int
    sha256: str


class Played:
    """Builds a database with the whole year once; its files lie in one folder of the session."""

    __qualname__ = "Played"

    def __init__(self, snapshot: Path, folder: Path) -> None:
        self.snapshot, self.folder = snapshot, folder

    def __call__(self, url: str) -> None:
        """Play the year in the empty database at ``url``."""
        engine = open_engine(url)
        upgrade(engine)
        play(engine, self.snapshot, self.folder / engine.dialect.name)
        engine.dispose()

    def lent(self, url: str, into: Path) -> Year:
        """A year over a copy of the database, with files of its own."""
        engine = open_engine(url)
        shutil.copytree(self.folder / engine.dialect.name, into, symlinks=True)
        with transaction(engine) as session:
            season = session.scalars(select(Season)).one()
            return Year(engine, Home(home=into), season.id, into / "evidence" / self.snapshot.name)


def play(engine: Engine, snapshot: Path, folder: Path) -> None:
    """From collecting to published, by the services wherever they are what is checked."""
    with transaction(engine) as session:
        season = seasons.open_season(
            session, ORGANIZER, year=2025, contest="Знак качества", region="Приозёрская область", city="Приозёрск",
            zone="Asia/Novosibirsk", rulebook=TEXT, signers=[{"post": "Председатель", "name": "А. Б. Вёрстова"}], now=NOW,
            settings=SeasonSettings(two_keys=False),
        )  # fmt: skip
        year = Year(engine, Home(home=folder), season.id, _placed(snapshot, folder))
        _collect(session, year)
    with open_corrected(year.evidence, ()) as evidence:
        result = evaluate(loading.read(TEXT), evidence)
    with transaction(engine) as session:
        for to in (State.OBJECTIONS, State.FROZEN):
            course.advance(session, ORGANIZER, year.season_id, to, now=NOW, evidence=snapshot.name)
        run = save_run(session, ORGANIZER, year.season_id, evidence=snapshot.name, text=TEXT, result=result, now=NOW)
        replaying.seal_run(session, year.home, run, ranking=ranking_csv(result))
        session.add(RobustnessReport(run_id=run.id, report={}, created_at=NOW))
        course.advance(session, ORGANIZER, year.season_id, State.SCORED, now=NOW)
        _ask(session, year, run.id)
        course.advance(session, ORGANIZER, year.season_id, State.JURY_OPEN, now=NOW)
    with transaction(engine) as session:
        _answer(session)
        later = NOW + timedelta(days=1)
        course.advance(session, ORGANIZER, year.season_id, State.JURY_CLOSED, now=later)
        course.advance(session, ORGANIZER, year.season_id, State.PROPOSED, now=later)
        protocols.sign(session, ORGANIZER, year.season_id, now=later)
    with transaction(engine) as session:
        _publish(session, year)


def _placed(snapshot: Path, folder: Path) -> Path:
    evidence = folder / "evidence" / snapshot.name
    evidence.parent.mkdir(parents=True)
    evidence.symlink_to(snapshot)
    return evidence


def _collect(session: Session, year: Year) -> None:
    season = session.get_one(Season, year.season_id)
    season.state = State.COLLECTING
    for row in WORLD.register.values():
        session.add(
            Page(
                season_id=season.id, key=row.key, name=row.name, link=row.link, ogrn="", ogrn_valid=False, sphere=row.sphere1,
                founder="Отдел культуры", level=row.level, municipality=row.municipality, group_id=row.group_id,
                search=row.name.lower(),
                register_line=2,
            )
        )  # fmt: skip
    session.add(
        ImportedFile(
            season_id=season.id, kind=FileKind.POSTS, name="записи.csv", sha256="0" * 64, size=1, rows=1, new=1, changed=0,
            same=0, refused=0, batch="x.parquet", imported_at=NOW,
        )
    )  # fmt: skip
    rules = {"year": season.year, "rulebook": loading.digest(loading.read(TEXT)), "text": TEXT}
    sealing.seal(session, season, SealKind.RULES, [rules], now=NOW)
    steps = ((State.DRAFT, State.ANNOUNCED), (State.ANNOUNCED, State.COLLECTING))
    session.add_all(SeasonTransition(season_id=season.id, start=a, end=b, at=NOW, actor="Анна") for a, b in steps)


def _ask(session: Session, year: Year, run_id: int) -> None:
    """A round with three jurors, a border card for every page and a safety card for every winner."""
    asked = JuryRound(season_id=year.season_id, run_id=run_id, rule={}, key="0" * 64, made_at=NOW)
    session.add(asked)
    for number in range(1, JURORS + 1):
        user = add_person(session, f"j{number}@example.org", f"Ж{number}", Role.JUROR, str(number), NOW, [year.season_id])
        session.add(Juror(season_id=year.season_id, user_id=user.id, number=number, salt="ab" * 16, declared_at=NOW))
    numbers = count(1)
    for score in session.scalars(select(Score).where(Score.run_id == run_id, Score.place.is_not(None)).order_by(Score.id)):
        lanes = [LaneName.BORDER] + ([LaneName.SAFETY] if score.outcome == "winner" else [])
        for lane in lanes:
            session.add(
                JuryCard(
                    round_id=asked.id, page_id=score.page_id, public_id=f"card{next(numbers)}", lane=lane,
                    nomination=score.nomination, distance=0.0, shown={},
                )
            )  # fmt: skip
    session.flush()


def _answer(session: Session) -> None:
    """All jurors answer all cards: no to the border card of the first winner, yes to the others."""
    first = session.scalars(select(Score).where(Score.outcome == "winner").order_by(Score.place)).first()
    assert first is not None
    jurors = session.scalars(select(Juror).order_by(Juror.number)).all()
    numbers = count(1)
    for card in session.scalars(select(JuryCard).order_by(JuryCard.id)).all():
        no = card.page_id == first.page_id and card.lane == LaneName.BORDER
        for juror in jurors:
            number = next(numbers)
            deal = Deal(
                public_id=f"deal{number}", juror_id=juror.id, card_id=card.id, state=DealState.ANSWERED, opened_at=NOW,
                reserved_until=NOW,
            )  # fmt: skip
            session.add(deal)
            session.flush()
            answer = AnswerWord.NO if no else AnswerWord.YES
            session.add(Verdict(deal_id=deal.id, revision=1, answer=answer, client_id=f"{number}", at=NOW + timedelta(hours=1)))
    session.flush()


def _publish(session: Session, year: Year) -> None:
    numbers = count(1)
    awards.draw_up(
        session,
        ORGANIZER,
        year.season_id,
        now=NOW,
        today=date(2026, 1, 16),
        numbers=awards.Numbers(lambda: f"0000-0000-0000-{next(numbers):04d}", len),
    )
    for award in session.scalars(select(Award)).all():
        path = year.home.awards / awards.award_folder(award.season.year, award.serial) / "diploma.pdf"
        path.parent.mkdir(parents=True)
        path.write_bytes(award.serial.encode())
        digest = hashlib.sha256(award.serial.encode()).hexdigest()
        awards.take_in(session, award.id, [_File("certificate", path.name, "Диплом.pdf", 19, digest)], now=NOW)
    season = session.get_one(Season, year.season_id)
    session.add(SeasonTransition(season_id=season.id, start=State.SIGNED, end=State.PUBLISHED, at=NOW, actor="Анна"))
    awards.publish(session, season, now=NOW)
    season.state, season.published_at = State.PUBLISHED, NOW
