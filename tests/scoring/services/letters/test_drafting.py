"""Drafting: one letter of a kind, recipient and version; those that go by themselves; letters that leave at once."""

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scoring.home import Home
from scoring.services.letters.drafting import AGAIN, Addressee, Draft, queue, send_now
from scoring.store.database import transaction
from scoring.store.letters import Letter
from scoring.store.seasons import Season
from scoring.store.vocabulary import LetterState
from tests.scoring.conftest import NOW
from tests.scoring.services.letters.conftest import ADMIN, Outbox

ANY = "t1"
TO = Addressee("Anna@Example.org", "Анна", 1)


@pytest.fixture
def session(outbox: Outbox) -> Iterator[Session]:
    """One transaction."""
    with transaction(outbox.engine) as opened:
        yield opened


def _queue(session: Session, outbox: Outbox, kind: str = "juror_invite", version: int = 1) -> list[Letter]:
    season = session.get_one(Season, outbox.season_id)
    made = queue(session, ADMIN, season, kind, [Draft(TO, {"minutes": 10, "reason": "—"})], now=NOW, version=version)
    session.flush()
    return made


def test_the_same_letter_is_written_once(session: Session, outbox: Outbox) -> None:
    """What happens twice writes once."""
    assert (1, 0) == (len(_queue(session, outbox)), len(_queue(session, outbox)))


def test_a_cancelled_letter_is_followed_by_the_next_version(session: Session, outbox: Outbox) -> None:
    """It can be drafted anew."""
    _queue(session, outbox)[0].state = LetterState.CANCELLED
    session.flush()

    assert [2] == [one.version for one in _queue(session, outbox)]


def test_a_repeatable_letter_counts_its_versions(session: Session, outbox: Outbox) -> None:
    """Each occasion has its own."""
    assert [1, 2] == [_queue(session, outbox, "juror_void", AGAIN)[0].version for _ in range(2)]


def test_the_database_knows_no_second_letter_of_a_version(session: Session, outbox: Outbox) -> None:
    """Season, kind, recipient and version are one letter."""
    _queue(session, outbox)
    other = _queue(session, outbox, version=5)[0]

    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(Letter).where(Letter.id == other.id).values(version=1))


def test_a_letter_that_needs_nobody_is_approved_at_once(session: Session, outbox: Outbox) -> None:
    """One that a person lets go waits."""
    states = [_queue(session, outbox, kind, AGAIN)[0].state for kind in ("juror_void", "juror_invite")]

    assert [LetterState.APPROVED, LetterState.DRAFTED] == states


def test_addresses_are_kept_in_one_spelling(session: Session, outbox: Outbox) -> None:
    """Lower case, so that one person is one recipient."""
    assert "anna@example.org" == _queue(session, outbox)[0].recipient


def test_a_season_may_write_in_english(session: Session, outbox: Outbox) -> None:
    """By its settings."""
    session.get_one(Season, outbox.season_id).settings = {"english_letters": True}

    assert ("en", "Invitation to the jury: Знак качества 2025") == (
        (made := _queue(session, outbox)[0]).language,
        made.subject,
    )


def _sent(home: Home) -> str:
    path = next(home.mail.glob("*.eml"))
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return f"{path.name}\n{message['To']}\n{message['Subject']}"


def _code(home: Home, *, rehearsal: bool = False) -> None:
    fields = {"code": "123456", "minutes": 10}
    send_now(home, "sign_in_code", to="a@example.org", name="Анна", fields=fields, now=NOW, token=ANY, rehearsal=rehearsal)


def test_a_code_leaves_at_once_and_without_a_row(tmp_path: Path) -> None:
    """Into the folder, where no server is named; its name tells nothing of the code."""
    home = Home(home=tmp_path)

    _code(home)

    assert "sign_in_code-t1.eml\nАнна <a@example.org>\nКод для входа" == _sent(home)


def test_a_code_of_a_rehearsal_says_so_and_stays_in_the_folder(tmp_path: Path) -> None:
    """Even where a mail server is named."""
    home = Home(home=tmp_path, mail_host="mail.invalid", mail_from="lavr@example.org")

    _code(home, rehearsal=True)

    assert _sent(home).endswith("РЕПЕТИЦИЯ: Код для входа")


def test_a_letter_of_the_outbox_does_not_leave_past_it(tmp_path: Path) -> None:
    """Only kinds that are marked so."""
    with pytest.raises(ValueError, match="outbox"):
        send_now(Home(home=tmp_path), "winner", to="a@example.org", fields={}, now=NOW, token=ANY)
