"""Awards are drawn up once, their documents made once, and a way back before publication forgets them."""

from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.batch import make_many
from criteria import loading
from scoring.cli.workshop import handlers
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.progress import Stopped, silent
from scoring.season.course import State
from scoring.services import awards, course, decisions
from scoring.store.database import transaction
from scoring.store.results import Award, AwardFile, Score, ScoreRun
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import JobKind, Outcome
from tests.scoring.conftest import NOW, ORGANIZER, Ground

PAGES = (("Школа № 1", Outcome.WINNER, 1), ("Школа «Ёлочка»", Outcome.LAUREATE, 2), ("Музей", Outcome.NONE, 3))


@pytest.fixture(name="scored")
def _scored(ground: Ground) -> Ground:
    """A scored season with a winner, a laureate and a participant, written straight into the tables."""
    with transaction(ground.engine) as session:
        season = session.get_one(Season, ground.season_id)
        season.state, season.evidence = State.SCORED, "e" * 64
        run = ScoreRun(
            season_id=season.id,
            name="a" * 64,
            evidence="e" * 64,
            rulebook=loading.digest(loading.read(season.rulebook)),
            rulebook_text=season.rulebook,
            code="0",
            ranking="b" * 64,
            cuts=[{"nomination": "Образование", "line": 700_000}],
            official=True,
            created_at=NOW,
        )
        session.add(run)
        session.flush()
        for number, (name, outcome, place) in enumerate(PAGES, start=1):
            page = Page(
                season_id=season.id,
                key=f"vk:club{number}",
                name=name,
                link=f"https://vk.com/club{number}",
                ogrn_valid=True,
                municipality="г. Светлоозёрск",
                sphere="Образование",
                register_line=number,
                search=name.lower(),
            )
            session.add(page)
            session.flush()
            session.add(
                Score(
                    run_id=run.id,
                    page_id=page.id,
                    nomination="Образование",
                    place=place,
                    total=900_000 - number,
                    outcome=outcome,
                    points={},
                    detail={},
                )
            )
    return ground


def _numbers() -> awards.Numbers:
    serials = count(1)
    return awards.Numbers(lambda: f"0000-0000-0000-{next(serials):04d}", len)


def _sign(session: Session, ground: Ground) -> None:
    """The decision that points alone give, as it stands once it is signed."""
    season = session.get_one(Season, ground.season_id)
    if season.state != State.SIGNED:
        decisions.draft(session, ORGANIZER, season, now=NOW)
        season.state = State.SIGNED
        session.flush()


def _draw_up(session: Session, ground: Ground) -> int:
    _sign(session, ground)
    return awards.draw_up(session, ORGANIZER, ground.season_id, now=NOW, today=date(2026, 1, 15), numbers=_numbers())


def test_winners_and_laureates_get_an_award_and_nobody_else(scored: Ground) -> None:
    """One each, in the order of places."""
    with transaction(scored.engine) as session:
        _draw_up(session, scored)

        found = session.scalars(select(Award).order_by(Award.id)).all()
        assert [("winner", "Школа № 1"), ("laureate", "Школа «Ёлочка»")] == [(a.kind, a.page.name) for a in found]
        assert 2 == len({award.token for award in found})


def test_drawing_up_twice_changes_nothing(scored: Ground) -> None:
    """Numbers that were given stay."""
    with transaction(scored.engine) as session:
        _draw_up(session, scored)
        first = session.scalars(select(Award.serial).order_by(Award.id)).all()
        _draw_up(session, scored)

        assert first == session.scalars(select(Award.serial).order_by(Award.id)).all()


def test_an_order_says_what_stands_on_the_certificate(scored: Ground) -> None:
    """Words of the season, the page and the run."""
    with transaction(scored.engine) as session:
        _draw_up(session, scored)
        session.flush()
        order = next(iter(awards.orders(session, scored.season_id, public_url="https://awards.example").values()))

    assert ("Школа № 1", "Образование", "Education", "90,00", 1) == (
        order.name,
        order.nomination,
        order.nomination_en,
        order.points,
        order.place,
    )
    assert f"https://awards.example/v/{order.serial}" == order.check_url
    assert (("Председатель", "А. Б. Вёрстова"),) == order.signers


def test_going_back_forgets_the_awards(scored: Ground) -> None:
    """A step back before publication leaves no award that could be checked."""
    with transaction(scored.engine) as session:
        _draw_up(session, scored)
        session.flush()
        course.advance(session, ORGANIZER, scored.season_id, State.PROPOSED, reason="ошибка в реестре", now=NOW)

        assert 0 == session.scalar(select(func.count()).select_from(Award))


@dataclass
class _Presses:
    """Counts what the press was asked to make."""

    asked: list[int]


@pytest.fixture(name="presses")
def _presses(monkeypatch: pytest.MonkeyPatch) -> _Presses:
    """The real press, in this process, watched."""
    seen = _Presses([])

    def watched(orders: list[awards.AwardOrder], folder_of: object, **options: object) -> object:
        seen.asked.append(len(orders))
        return make_many(orders, folder_of, **(options | {"workers": 0}))  # type: ignore[arg-type]

    monkeypatch.setattr("certificates.batch.make_many", watched)
    return seen


def test_a_killed_award_job_goes_on_where_it_stood(scored: Ground, presses: _Presses, tmp_path: Path) -> None:
    """Stopped after the first document, the repetition makes the second, and nothing is issued twice."""
    with transaction(scored.engine) as session:
        _sign(session, scored)
    shop = Workshop(scored.engine, Home(home=tmp_path).make(), lambda: NOW)
    order = Order(0, scored.season_id, {}, ORGANIZER)
    award = handlers()[JobKind.AWARD]

    def stop(_stage: str, done: int, _total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        award(shop, order, stop)
    with transaction(scored.engine) as session:
        serials = session.scalars(select(Award.serial).order_by(Award.id)).all()
    kits = {path: path.stat().st_mtime_ns for path in tmp_path.glob("awards/*/*/manifest.json")}
    result = award(shop, order, silent)

    with transaction(scored.engine) as session:
        made = session.scalar(select(func.count(Award.made_at)))
        files = session.scalars(select(AwardFile.path)).all()
        assert serials == session.scalars(select(Award.serial).order_by(Award.id)).all()
        assert State.SIGNED == session.get_one(Season, scored.season_id).state
    assert ({"awards": 2, "overflow": 0, "samples": 2}, 2, [2, 2]) == (result, made, presses.asked)
    assert kits
    assert all(at == path.stat().st_mtime_ns for path, at in kits.items())
    assert all((tmp_path / "awards" / path).is_file() for path in files)
