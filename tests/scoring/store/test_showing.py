"""The named queries of the screens: fixed numbers of queries, and the answers that are not seen in a page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.season.course import State
from scoring.store import showing
from scoring.store.database import transaction
from scoring.store.tables import Season
from scoring.store.vocabulary import AwardKind, FileKind
from tests.webadmin import contest


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> contest.Computed:
    """The contest, frozen and scored once."""
    return contest.compute(tmp_path_factory.mktemp("contest"))


@pytest.fixture
def held(engine: Engine, computed: contest.Computed, tmp_path: Path) -> contest.Held:
    """The published contest in a fresh database."""
    with transaction(engine) as session:
        return contest.hold(session, Home(home=tmp_path).make(), computed)


@pytest.fixture
def queries(engine: Engine) -> Iterator[Callable[[Callable[[Session], object]], int]]:
    """Counts the queries of a call in a session of its own."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)

    def count(call: Callable[[Session], object]) -> int:
        asked.clear()
        with Session(engine) as session:
            call(session)
        return len(asked)

    yield count
    event.remove(engine, "before_cursor_execute", note)


Count = Callable[[Callable[[Session], object]], int]


@pytest.mark.parametrize("limit", [1, 3])
def test_standings_cost_two_queries(held: contest.Held, queries: Count, limit: int) -> None:
    """However many rows: one query for them with their pages, one for their number."""

    def call(session: Session) -> object:
        found = showing.standings(session, held.run, "Образование", offset=0, limit=limit)
        return [(score.page.name, found.total) for score in found.rows]

    assert queries(call) == 2


@pytest.mark.parametrize("limit", [1, 3])
def test_awards_cost_two_queries(held: contest.Held, queries: Count, limit: int) -> None:
    """However many awards: one query for them with pages and season, one for all of their files."""

    def call(session: Session) -> object:
        found = showing.awards(session, held.season, limit=limit)
        return [(award.page.name, award.season.year, len(award.files)) for award in found]

    assert queries(call) == 2


@pytest.mark.parametrize("limit", [1, 3])
def test_pages_out_of_the_contest_cost_two_queries(held: contest.Held, queries: Count, limit: int) -> None:
    """The same for those who failed a gate."""

    def call(session: Session) -> object:
        return [score.page.name for score in showing.out_of_contest(session, held.run, "Образование", limit=limit).rows]

    assert queries(call) == 2


def test_progress_costs_five_queries(held: contest.Held, queries: Count) -> None:
    """The whole home page's counts."""
    assert queries(lambda session: showing.progress(session, held.season)) == 5


def test_one_score_between_its_neighbours_costs_four_queries(held: contest.Held, queries: Count) -> None:
    """The score with page and run, the nomination's counts, the page above, the page below."""

    def call(session: Session) -> object:
        score = showing.score_of(session, held.pages[5], held.season)
        assert score is not None
        found = showing.standing(session, score)
        return [score.page.name, score.run.name, *(near.page.name for near in (found.above, found.below) if near is not None)]

    assert queries(call) == 4


def test_one_award_costs_two_queries(held: contest.Held, queries: Count) -> None:
    """The award with page and season, and its files."""

    def call(session: Session) -> object:
        award = showing.award_by_serial(session, held.serials[0])
        assert award is not None
        return award.page.name, award.season.year, len(award.files)

    assert queries(call) == 2


def test_counts_are_those_of_the_files(held: contest.Held, engine: Engine) -> None:
    """Good rows are those read less those refused."""
    with Session(engine) as session:
        found = showing.progress(session, held.season)
        assert (8998, 70, 70, 4, 3, 7, 7) == (
            found.rows(FileKind.POSTS), found.pages, found.scored, found.winners, found.laureates, found.awards, found.made,
        )  # fmt: skip


def test_a_season_without_anything_has_zeros(engine: Engine) -> None:
    """No file, no run, no award."""
    with Session(engine) as session:
        found = showing.progress(session, 77)
        assert ((), 0, None, 0, 0) == (found.files, found.pages, found.run, found.scored, found.awards)


def test_the_spread_knows_both_sides_of_the_line(held: contest.Held, engine: Engine) -> None:
    """Totals fall; the last winner and the best of the others are told."""
    with Session(engine) as session:
        found = showing.spread(session, held.run, "Образование")
    assert (41, sorted(found.totals, reverse=True), 921_800, 921_800) == (
        len(found.totals), list(found.totals), found.last_winner, found.best_other,
    )  # fmt: skip


def test_the_first_and_the_last_have_one_neighbour(held: contest.Held, engine: Engine) -> None:
    """Nobody stands above the first nor below the last."""
    with Session(engine) as session:
        rows = showing.standings(session, held.run, "Образование", offset=0, limit=100).rows
        ends = [showing.standing(session, rows[i]) for i in (0, -1)]
        assert [(True, False), (False, True)] == [(end.above is None, end.below is None) for end in ends]


def test_equals_are_counted_and_are_no_neighbours(held: contest.Held, engine: Engine) -> None:
    """Two pages share the third place: above is the second, below the fifth."""
    with Session(engine) as session:
        third = showing.standings(session, held.run, "Образование", offset=2, limit=1).rows[0]
        found = showing.standing(session, third)
        assert found.above is not None
        assert found.below is not None
        assert (2, 2, 5) == (found.sharing, found.above.place, found.below.place)


def test_sheets_do_not_overlap(held: contest.Held, engine: Engine) -> None:
    """The sheets together are the whole list, each page once."""
    with Session(engine) as session:
        sheets = [showing.standings(session, held.run, "Образование", offset=i, limit=10).rows for i in range(0, 50, 10)]
        ids = [score.page_id for sheet in sheets for score in sheet]
        assert (41, 41) == (len(ids), len(set(ids)))


def test_a_serial_is_found_only_after_publication(held: contest.Held, engine: Engine) -> None:
    """A signed season's certificates are nobody's business yet; the token finds them for staff."""
    with Session(engine) as session:
        season = session.get_one(Season, held.season)
        season.state, season.published_at = State.SIGNED, None
        session.flush()
        assert (None, True) == (
            showing.award_by_serial(session, held.serials[0]),
            showing.award_by_token(session, held.tokens[0]) is not None,
        )


def test_awards_stand_winners_first(held: contest.Held, engine: Engine) -> None:
    """Within a nomination: winners before laureates, each by place."""
    with Session(engine) as session:
        found = showing.awards(session, held.season, nomination="Образование")
        kinds = [(award.kind == AwardKind.LAUREATE, award.place) for award in found]
        assert (4, sorted(kinds)) == (len(kinds), kinds)


@pytest.mark.parametrize("words", ["%", "_", "'; DROP TABLE award; --", "\\"])
def test_signs_of_sql_are_letters(held: contest.Held, engine: Engine, words: str) -> None:
    """A search for signs that mean something to a database finds only those signs."""
    with Session(engine) as session:
        assert showing.count_awards(session, held.season, words=words) == 0


def test_a_page_of_another_season_is_none(held: contest.Held, engine: Engine) -> None:
    """Neither score nor award nor file are given to another season; a page brings its own."""
    other = held.season + 1
    with Session(engine) as session:
        page = showing.page_of(session, held.pages[0])
        assert page is not None
        assert held.season == page.season.id
        assert [None] * 3 == [
            showing.score_of(session, held.pages[0], other),
            showing.award_of_page(session, held.pages[0], other),
            showing.file_of_season(session, other, 1),
        ]
