"""A rehearsal: what comes along and what does not, its clock, and that it goes without a trace in the contest's rows."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.chance import seeded
from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.home import Home
from scoring.season.course import State
from scoring.season.settings import DocumentLook, SeasonSettings
from scoring.services import rehearsal_clock, rehearsal_season, seasons
from scoring.services.acting import Actor
from scoring.services.jury.jurors import name_juror
from scoring.services.jury.simulated import INVENTED
from scoring.services.rehearsal_copy import Plan
from scoring.store.database import open_engine, transaction, upgrade
from scoring.store.jury import Juror
from scoring.store.people import User
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import FileKind, Role, SeasonKind, Via
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

BATCH = "posts.parquet"
COAT = "c0a7" * 16
SETTINGS = SeasonSettings(
    two_keys=True, fewest_jurors=4, announce_on=date(2025, 2, 3), objections_until=date(2026, 1, 29), look=DocumentLook(coat=COAT)
)


@pytest.fixture(name="built", scope="module")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a contest and its rehearsal, made once."""
    home = Home(home=tmp_path_factory.mktemp("rehearsal") / "home").make()
    engine = open_engine(home.url)
    upgrade(engine)
    with transaction(engine) as session:
        season_id = sow(session, home)
    begin(Ground(engine, season_id), home)
    engine.dispose()
    return home.home


@pytest.fixture(name="home")
def _home(built: Path, tmp_path: Path) -> Home:
    """A copy of that home."""
    return Home(home=Path(shutil.copytree(built, tmp_path / "home")))


@pytest.fixture(name="sown")
def _sown(home: Home) -> Iterator[Ground]:
    """The contest in it."""
    engine = open_engine(home.url)
    with transaction(engine) as session:
        season_id = session.scalars(select(Season.id)).one()
    yield Ground(engine, season_id)
    engine.dispose()


@pytest.fixture(name="made")
def _made(home: Home) -> Home:
    """The rehearsal in it."""
    return home.rehearsal_of(2025)


@pytest.fixture(name="inside")
def _inside(made: Home) -> Iterator[Session]:
    engine = open_engine(made.url)
    with transaction(engine) as session:
        yield session
    engine.dispose()


def sow(session: Session, home: Home) -> int:
    """A season that collects, with a page, a file, two jurors and its dates; its id."""
    (home.batches / BATCH).write_bytes(b"checked rows")
    home.look.mkdir()
    (home.look / f"{COAT}.png").write_bytes(b"a coat of arms")
    season = seasons.open_season(
        session, ORGANIZER, year=2025, contest="Знак качества", region="", city="Приозёрск", zone="Asia/Novosibirsk",
        rulebook=loading.packaged_text("regional"), signers=[], now=NOW, settings=SETTINGS,
    )  # fmt: skip
    season.state = State.COLLECTING
    session.add(
        Page(
            season_id=season.id, key="vk:1", name="Школа № 1", link="https://vk.com/school1", ogrn_valid=True,
            register_line=2, search="школа № 1",
        )
    )  # fmt: skip
    session.add(
        ImportedFile(
            season_id=season.id, kind=FileKind.POSTS, name="записи.csv", sha256="a" * 64, size=1, rows=1, new=1, changed=0,
            same=0, refused=0, batch=BATCH, imported_at=NOW,
        )
    )  # fmt: skip
    for number in (1, 2):
        name_juror(session, ORGANIZER, season.id, email=f"real{number}@city.example", name=f"Судья {number}", now=NOW)
    return season.id


def begin(sown: Ground, home: Home, plan: Plan | None = None, actor: Actor = ORGANIZER) -> Home:
    """Begin a rehearsal of the season."""
    with transaction(sown.engine) as session:
        return rehearsal_season.begin(session, home, actor, sown.season_id, plan or Plan(), now=NOW, chance=seeded(1))


def test_a_rehearsal_is_a_draft_of_its_own_kind(inside: Session) -> None:
    """The copied season begins at the beginning and says what it is."""
    season = inside.scalars(select(Season)).one()

    assert (SeasonKind.REHEARSAL, State.DRAFT, 2025) == (season.kind, season.state, season.year)


def test_the_register_and_the_files_come_along(made: Home, inside: Session) -> None:
    """Pages keep their keys, and the checked rows of the files lie in the rehearsal's own folder."""
    keys = inside.scalars(select(Page.key)).all()

    assert (["vk:1"], b"checked rows") == (list(keys), (made.batches / BATCH).read_bytes())


def test_the_coat_of_arms_comes_along(made: Home) -> None:
    """Sheets of the rehearsal look as those of the contest will."""
    assert b"a coat of arms" == (made.look / f"{COAT}.png").read_bytes()


def test_nobodys_address_comes_along(inside: Session) -> None:
    """Jurors are copied by name, missing ones are invented, and every address is one that no letter can reach."""
    jurors = inside.scalars(select(Juror).order_by(Juror.id)).all()
    people = inside.scalars(select(User).order_by(User.id)).all()

    assert ["Судья 1", "Судья 2"] == sorted(juror.user.name for juror in jurors[:2])
    assert 4 == len(jurors)
    assert all(one.email.endswith(INVENTED) for one in people)


def test_the_contests_database_has_no_row_of_it(ground: Ground, tmp_path: Path) -> None:
    """On either database the contest has its one season still, its journal alone tells; one who is alone needs no second key."""
    home = Home(home=tmp_path / "home").make()
    made = begin(ground, home, Plan(one_key=True, data=False))
    with transaction(ground.engine) as session:
        kinds = session.scalars(select(Season.kind)).all()
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("rehearsal.%"))).all()

    assert ([SeasonKind.CONTEST], ["rehearsal.begin"]) == (list(kinds), list(told))
    assert rehearsal_season.seen(made, wall=NOW).season.settings["two_keys"] is False


def test_a_rehearsal_without_data_is_empty(sown: Ground, home: Home) -> None:
    """The words and the rule book come along, no page and no file."""
    with transaction(sown.engine) as session:
        rehearsal_season.drop(session, home, ORGANIZER, 2025, now=NOW)
    engine = open_engine(begin(sown, home, Plan(data=False)).url)
    with transaction(engine) as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Page, ImportedFile)]
    engine.dispose()

    assert [0, 0] == counts


def test_a_year_is_rehearsed_once_at_a_time(made: Home, sown: Ground, home: Home) -> None:
    """A second rehearsal of the same year is refused as long as the first one stands."""
    assert made.is_rehearsal
    with pytest.raises(Conflict, match="already"):
        begin(sown, home)


def test_too_many_jurors_are_refused_and_leave_nothing(sown: Ground, tmp_path: Path) -> None:
    """A plan that cannot be is refused before anything is copied."""
    other = Home(home=tmp_path / "other").make()
    with pytest.raises(InputError, match="from 0 to 60"):
        begin(sown, other, Plan(jurors=61))

    assert () == rehearsal_season.years(other)


def test_only_organizers_rehearse(sown: Ground, home: Home) -> None:
    """Who only looks begins none."""
    with pytest.raises(NotAllowed):
        begin(sown, home, actor=OBSERVER)


def test_a_rehearsal_is_not_rehearsed(made: Home, inside: Session) -> None:
    """Inside of one there is no other."""
    with pytest.raises(Conflict, match="not rehearsed"):
        rehearsal_season.begin(inside, made, ORGANIZER, 1, Plan(), now=NOW)


def test_a_rehearsal_ignores_the_environments_database(made: Home) -> None:
    """A home with the mark holds its database itself, whatever address is named."""
    named = Home(home=made.home, database_url="postgresql+psycopg://elsewhere/contest")

    assert made.url == named.url


def test_it_goes_whole(made: Home, sown: Ground, home: Home) -> None:
    """Thrown away, its folder is gone, and the contest's journal keeps how far it had come."""
    with transaction(sown.engine) as session:
        rehearsal_season.drop(session, home, ORGANIZER, 2025, now=NOW)
    with transaction(sown.engine) as session:
        kept = session.scalars(select(AuditEvent).where(AuditEvent.action == "rehearsal.drop")).one()

    assert (False, {"state": "draft", "year": 2025}) == (made.home.exists(), kept.before)
    assert (home.batches / BATCH).read_bytes() == b"checked rows"


def test_what_is_not_there_cannot_be_dropped(sown: Ground, home: Home) -> None:
    """Without a rehearsal there is nothing to throw away."""
    with transaction(sown.engine) as session, pytest.raises(NotFound):
        rehearsal_season.drop(session, home, ORGANIZER, 2024, now=NOW)


def test_its_clock_begins_on_the_first_day(made: Home) -> None:
    """The year begins in the morning of the announcement and runs from there."""
    began = rehearsal_season.seen(made, wall=NOW).now
    later = rehearsal_season.seen(made, wall=NOW + timedelta(hours=1)).now

    assert ("2025-02-03T02:00:00+00:00", timedelta(hours=1)) == (began.isoformat(), later - began)


def test_its_clock_is_set_forward(inside: Session) -> None:
    """Set to a day, it shows that day's morning and runs on."""
    season = rehearsal_clock.rehearsed(inside)
    to = rehearsal_clock.morning_of(season, date(2025, 6, 1))

    rehearsal_clock.move(inside, ORGANIZER, season.id, to, wall=NOW)

    assert to + timedelta(minutes=5) == rehearsal_clock.present(season, NOW + timedelta(minutes=5))


def test_its_clock_never_goes_back(inside: Session) -> None:
    """An earlier moment is refused."""
    season = rehearsal_clock.rehearsed(inside)
    with pytest.raises(Conflict, match="only goes forward"):
        rehearsal_clock.move(inside, ORGANIZER, season.id, datetime(2020, 1, 1, tzinfo=NOW.tzinfo), wall=NOW)


def test_a_contest_has_no_clock_to_set(sown: Ground) -> None:
    """Time of a contest is everybody's."""
    with transaction(sown.engine) as session, pytest.raises(Conflict, match="rehearsal's clock"):
        rehearsal_clock.move(session, ORGANIZER, sown.season_id, NOW + timedelta(days=1), wall=NOW)


def test_the_dates_ahead_come_in_order(inside: Session) -> None:
    """What falls due is told from the nearest on, and what is past is left out."""
    season = rehearsal_clock.rehearsed(inside)
    before = [one.ru for one in rehearsal_clock.ahead(inside, season, datetime(2025, 1, 1, tzinfo=NOW.tzinfo))]
    after = [one.ru for one in rehearsal_clock.ahead(inside, season, datetime(2025, 6, 1, tzinfo=NOW.tzinfo))]

    assert (["объявление правил", "возражения закончились"], ["возражения закончились"]) == (before, after)


def test_two_of_the_staff_are_two_people_inside(made: Home) -> None:
    """Whoever enters has an account of his own, so that two keys can be rehearsed; his address stays outside."""
    for number, role in ((7, Role.ADMIN), (8, Role.CHAIR), (7, Role.ADMIN)):
        rehearsal_season.let_in(made, Actor(number, f"Человек {number}", role, Via.WEB), wall=NOW)
    engine = open_engine(made.url)
    with transaction(engine) as session:
        emails = session.scalars(select(User.email).where(User.email.like("staff%")).order_by(User.email)).all()
    engine.dispose()

    assert [f"staff7{INVENTED}", f"staff8{INVENTED}"] == list(emails)


def test_jurors_do_not_enter_by_that_door(made: Home) -> None:
    """Only who keeps the season is let in."""
    with pytest.raises(NotAllowed):
        rehearsal_season.let_in(made, Actor(9, "Судья", Role.JUROR, Via.WEB), wall=NOW)
