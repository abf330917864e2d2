"""Awards are drawn up once, their documents made once, and a way back before publication forgets them."""

import errno
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from certificates.batch import make_many
from scoring.cli.workshop import handlers
from scoring.errors import MissingPart
from scoring.home import Home
from scoring.jobs.worker import Order, Workshop
from scoring.progress import Stopped, silent
from scoring.season.awarding import AwardKind, AwardStatus
from scoring.season.course import State
from scoring.services import awards, course
from scoring.store.awards import AwardEvent
from scoring.store.database import transaction
from scoring.store.results import Award, AwardFile
from scoring.store.seasons import Page, Season
from scoring.store.vocabulary import JobKind
from tests.scoring.conftest import NOW, ORGANIZER, Ground
from tests.scoring.services.awarding import award_of, draw_up, keeper_of, make, publish, score, sign


@pytest.fixture(name="scored")
def _scored(ground: Ground) -> Ground:
    """A scored season with a winner, a laureate and a participant."""
    with transaction(ground.engine) as session:
        score(session, ground.season_id)
    return ground


def test_winners_and_laureates_get_an_award_and_nobody_else(scored: Ground) -> None:
    """One each, in the order of places."""
    with transaction(scored.engine) as session:
        draw_up(session, scored.season_id)

        found = session.scalars(select(Award).order_by(Award.id)).all()
        assert [("winner", "Школа № 1"), ("laureate", "Школа «Ёлочка»")] == [(a.kind, a.page.name) for a in found]
        assert 2 == len({award.token for award in found})


def test_drawing_up_twice_changes_nothing(scored: Ground) -> None:
    """Numbers that were given stay."""
    with transaction(scored.engine) as session:
        draw_up(session, scored.season_id)
        first = session.scalars(select(Award.serial).order_by(Award.id)).all()
        draw_up(session, scored.season_id)

        assert first == session.scalars(select(Award.serial).order_by(Award.id)).all()


def test_an_order_says_what_stands_on_the_certificate(scored: Ground) -> None:
    """Words of the season, the page and the run."""
    with transaction(scored.engine) as session:
        draw_up(session, scored.season_id)
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
        draw_up(session, scored.season_id)
        session.flush()
        course.advance(session, ORGANIZER, scored.season_id, State.PROPOSED, reason="ошибка в реестре", now=NOW)

        assert 0 == session.scalar(select(func.count()).select_from(Award))


def test_letters_of_thanks_and_certificates_of_participation_are_asked_for(scored: Ground) -> None:
    """Thanks to whoever keeps an honoured page and is known by name, participation for the others; neither prints a place."""
    with transaction(scored.engine) as session:
        keeper_of(session, "Школа № 1", "М. И. Ёлкина")
        draw_up(session, scored.season_id, AwardKind.THANKS, AwardKind.PARTICIPANT)

        found = session.execute(select(Award.kind, Award.place, Award.person).order_by(Award.id)).all()
        wanted = {("winner", 1, ""), ("thanks", None, "М. И. Ёлкина"), ("laureate", 2, ""), ("participant", None, "")}
        assert wanted == {(row.kind, row.place, row.person) for row in found}
        assert 4 == len(found)


def test_publishing_makes_every_award_active_and_says_so_in_its_history(scored: Ground) -> None:
    """One step each."""
    with transaction(scored.engine) as session:
        draw_up(session, scored.season_id)
        make(session, scored.season_id)
        publish(session, scored.season_id)

        events = session.execute(select(AwardEvent.before, AwardEvent.after)).all()
        assert [("confirmed", "active")] * 2 == [(row.before, row.after) for row in events]
        assert AwardStatus.ACTIVE == award_of(session, scored.season_id).status


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
        sign(session, scored.season_id)
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


@pytest.mark.usefixtures("presses")
def test_a_full_disk_is_told_plainly_and_the_same_work_goes_on(
    scored: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made before stays; with free space again the repetition makes the rest."""
    with transaction(scored.engine) as session:
        sign(session, scored.season_id)
    shop = Workshop(scored.engine, Home(home=tmp_path).make(), lambda: NOW)
    order = Order(0, scored.season_id, {}, ORGANIZER)
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if len(list(tmp_path.glob("awards/*/*/manifest.json"))) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MissingPart, match="documents of 1 awards out of 2 are made"):
        handlers()[JobKind.AWARD](shop, order, silent)
    monkeypatch.setattr(Path, "replace", real)

    assert 2 == handlers()[JobKind.AWARD](shop, order, silent)["awards"]


@pytest.mark.usefixtures("presses")
def test_a_name_that_does_not_fit_is_marked_and_the_others_are_made(scored: Ground, tmp_path: Path) -> None:
    """The batch tells how many; nothing of that award is issued."""
    with transaction(scored.engine) as session:
        sign(session, scored.season_id)
        session.scalars(select(Page).where(Page.name.contains("Ёлочка"))).one().name = "Щ" * 5000
    shop = Workshop(scored.engine, Home(home=tmp_path).make(), lambda: NOW)

    told = handlers()[JobKind.AWARD](shop, Order(0, scored.season_id, {}, ORGANIZER), silent)

    with transaction(scored.engine) as session:
        found = session.execute(select(Award.kind, Award.overflows, AwardFile.id.is_not(None)).outerjoin(AwardFile).distinct())
        assert {("winner", False, True), ("laureate", True, False)} == {tuple(row) for row in found}
    assert (1, 1) == (told["awards"], told["overflow"])
