"""Sending by SMTP, against a small server on loopback: what was said, what was taken, what each failure becomes."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr

from scoring.errors import Refused, Unreached, Unsure
from scoring.home import Home
from scoring.mail.message import Message
from scoring.mail.smtp import Smtp
from tests.scoring.mail.server import Server, running

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
LETTER = Message(
    id="lavr.2025-winner-000007@lavr.example",
    label="2025-winner-000007",
    to="school@школа.рф",
    name="Школа № 5",
    sender="Знак качества",
    subject="Ваша страница — в числе лучших",
    text="Здравствуйте!\n.точка в начале\n",
    language="ru",
    at=NOW,
)


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that takes everything."""
    with running(Server()) as found:
        yield found


@contextmanager
def _smtp(server: Server, tmp_path: Path, **more: object) -> Iterator[Smtp]:
    settings = {
        "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "none", "mail_from": "lavr@example.org",
        "mail_seconds": 3,
    }  # fmt: skip
    smtp = Smtp.of(Home.model_validate({"home": tmp_path, **settings, **more}))
    yield smtp
    smtp.close()


def _sent(server: Server, tmp_path: Path) -> EmailMessage:
    with _smtp(server, tmp_path) as smtp:
        smtp.send(LETTER)
    return email.message_from_bytes(server.taken[0], policy=email.policy.default)


def test_a_letter_arrives_with_its_headers(server: Server, tmp_path: Path) -> None:
    """Names as they are, the domain in ASCII."""
    found = _sent(server, tmp_path)

    assert {
        "From": "Знак качества <lavr@example.org>",
        "To": "Школа № 5 <school@xn--80atdl2c.xn--p1ai>",
        "Subject": "Ваша страница — в числе лучших",
        "Message-ID": "<lavr.2025-winner-000007@lavr.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ru",
    } == {name: str(found[name]) for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language")}


def test_a_letter_arrives_with_its_text(server: Server, tmp_path: Path) -> None:
    """The dots are where they were."""
    assert "Здравствуйте!\n.точка в начале\n" == _sent(server, tmp_path).get_content().replace("\r\n", "\n")


def test_a_letter_is_plain_text_alone(server: Server, tmp_path: Path) -> None:
    """No second part, no picture, nothing attached."""
    found = _sent(server, tmp_path)

    assert ("text/plain", False) == (found.get_content_type(), found.is_multipart())


def test_the_line_is_kept_for_many_letters(server: Server, tmp_path: Path) -> None:
    """One line, however many letters."""
    with _smtp(server, tmp_path) as smtp:
        for _ in range(3):
            smtp.send(LETTER)

    assert (3, 1) == (len(server.taken), server.lines)


def test_a_line_that_the_server_has_closed_is_opened_anew(tmp_path: Path) -> None:
    """Between two letters servers lose their patience."""
    with running(Server(hang_up="NOOP")) as server, _smtp(server, tmp_path) as smtp:
        smtp.send(LETTER)
        smtp.send(LETTER)

    assert (2, 2) == (len(server.taken), server.lines)


@pytest.mark.parametrize(
    ("answers", "lasting"),
    [
        ({"RCPT": "550 nobody here"}, True),
        ({"RCPT": "450 busy"}, False),
        ({"MAIL": "553 not you"}, True),
        ({"DATA": "554 no"}, True),
        ({".": "552 too large"}, True),
        ({".": "451 later"}, False),
    ],
)
def test_a_letter_that_is_not_taken_says_why(tmp_path: Path, answers: dict[str, str], lasting: bool) -> None:
    """For good or for now, with the server's own words; the next letter is asked for on the same line."""
    with running(Server(answers)) as server, _smtp(server, tmp_path) as smtp:
        with pytest.raises(Refused) as told:
            smtp.send(LETTER)
        server.answers = {}
        smtp.send(LETTER)

    words = next(iter(answers.values()))
    assert (lasting, True, 1, 1) == (told.value.lasting, words in told.value.ru, len(server.taken), server.lines)


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_that_breaks_before_the_letter_leaves_nothing_in_doubt(tmp_path: Path, word: str) -> None:
    """Nothing was handed over."""
    with running(Server(hang_up=word)) as server, _smtp(server, tmp_path) as smtp, pytest.raises(Unreached):
        smtp.send(LETTER)

    assert [] == server.taken


def test_a_line_that_breaks_within_the_letter_leaves_it_in_doubt(tmp_path: Path) -> None:
    """The server may have taken it; its message id is told."""
    with running(Server(hang_up=".")) as server, _smtp(server, tmp_path) as smtp, pytest.raises(Unsure) as told:
        smtp.send(LETTER)

    assert LETTER.id in told.value.ru


def test_a_server_that_is_going_away_keeps_nothing(tmp_path: Path) -> None:
    """421 is about the line and not about the letter."""
    with running(Server({"MAIL": "421 going down"})) as server, _smtp(server, tmp_path) as smtp, pytest.raises(Unreached):
        smtp.send(LETTER)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name, with what to look at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(port=free.getsockname()[1])
    with _smtp(server, tmp_path) as smtp, pytest.raises(Unreached, match="LAVR_MAIL_HOST"):
        smtp.send(LETTER)


def test_no_password_leaves_in_the_open(server: Server, tmp_path: Path) -> None:
    """Where encryption is asked for and not offered, nothing is said."""
    secret = SecretStr("secret")

    settings = {"mail_security": "starttls", "mail_user": "u", "mail_password": secret}
    with _smtp(server, tmp_path, **settings) as smtp, pytest.raises(Unreached, match="STARTTLS"):
        smtp.send(LETTER)

    assert [] == [said for said in server.heard if "AUTH" in said]


def test_a_wrong_password_is_told_without_it(tmp_path: Path) -> None:
    """The sentence names the settings, not the secret."""
    server = Server({"AUTH": "535 wrong"}, auth=True)
    settings = {"mail_user": "u", "mail_password": SecretStr("secret")}
    with running(server), _smtp(server, tmp_path, **settings) as smtp, pytest.raises(Unreached) as told:
        smtp.send(LETTER)

    assert (True, False) == ("LAVR_MAIL_PASSWORD" in told.value.ru, "secret" in told.value.ru + told.value.en)


def test_an_address_of_foreign_letters_is_refused_for_good(server: Server, tmp_path: Path) -> None:
    """Not every server understands one."""
    letter = Message(**{name: getattr(LETTER, name) for name in Message.__slots__} | {"to": "школа@example.org"})

    with _smtp(server, tmp_path) as smtp, pytest.raises(Refused) as told:
        smtp.send(letter)

    assert (True, []) == (told.value.lasting, server.taken)


def test_settings_that_name_no_sender_are_told(server: Server, tmp_path: Path) -> None:
    """Nobody takes a letter from nobody."""
    with pytest.raises(Unreached, match="LAVR_MAIL_FROM"):
        Smtp.of(Home(home=tmp_path, mail_host="127.0.0.1", mail_port=server.port))
