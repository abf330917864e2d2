"""The protocol's two signatures, the papers of the signed decision, the diary, and what a person with a conflict sees."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from scoring.errors import Blocked, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import decision_changes, decision_influence, decision_papers, decision_table, diary, protocols, sealing
from scoring.services.decision_changes import Act
from scoring.services.decisions import change
from scoring.store.database import transaction
from scoring.store.seasons import Season
from scoring.store.vocabulary import DecisionOutcome, ProtocolState, SealKind, SeasonKind
from tests.scoring.services.meeting import NOW, SPHERES, Meeting, sow, standing, tie

WHY = "Страница ведётся частным лицом, есть письмо."
READ = {
    "count:Культура": "4",
    "last:Культура": "культура  учреждение № 6",
    "count:Образование": "4",
    "last:Образование": "Образование: учреждение № 4",
}


@pytest.fixture(name="session")
def _session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture(name="meeting")
def _meeting(session: Session) -> Meeting:
    return sow(session)


def season_of(session: Session, meeting: Meeting) -> Season:
    return session.get_one(Season, meeting.season)


def signed(session: Session, meeting: Meeting) -> Season:
    """Both signatures stand."""
    protocols.sign(session, meeting.chair, meeting.season, now=NOW)
    protocols.sign(session, meeting.admin, meeting.season, now=NOW, read=READ)
    return season_of(session, meeting)


def publish(session: Session, meeting: Meeting, **settings: bool) -> None:
    values = {"state": State.PUBLISHED, "published_at": NOW, "settings": SeasonSettings(**settings).model_dump(mode="json")}
    session.execute(update(Season).where(Season.id == meeting.season).values(**values))
    session.expire_all()


def test_two_people_sign_and_the_decision_is_sealed(session: Session, meeting: Meeting) -> None:
    """The seal's hash is the one in the protocol's document."""
    season = signed(session, meeting)
    protocol = protocols.current(session, meeting.season)
    seal = sealing.current(session, meeting.season, SealKind.DECISIONS)
    assert protocol is not None
    assert seal is not None
    assert (State.SIGNED, ProtocolState.SIGNED) == (season.state, protocol.state)
    assert seal.sha256 == protocol.sha256 == protocol.document["decisions"]


@pytest.mark.parametrize(
    ("key", "value"), [("count:Культура", "5"), ("last:Культура", "учреждение № 4"), ("last:Образование", "")]
)
def test_the_second_signer_reads_counts_and_last_names(session: Session, meeting: Meeting, key: str, value: str) -> None:
    """A wrong one names its sphere and signs nothing."""
    protocols.sign(session, meeting.chair, meeting.season, now=NOW)
    with pytest.raises(InputError) as caught:
        protocols.sign(session, meeting.admin, meeting.season, now=NOW, read={**READ, key: value})
    assert key.partition(":")[2] in caught.value.ru
    assert State.PROPOSED == season_of(session, meeting).state


def test_uneven_seats_keep_the_chair_from_signing(session: Session, meeting: Meeting) -> None:
    """The blocker says which sphere."""
    one = standing(session, meeting)[meeting.page(1)]
    change(session, meeting.chair, one.id, DecisionOutcome.EXCLUDED, reason_code="dead", reason=WHY, now=NOW)
    with pytest.raises(Blocked) as caught:
        protocols.sign(session, meeting.chair, meeting.season, now=NOW)
    assert [("seats", 1)] == [(one.code, one.count) for one in caught.value.blockers]


def test_nobody_signs_a_deviation_that_he_is_tied_to(session: Session, meeting: Meeting) -> None:
    """Of a page that nothing was changed about he may."""
    tie(session, meeting, meeting.chair, meeting.page(7))
    found = standing(session, meeting)
    decision_changes.decide(
        session, meeting.chair, found[meeting.page(1)].id, Act.EXCLUDE, reason_code="dead", reason=WHY,
        other=found[meeting.page(5)].id, now=NOW,
    )  # fmt: skip
    tie(session, meeting, meeting.admin, meeting.page(1))
    protocols.sign(session, meeting.chair, meeting.season, now=NOW)
    with pytest.raises(NotAllowed):
        protocols.sign(session, meeting.admin, meeting.season, now=NOW, read=READ)


def test_the_protocol_counts_recusals_and_names_nobody(session: Session, meeting: Meeting) -> None:
    """A page and a number."""
    told = protocols.document(session, season_of(session, meeting))
    assert [("Культура: учреждение № 7", 1)] == [(one["name"], one["count"]) for one in told["recusals"]]
    assert {"page", "name", "count"} == set(told["recusals"][0])


def test_figures_do_not_change_with_pages_that_are_hidden(session: Session, meeting: Meeting) -> None:
    """Whatever becomes of a page with a conflict, the table and the protocol of that viewer stay what they were."""
    tie(session, meeting, meeting.observer, meeting.page(2))
    season = season_of(session, meeting)

    def seen() -> tuple[Any, ...]:
        table = decision_table.table(session, meeting.observer, season, "Культура")
        told = protocols.document(session, season, frozenset({meeting.page(2)}))
        lines = [(line.decision.page.name, line.place, line.band, line.decision.final) for line in table.lines]
        tabs = decision_table.tabs(session, meeting.observer, season)
        return lines, table.seats, table.winners, table.hidden, tabs, told["counts"], told["deviations"], told["last"]

    before = seen()
    one = standing(session, meeting)[meeting.page(2)]
    change(session, meeting.chair, one.id, DecisionOutcome.EXCLUDED, reason_code="dead", reason=WHY, now=NOW)
    assert before == seen()
    assert (1, [1, 2, 3]) == (before[3], [line[1] for line in before[0]][:3])


def test_papers_are_printed_from_the_sealed_files(session: Session, meeting: Meeting) -> None:
    """Without a seal there are none; a row that is changed behind them changes nothing."""
    season = season_of(session, meeting)
    with pytest.raises(NotFound):
        decision_papers.winners_for_press(session, meeting.admin, season)
    signed(session, meeting)
    found = decision_papers.winners_for_press(session, meeting.admin, season)
    won = [row.name for row in found.rows if row.outcome == "winner" and row.nomination == "Культура"]
    assert [f"Культура: учреждение № {place}" for place in (1, 2, 3, 6)] == won
    assert ({None}, "94.00") == ({row.place for row in found.rows}, found.rows[0].points)


def test_the_press_table_holds_no_formula_and_names_the_seal(session: Session, meeting: Meeting) -> None:
    """Both forms carry the hash; a citation that would run is quoted."""
    one = standing(session, meeting)[meeting.page(1)]
    decision_changes.cite(session, meeting.chair, one.id, "=1+1", now=NOW)
    season = signed(session, meeting)
    found = decision_papers.winners_for_press(session, meeting.admin, season)
    _, _, text = decision_papers.press_file(found, 2026, "csv", "ru")
    _, _, book = decision_papers.press_file(found, 2026, "xlsx", "ru")
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert ("'=1+1" in text.decode(), found.sha256 in text.decode()) == (True, True)
    assert ("'=1+1", found.sha256) == (rows[1][6], rows[-1][2])


def test_papers_wait_for_whoever_has_a_conflict(session: Session, meeting: Meeting) -> None:
    """Until publication."""
    tie(session, meeting, meeting.observer, meeting.page(9))
    season = signed(session, meeting)
    with pytest.raises(NotAllowed):
        decision_papers.winners_for_press(session, meeting.observer, season)
    publish(session, meeting)
    assert 16 == len(decision_papers.winners_for_press(session, meeting.observer, season).rows)


def test_influence_is_for_observer_and_chair(session: Session, meeting: Meeting) -> None:
    """Numbers of jurors; the admin is refused."""
    season = season_of(session, meeting)
    report = decision_influence.jury_report(session, meeting.observer, season)
    assert (14, 4, {"1", "2", "3", "4"}) == (report.verdicts, report.pages, {one.juror for one in report.influences})
    assert report.influences == decision_influence.jury_report(session, meeting.chair, season).influences
    with pytest.raises(NotAllowed):
        decision_influence.jury_report(session, meeting.admin, season)


def test_the_diary_opens_files_in_their_time(session: Session, meeting: Meeting) -> None:
    """Rules at once, the run after publication in a season that shows all pages; hashes always."""
    signed(session, meeting)
    told = diary.diary(session, 2026)
    assert ["rules", "run", "decisions"] == [seal.kind for seal in told.seals]
    assert ([True, False, False], None, None) == ([seal.open for seal in told.seals], told.deviations, told.results)
    with pytest.raises(NotFound):
        diary.sealed_file(session, 2026, 2)
    publish(session, meeting)
    assert [True, False, False] == [seal.open for seal in diary.diary(session, 2026).seals]
    publish(session, meeting, list_public=True)
    file = diary.sealed_file(session, 2026, 3)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    assert 24 == len([json.loads(line) for line in file.content.splitlines()])


def test_the_open_file_holds_winners_and_laureates(session: Session, meeting: Meeting) -> None:
    """All pages only where the season says so; its hash is that of the diary."""
    signed(session, meeting)
    publish(session, meeting)
    body = diary.results_file(session, 2026)
    pages = [line for line in body.decode().splitlines() if not line.endswith("cut_line")]
    assert (17, hashlib.sha256(body).hexdigest()) == (len(pages), diary.diary(session, 2026).results)
    publish(session, meeting, list_public=True)
    assert 25 == len([line for line in diary.results_file(session, 2026).splitlines() if not line.endswith(b"cut_line")])


def test_the_open_file_names_the_cut_lines(session: Session, meeting: Meeting) -> None:
    """Of each nomination the points of its last winner."""
    signed(session, meeting)
    publish(session, meeting)
    rows = list(csv.DictReader(io.StringIO(diary.results_file(session, 2026).decode("utf-8-sig")), delimiter=";"))
    least: dict[str, float] = {}
    for row in rows:
        if row["outcome"] == "winner":
            least[row["nomination"]] = min(float(row["points"]), least.get(row["nomination"], 100.0))
    assert least == {row["nomination"]: float(row["points"]) for row in rows if row["outcome"] == "cut_line"}
    assert least


def test_a_rehearsal_has_no_diary(session: Session) -> None:
    """In no state."""
    meeting = sow(session, kind=SeasonKind.REHEARSAL)
    for state in (State.PROPOSED, State.SIGNED):
        session.execute(update(Season).where(Season.id == meeting.season).values(state=state))
        with pytest.raises(NotFound):
            diary.diary(session, 2026)


def test_the_register_says_who_would_otherwise_be_in(session: Session, meeting: Meeting) -> None:
    """Both halves of a promotion; a hidden page takes the line of its pair with it."""
    season, found = season_of(session, meeting), standing(session, meeting)
    decision_changes.decide(
        session, meeting.chair, found[meeting.page(5)].id, Act.PROMOTE, reason_code="other", reason=WHY,
        other=found[meeting.page(3)].id, now=NOW,
    )  # fmt: skip
    rows, hidden = decision_table.register(session, meeting.admin, season)
    assert [(3, None), (5, meeting.page(3))] == [(one.place, one.instead_of) for one in rows]
    assert (0, SPHERES[0]) == (hidden, rows[0].nomination)
    tie(session, meeting, meeting.admin, meeting.page(3))
    assert ([], 1) == decision_table.register(session, meeting.admin, season)
