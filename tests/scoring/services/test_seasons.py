"""A season: how it is opened, and its words, settings and rule book."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from criteria import loading
from scoring.errors import BrokenRuleBook, Conflict, InputError, NotAllowed
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import seasons
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.seasons import Season
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
        season.state = State.DRAFT
        session.flush()
        version, before = season.version, season.rulebook
    broken = before.replace("points = 25", "points = 26").replace('metric = "avatar"', 'metric = "avatarr"')

    with pytest.raises(BrokenRuleBook) as caught, transaction(ground.engine) as session:
        seasons.put_rulebook(session, ORGANIZER, ground.season_id, version=version, text=broken, now=NOW)

    assert len(caught.value.faults) >= 3
    with transaction(ground.engine) as session:
        assert before == session.get_one(Season, ground.season_id).rulebook


def test_rules_that_were_announced_cannot_change(ground: Ground) -> None:
    """They are sealed, and their hash is public."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        version, text = season.version, season.rulebook
    with transaction(ground.engine) as session, pytest.raises(Conflict):
        seasons.put_rulebook(session, ORGANIZER, ground.season_id, version=version, text=text, now=NOW)


def test_settings_are_kept_and_out_of_order_refused(ground: Ground) -> None:
    """The number of keys is settled with the rules."""
    with transaction(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version
        kept = SeasonSettings(two_keys=False, objections_until=date(2026, 9, 18), places_public=True)
        seasons.amend_settings(session, ORGANIZER, ground.season_id, version=version, settings=kept, now=NOW)
        session.flush()
        found = session.get_one(Season, ground.season_id)
        assert kept == seasons.settings_of(found)
        late = kept.model_copy(update={"objections_from": date(2026, 10, 1)})
        with pytest.raises(InputError):
            seasons.amend_settings(session, ORGANIZER, ground.season_id, version=found.version, settings=late, now=NOW)
        with pytest.raises(Conflict):
            seasons.amend_settings(
                session,
                ORGANIZER,
                ground.season_id,
                version=found.version,
                settings=kept.model_copy(update={"two_keys": True}),
                now=NOW,
            )


def test_a_rule_book_without_its_jury_is_otherwise_the_same() -> None:
    """Points alone decide then."""
    text = loading.packaged_text("regional")
    book, bare = loading.read(text), loading.read(seasons.without_jury(text))
    assert (True, None) == (book.jury is not None, bare.jury)
    assert book.model_copy(update={"jury": None}) == bare


def test_words_cannot_change_once_they_are_printed(ground: Ground) -> None:
    """After the awards are signed the certificate's words are closed."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.SIGNED, EVIDENCE
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


def test_a_certificate_has_room_for_three_signatures(engine: Engine) -> None:
    """A fourth signer is refused when he is named, and not when the awards are made."""
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
            signers=[{"post": "", "name": name} for name in "АБВГ"],
            now=NOW,
        )


@pytest.mark.parametrize("field", ["contest", "region", "city"])
def test_words_that_fit_nowhere_are_refused(ground: Ground, field: str) -> None:
    """Two hundred characters at most, on either database."""
    words = {"contest": "Знак качества", "region": "", "city": ""} | {field: "я" * 201}
    with transaction(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version
        with pytest.raises(InputError) as told:
            seasons.amend_season(session, ORGANIZER, ground.season_id, version=version, signers=[], now=NOW, **words)
    assert "Сократите поле до 200 знаков" in told.value.ru
