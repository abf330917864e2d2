"""A season before the chair's meeting: two nominations of twelve pages, four winners each, decisions drafted; its people.

The jury settles three places on each side of the line. Of «Культура» it rejected the fourth and supported the sixth.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import tomlkit
from sqlalchemy.orm import Session

from criteria import loading
from scoring.season.course import State
from scoring.season.settings import SeasonSettings
from scoring.services import decisions, sealing
from scoring.services.acting import Actor
from scoring.store.decisions import Decision
from scoring.store.jury import Conflict, Deal, Juror, JuryCard, JuryRound, Verdict
from scoring.store.results import Score, ScoreRun
from scoring.store.sealing import SeasonTransition
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import (
    AnswerWord,
    ConflictSource,
    ConflictTarget,
    DealState,
    LaneName,
    Outcome,
    Role,
    RoundState,
    SealKind,
    SeasonKind,
    Via,
)
from tests.people import add_person

NOW = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
SPHERES = ("Культура", "Образование")
PAGES, WINNERS, POINT = 12, 4, 10_000
SALT = "0" * 32
MACHINE = Actor(None, "тест", Role.ADMIN, Via.COMMAND_LINE)
SAID = {4: "nnny", 6: "yyyu", 5: "ynu", 3: "yyn"}
"""By place in «Культура», the answers of jurors 1, 2, 3, 4."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Ids of what was sown; pages by nomination in the order of places."""

    season: int
    run: int
    chair: Actor
    admin: Actor
    observer: Actor
    pages: dict[str, tuple[int, ...]]

    def page(self, place: int, sphere: str = "Культура") -> int:
        """The page on a place."""
        return self.pages[sphere][place - 1]


def rulebook(band: int = 3) -> str:
    """The packaged rule book with so wide a band."""
    book = tomlkit.parse(loading.packaged_text("regional"))
    book["jury"]["band"] = band
    return tomlkit.dumps(book)


def person(session: Session, name: str, role: Role, key: str) -> Actor:
    """Somebody with an account and a role in every season that there is."""
    user = add_person(session, f"{key}@example.org", name, role, (key * 32)[:32], NOW)
    return Actor(user.id, name, role, Via.WEB)


def sow(
    session: Session,
    *,
    kind: SeasonKind = SeasonKind.CONTEST,
    settings: SeasonSettings | None = None,
    people: tuple[Actor, Actor, Actor] | None = None,
) -> Meeting:
    """The season with its drafted decisions; flushed."""
    text = rulebook()
    season = Season(
        year=2026,
        kind=kind,
        contest="Лучшая официальная страница",
        region="Приозёрская область",
        city="Приозёрск",
        zone="Asia/Novosibirsk",
        state=State.PROPOSED,
        rulebook=text,
        evidence="e" * 64,
        created_at=NOW,
        published_at=None,
        settings=(settings or SeasonSettings()).model_dump(mode="json"),
        signers=[{"post": "Председатель", "name": "И. Иванов"}],
    )
    session.add(season)
    session.flush()
    run = _run(season, text)
    session.add(run)
    session.flush()
    pages = {sphere: _pages(session, season, run, sphere, first) for first, sphere in enumerate(SPHERES)}
    chair, admin, observer = people or (
        person(session, "Вера Председатель", Role.CHAIR, "c"),
        person(session, "Анна Орлова", Role.ADMIN, "a"),
        person(session, "Олег Смотров", Role.OBSERVER, "o"),
    )
    _round(session, season, run, pages["Культура"])
    _seals(session, season, run)
    decisions.draft(session, MACHINE, season, now=NOW)
    session.flush()
    return Meeting(season.id, run.id, chair, admin, observer, pages)


def tie(session: Session, meeting: Meeting, actor: Actor, page: int) -> None:
    """A conflict of a person with a page."""
    session.add(
        Conflict(
            season_id=meeting.season,
            user_id=actor.id,
            target=ConflictTarget.PAGE,
            value=session.get_one(Page, page).key,
            source=ConflictSource.SELF,
            made_by=actor.id,
            made_at=NOW,
        )
    )
    session.flush()


def standing(session: Session, meeting: Meeting) -> dict[int, Decision]:
    """The decision that stands, by page."""
    return {one.page_id: one for one in decisions.standing(session, meeting.season)}


def _pages(session: Session, season: Season, run: ScoreRun, sphere: str, first: int) -> tuple[int, ...]:
    rows = [
        Page(
            season_id=season.id,
            key=f"vk:club{first * 100 + place}",
            name=f"{sphere}: учреждение № {place}",
            link="https://vk.com/x",
            ogrn_valid=True,
            municipality=("Ельцовка", "Заречный")[place % 2],
            sphere=sphere,
            register_line=place,
            search="",
        )
        for place in range(1, PAGES + 1)
    ]
    session.add_all(rows)
    session.flush()
    for place, page in enumerate(rows, 1):
        outcome = Outcome.WINNER if place <= WINNERS else Outcome.LAUREATE if place <= 2 * WINNERS else Outcome.NONE
        session.add(
            Score(
                run_id=run.id,
                page_id=page.id,
                nomination=sphere,
                place=place,
                total=(96 - 2 * place) * POINT,
                outcome=outcome,
                check=False,
                points={},
                detail={},
            )
        )
    return tuple(page.id for page in rows)


def _run(season: Season, text: str) -> ScoreRun:
    cuts = [
        {
            "nomination": sphere,
            "pages": PAGES,
            "eligible": PAGES,
            "quota": WINNERS,
            "winners": WINNERS,
            "laureates": WINNERS,
            "line": 88 * POINT,
            "last_winner": 88 * POINT,
            "next": 86 * POINT,
            "distance": 2 * POINT,
        }
        for sphere in SPHERES
    ]
    return ScoreRun(
        season_id=season.id,
        name="a1" * 32,
        evidence="e" * 64,
        rulebook="d" * 64,
        rulebook_text=text,
        code="0.1.0",
        ranking="c" * 64,
        cuts=cuts,
        official=True,
        created_at=NOW,
    )


def _round(session: Session, season: Season, run: ScoreRun, pages: tuple[int, ...]) -> None:
    """A closed round of four jurors over «Культура»; the fourth stood aside on the seventh page."""
    found = JuryRound(
        season_id=season.id,
        run_id=run.id,
        state=RoundState.CLOSED,
        rule={},
        key="0" * 64,
        made_at=NOW,
        opened_at=NOW,
        closes_at=NOW,
        ended_at=NOW,
    )
    users = [person(session, f"Член {number}", Role.JUROR, f"j{season.id}{number}"[:32]) for number in range(1, 5)]
    jurors = [Juror(season_id=season.id, user_id=user.id, number=number, salt=SALT) for number, user in enumerate(users, 1)]
    session.add_all((found, *jurors))
    session.flush()
    for place, answers in (*SAID.items(), (7, "")):
        card = JuryCard(
            round_id=found.id,
            page_id=pages[place - 1],
            public_id=f"card-{season.id}-{place}",
            lane=LaneName.BORDER,
            nomination="Культура",
            distance=0.0,
            shown={},
        )
        session.add(card)
        session.flush()
        for juror, letter in zip(jurors, answers, strict=False):
            _answer(session, juror, card, {"y": AnswerWord.YES, "n": AnswerWord.NO, "u": AnswerWord.UNSURE}[letter])
        if not answers:
            session.add(_deal(jurors[3], card, DealState.RECUSED))
    session.flush()


def _answer(session: Session, juror: Juror, card: JuryCard, word: AnswerWord) -> None:
    deal = _deal(juror, card, DealState.LOCKED)
    deal.verdicts = [Verdict(revision=1, answer=word, client_id=f"{juror.id}-{card.id}", at=NOW)]
    session.add(deal)


def _deal(juror: Juror, card: JuryCard, state: DealState) -> Deal:
    return Deal(
        public_id=f"deal-{juror.id}-{card.id}",
        juror_id=juror.id,
        card_id=card.id,
        state=state,
        opened_at=NOW,
        reserved_until=NOW,
    )


def _seals(session: Session, season: Season, run: ScoreRun) -> None:
    """The rules and the run, sealed as their steps would."""
    sealing.seal(session, season, SealKind.RULES, [{"year": season.year, "text": season.rulebook}], now=NOW)
    scores = session.query(Score).filter(Score.run_id == run.id)
    rows = [{"page": score.page.key, "total": sealing.decimal(score.total)} for score in scores]
    sealing.seal(session, season, SealKind.RUN, [{"run": run.name}, *sorted(rows, key=lambda row: row["page"])], now=NOW)
    for start, end in ((State.DRAFT, State.ANNOUNCED), (State.JURY_CLOSED, State.PROPOSED)):
        session.add(SeasonTransition(season_id=season.id, start=start, end=end, at=NOW, actor="тест"))
