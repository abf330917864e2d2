"""The chair's meeting: what may be done with a page, who goes out or in by the quota, what nobody may do."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.services import decision_changes as changes
from scoring.services.decision_changes import Act
from scoring.services.decision_seats import nomination, uneven
from scoring.store.database import transaction
from scoring.store.decisions import Decision
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome
from tests.scoring.services.meeting import NOW, SPHERES, Meeting, sow, standing, tie

WHY = "Страница ведётся частным лицом, есть письмо."


@pytest.fixture(name="session")
def _session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture(name="meeting")
def _meeting(session: Session) -> Meeting:
    return sow(session)


def decision(session: Session, meeting: Meeting, place: int, sphere: str = "Культура") -> Decision:
    return standing(session, meeting)[meeting.page(place, sphere)]


def winners(session: Session, meeting: Meeting, sphere: str = "Культура") -> list[int]:
    """Places of those who win."""
    found = standing(session, meeting).values()
    return sorted(one.place or 0 for one in found if one.nomination == sphere and one.final == DecisionOutcome.WINNER)


def do(session: Session, meeting: Meeting, place: int, act: Act, other: int | None = None) -> Decision:
    one = decision(session, meeting, place)
    with_whom = decision(session, meeting, other).id if other is not None else None
    return changes.decide(session, meeting.chair, one.id, act, reason_code="not_official", reason=WHY, other=with_whom, now=NOW)


def test_the_draft_follows_points_and_verdicts(session: Session, meeting: Meeting) -> None:
    """The rejected fourth gave its seat to the supported sixth."""
    assert [1, 2, 3, 6] == winners(session, meeting)


def test_an_exclusion_is_told_before_it_is_done(session: Session, meeting: Meeting) -> None:
    """The effect names who would come in, the best place first, and not whom the jury turned down."""
    told = changes.effect(session, meeting.chair, decision(session, meeting, 1).id, Act.EXCLUDE)
    assert ((), [5, 7, 8]) == (told.goes_out, [one.place for one in told.comes_in][:3])
    assert (4, 3, True) == (told.winners_before, told.winners_after, told.needs_reason)


def test_whoever_steps_in_is_written_with_whom_it_replaces(session: Session, meeting: Meeting) -> None:
    """Both halves are written at once, with the reason, and the quota holds."""
    do(session, meeting, 1, Act.EXCLUDE, other=5)
    out, into = decision(session, meeting, 1), decision(session, meeting, 5)
    assert [2, 3, 5, 6] == winners(session, meeting)
    assert ("excluded", "not_official", WHY) == (out.final, out.reason_code, out.reason)
    assert (meeting.page(1), "seat", True) == (into.instead_of, into.reason_code, into.reason.endswith(WHY))


def test_a_promotion_needs_a_page_that_goes_out(session: Session, meeting: Meeting) -> None:
    """Without one nothing is written; with one the register says who would otherwise be in."""
    one = decision(session, meeting, 5)
    with pytest.raises(InputError):
        changes.decide(session, meeting.chair, one.id, Act.PROMOTE, reason_code="other", reason=WHY, now=NOW)
    assert [1, 2, 3, 6] == winners(session, meeting)
    do(session, meeting, 5, Act.PROMOTE, other=3)
    assert [1, 2, 5, 6] == winners(session, meeting)
    assert meeting.page(3) == decision(session, meeting, 5).instead_of


def test_a_co_laureate_wins_beyond_the_quota(session: Session, meeting: Meeting) -> None:
    """Nobody goes out, the code is that of a tie, and the seats count as even."""
    made = do(session, meeting, 5, Act.CO_LAUREATE)
    season = session.get_one(Season, meeting.season)
    assert ([1, 2, 3, 5, 6], "tie", {}) == (winners(session, meeting), made.reason_code, uneven(session, season))


def test_restoring_takes_both_halves_back(session: Session, meeting: Meeting) -> None:
    """A superseding pair, and no deviation is left but the rows of history."""
    do(session, meeting, 5, Act.PROMOTE, other=3)
    changes.decide(session, meeting.chair, decision(session, meeting, 5).id, Act.RESTORE, now=NOW)
    assert [1, 2, 3, 6] == winners(session, meeting)
    assert all(one.final == one.automatic for one in standing(session, meeting).values())


def test_an_exclusion_of_who_was_promoted_brings_the_other_back(session: Session, meeting: Meeting) -> None:
    """First in the choice is who had given the seat up."""
    do(session, meeting, 5, Act.PROMOTE, other=3)
    told = changes.effect(session, meeting.chair, decision(session, meeting, 5).id, Act.EXCLUDE)
    assert 3 == told.comes_in[0].place


def test_the_jury_settles_the_border_only(session: Session, meeting: Meeting) -> None:
    """Far from the line a page can be excluded and nothing else."""
    found = nomination(session, session.get_one(Season, meeting.season), "Образование")
    open_to = {one.place: changes.acts(found, one) for one in found.decisions if one.place in {1, 4, 5, 12}}
    assert {
        1: (Act.EXCLUDE,),
        4: (Act.DEMOTE, Act.EXCLUDE),
        5: (Act.PROMOTE, Act.CO_LAUREATE, Act.EXCLUDE),
        12: (Act.EXCLUDE,),
    } == open_to
    with pytest.raises(Conflict):
        changes.effect(session, meeting.chair, decision(session, meeting, 12, "Образование").id, Act.PROMOTE)


@pytest.mark.parametrize(("code", "reason"), [("", WHY), ("nonsense", WHY), ("other", "коротко")])
def test_a_deviation_needs_a_code_and_a_sentence(session: Session, meeting: Meeting, code: str, reason: str) -> None:
    """Without both nothing is written."""
    one, other = decision(session, meeting, 1), decision(session, meeting, 5)
    with pytest.raises(InputError):
        changes.decide(session, meeting.chair, one.id, Act.EXCLUDE, reason_code=code, reason=reason, other=other.id, now=NOW)
    assert [1, 2, 3, 6] == winners(session, meeting)


def test_a_stale_decision_is_a_conflict(session: Session, meeting: Meeting) -> None:
    """Whoever looked at the old row writes nothing."""
    seen = decision(session, meeting, 1).id
    do(session, meeting, 1, Act.EXCLUDE, other=5)
    with pytest.raises(Conflict):
        changes.decide(session, meeting.chair, seen, Act.EXCLUDE, reason_code="dead", reason=WHY, now=NOW)


def test_a_stale_partner_is_a_conflict(session: Session, meeting: Meeting) -> None:
    """The page that was to step in has been taken by another act."""
    stale = decision(session, meeting, 5).id
    do(session, meeting, 1, Act.EXCLUDE, other=5)
    with pytest.raises(Conflict):
        changes.decide(
            session, meeting.chair, decision(session, meeting, 2).id, Act.EXCLUDE, reason_code="dead", reason=WHY, other=stale,
            now=NOW,
        )  # fmt: skip


def test_only_the_chair_decides(session: Session, meeting: Meeting) -> None:
    """Admin and observer look on."""
    one = decision(session, meeting, 1)
    for actor in (meeting.admin, meeting.observer):
        with pytest.raises(NotAllowed):
            changes.effect(session, actor, one.id, Act.EXCLUDE)
        with pytest.raises(NotAllowed):
            changes.cite(session, actor, one.id, "За живой разговор", now=NOW)


def test_a_page_with_a_conflict_is_not_there(session: Session, meeting: Meeting) -> None:
    """Neither its row nor as a partner."""
    tie(session, meeting, meeting.chair, meeting.page(5))
    with pytest.raises(NotFound):
        changes.effect(session, meeting.chair, decision(session, meeting, 5).id, Act.PROMOTE)
    told = changes.effect(session, meeting.chair, decision(session, meeting, 1).id, Act.EXCLUDE)
    assert meeting.page(5) not in {one.page_id for one in told.comes_in}


def test_a_citation_leaves_the_outcome(session: Session, meeting: Meeting) -> None:
    """Of a plain winner and of a deviation alike."""
    do(session, meeting, 5, Act.PROMOTE, other=3)
    for place in (1, 5):
        before = decision(session, meeting, place)
        after = changes.cite(session, meeting.chair, before.id, " За живой разговор ", now=NOW)
        assert (before.final, before.reason, before.instead_of) == (after.final, after.reason, after.instead_of)
        assert "За живой разговор" == after.citation


def test_uneven_seats_are_named(session: Session, meeting: Meeting) -> None:
    """A plain change that leaves a seat free is found, sphere by sphere."""
    from scoring.services.decisions import change  # noqa: PLC0415  the base below the acts

    season = session.get_one(Season, meeting.season)
    assert {} == uneven(session, season)
    one = decision(session, meeting, 2, SPHERES[1])
    change(session, meeting.chair, one.id, DecisionOutcome.EXCLUDED, reason_code="dead", reason=WHY, now=NOW)
    assert {SPHERES[1]: -1} == uneven(session, season)
