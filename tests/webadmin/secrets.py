"""A season in which every kind of row carries a mark of its own, so that a test can tell who was shown what."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.season.appealing import AppealGround
from scoring.season.course import PUBLIC, State
from scoring.season.objecting import Ground
from scoring.services.acting import Actor
from scoring.services.audit import record
from scoring.store.appeals import Appeal
from scoring.store.decisions import Decision
from scoring.store.jury import Conflict, Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.owners import Objection, OwnerContact
from scoring.store.tables import Job, Page, PageCorrection, PageFinding, RefusedRow, RulebookDraft, Score, Season, User
from scoring.store.vocabulary import (
    AnswerWord,
    ConflictSource,
    ConflictTarget,
    DealState,
    DecisionOutcome,
    JobState,
    LaneName,
    Role,
    RoundState,
    Via,
)
from tests.people import add_person
from tests.webadmin import seeding
from tests.webadmin.jury.conftest import shown

MARKS: Final = {
    "page": "ШКОЛА-МЕТКА",
    "total": "77,77",
    "refused": "ОТКЛОНЕНО-МЕТКА",
    "finding": "НАХОДКА-МЕТКА",
    "correction": "ПОПРАВКА-МЕТКА",
    "draft": "ЧЕРНОВИК-МЕТКА",
    "job": "СБОЙ-МЕТКА",
    "journal": "ЖУРНАЛ-МЕТКА",
    "person": "observer-mark@example.org",
    "juror": "ЖЮРИ-МЕТКА",
    "conflict": "КОНФЛИКТ-МЕТКА",
    "comment": "МНЕНИЕ-МЕТКА",
    "recused": "ОТВОД-МЕТКА",
    "decision": "РЕШЕНИЕ-МЕТКА",
    "objection": "ВОЗРАЖЕНИЕ-МЕТКА",
    "appeal": "АПЕЛЛЯЦИЯ-МЕТКА",
    "owner": "owner-mark@example.org",
}
"""What each kind of row says, and nothing else in the season does."""
_LOSER, _DEALT, _RECUSED = 6, 8, 9
"""The pages that carry them: one that wins nothing, one on which the juror has a verdict, one from which he stepped back."""
_DECIDED = (State.PROPOSED, State.SIGNED, State.PUBLISHED, State.CLOSED, State.ARCHIVED)
_COUNTED = (State.JURY_CLOSED, *_DECIDED)


def sow_secrets(session: Session, state: State) -> seeding.Seeded:
    """The season; flushed, not committed."""
    sown = seeding.sow(session, state=state, pages=12, rulebook=loading.packaged_text("regional"))
    _people(session, sown.observer)
    session.execute(update(Page).where(Page.id == sown.pages[_LOSER]).values(name=MARKS["page"]))
    session.execute(update(Score).where(Score.page_id == sown.pages[_LOSER]).values(total=777_700))
    season = session.get_one(Season, sown.season)
    _rows(session, sown, season)
    if state in (State.JURY_OPEN, *_COUNTED):
        _jury(session, sown, closed=state in _COUNTED)
    if state in _DECIDED:
        session.add(_decision(sown))
    if state in PUBLIC:
        session.add(_appeal(sown))
    session.flush()
    return sown


def _people(session: Session, observer: int) -> None:
    session.execute(update(User).where(User.id == observer).values(email=MARKS["person"]))
    for number, role in enumerate((Role.ORGANIZER, Role.CHAIR, Role.JUROR)):
        name = MARKS["juror"] if role == Role.JUROR else str(role)
        add_person(session, f"{role}@example.org", name, role, "cde"[number] * 32, seeding.NOW)


def _rows(session: Session, sown: seeding.Seeded, season: Season) -> None:
    page = sown.pages[_LOSER]
    session.execute(update(RefusedRow).values(value=MARKS["refused"]))
    session.execute(update(PageFinding).values(reason=MARKS["finding"]))
    session.execute(update(PageCorrection).values(reason=MARKS["correction"]))
    session.execute(update(Job).values(state=JobState.FAILED, error_ru=MARKS["job"], finished_at=seeding.NOW))
    session.add(OwnerContact(page_id=page, email=MARKS["owner"], made_at=seeding.NOW))
    session.add(
        RulebookDraft(
            season_id=season.id, title=MARKS["draft"], text=seeding.RULEBOOK, made_by=sown.organizer,
            created_at=seeding.NOW, changed_at=seeding.NOW,
        )
    )  # fmt: skip
    session.add(
        Objection(
            season_id=season.id, page_id=page, form="f" * 32, criterion="A1", ground=next(iter(Ground)),
            words=MARKS["objection"], made_name="владелец", made_at=seeding.NOW,
        )
    )  # fmt: skip
    actor = Actor(sown.organizer, "Анна Орлова", Role.ADMIN, Via.WEB)
    record(session, actor, "season.open", season, season_id=season.id, now=seeding.NOW, reason=MARKS["journal"])


def _appeal(sown: seeding.Seeded) -> Appeal:
    return Appeal(
        season_id=sown.season, page_id=sown.pages[_LOSER], form="e" * 32, ground=AppealGround.PROCEDURE, words=MARKS["appeal"],
        made_name="владелец", made_at=seeding.NOW, decide_by=seeding.NOW.date(),
    )  # fmt: skip


def _jury(session: Session, sown: seeding.Seeded, *, closed: bool) -> None:
    """A round in which the juror has answered one card with a comment and stepped back from another."""
    user = session.scalars(select(User).where(User.name == MARKS["juror"])).one()
    juror = Juror(
        season_id=sown.season, user_id=user.id, number=101, salt="0" * 32, minutes=30, agreed_at=seeding.NOW,
        declared_at=seeding.NOW, practised_at=seeding.NOW,
    )  # fmt: skip
    cards = {number: _card(session, sown.pages[number], number) for number in (_DEALT, _RECUSED)}
    cards[_RECUSED].shown = {**cards[_RECUSED].shown, "name": MARKS["recused"]}
    board = JuryRound(
        season_id=sown.season, run_id=sown.run, state=RoundState.CLOSED if closed else RoundState.OPEN,
        rule=JuryRule(repeat_every=0).model_dump(mode="json"), key="00" * 32, made_at=seeding.NOW, opened_at=seeding.NOW,
        closes_at=seeding.NOW + timedelta(days=5), ended_at=seeding.NOW if closed else None, cards=list(cards.values()),
    )  # fmt: skip
    session.add_all((juror, board))
    session.flush()
    answered = _deal(juror, cards[_DEALT], DealState.LOCKED if closed else DealState.ANSWERED)
    session.add_all((answered, _deal(juror, cards[_RECUSED], DealState.RECUSED)))
    session.flush()
    session.add(
        Verdict(
            deal_id=answered.id, revision=1, answer=AnswerWord.NO, reason="other", comment=MARKS["comment"],
            client_id="verdict-1", at=seeding.NOW,
        )
    )  # fmt: skip
    session.add(
        Conflict(
            season_id=sown.season, user_id=user.id, target=ConflictTarget.FOUNDER, value=MARKS["conflict"],
            source=ConflictSource.CHAIR, made_at=seeding.NOW,
        )
    )  # fmt: skip


def _card(session: Session, page_id: int, number: int) -> JuryCard:
    page = session.get_one(Page, page_id)
    return JuryCard(
        page_id=page_id, public_id=f"card-{number:017}", lane=LaneName.BORDER, nomination=page.sphere, distance=0.1,
        shown=shown(page),
    )  # fmt: skip


def _deal(juror: Juror, card: JuryCard, state: DealState) -> Deal:
    return Deal(
        public_id=f"deal-{card.public_id[5:]}", juror_id=juror.id, card_id=card.id, state=state, opened_at=seeding.NOW,
        reserved_until=seeding.NOW + timedelta(minutes=30),
    )  # fmt: skip


def _decision(sown: seeding.Seeded) -> Decision:
    return Decision(
        season_id=sown.season, run_id=sown.run, page_id=sown.pages[_LOSER], nomination="Образование", place=4, total=777_700,
        machine=DecisionOutcome.LAUREATE, automatic=DecisionOutcome.LAUREATE, final=DecisionOutcome.NOT_SELECTED,
        reason_code="other", reason=f"{MARKS['decision']}: страница передана другому ведомству", made_name="Председатель",
        made_at=seeding.NOW,
    )  # fmt: skip
