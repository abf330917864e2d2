"""``lavr award`` and ``lavr awards``: issuing, two persons, the register as a file; refusals with a sentence."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from criteria import loading
from scoring.cli.context import Desk
from scoring.home import Home
from scoring.season.settings import SeasonSettings
from scoring.services import seasons
from scoring.store.results import Award
from tests.scoring.cli.conftest import call, done
from tests.scoring.conftest import NOW, ORGANIZER
from tests.scoring.services import awarding

WHY = ("--reason", "Проверка показала, что награду нужно изменить.")


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    """A published season of two keys with two awards, and its people; no document is really printed."""
    desk = Desk(Home(home=tmp_path / "home"), "ru")
    with desk.transaction() as session:
        season = seasons.open_season(
            session, ORGANIZER, year=2025, contest="Знак качества", region="Приозёрская область", city="Приозёрск",
            zone="Asia/Novosibirsk", rulebook=seasons.without_jury(loading.packaged_text("regional")),
            signers=[{"post": "Председатель", "name": "А. Б. Вёрстова"}], now=NOW, settings=SeasonSettings(two_keys=True),
        )  # fmt: skip
        awarding.score(session, season.id)
        awarding.draw_up(session, season.id)
        awarding.make(session, season.id)
        awarding.publish(session, season.id)
        awarding.two_people(session, season.id)
    desk.close()
    return tmp_path / "home"


def by(name: str) -> tuple[str, str]:
    """The option that names who acts."""
    return "--as", f"{name}@example.org"


def refused(home: Path, *arguments: str) -> str:
    """What a command that must fail tells."""
    result = call(home, *arguments)
    assert 1 == result.exit_code, result.output
    return result.stderr


def statuses(home: Path) -> list[str]:
    """Of all awards, in the order of the list."""
    return [one["status"] for one in json.loads(done(home, "awards", "list", "--json"))["awards"]]


def test_one_proposes_and_another_approves(home: Path) -> None:
    """The number may be typed in small letters without dashes; the machine's user is no person."""
    typed = "0000000000000001"
    ask = ("awards", "suspend", typed, "--ground", "inquiry", *WHY)
    assert "добавьте --as" in refused(home, *ask)
    assert "Предложение № 1 ждёт" in done(home, *ask, *by("anna"))
    assert "не даёт такого права" in refused(home, "awards", "approve", "1", *by("anna"))

    done(home, "awards", "approve", "1", *by("boris"))

    assert ["suspended", "active"] == statuses(home)


def test_a_revocation_tells_how_long_the_owner_has(home: Path) -> None:
    """And is not approved before."""
    told = done(home, "awards", "revoke", "0000-0000-0000-0001", "--ground", "breach", *WHY, *by("anna"))
    assert "Владелец может ответить до" in told
    assert "Владелец может ответить до" in refused(home, "awards", "approve", "1", *by("boris"))
    (waiting,) = json.loads(done(home, "awards", "list", "--json"))["waiting"]
    assert ("revoke", "breach", "Анна") == (waiting["act"], waiting["ground"], waiting["proposed_by"])


def test_a_correction_is_asked_for_by_its_new_name(home: Path) -> None:
    """One that does not fit is refused at once; an approved one waits for the batch."""
    ask = ("awards", "reissue", "0000-0000-0000-0001", "--ground", "wrong_name", *WHY, *by("anna"))
    assert "не помещается" in refused(home, *ask, "--name", "Щ" * 400)
    done(home, *ask, "--name", "Школа № 10")
    assert "lavr award" in done(home, "awards", "approve", "1", *by("boris"))


def test_the_register_becomes_a_file(home: Path, tmp_path: Path) -> None:
    """By the ending of its name; another ending is told."""
    done(home, "awards", "export", str(tmp_path / "register.csv"))
    rows = (tmp_path / "register.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (3, True) == (len(rows), "0000-0000-0000-0001" in rows[1] + rows[2])
    assert ".csv или .xlsx" in refused(home, "awards", "export", str(tmp_path / "register.pdf"))


def test_documents_are_not_made_by_whoever_may_not(home: Path) -> None:
    """An organizer may not once the season is published."""
    assert "не даёт такого права" in refused(home, "award", "2025", *by("anna"))


def test_numbers_that_are_none_of_ours_are_not_found(home: Path) -> None:
    """Neither an award nor a change."""
    ask = ("awards", "suspend", "7777-7777-7777-7777", "--ground", "inquiry", *WHY, *by("anna"))
    assert "Такой награды нет" in refused(home, *ask)
    assert "Такого изменения нет" in refused(home, "awards", "refuse", "77", "--note", "нет", *by("boris"))


def test_the_winners_declining_leaves_the_award_in_the_register(home: Path) -> None:
    """It ends there."""
    done(home, "awards", "decline", "0000-0000-0000-0002", *WHY, *by("anna"))
    done(home, "awards", "approve", "1", *by("boris"))
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        found = session.scalars(select(Award.status).order_by(Award.id)).all()
    desk.close()
    assert ["active", "declined"] == found
