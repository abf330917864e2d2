"""Incidents of a season: announced for all pages alike, taken back with a reason, part of a run's name and sealed files."""

from datetime import datetime
from pathlib import Path

import pytest

from criteria import loading
from scoring.engine.incidents import KINDS, Incident, Incidents
from scoring.engine.run import NO_FINDINGS, evaluate
from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.evidence.sealed_run import read_sealed
from scoring.home import Home
from scoring.season.course import State
from scoring.services import course, incidents, seasons
from scoring.services.incidents import Announcement
from scoring.services.replaying import seal_run
from scoring.services.scoring import run_name, save_run
from scoring.store import showing
from scoring.store.database import transaction
from scoring.store.incidents import SeasonIncident
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground
from tests.scoring.engine.world import World

SAID = Announcement(datetime(2025, 3, 3, 10), datetime(2025, 3, 6), ("posts", "messages"), "Сбой сети", "https://status.example")  # noqa: DTZ001 local
BEGINS, ENDS = 1_740_970_800, 1_741_194_000
"""3 March 2025, 10:00, and 6 March, 00:00, in Novosibirsk (UTC+7)."""


def announced(ground: Ground, said: Announcement = SAID) -> int:
    """The number of an incident that was announced."""
    with transaction(ground.engine) as session:
        return incidents.announce(session, ORGANIZER, ground.season_id, said, now=NOW).id


def test_an_announced_incident_goes_into_the_next_computation(ground: Ground) -> None:
    """As the engine takes it, in UTC."""
    announced(ground)
    with transaction(ground.engine) as session:
        found = incidents.announced(session, ground.season_id)
    assert Incidents((Incident(BEGINS, ENDS, ("posts", "messages"), "Сбой сети", "https://status.example"),)) == found


def test_one_that_is_taken_back_counts_no_more_and_stays_written(ground: Ground) -> None:
    """Who took it back and why stand beside it."""
    number = announced(ground)
    with transaction(ground.engine) as session:
        incidents.take_back(session, ORGANIZER, number, reason="Сбоя не было", now=NOW)
    with transaction(ground.engine) as session:
        row = session.get_one(SeasonIncident, number)
        assert (Incidents(), "Сбоя не было", "Анна") == (
            incidents.announced(session, ground.season_id),
            row.removed_reason,
            row.removed_name,
        )


def test_it_is_taken_back_once_and_with_a_reason(ground: Ground) -> None:
    """A second time is a conflict; no reason, an unknown number, another role are refused."""
    number = announced(ground)
    with transaction(ground.engine) as session:
        with pytest.raises(InputError, match="Write why"):
            incidents.take_back(session, ORGANIZER, number, reason=" ", now=NOW)
        with pytest.raises(NotFound, match="no such incident"):
            incidents.take_back(session, ORGANIZER, number + 1, reason="Ошибка", now=NOW)
        with pytest.raises(NotAllowed):
            incidents.take_back(session, OBSERVER, number, reason="Ошибка", now=NOW)
        incidents.take_back(session, ORGANIZER, number, reason="Ошибка", now=NOW)
        with pytest.raises(Conflict, match="has taken this incident back already"):
            incidents.take_back(session, ORGANIZER, number, reason="Ошибка", now=NOW)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("ends", Announcement(SAID.ends, SAID.begins, KINDS, "Сбой")),
        ("begins", Announcement(datetime(2024, 3, 3), datetime(2024, 3, 5), KINDS, "Сбой")),  # noqa: DTZ001 local
        ("kinds", Announcement(SAID.begins, SAID.ends, (), "Сбой")),
        ("kinds", Announcement(SAID.begins, SAID.ends, ("likes",), "Сбой")),
        ("reason", Announcement(SAID.begins, SAID.ends, KINDS, "  ")),
        ("link", Announcement(SAID.begins, SAID.ends, KINDS, "Сбой", "x" * 5000)),
    ],
)
def test_what_is_wrong_is_told_by_its_field(ground: Ground, field: str, said: Announcement) -> None:
    """And nothing is written."""
    with transaction(ground.engine) as session:
        assert [field] == list(incidents.faults(session.get_one(Season, ground.season_id), said))
        with pytest.raises(InputError):
            incidents.announce(session, ORGANIZER, ground.season_id, said, now=NOW)
        assert Incidents() == incidents.announced(session, ground.season_id)


def test_once_results_are_signed_no_incident_is_announced(ground: Ground) -> None:
    """It is part of the rules, and they do not move any more."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.evidence, season.state = "e" * 64, State.SIGNED
    with transaction(ground.engine) as session, pytest.raises(Conflict):
        incidents.announce(session, ORGANIZER, ground.season_id, SAID, now=NOW)


def test_the_journal_tells_it(ground: Ground) -> None:
    """Announcing writes an event with its reason."""
    announced(ground)
    with transaction(ground.engine) as session:
        event = session.query(AuditEvent).filter(AuditEvent.action == "incident.announce").one()
        assert "Сбой сети" == event.reason


@pytest.mark.parametrize(
    ("text", "end", "moment"),
    [
        ("2025-03-03", False, datetime(2025, 3, 3)),  # noqa: DTZ001 local
        ("2025-03-05", True, datetime(2025, 3, 6)),  # noqa: DTZ001 local
        ("2025-03-05 18:30", True, datetime(2025, 3, 5, 18, 30)),  # noqa: DTZ001 local
        ("2025-03-05T18:30", True, datetime(2025, 3, 5, 18, 30)),  # noqa: DTZ001 local
        ("2025-03-05 18:30+07:00", True, None),
        ("вчера", False, None),
        ("9999-12-31", True, datetime(9999, 12, 31)),  # noqa: DTZ001 local
    ],
)
def test_local_times_are_read(text: str, end: bool, moment: datetime | None) -> None:
    """A date alone is its midnight, as an end the midnight after it."""
    assert moment == incidents.local(text, end=end)


def test_a_run_is_named_by_its_incidents_too() -> None:
    """With one another name, without any the name of before there could be one."""
    plain = run_name("e" * 64, "r" * 64, code="1")
    incident = Incidents((Incident(BEGINS, ENDS, KINDS, "Сбой"),))
    assert (plain, True) == (
        run_name("e" * 64, "r" * 64, incidents=Incidents().digest, code="1"),
        plain != run_name("e" * 64, "r" * 64, incidents=incident.digest, code="1"),
    )


def scored(ground: Ground) -> ScoreRun:
    """A run of two pages, saved with the incidents that are announced."""
    with transaction(ground.engine) as session:
        keys = ["vk:club1", "vk:club2"]
        more = {"season_id": ground.season_id, "link": "", "ogrn_valid": True, "register_line": 2, "search": ""}
        session.add_all(Page(key=key, name=f"Страница {key}", **more) for key in keys)
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.SCORED, "e" * 64
    with transaction(ground.engine) as session:
        found = incidents.announced(session, ground.season_id)
        book = loading.packaged("regional")
        result = evaluate(book, World(["Спорт"] * 2, keys=keys), findings=NO_FINDINGS, incidents=found)
        text = seasons.without_jury(loading.packaged_text("regional"))
        return save_run(session, ORGANIZER, ground.season_id, evidence="e" * 64, text=text, result=result, now=NOW)


def test_points_are_old_once_an_incident_is_announced(ground: Ground) -> None:
    """Until they are computed again, and awards wait for it."""
    announced(ground)
    run = scored(ground)
    later = Announcement(datetime(2025, 5, 3), datetime(2025, 5, 6), ("checks",), "Сбор стоял")  # noqa: DTZ001 local
    with transaction(ground.engine) as session:
        before = showing.outdated(session.get_one(Season, ground.season_id), session.get_one(ScoreRun, run.id))
    announced(ground, later)
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        after = showing.outdated(season, session.get_one(ScoreRun, run.id))
        stops = [blocker.code for blocker in course.standing(session, season, State.PROPOSED, now=NOW)]
    assert (False, True, True) == (before, after, "incidents" in stops)


def test_a_sealed_run_carries_its_incidents(ground: Ground, tmp_path: Path) -> None:
    """In a file of their own, and by their digest in the run's entry."""
    announced(ground)
    run = scored(ground)
    with transaction(ground.engine) as session:
        folder = seal_run(session, Home(home=tmp_path), session.get_one(ScoreRun, run.id))
    sealed = read_sealed(folder)
    found = Incidents.of(sealed.told_incidents)
    assert (BEGINS, found.digest, ()) == (found.all[0].begins, sealed.entry.incidents, sealed.broken)
