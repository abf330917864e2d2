"""``lavr letters`` and ``lavr chores``: thin doors to the outbox and to what recurs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scoring.cli.context import Desk
from scoring.home import Home
from scoring.store.letters import Letter
from scoring.store.vocabulary import LetterState
from tests.scoring.cli.conftest import call, done
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import Outbox, sow


@pytest.fixture(name="home", scope="module")
def _home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed season with an outbox of three letters; the tests of this module go on from one another's end."""
    home = tmp_path_factory.mktemp("letters")
    sow(f"sqlite:///{home / 'lavr.sqlite3'}")
    desk = Desk(Home(home=home), "ru")
    Outbox(desk.engine, desk.home, 1).draft(people=3)
    desk.close()
    return home


def test_the_outbox_is_read_approved_and_sent(home: Path) -> None:
    """By its number; sending twice sends once."""
    listed = json.loads(done(home, "letters", "list", "--json"))
    shown = done(home, "letters", "preview", "name_check")
    wrong = call(home, "letters", "approve", "name_check", "--count", "4").exit_code
    done(home, "letters", "approve", "name_check", "--count", "3", "--as", "org@example.org")
    sent = [json.loads(done(home, "letters", "send", "--json"))["left"] for _ in range(2)]

    assert ([{"kind": "name_check", "drafted": 3}], True, 1, [3, 0], 3) == (
        listed,
        "№ 3  Лицо 2 <p2@example.org>" in shown,
        wrong,
        sent,
        len(list((home / "mail").glob("*.eml"))),
    )


def test_whoever_may_not_approve_is_refused(home: Path) -> None:
    """As in the panel."""
    desk = Desk(Home(home=home), "ru")
    Outbox(desk.engine, desk.home, 1).draft("juror_invite", 1)
    desk.close()

    result = call(home, "letters", "approve", "juror_invite", "--count", "1", "--as", "team@example.org")
    done(home, "letters", "decline", "juror_invite", "--reason", "позвали по телефону", "--as", "team@example.org")

    assert (1, "juror_invite") == (result.exit_code, json.loads(done(home, "letters", "list", "--json"))[0]["kind"])


def test_a_letter_in_doubt_is_settled_and_a_failed_one_goes_again(home: Path) -> None:
    """By its number."""
    desk = Desk(Home(home=home), "ru")
    with desk.transaction() as session:
        lost, failed = session.get_one(Letter, 1), session.get_one(Letter, 2)
        lost.state, lost.sending_at, lost.sent_at, lost.error = LetterState.SENDING, NOW, None, "прервалось"
        failed.state, failed.sent_at, failed.error = LetterState.FAILED, None, "550"

    done(home, "letters", "settle", "1", "--left")
    done(home, "letters", "again", "2")

    with desk.transaction() as session:
        states = [session.get_one(Letter, number).state for number in (1, 2)]
    desk.close()
    assert [LetterState.SENT, LetterState.APPROVED] == states


def test_chores_do_what_is_due(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The night's check of an invented season finds what does not hold and ends with 1; letters leave in the same run."""
    noon = datetime.now(ZoneInfo("Asia/Novosibirsk")).replace(hour=12)  # before its hour, just after midnight, it is not due
    monkeypatch.setattr("scoring.cli.chores.now", lambda: noon.astimezone(UTC))
    result = call(home, "chores", "--json")

    told = json.loads(result.stdout)
    assert (1, True, True) == (result.exit_code, told["violations"] > 0, told["sent"] > 0)
