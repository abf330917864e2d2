"""A message's headers are one line each, whatever stands in the names; the folder of files keeps it whole."""

import email
import email.policy
import stat
from datetime import UTC, datetime
from email.header import decode_header
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import Refused, Unreached
from scoring.home import Home
from scoring.mail.files import Files
from scoring.mail.message import Message, host_of, mime
from scoring.mail.plain import many_lines, one_line
from scoring.mail.transport import transport_of

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "Content-Type", "MIME-Version",
    "Content-Transfer-Encoding",
}  # fmt: skip


def _message(**more: str) -> Message:
    told = {"to": "a@example.org", "name": "Анна", "sender": "Знак качества", "subject": "Тема", "text": "Текст\n"} | more
    return Message(id="lavr.1@lavr.example", label=told.pop("label", "one"), language="ru", at=NOW, **told)


WORDS = st.text(st.characters(codec="utf-8") | st.sampled_from('\r\n\t :<>@,"\\'), max_size=60)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_no_name_can_add_a_header(name: str, sender: str, subject: str) -> None:
    """The message read back has our headers and no other, and one recipient."""
    made = mime(_message(name=name, sender=sender, subject=subject), address="lavr@example.org")

    found = email.message_from_bytes(made, policy=email.policy.default)
    assert (HEADERS, ["a@example.org"], one_line(subject, 200), "Текст") == (
        set(found.keys()),
        [one.addr_spec for one in found["To"].addresses],
        "".join(text if isinstance(text, str) else text.decode(code or "ascii") for text, code in decode_header(_raw(made))),
        found.get_content().strip(),
    )


def _raw(made: bytes) -> str:
    """The subject as it stands in the message, unfolded."""
    head = made.decode("ascii").split("\r\n\r\n")[0].replace("\r\n ", " ")
    return next(line.partition(": ")[2] for line in head.split("\r\n") if line.startswith("Subject"))


@pytest.mark.parametrize(
    "to",
    ["", "a", "@example.org", "a@", "a b@example.org", "a@example.org\r\nBcc: b@example.org", "a@b@c", "я@example.org", "a@.."],
)
def test_what_is_no_address_is_refused_for_good(to: str) -> None:
    """It never reaches a server."""
    with pytest.raises(Refused) as told:
        mime(_message(to=to), address="lavr@example.org")
    assert told.value.lasting


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Школа \t № 5\r\n", "Школа № 5"),
        ("a\u202eb\u200bc\ufeffd", "abcd"),
        ("й", "й"),
        ("x" * 301, "x" * 299 + "…"),
        ("\x00\x07", ""),
    ],
)
def test_words_of_others_become_one_plain_line(given_text: str, kept: str) -> None:
    """Composed, without control and invisible characters, of bounded length."""
    assert kept == one_line(given_text)


def test_words_of_many_lines_keep_their_lines() -> None:
    """With one empty one between paragraphs at most."""
    assert "Да.\n\nСпасибо" == many_lines("Да.\r\n\r\n\r\n\r\n  Спасибо\u202e ")


def test_a_file_is_a_whole_message_for_the_owners_eyes(tmp_path: Path) -> None:
    """And the same letter twice is one file."""
    files = Files(tmp_path / "mail", "lavr@example.org", "answers@example.org")

    files.send(_message(label="../2025-winner-1"))
    files.send(_message(label="../2025-winner-1"))

    [path] = (tmp_path / "mail").iterdir()
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert ("---2025-winner-1.eml", "answers@example.org", 0o600, 0o700) == (
        path.name,
        str(found["Reply-To"]),
        stat.S_IMODE(path.stat().st_mode),
        stat.S_IMODE(path.parent.stat().st_mode),
    )


def test_the_folder_knows_what_it_has(tmp_path: Path) -> None:
    """By the label."""
    files = Files(tmp_path, "lavr@example.org")
    files.send(_message())

    assert (True, False) == (files.has("", "one"), files.has("", "two"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Nothing was handed over."""
    (tmp_path / "mail").write_text("a file")

    with pytest.raises(Unreached, match="mail"):
        Files(tmp_path / "mail", "lavr@example.org").send(_message())


@pytest.mark.parametrize(
    ("more", "rehearsal", "name"),
    [({}, False, "files"), ({"mail_host": "mail.invalid", "mail_from": "a@b.ru"}, False, "smtp"),
     ({"mail_host": "mail.invalid", "mail_from": "a@b.ru"}, True, "files")],
    ids=["no server", "server", "rehearsal"],
)  # fmt: skip
def test_the_settings_choose_the_transport(tmp_path: Path, more: dict[str, str], rehearsal: bool, name: str) -> None:
    """A server where one is named, and never for what is only rehearsed."""
    assert name == transport_of(Home(home=tmp_path, **more), rehearsal=rehearsal).name  # type: ignore[arg-type]  # settings


def test_a_home_of_a_rehearsal_sends_nothing(tmp_path: Path) -> None:
    """Whatever the environment says."""
    home = Home(home=tmp_path, mail_host="mail.invalid", mail_from="a@b.ru")
    home.rehearsal_file.touch()

    assert "files" == transport_of(home).name


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://лавр.рф/", "xn--80aafc.xn--p1ai"), ("http://127.0.0.1:8000", "127.0.0.1"), ("nonsense", "localhost")],
)
def test_message_ids_end_in_our_host(url: str, host: str) -> None:
    """In ASCII."""
    assert (host if "лавр" not in url else "лавр.рф".encode("idna").decode()) == host_of(url)
