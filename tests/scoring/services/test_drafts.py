"""Drafts of the rule book: nobody's work is lost, and nothing counts before it is sound and adopted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.errors import BrokenRuleBook, Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.services import drafts, seasons
from scoring.store.database import transaction
from scoring.store.rules import RulebookDraft
from scoring.store.seasons import Season
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

TEXT = seasons.without_jury(loading.packaged_text("regional"))
BROKEN = TEXT.replace("points = 30", "points = 31", 1)
LATER = NOW + timedelta(hours=1)


def make(ground: Ground, title: str = "Новый", text: str = TEXT) -> tuple[int, int]:
    """A draft; its id and version."""
    with transaction(ground.engine) as session:
        made = drafts.make(session, ORGANIZER, ground.season_id, title=title, text=text, now=NOW)
        return made.id, made.version


def test_a_title_that_is_taken_gets_a_number(ground: Ground) -> None:
    """Two copies can be told apart."""
    made = [make(ground)[0] for _ in range(3)]
    with Session(ground.engine) as session:
        assert ["Новый", "Новый (2)", "Новый (3)"] == [session.get_one(RulebookDraft, one).title for one in made]


def test_a_broken_draft_is_saved(ground: Ground) -> None:
    """It is a draft, and its faults can be asked for."""
    number, version = make(ground)
    with transaction(ground.engine) as session:
        drafts.save(session, ORGANIZER, ground.season_id, number, version=version, text=BROKEN, now=LATER)
    with Session(ground.engine) as session:
        row = session.get_one(RulebookDraft, number)
        assert (BROKEN, LATER, True) == (row.text, row.changed_at, len(drafts.faults_of(row.text)) > 0)


def test_who_saves_later_loses_nothing(ground: Ground) -> None:
    """The second of two who began with the same version is told, with his text, and what stands there stays."""
    number, version = make(ground)
    with transaction(ground.engine) as session:
        drafts.save(session, ORGANIZER, ground.season_id, number, version=version, text="# первый", now=LATER)
    with transaction(ground.engine) as session, pytest.raises(drafts.DraftMoved) as caught:
        drafts.save(session, ORGANIZER, ground.season_id, number, version=version, text="# второй", now=LATER)
    assert ("# первый", "# второй") == (caught.value.theirs.text, caught.value.text)


def test_saving_the_same_again_changes_nothing(ground: Ground) -> None:
    """Neither version nor journal."""
    number, version = make(ground)
    with transaction(ground.engine) as session:
        row = drafts.save(session, ORGANIZER, ground.season_id, number, version=version, text=TEXT, now=LATER)
        assert (version, NOW) == (row.version, row.changed_at)


def test_a_deleted_draft_comes_back(ground: Ground) -> None:
    """Its text is kept by the event of its deletion."""
    number, _ = make(ground, text=BROKEN)
    with transaction(ground.engine) as session:
        event = drafts.delete(session, ORGANIZER, ground.season_id, number, now=LATER)
    with transaction(ground.engine) as session:
        assert session.get(RulebookDraft, number) is None
        back = drafts.restore(session, ORGANIZER, ground.season_id, event.id, now=LATER)
        assert ("Новый", BROKEN) == (back.title, back.text)


def test_another_event_brings_nothing_back(ground: Ground) -> None:
    """Only that of a deletion does."""
    make(ground)
    with transaction(ground.engine) as session:
        event = session.scalars(select(AuditEvent.id).where(AuditEvent.action == "draft.make")).one()
        with pytest.raises(NotFound):
            drafts.restore(session, ORGANIZER, ground.season_id, event, now=LATER)


def test_an_adopted_draft_is_the_seasons_rule_book(ground: Ground) -> None:
    """The journal keeps the one before."""
    text = TEXT.replace("floor = 70", "floor = 75", 1)
    number, _ = make(ground, text=text)
    with transaction(ground.engine) as session:
        session.get_one(Season, ground.season_id).state = State.DRAFT
        session.flush()
        version = session.get_one(Season, ground.season_id).version
        drafts.adopt(session, ORGANIZER, ground.season_id, number, version=version, now=LATER)
    with Session(ground.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "draft.adopt")).one()
        assert (text, {"text": TEXT}) == (session.get_one(Season, ground.season_id).rulebook, event.before)


def test_a_broken_draft_is_not_adopted(ground: Ground) -> None:
    """All of its faults are told, and the season keeps its rule book."""
    number, _ = make(ground, text=BROKEN)
    with transaction(ground.engine) as session:
        session.get_one(Season, ground.season_id).state = State.DRAFT
    with transaction(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version
    with transaction(ground.engine) as session, pytest.raises(BrokenRuleBook):
        drafts.adopt(session, ORGANIZER, ground.season_id, number, version=version, now=LATER)
    with Session(ground.engine) as session:
        assert session.get_one(Season, ground.season_id).rulebook == TEXT


def test_a_signed_season_adopts_nothing(ground: Ground) -> None:
    """Its state forbids it."""
    number, _ = make(ground)
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.SIGNED, "e" * 64
    with Session(ground.engine) as session:
        version = session.get_one(Season, ground.season_id).version
    with transaction(ground.engine) as session, pytest.raises(Conflict):
        drafts.adopt(session, ORGANIZER, ground.season_id, number, version=version, now=LATER)


def test_a_draft_of_another_season_is_not_there(ground: Ground) -> None:
    """Whatever its number."""
    number, _ = make(ground)
    with Session(ground.engine) as session, pytest.raises(NotFound):
        drafts.draft(session, ground.season_id + 1, number)


def test_a_title_of_another_draft_is_refused(ground: Ground) -> None:
    """Renaming tells which one has it."""
    make(ground, "Один")
    number, version = make(ground, "Два")
    with transaction(ground.engine) as session, pytest.raises(Conflict) as caught:
        drafts.save(session, ORGANIZER, ground.season_id, number, version=version, title="Один", text=TEXT, now=LATER)
    assert "«Один» уже есть" in caught.value.ru


@pytest.mark.parametrize("title", [" ", "я" * 121])
def test_a_title_that_does_not_fit_is_refused(ground: Ground, title: str) -> None:
    """With what to do."""
    with transaction(ground.engine) as session, pytest.raises(InputError):
        drafts.make(session, ORGANIZER, ground.season_id, title=title, text=TEXT, now=NOW)


WRITES: dict[str, Callable[[Session, int, int], object]] = {
    "make": lambda session, season, _: drafts.make(session, OBSERVER, season, title="Х", text="", now=NOW),
    "save": lambda session, season, one: drafts.save(session, OBSERVER, season, one, version=1, text="", now=NOW),
    "delete": lambda session, season, one: drafts.delete(session, OBSERVER, season, one, now=NOW),
    "restore": lambda session, season, _: drafts.restore(session, OBSERVER, season, 1, now=NOW),
    "adopt": lambda session, season, one: drafts.adopt(session, OBSERVER, season, one, version=1, now=NOW),
}


@pytest.mark.parametrize("act", sorted(WRITES))
def test_an_observer_writes_no_draft(ground: Ground, act: str) -> None:
    """He only reads."""
    number, _ = make(ground)
    with transaction(ground.engine) as session, pytest.raises(NotAllowed):
        WRITES[act](session, ground.season_id, number)
