"""Objections: raised by an owner within the window, answered by an organizer, with nothing done twice."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.evidence.corrections import struck
from scoring.home import Home
from scoring.season.course import State
from scoring.season.objecting import Ground as Why
from scoring.season.objecting import ObjectionState, Way
from scoring.services import objections, owners
from scoring.store import showing_owners
from scoring.store.database import transaction
from scoring.store.owners import Objection, OwnerAccess
from scoring.store.seasons import Page, Season
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

FIRST, LAST = date(2026, 1, 10), date(2026, 1, 20)
FORMS = [f"{number:032x}" for number in range(40)]
Act = Callable[[Session, Objection], object]


@pytest.fixture(name="accesses")
def _accesses(ground: Ground) -> tuple[OwnerAccess, OwnerAccess]:
    """Owners of two pages, in the window of a season that collects."""
    with transaction(ground.engine) as session:
        objections.set_window(session, ORGANIZER, ground.season_id, first=FIRST, last=LAST, version=0, now=NOW)
        found = []
        for number in (1, 2):
            page = Page(season_id=ground.season_id, key=f"vk:club{number}", name="Школа", link="", ogrn_valid=True,
                        register_line=2, search="школа")  # fmt: skip
            session.add(page)
            session.flush()
            found.append(owners.give_access(session, page=page, way=Way.LINK, who=f"a{number}@b.ru", now=NOW))
            assert page.season.year == 2025
        return found[0], found[1]


def send(
    ground: Ground, access: OwnerAccess, *, form: int = 0, why: Why = Why.ANSWER_EXISTS, after: timedelta = timedelta()
) -> int:
    """An objection; its number."""
    with transaction(ground.engine) as session:
        mine = session.get_one(OwnerAccess, access.id)
        row = objections.raise_objection(
            session,
            mine,
            form=FORMS[form],
            criterion="A1",
            ground=why,
            words=" ответ был ",
            link="https://vk.com/wall-1_2",
            rows=["messages:1", "messages:1"],
            attachment=None,
            now=NOW + after,
        )
        session.flush()
        return row.id


def state_of(ground: Ground, number: int) -> tuple[str, str, str]:
    """State, who answered, and the answer."""
    with transaction(ground.engine) as session:
        row = session.get_one(Objection, number)
        return row.state, row.decided_name, row.answer


def version_of(ground: Ground, number: int) -> int:
    """What a form that is drawn now carries."""
    with transaction(ground.engine) as session:
        return session.get_one(Objection, number).version


def refuse(ground: Ground, number: int, *, answer: str = "ответа нет", version: int | None = None) -> None:
    """Refuse it by a fresh form."""
    known = version_of(ground, number) if version is None else version
    with transaction(ground.engine) as session:
        objections.refuse(session, ORGANIZER, number, version=known, answer=answer, now=NOW)


def test_a_form_sent_twice_is_one_objection(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """The second time gives the first one back."""
    assert send(ground, accesses[0]) == send(ground, accesses[0])


def test_what_was_sent_is_kept_as_it_is(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """With rows named once, and whose it is."""
    number = send(ground, accesses[0])
    with transaction(ground.engine) as session:
        row = session.get_one(Objection, number)
        assert ("ответ был", ["messages:1"], "a1@b.ru", accesses[0].page_id, "waiting") == (
            row.words,
            row.rows,
            row.made_name,
            row.page_id,
            row.state,
        )


def test_one_objection_a_page_and_ground_is_open(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Another ground, another page, or an answered one do not stand in the way."""
    first = send(ground, accesses[0])
    with pytest.raises(Conflict):
        send(ground, accesses[0], form=1)
    send(ground, accesses[0], form=2, why=Why.OTHER)
    send(ground, accesses[1], form=3)
    refuse(ground, first)
    send(ground, accesses[0], form=4)


def test_the_database_itself_refuses_a_second_open_one(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Should two arrive at the very same moment."""
    number = send(ground, accesses[0])

    def again(session: Session) -> None:
        row = session.get_one(Objection, number)
        session.add(
            Objection(
                season_id=row.season_id, page_id=row.page_id, form=FORMS[9], criterion="A1", ground=row.ground, words="",
                state=ObjectionState.WAITING, made_name="a", made_at=NOW,
            )
        )  # fmt: skip

    with pytest.raises(IntegrityError), transaction(ground.engine) as session:
        again(session)


@pytest.mark.parametrize("after", [timedelta(days=-6), timedelta(days=6)])
def test_outside_the_window_nothing_is_taken(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess], after: timedelta) -> None:
    """Neither before its first day nor after its last."""
    with pytest.raises(Conflict):
        send(ground, accesses[0], after=after)


@pytest.mark.parametrize("state", [State.SIGNED, State.PUBLISHED, State.JURY_OPEN])
def test_a_signed_season_takes_and_answers_nothing(
    ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess], state: State
) -> None:
    """Whatever the window says."""
    number = send(ground, accesses[0])
    with transaction(ground.engine) as session:
        values = {"state": state, "evidence": "e" * 64, "published_at": NOW if state is State.PUBLISHED else None}
        session.execute(update(Season).values(**values))
    with pytest.raises(Conflict):
        send(ground, accesses[0], form=1, why=Why.OTHER)
    with pytest.raises(Conflict):
        refuse(ground, number)


def test_a_flood_is_stopped(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Ten of a page in a day, however fast they are answered; the next day goes on."""
    for number in range(objections.MOST_A_DAY):
        refuse(ground, send(ground, accesses[0], form=number))
    with pytest.raises(Conflict):
        send(ground, accesses[0], form=20)
    send(ground, accesses[1], form=21)
    send(ground, accesses[0], form=22, after=timedelta(days=1, seconds=1))


def test_a_refusal_says_why(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Without a reason it is none; with one the owner reads it."""
    number = send(ground, accesses[0])
    with pytest.raises(InputError):
        refuse(ground, number, answer=" ")
    refuse(ground, number)
    assert ("refused", "Анна", "ответа нет") == state_of(ground, number)


def test_a_stale_form_changes_nothing(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Somebody was faster."""
    number = send(ground, accesses[0])
    old = version_of(ground, number)
    refuse(ground, number)
    with transaction(ground.engine) as session:
        objections.reopen(session, ORGANIZER, number, version=version_of(ground, number), note="", now=NOW)
    with pytest.raises(Conflict):
        refuse(ground, number, version=old)
    assert "waiting" == state_of(ground, number)[0]


def test_while_the_season_collects_the_source_is_mended(
    ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess], home: Home
) -> None:
    """Accepted without corrections, never with one."""
    number = send(ground, accesses[0])
    version = version_of(ground, number)
    changes = [struck("messages", "vk:club1", 1)]
    with pytest.raises(InputError), transaction(ground.engine) as session:
        objections.accept(session, ORGANIZER, number, home=home, version=version, answer="да", changes=changes, now=NOW)
    with transaction(ground.engine) as session:
        objections.accept(session, ORGANIZER, number, home=home, version=version, answer="да", changes=[], now=NOW)
    assert ("accepted", "Анна", "да") == state_of(ground, number)


@pytest.fixture(name="home")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home folder without a snapshot."""
    return Home(home=tmp_path_factory.mktemp("home"))


def test_an_answer_can_be_taken_back(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """It waits again, unless another one of the same ground has come meanwhile."""
    number = send(ground, accesses[0])
    refuse(ground, number)
    other = send(ground, accesses[0], form=1)
    with pytest.raises(Conflict), transaction(ground.engine) as session:
        objections.reopen(session, ORGANIZER, number, version=version_of(ground, number), note="", now=NOW)
    refuse(ground, other)
    with transaction(ground.engine) as session:
        objections.reopen(session, ORGANIZER, number, version=version_of(ground, number), note="ещё раз", now=NOW)
    assert ("waiting", "", "") == state_of(ground, number)


def test_an_owner_takes_back_his_own_only(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """One of another page is not there for him, and an answered one stays."""
    number = send(ground, accesses[0])
    told = []
    for asked in (number, number + 100):
        with pytest.raises(NotFound) as error, transaction(ground.engine) as session:
            objections.withdraw(session, session.get_one(OwnerAccess, accesses[1].id), asked, now=NOW)
        told.append(error.value.ru)
    assert told[0] == told[1]
    with transaction(ground.engine) as session:
        objections.withdraw(session, session.get_one(OwnerAccess, accesses[0].id), number, now=NOW)
    with pytest.raises(Conflict), transaction(ground.engine) as session:
        objections.withdraw(session, session.get_one(OwnerAccess, accesses[0].id), number, now=NOW)
    assert "withdrawn" == state_of(ground, number)[0]


def test_an_observer_answers_nothing(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """Nor does he set the days."""
    number = send(ground, accesses[0])
    acts: list[Act] = [
        lambda session, row: objections.refuse(session, OBSERVER, row.id, version=row.version, answer="а", now=NOW),
        lambda session, row: objections.reopen(session, OBSERVER, row.id, version=row.version, note="", now=NOW),
        lambda session, row: objections.set_window(session, OBSERVER, row.season_id, first=FIRST, last=LAST, version=1, now=NOW),
    ]
    for act in acts:
        with pytest.raises(NotAllowed), transaction(ground.engine) as session:
            act(session, session.get_one(Objection, number))
    assert "waiting" == state_of(ground, number)[0]


def test_the_days_are_changed_by_a_fresh_form_only(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """And never end before they begin."""
    assert accesses

    def set_(version: int, first: date = FIRST, last: date = LAST) -> None:
        with transaction(ground.engine) as session:
            objections.set_window(session, ORGANIZER, ground.season_id, first=first, last=last, version=version, now=NOW)

    with pytest.raises(Conflict):
        set_(0)
    with pytest.raises(InputError):
        set_(1, LAST, FIRST)
    set_(1, FIRST, FIRST)
    with pytest.raises(Conflict):
        set_(1)


def test_everything_is_in_the_journal_and_the_tally(ground: Ground, accesses: tuple[OwnerAccess, OwnerAccess]) -> None:
    """By whom, what, and how it ended."""
    refuse(ground, send(ground, accesses[0]))
    send(ground, accesses[1], form=1)
    with transaction(ground.engine) as session:
        events = session.execute(
            select(AuditEvent.action, AuditEvent.actor).where(AuditEvent.object_kind == "objection").order_by(AuditEvent.id)
        ).all()
        (row,) = showing_owners.tally(session, ground.season_id)
    assert [
        ("objection.raise", "vk:club1: a1@b.ru"),
        ("objection.refuse", "Анна"),
        ("objection.raise", "vk:club2: a2@b.ru"),
    ] == [tuple(event) for event in events]
    assert ("answer_exists", 1, 0, 1, 0, 2) == (
        row.ground,
        row.waiting,
        row.accepted,
        row.refused,
        row.withdrawn,
        row.all,
    )


GOOD = {"criterion": "A1", "ground": "other", "words": "а", "link": "https://vk.com/wall-1_2", "rows": [], "attached": False}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"link": "", "attached": True}, []),
        ({"criterion": "X9"}, ["criterion"]),
        ({"ground": "nonsense"}, ["ground"]),
        ({"words": " "}, ["words"]),
        ({"words": "а" * 2001}, ["words"]),
        ({"link": ""}, ["link"]),
        ({"link": "javascript:alert(1)"}, ["link"]),
        ({"link": "https://"}, ["link"]),
        ({"link": "https://[a"}, ["link"]),
        ({"link": "https://vk.com/" + "a" * 500}, ["link"]),
        ({"rows": ["messages:x"]}, ["rows"]),
        ({"rows": ["pages:1"]}, ["rows"]),
        ({"rows": [f"posts:{n}" for n in range(51)]}, ["rows"]),
        ({"words": "", "link": "", "ground": ""}, ["ground", "words", "link"]),
    ],
)
def test_faults_stand_at_their_fields(given: dict[str, object], fields: list[str]) -> None:
    """All at once."""
    asked: dict[str, object] = GOOD | given
    assert fields == list(objections.faults(codes=["A1"], **asked))  # type: ignore[arg-type]  # by the table above
