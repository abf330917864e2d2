"""Corrections on either database: who may, when, on what grounds; withdrawn, replaced; in a run's name and its sealed folder."""

import pytest
from sqlalchemy import select

from scoring.errors import Conflict, InputError, LavrError, NotAllowed, NotFound
from scoring.evidence.corrections import NO_CORRECTIONS, Correction, added, corrections_hash, struck
from scoring.evidence.reader import open_snapshot
from scoring.season.course import State
from scoring.services import corrections, course, differing, replaying
from scoring.services.explaining import explain
from scoring.services.scoring import run_name
from scoring.store.corrections import PageCorrection
from scoring.store.database import transaction
from scoring.store.results import Score, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.showing_corrections import steps_of
from scoring.store.vocabulary import CorrectionSource
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER
from tests.scoring.evidence import invented
from tests.scoring.services.conftest import Frozen

PAGE = "vk:club103"


def members(season: Frozen, new: int = 777) -> Correction:
    """A correction of the page's subscribers."""
    with open_snapshot(season.folder) as evidence:
        number = evidence.number_of(PAGE)
        return Correction("pages", PAGE, None, "members", int(evidence.pages.members[number]), new)


def test_a_correction_is_kept_with_all_that_is_said_of_it(season: Frozen) -> None:
    """Who, why, on what basis, from where; and a line of the journal."""
    number = season.correct(members(season), source=CorrectionSource.OBJECTION)
    with transaction(season.ground.engine) as session:
        row = session.get_one(PageCorrection, number)
        told = (row.made_name, row.reason, row.basis, row.source, row.withdrawn_at)
        assert ("Анна", "опечатка", "письмо № 5", "objection", None) == told
        assert ["evidence.correct"] == [step.action for step in steps_of(session, number)]
    assert (members(season),) == season.active()


def test_an_observer_corrects_and_withdraws_nothing(season: Frozen) -> None:
    """He only looks."""
    number = season.correct(members(season))
    with pytest.raises(NotAllowed):
        season.correct(members(season, 1), OBSERVER)
    with transaction(season.ground.engine) as session, pytest.raises(NotAllowed):
        corrections.withdraw(session, OBSERVER, number, reason="ошибка", now=NOW)


@pytest.mark.parametrize("state", [State.COLLECTING, State.SIGNED])
def test_only_where_runs_are_computed(season: Frozen, state: State) -> None:
    """Neither before freezing nor after signing."""
    number = season.correct(members(season))
    with transaction(season.ground.engine) as session:
        found = session.get_one(Season, season.ground.season_id)
        found.state, found.evidence = state, None if state is State.COLLECTING else found.evidence
    with pytest.raises(Conflict):
        season.correct(struck("posts", PAGE, 1))
    with pytest.raises(Conflict):
        season.withdraw(number)


@pytest.mark.parametrize(
    ("one", "error", "words"),
    [
        (Correction("pages", PAGE, None, "members", -7, 5), Conflict, "The evidence says"),
        (Correction("pages", PAGE, None, "nothing", 1, 5), InputError, "cannot be corrected"),
        (Correction("tables", PAGE, None, "members", 1, 5), InputError, "no table"),
        (Correction("pages", "vk:nobody", None, "members", 1, 5), InputError, "no page"),
        (Correction("posts", PAGE, 10**6, "repost", 0, 1), InputError, "no row"),
        (Correction("posts", PAGE, None, "repost", 0, 1), InputError, "name the row"),
        (added("posts", PAGE, 500, {"time": 5}), InputError, "out of range"),
        (added("messages", PAGE, 500, {"asked": invented.START, "answered": invented.START - 5}), InputError, "is before"),
    ],
)
def test_what_is_wrong_is_said(season: Frozen, one: Correction, error: type[LavrError], words: str) -> None:
    """A value that the evidence does not have is a conflict, everything else an error of input; nothing is written."""
    with pytest.raises(error) as caught:
        season.correct(one)
    assert words in caught.value.en
    assert () == season.active()


@pytest.mark.parametrize("given", [{"reason": " "}, {"basis": ""}, {"reason": "о" * 5000}])
def test_reason_and_basis_are_needed(season: Frozen, given: dict[str, str]) -> None:
    """Both, and neither endless."""
    with pytest.raises(InputError):
        season.correct(members(season), ORGANIZER, **given)


def test_a_figure_is_corrected_once(season: Frozen) -> None:
    """A second correction of the same figure is refused, or takes the first one's place where that is wanted."""
    first = season.correct(members(season))
    with pytest.raises(Conflict):
        season.correct(members(season, 5))
    season.correct(members(season, 5), supersede=True)
    assert (members(season, 5),) == season.active()
    with transaction(season.ground.engine) as session:
        assert corrections.SUPERSEDED == session.get_one(PageCorrection, first).withdrawn_reason


def test_withdrawing_is_the_undo(season: Frozen) -> None:
    """With a reason, once; and then the figure may be corrected again."""
    number = season.correct(members(season))
    with pytest.raises(InputError):
        season.withdraw(number, " ")
    season.withdraw(number)
    assert () == season.active()
    with pytest.raises(Conflict, match="already"):
        season.withdraw(number)
    with pytest.raises(NotFound):
        season.withdraw(number + 99)
    season.correct(members(season))


def test_with_an_added_row_go_the_corrections_of_its_cells(season: Frozen) -> None:
    """Otherwise they would speak of nothing."""
    number = season.correct(added("streams", PAGE, 900, {"started": invented.START, "duration": 3600, "confirmed": 1}))
    season.correct(Correction("streams", PAGE, 900, "confirmed", 1, 0))
    season.withdraw(number)
    assert () == season.active()


def test_corrections_that_no_longer_fit_are_told(season: Frozen) -> None:
    """After freezing anew the evidence may say something else."""
    number = season.correct(members(season))
    with transaction(season.ground.engine) as session:
        assert [] == corrections.idle_rows(session, season.home, season.ground.season_id)
        session.get_one(PageCorrection, number).old = 123_456
    with transaction(season.ground.engine) as session:
        assert [number] == [row.id for row in corrections.idle_rows(session, season.home, season.ground.season_id)]


def test_a_run_is_named_by_its_corrections(season: Frozen) -> None:
    """Without any it is called as before there could be any; withdrawing all leads back to that very run."""
    plain = season.run()
    season.correct(members(season))
    other = season.run()
    with transaction(season.ground.engine) as session:
        runs = {run.name: run for run in session.scalars(select(ScoreRun))}
        book = runs[plain].rulebook
        assert run_name(season.folder.name, book) == run_name(season.folder.name, book, corrections=NO_CORRECTIONS) == plain
        assert run_name(season.folder.name, book, corrections=corrections_hash(season.active())) == other
    season.withdraw(1)
    assert plain == season.run()
    assert plain != other


def test_both_runs_replay_to_the_byte(season: Frozen) -> None:
    """Before and after the withdrawal, from the folders alone; a changed file of corrections is named."""
    season.correct(struck("posts", PAGE, 1))
    season.correct(members(season))
    names = [season.run()]
    for number in (1, 2):
        season.withdraw(number)
    names.append(season.run())
    assert [True, True] == [replaying.replay(season.home.runs / name).same for name in names]
    file = season.home.runs / names[0] / "corrections.json"
    file.write_text(file.read_text(encoding="utf-8").replace("777", "778"), encoding="utf-8")
    assert ["corrections.json", "corrections", "name"] == [wrong.part for wrong in replaying.replay(file.parent).wrong]


def test_the_difference_of_two_runs_names_the_correction(season: Frozen) -> None:
    """What was and what is, before any other reason."""
    before = season.run()
    season.correct(members(season))
    after = season.run()
    with transaction(season.ground.engine) as session:
        found = differing.Comparison(*(differing.side_of(session, season.home, name) for name in (before, after)))
        old = members(season).old
        assert (f"исправление: реестр, {PAGE}: Количество подписчиков {old} → 777",) == found.corrected(PAGE, "ru")
        assert ((members(season),), ()) == found.corrections


def test_a_correction_after_the_run_holds_the_signing_up(season: Frozen) -> None:
    """Points are computed anew before anybody signs."""
    season.run()
    with transaction(season.ground.engine) as session:
        course.advance(session, ORGANIZER, season.ground.season_id, State.SCORED, now=NOW)
    season.correct(members(season))
    with transaction(season.ground.engine) as session:
        found = session.get_one(Season, season.ground.season_id)
        assert ["corrections"] == [blocker.code for blocker in course.standing(session, found, State.PROPOSED, now=NOW)]


def test_the_explanation_tells_what_was_corrected(season: Frozen) -> None:
    """What was and is, who says so, why, on what basis: of the run that read it so, whatever is withdrawn since."""
    season.correct(members(season))
    name = season.run()
    season.withdraw(1)
    with transaction(season.ground.engine) as session:
        run = session.scalars(select(ScoreRun).where(ScoreRun.name == name)).one()
        score = session.scalars(select(Score).join(Score.page).where(Score.run_id == run.id, Page.key == PAGE)).one()
        old = members(season).old
        said = f"исправлено: реестр, {PAGE}: Количество подписчиков {old} → 777; организатор Анна: опечатка (письмо № 5)"
        assert (said,) == explain(score, run, "ru").corrections
