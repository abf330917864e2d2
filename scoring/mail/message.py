"""One letter as it leaves: plain values, and the MIME message of them. Headers are made by the library and of one line each."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageDefect
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final
from urllib.parse import urlsplit

from scoring.errors import Refused
from scoring.mail.plain import one_line

LONGEST_SUBJECT: Final = 200
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to one person.

    ``id``: its Message-ID without angle brackets, the same at each attempt, so that a server's log can be asked for it.
    ``label``: what it is called as a file. ``sender``: the name that stands before our own address.
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


def mime(message: Message, *, address: str, reply_to: str = "") -> EmailMessage:
    """The message as the mail knows it: plain text alone, no picture, no tracking, no attachment.

    ``address``: ours. Raises ``Refused`` where an address is none.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(address, message.sender)
    made["To"] = _address(message.to, message.name)
    if reply_to:
        made["Reply-To"] = _address(reply_to, "")
    made["Subject"] = one_line(message.subject, LONGEST_SUBJECT)
    made["Date"] = message.at
    made["Message-ID"] = f"<{one_line(message.id)}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text, charset="utf-8", cte="base64")
    made["Content-Language"] = "en" if message.language == "en" else "ru"
    return made


def host_of(public_url: str) -> str:
    """The name behind the @ of our message ids: the host of the public address, in ASCII."""
    host = urlsplit(public_url).hostname or "localhost"
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return "localhost"


def _address(text: str, name: str) -> Address:
    """An address with its name; the domain in ASCII, since not every server understands another."""
    local, _, domain = text.strip().rpartition("@")
    try:
        spec = f"{local}@{domain.encode('idna').decode('ascii')}"
        if not local or not local.isascii() or any(char <= " " for char in spec):
            raise ValueError(text)
        return Address(one_line(name, _LONGEST_NAME), addr_spec=spec)
    except (ValueError, UnicodeError, IndexError, MessageDefect) as error:
        raise Refused(
            f"Адрес «{one_line(text, 100)}» почта не примет: в нём ошибка или нелатинские буквы перед @. Исправьте адрес.",
            f"Mail does not take the address «{one_line(text, 100)}»: it is wrong or has foreign letters before the @. Mend it.",
            lasting=True,
        ) from error
