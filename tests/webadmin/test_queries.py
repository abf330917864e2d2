"""How often every screen asks the database: as often for one row of each kind as for three."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from criteria import loading
from criteria.jury_rule import JuryRule
from scoring.home import Home
from scoring.season.appealing import AppealGround
from scoring.season.course import State
from scoring.season.objecting import Ground, Way
from scoring.services.sealing import seal
from scoring.store.database import open_engine, upgrade
from scoring.store.decisions import Decision
from scoring.store.jury import Conflict, Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.owners import OwnerAccess, OwnerContact, PageClaim
from scoring.store.sealing import SeasonTransition
from scoring.store.tables import Appeal, Letter, MisuseCase, Objection, Page, RulebookDraft, Season, SeasonIncident
from scoring.store.vocabulary import (
    AnswerWord,
    ConflictSource,
    ConflictTarget,
    DealState,
    DecisionOutcome,
    LaneName,
    Role,
    RoundState,
    SealKind,
)
from tests.people import add_person
from tests.people import sign_in as put_in
from tests.webadmin import seeding
from tests.webadmin.addresses import ARGUMENTS
from tests.webadmin.conftest import Clock
from tests.webadmin.jury.conftest import shown
from tests.webadmin.routes import READING
from webadmin.app import create_app
from webadmin.context import db
from webadmin.limits import limiter

ONE, THREE = 1, 3
ASKED = {State.JURY_OPEN: ("jury", "admin."), State.PUBLISHED: ("",)}
"""In which state routes are asked, by how they begin: all once, and those of the jury while it sits."""
DRAWN = (".chart", ".preview", ".pdf", ".cover", "static", "healthz", "drafts.edit", "winner.")
"""They show one thing, or draw it, and ask what it takes."""
DOORS = {"jury.": "juror", "public.": "nobody", "signing_in.": "nobody", "owner.": "nobody"}
"""Whose routes they are, by how they begin; all others are the season's admin's."""


@pytest.mark.parametrize("state", ASKED)
def test_three_rows_need_no_more_queries_than_one(tmp_path: Path, state: State) -> None:
    """Of every route that reads, as whoever it is for."""
    few, many = (counted(tmp_path / str(times), state, times) for times in (ONE, THREE))
    both = {endpoint for endpoint in few if few[endpoint][0] == many[endpoint][0] == 200}
    assert {} == {endpoint: (few[endpoint][1], many[endpoint][1]) for endpoint in both if few[endpoint][1] < many[endpoint][1]}
    expected = {"admin.index", "jury-desk.index", "jury-cards.index"}
    more = (
        {"jury.home", "jury.answers"} if state is State.JURY_OPEN else {"pages.index_view", "letters.index_view", "public.start"}
    )
    assert expected | more <= both


def counted(folder: Path, state: State, times: int) -> dict[str, tuple[int, int]]:
    """Status and number of queries by route, after it was asked once already."""
    home = Home(home=folder, database_url=None, public_url="http://lavr.example").make()
    engine = open_engine(home.url)
    upgrade(engine)
    with Session(engine) as session, session.begin():
        _sow(session, state, times)
    engine.dispose()
    app, clock = create_app(home, clock=Clock()), Clock()
    limiter.enabled = False
    people = {"admin": (1, "a" * 32), "juror": (3, "j0" * 16), "nobody": None}
    clients = {who: put_in(app.test_client(), *key, clock()) if key else app.test_client() for who, key in people.items()}
    found = {}
    with app.app_context():
        engine = db.engine
    for endpoint in sorted(name for name in READING if name.startswith(ASKED[state]) and not any(mark in name for mark in DRAWN)):
        who = next((who for mark, who in DOORS.items() if endpoint.startswith(mark)), "admin")
        path = _address(app, endpoint)
        status = clients[who].get(path, buffered=True).status_code
        with _heard(engine) as asked:
            if status == 200:
                clients[who].get(path, buffered=True)
        found[endpoint] = status, len(asked)
    limiter.enabled = True
    engine.dispose()
    return found


def _address(app: Flask, endpoint: str) -> str:
    of_year = {"year": 2026} if endpoint.startswith("public.") and "year" in ARGUMENTS.get(endpoint, {}) else {}
    with app.test_request_context():
        return app.url_for(endpoint, **{**ARGUMENTS.get(endpoint, {}), **of_year})


class _heard:  # noqa: N801  a context manager
    """What a database is asked meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._asked = engine, list[str]()

    def __enter__(self) -> list[str]:
        event.listen(self._engine, "before_cursor_execute", self._hear)
        return self._asked

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        self._asked.append(statement)


def _sow(session: Session, state: State, times: int) -> None:
    """A season with so many rows of each kind, and four pages to each."""
    sown = seeding.sow(session, state=state, pages=4 * times, rulebook=loading.packaged_text("regional"))
    season = session.get_one(Season, sown.season)
    for number in range(times):
        session.add_all(_rows(sown, number))
    _jury(session, sown, times, closed=state is not State.JURY_OPEN)
    for kind in (SealKind.RULES, SealKind.SNAPSHOT):
        for number in range(times):
            seal(session, season, kind, [{"number": number}], now=seeding.NOW)
    if state is not State.JURY_OPEN:
        session.add_all(_decisions(sown, times))


def _rows(sown: seeding.Seeded, number: int) -> Iterator[object]:
    """One of each kind that stands alone."""
    now, page, season = seeding.NOW, sown.pages[number], sown.season
    yield RulebookDraft(
        season_id=season, title=f"Проба {number}", text=seeding.RULEBOOK, made_by=1, created_at=now, changed_at=now
    )
    yield seeding.finding(season, page, None)
    yield seeding.correction(season, f"vk:club{number}")
    yield Letter(season_id=season, kind="winner", recipient=f"p{number}@example.org", subject="Тема", text="Текст", made_at=now)
    yield OwnerContact(page_id=page, email=f"p{number}@example.org", made_at=now)
    yield OwnerAccess(page_id=page, way=Way.LINK, who=f"p{number}@example.org", session_key="k" * 32, granted_at=now,
                      ends_at=now + timedelta(days=9))  # fmt: skip
    yield PageClaim(page_id=page, key_sha256=f"{number:064}", code_sha256=f"{number:064}", who="И. Иванов", made_at=now,
                    expires_at=now + timedelta(days=1))  # fmt: skip
    yield Objection(season_id=season, page_id=page, form=f"{number:032}", criterion="A1", ground=next(iter(Ground)), words="нет",
                    made_name="владелец", made_at=now)  # fmt: skip
    yield Appeal(season_id=season, page_id=page, form=f"{number:032}", ground=next(iter(AppealGround)), words="нет",
                 made_name="владелец", made_at=now, decide_by=now.date())  # fmt: skip
    yield MisuseCase(season_id=season, award_id=sown.awards[0], place="vk.com", text="чужой знак", made_at=now)
    begins = now - timedelta(days=30 * (number + 1))
    yield SeasonIncident(season_id=season, begins_at=begins, ends_at=begins + timedelta(days=1), posts=True, messages=False,
                         streams=False, checks=False, reason="сбой", made_name="Анна", made_at=now)  # fmt: skip
    yield SeasonTransition(season_id=season, start=State.DRAFT, end=State.ANNOUNCED, at=now, actor="Анна")


def _jury(session: Session, sown: seeding.Seeded, times: int, *, closed: bool) -> None:
    """So many jurors and cards, each juror with a verdict on each card."""
    now = seeding.NOW
    board = JuryRound(
        season_id=sown.season, run_id=sown.run, state=RoundState.CLOSED if closed else RoundState.OPEN,
        rule=JuryRule(repeat_every=0).model_dump(mode="json"), key=f"{times:064}", made_at=now, opened_at=now,
        closes_at=now + timedelta(days=5), ended_at=now if closed else None,
    )  # fmt: skip
    cards = [_card(session, page, number) for number, page in enumerate(sown.pages)]
    board.cards = cards
    session.add(board)
    session.flush()
    for number in range(times):
        user = add_person(session, f"j{number}@example.org", f"Жюри {number}", Role.JUROR, f"j{number}" * 16, now, [sown.season])
        juror = Juror(season_id=sown.season, user_id=user.id, number=101 + number, salt="0" * 32, minutes=30, agreed_at=now,
                      declared_at=now, practised_at=now)  # fmt: skip
        session.add(juror)
        session.add(Conflict(season_id=sown.season, user_id=user.id, target=ConflictTarget.FOUNDER, value=f"Отдел {number}",
                             source=ConflictSource.SELF, made_at=now))  # fmt: skip
        session.flush()
        for card in cards[:times]:
            deal = Deal(public_id=f"deal-{number}-{card.id:013}", juror_id=juror.id, card_id=card.id, opened_at=now,
                        state=DealState.LOCKED if closed else DealState.ANSWERED, reserved_until=now)  # fmt: skip
            session.add(deal)
            session.flush()
            session.add(Verdict(deal_id=deal.id, revision=1, answer=AnswerWord.YES, client_id=deal.public_id, at=now))


def _card(session: Session, page_id: int, number: int) -> JuryCard:
    page = session.get_one(Page, page_id)
    return JuryCard(page_id=page_id, public_id=f"card-{number:017}", lane=LaneName.BORDER, nomination=page.sphere,
                    distance=number / 10, shown=shown(page))  # fmt: skip


def _decisions(sown: seeding.Seeded, times: int) -> Iterator[Decision]:
    """A decision of each page, of which so many deviate from the points."""
    for number, page in enumerate(sown.pages):
        deviates = number < times
        yield Decision(
            season_id=sown.season, run_id=sown.run, page_id=page, nomination="Образование", place=number + 1, total=900_000,
            machine=DecisionOutcome.WINNER, automatic=DecisionOutcome.WINNER,
            final=DecisionOutcome.NOT_SELECTED if deviates else DecisionOutcome.WINNER,
            reason_code="other" if deviates else None, reason="страница передана другому ведомству" if deviates else "",
            made_name="Председатель", made_at=seeding.NOW,
        )  # fmt: skip
