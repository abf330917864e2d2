"""The course of a season: what may happen when, who may do it, and what else happens then."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from criteria import loading
from scoring.errors import Blocked, InputError, NotAllowed
from scoring.season.course import FORWARD, PUBLIC, STEPS, UNPUBLISHED, State, step, steps_from
from scoring.season.settings import SeasonSettings
from scoring.services import course, keys, sealing
from scoring.services.acting import Actor
from scoring.store.database import transaction
from scoring.store.sealing import Seal, SeasonTransition
from scoring.store.seasons import ImportedFile, Page, Season
from scoring.store.vocabulary import FileKind, KeyState, Role, SealKind, Via
from scoring.store.work import AuditEvent
from tests.people import add_person
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground

EVIDENCE = "e" * 64
REASON = "пришёл забытый файл мониторинга"


def put(ground: Ground, state: State, **values: object) -> None:
    """Stand the season somewhere."""
    with transaction(ground.engine) as session:
        frozen = state not in {State.DRAFT, State.ANNOUNCED, State.COLLECTING, State.OBJECTIONS, State.CANCELLED}
        changed = {"state": state, "evidence": EVIDENCE if frozen else None, "published_at": NOW if state in PUBLIC else None}
        session.execute(update(Season).where(Season.id == ground.season_id).values(**changed, **values))


def take(ground: Ground, to: State, actor: Actor = ORGANIZER, **more: object) -> None:
    """Take a step."""
    with transaction(ground.engine) as session:
        course.advance(session, actor, ground.season_id, to, now=NOW, **more)  # type: ignore[arg-type]  # passed through


def state_of(ground: Ground) -> str:
    with transaction(ground.engine) as session:
        return session.get_one(Season, ground.season_id).state


def with_files(ground: Ground) -> None:
    """A register with one page, and a file of posts."""
    with transaction(ground.engine) as session:
        page = Page(
            season_id=ground.season_id, key="vk:club1", name="Школа", link="", ogrn_valid=True, register_line=2, search=""
        )
        posts = ImportedFile(
            season_id=ground.season_id, kind=FileKind.POSTS, name="записи.csv", sha256="0" * 64, size=1, rows=1, new=1,
            changed=0, same=0, refused=0, batch="x.parquet", imported_at=NOW,
        )  # fmt: skip
        session.add_all((page, posts))


def person(session: Session, name: str, role: Role) -> Actor:
    """Somebody with an account."""
    user = add_person(session, f"{name}@example.org", name, role, name, NOW)
    return Actor(user.id, name, role, Via.WEB)


def two(ground: Ground) -> tuple[Actor, Actor]:
    """Two admins of a season with two keys."""
    put(ground, State.OBJECTIONS, settings=SeasonSettings().model_dump(mode="json"))
    with_files(ground)
    with transaction(ground.engine) as session:
        return person(session, "anna", Role.ADMIN), person(session, "boris", Role.ORGANIZER)


def test_freezing_waits_for_files(ground: Ground) -> None:
    """Each missing kind of file is a blocker of its own."""
    put(ground, State.OBJECTIONS)
    with transaction(ground.engine) as session:
        found = session.get_one(Season, ground.season_id)
        assert ["register", "posts"] == [one.code for one in course.standing(session, found, State.FROZEN, now=NOW)]


def test_a_blocked_step_changes_nothing(ground: Ground) -> None:
    """The state stays, and nothing is written."""
    put(ground, State.OBJECTIONS)
    with pytest.raises(Blocked):
        take(ground, State.FROZEN, evidence=EVIDENCE)

    with transaction(ground.engine) as session:
        events = session.scalar(select(func.count()).where(AuditEvent.action == "season.step"))
        assert (State.OBJECTIONS, 0) == (session.get_one(Season, ground.season_id).state, events)


def test_a_step_is_written_down_and_sealed(ground: Ground) -> None:
    """Journal, transition and seal name the same."""
    put(ground, State.OBJECTIONS)
    with_files(ground)
    take(ground, State.FROZEN, evidence=EVIDENCE)

    with transaction(ground.engine) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "season.step")).one()
        taken = session.scalars(select(SeasonTransition)).one()
        seal = session.scalars(select(Seal)).one()
        assert ({"state": "objections"}, {"state": "frozen"}, "Анна") == (event.before, event.after, event.actor)
        assert ("objections", "frozen", True) == (taken.start, taken.end, taken.one_key)
        assert (SealKind.SNAPSHOT, f'{{"evidence":"{EVIDENCE}"}}\n'.encode()) == (seal.kind, seal.content)


def test_a_step_back_needs_a_reason_and_voids_the_seal(ground: Ground) -> None:
    """Without words there is no way back; with them the evidence is let go."""
    put(ground, State.OBJECTIONS)
    with_files(ground)
    take(ground, State.FROZEN, evidence=EVIDENCE)
    with pytest.raises(InputError):
        take(ground, State.OBJECTIONS)

    take(ground, State.OBJECTIONS, reason=REASON)
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        assert (State.OBJECTIONS, None) == (season.state, season.evidence)
        assert sealing.current(session, ground.season_id, SealKind.SNAPSHOT) is None
        assert [] == sealing.broken(session, ground.season_id)


@pytest.mark.parametrize("start", list(State))
@pytest.mark.parametrize("end", list(State))
def test_only_the_steps_of_the_table_are_taken(start: State, end: State) -> None:
    """Everything else is no step."""
    assert (step(start, end) is not None) == any((one.start, one.end) == (start, end) for one in STEPS)


def test_a_step_that_is_none_is_refused(ground: Ground) -> None:
    """From collecting nothing leads to publication."""
    with pytest.raises(Blocked) as caught:
        take(ground, State.PUBLISHED)
    assert ["no_step"] == [blocker.code for blocker in caught.value.blockers] or not caught.value.blockers


def test_published_is_final() -> None:
    """From there it only goes on, and nothing is cancelled."""
    assert {State.CLOSED} == {one.end for one in steps_from(State.PUBLISHED, jury=True)}
    assert {State.ARCHIVED} == {one.end for one in steps_from(State.CLOSED, jury=True)}
    assert () == steps_from(State.ARCHIVED, jury=True)


@pytest.mark.parametrize("jury", [True, False])
def test_the_steps_forward_form_one_line(jury: bool) -> None:
    """With a jury by way of it, without one past it."""
    line = [State.DRAFT]
    while forward := [one for one in steps_from(line[-1], jury=jury) if one in FORWARD]:
        assert 1 == len(forward)
        line.append(forward[0].end)
    skipped = set() if jury else {State.JURY_OPEN, State.JURY_CLOSED}
    assert [state for state in State if state not in {State.CANCELLED, *skipped}] == line


def test_whatever_is_not_published_can_be_cancelled() -> None:
    """By two keys and with a reason."""
    found = [step(state, State.CANCELLED) for state in UNPUBLISHED]
    assert all(one is not None and one.two_keys and one.reason for one in found)


def test_an_observer_takes_no_step(ground: Ground) -> None:
    """And an organizer none either: it is the admin's."""
    for role in (OBSERVER, Actor(None, "Олег", Role.ORGANIZER, Via.WEB)):
        with pytest.raises(NotAllowed):
            take(ground, State.OBJECTIONS, role)


def test_one_person_has_one_key(ground: Ground) -> None:
    """Neither alone, nor by confirming his own asking."""
    anna, _ = two(ground)
    with pytest.raises(NotAllowed):
        take(ground, State.FROZEN, anna, evidence=EVIDENCE)
    with transaction(ground.engine) as session:
        asked = keys.ask(session, anna, session.get_one(Season, ground.season_id), "objections>frozen", reason=REASON, now=NOW)
        with pytest.raises(NotAllowed):
            keys.confirm(session, anna, asked.id, read={"year": "2025", "pages": "1"}, now=NOW)


def test_two_keys_open_once(ground: Ground) -> None:
    """The second person reads the numbers out of the data; then the step is free, and the transition names both."""
    anna, boris = two(ground)
    with transaction(ground.engine) as session:
        asked = keys.ask(session, anna, session.get_one(Season, ground.season_id), "objections>frozen", reason=REASON, now=NOW)
        turned = keys.confirm(session, boris, asked.id, read={"year": "2025", "pages": "1"}, now=NOW)
        assert KeyState.CONFIRMED == turned.state
    take(ground, State.FROZEN, anna, evidence=EVIDENCE)

    with transaction(ground.engine) as session:
        taken = session.scalars(select(SeasonTransition)).one()
        assert ("anna", "boris", False) == (taken.actor, taken.second, taken.one_key)
    with pytest.raises(NotAllowed):
        take(ground, State.OBJECTIONS, anna, reason=REASON)


def test_the_third_wrong_number_ends_the_asking(ground: Ground) -> None:
    """And each is in the journal."""
    anna, boris = two(ground)
    with transaction(ground.engine) as session:
        asked = keys.ask(session, anna, session.get_one(Season, ground.season_id), "objections>frozen", reason=REASON, now=NOW)
        states = [keys.confirm(session, boris, asked.id, read={"year": "2025", "pages": "2"}, now=NOW).state for _ in range(3)]
    with transaction(ground.engine) as session:
        wrong = session.scalar(select(func.count()).where(AuditEvent.action == "key.wrong"))
    assert ([KeyState.ASKED, KeyState.ASKED, KeyState.REFUSED], 3) == (states, wrong)


def test_a_key_runs_out(ground: Ground) -> None:
    """After a day."""
    anna, boris = two(ground)
    with transaction(ground.engine) as session:
        asked = keys.ask(session, anna, session.get_one(Season, ground.season_id), "objections>frozen", reason=REASON, now=NOW)
        keys.confirm(session, boris, asked.id, read={"year": "2025", "pages": "1"}, now=NOW)
        late = NOW + timedelta(hours=25)
        with pytest.raises(NotAllowed):
            course.advance(session, anna, ground.season_id, State.FROZEN, now=late, evidence=EVIDENCE)


def test_rules_are_sealed_when_they_are_announced(ground: Ground) -> None:
    """The file holds the text and the digest by which runs know the rule book."""
    put(ground, State.DRAFT)
    take(ground, State.ANNOUNCED)
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        seal = sealing.current(session, ground.season_id, SealKind.RULES)
        assert seal is not None
        assert loading.digest(loading.read(season.rulebook)).encode() in seal.content


def test_a_season_with_a_jury_names_it_before_it_is_announced(ground: Ground) -> None:
    """Five people, unless the season says otherwise."""
    put(ground, State.DRAFT, rulebook=loading.packaged_text("regional"))
    with pytest.raises(Blocked) as caught:
        take(ground, State.ANNOUNCED)
    assert [("jurors", 5)] == [(one.code, one.count) for one in caught.value.blockers]


@pytest.mark.parametrize("statement", ["UPDATE seal SET sha256 = 'x'", "DELETE FROM seal", "DELETE FROM season_transition"])
def test_the_database_lets_nobody_change_what_was_sealed(ground: Ground, statement: str) -> None:
    """Whoever writes, on either database."""
    put(ground, State.DRAFT)
    take(ground, State.ANNOUNCED)
    with pytest.raises(DatabaseError), transaction(ground.engine) as session:
        session.execute(text(statement))


def test_a_changed_seal_is_told_by_its_number(ground: Ground) -> None:
    """As somebody would change it who can take the triggers away."""
    put(ground, State.DRAFT)
    take(ground, State.ANNOUNCED)
    with transaction(ground.engine) as session:
        drop = "DROP TRIGGER seal_no_update" if ground.engine.dialect.name == "sqlite" else "DROP TRIGGER seal_only_added ON seal"
        session.execute(text(drop))
        session.execute(update(Seal).values(content=b"{}"))
        assert [(1, "rules", "content")] == [
            (one.number, one.kind, one.what) for one in sealing.broken(session, ground.season_id)
        ]
