"""One letter as it leaves: plain values, and the MIME message of them. Headers are made by the library and of one line each."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageDefect
from email.header import Header
from email.headerregistry import Address
from email.message import Message as Mime
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from scoring.errors import Refused
from scoring.mail.plain import one_line

LONGEST_SUBJECT: Final = 200
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to one person.

    ``id``: its Message-ID without angle brackets, the same at each attempt, so that a server's log can be asked for it.
    ``label``: what it is called as a file. ``sender``: the name that stands before our own address. ``choice``: the address where
    such letters can be declined; empty where they cannot.
    """

    id: str
    label: str
    to: str
    name: str
    sender: str
    subject: str
    text: str
    language: str
    at: datetime
    choice: str = ""


def mime(message: Message, *, address: str, reply_to: str = "") -> bytes:
    """The message as the mail knows it: plain text alone, no picture, no tracking, no attachment; CR LF at line ends.

    ``address``: ours. Raises ``Refused`` where an address is none. Headers are folded by ``email.header``: the newer way of the
    standard library loses the space between two encoded words.
    """
    made: Mime[Any, Any] = MIMEText(message.text.replace("\n", "\r\n"), "plain", "utf-8")
    made["From"] = _named(message.sender, address, "From")
    made["To"] = _named(message.name, message.to, "To")
    if reply_to:
        made["Reply-To"] = _named("", reply_to, "Reply-To")
    made["Subject"] = Header(one_line(message.subject, LONGEST_SUBJECT), "utf-8", header_name="Subject")
    made["Date"] = format_datetime(message.at)
    made["Message-ID"] = f"<{one_line(message.id)}>"
    made["Auto-Submitted"] = "auto-generated"
    if message.choice:
        made["List-Unsubscribe"] = f"<{one_line(message.choice)}>"
    made["Content-Language"] = "en" if message.language == "en" else "ru"
    return made.as_bytes(policy=compat32.clone(linesep="\r\n"))


def spec_of(address: str) -> str:
    """An address as servers take it, its domain in ASCII; ``Refused`` where it is none."""
    local, _, domain = address.strip().rpartition("@")
    try:
        spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        if not local or "@" in local or not local.isascii() or any(char <= " " for char in spec):
            raise ValueError(address)
        return Address(addr_spec=spec).addr_spec
    except (ValueError, UnicodeError, IndexError, MessageDefect) as error:
        raise Refused(
            f"Адрес «{one_line(address, 100)}» почта не примет: в нём ошибка или нелатинские буквы перед @. Исправьте адрес.",
            f"Mail does not take the address «{one_line(address, 100)}»: it is wrong, or has foreign letters before the @.",
            lasting=True,
        ) from error


def host_of(public_url: str) -> str:
    """The name behind the @ of our message ids: the host of the public address, in ASCII."""
    host = urlsplit(public_url).hostname or "localhost"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return "localhost"


def _named(name: str, address: str, header: str) -> Header:
    """A name, encoded whatever stands in it, and its address."""
    made = Header(header_name=header)
    plain = one_line(name, _LONGEST_NAME)
    if plain:
        made.append(plain, "utf-8")
    made.append(f"<{spec_of(address)}>", "us-ascii")
    return made
