"""Findings: proposed by one, confirmed by another, counted by the next computation, proposed by metrics once."""

from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from criteria import loading
from scoring.engine.findings import Finding, Findings
from scoring.engine.run import NO_FINDINGS, Result, evaluate
from scoring.errors import Conflict, InputError, NotAllowed, NotFound
from scoring.season.course import State
from scoring.services import course, findings, people
from scoring.services.acting import Actor
from scoring.services.scoring import run_name, save_run
from scoring.store import showing
from scoring.store.database import transaction
from scoring.store.results import Score, ScoreRun
from scoring.store.rules import PageFinding
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import FindingKind, FindingState, Role, Via
from scoring.store.work import AuditEvent
from tests.scoring.conftest import NOW, OBSERVER, ORGANIZER, Ground
from tests.scoring.engine.world import World

EVIDENCE = "e" * 64
SECOND = Actor(None, "Борис", Role.ADMIN, Via.COMMAND_LINE)
"""Another user of the machine than the one who proposes."""


@pytest.fixture(name="frozen")
def _frozen(ground: Ground) -> Ground:
    """A season with two pages whose evidence is frozen."""
    with transaction(ground.engine) as session:
        session.add_all(_page(ground, number) for number in (1, 2))
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.FROZEN, EVIDENCE
    return ground


def _page(ground: Ground, number: int) -> Page:
    return Page(
        season_id=ground.season_id,
        key=f"vk:club{number}",
        name="Школа",
        link="",
        ogrn_valid=True,
        register_line=2,
        search="школа",
    )


def _actor(engine: Engine, name: str) -> Actor:
    with transaction(engine) as session:
        user = people.add_user(session, ORGANIZER, email=f"{name}@example.org", name=name, role=Role.ADMIN, now=NOW)
        session.flush()
        return Actor(user.id, name, Role.ADMIN, Via.WEB)


def _page_id(session: Session, ground: Ground, number: int = 1) -> int:
    return session.scalars(select(Page.id).where(Page.season_id == ground.season_id, Page.key == f"vk:club{number}")).one()


def _propose(
    ground: Ground, actor: Actor = ORGANIZER, *, kind: FindingKind = FindingKind.PENALTY, code: str = "P5", **more: str | int
) -> int:
    """A proposed finding about the first page; its id."""
    words = {"reason": "накрутка", "evidence": "акт № 7"} | {k: v for k, v in more.items() if k in {"reason", "evidence"}}
    times = int(more.get("times", 1))
    with transaction(ground.engine) as session:
        found = findings.propose(
            session,
            actor,
            ground.season_id,
            page_id=_page_id(session, ground),
            kind=kind,
            code=code,
            times=times,
            reason=str(words["reason"]),
            evidence=str(words["evidence"]),
            now=NOW,
        )
        return found.id


def _confirm(ground: Ground, finding: int, actor: Actor = SECOND) -> None:
    with transaction(ground.engine) as session:
        findings.confirm(session, actor, finding, now=NOW)


def _result(said: Findings = NO_FINDINGS, adverts: int = 0) -> Result:
    """Both pages by the packaged rule book, with so many adverts proposed for the first one."""
    found = evaluate(loading.packaged("regional"), World(["Спорт"] * 2, keys=["vk:club1", "vk:club2"]), findings=said)
    proposed = dict(found.proposed) | {"P2": np.array([adverts, 0])}
    return replace(found, judged=replace(found.judged, adjusted=replace(found.judged.adjusted, proposed=proposed)))


def test_a_proposed_finding_counts_nothing(frozen: Ground) -> None:
    """Only confirmed ones go into a computation."""
    _propose(frozen)

    with transaction(frozen.engine) as session:
        assert Findings() == findings.confirmed(session, frozen.season_id)


def test_a_confirmed_finding_counts(frozen: Ground) -> None:
    """It comes back with everything that the engine and the explanation need."""
    _confirm(frozen, _propose(frozen, times=2))

    with transaction(frozen.engine) as session:
        expected = Findings((Finding("vk:club1", "penalty", "P5", 2, "накрутка", "акт № 7"),))
        assert expected == findings.confirmed(session, frozen.season_id)


def test_nobody_confirms_his_own_proposal(frozen: Ground) -> None:
    """Another person has to; the same one may take it back."""
    anna, boris = _actor(frozen.engine, "anna"), _actor(frozen.engine, "boris")
    mine = _propose(frozen, anna)
    with pytest.raises(NotAllowed):
        _confirm(frozen, mine, anna)

    _confirm(frozen, mine, boris)
    with transaction(frozen.engine) as session:
        found = session.get_one(PageFinding, mine)
        assert (FindingState.CONFIRMED, boris.id) == (found.state, found.decided_by)


def test_a_refused_finding_is_decided_for_good(frozen: Ground) -> None:
    """Neither confirmed nor refused again."""
    finding = _propose(frozen)
    with transaction(frozen.engine) as session:
        findings.refuse(session, ORGANIZER, finding, now=NOW, note="не доказано")

    with pytest.raises(Conflict):
        _confirm(frozen, finding)
    with transaction(frozen.engine) as session, pytest.raises(Conflict):
        findings.refuse(session, ORGANIZER, finding, now=NOW, note="ещё раз")


def test_a_confirmed_finding_can_be_taken_back(frozen: Ground) -> None:
    """A mistake is refused, and the next computation leaves it out."""
    finding = _propose(frozen)
    _confirm(frozen, finding)
    with transaction(frozen.engine) as session:
        findings.refuse(session, ORGANIZER, finding, now=NOW, note="ошибка")

    with transaction(frozen.engine) as session:
        assert 0 == len(findings.confirmed(session, frozen.season_id))


def test_the_machines_user_does_not_confirm_his_own_either(frozen: Ground) -> None:
    """The command line has no accounts, but a name; a person of the panel is another one."""
    finding = _propose(frozen)
    with pytest.raises(NotAllowed):
        _confirm(frozen, finding, ORGANIZER)

    _confirm(frozen, finding, _actor(frozen.engine, "anna"))


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_decision_can_be_taken_back(frozen: Ground, confirmed: bool) -> None:
    """The finding is proposed again as if nobody had decided; the trail knows better."""
    finding = _propose(frozen)
    if confirmed:
        _confirm(frozen, finding)
    else:
        with transaction(frozen.engine) as session:
            findings.refuse(session, ORGANIZER, finding, now=NOW, note="не доказано")
    with transaction(frozen.engine) as session:
        findings.reopen(session, ORGANIZER, finding, now=NOW)

    with transaction(frozen.engine) as session:
        found = session.get_one(PageFinding, finding)
        assert (FindingState.PROPOSED, None, "", "") == (found.state, found.decided_at, found.decided_name, found.note)
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "finding.reopen")).one()
        assert ("confirmed" if confirmed else "refused") == (event.before or {})["state"]


def test_what_is_not_decided_cannot_be_taken_back(frozen: Ground) -> None:
    """Somebody was faster."""
    finding = _propose(frozen)
    with transaction(frozen.engine) as session, pytest.raises(Conflict):
        findings.reopen(session, ORGANIZER, finding, now=NOW)


def test_all_faults_are_told_at_once() -> None:
    """Each at its field."""
    book = loading.packaged("regional")
    found = findings.faults(book, kind=FindingKind.WAIVER, code="P1", times=3, reason="", evidence="x" * 2001)
    assert ["code", "times", "reason", "evidence"] == list(found)


def test_an_observer_writes_no_finding(frozen: Ground) -> None:
    """Only organizers propose and decide."""
    finding = _propose(frozen)
    with pytest.raises(NotAllowed):
        _propose(frozen, OBSERVER)
    with pytest.raises(NotAllowed):
        _confirm(frozen, finding, OBSERVER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "P99"},
        {"code": "D1"},
        {"kind": FindingKind.BONUS, "code": "P5"},
        {"kind": FindingKind.WAIVER, "code": "P5"},
        {"kind": FindingKind.WAIVER, "code": "D5", "times": 2},
        {"reason": "  "},
        {"evidence": ""},
        {"evidence": "x" * 2001},
        {"times": 0},
    ],
)
def test_a_finding_that_says_nothing_is_refused(frozen: Ground, wrong: dict[str, str]) -> None:
    """A code that the rule book lacks, no words, no evidence, no count."""
    with pytest.raises(InputError):
        _propose(frozen, **wrong)  # type: ignore[arg-type]  # the wrong values are the point


def test_a_page_of_another_season_has_no_finding(frozen: Ground) -> None:
    """A page is named within its season."""
    with transaction(frozen.engine) as session, pytest.raises(NotFound):
        findings.propose(
            session,
            ORGANIZER,
            frozen.season_id,
            page_id=999,
            kind=FindingKind.PENALTY,
            code="P5",
            reason="а",
            evidence="б",
            now=NOW,
        )


def test_findings_wait_for_the_state_that_allows_computing(ground: Ground) -> None:
    """Not while files are collected."""
    with transaction(ground.engine) as session:
        session.add(_page(ground, 1))
    with pytest.raises(Conflict):
        _propose(ground)


def test_every_step_of_a_finding_is_written_down(frozen: Ground) -> None:
    """The trail names the page, the code and the states."""
    _confirm(frozen, _propose(frozen))

    with transaction(frozen.engine) as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("finding.")).order_by(AuditEvent.id)).all()
        assert ["finding.propose", "finding.confirm"] == [event.action for event in events]
        assert ("vk:club1", "confirmed") == ((events[1].after or {})["page"], (events[1].after or {})["state"])


def test_a_metric_proposes_once(frozen: Ground) -> None:
    """A second run makes no second finding, but takes the new count over while nobody has decided."""
    with transaction(frozen.engine) as session:
        assert 1 == findings.take_proposals(session, ORGANIZER, frozen.season_id, _result(adverts=2), now=NOW)
    with transaction(frozen.engine) as session:
        assert 0 == findings.take_proposals(session, ORGANIZER, frozen.season_id, _result(adverts=3), now=NOW)

    with transaction(frozen.engine) as session:
        rows = session.execute(select(PageFinding.code, PageFinding.times, PageFinding.state, PageFinding.made_by)).all()
        assert [("P2", 3, FindingState.PROPOSED, None)] == [tuple(row) for row in rows]


def test_a_proposal_that_the_metric_makes_no_more_goes_away(frozen: Ground) -> None:
    """Mended evidence leaves nothing to decide; what people proposed or decided stays."""
    said = _propose(frozen, code="P2")
    with transaction(frozen.engine) as session:
        page = _page_id(session, frozen, 2)
        result = _result(adverts=2)
        proposed = {"P2": np.array([2, 1])}
        result = replace(result, judged=replace(result.judged, adjusted=replace(result.judged.adjusted, proposed=proposed)))
        findings.take_proposals(session, ORGANIZER, frozen.season_id, result, now=NOW)
        assert {page} == set(session.scalars(select(PageFinding.page_id).where(PageFinding.made_name == "")))
    with transaction(frozen.engine) as session:
        findings.take_proposals(session, ORGANIZER, frozen.season_id, _result(), now=NOW)

    with transaction(frozen.engine) as session:
        assert [said] == list(session.scalars(select(PageFinding.id)))


def test_a_metrics_proposal_names_its_run(frozen: Ground) -> None:
    """The newest one that makes it."""
    text = loading.packaged_text("regional")
    with transaction(frozen.engine) as session:
        result = _result(adverts=2)
        run = save_run(session, ORGANIZER, frozen.season_id, evidence=EVIDENCE, text=text, result=result, now=NOW)
        findings.take_proposals(session, ORGANIZER, frozen.season_id, result, now=NOW, run_id=run.id)

    with transaction(frozen.engine) as session:
        assert run.name == session.scalars(select(PageFinding)).one().run.name  # type: ignore[union-attr]  # it has one


def test_a_refused_proposal_of_a_metric_does_not_come_back(frozen: Ground) -> None:
    """Somebody has looked at it."""
    with transaction(frozen.engine) as session:
        findings.take_proposals(session, ORGANIZER, frozen.season_id, _result(adverts=2), now=NOW)
        findings.refuse(session, ORGANIZER, session.scalars(select(PageFinding.id)).one(), now=NOW, note="это не реклама")
    with transaction(frozen.engine) as session:
        findings.take_proposals(session, ORGANIZER, frozen.season_id, _result(adverts=2), now=NOW)

    with transaction(frozen.engine) as session:
        assert [FindingState.REFUSED] == list(session.scalars(select(PageFinding.state)))


def test_a_run_is_named_by_its_findings(frozen: Ground) -> None:
    """With a finding the run is another one; both keep what went into them, and scores keep the reserve."""
    said = Findings((Finding("vk:club1", "penalty", "P5", 1, "накрутка", "акт № 7"),))
    text = loading.packaged_text("regional")
    for one in (Findings(), said):
        with transaction(frozen.engine) as session:
            save_run(session, ORGANIZER, frozen.season_id, evidence=EVIDENCE, text=text, result=_result(one), now=NOW)

    with transaction(frozen.engine) as session:
        runs = session.scalars(select(ScoreRun).order_by(ScoreRun.id)).all()
        assert [[], said.rows] == [run.findings for run in runs]
        assert run_name(EVIDENCE, runs[1].rulebook, findings=said.digest) == runs[1].name
        assert 4 == session.scalar(select(func.count()).select_from(Score).where(Score.reserve.is_(None)))


def test_a_finding_confirmed_after_the_run_holds_the_signing_up(frozen: Ground) -> None:
    """Points are computed anew before anybody signs."""
    text = loading.packaged_text("regional")
    with transaction(frozen.engine) as session:
        save_run(session, ORGANIZER, frozen.season_id, evidence=EVIDENCE, text=text, result=_result(), now=NOW)
        course.advance(session, ORGANIZER, frozen.season_id, State.SCORED, now=NOW)
    _confirm(frozen, _propose(frozen))

    with transaction(frozen.engine) as session:
        found = session.get_one(Season, frozen.season_id)
        run = showing.official_run(session, frozen.season_id)
        assert ["findings"] == [blocker.code for blocker in course.standing(session, found, State.PROPOSED, now=NOW)]
        assert run is not None
        assert showing.findings_changed(session, run)
