"""The course of a season: what may happen when, and who may do it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from criteria import loading
from scoring.errors import Blocked, BrokenRuleBook, Conflict, InputError, NotAllowed
from scoring.season.course import STEPS, State, step
from scoring.services import seasons
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import FileKind
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

EVIDENCE = "e" * 64


def _open(session: Session, year: int = 2024, actor: Actor = ORGANIZER, zone: str = "Asia/Novosibirsk") -> Season:
    return seasons.open_season(
        session,
        actor,
        year=year,
        contest="Знак качества",
        region="",
        city="",
        zone=zone,
        rulebook=loading.packaged_text("regional"),
        signers=[],
        now=NOW,
    )


def _with_files(ground: Ground) -> None:
    """A register with one page, and a file of posts."""
    with transaction(ground.engine) as session:
        session.add(
            Page(
                season_id=ground.season_id,
                key="vk:club1",
                name="Школа",
                link="",
                ogrn_valid=True,
                register_line=2,
                search="школа",
            )
        )
        session.add(
            ImportedFile(
                season_id=ground.season_id,
                kind=FileKind.POSTS,
                name="записи.csv",
                sha256="0" * 64,
                size=1,
                rows=1,
                new=1,
                changed=0,
                same=0,
                refused=0,
                batch="x.parquet",
                imported_at=NOW,
            )
        )


def _freeze(ground: Ground) -> None:
    _with_files(ground)
    with transaction(ground.engine) as session:
        seasons.advance(session, ORGANIZER, ground.season_id, State.FROZEN, now=NOW, evidence=EVIDENCE)


def test_a_year_has_one_season(ground: Ground) -> None:
    """A second season of the same year is refused."""
    with transaction(ground.engine) as session, pytest.raises(Conflict):
        _open(session, year=2025)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda session: _open(session, zone="Mars/Olympus"),
        lambda session: _open(session, zone="../etc/passwd"),
        lambda session: _open(session, year=25),
    ],
)
def test_what_cannot_be_is_told(engine: Engine, wrong: Callable[[Session], Season]) -> None:
    """A zone that does not exist or a year out of bounds opens nothing."""
    with transaction(engine) as session, pytest.raises(InputError):
        wrong(session)


def test_an_observer_opens_nothing(engine: Engine) -> None:
    """Only organizers write."""
    with transaction(engine) as session, pytest.raises(NotAllowed):
        _open(session, actor=OBSERVER)


def test_freezing_waits_for_files(ground: Ground) -> None:
    """Each missing kind of file is a blocker of its own."""
    with transaction(ground.engine) as session:
        found = session.get_one(Season, ground.season_id)

        assert ("register", "posts") == tuple(b.code for b in seasons.blockers(session, found, State.FROZEN))


def test_a_blocked_step_changes_nothing(ground: Ground) -> None:
    """The state stays, and no event is written."""
    with pytest.raises(Blocked), transaction(ground.engine) as session:
        seasons.advance(session, ORGANIZER, ground.season_id, State.FROZEN, now=NOW, evidence=EVIDENCE)

    with transaction(ground.engine) as session:
        events = session.scalar(select(func.count()).where(AuditEvent.action == "season.step"))
        assert (State.COLLECTING, 0) == (session.get_one(Season, ground.season_id).state, events)


def test_a_step_is_written_down(ground: Ground) -> None:
    """The trail names both states and the actor."""
    _freeze(ground)

    with transaction(ground.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "season.step")).one()
        assert ({"state": "collecting"}, {"state": "frozen"}, "Анна") == (event.before, event.after, event.actor)


def test_a_step_back_needs_a_reason(ground: Ground) -> None:
    """Without words there is no way back; with them the evidence is let go."""
    _freeze(ground)
    with transaction(ground.engine) as session, pytest.raises(InputError):
        seasons.advance(session, ORGANIZER, ground.season_id, State.COLLECTING, now=NOW)

    with transaction(ground.engine) as session:
        season = seasons.advance(session, ORGANIZER, ground.season_id, State.COLLECTING, reason="пришёл новый файл", now=NOW)
        assert (State.COLLECTING, None) == (season.state, season.evidence)


@pytest.mark.parametrize("end", [State.SCORED, State.SIGNED, State.PUBLISHED])
def test_no_station_is_left_out(ground: Ground, end: State) -> None:
    """From collecting only freezing leads on."""
    with transaction(ground.engine) as session, pytest.raises(Blocked) as caught:
        seasons.advance(session, ORGANIZER, ground.season_id, end, now=NOW)

    assert ["no_step"] == [blocker.code for blocker in caught.value.blockers]


def test_published_is_final() -> None:
    """No step leads out of it."""
    assert [] == [found for found in STEPS if found.start is State.PUBLISHED]


def test_every_state_can_be_reached() -> None:
    """The steps forward form one line from the first state to the last."""
    line = [State.COLLECTING]
    while forward := [s for s in STEPS if s.start is line[-1] and not s.back]:
        assert 1 == len(forward)
        line.append(forward[0].end)

    assert [State.COLLECTING, State.FROZEN, State.SCORED, State.SIGNED, State.PUBLISHED] == line
    assert step(State.PUBLISHED, State.COLLECTING) is None


def test_the_second_editor_is_told(ground: Ground) -> None:
    """A version read before somebody else's change is refused, and the change stays."""
    with transaction(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version

    def amend(city: str) -> None:
        with transaction(ground.engine) as session:
            seasons.amend_season(
                session,
                ORGANIZER,
                ground.season_id,
                version=version,
                contest="Знак качества",
                region="",
                city=city,
                signers=[],
                now=NOW,
            )

    amend("первый")
    with pytest.raises(Conflict):
        amend("второй")

    with transaction(ground.engine) as session:
        assert "первый" == session.get_one(Season, ground.season_id).city


def test_a_broken_rule_book_changes_nothing(ground: Ground) -> None:
    """All faults come back, and the old book stays."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        version, before = season.version, season.rulebook
    broken = before.replace("points = 25", "points = 26").replace('metric = "avatar"', 'metric = "avatarr"')

    with pytest.raises(BrokenRuleBook) as caught, transaction(ground.engine) as session:
        seasons.put_rulebook(session, ORGANIZER, ground.season_id, version=version, text=broken, now=NOW)

    assert len(caught.value.faults) >= 3
    with transaction(ground.engine) as session:
        assert before == session.get_one(Season, ground.season_id).rulebook


def test_words_cannot_change_once_they_are_printed(ground: Ground) -> None:
    """After the awards are signed the certificate's words are closed."""
    _freeze(ground)
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state = State.SIGNED
        session.flush()
        version = season.version
    with transaction(ground.engine) as session, pytest.raises(Conflict):
        seasons.amend_season(
            session,
            ORGANIZER,
            ground.season_id,
            version=version,
            contest="Другой",
            region="",
            city="",
            signers=[],
            now=NOW,
        )


@pytest.mark.parametrize(
    ("state", "evidence", "published"),
    [("collecting", EVIDENCE, None), ("frozen", None, None), ("published", EVIDENCE, None), ("lost", EVIDENCE, None)],
)
def test_the_database_refuses_what_cannot_be(ground: Ground, state: str, evidence: str | None, published: None) -> None:
    """States that contradict their columns are refused by constraints, whoever writes."""

    def write() -> None:
        with transaction(ground.engine) as session:
            season = session.get_one(Season, ground.season_id)
            season.state, season.evidence, season.published_at = state, evidence, published  # type: ignore[assignment]

    with pytest.raises(IntegrityError):
        write()


def test_a_certificate_has_room_for_two_signatures(engine: Engine) -> None:
    """A third signer is refused when he is named, and not when the awards are made."""
    with transaction(engine) as session, pytest.raises(InputError):
        seasons.open_season(
            session,
            ORGANIZER,
            year=2024,
            contest="Знак качества",
            region="",
            city="",
            zone="Asia/Novosibirsk",
            rulebook=loading.packaged_text("regional"),
            signers=[{"post": "", "name": name} for name in ("А", "Б", "В")],
            now=NOW,
        )


def test_without_signers_there_is_nobody_to_sign(ground: Ground) -> None:
    """Drawing up awards waits until somebody is named."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence, season.signers = State.SCORED, EVIDENCE, []
        session.flush()

        assert "signers" in {blocker.code for blocker in seasons.blockers(session, season, State.SIGNED)}


@pytest.mark.parametrize("field", ["contest", "region", "city"])
def test_words_that_fit_nowhere_are_refused(ground: Ground, field: str) -> None:
    """Two hundred characters at most, on either database."""
    words = {"contest": "Знак качества", "region": "", "city": ""} | {field: "я" * 201}
    with transaction(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version
        with pytest.raises(InputError) as told:
            seasons.amend_season(session, ORGANIZER, ground.season_id, version=version, signers=[], now=NOW, **words)
    assert "Сократите поле до 200 знаков" in told.value.ru
