"""The named queries about findings: what waits, what a page has, how one came about, pages to choose from."""

import pytest
from sqlalchemy import Engine

from scoring.season.course import State
from scoring.services import findings
from scoring.services.acting import Actor
from scoring.store import showing_findings
from scoring.store.database import transaction
from scoring.store.showing_findings import Waiting
from scoring.store.tables import Season
from scoring.store.vocabulary import FindingKind, Role, Via
from tests.webadmin import seeding
from tests.webadmin.seeding import NOW, Seeded


@pytest.fixture(name="seeded")
def _seeded(engine: Engine) -> Seeded:
    """A scored season with three penalties that metrics propose."""
    with transaction(engine) as session:
        found = seeding.sow(session)
        seeding.sow_more(session, found)
        session.get_one(Season, found.season).state = State.SCORED
        return found


def _anna(seeded: Seeded) -> Actor:
    return Actor(seeded.organizer, "Анна Орлова", Role.ADMIN, Via.WEB)


def test_what_waits_is_counted_by_who_proposed_it(engine: Engine, seeded: Seeded) -> None:
    """What is decided waits no more."""
    with transaction(engine) as session:
        row = findings.propose(
            session, _anna(seeded), seeded.season, page_id=seeded.pages[4], kind=FindingKind.PENALTY, code="P5",
            reason="а", evidence="б", now=NOW,
        )  # fmt: skip
        first = showing_findings.findings_of(session, seeded.pages[0])[0]
        findings.confirm(session, _anna(seeded), first.id, now=NOW)
        assert Waiting(penalties=2, others=0, people=1) == showing_findings.waiting(session, seeded.season)
        assert [row] == list(showing_findings.findings_of(session, seeded.pages[4]))


def test_the_journal_tells_how_one_was_decided(engine: Engine, seeded: Seeded) -> None:
    """In the order of the steps, of this one alone."""
    with transaction(engine) as session:
        first, second = (showing_findings.findings_of(session, page)[0].id for page in seeded.pages[:2])
        findings.confirm(session, _anna(seeded), first, now=NOW)
        findings.confirm(session, _anna(seeded), second, now=NOW)
        findings.reopen(session, _anna(seeded), first, now=NOW)
    with transaction(engine) as session:
        steps = showing_findings.steps_of(session, first)
        assert ["finding.confirm", "finding.reopen"] == [event.action for event in steps]


def test_pages_are_found_by_all_words(engine: Engine, seeded: Seeded) -> None:
    """By name, at most so many, of this season."""
    with transaction(engine) as session:
        found = showing_findings.pages_like(session, seeded.season, "ШКОЛА мирный", 10)
        assert ["МБОУ «Школа № 4» село Мирный", "МБОУ «Школа № 8» село Мирный"] == [page.name for page in found]
        assert 1 == len(showing_findings.pages_like(session, seeded.season, "школа", 1))
