"""Appeals: made by an owner after the publication, looked into by two, put right by what supersedes, with nothing done twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from scoring.errors import Blocked, Conflict, InputError, NotAllowed, NotFound
from scoring.season.appealing import AppealGround, AppealOutcome, AppealState, Inadmissible
from scoring.season.course import State
from scoring.services import appeal_reviews, appeals, course, decision_papers, decisions, diary, sealing
from scoring.services.acting import Actor
from scoring.services.checking.whole import check
from scoring.store.appeals import Appeal
from scoring.store.corrections import PageCorrection
from scoring.store.database import transaction
from scoring.store.decisions import Decision
from scoring.store.jury import Conflict as Tie
from scoring.store.letters import Letter
from scoring.store.owners import OwnerAccess
from scoring.store.results import ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import ConflictSource, ConflictTarget, CorrectionSource, DecisionOutcome, SealKind
from scoring.store.work import AuditEvent, Job
from tests.scoring.conftest import OBSERVER, ORGANIZER
from tests.scoring.services.appealing import FEWER, LATER, LOSER, SPORT, Court, open_court
from tests.scoring.services.whole_year import Year


@pytest.fixture(name="court")
def _court(year: Year) -> Court:
    """A published season of two keys."""
    return open_court(year)


def test_a_form_sent_twice_is_one_appeal(court: Court) -> None:
    """The second time gives the first one back, with one letter."""
    assert court.appeal() == court.appeal()
    with transaction(court.year.engine) as session:
        kinds = session.scalars(select(Letter.kind).where(Letter.kind.like("appeal%"))).all()
    assert ["appeal_received"] == kinds


def test_one_appeal_a_page_and_ground(court: Court) -> None:
    """Another ground does not stand in the way; a withdrawn one does."""
    number = court.appeal()
    court.appeal(AppealGround.PROCEDURE, form=1)
    with transaction(court.year.engine) as session:
        appeals.withdraw(session, session.get_one(OwnerAccess, court.access.id), number, now=LATER)
    with pytest.raises(Conflict):
        court.appeal(form=2)


def test_the_database_refuses_a_second_one_of_a_ground(court: Court) -> None:
    """Should two arrive at the very same moment."""
    row = court.read(court.appeal())
    with pytest.raises(IntegrityError), transaction(court.year.engine) as session:
        session.add(
            Appeal(season_id=row.season_id, page_id=row.page_id, form="f" * 32, ground=row.ground, words="а", made_name="а",
                   made_at=LATER, decide_by=row.decide_by)
        )  # fmt: skip


def test_the_window_is_five_working_days_from_the_publication(court: Court) -> None:
    """From Thursday the fifteenth to Thursday a week later, to midnight by the region's clock; an answer takes ten."""
    with transaction(court.year.engine) as session:
        found = session.scalars(select(Season)).one()
        days = appeals.window_of(found)
    assert days is not None
    assert (date(2026, 1, 15), date(2026, 1, 22), True, False) == (
        days.first,
        days.last,
        appeals.may_appeal(found, days.closes - timedelta(seconds=1)),
        appeals.may_appeal(found, days.closes),
    )
    assert date(2026, 1, 29) == court.read(court.appeal()).decide_by


@pytest.mark.parametrize("state", [State.SIGNED, State.CLOSED])
def test_only_a_published_season_takes_appeals(court: Court, state: State) -> None:
    """Neither before nor after."""
    with transaction(court.year.engine) as session:
        session.execute(update(Season).values(state=state, published_at=None if state is State.SIGNED else LATER))
    with pytest.raises(Conflict):
        court.appeal()


def test_an_owner_touches_his_own_only(court: Court) -> None:
    """One of another page is as one that never was."""
    number = court.appeal()
    with transaction(court.year.engine) as session:
        session.execute(update(Appeal).values(page_id=select(Page.id).where(Page.key == "vk:club101").scalar_subquery()))
    for act in (appeals.withdraw, lambda s, a, n, now: appeals.reply(s, a, n, "а", now=now)):
        with pytest.raises(NotFound), transaction(court.year.engine) as session:
            act(session, session.get_one(OwnerAccess, court.access.id), number, now=LATER)


def test_a_question_is_answered(court: Court) -> None:
    """The reviewer asks, a letter tells, the owner answers."""
    number = court.taken()
    with transaction(court.year.engine) as session:
        appeal_reviews.ask(session, court.first, number, "Какой приказ?", version=court.version(number), now=LATER)
    with transaction(court.year.engine) as session:
        appeals.reply(session, session.get_one(OwnerAccess, court.access.id), number, "№ 5", now=LATER)
        letter = session.scalars(select(Letter).where(Letter.kind == "appeal_asked")).one()
        assert "Какой приказ?" in letter.text
    assert [("reviewer", "Какой приказ?"), ("owner", "№ 5")] == [(one["who"], one["text"]) for one in court.read(number).talk]


def test_of_two_who_take_one_gets_it(court: Court) -> None:
    """The second has a stale form."""
    number = court.taken()
    with pytest.raises(Conflict), transaction(court.year.engine) as session:
        appeal_reviews.take(session, court.second, number, version=1, now=LATER)
    assert court.first.id == court.read(number).reviewer1_id


def test_two_who_take_at_the_same_moment_are_one(court: Court) -> None:
    """The other is told that somebody was faster; ten times over nothing is taken twice."""
    number, begin = court.appeal(), threading.Barrier(2)

    def work(who: Actor) -> bool:
        begin.wait()
        try:
            with transaction(court.year.engine) as session:
                appeal_reviews.take(session, who, number, version=version, now=LATER)
        except Conflict:
            return False
        return True

    for _ in range(10):
        version = court.version(number)
        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(work, (court.first, court.second)))
        holder = court.first if won[0] else court.second
        assert (1, holder.id) == (sum(won), court.read(number).reviewer1_id)
        with transaction(court.year.engine) as session:
            appeal_reviews.put_back(session, holder, number, version=court.version(number), now=LATER)


def test_what_is_put_back_may_be_taken_by_another(court: Court) -> None:
    """With nothing left of a proposal."""
    number = court.taken()
    court.propose(number, AppealOutcome.UNCHANGED)
    with transaction(court.year.engine) as session:
        appeal_reviews.put_back(session, court.first, number, version=court.version(number), now=LATER)
    with transaction(court.year.engine) as session:
        appeal_reviews.take(session, court.second, number, version=court.version(number), now=LATER)
    row = court.read(number)
    assert ("in_review", court.second.id, None, "") == (row.state, row.reviewer1_id, row.proposed_at, row.outcome)


def test_ruling_out_says_why(court: Court) -> None:
    """A ground of the list, an answer, a letter with both."""
    number = court.appeal()
    with transaction(court.year.engine) as session:
        appeal_reviews.rule_out(session, court.first, number, Inadmissible.COMPARISON, "Сравнивать нечего.", version=1, now=LATER)
    with transaction(court.year.engine) as session:
        letter = session.scalars(select(Letter).where(Letter.kind == "appeal_decided")).one()
        assert "сравнение с другими страницами" in letter.text
        assert "Сравнивать нечего." in letter.text
    assert (AppealState.INADMISSIBLE, Inadmissible.COMPARISON) == (court.read(number).state, court.read(number).inadmissible)


def test_who_decided_before_does_not_review(court: Court) -> None:
    """Whoever has corrected the page's data neither takes its appeal nor decides it."""
    with transaction(court.year.engine) as session:
        session.add(
            PageCorrection(season_id=court.year.season_id, page=LOSER, table_name="pages", row_id=-1, column_name="members",
                           act="change", old=1, new=2, reason="а", basis="а", source=CorrectionSource.ORGANIZER,
                           made_by=court.second.id, made_name="Борис", made_at=LATER, withdrawn_name="Борис", withdrawn_at=LATER)
        )  # fmt: skip
    number = court.appeal()
    with pytest.raises(NotAllowed), transaction(court.year.engine) as session:
        appeal_reviews.take(session, court.second, number, version=1, now=LATER)
    with transaction(court.year.engine) as session:
        appeal_reviews.take(session, court.first, number, version=1, now=LATER)
    court.propose(number, AppealOutcome.UNCHANGED)
    with pytest.raises(NotAllowed):
        court.decide(number)
    court.decide(number, who=court.third)
    assert "notified" == court.read(number).state


def test_who_is_in_conflict_does_not_see_it(court: Court) -> None:
    """For him the appeal is not there."""
    number = court.appeal()
    with transaction(court.year.engine) as session:
        session.add(
            Tie(season_id=court.year.season_id, user_id=court.first.id, target=ConflictTarget.PAGE, value=LOSER,
                source=ConflictSource.SELF, made_at=LATER)
        )  # fmt: skip
    with pytest.raises(NotFound), transaction(court.year.engine) as session:
        appeal_reviews.take(session, court.first, number, version=1, now=LATER)


def test_nobody_decides_alone(court: Court) -> None:
    """Who proposed does not decide, an observer does neither, and the database would not take it."""
    number = court.taken()
    court.propose(number, AppealOutcome.UNCHANGED)
    for who in (court.first, OBSERVER, ORGANIZER):
        with pytest.raises(NotAllowed):
            court.decide(number, who=who)
    with pytest.raises(IntegrityError), transaction(court.year.engine) as session:
        session.execute(update(Appeal).values(reviewer2_id=Appeal.reviewer1_id))


def test_one_person_decides_where_the_season_works_with_one_key(year: Year) -> None:
    """And the row says so."""
    court = open_court(year, two_keys=False)
    number = court.taken()
    court.propose(number, AppealOutcome.UNCHANGED)
    court.decide(number, who=court.first)
    row = court.read(number)
    assert ("notified", True, None, "Анна") == (row.state, row.one_key, row.reviewer2_id, row.reviewer2_name)


def test_an_unchanged_decision_changes_nothing(court: Court) -> None:
    """No decision, no seal, no run, no correction; only the letter."""
    with transaction(court.year.engine) as session:
        before = [len(session.scalars(select(table)).all()) for table in (Decision, ScoreRun, PageCorrection, Job)]
    court.decided(AppealOutcome.UNCHANGED)
    with transaction(court.year.engine) as session:
        assert before == [len(session.scalars(select(table)).all()) for table in (Decision, ScoreRun, PageCorrection, Job)]
        assert "оставлено без изменений" in session.scalars(select(Letter.text).where(Letter.kind == "appeal_decided")).one()


@pytest.mark.parametrize(
    ("outcome", "values"),
    [
        (AppealOutcome.UNCHANGED, FEWER),
        (AppealOutcome.NO_EFFECT, None),
        (AppealOutcome.NO_EFFECT, SPORT),
        (AppealOutcome.LIST_CHANGED, FEWER),
        (AppealOutcome.LIST_CHANGED, None),
    ],
)
def test_an_outcome_fits_what_was_found(court: Court, outcome: AppealOutcome, values: dict[str, str] | None) -> None:
    """It is not the reviewer's to say that the list stays where it does not."""
    number = court.taken()
    with pytest.raises(InputError):
        court.propose(number, outcome, values, DecisionOutcome.WINNER)


@pytest.mark.parametrize(("values", "outcome"), [(FEWER, AppealOutcome.NO_EFFECT), (SPORT, AppealOutcome.LIST_CHANGED)])
def test_the_shadow_run_may_say_how_it_ends(court: Court, values: dict[str, str], outcome: AppealOutcome) -> None:
    """Whoever corrects need not guess."""
    number = court.taken()
    court.propose(number, None, values)
    assert outcome == court.read(number).outcome


def test_a_correction_without_effect_is_told_with_its_run(court: Court) -> None:
    """Points and place before and after, and the shadow run's whole name; that run is not official, and the list is the same."""
    court.decided(AppealOutcome.NO_EFFECT, FEWER, AppealGround.WRONG_DATA)
    with transaction(court.year.engine) as session:
        shadow = session.scalars(select(ScoreRun).where(~ScoreRun.official)).one()
        letter = session.scalars(select(Letter.text).where(Letter.kind == "appeal_decided")).one()
        assert (court.year.home.runs / shadow.name).is_dir()
        (row,) = (one for one in decisions.standing(session, court.year.season_id) if one.page.key == LOSER)
        assert row.corrected is not None
        assert ("not_selected", shadow.name, "") == (row.final, row.corrected["run"], row.reason_code)
    assert f"Номер расчёта: {shadow.name}" in letter
    assert "Балл: 22,75 → " in letter
    assert "список не изменился" in letter


def test_a_changed_list_supersedes_and_seals_anew(court: Court) -> None:
    """The new decision keeps what was signed and tells what is right; papers show it; nobody else loses anything."""
    with transaction(court.year.engine) as session:
        before = {one.page.key: one.final for one in decisions.standing(session, court.year.season_id)}
        old = sealing.current(session, court.year.season_id, SealKind.DECISIONS)
    court.decided(AppealOutcome.LIST_CHANGED, SPORT)
    with transaction(court.year.engine) as session:
        now = {one.page.key: one for one in decisions.standing(session, court.year.season_id)}
        new = sealing.current(session, court.year.season_id, SealKind.DECISIONS)
        assert before | {LOSER: "laureate"} == {key: one.final for key, one in now.items()}
        assert ("Образование", 4, "appeal", "not_selected") == (
            now[LOSER].nomination, now[LOSER].place, now[LOSER].reason_code, now[LOSER].automatic,
        )  # fmt: skip
        assert old is not None
        assert new is not None
        assert (old.number + 1, old.number + 2) == (new.number - 1, new.number)
        assert [] == sealing.broken(session, court.year.season_id)
        shown = decision_papers.signed(session, session.scalars(select(Season)).one())
        (mine,) = (one for one in shown.rows if one.page == LOSER)
        assert ("Спорт", 2, "laureate") == (mine.nomination, mine.rank, mine.outcome)
        assert "award" == session.scalars(select(Job.kind).order_by(Job.id.desc())).first()


def test_nothing_of_a_decided_appeal_breaks_the_check(court: Court) -> None:
    """Every rule holds of the season while the documents are on their way."""
    court.decided(AppealOutcome.LIST_CHANGED, SPORT)
    with transaction(court.year.engine) as session:
        session.execute(update(Season).values(settings=session.scalars(select(Season)).one().settings | {"two_keys": False}))
        assert () == check(session, court.year.home, court.year.season_id).violations


def test_what_was_proposed_of_an_earlier_season_is_not_decided(court: Court) -> None:
    """Another appeal of the page was decided meanwhile: the effect is another."""
    one, other = court.taken(), court.taken(AppealGround.WRONG_DATA, form=1)
    court.propose(one, AppealOutcome.LIST_CHANGED, SPORT)
    court.propose(other, AppealOutcome.NO_EFFECT, FEWER)
    court.decide(one)
    with pytest.raises(Conflict):
        court.decide(other)
    with transaction(court.year.engine) as session:
        appeal_reviews.send_back(session, court.second, other, "Заново", version=court.version(other), now=LATER)
    assert ("", "Заново", None) == (court.read(other).outcome, court.read(other).note, court.read(other).run_id)


def test_a_season_closes_when_appeals_are_done(court: Court) -> None:
    """After the last day, with none undecided, with documents out; then what was answered is closed."""
    number = court.taken()
    with transaction(court.year.engine) as session:
        session.execute(update(Season).values(settings=session.scalars(select(Season)).one().settings | {"two_keys": False}))
        found = session.scalars(select(Season)).one()
        after = LATER + timedelta(days=30)
        told = [[one.code for one in course.standing(session, found, State.CLOSED, now=moment)] for moment in (LATER, after)]
        with pytest.raises(Blocked):
            course.advance(session, ORGANIZER, found.id, State.CLOSED, now=after)
    court.propose(number, AppealOutcome.UNCHANGED)
    court.decide(number)
    with transaction(court.year.engine) as session:
        course.advance(session, ORGANIZER, court.year.season_id, State.CLOSED, now=after)
    assert [["appeal_window", "appeals"], ["appeals"]] == told
    assert "closed" == court.read(number).state


def test_documents_that_are_not_out_hold_the_season(court: Court) -> None:
    """A corrected decision is public once its documents are."""
    court.decided(AppealOutcome.LIST_CHANGED, SPORT)
    with transaction(court.year.engine) as session:
        found = session.scalars(select(Season)).one()
        codes = [one.code for one in course.standing(session, found, State.CLOSED, now=LATER + timedelta(days=30))]
    assert ["jobs", "put_right"] == codes


def test_the_diary_counts_and_tells_nothing_else(court: Court) -> None:
    """How many ended how, without a word of what was written."""
    court.decided(AppealOutcome.UNCHANGED)
    court.appeal(AppealGround.PROCEDURE, form=1)
    with transaction(court.year.engine) as session:
        found = diary.diary(session, 2025)
    assert {"unchanged": 1, "received": 1} == found.appeals
    assert "школа спорта" not in repr(found).lower()


def test_the_journal_holds_acts_and_no_words(court: Court) -> None:
    """Who did what, and nothing of the owner's text."""
    court.decided(AppealOutcome.LIST_CHANGED, SPORT)
    with transaction(court.year.engine) as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.object_kind == "appeal").order_by(AuditEvent.id)).all()
    assert ["appeal.make", "appeal.take", "appeal.propose", "appeal.decide"] == [event.action for event in events]
    assert not any("школа спорта" in repr((event.before, event.after, event.reason)) for event in events)


GOOD = {"ground": "wrong_data", "criterion": "A1", "words": "а", "link": "https://vk.com/a", "contact": "", "rows": []}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"ground": "procedure", "criterion": ""}, []),
        ({"criterion": ""}, ["criterion"]),
        ({"ground": "better", "criterion": "X"}, ["ground", "criterion"]),
        ({"contact": "а" * 255}, ["contact"]),
        ({"words": "", "link": ""}, ["words", "link"]),
    ],
)
def test_faults_stand_at_their_fields(given: dict[str, object], fields: list[str]) -> None:
    """All at once."""
    asked: dict[str, object] = GOOD | given
    assert fields == list(appeals.faults(codes=["A1"], attached=False, **asked))  # type: ignore[arg-type]  # by the table above
